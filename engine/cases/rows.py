"""Repeating questions: each row is worked out as a form is, a bare name being the row's own first.

Rows may hold rows once. A row is known by its id, which stays when rows are moved; what a person may not change in it
is taken from the row of that id as it was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.cases.access import may
from engine.cases.compiled import CompiledField, CompiledRow
from engine.cases.problems import (
    Env,
    Problem,
    all_offered,
    as_json,
    failed_checks,
    is_true,
    offered,
    reason_for_none,
    safe_name,
)
from engine.cases.values import MOST_ROWS, BadAnswer, Json, is_empty
from engine.definitions.fields import RowsField
from engine.expressions.tree import OUTER_ROW
from engine.expressions.types import UNKNOWN, Value
from engine.sentences.say import Counted, Part, Sentence, say


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one question: as they are kept, each with its id, as conditions see them, and what is wrong."""

    kept: list[Json] = field(repr=False)
    values: tuple[Value, ...] = field(repr=False)
    problems: list[Problem]
    dropped: list[str]
    """Paths of answers that a draft kept and that are hidden now."""
    to_check: list[_Row] = field(default_factory=list)

    def failed_checks(self) -> Iterator[Problem]:
        """Yield a problem for each check in a row that certainly does not hold, once the whole form is known."""
        for row in self.to_check:
            yield from row.failed_checks()


@dataclass(frozen=True, slots=True)
class Hand:
    """Who fills rows in, for which actions. *standing* None: whoever may fill the rows may fill all of them.

    *sent* is false for rows that a draft kept: what is hidden in them now is dropped, and no mistake of anyone's.
    *asked* is false for rows that stand as an earlier hand left them: what is missing in them is not asked of this one.
    """

    actions: frozenset[str] = frozenset()
    standing: frozenset[str] | None = None
    sent: bool = True
    asked: bool = True


ANYONE = Hand()


def read_rows(one: CompiledField, given: Json, before: Json, env: Env, language: str, hand: Hand = ANYONE) -> Rows:
    """Read *given* for the repeating question *one*; *before* is what was there, whose ids are not given again.

    Problems are said in *language*.
    """
    return _read(_Reading(env, hand, language), one, one.id, given, before, {})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is the same for every row: the form's values, who fills it in, and in which language."""

    env: Env = field(repr=False)
    hand: Hand
    language: str

    def problem(self, path: str, code: str, template: str, **parts: Part) -> Problem:
        return Problem(path, code, say(self.language, template, **parts))


def _read(reading: _Reading, one: CompiledField, path: str, given: Json, before: Json, around: Env) -> Rows:
    """Read the rows at *path*; *around* is the row that they stand in, if they do."""
    assert isinstance(one.definition, RowsField)
    assert one.row is not None
    rows = [] if is_empty(given) else given
    most = one.definition.max or MOST_ROWS
    if not isinstance(rows, list):
        text = '"{field}": give the rows as a list.'
        return Rows([], (), [reading.problem(path, "wrong_type", text, field=one.definition.label)], [])
    if len(rows) > most:
        label, rows_at_most = one.definition.label, Counted(most, "rows")
        text = '"{field}": give at most {rows}.'
        return Rows([], (), [reading.problem(path, "too_many", text, field=label, rows=rows_at_most)], [])
    found = Rows([], (), [], [])
    values: list[Value] = []
    earlier = rows_by_id(before)
    ids = _row_ids(rows, earlier if reading.hand.sent else ())
    for identifier, each in zip(ids, rows, strict=True):
        was = earlier.get(identifier)
        row = _Row(reading, one, one.row, f"{path}.{identifier}", was, {"id": identifier}, found)
        row.values[OUTER_ROW] = around
        row.read(each)
        found.to_check.append(row)
        found.kept.append(row.kept)
        values.append({name: value for name, value in row.values.items() if name != OUTER_ROW})
    found.problems.extend(_twice(reading, one.definition, path, found.kept))
    found.problems.extend(_taken_out(reading, one.row, one.definition.label, path, earlier, found.kept))
    return Rows(found.kept, tuple(values), found.problems, found.dropped, found.to_check)


