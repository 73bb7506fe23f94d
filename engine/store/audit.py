"""All that a database keeps of a case, exactly as it stands there, for whoever verifies it, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from engine.store import tables as t
from engine.store.statements import Row, Statement
from engine.store.tables import metadata
from engine.store.transaction import Transaction

_COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
_FIRST: sa.BindParameter[str] = sa.bindparam("first")
_LAST: sa.BindParameter[str] = sa.bindparam("last")


@dataclass(frozen=True, slots=True)
class Kept:
    """One case as a database keeps it: its own row, and every row that its steps wrote, each as it was stored."""

    case: Row = field(repr=False)
    steps: Sequence[Row] = field(repr=False)
    submissions: Sequence[Row] = field(repr=False)
    drafts: Sequence[Row] = field(repr=False)
    tasks: Sequence[Row] = field(repr=False)
    timers: Sequence[Row] = field(repr=False)
    proposals: Sequence[Row] = field(repr=False)
    commands: Sequence[Row] = field(repr=False)
    let_in: Sequence[Row] = field(repr=False)
    links: Sequence[Row] = field(repr=False)
    waiting: Sequence[Row] = field(repr=False)
    """Messages to it that it has not heard."""
    sent: Sequence[Row] = field(repr=False)
    """Messages from it, heard or not."""
    places: Sequence[Row] = field(repr=False)
    files: Sequence[Row] = field(repr=False)
    not_authentic: Sequence[str] = ()
    """Where a value of it is not what was written there: an empty one is in its place."""


_CASES = Statement(
    "read cases to verify",
    sa.select(t.case)
    .where(t.case.c.council == _COUNCIL, t.case.c.id > _FIRST)
    .order_by(t.case.c.id)
    .limit(sa.bindparam("most")),
)
_HELD = Statement(
    "read a case to verify",
    sa.select(t.case).where(t.case.c.council == _COUNCIL, t.case.c.id == _FIRST).with_for_update(key_share=True),
)


def _of_cases(table: sa.Table, column: str, *more: sa.ColumnElement[bool], order: Sequence[str] = ()) -> Statement:
    """Return the statement that reads the rows of *table* that hang on a page of cases, by *column*."""
    between = table.c[column].between(_FIRST, _LAST)
    query = sa.select(table).where(table.c.council == _COUNCIL, between, *more)
    return Statement(f"read {table.name} to verify", query.order_by(*(table.c[name] for name in order)))


_STEPS = _of_cases(t.step, "case_id", order=("case_id", "version"))
_SUBMISSIONS = _of_cases(t.submission, "case_id", order=("case_id", "id", "revision"))
_OTHERS: Mapping[str, Statement] = {
    "drafts": _of_cases(t.draft, "case_id"),
    "tasks": _of_cases(t.task, "case_id"),
    "timers": _of_cases(t.timer, "case_id"),
    "proposals": _of_cases(t.proposal, "case_id"),
    "commands": _of_cases(t.command, "case_id"),
    "sent": _of_cases(t.outbox, "case_id"),
    "places": _of_cases(t.place, "case_id"),
    "files": _of_cases(t.file, "case_id", order=("case_id", "id")),
    "let_in": _of_cases(t.let_in, "case_id", order=("case_id", "who")),
}
_LINKS = _of_cases(t.link, "case_id")
_LINKS_FROM_ELSEWHERE = _of_cases(t.link, "other_id")
_WAITING = _of_cases(t.outbox, "to_id", t.outbox.c.delivered_at.is_(None))


def read_kept(tx: Transaction, council: str, after: str, most: int) -> list[Kept]:
    """Return at most *most* cases, those whose ids sort after *after*, by id."""
    return _Reading(tx).cases(_CASES, {"key_council": council, "first": after, "most": most})


def read_held(tx: Transaction, council: str, case_id: str) -> Kept | None:
    """Return one case, its row held until the transaction ends: nobody changes it meanwhile."""
    return next(iter(_Reading(tx).cases(_HELD, {"key_council": council, "first": case_id})), None)


class _Reading:
    """The reading of a page of cases. What is not authentic is noted, so that it is told with all else."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._faults: dict[str, list[str]] = defaultdict(list)

    def cases(self, statement: Statement, wanted: Mapping[str, object]) -> list[Kept]:
        cases = self._rows(statement, wanted, "id")
        if not cases:
            return []
        key = {"key_council": wanted["key_council"], "first": cases[0]["id"], "last": cases[-1]["id"]}
        by_case = {name: self._grouped(one, key) for name, one in _OTHERS.items()}
        steps, submissions = self._grouped(_STEPS, key), self._grouped(_SUBMISSIONS, key)
        links, waiting = self._grouped(_LINKS, key), self._grouped(_WAITING, key, "to_id")
        for case_id, found in self._grouped(_LINKS_FROM_ELSEWHERE, key, "other_id").items():
            links[case_id] += found
        return [
            Kept(
                case=case,
                steps=steps[case["id"]],
                submissions=submissions[case["id"]],
                links=links[case["id"]],
                waiting=waiting[case["id"]],
                not_authentic=self._faults[case["id"]],
                **{name: found[case["id"]] for name, found in by_case.items()},
            )
            for case in cases
        ]

    def _grouped(self, statement: Statement, key: Mapping[str, object], by: str = "case_id") -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows(statement, key, by):
            found[row[by]].append(row)
        return found

    def _rows(self, statement: Statement, key: Mapping[str, object], by: str) -> Sequence[Row]:
        rows, faults = self._tx.rows_and_faults(statement, key)
        for row, fault in faults:
            self._faults[row[by]].append(fault.where)
        return rows


# --- what hangs on nothing --------------------------------------------------------------------------------------------


def _without_case(table: sa.Table, column: str) -> Statement:
    to = sa.and_(t.case.c.council == table.c.council, t.case.c.id == table.c[column])
    query = sa.select(table.c[column].label("case_id")).where(
        table.c.council == _COUNCIL, table.c[column].is_not(None), ~sa.exists().where(to)
    )
    return Statement(f"find rows of {table.name} without a case", query.distinct().limit(sa.bindparam("most")))


_WITHOUT_CASE: Mapping[str, Sequence[Statement]] = {
    table.name: [_without_case(table, next(iter(key.column_keys[1:]))) for key in keys]
    for table in metadata.sorted_tables
    if (keys := [key for key in table.foreign_key_constraints if key.referred_table is t.case])
}
"""By table, how to find the rows that hang on a case which is not there. A new table is found by its own key."""


def rows_without_case(tx: Transaction, council: str, most: int) -> Iterator[tuple[str, str]]:
    """Yield table and case of rows that hang on a case which is not there, at most *most* of each table."""
    for table, statements in _WITHOUT_CASE.items():
        for one in statements:
            yield from ((table, row["case_id"]) for row in tx.rows(one, {"key_council": council, "most": most}))
