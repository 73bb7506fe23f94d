"""What is called impossible is impossible: the law that lets a check refuse a condition."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checks.tries import can_be_true, names_read, tries_of
from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.types import NUMBER, TEXT, UNKNOWN, Choice, Choices, OptionSet, Scope, Type, Unknown, Value

LEVEL = OptionSet("level", ("low", "high"), ("Low", "High"), ordered=True)
KIND = OptionSet("kind", ("home", "outside", "unclear"), ("Home", "Outside", "Unclear"))
NAMES: dict[str, Type] = {
    "level": Choice(LEVEL),
    "kind": Choice(KIND),
    "kinds": Choices(KIND),
    "age": NUMBER,
    "years": NUMBER,
    "note": TEXT,
}

ATOMS = st.sampled_from(
    [
        "level == low",
        "level > low",
        "kind != home",
        "kind in [home, unclear]",
        "home in kinds",
        "count(kinds) == 2",
        "age < 10",
        "age >= 10",
        "age > years",
        'note == "yes"',
        "answered(kind)",
        "answered(note)",
        "default(age, 12) > 11",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda parts: (
        parts.map("not ({})".format)
        | st.tuples(parts, parts).map("({0[0]}) and ({0[1]})".format)
        | st.tuples(parts, parts).map("({0[0]}) or ({0[1]})".format)
    ),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {
        "level": st.sampled_from([UNKNOWN, *LEVEL.codes]),
        "kind": st.sampled_from([UNKNOWN, *KIND.codes]),
        "kinds": st.sampled_from([UNKNOWN, ("home",), ("home", "outside"), KIND.codes]),
        "age": st.sampled_from([UNKNOWN, 0, 9, Decimal("9.5"), 10, 12, 40]),
        "years": st.sampled_from([UNKNOWN, 0, 11]),
        "note": st.sampled_from([UNKNOWN, "yes", "no"]),
    }
)


def compiled(text: str) -> Expression:
    expression = compile_expression(text, Scope(NAMES))
    assert isinstance(expression, Expression), expression
    return expression


@given(CONDITIONS, ANSWERS)
def test_a_condition_that_some_answers_make_true_is_never_called_impossible(
    text: str, answers: dict[str, Value | Unknown]
) -> None:
    condition = compiled(text)

    if condition.evaluate(answers) is True:
        assert can_be_true([condition], None, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "level == low and level == high",
        "age < 10 and age > 12",
        "age > 3 and age < 3.5 and age == 4",
        "kind == home and kind in [outside, unclear]",
        "not answered(kind) and kind == home",
        'level == low and level == high and note == "yes"',
        "home in kinds and count(kinds) < 1",
    ],
)
def test_a_condition_that_contradicts_itself_is_found(text: str) -> None:
    assert not can_be_true([compiled(text)], None, NAMES)


@pytest.mark.parametrize("text", ["not answered(kind)", "age > 3 and age < 3.5", 'note == "x" and not answered(kind)'])
def test_a_condition_that_only_looks_odd_is_left_alone(text: str) -> None:
    assert can_be_true([compiled(text)], None, NAMES)


def test_too_many_answers_are_not_tried() -> None:
    many = OptionSet("many", tuple(f"c{one}" for one in range(100)), tuple("x" for _ in range(100)))
    names: dict[str, Type] = {name: Choice(many) for name in ("a", "b", "c")}
    condition = compile_expression("a == c1 and b == c2 and c == c3 and a == c4", Scope(names))
    assert isinstance(condition, Expression)

    assert tries_of([condition], None, names) is None
    assert can_be_true([condition], None, names)


def test_what_is_only_asked_to_be_answered_may_be_missing() -> None:
    assert names_read(compiled("answered(kind) and level == low or default(age, 3) > 2")) == {"level"}
