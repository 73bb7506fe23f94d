"""What a step brings with it beside the case: rows that its events stand for, written in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cases.decide import Accepted
from engine.store.links import write_links
from engine.store.notifications import write_notifications
from engine.store.outbox import write_messages
from engine.store.tasks import write_tasks
from engine.store.timers import write_timers
from engine.store.transaction import Transaction


def write_effects(tx: Transaction, made: Sequence[Accepted]) -> None:
    """Write the rows of these steps, each of another case: at most one statement for each kind of row."""
    write_timers(tx, made)
    write_tasks(tx, made)
    steps = [one.step for one in made]
    write_links(tx, steps)
    write_messages(tx, steps)
    write_notifications(tx, steps)
