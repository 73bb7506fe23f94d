"""What time does to a case: a reminder, a last day that is over, a pause that has lasted long enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.cases.access import Actor
from engine.cases.clock import BREACH, RESUME, Clock
from engine.cases.commands import FireTimer
from engine.cases.compiled import CompiledDeadline, CompiledWorkflow, Definition
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
    if is_reminder(command.rung):
        return _reminded(definition, file.case, command, now)
    case = file.case
    flow, deadline, clock = _waiting(definition, case, command, now)
    if deadline is None or clock is None:
        return _not_due(definition, command)
    if command.rung == RESUME:
        # The clocks of any step end the pauses whose time is up, so this step has nothing else to do.
        return followed(definition, flow, file, accepted(case, TIME, now, (), None), now)
    events = tuple(_breached(deadline))
    opening = (step.task.id for step in deadline.definition.breach if step.task is not None)
    events += tuple(event for task in opening for event in opened_task(definition, flow, case, task, now))
    made = accepted(case, TIME, now, events, None)
    return followed(definition, flow, file, made, now, to=_moves(case, deadline))


def _reminded(definition: Definition, case: Case, command: FireTimer, now: datetime) -> Accepted | Declined:
    """Say a reminder, once; declined as by `fire_timer`. The case is all that it needs, as nothing follows from it."""
    _, deadline, clock = _waiting(definition, case, command, now)
    if deadline is None or clock is None:
        return _not_due(definition, command)
    after = rung_after(deadline, Due(clock.expires, clock.day), definition.counting, command.rung, clock.fired)
    said = ClockReminded(deadline.id, command.rung, after.name, after.at)
    told = PeopleTold(deadline.reminded[int(command.rung.rpartition("_")[2]) - 1], "reminder", deadline.id)
    return accepted(case, TIME, now, (said, told), None)


def is_reminder(rung: str) -> bool:
    """Whether nothing can follow from what a timer does: it says something, and no condition is asked."""
    return rung not in (BREACH, RESUME)


def _waiting(
    definition: Definition, case: Case, command: FireTimer, now: datetime
) -> tuple[CompiledWorkflow, CompiledDeadline | None, Clock | None]:
    """Return the deadline of a timer and its clock, or none once it does not wait for this."""
    flow, clock = definition.workflows[case.workflow], case.clocks.get(command.clock)
    if clock is None or clock.fires is None or clock.fires > now or not clock.is_open:
        return flow, None, None
    if clock.turn != command.turn or clock.rung != command.rung:
        return flow, None, None
    return flow, flow.deadlines.get(command.clock), clock


def _not_due(definition: Definition, command: FireTimer) -> Declined:
    return declined(Reason("not_due", say(definition.language, "Nothing is due here."), command.clock))


def _breached(deadline: CompiledDeadline) -> Iterator[Event]:
    yield ClockBreached(deadline.id)
    for roles in deadline.breached:
        if roles:
            yield PeopleTold(roles, "breach", deadline.id, urgent=True)


def _moves(case: Case, deadline: CompiledDeadline) -> tuple[str, ...]:
    """Return where a breach moves the case: nowhere once it has left the state whose limit it was."""
    return () if deadline.to is None or deadline.state not in case.active else (deadline.to,)
