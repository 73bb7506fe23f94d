"""Who takes what happens: how far each receiver has got, what it did not take, and whose turn it is to deliver.

A receiver is delivered to by one process at a time: it holds a lease, and what it notes counts only while it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.store import tables as t
from engine.store.feed import Placed, placed
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

Status: TypeAlias = Literal["waiting", "behind", "dead"]
"""To be tried again; not before an earlier step of its case; given up until somebody says so."""

_TARGET = (t.target.c.council == sa.bindparam("key_council"), t.target.c.target == sa.bindparam("key_target"))
_ROW = (t.undelivered.c.council == sa.bindparam("key_council"), t.undelivered.c.target == sa.bindparam("key_target"))
_OF_CASE = (*_ROW, t.undelivered.c.case_id == sa.bindparam("key_case"))


def _first(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    return insert.on_conflict_do_nothing(index_elements=[t.target.c.council, t.target.c.target])


_MEET: Mapping[str, Statement] = {
    "sqlite": Statement("meet target", _first(sqlite.insert(t.target))),
    "postgresql": Statement("meet target", _first(postgresql.insert(t.target))),
}
_LEASE = Statement(
    "lease target",
    t.target.update()
    .where(
        *_TARGET,
        sa.or_(t.target.c.lease.is_(None), t.target.c.leased_until < sa.bindparam("now")),
    )
    .values(lease=sa.bindparam("new_lease"), leased_until=sa.bindparam("new_until")),
)
_READ_TARGET = Statement("read target", sa.select(t.target).where(*_TARGET))
_NOTE = Statement(
    "note target",
    t.target.update()
    .where(*_TARGET, t.target.c.lease == sa.bindparam("key_lease"))
    .values(
        position=sa.bindparam("new_position"),
        wakes_at=sa.bindparam("new_wakes_at"),
        failures=sa.bindparam("new_failures"),
        fault=sa.bindparam("new_fault"),
        lease=sa.bindparam("new_lease"),
        leased_until=sa.bindparam("new_until"),
    ),
)
_DUE = Statement(
    "find steps to deliver again",
    sa.select(t.step, t.undelivered.c.tries)
    .select_from(
        t.undelivered.join(
            t.step,
            sa.and_(
                t.step.c.council == t.undelivered.c.council,
                t.step.c.case_id == t.undelivered.c.case_id,
                t.step.c.version == t.undelivered.c.version,
            ),
        )
    )
    .where(*_ROW, t.undelivered.c.status == "waiting", t.undelivered.c.due_at <= sa.bindparam("now"))
    .order_by(t.undelivered.c.due_at, t.undelivered.c.position)
    .limit(sa.bindparam("most")),
)
_HELD_UP = Statement("find a step of a case that waits", sa.select(t.undelivered.c.version).where(*_OF_CASE).limit(1))
_ADD = Statement("add undelivered step", t.undelivered.insert())
_TAKEN = Statement(
    "take out undelivered step",
    t.undelivered.delete().where(*_OF_CASE, t.undelivered.c.version == sa.bindparam("key_version")),
)
_FREE_NEXT = Statement(
    "free the next step of a case",
    t.undelivered.update()
    .where(
        *_OF_CASE,
        t.undelivered.c.status == "behind",
        t.undelivered.c.version == sa.select(sa.func.min(t.undelivered.c.version)).where(*_OF_CASE).scalar_subquery(),
    )
    .values(status="waiting", due_at=sa.bindparam("new_due")),
)
_TRIED = Statement(
    "note failed delivery",
    t.undelivered.update()
    .where(*_OF_CASE, t.undelivered.c.version == sa.bindparam("key_version"))
    .values(
        status=sa.bindparam("new_status"),
        due_at=sa.bindparam("new_due"),
        tries=sa.bindparam("new_tries"),
        fault=sa.bindparam("new_fault"),
    ),
)
_AGAIN = Statement(
    "deliver dead steps again",
    t.undelivered.update()
    .where(*_OF_CASE, t.undelivered.c.status == "dead")
    .values(status="waiting", due_at=sa.bindparam("new_due"), tries=0),
)
_PASS_OVER = Statement(
    "pass over dead steps", t.undelivered.delete().where(*_OF_CASE, t.undelivered.c.status == "dead")
)
_DEAD = Statement(
    "find dead steps",
    sa.select(t.undelivered)
    .where(t.undelivered.c.council == sa.bindparam("key_council"), t.undelivered.c.status == "dead")
    .order_by(t.undelivered.c.target, t.undelivered.c.position)
    .limit(sa.bindparam("most")),
)
_NEXT_WAITING = Statement(
    "find next step to deliver again",
    sa.select(sa.func.min(t.undelivered.c.due_at, type_=t.Instant).label("due_at")).where(
        *_ROW, t.undelivered.c.status == "waiting"
    ),
)


@dataclass(frozen=True, slots=True)
class TargetState:
    """How far a receiver has got, and since how many failures in a row it takes nothing at all."""

    position: int
    wakes_at: datetime | None
    failures: int
    fault: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A step that a receiver did not take however often it was tried. Later ones of its case wait behind it."""

    target: str
    case_id: str
    version: int
    tries: int
    fault: str


