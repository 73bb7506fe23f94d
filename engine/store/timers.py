"""What time will do to cases: one row a case, for the next thing, written with the step that changes it.

A row is a projection of the case, which alone decides: what a runner finds here it asks the case to do, and a case
that has moved on says no. A runner claims rows under a token of its own until a lease is over; whoever claims them
then has another token, and the first one's is worth nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.clock import Timer, next_timer
from engine.cases.decide.outcome import Accepted
from engine.cases.events import ClockEvent
from engine.cases.state import Case
from engine.store import tables as t
from engine.store.cases import CASE_COLUMNS, case_of
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_KEY = (t.timer.c.council == sa.bindparam("key_council"), t.timer.c.case_id == sa.bindparam("key_case"))
_CHANGING = ("clock", "turn", "rung", "fires_at", "wakes_at", "status", "token", "failures", "fault")


def _write(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    return insert.on_conflict_do_update(
        index_elements=[t.timer.c.council, t.timer.c.case_id],
        set_={name: getattr(insert.excluded, name) for name in _CHANGING},
    )


_WRITE: Mapping[str, Statement] = {
    "sqlite": Statement("write timer", _write(sqlite.insert(t.timer))),
    "postgresql": Statement("write timer", _write(postgresql.insert(t.timer))),
}
_DELETE = Statement("delete timer", t.timer.delete().where(*_KEY))
_DUE = (
    sa.select(t.timer.c.case_id)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.wakes_at <= sa.bindparam("now"))
    .order_by(t.timer.c.wakes_at)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
# PostgreSQL may run what stands inside a condition again, and would claim more than were asked for: there the timers
# that are due are a table of their own. Of a statement that begins with one, SQLite's driver does not count the rows.
_DUE_APART = _DUE.with_for_update(skip_locked=True).cte("due")


def _claim(due: sa.Select[tuple[str]]) -> sa.Executable:
    where = (t.timer.c.council == sa.bindparam("key_council"), t.timer.c.case_id.in_(due))
    claimed = {"status": "claimed", "wakes_at": sa.bindparam("lease"), "token": sa.bindparam("new_token")}
    return t.timer.update().where(*where).values(claimed)


_CLAIM: Mapping[str, Statement] = {
    "sqlite": Statement("claim timers", _claim(_DUE)),
    "postgresql": Statement("claim timers", _claim(sa.select(_DUE_APART.c.case_id))),
}
_MINE = (t.timer.c.council == sa.bindparam("key_council"), t.timer.c.token == sa.bindparam("key_token"))
_READ_CLAIMED = Statement(
    "read claimed timers",
    sa.select(*CASE_COLUMNS, t.timer.c.clock, t.timer.c.turn, t.timer.c.rung, t.timer.c.fires_at, t.timer.c.failures)
    .select_from(t.case.join(t.timer, sa.and_(t.timer.c.council == t.case.c.council, t.timer.c.case_id == t.case.c.id)))
    .where(*_MINE)
    .order_by(t.timer.c.fires_at, t.timer.c.case_id)
    # A case that somebody is working on is left to them: what they do may change what is due.
    .with_for_update(skip_locked=True),
)
_RELEASE = Statement(
    "release timers",
    t.timer.update().where(*_MINE).values(status="waiting", wakes_at=t.timer.c.fires_at, token=""),
)
_FAIL = Statement(
    "put off timer",
    t.timer.update()
    .where(*_KEY, t.timer.c.token == sa.bindparam("key_token"))
    .values(
        status=sa.bindparam("new_status"),
        wakes_at=sa.bindparam("new_wakes_at"),
        token="",
        failures=sa.bindparam("new_failures"),
        fault=sa.bindparam("new_fault"),
    ),
)
_NEXT = Statement(
    "read next timer",
    sa.select(t.timer.c.wakes_at)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.wakes_at.is_not(None))
    .order_by(t.timer.c.wakes_at)
    .limit(1),
)
_DEAD = Statement(
    "read dead timers",
    sa.select(t.timer)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.status == "dead")
    .order_by(t.timer.c.fires_at),
)
_FAULTS = Statement(
    "read faults of timers",
    sa.select(t.timer.c.case_id, t.timer.c.clock, t.timer.c.fault)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.failures > 0)
    .order_by(t.timer.c.case_id)
    .limit(20),
)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that a runner has claimed, with its case as it is now, held until the transaction ends."""

    case: Case
    timer: Timer
    failures: int


