"""Why a value is what it is: every part's text and value, and the questions whose answers are missing."""

from __future__ import annotations

import pytest

from engine.expressions.evaluate import Why
from engine.expressions.types import UNKNOWN
from tests.expressions.questions import EASTER, MARCH_27, ROW_SCOPE, ready


def texts_and_values(why: Why) -> list[tuple[str, object]]:
    return [(why.text, why.value), *(pair for part in why.parts for pair in texts_and_values(part))]


def test_each_part_is_shown_as_written_with_its_value() -> None:
    why = ready("(age < 18) and risk_level >= significant").explain({"age": 12, "risk_level": "low"})

    assert texts_and_values(why) == [
        ("(age < 18) and risk_level >= significant", False),
        ("age < 18", True),
        ("age", 12),
        ("18", 18),
        ("risk_level >= significant", False),
        ("risk_level", "low"),
        ("significant", "significant"),
    ]


@pytest.mark.parametrize(
    ("text", "env", "names"),
    [
        ("age > 3", {}, ("age",)),
        ("age > 3", {"age": 4}, ()),
        ("age > visits or cost > 3", {"visits": 1}, ("age", "cost")),
        ("age > 3 and cost > 3", {"age": 4}, ("cost",)),
        ("age > 3 and cost > 3", {"cost": 1}, ()),
        ("cost > 3 and age > 3 and cost > 2", {}, ("cost", "age")),
        ("age > 3 or not flag", {"age": 1}, ("flag",)),
        ("default(age, visits) > 3", {}, ("age", "visits")),
        ("default(age, 0) > cost", {}, ("cost",)),
        ("1 / 0 > 3", {}, ()),
        ("born.month == 3", {}, ("born",)),
        ("born.month == 3", {"born": {"year": 2010}}, ("born.month",)),
        ("screening.decision == panel_2 or done(screen)", {}, ("screening.decision", "done(screen)")),
        ("school in contexts", {}, ("contexts",)),
        ("low < risk_level < immediate", {}, ("risk_level",)),
        ("working_days_between(seen_on, today()) < 3", {"today()": MARCH_27, "calendar()": EASTER}, ("seen_on",)),
        ("working_days_between(today(), today()) < 3", {"today()": MARCH_27}, ("calendar()",)),
        ("all(associates, score > 1)", {}, ("associates",)),
        ("all(associates, score > 1)", {"associates": ({"score": 2}, {})}, ("associates.score",)),
        ("any(associates, score > form.age)", {"associates": ({"score": 2},)}, ("age",)),
        ("sum(associates, score) > 1", {"associates": ({"score": 2}, {})}, ("associates.score",)),
        (
            "any(associates, any(calls, minutes > score))",
            {"associates": ({"calls": ({"minutes": 1},)},)},
            ("associates.score",),
        ),
    ],
)
def test_the_missing_answers_that_made_it_unknown_are_named_in_order(
    text: str, env: dict[str, object], names: tuple[str, ...]
) -> None:
    expression = ready(text.replace("panel_2", "early_help"))

    assert expression.explain(env).unanswered() == names


def test_rows_are_explained_row_by_row() -> None:
    env: dict[str, tuple[dict[str, int], ...]] = {"associates": ({"score": 1}, {"score": 5}, {})}

    why = ready("count(associates, score > 2)").explain(env)

    assert (why.value, [part.value for part in why.parts[1:]]) == (1, [False, True, UNKNOWN])


def test_a_calendar_is_no_part_of_an_explanation() -> None:
    why = ready("working_days_between(seen_on, today())").explain(
        {"seen_on": MARCH_27, "today()": MARCH_27, "calendar()": EASTER}
    )

    assert [part.name for part in why.parts] == ["seen_on", "today()"]


def test_inside_a_row_the_rows_own_question_is_named() -> None:
    expression = ready("score > form.age", ROW_SCOPE)

    assert expression.explain({"age": 3}, {}).unanswered() == ("score",)
    assert expression.explain({}, {"score": 3}).unanswered() == ("age",)
