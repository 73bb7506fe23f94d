"""Repeating questions: each row is worked out as a form is, a bare name being the row's own first."""

from __future__ import annotations

from dataclasses import dataclass, field

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
from engine.expressions.types import UNKNOWN, Value


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one question: as they are kept, each with its id, as conditions see them, and what is wrong."""

    kept: list[Json]
    values: tuple[Value, ...]
    problems: list[Problem]


def read_rows(one: CompiledField, given: Json, before: Json, env: Env) -> Rows:
    """Read *given* for the repeating question *one*; *before* is what was there, whose ids are not given again."""
    assert isinstance(one.definition, RowsField)
    assert one.row is not None
    rows = [] if is_empty(given) else given
    most = one.definition.max or MOST_ROWS
    if not isinstance(rows, list) or len(rows) > most:
        text = f'"{one.definition.label}": give at most {most} rows.'
        return Rows([], (), [Problem(one.id, "too_many", text)])
    found = Rows([], (), [])
    values: list[Value] = []
    for identifier, each in zip(_row_ids(rows, before), rows, strict=True):
        row = _Row(one, one.row, f"{one.id}.{identifier}", env, {"id": identifier})
        row.read(each)
        found.kept.append(row.kept)
        found.problems.extend(row.problems)
        values.append(row.values)
    return Rows(found.kept, tuple(values), found.problems)


@dataclass(slots=True)
class _Row:
    """One row being worked out."""

    one: CompiledField
    row: CompiledRow
    path: str
    env: Env
    kept: dict[str, Json]
    values: Env = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, given: Json) -> None:
        cells = given if isinstance(given, dict) else {}
        if not isinstance(given, dict):
            self._problem("", "wrong_type", f'"{self.one.definition.label}": give each row as answers by field.')
        for name in cells:
            if name != "id" and name not in self.row.by_id:
                self._problem(safe_name(name), "unknown_field", "There is no such question in this row.")
        for cell in self.row.fields:
            self._cell(cell, cells.get(cell.id))

    def _cell(self, cell: CompiledField, given: Json) -> None:
        name, label = cell.id, cell.definition.label
        if cell.show and not all(show.evaluate(self.env, self.values) is True for show in cell.show):
            if not is_empty(given):
                self._problem(name, "hidden", f'"{label}" is not asked in this row. Take its answer out.')
        elif cell.calc is not None:
            self._calculate(cell, given)
        elif self._answer(cell, given):
            self.problems += failed_checks(cell.checks, f"{self.path}.{name}", label, self.env, self.values)

    def _calculate(self, cell: CompiledField, given: Json) -> None:
        if not is_empty(given):
            self._problem(cell.id, "calculated", f'"{cell.definition.label}" is worked out and cannot be typed.')
        assert cell.calc is not None
        value = self.values[cell.id] = cell.calc.evaluate(self.env, self.values)
        if value is not UNKNOWN:
            self.kept[cell.id] = as_json(value)

    def _answer(self, cell: CompiledField, given: Json) -> bool:
        """Read one answer; whether there is anything that its checks could judge."""
        name, label = cell.id, cell.definition.label
        try:
            if reason := reason_for_none(cell, given):
                self.kept[name] = reason
                return False
            kept, value = (None, UNKNOWN) if is_empty(given) or cell.read is None else cell.read(given)
        except BadAnswer as bad:
            self._problem(name, bad.code, f'"{label}": {bad.text}')
            return False
        if is_empty(kept):
            self._left_open(cell)
            return True
        self.kept[name], self.values[name] = kept, value
        if cell.options and not all_offered(value, offered(cell.options, self.env, self.values)):
            self._problem(name, "not_offered", f'"{label}": this answer is not offered here. Choose again.')
        return True

    def _left_open(self, cell: CompiledField) -> None:
        if cell.definition.required or is_true(cell.required_if, self.env, self.values):
            text = f'Not answered yet: "{cell.definition.label}" in "{self.one.definition.label}".'
            self._problem(cell.id, "required", text)

    def _problem(self, name: str, code: str, text: str) -> None:
        self.problems.append(Problem(f"{self.path}.{name}" if name else self.path, code, text))


def _row_ids(given: list[Json], before: Json) -> list[str]:
    """Return an id for each row: its own, or the next number that no row here had before."""
    earlier = before if isinstance(before, list) else []
    known = [str(row["id"]) for row in (*given, *earlier) if isinstance(row, dict) and isinstance(row.get("id"), str)]
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
