"""How an answer stands in the inputs of a page, and what inputs say: texts by part, for every type of question.

What was typed is read as it is, valid or not, so that it can be kept in a draft and shown again: the engine judges it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import TypeAlias

from engine.cases.values import Json
from engine.cases.views import FieldView

Texts: TypeAlias = Mapping[str, tuple[str, ...]]
"""What the inputs of one question hold, by part; the part of a question with one input has no name."""

DAY = ("day", "month", "year")
PARTS: Mapping[str, tuple[str, ...]] = {
    "date": DAY,
    "datetime": (*DAY, "time"),
    "partial_date": (*DAY, "about"),
    "duration": ("amount", "unit"),
    "address": ("lines", "postcode", "country"),
    "place": ("description", "address", "postcode", "route", "latitude", "longitude"),
}
_NUMBERS = ("integer", "decimal", "scale")
_REASON = "no_answer"
_MANY = ("choices", "subjects", "file", "files")


def parts_of(field: FieldView) -> tuple[str, ...]:
    """Return the parts of a question that has several inputs."""
    return tuple(code for code, _ in field.lines) if field.type == "grid" else PARTS.get(field.type, ("",))


def texts_of(field: FieldView, value: Json, zone: tzinfo) -> Texts:
    """Return what the inputs of *field* hold for *value*."""
    if isinstance(value, Mapping) and set(value) == {_REASON}:
        return {_REASON: (_text(value[_REASON]),)}
    if field.type in _MANY:
        several = value if isinstance(value, list) else [value] if value else []
        return {"": tuple(_text(one.get("id") if isinstance(one, Mapping) else one) for one in several)}
    if field.type == "declaration":
        return {"": ("yes",) if value else ()}
    if field.type in ("date", "datetime"):
        return _day(_text(value), zone)
    if field.type in PARTS or field.type == "grid":
        return _compound(field, value)
    return {"": (_text(value),) if value is not None else ()}


def _text(value: object) -> str:
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _day(text: str, zone: tzinfo) -> Texts:
    on, _, at = text.partition("T")
    if len(at) > 5:  # a moment as it is kept: its offset is the council's own, for people
        try:
            there = datetime.fromisoformat(text).astimezone(zone)
            on, at = f"{there:%Y-%m-%d}", f"{there:%H:%M}"
        except (ValueError, OverflowError):
            pass
    year, month, day = [*on.split("-", 2), "", ""][:3]
    found = {"day": day.lstrip("0") or day, "month": month.lstrip("0") or month, "year": year, "time": at}
    return {name: (part,) for name, part in found.items() if part}


def _compound(field: FieldView, value: Json) -> Texts:
    if not isinstance(value, Mapping):
        first = parts_of(field)[0] if field.type in ("address", "place") else ""
        return {first: (_text(value),)} if value and first else {}
    found: dict[str, tuple[str, ...]] = {}
    for name in parts_of(field):
        part = value.get(name)
        if name == "about":
            found[name] = ("yes",) if part else ()
        elif part not in (None, ""):
            found[name] = ("\n".join(map(_text, part)) if isinstance(part, list) else _text(part),)
    return found


def value_of(field: FieldView, texts: Texts) -> Json:
    """Return the answer that inputs give, to be judged by the engine; nothing where all of them are empty."""
    said = {name: next((one for one in some if one.strip()), "").strip() for name, some in texts.items()}
    value = _answered(field, texts, said)
    if not value and said.get(_REASON):
        return {_REASON: said[_REASON]}
    return value or None


def _answered(field: FieldView, texts: Texts, said: Mapping[str, str]) -> Json:
    only = said.get("", "")
    if field.type in _MANY:
        chosen = [one for one in dict.fromkeys(texts.get("", ())) if one.strip()]
        if field.type == "file":
            return {"id": chosen[-1]} if chosen else None
        return [{"id": one} for one in chosen] if field.type == "files" else list(chosen)
    if field.type == "subject":
        return [one.strip() for one in ("", *texts.get("", ())) if one.strip() or not one][-1]
    if field.type in _NUMBERS:
        return only.replace(",", "").replace(" ", "")
    if field.type == "long_text":
        return next(iter(texts.get("", ())), "").rstrip()
    if field.type in ("date", "datetime"):
        on = _joined(*(said.get(one, "") for one in DAY))
        return on if field.type == "date" or not (on or said.get("time")) else f"{on}T{_clock(said.get('time', ''))}"
    if field.type in PARTS or field.type == "grid":
        return {name: said[name] for name in parts_of(field) if said.get(name)}
    return _clock(only) if field.type == "time" else only


def _joined(day: str, month: str, year: str) -> str:
    """Return a day as it is kept; what is no day is kept as it was typed, part for part."""
    if not (day or month or year):
        return ""
    two = [one.zfill(2) if one.isdecimal() else one.replace("-", "/") for one in (month, day)]
    return "-".join([year.replace("-", "/").replace("T", "t"), *two])


def _clock(text: str) -> str:
    """Return a time of day as it is kept: 9:30 and 9.30 are 09:30."""
    hour, colon, minute = text.replace(".", ":").partition(":")
    return f"{hour.zfill(2)}:{minute}" if colon and hour.isdecimal() else text


def mark_of(texts: Texts) -> str:
    """Return a short digest of what inputs hold, by which a page that comes back tells what was changed on it."""
    plain = sorted((name, [one.strip() for one in some if one.strip()]) for name, some in texts.items())
    return sha256(json.dumps([pair for pair in plain if pair[1]]).encode()).hexdigest()[:16]
