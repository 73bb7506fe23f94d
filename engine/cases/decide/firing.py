"""What time does to a case: a reminder, a last day that is over, a pause that has lasted long enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.cases.access import Actor
from engine.cases.clock import BREACH, RESUME, Clock
from engine.cases.commands import FireTimer
from engine.cases.compiled import CompiledDeadline, Definition
from engine.cases.deadlines import Due
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import Accepted, Declined, accepted, declined
from engine.cases.decide.tasks import opened_task
from engine.cases.events import ClockBreached, ClockReminded, Event, PeopleTold
from engine.cases.ladder import rung_after
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.errors import Reason
from engine.sentences.say import say

TIME = Actor("casepath")
"""Who does what time does. It stands in no role, and nobody is kept apart from what it did."""


def fire_timer(definition: Definition, file: CaseFile, command: FireTimer, now: datetime) -> Accepted | Declined:
    """Do what a timer stands for, once; declined when the clock has moved, ended or said it already.

    The rung, the turn of its clock and the case's version stand in the case itself, so that two runners cannot both.
    """
    case = file.case
    flow, clock = definition.workflows[case.workflow], case.clocks.get(command.clock)
    deadline = flow.deadlines.get(command.clock)
    if deadline is None or clock is None or not _waits_for(clock, command, now):
        return declined(Reason("not_due", say(definition.language, "Nothing is due here."), command.clock))
    if command.rung == RESUME:
        # The clocks of any step end the pauses whose time is up, so this step has nothing else to do.
        return followed(definition, flow, file, accepted(case, TIME, now, (), None), now)
    events = tuple(_said(definition, deadline, clock, command.rung))
    if is_reminder(command.rung):
        return accepted(case, TIME, now, events, None)
    opening = (step.task.id for step in deadline.definition.breach if step.task is not None)
    events += tuple(event for task in opening for event in opened_task(definition, flow, case, task, now))
    made = accepted(case, TIME, now, events, None)
    return followed(definition, flow, file, made, now, to=_moves(case, deadline))


def is_reminder(rung: str) -> bool:
    """Whether nothing can follow from what a timer does: it says something, and no condition is asked."""
    return rung not in (BREACH, RESUME)


def _waits_for(clock: Clock, command: FireTimer, now: datetime) -> bool:
    is_next = (clock.turn, clock.rung) == (command.turn, command.rung)
    return clock.is_open and is_next and clock.fires is not None and clock.fires <= now


def _said(definition: Definition, deadline: CompiledDeadline, clock: Clock, rung: str) -> Iterator[Event]:
    if rung == BREACH:
        yield ClockBreached(deadline.id)
        for roles in deadline.breached:
            if roles:
                yield PeopleTold(roles, "breach", deadline.id, urgent=True)
        return
    after = rung_after(deadline, Due(clock.expires, clock.day), definition.counting, rung, clock.fired)
    yield ClockReminded(deadline.id, rung, after.name, after.at)
    yield PeopleTold(deadline.reminded[int(rung.rpartition("_")[2]) - 1], "reminder", deadline.id)


def _moves(case: Case, deadline: CompiledDeadline) -> tuple[str, ...]:
    """Return where a breach moves the case: nowhere once it has left the state whose limit it was."""
    return () if deadline.to is None or deadline.state not in case.active else (deadline.to,)
