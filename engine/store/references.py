"""Case references: the next number of each series, given in the transaction that opens the case."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction


def _next(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    # One statement for the first and every later number, so that two openings can never get the same.
    counted = insert.on_conflict_do_update(
        index_elements=[t.counter.c.council, t.counter.c.series], set_={"last": t.counter.c.last + 1}
    )
    return counted.returning(t.counter.c.last)


_NEXT: Mapping[str, Statement] = {
    "sqlite": Statement("next number", _next(sqlite.insert(t.counter))),
    "postgresql": Statement("next number", _next(postgresql.insert(t.counter))),
}


def next_number(tx: Transaction, council: str, series: str) -> int:
    """Return the next number of *series*, from 1. Given back if the transaction is."""
    row = tx.row(_NEXT[tx.dialect], {"council": council, "series": series, "last": 1})
    assert row is not None  # an upsert always returns its row
    return int(row["last"])