def lease(tx: Transaction, council: str, target: str, token: str, now: datetime, until: datetime) -> TargetState | None:
    """Take a receiver for ourselves until an instant; nothing when somebody else has it."""
    key = {"council": council, "target": target}
    tx.write(
        _MEET[tx.dialect],
        {**key, "position": 0, "wakes_at": None, "failures": 0, "fault": "", "lease": None, "leased_until": None},
    )
    names = {"key_council": council, "key_target": target}
    if tx.write(_LEASE, {**names, "now": now, "new_lease": token, "new_until": until}) != 1:
        return None
    return read_target(tx, council, target)


def read_target(tx: Transaction, council: str, target: str) -> TargetState | None:
    """Return how far a receiver has got; nothing for one that nobody has met."""
    row = tx.row(_READ_TARGET, {"key_council": council, "key_target": target})
    return None if row is None else TargetState(row["position"], row["wakes_at"], row["failures"], row["fault"])


def note(tx: Transaction, council: str, target: str, token: str, state: TargetState, until: datetime | None) -> bool:
    """Note how far a receiver has got, and keep it *until* an instant or let it go. False: it is no longer ours."""
    values = {
        "new_position": state.position,
        "new_wakes_at": state.wakes_at,
        "new_failures": state.failures,
        "new_fault": state.fault,
        "new_lease": None if until is None else token,
        "new_until": until,
    }
    return tx.write(_NOTE, {"key_council": council, "key_target": target, "key_lease": token, **values}) == 1


def due_again(tx: Transaction, council: str, target: str, now: datetime, most: int) -> list[tuple[Placed, int]]:
    """Return steps that are to be tried again, each with how often it was."""
    rows = tx.rows(_DUE, {"key_council": council, "key_target": target, "now": now, "most": most})
    return [(placed(row), row["tries"]) for row in rows]


def is_held_up(tx: Transaction, council: str, target: str, case: str) -> bool:
    """Whether an earlier step of a case has not been taken."""
    return tx.row(_HELD_UP, {"key_council": council, "key_target": target, "key_case": case}) is not None


def add_undelivered(
    tx: Transaction, council: str, target: str, rows: Sequence[tuple[Placed, Status, datetime, int, str]]
) -> None:
    """Put steps aside: each with its status, when it is due, how often it was tried, and what went wrong."""
    if rows:
        key = {"council": council, "target": target}
        tx.write_many(
            _ADD,
            (
                {
                    **key,
                    "case_id": one.step.case,
                    "version": one.step.version,
                    "position": one.position,
                    "status": status,
                    "due_at": due,
                    "tries": tries,
                    "fault": fault,
                }
                for one, status, due, tries, fault in rows
            ),
        )


def taken(tx: Transaction, council: str, target: str, one: Placed, now: datetime) -> None:
    """Note that a step was taken after all; the next one of its case is due at once."""
    key = _key(council, target, one.step.case)
    tx.write(_TAKEN, {**key, "key_version": one.step.version})
    tx.write(_FREE_NEXT, {**key, "new_due": now})


def not_taken(
    tx: Transaction, council: str, target: str, one: Placed, status: Status, due: datetime, tries: int, fault: str
) -> None:
    """Note that a step was not taken again."""
    values = {"new_status": status, "new_due": due, "new_tries": tries, "new_fault": fault}
    tx.write(_TRIED, {**_key(council, target, one.step.case), "key_version": one.step.version, **values})


def deliver_again(tx: Transaction, council: str, target: str, case: str, now: datetime) -> bool:
    """Try the dead steps of a case again; return whether there were any."""
    return tx.write(_AGAIN, {**_key(council, target, case), "new_due": now}) > 0


def pass_over(tx: Transaction, council: str, target: str, case: str, now: datetime) -> bool:
    """Give the dead steps of a case up for good, and go on with its next; return whether there were any."""
    key = _key(council, target, case)
    found = tx.write(_PASS_OVER, key) > 0
    if found:
        tx.write(_FREE_NEXT, {**key, "new_due": now})
    return found


def dead_letters(tx: Transaction, council: str, most: int = 1_000) -> list[DeadLetter]:
    """Return the steps that were given up, by receiver."""
    return [_dead(row) for row in tx.rows(_DEAD, {"key_council": council, "most": most})]


def next_again(tx: Transaction, council: str, target: str) -> datetime | None:
    """Return when a step is to be tried again, if one is."""
    row = tx.row(_NEXT_WAITING, {"key_council": council, "key_target": target})
    return None if row is None else row["due_at"]


def _dead(row: Row) -> DeadLetter:
    return DeadLetter(row["target"], row["case_id"], row["version"], row["tries"], row["fault"])


def _key(council: str, target: str, case: str) -> dict[str, object]:
    return {"key_council": council, "key_target": target, "key_case": case}
