"""The table says what the picture says, in columns that fit a page."""

from __future__ import annotations

from engine.interop.table import as_text, rows_of
from tests.interop.pictures import child, small


def test_the_table_as_text_is_columns_that_fit_a_page() -> None:
    text = as_text(child())

    assert max(map(len, text.splitlines())) <= 132
    assert "\nScreening               Time limit " in text
    assert text.startswith("Front door, a child\nFrom the moment someone tells us")


def test_an_ending_says_that_the_case_ends_there() -> None:
    assert [row.step for row in rows_of(small()) if row.state == "Plain (ending)"] == ["Nothing: the case ends here."]
