"""The rungs of a clock: its reminders, each once, and the moment at which its last day is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.cases.clock import BREACH
from engine.cases.compiled import CompiledDeadline
from engine.cases.deadlines import Counting, Due, moved
from engine.definitions.words import Duration


@dataclass(frozen=True, slots=True)
class Rung:
    """Something that is said once, at an instant."""

    name: str
    at: datetime


def rungs(deadline: CompiledDeadline, found: Due, counting: Counting) -> list[Rung]:
    """Return the rungs of a clock that runs out as *found*, in the order in which they are said."""
    reminders = [
        Rung(f"remind_{number}", said_at(reminder.before, found, counting))
        for number, reminder in enumerate(deadline.definition.remind, start=1)
    ]
    return [*sorted(reminders, key=lambda one: one.at), Rung(BREACH, found.expires)]


def first_rung(ladder: list[Rung], now: datetime, fired: Collection[str] = ()) -> Rung:
    """Return what a clock that starts, moves or goes on at *now* waits for.

    A reminder whose moment is past is not said: whoever started the clock has just seen the date. The end always is.
    """
    waiting = (one for one in ladder[:-1] if one.at >= now and one.name not in fired)
    return next(waiting, ladder[-1])


def rung_after(
    deadline: CompiledDeadline, found: Due, counting: Counting, name: str, fired: Collection[str] = ()
) -> Rung:
    """Return what a clock waits for once *name* was said; what is late by then still comes, in order."""
    if len(deadline.definition.remind) == 1:
        return Rung(BREACH, found.expires)  # no other reminder whose day would have to be found
    ladder = rungs(deadline, found, counting)
    names = [one.name for one in ladder]
    later = (one for one in ladder[names.index(name) + 1 :] if one.name not in fired)
    return next(later, ladder[-1])


def said_at(length: Duration, found: Due, counting: Counting) -> datetime:
    """Return when a reminder is said: at the start of the day that lies *length* before the last one.

    Hours are counted from the end.
    """
    if length.unit == "hours":
        return found.expires - timedelta(hours=length.amount)
    last = found.day or counting.local_day(found.expires)
    return counting.start_of(moved(last, length, counting.calendar, back=True))
