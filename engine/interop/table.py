"""The table that says all that a picture shows, and its conditions in full: beside it, or instead of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.interop.picture import Box, Fork, Picture, Step
from engine.interop.words import one_line
from engine.sentences.say import Sentence, say

_WIDTHS = (22, 28, 15, 34, 22)
HEADS = (
    Sentence("Where"),
    Sentence("What can be done"),
    Sentence("By"),
    Sentence("When"),
    Sentence("Leads to"),
)
_RULE = "-" * (sum(_WIDTHS) + 2 * (len(_WIDTHS) - 1))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. *box* is the id of the state, and *action* that of the step, where it is an action."""

    state: str
    step: str
    who: str
    when: str
    leads_to: str
    box: str = ""
    action: str = ""


def rows_of(picture: Picture) -> tuple[Row, ...]:
    """Return all that the picture says, and its conditions in full: for a table beside it, or instead of it."""
    return tuple(row for box in picture.boxes for row in _rows(picture, box))


def as_text(picture: Picture) -> str:
    """Return the table as plain text, for a terminal or an e-mail. There is no limit to its size."""
    language = picture.language
    opened = say(language, "A case is opened by: {roles}.", roles=one_line(picture.opened_by))
    lines = [one_line(picture.title), one_line(picture.summary), opened, ""]
    lines += _laid_out(Row(*(one.said(language) for one in HEADS)))
    for box in picture.boxes:
        lines.append(_RULE)
        first, *others = _rows(picture, box)
        lines += _laid_out(first)
        lines += (line for row in others for line in _laid_out(replace(row, state="")))
    return "\n".join([*lines, ""])


def _rows(picture: Picture, box: Box) -> Iterator[Row]:
    """Yield the rows of one state, at least one: a state where nothing can be done says so."""
    language, state, titles = picture.language, one_line(": ".join((*box.within, box.title))), picture.titles
    if box.id == picture.start or box.ending:
        mark = "{state} (start)" if box.id == picture.start else "{state} (ending)"
        state = say(language, mark, state=state)
    limit = say(language, "Time limit")
    found = [Row(state, limit, "", one_line(str(one)), "") for one in box.clocks]
    found += (_step_row(state, one, say(language, "stays")) for one in box.stays)
    found += (_step_row(state, one.step, titles[one.target]) for one in picture.arrows if one.source == box.id)
    for fork in picture.forks:
        if fork.source == box.id:
            found += _fork_rows(picture, state, fork)
    nothing = say(language, "Nothing: the case ends here." if box.ending else "Nothing")
    yield from (replace(one, box=box.id) for one in found or [Row(state, nothing, "", "", "")])


def _step_row(state: str, step: Step, leads_to: str) -> Row:
    when = _sentences(step.details)
    return Row(state, one_line(step.title), one_line(step.who), when, one_line(leads_to), action=step.id)


def _fork_rows(picture: Picture, state: str, fork: Fork) -> Iterator[Row]:
    language = picture.language
    yield _step_row(state, fork.step, say(language, "one of these:"))
    for one in fork.branches:
        when = say(language, "If {condition}", condition=one.meaning) if one.meaning else say(language, "Otherwise")
        leads_to = one_line(picture.titles[one.target]) if one.target else say(language, "stays")
        yield Row(state, "", "", _sentences((when,)), leads_to)


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{one_line(part)}." for part in parts)


def _laid_out(row: Row) -> list[str]:
    """Return the lines of one row, each cell wrapped to the width of its column."""
    words = (row.state, row.step, row.who, row.when, row.leads_to)
    cells = [textwrap.wrap(text, width) or [""] for text, width in zip(words, _WIDTHS, strict=True)]
    tall = max(map(len, cells))
    lines = zip(*([*cell, *[""] * (tall - len(cell))] for cell in cells), strict=True)
    return ["  ".join(part.ljust(width) for part, width in zip(line, _WIDTHS, strict=True)).rstrip() for line in lines]
