"""What an answer is: how each type of field reads what was sent, how it is kept, and what conditions see of it.

An answer is kept in a canonical JSON form. Nothing that a database would
treat differently from another gets past here: NUL, lone surrogates, endless numbers, booleans that pose as numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import TypeAlias

from pydantic_core import SchemaError, SchemaValidator, core_schema

from engine.definitions.fields import DateField, Limits, NumberField, TextField
from engine.expressions.types import Value
from engine.sentences.catalogue import Noun
from engine.sentences.say import Counted, Part, say

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
Answers: TypeAlias = Mapping[str, Json]
"""Answers by field id, in canonical JSON."""

Reader: TypeAlias = Callable[[Json], tuple[Json, Value]]
"""Reads one answer: returns how it is kept and what conditions see; raises BadAnswer."""

MOST_CHARACTERS = {"text": 2_000, "long_text": 100_000}
MOST_CHOICES = 500
MOST_ROWS = 200

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
DECIMAL_PATTERN = r"-?[0-9]{1,15}(\.[0-9]{1,6})?"
DATE_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DECIMAL = re.compile(DECIMAL_PATTERN)
_DATE = re.compile(DATE_PATTERN)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def is_reference(text: object) -> bool:
    """Whether *text* can be the reference of a person, place or organisation: 1 to 64 letters, digits, `_ . : / -`."""
    return isinstance(text, str) and _REFERENCE.fullmatch(text) is not None


class BadAnswer(Exception):
    """An answer that its field cannot take: a *code*, and what is said of it, which never repeats the answer.

    A reader knows no language, so *template* and *parts* are put together by whoever tells a person, with `said`.
    """

    # One is made for every answer that cannot stand: with slots, and without telling Exception, in half the time.
    __slots__ = ("code", "parts", "template")

    def __init__(self, code: str, template: str, **parts: Part) -> None:
        self.code, self.template, self.parts = code, template, parts

    def said(self, language: str) -> str:
        return say(language, self.template, **self.parts)

    @property
    def text(self) -> str:
        """Return what is said of it in English."""
        return self.said("en")


NOTHING: tuple[Json, ...] = ("", [], {})
"""What stands for no answer, beside no value at all."""


def is_empty(given: object) -> bool:
    """Return whether nothing was answered: no value, empty text, an empty list or object."""
    return given is None or given in NOTHING


def clean_text(given: Json, *, at_most: int) -> str:
    """Return text in Unicode NFC without trailing space; refuse what no database should see."""
    if not isinstance(given, str):
        raise BadAnswer("wrong_type", "Write text here.")
    if len(given) > at_most:
        raise BadAnswer("too_long", "Use at most {most}.", most=Counted(at_most, "characters"))
    if given.isascii() and given.isprintable():
        return given.rstrip()
    text = given.replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(text):
        raise BadAnswer("wrong_type", "This text holds characters that cannot be stored. Type it again.")
    return unicodedata.normalize("NFC", text).rstrip()


def text_reader(field: TextField) -> Reader:
    most = MOST_CHARACTERS[field.type]
    characters, words = field.characters or Limits(), field.words
    matches, example = (whole_match(field.format.pattern), field.format.example) if field.format else (None, "")
    one_line = field.type == "text"
    # Most answers are short plain text: those need no cleaning, and no counting of words or of too few characters.
    plain_up_to = min(most, characters.max or most) if words is None and characters.min is None else -1

    def read(given: Json) -> tuple[Json, Value]:
        if type(given) is str and len(given) <= plain_up_to and given.isascii() and given.isprintable():
            text = given.rstrip()
        else:
            text = _measured(clean_text(given, at_most=most), characters, words, one_line=one_line)
        if matches is not None and not matches(text):
            raise BadAnswer("wrong_format", "Write it like this: {example}", example=example)
        return text, text

    return read


def _measured(text: str, characters: Limits, words: Limits | None, *, one_line: bool) -> str:
    """Return *text* when it keeps to its limits."""
    if one_line and "\n" in text:
        raise BadAnswer("wrong_type", "Write this on one line.")
    _within(len(text), characters.min, characters.max, "characters")
    if words is not None:
        _within(len(text.split()), words.min, words.max, "words")
    return text


def _within(count: int, fewest: int | None, most: int | None, what: Noun) -> None:
    if most is not None and count > most:
        raise BadAnswer(
            "too_long", "Use at most {most}; there are {count}.", most=Counted(most, what), count=f"{count:,}"
        )
    if fewest is not None and count < fewest:
        least, there = Counted(fewest, what), f"{count:,}"
        raise BadAnswer("too_short", "Use at least {least}; there are {count}.", least=least, count=there)


def whole_match(pattern: str) -> Callable[[str], bool]:
    """Return a test that *pattern* matches the whole of a text, by a linear-time engine (never Python's own).

    Raises ValueError for a pattern that engine refuses: look-around, back-references, oversized repeats.
    """
    try:
        validator = SchemaValidator(core_schema.str_schema(pattern=f"^(?:{pattern})$", regex_engine="rust-regex"))
    except SchemaError:
        raise ValueError("not a pattern of the linear-time engine") from None

    return validator.isinstance_python


def number_reader(field: NumberField) -> Reader:
    is_whole, low, high = field.type != "decimal", field.min, field.max
    smallest, largest = str(low), str(high)

    def read(given: Json) -> tuple[Json, Value]:
        kept, number = whole(given) if is_whole else exact_decimal(given)
        if low is not None and number < low:
            raise BadAnswer("too_small", "The smallest number here is {number}.", number=smallest)
        if high is not None and number > high:
            raise BadAnswer("too_large", "The largest number here is {number}.", number=largest)
        return kept, number

    return read


def whole(given: Json) -> tuple[Json, int]:
    if isinstance(given, str) and _WHOLE.fullmatch(given):
        given = int(given)
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**15:
        return given, given
    raise BadAnswer("wrong_type", "Write a whole number, in digits.")


def exact_decimal(given: Json) -> tuple[Json, Decimal]:
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if isinstance(given, str) and _DECIMAL.fullmatch(given):
        number = Decimal(given)
        return (given, number) if number else (given.removeprefix("-"), abs(number))
    raise BadAnswer("wrong_type", "Write a number, with a dot before its decimal places.")


def date_reader(field: DateField, zone: tzinfo) -> Reader:
    return {"date": _read_date, "time": _read_time, "datetime": lambda given: _read_moment(given, zone)}[field.type]


def _read_date(given: Json) -> tuple[Json, Value]:
    if isinstance(given, str) and _DATE.fullmatch(given):
        try:
            return given, date.fromisoformat(given)
        except ValueError:
            pass
    raise BadAnswer("wrong_type", "Write a date that exists, like 2026-03-27.")


def _read_time(given: Json) -> tuple[Json, Value]:
    if isinstance(given, str) and _TIME.fullmatch(given):
        try:
            return given, time.fromisoformat(given)
        except ValueError:
            pass
    raise BadAnswer("wrong_type", "Write a time of day, like 09:30.")


def _read_moment(given: Json, zone: tzinfo) -> tuple[Json, Value]:
    if isinstance(given, str) and _MOMENT.fullmatch(given):
        try:
            moment = datetime.fromisoformat(given)
            moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
            return moment.astimezone(UTC).isoformat(), moment.astimezone(zone)
        except (ValueError, OverflowError):
            pass
    raise BadAnswer("wrong_type", "Write a date and time, like 2026-03-27T10:00.")


def choice_reader(codes: frozenset[str]) -> Reader:
    def read(given: Json) -> tuple[Json, Value]:
        if isinstance(given, str) and given in codes:
            return given, given
        raise BadAnswer("wrong_code", "Choose one of the answers listed.")

    return read


def choices_reader(codes: tuple[str, ...], *, none: str | None) -> Reader:
    """Several codes, kept in the list's order; one code may stand alone. *none* is the exclusive answer's code."""
    place = {code: index for index, code in enumerate(codes)}

    def read(given: Json) -> tuple[Json, Value]:
        chosen = [given] if isinstance(given, str) else given
        if not isinstance(chosen, list) or len(chosen) > MOST_CHOICES:
            raise BadAnswer("wrong_type", "Choose from the answers listed.")
        if not all(isinstance(one, str) and one in place for one in chosen):
            raise BadAnswer("wrong_code", "Choose only answers that are listed.")
        if len(set(map(str, chosen))) != len(chosen):
            raise BadAnswer("wrong_code", "Choose each answer once.")
        if none is not None and none in chosen and len(chosen) > 1:
            raise BadAnswer(
                "exclusive", "This answer cannot stand beside others. Choose it alone, or choose the others."
            )
        ordered = sorted(map(str, chosen), key=place.__getitem__)
        return list(ordered), tuple(ordered)

    return read


def subject_reader() -> Reader:
    def read(given: Json) -> tuple[Json, Value]:
        if isinstance(given, str) and is_reference(given):
            return given, given
        raise BadAnswer("wrong_type", "Pick someone or something from the list.")

    return read


def subjects_reader() -> Reader:
    one = subject_reader()

    def read(given: Json) -> tuple[Json, Value]:
        several = [given] if isinstance(given, str) else given
        if not isinstance(several, list) or len(several) > MOST_ROWS:
            raise BadAnswer("wrong_type", "Pick from the list.")
        references = list(dict.fromkeys(str(one(each)[0]) for each in several))
        return list(references), tuple(references)

    return read
