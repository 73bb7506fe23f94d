"""How events and papers are written as JSON text, and read back. What was written stays readable for ever."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from pydantic_core import from_json, to_json

from engine.cases.answers import Copied
from engine.cases.drafting import Mark, Saves
from engine.cases.events import EVENT_TYPES, Event
from engine.cases.state import Folded
from engine.cases.values import Answers, Json

_SALT = ""
_BY_NAME: Mapping[str, type[Event]] = {kind.__name__: kind for kind in EVENT_TYPES}


def _column_kinds(kind: type[Event]) -> Mapping[str, str]:
    """Return how each field of an event is declared: `date`, `tuple[str, ...]`, `str | None`."""
    return {one.name: str(one.type) for one in fields(kind)}


_KINDS: Mapping[type[Event], Mapping[str, str]] = {kind: _column_kinds(kind) for kind in EVENT_TYPES}
_FIELDS: Mapping[type[Event], tuple[str, ...]] = {kind: tuple(one.name for one in fields(kind)) for kind in EVENT_TYPES}


def text_of(value: object) -> str:
    """Return *value* as compact JSON text. Days and instants in it are written in ISO 8601."""
    return to_json(value).decode()


def events_as_text(events: tuple[Event, ...], salt: str = "") -> str:
    """Return events as a JSON list of `[name, {field: value}]`; what is empty is left out.

    A *salt* stands before them, so that nobody can guess them from the hash of the text.
    """
    said: list[object] = [(type(one).__name__, _written(one)) for one in events]
    return text_of([salt, *said] if salt else said)


def _written(event: Event) -> dict[str, object]:
    """Return the fields of an event that hold something, by name."""
    names = _FIELDS[type(event)]
    return {name: value for name in names if (value := getattr(event, name)) or value not in _EMPTY}


_EMPTY: tuple[object, ...] = (None, "", (), {})
_EMPTY_OF: Mapping[str, object] = {"Answers": {}, "Mapping[str, str]": {}, "bool": False}


def events_of_text(text: str) -> tuple[Event, ...]:
    return tuple(_event(*one) for one in json.loads(text) if not isinstance(one, str))


def _event(name: str, values: dict[str, Json]) -> Event:
    kind = _BY_NAME[name]
    made = {one: _restored(declared, values.get(one)) for one, declared in _KINDS[kind].items()}
    return kind(**made)  # type: ignore[arg-type]  # the fields are the dataclass's own, by name


def _restored(declared: str, value: Json) -> object:
    """Return what JSON held as the event holds it; what was left out because it was empty comes back empty."""
    if declared.startswith("tuple"):
        return tuple(value) if isinstance(value, list) else ()
    if declared.startswith("datetime") and isinstance(value, str):
        return datetime.fromisoformat(value)
    if declared.startswith("date") and isinstance(value, str):
        return date.fromisoformat(value)
    if value is None and "None" not in declared:
        return _EMPTY_OF.get(declared, "")
    return value


def copied_as_text(copied: Mapping[str, Copied]) -> str:
    if not copied:
        return "{}"
    return text_of({name: [one.source, one.on, one.by, one.confirmed, one.case] for name, one in copied.items()})


def copied_of_text(text: str) -> dict[str, Copied]:
    return {} if text == "{}" else {name: Copied(*values) for name, values in json.loads(text).items()}


def saves_as_text(saves: Saves) -> str:
    return text_of([saves.first, saves.since, saves.marks])


def saves_of_text(text: str | None, revision: int) -> Saves:
    """Return the saves of a draft. Where an older version wrote it, nothing is known from before its *revision*."""
    if text is None:
        return Saves(1, revision)
    first, since, noted = json.loads(text)
    return Saves(first, since, {path: tuple(Mark(*one) for one in marks) for path, marks in noted.items()})


def folded_of_text(text: str) -> Folded:
    read: Folded = from_json(text)
    return read


def answers_as_text(answers: Answers, salt: str = "") -> str:
    """Return answers as JSON text. A *salt* stands among them under no name, which no question has."""
    return text_of({_SALT: salt, **answers} if salt else answers)


def answers_of_text(text: str) -> Answers:
    read: dict[str, Json] = json.loads(text)
    read.pop(_SALT, None)
    return read
