"""The feed of a council: every step of every case, each once, in an order that never changes.

A step gets its place after it was committed, and places are given by one at a time. So whoever reads on from the last
place they saw misses nothing, however late a step was committed; and the steps of one case come in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.events import Step
from engine.store import tables as t
from engine.store.cases import step_of
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_SERIES = ":feed"
"""The counter of places. No series of references has such a name."""
_BATCH = 1_000


def _held(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    counted = insert.on_conflict_do_update(
        index_elements=[t.counter.c.council, t.counter.c.series], set_={"last": t.counter.c.last}
    )
    return counted.returning(t.counter.c.last)


_HOLD: Mapping[str, Statement] = {
    "sqlite": Statement("hold the feed", _held(sqlite.insert(t.counter))),
    "postgresql": Statement("hold the feed", _held(postgresql.insert(t.counter))),
}
_MOVE_ON = Statement(
    "move the feed on",
    t.counter.update()
    .where(t.counter.c.council == sa.bindparam("key_council"), t.counter.c.series == sa.bindparam("key_series"))
    .values(last=sa.bindparam("new_last")),
)
_WITHOUT_PLACE = Statement(
    "find steps without a place",
    sa.select(t.step.c.case_id, t.step.c.version, t.step.c.at)
    .where(t.step.c.council == sa.bindparam("key_council"), t.step.c.position.is_(None))
    .order_by(t.step.c.case_id, t.step.c.version)
    .limit(sa.bindparam("most")),
)
_PLACE = Statement(
    "place step",
    t.step.update()
    .where(
        t.step.c.council == sa.bindparam("key_council"),
        t.step.c.case_id == sa.bindparam("key_case"),
        t.step.c.version == sa.bindparam("key_version"),
        t.step.c.position.is_(None),
    )
    .values(position=sa.bindparam("new_position")),
)
_READ = Statement(
    "read the feed",
    sa.select(t.step)
    .where(t.step.c.council == sa.bindparam("key_council"), t.step.c.position > sa.bindparam("after"))
    .order_by(t.step.c.position)
    .limit(sa.bindparam("most")),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A step with its place in the feed, and the hash that no other step ever has."""

    position: int
    step: Step
    hash: str = ""


def has_steps_to_place(tx: Transaction, council: str) -> bool:
    """Whether there are steps that have no place yet."""
    return tx.row(_WITHOUT_PLACE, {"key_council": council, "most": 1}) is not None


def place_steps(tx: Transaction, council: str) -> int:
    """Give at most a thousand steps their places; return to how many. Others who do so wait until this is committed."""
    row = tx.row(_HOLD[tx.dialect], {"council": council, "series": _SERIES, "last": 0})
    assert row is not None  # an upsert always returns its row
    found = _in_order(tx.rows(_WITHOUT_PLACE, {"key_council": council, "most": _BATCH}))
    if not found:
        return 0
    first = row["last"] + 1
    places = (
        {"key_council": council, "key_case": case, "key_version": version, "new_position": position}
        for position, (case, version) in enumerate(found, start=first)
    )
    tx.write_many(_PLACE, places)
    tx.write(_MOVE_ON, {"key_council": council, "key_series": _SERIES, "new_last": row["last"] + len(found)})
    return len(found)


def _in_order(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Return steps in the order of time; those of one case in their own, whatever the clocks of its writers said."""
    latest: dict[str, datetime] = {}
    timed: list[tuple[datetime, str, int]] = []
    for row in rows:
        case = row["case_id"]
        latest[case] = max(row["at"], latest.get(case, row["at"]))
        timed.append((latest[case], case, row["version"]))
    return [(case, version) for _, case, version in sorted(timed)]


def placed(row: Row) -> Placed:
    """Return the step of a row of the steps, with its place. One that an older version wrote has no hash."""
    return Placed(row["position"], step_of(row), row["hash"] or "")


def read_feed(tx: Transaction, council: str, after: int, most: int) -> list[Placed]:
    """Return at most *most* steps whose places are behind *after*, in order."""
    rows = tx.rows(_READ, {"key_council": council, "after": after, "most": most})
    return [placed(row) for row in rows]