@dataclass(frozen=True, slots=True)
class DeadTimer:
    """What time should have done to a case and could not, however often it was tried. *fault* names what went wrong."""

    case_id: str
    timer: Timer
    failures: int
    fault: str


def write_timers(tx: Transaction, made: Iterable[Accepted]) -> None:
    """Write what time does next to the cases of these steps, where the steps changed it."""
    changed = [one.case for one in made if any(isinstance(event, ClockEvent) for event in one.step.events)]
    project_timers(tx, changed)


def project_timers(tx: Transaction, cases: Sequence[Case]) -> None:
    """Write what time does next to each case, as the case itself says."""
    waiting, none = [], []
    for case in cases:
        timer = next_timer(case.clocks)
        if timer is None:
            none.append({"key_council": case.council, "key_case": case.id})
        else:
            waiting.append(_row(case, timer))
    if waiting:
        tx.write_many(_WRITE[tx.dialect], waiting)
    if none:
        tx.write_many(_DELETE, none)


def _row(case: Case, timer: Timer) -> Mapping[str, object]:
    return {
        "council": case.council,
        "case_id": case.id,
        "clock": timer.clock,
        "turn": timer.turn,
        "rung": timer.rung,
        "fires_at": timer.at,
        "wakes_at": timer.at,
        "status": "waiting",
        "token": "",
        "failures": 0,
        "fault": "",
    }


def claim(tx: Transaction, council: str, token: str, now: datetime, lease: datetime, most: int) -> int:
    """Claim at most *most* timers that are due at *now*, under *token* until *lease*; return how many."""
    key = {"key_council": council, "now": now, "most": most, "lease": lease, "new_token": token}
    return tx.write(_CLAIM[tx.dialect], key)


def read_claimed(tx: Transaction, council: str, token: str) -> list[Due]:
    """Return what is still claimed under *token*, the earliest first, each case held until the transaction ends."""
    rows = tx.rows(_READ_CLAIMED, {"key_council": council, "key_token": token})
    return [
        Due(case_of(council, row), Timer(row["clock"], row["turn"], row["rung"], row["fires_at"]), row["failures"])
        for row in rows
    ]


def release_claimed(tx: Transaction, council: str, token: str) -> None:
    """Give back what is still claimed under *token*."""
    tx.write(_RELEASE, {"key_council": council, "key_token": token})


def put_off(tx: Transaction, due: Due, token: str, until: datetime | None, fault: str) -> None:
    """Put a timer that failed off *until* an instant; without one it is dead, and is not tried again by itself."""
    key = {"key_council": due.case.council, "key_case": due.case.id, "key_token": token}
    status = "dead" if until is None else "waiting"
    new = {"new_status": status, "new_wakes_at": until, "new_failures": due.failures + 1, "new_fault": fault[:64]}
    tx.write(_FAIL, {**key, **new})


def next_due(tx: Transaction, council: str) -> datetime | None:
    """Return when a runner should look again, or nothing while time has nothing to do."""
    row = tx.row(_NEXT, {"key_council": council})
    found: datetime | None = None if row is None else row["wakes_at"]
    return found


def dead_timers(tx: Transaction, council: str) -> list[DeadTimer]:
    """Return the timers that were given up, the earliest first."""
    rows = tx.rows(_DEAD, {"key_council": council})
    return [
        DeadTimer(
            row["case_id"],
            Timer(row["clock"], row["turn"], row["rung"], row["fires_at"]),
            row["failures"],
            row["fault"],
        )
        for row in rows
    ]


def read_faults(tx: Transaction, council: str) -> list[str]:
    """Return for timers that failed, at most 20, which it was and what went wrong."""
    rows = tx.rows(_FAULTS, {"key_council": council})
    return [f"{row['case_id']} {row['clock']}: {row['fault']}" for row in rows]
