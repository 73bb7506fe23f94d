"""What a step brings with it beside the case: rows that its events stand for, written in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cases.decide import Accepted
from engine.cases.events import CaseLinked, MessageSent, PeopleTold
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
    for one in made:
        _write_linked(tx, one)


def _write_linked(tx: Transaction, made: Accepted) -> None:
    """Write the links of a step, its messages to linked cases, and what it tells people."""
    linked = [one for one in made.step.events if isinstance(one, CaseLinked)]
    sent = [one for one in made.step.events if isinstance(one, MessageSent)]
    told = [one for one in made.step.events if isinstance(one, PeopleTold)]
    if linked:
        write_links(tx, made.step, linked)
    if linked or sent:
        write_messages(tx, made.step, linked, sent)
    if told:
        write_notifications(tx, made.step, told)
