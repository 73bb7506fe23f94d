"""The rows of a question worked out slowly: each is a small form, known by its id, inside the form or another row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.cases.values import Json
from engine.definitions.fields import AnyField, RowsField, own_fields
from tests.cases.naive_answers import among, nothing, offers
from tests.cases.naive_conditions import UNKNOWN, Read, worth

if TYPE_CHECKING:
    from tests.cases.naive import Naive


@dataclass
class Rows:
    """The rows of one question, in a form or inside another row, which *around* reads."""

    naive: Naive
    one: RowsField
    path: str
    around: Read
    sent: bool
    asked: bool
    values: list[Mapping[str, Any]] = field(default_factory=list)

    def read(self, given: Json, before: Json) -> list[Json]:
        rows: Any = [] if nothing(given) else given
        problems = self.naive.problems
        if not isinstance(rows, list) or len(rows) > (self.one.max or 200):
            problems.add((self.path, "unreadable"))
            return []
        earlier: Any = before if isinstance(before, list) else []
        was = dict(zip(row_ids(earlier, []), earlier, strict=True))
        kept: list[Json] = []
        for identifier, row in zip(row_ids(rows, list(was) if self.sent else []), rows, strict=True):
            path = f"{self.path}.{identifier}"
            if not isinstance(row, dict):
                problems.add((path, "unreadable"))
            there = was.get(identifier)
            work = Row(self, path, row if isinstance(row, dict) else {}, there if isinstance(there, dict) else {})
            work.kept["id"] = identifier
            work.all_cells()
            self.naive.rows.append(work)
            self.values.append(work.values)
            if self.one.key and work.values[self.one.key] is not UNKNOWN:  # no two rows may share their key
                same = [one for one in self.values[:-1] if one[self.one.key] == work.values[self.one.key]]
                problems |= {(f"{path}.{self.one.key}", "twice")} if same else set()
            kept.append(work.kept)
        self.judge_taken_out(was, [str(row["id"]) for row in kept if isinstance(row, dict)])
        return kept

    def judge_taken_out(self, was: Mapping[str, Any], there: Sequence[str]) -> None:
        """A row that holds what is for other people to change is not for this hand to take out."""
        cells = dict(own_fields(dict(self.one.fields)))
        for identifier, row in was.items():
            answered = [name for name in cells if isinstance(row, dict) and not nothing(row.get(name))]
            if identifier not in there and any(self.is_for_others(cells[name]) for name in answered):
                self.naive.problems.add((f"{self.path}.{identifier}", "not_allowed"))

    def is_for_others(self, one: AnyField) -> bool:
        return self.asked and bool(one.edit) and not self.naive.filling.standing & set(one.edit)


@dataclass
class Row:
    """One row: a small form of its own, whose names come before those around it."""

    rows: Rows
    path: str
    given: Mapping[str, Json]
    was: Mapping[str, Json]
    kept: dict[str, Json] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def all_cells(self) -> None:
        self.cells = dict(own_fields(dict(self.rows.one.fields)))
        if self.rows.sent:
            unknown = [name for name in self.given if name != "id" and name not in self.cells]
            self.rows.naive.problems |= {(f"{self.path}.{name}", "unknown_field") for name in unknown}
        for name in self.cells:
            self.value(name)

    def value(self, name: str) -> Any:
        if name not in self.cells:
            return self.rows.around(name)
        if name not in self.values:
            self.values[name] = () if isinstance(self.cells[name], RowsField) else UNKNOWN
            self.work_out(name, self.cells[name])
        return self.values[name]

    def certainly(self, condition: str | None) -> bool:
        return condition is not None and worth(condition, self.value, self.rows.naive.lists) is True

    def work_out(self, name: str, one: AnyField) -> None:
        rows, path, problems = self.rows, f"{self.path}.{name}", self.rows.naive.problems
        given = self.given.get(name)
        if one.show_if is not None and not self.certainly(one.show_if):
            if rows.sent and not nothing(given):
                problems.add((path, "hidden"))
            elif not nothing(given):
                rows.naive.dropped.add(path)
            return
        self.shown.add(name)
        if one.calc is not None:
            value = self.values[name] = worth(one.calc, self.value, rows.naive.lists)
            if rows.sent and not nothing(given) and given not in (value, self.was.get(name)):
                problems.add((path, "calculated"))  # rows are sent whole, so what was there may come back
            if value is not UNKNOWN:
                self.kept[name] = value
            return
        locked = "not_allowed" if rows.is_for_others(one) else "read_only" if self.certainly(one.read_only_if) else ""
        if locked:
            if not nothing(given) and given != self.was.get(name):
                problems.add((path, locked))
            given = self.was.get(name)
        elif name not in self.given and "id" not in self.was and isinstance(one.default, str):
            given = one.default  # what a new row starts with
        self.take(name, one, given)
        if rows.asked and not locked:
            have = len(self.values[name]) if isinstance(one, RowsField) else int(name in self.kept)
            rows.naive.judge_required(path, one, self.value, have)

    def take(self, name: str, one: AnyField, given: Json) -> None:
        path, naive = f"{self.path}.{name}", self.rows.naive
        if isinstance(one, RowsField):
            inner = Rows(naive, one, path, self.value, self.rows.sent, self.rows.asked)
            if kept_rows := inner.read(given, self.was.get(name)):
                self.kept[name] = kept_rows
            self.values[name] = tuple(inner.values)
            return
        kept, value = naive.read(path, one, given)
        self.values[name] = value
        if kept is not None:
            self.kept[name] = kept
        options = offers(one, naive.lists, self.value) if self.rows.asked else None
        if value is not UNKNOWN and options is not None and not among(value, options):
            naive.problems.add((path, "not_offered"))

    def check(self) -> None:
        for name in self.shown if self.rows.asked else ():
            self.rows.naive.check(f"{self.path}.{name}", self.cells[name], self.value)


def row_ids(rows: Sequence[Json], others: Sequence[str]) -> list[str]:
    """Return each row's own id, or for a new row the next number that none of these rows, and no other, ever had."""
    own = [row.get("id") if isinstance(row, dict) else None for row in rows]
    taken = [int(str(one)[1:]) for one in (*own, *others) if one is not None]
    ids: list[str] = []
    for one in own:
        if one is None:
            taken.append(max(taken, default=0) + 1)
        ids.append(str(one) if one is not None else f"r{taken[-1]}")
    return ids
