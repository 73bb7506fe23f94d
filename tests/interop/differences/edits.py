"""The table of edits: each as a difference of lines, and then the group, kind, path and sentence of what it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("edits.txt")


class Edit(NamedTuple):
    """Some whole lines of one file replaced, and what is said of it."""

    file: str
    before: str
    after: str
    told: str
    """The group, the kind and the path."""
    sentence: str

    @property
    def name(self) -> str:
        """What a test of it is called."""
        return self.sentence[:60]


def _edits() -> Iterator[Edit]:
    for block in TABLE.read_text("utf-8").strip().split("\n\n"):
        file, *lines, told, sentence = block.split("\n")
        before, after = (_lines(lines, sign) for sign in "-+")
        yield Edit(file, before, after, told, sentence)


def _lines(lines: list[str], sign: str) -> str:
    """Return the lines that stand on both sides, and those of the side with *sign*."""
    return "".join(f"{line[2:]}\n" for line in lines if line[0] in (" ", sign))


EDITS = tuple(_edits())