def _twice(reading: _Reading, rows: RowsField, path: str, kept: list[Json]) -> Iterator[Problem]:
    """Yield a problem for each row whose key an earlier row has."""
    if rows.key is None:
        return
    label = rows.fields[rows.key].label
    seen: set[str] = set()
    for row in _rows_with_ids(kept):
        key = row.get(rows.key)
        if is_empty(key):
            continue
        if repr(key) in seen:
            where = f"{path}.{row['id']}.{rows.key}"
            yield reading.problem(where, "twice", '"{field}": another row has the same answer.', field=label)
        seen.add(repr(key))


def _taken_out(
    reading: _Reading,
    row: CompiledRow,
    label: str,
    path: str,
    earlier: Mapping[str, Mapping[str, Json]],
    kept: list[Json],
) -> Iterator[Problem]:
    """Yield a problem for each row taken out that holds an answer which this hand may not change."""
    standing = reading.hand.standing
    others = [cell.id for cell in row.fields if standing is not None and not may(standing, "fill", cell.edit)]
    if not others:
        return
    there = {row["id"] for row in _rows_with_ids(kept)}
    for identifier, was in earlier.items():
        if identifier not in there and not all(is_empty(was.get(name)) for name in others):
            text = '"{field}": a row with answers that are for other people to change cannot be taken out.'
            yield reading.problem(f"{path}.{safe_name(identifier)}", "not_allowed", text, field=label)


