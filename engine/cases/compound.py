"""Answers of several parts: places, addresses, dates half known, lengths of time, and grids scored line by line.

Each is kept as an object with a fixed set of names; words alone are taken
where people would write words.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping

from engine.cases.values import (
    MOST_CHARACTERS,
    BadAnswer,
    Json,
    Reader,
    clean_text,
    exact_decimal,
    is_empty,
    whole,
)
from engine.expressions.types import Value
from engine.sentences.say import Sentence

_PLACE_PARTS = ("description", "address", "postcode", "route", "latitude", "longitude")
_ADDRESS_PARTS = ("lines", "postcode", "country")
_MOST_LINES = 6
_DATE_PARTS = ("year", "month", "day", "about")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_LENGTH = re.compile(r"([0-9]{1,5}) +(minute|hour|day|week|month|year)s?")
LENGTH_UNITS = ("minutes", "hours", "days", "weeks", "months", "years")


def place_reader() -> Reader:
    """A place: words alone are its description; otherwise any of its parts, coordinates as decimal degrees."""

    def read(given: Json) -> tuple[Json, Value]:
        parts = {"description": given} if isinstance(given, str) else given
        how = Sentence("Describe the place in words, or by address, postcode, route or map point.")
        parts = _only(parts, _PLACE_PARTS, how)
        kept: dict[str, Json] = {}
        for name in _PLACE_PARTS:
            if is_empty(parts.get(name)):
                continue
            if name in ("latitude", "longitude"):
                text, number = exact_decimal(parts[name])
                if abs(number) > (90 if name == "latitude" else 180):
                    raise BadAnswer("wrong_type", "This map point is not on the map.")
                kept[name] = text
            elif line := _line(parts[name]):
                kept[name] = line
        if ("latitude" in kept) != ("longitude" in kept):
            raise BadAnswer("wrong_type", "A map point needs both latitude and longitude.")
        return kept, _as_texts(kept)

    return read


def address_reader() -> Reader:
    """An address: lines, postcode and country; words alone are its lines, split where they break."""
    how = Sentence("Write the address in lines, with its postcode.")

    def read(given: Json) -> tuple[Json, Value]:
        parts = _only({"lines": given} if isinstance(given, str | list) else given, _ADDRESS_PARTS, how)
        lines = parts.get("lines")
        written = re.split(r"[\n,]", lines) if isinstance(lines, str) else lines
        if written is not None and (not isinstance(written, list) or len(written) > _MOST_LINES):
            raise BadAnswer("wrong_type", how.template)
        kept: dict[str, Json] = {}
        if clean := [line for line in map(_line, written or []) if line]:
            kept["lines"] = list(clean)
        for name in ("postcode", "country"):
            if not is_empty(parts.get(name)) and (line := _line(parts[name])):
                kept[name] = line
        return kept, _as_texts({**kept, "lines": ", ".join(clean)})

    return read


def partial_date_reader() -> Reader:
    """A date of which the year, perhaps the month and perhaps the day are known; *about* says that it is a guess.

    Text is taken as far as it goes: `2024`, `2024-05`, `2024-05-27`. Conditions see `x.year`, `x.month` and `x.day`.
    """
    how = Sentence("Write as much of the date as you know: 2024, 2024-05 or 2024-05-27.")

    def read(given: Json) -> tuple[Json, Value]:
        if isinstance(given, str):
            said = _PARTIAL.fullmatch(given)
            if said is None:
                raise BadAnswer("wrong_type", how.template)
            given = {name: int(part) for name, part in zip(_DATE_PARTS, said.groups(), strict=False) if part}
        parts = _only(given, _DATE_PARTS, how)
        known = {name: whole(parts[name])[1] for name in _DATE_PARTS[:3] if not is_empty(parts.get(name))}
        if not _is_a_date(known):
            raise BadAnswer("wrong_type", how.template)
        about = parts.get("about") in (True, "true", "yes")
        kept: dict[str, Json] = {**known, "about": True} if about else {**known}
        return kept, dict(known)

    return read


def _is_a_date(known: Mapping[str, int]) -> bool:
    year, month, day = known.get("year"), known.get("month"), known.get("day")
    if year is None or not 1000 <= year <= 9999 or (day is not None and month is None):
        return False
    if month is None:
        return True
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= calendar.monthrange(year, month)[1]


def length_reader() -> Reader:
    """A length of time: an amount and a unit, or in words: `3 weeks`."""
    how = Sentence("Write a number and a unit: 3 weeks, 18 months.")

    def read(given: Json) -> tuple[Json, Value]:
        if isinstance(given, str):
            said = _LENGTH.fullmatch(given.strip().lower())
            given = {"amount": int(said[1]), "unit": f"{said[2]}s"} if said else {}
        parts = _only(given, ("amount", "unit"), how)
        if is_empty(parts.get("amount")) or parts.get("unit") not in LENGTH_UNITS:
            raise BadAnswer("wrong_type", how.template)
        amount = whole(parts["amount"])[1]
        if not 0 <= amount < 100_000:
            raise BadAnswer("wrong_type", how.template)
        kept: dict[str, Json] = {"amount": amount, "unit": parts["unit"]}
        return kept, _as_texts(kept)

    return read


def grid_reader(lines: tuple[str, ...], codes: frozenset[str]) -> Reader:
    """One answer for each line of a grid. Conditions see `x.line`, a choice, and `points(x)`, their sum."""

    def read(given: Json) -> tuple[Json, Value]:
        parts = _only(given, lines, Sentence("Answer line by line."))
        kept: dict[str, Json] = {}
        for line in lines:
            answer = parts.get(line)
            if is_empty(answer):
                continue
            if not isinstance(answer, str) or answer not in codes:
                raise BadAnswer("wrong_code", "Choose one of the answers listed for each line.")
            kept[line] = answer
        return kept, {line: str(answer) for line, answer in kept.items()}

    return read


def _only(given: Json, names: tuple[str, ...], how: Sentence) -> dict[str, Json]:
    """Return *given* as parts with no other names than *names*; *how* is what to do instead."""
    if not isinstance(given, dict) or not set(given) <= set(names):
        raise BadAnswer("wrong_type", how.template)
    return given


def _line(given: Json) -> str:
    text = clean_text(given, at_most=MOST_CHARACTERS["text"])
    if "\n" in text:
        raise BadAnswer("wrong_type", "Write each part on one line.")
    return text.strip()


def _as_texts(kept: Mapping[str, Json]) -> dict[str, Value]:
    return {name: str(part) for name, part in kept.items()}
