"""Where somebody types: the settings that their place is under, read from lines alone, so that broken YAML will do."""

from __future__ import annotations

import re
from dataclasses import dataclass

ITEM = "-"
"""A step into a list."""
_LINE = re.compile(r"^(?P<indent> *)(?P<dashes>(?:- +)*)(?:(?P<key>[\w-]+):(?: +(?P<value>.*)|$))?")
_WORD = re.compile(r"[\w.]*$")
_MOST_LINES = 5_000
"""Above the place: more than any definition has, and a bound."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a file. *path* are the settings above it; *key* is the one whose value is typed, if one is.

    *word* is what stands before the place, *start* where that begins, and *beside* are the settings that stand next to
    it, with their values.
    """

    path: tuple[str, ...]
    key: str
    word: str
    start: int
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    level: int
    items: int
    key: str
    value: str


def cursor_at(text: str, offset: int) -> Cursor:
    """Return the place *offset* characters into *text*."""
    before = text[:offset]
    line_start = before.rfind("\n") + 1
    typed = before[line_start:]
    word = _WORD.search(typed)
    assert word is not None  # nothing is a word, too
    start = offset - len(word[0])
    here = _read(typed)
    key = here.key if here is not None and ":" in typed else ""
    level = here.level if here is not None else len(typed) - len(typed.lstrip(" "))
    above = before[:line_start].split("\n")[-_MOST_LINES:-1]
    path, lowest = list[str](), level
    for _ in range(here.items if here is not None else 0):
        path.append(ITEM)
    if here is not None and here.items:
        lowest = level - 1
    for line in reversed(above):
        one = _read(line)
        if one is None or not one.key:
            continue
        opens_list = bool(path) and path[-1] == ITEM and len(line) - len(line.lstrip(" ")) <= lowest
        if one.level < lowest or (opens_list and one.level <= lowest and not one.items):
            path.append(one.key)
            path += [ITEM] * one.items
            lowest = one.level - (2 if one.items else 0)
            if not one.items and one.level == 0:
                break
    return Cursor(tuple(reversed(path)), key, word[0], start, _beside(text, line_start, level))


def _read(line: str) -> _Line | None:
    found = _LINE.match(line)
    if found is None or line.lstrip().startswith("#") or not line.strip():
        return None
    level = len(found["indent"]) + len(found["dashes"])
    items = found["dashes"].count("-")
    return _Line(level, items, found["key"] or "", found["value"] or "")


def _beside(text: str, line_start: int, level: int) -> tuple[tuple[str, str], ...]:
    """Return the settings on the same level, up to where something less indented begins."""
    found: list[tuple[str, str]] = []
    above = text[:line_start].split("\n")[-_MOST_LINES:-1]
    below = text[line_start:].split("\n")[1:_MOST_LINES]
    for lines in (reversed(above), below):
        for line in lines:
            one = _read(line)
            if one is None:
                continue
            if one.level < level or (one.items and one.level == level and lines is below):
                break
            if one.level == level and one.key:
                found.append((one.key, one.value.strip()))
                if one.items:
                    break
    return tuple(found)
