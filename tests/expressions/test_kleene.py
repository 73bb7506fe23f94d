"""True, false and unknown are joined as Kleene joined them, whatever the order and the number of parts."""

from __future__ import annotations

from itertools import product

import pytest

from engine.expressions.types import UNKNOWN
from tests.expressions.questions import LOGIC, flags, ready, worth


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        ("T", "T", "T", "T"),
        ("T", "F", "F", "T"),
        ("T", "?", "?", "T"),
        ("F", "T", "F", "T"),
        ("F", "F", "F", "F"),
        ("F", "?", "F", "?"),
        ("?", "T", "?", "T"),
        ("?", "F", "F", "?"),
        ("?", "?", "?", "?"),
    ],
)
def test_and_and_or_follow_kleene(one: str, other: str, both: str, either: str) -> None:
    env = flags(flag=one, other_flag=other)

    assert worth("flag and other_flag", **env) is LOGIC[both]
    assert worth("flag or other_flag", **env) is LOGIC[either]


@pytest.mark.parametrize(("one", "denied"), [("T", "F"), ("F", "T"), ("?", "?")])
def test_not_follows_kleene(one: str, denied: str) -> None:
    assert worth("not flag", **flags(flag=one)) is LOGIC[denied]


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
