"""A vendor's type of question at work: its answers read within bounds, and nothing taken that it fails over.

Whatever the vendor's code raises is a refusal, and what people are told is a sentence that the type declared
beforehand: so none can hold what somebody answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from engine.cases.values import BadAnswer, Json, Reader
from engine.definitions.fields import VendorField
from engine.definitions.vendor_types import NotTaken
from engine.expressions.types import DATE, DATETIME, NUMBER, TEXT, TIME, Opaque, Type, Value
from engine.sentences.say import Counted

MOST = 10_000
"""Characters of an answer, written as JSON, that a vendor's type is given, and that it may keep."""

_TYPES: Mapping[str, Type] = {"text": TEXT, "number": NUMBER, "date": DATE, "time": TIME, "datetime": DATETIME}


@dataclass(frozen=True, slots=True)
class Told:
    """A vendor's own sentence, in the languages that it has."""

    by_language: Mapping[str, str]

    def said(self, language: str) -> str:
        return self.by_language.get(language, self.by_language["en"])


def vendor_type(field: VendorField) -> Type:
    """Return what a condition sees of an answer."""
    return _TYPES.get(field.plugged.type.sees) or Opaque(field.type.replace("_", " "))


def vendor_reader(field: VendorField) -> Reader:
    """Return what reads an answer of a vendor's type."""
    plugged, sees = field.plugged, field.plugged.type.sees

    def read(given: Json) -> tuple[Json, Value]:
        if not _is_small(given):
            raise BadAnswer("too_long", "Use at most {most}.", most=Counted(MOST, "characters"))
        try:
            kept, value = plugged.type.read(given, plugged.settings)
            sound = _is_small(kept) and _is_seen_as(value, sees)
        except NotTaken as refused:
            raise _refusal(field, refused.code) from None
        except Exception:  # noqa: BLE001 - a vendor's code may raise anything, and none of it is for people
            raise failed() from None
        if not sound:
            raise failed()
        return kept, kept if sees == "opaque" else value  # type: ignore[return-value]  # just judged to be sound

    return read


def failed() -> BadAnswer:
    """Return the refusal of an answer that a vendor's code failed over."""
    return BadAnswer(
        "type_failed", "This cannot be checked just now, so it was not taken. Tell whoever looks after the system."
    )


def _refusal(field: VendorField, code: str) -> BadAnswer:
    sentences = field.plugged.type.problems.get(code)
    return failed() if sentences is None else BadAnswer(code, "{problem}", problem=Told(sentences))


def _is_small(given: object) -> bool:
    """Return whether *given* is JSON of a size that is read; nothing that is too large is written out whole."""
    try:
        size = 0
        for piece in json.JSONEncoder(ensure_ascii=False, allow_nan=False).iterencode(given):
            size += len(piece)
            if size > MOST:
                return False
    except (TypeError, ValueError, RecursionError):
        return False
    return not _has_fractions(given)


def _has_fractions(given: object) -> bool:
    if isinstance(given, Mapping):
        return any(map(_has_fractions, given.values()))
    return any(map(_has_fractions, given)) if isinstance(given, list | tuple) else isinstance(given, float)


def _is_seen_as(value: object, sees: str) -> bool:
    match sees:
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        case "datetime":
            return isinstance(value, datetime) and value.tzinfo is not None
        case "time":
            return isinstance(value, time)
    return True


def printed(field: VendorField, kept: Json, language: str) -> str:
    """Return a kept answer as it stands on paper: in the vendor's words, else as it is kept."""
    try:
        said = field.plugged.type.printed(kept, field.plugged.settings, language)
    except Exception:  # noqa: BLE001 - a vendor's code may raise anything, and the answer is still to be read
        said = ""
    return said if isinstance(said, str) and said.strip() else str(kept)


def kind_said(field: VendorField, language: str) -> str:
    """Return what an answer is, in the vendor's words."""
    return str(field.plugged.type.kind(field.plugged.settings, language))


def schema_of(field: VendorField) -> dict[str, object]:
    """Return the JSON Schema of what is kept."""
    return dict(field.plugged.type.json_schema(field.plugged.settings))
