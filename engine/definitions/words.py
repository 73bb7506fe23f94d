"""The small words of the definition language: ids, true and false, whole numbers, dates, durations, text slots.

Every scalar reaches a model as text, so each type here says how its text is read and, when it
can't be, what the author should write instead.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from engine.definitions.own_id import ID
from engine.findings import Code

NOT_AN_ID = Code("Y120", "Not an id", "Write ids in small letters, digits and underscores, starting with a letter.")
RESERVED_ID = Code("Y121", "A word that cannot be an id", "Choose another word; the grammar needs this one.")
NOT_A_FLAG = Code("Y122", "Not true or false", "Write true or false, in small letters, without quotes.")
NOT_A_NUMBER = Code("Y123", "Not a number", "Write digits only.")
NOT_A_DATE = Code("Y124", "Not a date or time", "Write dates as 2026-03-27 and times as 17:00.")
NOT_A_DURATION = Code("Y125", "Not a duration", 'Write a number and a unit: "3 working days", "6 weeks", "72 hours".')
WHICH_DAYS = Code("Y126", "Days that do not say which", 'Write "working days" or "calendar days".')
EMPTY = Code("Y127", "Nothing written", "Write something after the colon, or take the setting out.")
BAD_SLOT = Code("Y128", "A slot that cannot be filled", "Write {{ name }} with one name between the braces.")
NOT_A_LANGUAGE = Code("Y134", "Not a language", "Write its code of two or three small letters: cy for Welsh.")

RESERVED = frozenset(
    {*keyword.kwlist, "true", "false", "any", "id", "row", "this", "form", "why", "stay"} | {"unchanged"}
)
"""Words that cannot be ids or codes: Python's keywords and the grammar's own."""

RESERVED_DEFINITIONS = frozenset({"case", "tasks", "links", "me", "system", "previous", "deadlines"})
"""Words that cannot name a form, record, list or workflow, because expressions start with them."""

LONGEST_ID = 64
_SLOT = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SLOT_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def mistake(code: Code, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that a validator raises; `validate.py` turns it into a finding at its place."""
    return PydanticCustomError("casepath", "{message}", {"code": code, "message": message, "hint": hint or code.remedy})


def _words(text: str) -> str:
    if not text.strip():
        raise mistake(EMPTY, "Nothing is written here.")
    return text


def _identifier(text: str) -> str:
    if not ID.fullmatch(text):
        nearest = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:LONGEST_ID]
        if len(text) > LONGEST_ID and ID.fullmatch(text[:LONGEST_ID]):
            too_long = f'"{shown(text)}" is too long for an id, which has at most {LONGEST_ID} characters.'
            raise mistake(NOT_AN_ID, too_long, "Write a shorter one.")
        hint = f"Write: {nearest}" if ID.fullmatch(nearest) else ""
        raise mistake(NOT_AN_ID, f'"{shown(text)}" cannot be an id.', hint)
    if text in RESERVED:
        raise mistake(RESERVED_ID, f'"{text}" cannot be an id; conditions use that word.')
    return text


def _flag(text: object) -> bool:
    if text in ("true", "false"):
        return text == "true"
    raise mistake(NOT_A_FLAG, f"{quoted(text)} is not true or false.")


def _whole(text: object) -> int:
    if isinstance(text, str) and re.fullmatch(r"-?[0-9]{1,15}", text):
        return int(text)
    raise mistake(NOT_A_NUMBER, f"{quoted(text)} is not a whole number.")


def _date(text: object) -> date:
    if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise mistake(NOT_A_DATE, f"{quoted(text)} is not a date.", "Write dates as 2026-03-27: year, month, day.")


def _time(text: object) -> time:
    if isinstance(text, str) and re.fullmatch(r"[0-9]{2}:[0-9]{2}", text):
        try:
            return time.fromisoformat(text)
        except ValueError:
            pass
    raise mistake(NOT_A_DATE, f"{quoted(text)} is not a time of day.", "Write times as 17:00: hours and minutes.")


def quoted(given: object) -> str:
    """Return what an author wrote as the beginning of a sentence: text in quotes, or what else stands there."""
    return (
        f'"{shown(given)}"'
        if isinstance(given, str)
        else "A group of settings"
        if isinstance(given, dict)
        else "A list"
    )


