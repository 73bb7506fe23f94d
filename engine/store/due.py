"""When there is next something to do, and how much was given up: what a runner and a probe ask, at any time.

Cases are not read here, nor what they are pinned to, so that a probe loads nothing for them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_TIMER = Statement(
    "read next timer",
    sa.select(t.timer.c.wakes_at)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.wakes_at.is_not(None))
    .order_by(t.timer.c.wakes_at)
    .limit(1),
)
_MESSAGE = Statement(
    "find next message to deliver",
    sa.select(sa.func.min(t.outbox.c.due_at, type_=t.Instant).label("due_at")).where(
        t.outbox.c.council == sa.bindparam("key_council"), t.outbox.c.delivered_at.is_(None)
    ),
)
_DEAD_TIMERS = Statement(
    "count dead timers",
    sa.select(sa.func.count().label("many"))
    .select_from(t.timer)
    .where(t.timer.c.council == sa.bindparam("key_council"), t.timer.c.wakes_at.is_(None)),
)
_DEAD_STEPS = Statement(
    "count dead steps",
    sa.select(sa.func.count().label("many"))
    .select_from(t.undelivered)
    .where(t.undelivered.c.council == sa.bindparam("key_council"), t.undelivered.c.status == "dead"),
)


def next_due(tx: Transaction, council: str) -> datetime | None:
    """Return when time next does something to a case, or nothing while it has nothing to do."""
    return _instant(tx, _TIMER, council, "wakes_at")


def next_message_due(tx: Transaction, council: str) -> datetime | None:
    """Return when the next message is to be delivered, or nothing when none waits."""
    return _instant(tx, _MESSAGE, council, "due_at")


def dead_timer_count(tx: Transaction, council: str) -> int:
    """Return how many timers were given up."""
    return _count(tx, _DEAD_TIMERS, council)


def dead_letter_count(tx: Transaction, council: str) -> int:
    """Return how many steps were given up by receivers."""
    return _count(tx, _DEAD_STEPS, council)


def _instant(tx: Transaction, statement: Statement, council: str, name: str) -> datetime | None:
    row = tx.row(statement, {"key_council": council})
    found: datetime | None = None if row is None else row[name]
    return found


def _count(tx: Transaction, statement: Statement, council: str) -> int:
    row = tx.row(statement, {"key_council": council})
    assert row is not None  # a count is always there
    found: int = row["many"]
    return found
