"""What is called impossible is impossible: the law that lets a check refuse a condition."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checks.tries import can_be_true, names_read, tries_of
from engine.definitions.fields import NumberField
from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.types import (
    DATE,
    NUMBER,
    TEXT,
    UNKNOWN,
    Choice,
    Choices,
    OptionSet,
    Scope,
    Type,
    Unknown,
    Value,
)

LEVEL = OptionSet("level", ("low", "high"), ("Low", "High"), ordered=True)
KIND = OptionSet("kind", ("home", "outside", "unclear"), ("Home", "Outside", "Unclear"))
NAMES: dict[str, Type] = {
    "level": Choice(LEVEL),
    "kind": Choice(KIND),
    "kinds": Choices(KIND),
    "age": NUMBER,
    "years": NUMBER,
    "born": DATE,
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
        "9 < age < 11",
        "age in [9, 12]",
        "kind not in [home]",
        "home not in kinds",
        'born >= "2026-03-01"',
        'born < "2026-03-01"',
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
        "born": st.sampled_from([UNKNOWN, date(2026, 2, 28), date(2026, 3, 1), date(2030, 1, 1)]),
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
        "9 < age < 10 and age > 10",
        'born > "2026-03-01" and born < "2026-02-01"',
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
    condition = compile_expression("a == b and b == c and a == c1", Scope(names))
    assert isinstance(condition, Expression)

    assert tries_of([condition], None, names) is None
    assert can_be_true([condition], None, names)


def test_what_is_only_asked_to_be_answered_may_be_missing() -> None:
    assert names_read(compiled("answered(kind) and level == low or default(age, 3) > 2")) == {"level"}


COUNTED = {"age": NumberField.model_validate({"type": "integer", "label": "Age", "min": "0", "max": "20"})}


@pytest.mark.parametrize("text", ["9 < age < 10", "age > 20", "age < 0", "age in [21, 22]"])
def test_a_number_that_no_answer_can_be_is_not_tried(text: str) -> None:
    assert can_be_true([compiled(text)], None, NAMES)
    assert not can_be_true([compiled(text)], None, NAMES, COUNTED)


@pytest.mark.parametrize("text", ["age > 19", "age >= 20", "age <= 0", "8 < age < 10", "age > 2.5 and age < 3.5"])
def test_a_number_at_the_end_of_its_range_is_tried(text: str) -> None:
    assert can_be_true([compiled(text)], None, NAMES, COUNTED)


def test_of_a_long_list_the_codes_that_are_named_are_told_apart_and_the_others_are_one() -> None:
    many = OptionSet("many", tuple(f"c{one}" for one in range(100)), tuple("x" for _ in range(100)))
    names: dict[str, Type] = {name: Choice(many) for name in ("a", "b")}
    condition = compile_expression("a in [c7, c9] and b != c3", Scope(names))
    assert isinstance(condition, Expression)

    tries = tries_of([condition], None, names)

    assert tries is not None
    assert tries.values == {"a": [UNKNOWN, "c0", "c7", "c9"], "b": [UNKNOWN, "c0", "c3"]}
    assert tries.complete
