"""What inputs hold for an answer is that answer again when it comes back, and what is no answer is kept as typed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cases.values import Json
from engine.cases.views import FieldView
from engine.web.forms_texts import Texts, mark_of, texts_of, value_of

LONDON = ZoneInfo("Europe/London")
LINES = (("one", "One"), ("two", "Two"))


def field(kind: str) -> FieldView:
    return FieldView("it", "It", kind, None, lines=LINES if kind == "grid" else ())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Robin Example"),
        ("long_text", "Two\nlines"),
        ("integer", "12"),
        ("decimal", "12.5"),
        ("scale", "3"),
        ("date", "2026-03-07"),
        ("time", "09:30"),
        ("datetime", "2026-07-01T09:30"),
        ("partial_date", {"month": "5", "year": "2024"}),
        ("partial_date", {"year": "2024", "about": "yes"}),
        ("duration", {"amount": "3", "unit": "weeks"}),
        ("yes_no", "yes"),
        ("yes_no_unknown", "not_known"),
        ("choice", "phone"),
        ("choices", ["one", "other"]),
        ("grid", {"one": "often", "two": "never"}),
        ("subject", "P-1"),
        ("subjects", ["P-1", "P-2"]),
        ("address", {"lines": "1 Example Street\nExampleton", "country": "Wales"}),
        ("place", {"description": "The steps", "latitude": "51.5", "longitude": "-3.1"}),
        ("file", {"id": "f1"}),
        ("files", [{"id": "f1"}, {"id": "f2"}]),
        ("declaration", "yes"),
        ("text", {"no_answer": "declined"}),
    ],
)
def test_an_answer_comes_back_from_a_page_as_it_was(kind: str, value: Json) -> None:
    held = texts_of(field(kind), value, LONDON)

    assert value_of(field(kind), held) == value
    assert mark_of(texts_of(field(kind), value_of(field(kind), held), LONDON)) == mark_of(held)


def test_a_moment_stands_as_the_councils_clocks_show_it() -> None:
    held = texts_of(field("datetime"), "2026-07-01T08:30:00+00:00", LONDON)

    assert held == {"day": ("1",), "month": ("7",), "year": ("2026",), "time": ("09:30",)}


@given(st.text("0123456789-x/ ", max_size=5), st.text("0123456789-x/ ", max_size=5), st.text("0123456789", max_size=5))
def test_a_day_that_is_none_is_kept_part_for_part(day: str, month: str, year: str) -> None:
    typed = {name: text for name, text in (("day", day), ("month", month), ("year", year)) if text.strip()}
    texts: Texts = {name: (text,) for name, text in typed.items()}

    again = texts_of(field("date"), value_of(field("date"), texts), LONDON)

    def plain(text: str) -> str:
        return text.strip().replace("-", "/").lstrip("0")

    assert {name: plain(some[0]) for name, some in again.items() if plain(some[0])} == {
        name: plain(text) for name, text in typed.items() if plain(text)
    }


@given(st.sampled_from(["text", "date", "datetime", "choices", "grid", "place", "duration", "partial_date", "files"]))
def test_inputs_that_were_left_as_they_were_give_nothing(kind: str) -> None:
    assert value_of(field(kind), {}) is None
    assert mark_of({}) == mark_of({"": ("",)}) == mark_of(texts_of(field(kind), None, LONDON))


@given(
    st.dictionaries(st.sampled_from(["", "day", "unit", "no_answer", "lines", "one"]), st.lists(st.text()).map(tuple))
)
def test_whatever_is_sent_is_read_without_a_fault(texts: Texts) -> None:
    for kind in (
        "text",
        "integer",
        "date",
        "datetime",
        "grid",
        "subject",
        "subjects",
        "file",
        "files",
        "place",
        "sigil",
    ):
        texts_of(field(kind), value_of(field(kind), texts), LONDON)
