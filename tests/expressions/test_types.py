"""Unknown stays one, and is never mistaken for false; types say what they are in a sentence."""

from __future__ import annotations

import copy
import pickle

import pytest

from engine.expressions.types import (
    BOOLEAN,
    DATETIME,
    UNKNOWN,
    Choice,
    Choices,
    Opaque,
    OptionSet,
    Parts,
    Rows,
    Scope,
    Type,
    described,
    same_type,
)

RISK = OptionSet("risk", ("low", "high"), ("Low", "High"))
SOURCE = OptionSet("source", ("low", "high"), ("Low", "High"))


def test_unknown_refuses_to_be_true_or_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)


def test_unknown_stays_one_through_copying_and_pickling() -> None:
    assert copy.deepcopy(UNKNOWN) is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN  # noqa: S301 - our own bytes, made on this line


def test_unknown_says_its_name() -> None:
    assert (repr(UNKNOWN), str(UNKNOWN)) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (BOOLEAN, "a condition"),
        (DATETIME, "a date with a time"),
        (Choice(RISK), "a choice"),
        (Choices(RISK), "several choices"),
        (Rows({}), "rows"),
        (Parts("partial date", {}), "a partial date"),
        (Opaque("address"), "an address"),
        (Opaque("files"), "files"),
    ],
)
def test_a_type_is_described_in_words(kind: Type, words: str) -> None:
    assert described(kind) == words


def test_two_choices_are_the_same_type_only_when_they_share_a_list() -> None:
    assert same_type(Choice(RISK), Choice(RISK))
    assert not same_type(Choice(RISK), Choice(SOURCE))
    assert not same_type(Opaque("file"), Opaque("subject"))


def test_a_scope_needs_no_more_than_names() -> None:
    assert Scope({"flag": BOOLEAN}).actions == frozenset()
