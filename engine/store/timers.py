"""What time will do to cases: one row a case, for the next thing, written with the step that changes it.

A row is a projection of the case, which alone decides: what a runner finds here it asks the case to do, and a case
that has moved on says no. Whoever reads what is due holds it until their transaction ends: others pass it over, and
of a runner that dies nothing is left but what was due before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.clock import Timer, next_timer
from engine.cases.decide.outcome import Accepted
from engine.cases.events import CaseMoved, ClockEvent
from engine.cases.state import Case
from engine.store import tables as t
from engine.store.cases import CASE_COLUMNS, case_of
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_KEY = (t.timer.c.council == sa.bindparam("key_council"), t.timer.c.case_id == sa.bindparam("key_case"))
_CHANGES = (*get_args(ClockEvent), CaseMoved)
_CHANGING = ("clock", "turn", "rung", "fires_at", "wakes_at", "failures", "fault")


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
_DUE = Statement(
    "read due timers",
    sa.select(
        *CASE_COLUMNS,
        t.timer.c.clock,
        t.timer.c.turn,
        t.timer.c.rung,
        t.timer.c.fires_at,
        t.timer.c.wakes_at,
        t.timer.c.failures,
    )
    .select_from(t.timer.join(t.case, sa.and_(t.case.c.council == t.timer.c.council, t.case.c.id == t.timer.c.case_id)))
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.wakes_at <= sa.bindparam("now"))
    .order_by(t.timer.c.wakes_at)
    .limit(sa.bindparam("most", type_=sa.Integer))
    # A case that somebody is working on is left to them: what they do may change what is due.
    .with_for_update(skip_locked=True),
)
_PUT_OFF = Statement(
    "put off timer",
    t.timer.update()
    .where(*_KEY, t.timer.c.wakes_at == sa.bindparam("seen"))
    .values(
        wakes_at=sa.bindparam("new_wakes_at"),
        failures=sa.bindparam("new_failures"),
        fault=sa.bindparam("new_fault"),
    ),
)
_DEAD = Statement(
    "read dead timers",
    sa.select(t.timer)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.wakes_at.is_(None))
    .order_by(t.timer.c.fires_at),
)
_FAULTS = Statement(
    "read faults of timers",
    sa.select(t.timer.c.case_id, t.timer.c.clock, t.timer.c.fault)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.failures > 0)
    .order_by(t.timer.c.case_id)
    .limit(20),
)


_UNREADABLE_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer whose time has come, with its case as it is now. It woke at *woke*, and failed so often before."""

    case: Case
    timer: Timer
    woke: datetime
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
    changed = [one.case for one in made if any(isinstance(event, _CHANGES) for event in one.step.events)]
    project_timers(tx, changed)


def project_timers(tx: Transaction, cases: Sequence[Case]) -> None:
    """Write what time does next to each case, as the case itself says."""
    waiting = [(case, timer) for case in cases if (timer := next_timer(case.clocks)) is not None]
    if waiting:
        tx.write_many(_WRITE[tx.dialect], (_row(case, timer) for case, timer in waiting))
    if len(waiting) < len(cases):
        none = (case for case in cases if next_timer(case.clocks) is None)
        tx.write_many(_DELETE, ({"key_council": case.council, "key_case": case.id} for case in none))


def _row(case: Case, timer: Timer) -> Mapping[str, object]:
    return {
        "council": case.council,
        "case_id": case.id,
        "clock": timer.clock,
        "turn": timer.turn,
        "rung": timer.rung,
        "fires_at": timer.at,
        "wakes_at": timer.at,
        "failures": 0,
        "fault": "",
    }


def read_due(tx: Transaction, council: str, now: datetime, most: int) -> list[Due]:
    """Return at most *most* of what is due at *now*, the earliest first, each held until the transaction ends.

    Where a case cannot be decrypted it is put off for an hour, so that no other waits behind it.
    """
    rows, faults = tx.rows_and_faults(_DUE, {"key_council": council, "now": now, "most": most})
    for row, fault in faults:
        key = {"key_council": council, "key_case": row["id"], "seen": row["wakes_at"]}
        new = {"new_failures": row["failures"] + 1, "new_fault": type(fault).__name__}
        tx.write(_PUT_OFF, {**key, **new, "new_wakes_at": now + _UNREADABLE_WAIT})
    unreadable = {row["id"] for row, _ in faults}
    return [
        Due(
            case_of(council, row),
            Timer(row["clock"], row["turn"], row["rung"], row["fires_at"]),
            row["wakes_at"],
            row["failures"],
        )
        for row in rows
        if row["id"] not in unreadable
    ]


def put_off(tx: Transaction, due: Due, until: datetime | None, fault: str) -> None:
    """Put a timer that failed off *until* an instant; without one it is dead, and is not tried again by itself."""
    key = {"key_council": due.case.council, "key_case": due.case.id, "seen": due.woke}
    tx.write(_PUT_OFF, {**key, "new_wakes_at": until, "new_failures": due.failures + 1, "new_fault": fault[:64]})


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
