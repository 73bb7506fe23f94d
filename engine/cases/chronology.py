"""The chronology of a subject: answers marked `chronology: true`, each on its day, oldest first.

An answer that is itself a date stands on that date; any other on the day on which its form counts as filled in (the
action's `dated`, else the day it was submitted). In rows, the first date that a row gives for its chronology is the day
of the row's other answers too: a row of events is dated by the event.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.cases.access import may
from engine.cases.answers import gives_no_answer
from engine.cases.compiled import CompiledAction, CompiledField, CompiledForm
from engine.cases.last_time import code_labels
from engine.cases.values import Answers, BadAnswer, Json, is_empty


@dataclass(frozen=True, slots=True)
class Filled:
    """A submission as it stands, with the form as it was asked. *may_view* are the roles of whoever looks."""

    case: str
    """The reference of its case."""
    form: CompiledForm
    answers: Answers = dataclasses.field(repr=False)
    on: date
    by: str
    may_view: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChronologyLine:
    """One answer on its day. *on* is as much of a date as is known: `2024`, `2024-05` or `2024-05-27`.

    *field* is its path, `events.what` in rows, and *row* the id of the row that it stands in; *labels* are those of its
    codes, as they were read when it was given.
    """

    on: str = dataclasses.field(repr=False)
    case: str
    form: str
    title: str
    field: str
    label: str
    type: str
    value: Json = dataclasses.field(repr=False)
    by: str
    labels: tuple[tuple[str, str], ...] = ()
    row: str = ""


def has_chronology(form: CompiledForm) -> bool:
    """Return whether any answer of *form* stands in the chronology."""
    return any(True for one in form.fields for _ in _marked(one))


def _marked(one: CompiledField) -> Iterator[CompiledField]:
    if one.definition.chronology:
        yield one
    for cell in one.row.fields if one.row is not None else ():
        yield from _marked(cell)


def chronology(filled: Iterable[Filled]) -> tuple[ChronologyLine, ...]:
    """Return the lines of all that was *filled*, oldest first; of one day in the order in which they come."""
    lines = (line for one in filled for line in _Lines(one).of(one.form.fields, one.answers, one.on.isoformat()))
    return tuple(sorted(lines, key=lambda line: line.on))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one submission, made one after the other."""

    filled: Filled

    def of(
        self, fields: Iterable[CompiledField], answers: Answers, day: str, path: tuple[str, ...] = (), row: str = ""
    ) -> Iterator[ChronologyLine]:
        for one in fields:
            given = answers.get(one.id)
            if is_empty(given) or gives_no_answer(given):
                continue
            if one.row is not None and isinstance(given, list):
                for each in given:
                    if isinstance(each, Mapping):
                        yield from self._of_row(one, each, day, (*path, one.id))
            elif one.definition.chronology and may(self.filled.may_view, "see", one.view):
                yield self._line(one, given, day_of(one, given) or day, path, row)

    def _of_row(self, rows: CompiledField, row: Answers, day: str, path: tuple[str, ...]) -> Iterator[ChronologyLine]:
        assert rows.row is not None
        cells = list(rows.row.by_id.values())
        dated = (day_of(one, row.get(one.id)) for one in cells if one.definition.chronology)
        own = next((found for found in dated if found), day)
        yield from self.of(cells, row, own, path, str(row.get("id", "")))

    def _line(self, one: CompiledField, given: Json, day: str, path: tuple[str, ...], row: str) -> ChronologyLine:
        filled = self.filled
        return ChronologyLine(
            on=day,
            case=filled.case,
            form=filled.form.id,
            title=filled.form.definition.title,
            field=".".join((*path, one.id)),
            label=one.definition.label,
            type=one.definition.type,
            value=given,
            by=filled.by,
            labels=code_labels(one, given),
            row=row,
        )


def counts_on(actions: Iterable[CompiledAction], form: CompiledForm, answers: Answers, otherwise: date) -> date:
    """Return the day on which *form* counts as filled in: as the first of *actions* with a `dated` says, if answered.

    *actions* are those that asked it, and *otherwise* is the day on which it was submitted.
    """
    for action in actions:
        one = form.by_id.get(action.definition.dated or "")
        said = day_of(one, answers.get(one.id)) if one is not None else ""
        if said:
            return date.fromisoformat(said)
    return otherwise


def day_of(one: CompiledField, given: Json) -> str:
    """Return the day that an answer to *one* is, as far as it says; nothing for an answer that is no date."""
    if one.read is None or is_empty(given) or gives_no_answer(given):
        return ""
    try:
        value = one.read(given)[1]
    except BadAnswer:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if one.definition.type == "partial_date" and isinstance(value, Mapping):
        known = [value[name] for name in ("year", "month", "day") if name in value]
        return "-".join(f"{part:04d}" if place == 0 else f"{part:02d}" for place, part in enumerate(known))
    return ""
