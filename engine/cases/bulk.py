"""Many plain answers read at once: the same as reading them one by one, in a fraction of the time.

Most answers to most questions are as they should be: short plain text, a listed code, a whole number, a date. Those go
through one validator of pydantic's core, compiled for the whole form. Whatever it does not take, for any reason, is
left to the question's own reader, which knows every spelling that is allowed and says in words what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from pydantic_core import SchemaValidator
from pydantic_core import core_schema as core

from engine.cases.values import DATE_PATTERN, DECIMAL_PATTERN, MOST_CHARACTERS, Answers, Json
from engine.definitions.fields import AnyField, ChoiceField, DateField, NumberField, TextField, YesNoField
from engine.expressions.types import Unknown, Value

Convert: TypeAlias = Callable[[Any], Value]  # Any: the validator has judged what it is given
"""From an answer as it is kept to what conditions see. Raises ValueError for one that must be read by itself."""


class PlainField(NamedTuple):
    """A question that stands by itself, with the codes that it offers and the one that excludes the others."""

    id: str
    definition: AnyField
    codes: tuple[str, ...] = ()
    none: str | None = None


_PRINTABLE = "^[ -~]*[!-~]$"
"""Plain text with something in it and no space at its end: kept as it is."""
_LINES = "^[ -~\n]*[!-~]$"


class Bulk:
    """The plain questions of a form that can be read together. The validator is built when it is first needed."""

    __slots__ = ("_convert", "_is_whole_form", "_schemas", "_validator")

    def __init__(self, fields: Sequence[PlainField], *, is_whole_form: bool) -> None:
        """Read *fields*; *is_whole_form* where there are no others."""
        made = {one.id: found for one in fields if (found := _schema(one)) is not None}
        self._schemas = {name: schema for name, (schema, _) in made.items()}
        self._convert = [(name, convert) for name, (_, convert) in made.items() if convert is not None]
        self._is_whole_form = is_whole_form and len(made) == len(fields)
        self._validator: SchemaValidator | None = None

    def read(self, given: Answers) -> tuple[dict[str, Json], dict[str, Value | Unknown], bool]:
        """Return what of *given* could be read at once: as it is kept, in order, and as conditions see it.

        True with it says that this is all of *given*, and that the form has no question of another kind.
        """
        if self._validator is None:
            self._validator = self._build()
        kept: dict[str, Json] = self._validator.validate_python(given)
        values = self._values(kept)
        return kept, values, self._is_whole_form and len(kept) == len(given)

    def _build(self) -> SchemaValidator:
        # What does not fit is left out, so that one wrong answer costs the others nothing.
        fields = {
            name: core.typed_dict_field(core.with_default_schema(schema, on_error="omit"), required=False)
            for name, schema in self._schemas.items()
        }
        return SchemaValidator(core.typed_dict_schema(fields, extra_behavior="ignore"))

    def _values(self, kept: dict[str, Json]) -> dict[str, Value | Unknown]:
        """Return *kept* as conditions see it; what cannot be so is taken out of it, for its own reader to tell."""
        values: dict[str, Value | Unknown] = kept.copy()  # type: ignore[assignment]  # no schema takes null; the rest is converted
        for name, convert in self._convert:
            if name in kept:
                try:
                    values[name] = convert(kept[name])
                except ValueError:
                    del kept[name], values[name]
        return values


def _schema(one: PlainField) -> tuple[core.CoreSchema, Convert | None] | None:
    """Return what takes the plainest answers of a question, and what makes values of them; nothing for other types."""
    match one.definition:
        case TextField() as text:
            return _text(text)
        case NumberField(type="decimal") as number:
            return _amount(number.min, number.max)
        case NumberField() as number:
            return _whole(number), None
        case DateField(type="date"):
            # That such a day exists is the calendar's to say.
            return core.str_schema(strict=True, pattern=f"^(?:{DATE_PATTERN})$"), date.fromisoformat
        case YesNoField() | ChoiceField(type="choice"):
            return core.literal_schema(list(one.codes)), None
        case ChoiceField():
            return _choices(one.codes, one.none)
    return None


def _text(field: TextField) -> tuple[core.CoreSchema, None] | None:
    limits = field.characters
    if field.words is not None or (limits is not None and limits.min is not None):
        return None
    most = min(MOST_CHARACTERS[field.type], (limits.max if limits is not None else None) or MOST_CHARACTERS[field.type])
    plain = core.str_schema(strict=True, max_length=most, pattern=_PRINTABLE if field.type == "text" else _LINES)
    if field.format is None:
        return plain, None
    written = core.str_schema(pattern=f"^(?:{field.format.pattern})$", regex_engine="rust-regex")
    return core.chain_schema([plain, written]), None


def _whole(field: NumberField) -> core.CoreSchema:
    edge = 10**15 - 1
    low = -edge if field.min is None else int(-(-field.min // 1))
    high = edge if field.max is None else int(field.max // 1)
    return core.int_schema(strict=True, ge=max(-edge, low), le=min(edge, high))


def _amount(low: Decimal | None, high: Decimal | None) -> tuple[core.CoreSchema, Convert]:
    if low == 0 and high is None:
        # Most amounts: what has no sign is no smaller, so there is nothing to compare.
        return core.str_schema(strict=True, pattern=f"^(?:{DECIMAL_PATTERN.removeprefix('-?')})$"), Decimal
    return core.str_schema(strict=True, pattern=f"^(?:{DECIMAL_PATTERN})$"), _decimal(low, high)


def _decimal(low: Decimal | None, high: Decimal | None) -> Convert:
    def convert(given: str) -> Decimal:
        number = Decimal(given)
        if not number and given.startswith("-"):
            raise ValueError  # minus nothing is kept as nothing
        if (low is not None and number < low) or (high is not None and number > high):
            raise ValueError
        return number

    return convert


def _choices(codes: Sequence[str], none: str | None) -> tuple[core.CoreSchema, Convert]:
    """Take codes that stand in the list's order already, each once, and not beside the one that excludes them."""
    place: Mapping[Json, int] = {code: index for index, code in enumerate(codes)}

    def convert(given: list[str]) -> Value:
        last = -1
        for one in given:
            here = place[one]
            if here <= last:
                raise ValueError
            last = here
        if none is not None and len(given) > 1 and none in given:
            raise ValueError
        return tuple(given)

    return core.list_schema(core.literal_schema(list(codes)), min_length=1, max_length=len(codes)), convert
