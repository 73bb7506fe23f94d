"""What a value can be, what a name stands for, and the one value that means "not answered".

Types are checked once, when a definition is loaded; values are plain (text, whole and decimal numbers, dates, tuples,
mappings) and never objects with methods worth calling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Final


class Unknown(Enum):
    """The type of *UNKNOWN*. An enum of one, so that it stays one through copying and pickling."""

    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # Enum hashes in Python code; closures look unknown up in tables all the time.

    def __bool__(self) -> bool:
        raise TypeError("Unknown is neither true nor false. Ask: value is UNKNOWN.")

    def __repr__(self) -> str:
        return "unknown"

    __str__ = __repr__


UNKNOWN: Final = Unknown.UNKNOWN
"""Not answered. Refuses to be used as true or false."""

Value = bool | int | Decimal | str | date | time | datetime | tuple["Value", ...] | Mapping[str, "Value | Unknown"]
"""A plain value. Choices are codes, several choices tuples of codes, rows tuples of mappings; never a float."""


@dataclass(frozen=True, slots=True)
class OptionSet:
    """The answers a question offers. Two choices compare only when their sets have the same *id*."""

    id: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    ordered: bool = False
    points: tuple[Decimal | None, ...] | None = None

    @property
    def is_yes_no(self) -> bool:
        return self.id in ("yes_no", "yes_no_unknown")


@dataclass(frozen=True, slots=True)
class Boolean:
    """True, false or unknown: what a condition gives. A yes-or-no question is a choice, not this."""


@dataclass(frozen=True, slots=True)
class Number:
    """Whole or decimal, at most 15 digits before the point and 6 after."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text as typed."""


@dataclass(frozen=True, slots=True)
class Date:
    """A day."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day."""


@dataclass(frozen=True, slots=True)
class DateTime:
    """A moment, always with its offset from UTC."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of *options*."""

    options: OptionSet


@dataclass(frozen=True, slots=True)
class Choices:
    """Several codes of *options*, in the list's order."""

    options: OptionSet


@dataclass(frozen=True, slots=True)
class Rows:
    """Repeating rows, tasks or links: only the first part of count, any, all, sum, min and max."""

    fields: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class Parts:
    """A value with named parts (`born.year`). *name* says what it is in a sentence: `partial date`, `grid`."""

    name: str
    parts: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class Opaque:
    """An address, file, subject and the like: `answered`; "subject" also `==`; "files" and "subjects" also `count`."""

    kind: str


Type = Boolean | Number | Text | Date | Time | DateTime | Choice | Choices | Rows | Parts | Opaque

BOOLEAN: Final = Boolean()
NUMBER: Final = Number()
TEXT: Final = Text()
DATE: Final = Date()
TIME: Final = Time()
DATETIME: Final = DateTime()

ORDERED_TYPES: Final = (Number, Date, Time, DateTime)
"""Types that `<` always understands. A choice joins them when its list is ordered."""


def _no_labels() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scope:
    """All that an expression may name, by full dotted name, and what each name stands for.

    *labels* are the questions as people see them, by the same names (`associates.role` for a field inside rows).
    *row_names* are those of *names* that belong to the row the expression stands in, *outer_row_names* those of the row
    around that one; `form.x` always means the form's own field `x`. *states* holds every accepted spelling: ids where
    they are unique, paths with `/`.
    """

    names: Mapping[str, Type]
    labels: Mapping[str, str] = field(default_factory=_no_labels)
    actions: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    row_names: frozenset[str] = frozenset()
    outer_row_names: frozenset[str] = frozenset()


_WORDS: Final[Mapping[type, str]] = MappingProxyType(
    {
        Boolean: "a condition",
        Number: "a number",
        Text: "a text",
        Date: "a date",
        Time: "a time",
        DateTime: "a date with a time",
        Choice: "a choice",
        Choices: "several choices",
        Rows: "rows",
    }
)


def described(kind: Type) -> str:
    """Return the type in the words of a sentence: `a choice`, `a date with a time`, `an address`."""
    if isinstance(kind, Parts):
        return _with_article(kind.name)
    if isinstance(kind, Opaque):
        return kind.kind if kind.kind in ("files", "subjects") else _with_article(kind.kind)
    return _WORDS[type(kind)]


def same_type(one: Type, other: Type) -> bool:
    """Say whether two values may meet in `==`: the same type and, for choices, the same list."""
    if isinstance(one, Choice) and isinstance(other, Choice):
        return one.options.id == other.options.id
    if isinstance(one, Opaque) and isinstance(other, Opaque):
        return one.kind == other.kind
    return type(one) is type(other)


def options_of(kind: Type) -> OptionSet | None:
    """Return the answers that a choice or several choices are taken from; nothing for any other type."""
    return kind.options if isinstance(kind, Choice | Choices) else None


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"
