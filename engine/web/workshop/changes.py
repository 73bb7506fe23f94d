"""Changes to a text as CodeMirror writes them down, made here in the same way, so that every browser comes to one text.

A change is a list of stretches from the beginning to the end of a text: a number is so much that stays; a list is how
much goes, and the lines that come in its place. Lengths are in UTF-16 code units, as browsers count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Change: TypeAlias = tuple["int | tuple[int, tuple[str, ...]]", ...]

_MOST_STRETCHES = 20_000


class Unfitting(Exception):
    """What was sent is no change, or is not one of this text."""


def changes_sent(text: str) -> tuple[Change, ...]:
    """Return the changes written in *text* as JSON, each made after the one before. Raises Unfitting."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unfitting from None
    if not isinstance(found, list) or len(found) > _MOST_STRETCHES:
        raise Unfitting
    return tuple(_change(one) for one in found)


def _change(found: object) -> Change:
    if not isinstance(found, list) or len(found) > _MOST_STRETCHES:
        raise Unfitting
    return tuple(_stretch(one) for one in found)


def _stretch(one: object) -> int | tuple[int, tuple[str, ...]]:
    if _is_length(one):
        assert isinstance(one, int)
        return one
    if not isinstance(one, list) or not one or not _is_length(one[0]):
        raise Unfitting
    lines = tuple(one[1:])
    if not all(isinstance(line, str) and "\n" not in line and "\r" not in line for line in lines):
        raise Unfitting
    return (one[0], lines)


def _is_length(one: object) -> bool:
    return isinstance(one, int) and not isinstance(one, bool) and one >= 0


def changed(text: str, change: Change) -> str:
    """Return *text* with *change* made. Raises Unfitting where it is not one of this text."""
    units = text.encode("utf-16-le", "surrogatepass")
    made, at = list[bytes](), 0
    for stretch in change:
        length = stretch if isinstance(stretch, int) else stretch[0]
        end = at + 2 * length
        if end > len(units):
            raise Unfitting
        if isinstance(stretch, int):
            made.append(units[at:end])
        elif stretch[1]:
            made.append("\n".join(stretch[1]).encode("utf-16-le", "surrogatepass"))
        at = end
    if at != len(units):
        raise Unfitting
    try:
        # Half a sign could be kept in no file.
        return b"".join(made).decode("utf-16-le")
    except UnicodeDecodeError:
        raise Unfitting from None


def change_between(before: str, after: str) -> Change:
    """Return a change that makes *after* of *before*, and leaves what both begin and end with."""
    old, new = before.split("\n"), after.split("\n")
    most = min(len(old), len(new))
    same = next((at for at in range(most) if old[at] != new[at]), most)
    start = sum(_units(line) + 1 for line in old[:same])
    rest = most - same
    alike = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    end = sum(_units(line) + 1 for line in old[len(old) - alike :])
    whole, come = _units(before), _units(after)
    # Where all lines of one stand at the beginning or end of the other, a line end belongs to neither.
    start, end = min(start, whole, come), min(end, whole, come)
    end = min(end, whole - start, come - start)
    text = after.encode("utf-16-le")[2 * start : 2 * (come - end)].decode("utf-16-le")
    stretches: list[int | tuple[int, tuple[str, ...]]] = [start, (whole - start - end, _lines(text)), end]
    return tuple(one for one in stretches if one not in (0, (0, ())))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def as_json(changes: Sequence[Change]) -> Iterator[list[object]]:
    """Yield changes as CodeMirror reads them."""
    for change in changes:
        yield [one if isinstance(one, int) else [one[0], *one[1]] for one in change]
