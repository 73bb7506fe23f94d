"""A short unified difference of two texts, in bounded time however long and alike their lines are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

_COMPARED = 400
"""Lines of each text that are compared, from the first that differs."""
_ROUND = 3
"""Lines shown round each place, as programs that apply differences want them."""


def difference(before: list[str], after: list[str], *, at_most: int) -> list[str]:
    """Return what differs, as a unified difference with a line round each place; *at_most* lines and one that says so.

    Empty when the lines are the same.
    """
    begin = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    begin = max(0, begin - 1)
    old, new = before[begin : begin + _COMPARED], after[begin : begin + _COMPARED]
    lines = list(_hunks(old, new, begin))
    is_whole = len(lines) <= at_most and len(before) - begin <= _COMPARED and len(after) - begin <= _COMPARED
    return lines if is_whole else [*lines[:at_most], "..."]


def line_by_line(before: list[str], after: list[str], lines: Sequence[int]) -> Iterator[str]:
    """Yield a unified difference of two texts of which it is known which line was which: *lines* are the numbers that
    those of *after* had in *before*."""
    rows: list[tuple[str, int, int]] = []
    passed = 0
    for now, was in enumerate([*lines, len(before) + 1]):
        rows += (("-", one, now) for one in range(passed, was - 1))
        passed = was
        if now < len(after) and before[was - 1] == after[now]:
            rows.append((" ", was - 1, now))
        elif now < len(after):
            rows += (("-", was - 1, now), ("+", was, now))
    changed = [number for number, (sign, _, _) in enumerate(rows) if sign != " "]
    for first, last in _together(changed):
        shown = rows[max(0, first - _ROUND) : last + 1 + _ROUND]
        old, new = (sum(sign != other for sign, _, _ in shown) for other in "+-")
        yield f"@@ -{shown[0][1] + 1},{old} +{shown[0][2] + 1},{new} @@"
        yield from (f"{sign}{after[now] if sign == '+' else before[was]}" for sign, was, now in shown)


def _together(changed: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of those that are near enough to one another to be shown together."""
    first = None
    for number, one in enumerate(changed):
        first = one if first is None else first
        if number + 1 == len(changed) or changed[number + 1] - one > 2 * _ROUND + 1:
            yield first, one
            first = None


def _hunks(old: list[str], new: list[str], begin: int) -> Iterator[str]:
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(1):
        first, last = group[0], group[-1]
        was, now = f"{begin + first[1] + 1},{last[2] - first[1]}", f"{begin + first[3] + 1},{last[4] - first[3]}"
        yield f"@@ -{was} +{now} @@"
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[old_from:old_to])
            else:
                yield from (f"-{line}" for line in old[old_from:old_to])
                yield from (f"+{line}" for line in new[new_from:new_to])
