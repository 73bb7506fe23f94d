"""The truth tables of the documentation, read so that they are the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from engine.expressions.types import UNKNOWN, Unknown

PAGE: Final = Path(__file__).resolve().parents[2] / "docs/reference/language.md"
WORTH: Final[Mapping[str, bool | Unknown]] = {"true": True, "false": False, "unknown": UNKNOWN}
NAMES: Final = {"a": "flag", "b": "other_flag"}
"""What the letters of the tables are called among the questions of these tests."""


class Truth(NamedTuple):
    """One cell of a table: with these answers this condition is worth that."""

    condition: str
    answers: Mapping[str, bool | Unknown]
    worth: bool | Unknown


def truths() -> list[Truth]:
    """Return every cell of the truth tables, conditions written with the names of the tests' questions."""
    section = PAGE.read_text("utf-8").partition("### Truth tables\n")[2].partition("\n###")[0]
    tables = [block for block in section.split("\n\n") if block.startswith("|")]
    return [truth for table in tables for truth in _of_table(table)]


def _of_table(table: str) -> Iterator[Truth]:
    head, _, *rows = (
        [cell.strip(" `") for cell in line.strip("| \n").split("|")] for line in table.strip().split("\n")
    )
    for row in rows:
        cells = dict(zip(head, row, strict=True))
        answers = {NAMES[name]: WORTH[cell] for name, cell in cells.items() if name in NAMES}
        for condition, cell in cells.items():
            if condition not in NAMES:
                yield Truth(re.sub(r"\b[ab]\b", lambda found: NAMES[found[0]], condition), answers, WORTH[cell])