def shown(text: object) -> str:
    """Return a piece of what an author wrote for a message, never more than 60 characters of it."""
    said = text if isinstance(text, str) else "a group of settings" if isinstance(text, dict) else "a list"
    return said if len(said) <= 60 else said[:57] + "..."


@dataclass(frozen=True, slots=True)
class ForPeople:
    """Marks the type of a setting as text that people read. What carries it can be translated, and nothing else."""


Words = Annotated[str, AfterValidator(_words), ForPeople()]
"""Text that people read; never empty."""
Term = Annotated[str, AfterValidator(_words)]
"""Text that is the same in every language: a name of something, a path, a pattern, a version."""
Id = Annotated[str, AfterValidator(_identifier)]
"""An id or an option code: `[a-z][a-z0-9_]*`, at most 64, none of the grammar's own words."""
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Day = Annotated[date, BeforeValidator(_date)]
TimeOfDay = Annotated[time, BeforeValidator(_time)]
Condition = Annotated[str, AfterValidator(_words)]
"""An expression that must be true or false; read by `engine.expressions` when the definition is compiled."""


def _language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", text):
        raise mistake(NOT_A_LANGUAGE, f"{quoted(text)} is not the code of a language.")
    return text


Language = Annotated[str, AfterValidator(_language)]
"""The code of a language: `en`, `cy`."""

T = TypeVar("T")


def _as_list(given: object) -> object:
    return given if isinstance(given, list | tuple) else [given]


OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_as_list)]
"""A list; one item may stand alone."""


Unit = Literal["hours", "working_days", "calendar_days", "weeks", "months", "years"]
_UNITS: Mapping[str, Unit] = {
    "hour": "hours",
    "working day": "working_days",
    "calendar day": "calendar_days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as a council says it. `3 days` alone is refused: it does not say which days."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        name = next(name for name, unit in _UNITS.items() if unit == self.unit)
        return f"{self.amount} {name}{'' if self.amount == 1 else 's'}"


def read_duration(text: object) -> Duration:
    """Return the duration that *text* says, `15 working days` for instance; raise the author's mistake otherwise."""
    if isinstance(text, Duration):
        return text
    said = re.fullmatch(r"([0-9]{1,4}) +([a-z]+(?: +[a-z]+)?)", text.strip()) if isinstance(text, str) else None
    if said is None:
        raise mistake(NOT_A_DURATION, f"{quoted(text)} is not a length of time.")
    amount, unit = int(said[1]), re.sub(r" +", " ", said[2])
    if unit in ("day", "days"):
        both = f'Write "{amount} working {unit}" or "{amount} calendar {unit}".'
        raise mistake(WHICH_DAYS, f'"{shown(text)}" does not say which days.', both)
    known = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
    if known is None or amount == 0:
        raise mistake(NOT_A_DURATION, f"{quoted(text)} is not a length of time.")
    return Duration(amount, known)


Span = Annotated[Duration, BeforeValidator(read_duration)]


def slot_names(text: str) -> tuple[str, ...]:
    """Return the names in the `{{ }}` slots of *text*, in order."""
    return tuple(found[1] for found in _SLOT.finditer(text))


def fill_slots(text: str, value_of: Callable[[str], str]) -> str:
    """Return *text* with each `{{ name }}` replaced; a value is never read as a slot again."""
    return _SLOT.sub(lambda found: value_of(found[1]), text)


def without_slots(text: str) -> str:
    """Return what *text* says besides its slots."""
    return _SLOT.sub("", text)


def _slotted(text: str) -> str:
    for name in slot_names(text):
        if not _SLOT_NAME.fullmatch(name):
            raise mistake(BAD_SLOT, f'"{shown(name)}" cannot stand between {{{{ and }}}}.')
    if "{{" in without_slots(text) or "}}" in without_slots(text) or "{%" in text:
        raise mistake(BAD_SLOT, "The braces of a slot do not match.")
    return _words(text)


Slotted = Annotated[str, AfterValidator(_slotted), ForPeople()]
"""Text with `{{ name }}` slots and nothing cleverer."""
SlottedTerm = Annotated[str, AfterValidator(_slotted)]
"""Slots in something that is the same in every language: a number."""
