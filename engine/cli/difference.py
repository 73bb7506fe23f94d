"""A short unified difference of two texts, in bounded time however long and alike their lines are."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile

_COMPARED = 400
"""Lines of each text that are compared, from the first that differs."""


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
