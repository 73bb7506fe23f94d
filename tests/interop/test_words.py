"""No word of a council can add a line, hide a sign or grow without end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interop.words import one_line, printable, readable, shortened, wrapped


@given(st.text(), st.integers(min_value=1, max_value=100))
def test_whatever_is_written_is_shown_on_one_visible_line_of_the_length_asked_for(text: str, most: int) -> None:
    shown = shortened(text, most)

    assert shown.isprintable()
    assert len(shown) <= most
    assert shortened(shown, most) == shown


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_wrapped_lines_fit_their_width_and_there_is_always_one(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert lines
    assert all(len(line) <= width for line in lines)


def test_what_is_short_enough_is_not_cut() -> None:
    assert shortened("A panel of six", 14) == "A panel of six"
    assert shortened("A panel of six", 13) == "A panel of s…"


def test_a_long_list_is_wrapped_whole_where_there_is_room_for_it() -> None:
    roles = ", ".join(f"Role number {one}" for one in range(12))

    assert " ".join(wrapped(roles, 40, len(roles))) == roles
    assert wrapped(roles, 40)[-1].endswith("…")


@pytest.mark.parametrize("hidden", ["\n", "\x00", "\u202e", "\ud800"])
def test_what_no_one_sees_becomes_a_space(hidden: str) -> None:
    assert printable(f"a{hidden}b") == "a b"
    assert one_line(f" a{hidden}{hidden}b ") == "a b"


def test_an_id_is_read_as_words() -> None:
    assert readable("in_danger") == "In danger"
