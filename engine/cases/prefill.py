"""Starting a draft: what is already known is copied in, with where it came from; what has a default gets it.

Ask once. A copy is made when the draft is started and never changes behind anyone's back;
an echo is looked up each time and never stored. Judgement is never silently copied: `confirm` asks someone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.cases.answers import Copied
from engine.cases.compiled import CompiledField, CompiledForm, Source
from engine.cases.values import MOST_ROWS, Answers, BadAnswer, Json, is_empty
from engine.definitions.fields import AnyField, RowsField


@dataclass(frozen=True, slots=True)
class Known:
    """A value that can be copied: from a record, an earlier form, the case or the system; since when and from whom.

    *case* is what the linked case is called that it comes from, where the link shares that.
    """

    value: Json = field(repr=False)
    on: str
    by: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """A new draft: its answers, and for each copied one where it came from."""

    answers: Answers = field(repr=False)
    copied: Mapping[str, Copied]


def start_draft(form: CompiledForm, action: str | None, known: Mapping[str, Known], now: datetime) -> Start:
    """Return the draft that *action* starts. *known* holds values by source (`child.sex`); *now* is council time."""
    answers: dict[str, Json] = {}
    copied: dict[str, Copied] = {}
    for one in form.fields:
        if not one.sources and one.default is None:
            continue
        if not one.asks or (one.asked_for and action not in one.asked_for):
            continue
        found = _newest(one, known)
        if found is not None:
            source, value = found
            answers[one.id] = value.value if one.row is None else _all_rows(one, known)
            copied[one.id] = Copied(source, value.on, value.by, case=value.case)
        elif one.default is not None:
            answers[one.id] = _default(one.default, now)
    return Start(answers, copied)


def _newest(one: CompiledField, known: Mapping[str, Known]) -> tuple[str, Known] | None:
    """Return the newest of a field's sources that has a value the field can hold."""
    usable = _usable(one, known)
    return max(usable, key=lambda pair: pair[1].on) if usable else None


def _usable(one: CompiledField, known: Mapping[str, Known]) -> list[tuple[str, Known]]:
    there = [source for source in one.sources if source.text in known]
    found = [(source.text, _begun(one, source, known[source.text])) for source in there]
    return [(text, value) for text, value in found if not is_empty(value.value) and _fits(one, value.value)]


def _begun(one: CompiledField, source: Source, known: Known) -> Known:
    """Return *known*, and of linked cases a row for each with what its cells take; any other value as it is."""
    if one.row is None or source.kind != "link" or not isinstance(known.value, list):
        return known
    cells = one.row.by_id.values()
    rows = [_of_case(cells, source.owner, shared) for shared in known.value if isinstance(shared, dict)]
    return replace(known, value=[row for row in rows if row])


def _of_case(cells: Iterable[CompiledField], link: str, shared: Mapping[str, Json]) -> dict[str, Json]:
    """Return the row that a linked case begins; what it does not say, or a cell cannot hold, is left to be asked."""
    row: dict[str, Json] = {}
    for cell in cells:
        names = (source.name for source in cell.sources if source.owner == link and source.kind == "link")
        given = (shared[name] for name in names if not is_empty(shared.get(name)))
        row |= next(({cell.id: value} for value in given if _fits(cell, value)), {})
    return row


def _fits(one: CompiledField, value: Json) -> bool:
    if one.read is None:
        return one.row is not None and isinstance(value, list) and all(isinstance(row, dict) for row in value)
    try:
        one.read(value)
    except BadAnswer:
        return False
    return True


def _all_rows(one: CompiledField, known: Mapping[str, Known]) -> Json:
    """Return the rows of the newest source; where rows have a `key`, also those that only older sources have."""
    assert isinstance(one.definition, RowsField)
    newest_first = sorted(_usable(one, known), key=lambda pair: pair[1].on, reverse=True)
    key, rows, there = one.definition.key, list[dict[str, Json]](), set[str]()
    for _, source in newest_first if key else newest_first[:1]:
        for row in _rows(one.definition, source.value):
            same = repr(row.get(key)) if key and not is_empty(row.get(key)) else None
            if same is None or same not in there:
                rows.append(row)
            there |= {same} if same is not None else set()
    return list(rows[: one.definition.max or MOST_ROWS])


def _rows(field: RowsField, value: Json) -> list[dict[str, Json]]:
    """Return copied rows with only the cells that this form asks; ids are made anew when they are read."""
    rows = value if isinstance(value, list) else []
    return [{name: _cell(cell, row[name]) for name, cell in field.fields.items() if name in row} for row in rows]


def _cell(cell: AnyField, value: Json) -> Json:
    return list(_rows(cell, value)) if isinstance(cell, RowsField) else value


def _default(default: str | list[str], now: datetime) -> Json:
    if default == "today()":
        return now.date().isoformat()
    if default == "now()":
        return now.isoformat(timespec="minutes")
    return default if isinstance(default, str) else list(default)
