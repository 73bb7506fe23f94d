"""The table that says all that a picture shows, and its conditions in full: beside it, or instead of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.interop.picture import Box, Fork, Picture, Step
from engine.interop.words import one_line

_WIDTHS = (22, 28, 15, 34, 22)
_RULE = "-" * (sum(_WIDTHS) + 2 * (len(_WIDTHS) - 1))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    state: str
    step: str
    who: str
    when: str
    leads_to: str


def rows_of(picture: Picture) -> tuple[Row, ...]:
    """Return all that the picture says, and its conditions in full: for a table beside it, or instead of it."""
    return tuple(row for box in picture.boxes for row in _rows(picture, box))


def as_text(picture: Picture) -> str:
    """Return the table as plain text, for a terminal or an e-mail. There is no limit to its size."""
    opened = f"A case is opened by: {one_line(picture.opened_by)}."
    lines = [one_line(picture.title), one_line(picture.summary), opened, ""]
    lines += _laid_out(Row("Where", "What can be done", "By", "When", "Leads to"))
    for box in picture.boxes:
        lines.append(_RULE)
        first, *others = _rows(picture, box)
        lines += _laid_out(first)
        lines += (line for row in others for line in _laid_out(replace(row, state="")))
    return "\n".join([*lines, ""])


def _rows(picture: Picture, box: Box) -> Iterator[Row]:
    """Yield the rows of one state, at least one: a state where nothing can be done says so."""
    mark = " (start)" if box.id == picture.start else " (ending)" if box.ending else ""
    state, titles = one_line(box.title) + mark, picture.titles
    found = [Row(state, "Time limit", "", one_line(str(one)), "") for one in box.clocks]
    found += (_step_row(state, one, "stays") for one in box.stays)
    found += (_step_row(state, one.step, titles[one.target]) for one in picture.arrows if one.source == box.id)
    for fork in picture.forks:
        if fork.source == box.id:
            found += _fork_rows(picture, state, fork)
    yield from found or [Row(state, "Nothing: the case ends here." if box.ending else "Nothing", "", "", "")]


def _step_row(state: str, step: Step, leads_to: str) -> Row:
    return Row(state, one_line(step.title), one_line(step.who), _sentences(step.details), one_line(leads_to))


def _fork_rows(picture: Picture, state: str, fork: Fork) -> Iterator[Row]:
    yield _step_row(state, fork.step, "one of these:")
    for one in fork.branches:
        when = _sentences((f"If {one.meaning}" if one.meaning else "Otherwise",))
        yield Row(state, "", "", when, one_line(picture.titles[one.target]) if one.target else "stays")


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{one_line(part)}." for part in parts)


def _laid_out(row: Row) -> list[str]:
    """Return the lines of one row, each cell wrapped to the width of its column."""
    words = (row.state, row.step, row.who, row.when, row.leads_to)
    cells = [textwrap.wrap(text, width) or [""] for text, width in zip(words, _WIDTHS, strict=True)]
    tall = max(map(len, cells))
    lines = zip(*([*cell, *[""] * (tall - len(cell))] for cell in cells), strict=True)
    return ["  ".join(part.ljust(width) for part, width in zip(line, _WIDTHS, strict=True)).rstrip() for line in lines]
