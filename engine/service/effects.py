"""What a step brings with it beside the case: rows that its events stand for, written in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from engine.cases.decide import Accepted
from engine.cases.events import Event, LinkEvent, MergeEvent, RestrictingEvent
from engine.store.let_in import write_let_in
from engine.store.links import write_links
from engine.store.notifications import write_notifications
from engine.store.outbox import write_messages
from engine.store.places import write_places
from engine.store.tasks import write_tasks
from engine.store.timers import write_timers
from engine.store.transaction import Transaction

ABOUT_OTHERS: frozenset[type[Event]] = frozenset((*get_args(LinkEvent), *get_args(MergeEvent)))
"""What happens between cases: links are written because of it, and messages."""


def write_effects(tx: Transaction, made: Sequence[Accepted]) -> None:
    """Write the rows of these steps, each of another case: at most one statement for each kind of row."""
    steps = [one.step for one in made]
    happened = {type(event) for step in steps for event in step.events}
    write_timers(tx, made)
    write_tasks(tx, made)
    write_places(tx, steps)
    # Few steps have to do with other cases: each of these two looks through all events several times.
    if not happened.isdisjoint(ABOUT_OTHERS):
        write_links(tx, steps)
        write_messages(tx, steps)
    if not happened.isdisjoint(get_args(RestrictingEvent)):
        write_let_in(tx, made)
    write_notifications(tx, steps)
