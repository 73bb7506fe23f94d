"""Changes to a text: what comes of them here is what comes of them in every browser."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.web.workshop.changes import Unfitting, as_json, change_between, changed, changes_sent
from engine.web.workshop.paper import Behind, Paper, TooLong, text_of, with_ends_of

texts = st.text(st.sampled_from("ab: \n\N{GRINNING FACE}é"), max_size=12)
files = st.text(st.sampled_from("ab: \n\r\u2028\N{GRINNING FACE}"), max_size=14)


@given(texts, texts)
def test_a_change_between_two_texts_makes_the_second_of_the_first(before: str, after: str) -> None:
    change = change_between(before, after)

    assert changed(before, change) == after
    assert changes_sent(json.dumps(list(as_json([change])))) == (change,)


@given(texts, texts)
def test_what_both_texts_begin_and_end_with_is_not_touched(before: str, after: str) -> None:
    lines = [f"{one}\n" for one in ("first", "second", "third")]
    change = change_between("".join([*lines, before, "\nlast"]), "".join([*lines, after, "\nlast"]))

    assert isinstance(change[0], int)
    assert change[0] >= sum(map(len, lines))


@pytest.mark.parametrize(
    "sent",
    [
        "", "no", "{}", "[1]", "[[-1]]", "[[true]]", "[[1.5]]", '[["a"]]', "[[[]]]", '[[["a"]]]', "[[[1, 2]]]",
        '[[[0, "a\\nb"]]]', '[[[0, "a\\r"]]]', "[" * 100_000, "[[" + "1," * 20_001 + "1]]", "[[999999]]", "[[1]]",
        '[[2, [0, "\\ud800"], 1]]', "[[1, [1], 1]]",
    ],
)  # fmt: skip
def test_what_is_no_change_of_this_text_changes_nothing(sent: str) -> None:
    paper = Paper("a.yaml", "a\N{GRINNING FACE}")

    with pytest.raises(Unfitting):
        paper.type(0, changes_sent(sent), "me")

    assert (paper.text, paper.version) == ("a\N{GRINNING FACE}", 0)


def test_whoever_has_not_seen_the_newest_is_told_to_look_first() -> None:
    paper = Paper("a.yaml", "ab")
    paper.type(0, changes_sent('[[1, [0, "x"], 1]]'), "me")

    with pytest.raises(Behind):
        paper.type(0, changes_sent('[[2, [0, "y"]]]'), "you")

    assert paper.text == "axb"
    assert [one.sender for one in paper.since(0) or ()] == ["me"]
    assert paper.since(2) is None


def test_no_text_becomes_longer_than_a_file_may_be() -> None:
    paper = Paper("a.yaml", "")

    with pytest.raises(TooLong):
        paper.type(0, changes_sent(json.dumps([[[0, "x" * 1_000_001]]])), "me")

    assert paper.text == ""


@given(files)
def test_a_file_that_nobody_changed_is_kept_byte_for_byte(text: str) -> None:
    before = text.encode()

    assert with_ends_of(before, text_of(before)) == before


@given(files, texts)
def test_what_is_kept_says_what_was_typed_however_lines_ended(text: str, typed: str) -> None:
    assert text_of(with_ends_of(text.encode(), typed)) == typed


def test_only_the_line_that_was_typed_takes_the_usual_end() -> None:
    before = b"\xef\xbb\xbfa: 1\r\nb: 2\nc: 3\r\nd: 4\r\n"

    assert (
        with_ends_of(before, "a: 1\nb: 2\nx: 9\nc: 3\nd: 4\n") == b"\xef\xbb\xbfa: 1\r\nb: 2\nx: 9\r\nc: 3\r\nd: 4\r\n"
    )