@dataclass(slots=True)
class _Row:
    """One row being worked out. *was* is the row of the same id as it was before, if there was one."""

    reading: _Reading
    one: CompiledField
    row: CompiledRow
    path: str
    was: Mapping[str, Json] | None = field(repr=False)
    kept: dict[str, Json] = field(repr=False)
    found: Rows
    """Where problems and dropped answers are noted."""
    values: Env = field(default_factory=dict, repr=False)
    checked: list[CompiledField] = field(default_factory=list)

    def read(self, given: Json) -> None:
        cells = given if isinstance(given, dict) else {}
        if not isinstance(given, dict):
            label = self.one.definition.label
            self._problem("", "wrong_type", '"{field}": give each row as answers by field.', field=label)
        for name in cells if self.reading.hand.sent else ():
            if name != "id" and name not in self.row.by_id:
                self._problem(safe_name(name), "unknown_field", "There is no such question in this row.")
        for cell in self.row.fields:
            is_new = self.was is None or "id" not in self.was
            self._cell(cell, cells.get(cell.id), starts=is_new and cell.id not in cells)

    def _cell(self, cell: CompiledField, given: Json, *, starts: bool) -> None:
        """Work out one question of the row. *starts*: the row is new, and nothing was said about this question."""
        if not all(show.evaluate(self.reading.env, self.values) is True for show in cell.show):
            self._hide(cell, given)
            return
        if cell.checks and self.reading.hand.asked:
            self.checked.append(cell)
        if cell.calc is not None:
            self._calculate(cell, given)
        elif (locked := self._locked(cell)) is not None:
            self._keep(cell, given, *locked)
        elif self._answer(cell, cell.default if starts and isinstance(cell.default, str | list) else given):
            self._must(cell)

    def failed_checks(self) -> Iterator[Problem]:
        env, language = self.reading.env, self.reading.language
        for cell in self.checked:
            where, label = f"{self.path}.{cell.id}", cell.definition.label
            yield from failed_checks(cell.checks, where, label, env, self.values, language)

    def _hide(self, cell: CompiledField, given: Json) -> None:
        if cell.row is not None:
            self.values[cell.id] = ()
        if is_empty(given):
            return
        if self.reading.hand.sent:
            text = '"{field}" is not asked in this row. Take its answer out.'
            self._problem(cell.id, "hidden", text, field=cell.definition.label)
        else:
            self.found.dropped.append(f"{self.path}.{cell.id}")

    def _locked(self, cell: CompiledField) -> tuple[str, Sentence] | None:
        """Return why this hand may not change *cell*, or nothing."""
        standing = self.reading.hand.standing
        if standing is not None and not may(standing, "fill", cell.edit):
            return "not_allowed", Sentence('"{field}" is for other people to answer.')
        if is_true(cell.read_only_if, self.reading.env, self.values):
            return "read_only", Sentence('"{field}" cannot be changed now.')
        return None

    def _keep(self, cell: CompiledField, given: Json, code: str, because: Sentence) -> None:
        """Keep what was there; rows are sent whole, so the same answer again is no change."""
        before = self.was.get(cell.id) if self.was is not None else None
        if not is_empty(given) and given != before:
            self._problem(cell.id, code, because.template, field=cell.definition.label)
        self._answer(cell, before)

    def _calculate(self, cell: CompiledField, given: Json) -> None:
        assert cell.calc is not None
        value = self.values[cell.id] = cell.calc.evaluate(self.reading.env, self.values)
        kept = as_json(value)
        before = self.was.get(cell.id) if self.was is not None else None
        if self.reading.hand.sent and not is_empty(given) and given not in (kept, before):
            label = cell.definition.label
            self._problem(cell.id, "calculated", '"{field}" is worked out and cannot be typed.', field=label)
        if value is not UNKNOWN:
            self.kept[cell.id] = kept

    def _answer(self, cell: CompiledField, given: Json) -> bool:
        """Read one answer; whether it could be read, so that its other rules make sense."""
        name, label = cell.id, cell.definition.label
        if cell.row is not None:
            return self._rows_inside(cell, given)
        try:
            if reason := reason_for_none(cell, given):
                self.kept[name] = reason
                return True
            kept, value = (None, UNKNOWN) if is_empty(given) or cell.read is None else cell.read(given)
        except BadAnswer as bad:
            self._problem(name, bad.code, '"{field}": {problem}', field=label, problem=bad)
            return False
        if is_empty(kept):
            return True
        self.kept[name], self.values[name] = kept, value
        if not self.reading.hand.asked or cell.options is None:
            return True
        if not all_offered(value, offered(cell.options, self.reading.env, self.values)):
            self._problem(name, "not_offered", '"{field}": this answer is not offered here. Choose again.', field=label)
        return True

    def _rows_inside(self, cell: CompiledField, given: Json) -> bool:
        before = self.was.get(cell.id) if self.was is not None else None
        found = _read(self.reading, cell, f"{self.path}.{cell.id}", given, before, self.values)
        self.found.problems.extend(found.problems)
        self.found.dropped.extend(found.dropped)
        self.found.to_check.extend(found.to_check)
        self.values[cell.id] = found.values
        if found.kept:
            self.kept[cell.id] = found.kept
        return not any(one.path == f"{self.path}.{cell.id}" for one in found.problems)

    def _must(self, cell: CompiledField) -> None:
        definition, env, hand = cell.definition, self.reading.env, self.reading.hand
        if not hand.asked:
            return
        must = definition.required or is_true(cell.required_if, env, self.values)
        must = must or any(action in hand.actions for action in definition.required_for)
        if isinstance(definition, RowsField):
            rows = self.kept.get(cell.id, [])
            fewest = max(definition.min or 0, 1 if must else 0)
            if isinstance(rows, list) and len(rows) < fewest and (rows or not must):
                self._problem(
                    cell.id, "too_few", '"{field}": give at least {count}.', field=definition.label, count=fewest
                )
        if must and cell.id not in self.kept:
            field, rows = definition.label, self.one.definition.label
            self._problem(cell.id, "required", 'Not answered yet: "{field}" in "{form}".', field=field, form=rows)

    def _problem(self, name: str, code: str, template: str, **parts: Part) -> None:
        path = f"{self.path}.{name}" if name else self.path
        self.found.problems.append(self.reading.problem(path, code, template, **parts))


def _rows_with_ids(rows: Json) -> Iterator[Mapping[str, Json]]:
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            yield row


def rows_by_id(kept: Json, *, taken: Iterable[str] = ()) -> dict[str, Mapping[str, Json]]:
    """Return rows by id; one without gets the id that it is shown with, which is none of those *taken*."""
    rows = kept if isinstance(kept, list) else []
    return {name: row if isinstance(row, dict) else {} for name, row in zip(_row_ids(rows, taken), rows, strict=True)}


def _row_ids(given: list[Json], taken: Iterable[str]) -> list[str]:
    """Return an id for each row: its own, or the next number that is not *taken* and that no row here has."""
    known = [*(str(row["id"]) for row in _rows_with_ids(given)), *taken]
    numbers = [
        int(one[1:]) for one in known if len(one) < 9 and one[:1] == "r" and one[1:].isascii() and one[1:].isdigit()
    ]
    next_number = max(numbers, default=0) + 1
    ids: list[str] = []
    for row in given:
        own = row.get("id") if isinstance(row, dict) else None
        if isinstance(own, str) and safe_name(own) == own and own not in ids:
            ids.append(own)
        else:
            ids.append(f"r{next_number}")
            next_number += 1
    return ids
