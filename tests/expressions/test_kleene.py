"""True, false and unknown are joined as Kleene joined them, whatever the order and the number of parts."""

from __future__ import annotations

from itertools import product

import pytest

from engine.expressions.types import UNKNOWN
from tests.expressions.questions import flags, ready, worth
from tests.expressions.test_reference import walk
from tests.expressions.truth import WORTH, Truth, truths


@pytest.mark.parametrize("truth", truths(), ids=str)
def test_conditions_are_worth_what_the_tables_of_the_documentation_say(truth: Truth) -> None:
    assert worth(truth.condition, **truth.answers) is truth.worth
    assert walk(ready(truth.condition).tree, truth.answers) is truth.worth


def test_the_tables_of_the_documentation_are_whole() -> None:
    tried = {(one.condition, tuple(one.answers.values())) for one in truths()}

    for condition in ("flag and other_flag", "flag or other_flag"):
        assert {(condition, pair) for pair in product(WORTH.values(), repeat=2)} <= tried
    assert {("not flag", (one,)) for one in WORTH.values()} <= tried


@pytest.mark.parametrize("letters", list(product("TF?", repeat=3)))
def test_three_conditions_join_as_two_and_one_do(letters: tuple[str, str, str]) -> None:
    env = flags(**dict(zip(("flag", "other_flag", "tasks.police.done"), letters, strict=True)))

    for sign in ("and", "or"):
        flat = ready(f"flag {sign} other_flag {sign} tasks.police.done").evaluate(env)
        nested = ready(f"flag {sign} (other_flag {sign} tasks.police.done)").evaluate(env)
        assert flat is nested


@pytest.mark.parametrize("letters", list(product("TF?", repeat=2)))
def test_not_of_and_is_or_of_nots(letters: tuple[str, str]) -> None:
    env = flags(flag=letters[0], other_flag=letters[1])

    assert worth("not (flag and other_flag)", **env) is worth("not flag or not other_flag", **env)


def test_an_explicit_unknown_is_the_same_as_a_missing_name() -> None:
    assert worth("age > 3", age=UNKNOWN) is UNKNOWN
    assert worth("age > 3") is UNKNOWN
