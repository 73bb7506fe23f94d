"""What rows come to, and which names a condition inside them sees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.expressions.types import UNKNOWN
from tests.expressions.questions import ASSOCIATES, ROW_SCOPE, ready, worth


@pytest.mark.parametrize(
    ("text", "of_two", "of_three", "of_none"),
    [
        ("count(associates)", 2, 3, 0),
        ("count(associates, own_concern == yes)", 1, 1, 0),
        ("count(associates, not own_concern == yes)", 1, 1, 0),
        ("any(associates, own_concern == yes)", True, True, False),
        ("any(associates, score > 5)", False, UNKNOWN, False),
        ("all(associates, score > 1)", True, UNKNOWN, True),
        ("all(associates, score > 2)", False, False, True),
        ("sum(associates, score)", Decimal("4.5"), UNKNOWN, 0),
        ("min(associates, score)", Decimal("1.5"), UNKNOWN, UNKNOWN),
        ("max(associates, score)", 3, UNKNOWN, UNKNOWN),
        ("min(associates, seen)", date(2026, 1, 1), UNKNOWN, UNKNOWN),
        ("max(associates, seen)", date(2026, 1, 2), UNKNOWN, UNKNOWN),
        ("all(associates, answered(score))", True, False, True),
    ],
)
def test_rows_are_gathered_as_the_language_says(text: str, of_two: object, of_three: object, of_none: object) -> None:
    expression = ready(text)

    assert expression.evaluate({"associates": ASSOCIATES[:2]}) == of_two
    assert expression.evaluate({"associates": ASSOCIATES}) == of_three
    assert expression.evaluate({"associates": ()}) == of_none


@pytest.mark.parametrize("name", ["count", "any", "all"])
def test_unknown_rows_make_the_whole_unknown(name: str) -> None:
    assert worth(f"{name}(associates, score > 1)") is UNKNOWN


def test_inside_rows_the_forms_own_field_has_form_before_it() -> None:
    expression = ready("count(associates, score > form.age)")

    assert expression.evaluate({"associates": ASSOCIATES, "age": 2}) == 1
    assert expression.reads == {"associates", "age"}
    assert expression.row_reads == {"associates.score"}


def test_rows_inside_rows_see_the_row_around_them() -> None:
    calls: tuple[dict[str, int], ...] = ({"minutes": 4}, {"minutes": 10}, {})
    expression = ready("any(associates, count(calls, minutes > score) >= 1)")

    assert expression.evaluate({"associates": ({"score": 5, "calls": calls},)}) is True
    assert expression.evaluate({"associates": ({"score": 50, "calls": calls},)}) is False
    assert expression.row_reads == {"associates.calls", "associates.score", "associates.calls.minutes"}


def test_links_have_dotted_names_of_their_own() -> None:
    links = ({"context.kind": "school"}, {"context.kind": "park"})

    assert worth("count(links.contexts, context.kind == school)", **{"links.contexts": links}) == 1


def test_inside_a_row_bare_names_are_the_rows_and_form_names_the_forms() -> None:
    expression = ready("own_concern == yes and score > form.age and age < 20", ROW_SCOPE)

    assert expression.reads == {"own_concern", "score", "age"}
    assert expression.evaluate({"age": 4, "own_concern": "no"}, {"own_concern": "yes", "score": 5}) is True
    assert expression.evaluate({"age": 4, "own_concern": "yes", "score": 5}, {}) is UNKNOWN
    assert expression.evaluate({"age": 4}) is UNKNOWN


def test_rows_inside_the_row_see_it_too() -> None:
    expression = ready("any(calls, minutes > score) and form.known == yes", ROW_SCOPE)

    row = {"score": 5, "calls": ({"minutes": 6},)}
    assert expression.evaluate({"known": "yes"}, row) is True
    assert expression.evaluate({"known": "yes", "score": 0}, {**row, "score": 7}) is False
