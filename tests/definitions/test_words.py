"""The small words of the language: what each takes, and what to write instead of what it does not take."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from engine.definitions.words import (
    RESERVED,
    Day,
    Duration,
    Flag,
    Id,
    OneOrMany,
    Slotted,
    TimeOfDay,
    Whole,
    Words,
    fill_slots,
    read_duration,
    shown,
    slot_names,
)
from engine.findings import Code


def refused(kind: Any, given: object) -> tuple[str, str]:
    """Return the code and the message with which *given* is refused."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(given)
    [error] = caught.value.errors()
    code = error["ctx"]["code"]
    assert isinstance(code, Code)
    return code.id, error["ctx"]["message"]


@pytest.mark.parametrize("text", ["a", "risk_level", "q1", "a" * 64])
def test_an_id_is_small_letters_digits_and_underscores(text: str) -> None:
    assert TypeAdapter(Id).validate_python(text) == text


@pytest.mark.parametrize("text", ["", "A", "1a", "_a", "risk-level", "risk level", "é", "a" * 65, "a\n", "a.b"])
def test_anything_else_is_not_an_id(text: str) -> None:
    assert refused(Id, text)[0] == "Y120"


@pytest.mark.parametrize("word", sorted(RESERVED - {"True", "False", "None"}))
def test_a_word_of_the_grammar_cannot_be_an_id(word: str) -> None:
    assert refused(Id, word) == ("Y121", f'"{word}" cannot be an id; conditions use that word.')


def test_true_and_false_are_the_only_flags() -> None:
    assert TypeAdapter(Flag).validate_python("true") is True
    assert TypeAdapter(Flag).validate_python("false") is False


@pytest.mark.parametrize("text", ["yes", "no", "on", "True", "1", ""])
def test_yes_is_not_true(text: str) -> None:
    assert refused(Flag, text) == ("Y122", f'"{text}" is not true or false.')


def test_what_is_not_text_is_named_for_what_it_is() -> None:
    assert refused(Flag, ["true"])[1] == "A list is not true or false."
    assert refused(Flag, {"a": "true"})[1] == "A group of settings is not true or false."


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("-3", -3), ("007", 7)])
def test_a_whole_number_is_digits(text: str, number: int) -> None:
    assert TypeAdapter(Whole).validate_python(text) == number


@pytest.mark.parametrize("text", ["1.0", "1e3", "one", "", "1 000", "٣"])
def test_anything_else_is_not_a_whole_number(text: str) -> None:
    assert refused(Whole, text)[0] == "Y123"


def test_dates_and_times_are_written_one_way() -> None:
    assert TypeAdapter(Day).validate_python("2026-02-28") == date(2026, 2, 28)
    assert TypeAdapter(TimeOfDay).validate_python("17:00") == time(17)


@pytest.mark.parametrize("text", ["2026-02-30", "28/02/2026", "2026-2-28", "20260228", "today"])
def test_a_day_that_does_not_exist_or_is_written_otherwise_is_refused(text: str) -> None:
    assert refused(Day, text)[0] == "Y124"


@pytest.mark.parametrize("text", ["25:00", "5pm", "17.00", "9:00"])
def test_a_time_that_does_not_exist_or_is_written_otherwise_is_refused(text: str) -> None:
    assert refused(TimeOfDay, text)[0] == "Y124"


@given(st.integers(1, 9999), st.sampled_from(["hours", "working_days", "calendar_days", "weeks", "months", "years"]))
def test_a_duration_reads_back_as_it_is_written(amount: int, unit: str) -> None:
    duration = Duration(amount, unit)  # type: ignore[arg-type]  # one of the six units just listed

    assert read_duration(str(duration)) == duration


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3 days", "Y126"),
        ("1 day", "Y126"),
        ("0 weeks", "Y125"),
        ("soon", "Y125"),
        ("3", "Y125"),
        ("1.5 weeks", "Y125"),
    ],
)
def test_a_length_of_time_says_how_many_of_what(text: str, code: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_duration(text)

    context = caught.value.context
    assert context is not None
    assert context["code"].id == code


def test_days_that_do_not_say_which_are_offered_both() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_duration("3 days")

    context = caught.value.context
    assert context is not None
    assert context["hint"] == 'Write "3 working days" or "3 calendar days".'


def test_one_item_may_stand_alone_where_a_list_is_wanted() -> None:
    assert TypeAdapter(OneOrMany[Id]).validate_python("a") == ("a",)
    assert TypeAdapter(OneOrMany[Id]).validate_python(["a", "b"]) == ("a", "b")


def test_text_of_nothing_but_spaces_is_nothing_written() -> None:
    assert refused(Words, "  ")[0] == "Y127"


@pytest.mark.parametrize("text", ["{{ a b }}", "{{ a | upper }}", "{{ a", "a }}", "{% if a %}", "{{ }}", "{{ A }}"])
def test_a_slot_holds_one_name_and_nothing_cleverer(text: str) -> None:
    assert refused(Slotted, text)[0] == "Y128"


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=20))
def test_what_fills_a_slot_is_never_read_as_a_slot_again(value: str) -> None:
    assert fill_slots("<{{ name }}>", lambda _: value) == f"<{value}>"


def test_the_names_in_slots_come_in_order() -> None:
    assert slot_names("{{ b }} and {{a}} of {{ child.name }}") == ("b", "a", "child.name")


def test_no_message_repeats_more_than_sixty_characters() -> None:
    assert len(shown("x" * 500)) == 60


def test_an_id_that_is_too_long_is_told_so() -> None:
    assert refused(Id, "a" * 65)[1].endswith("is too long for an id, which has at most 64 characters.")
