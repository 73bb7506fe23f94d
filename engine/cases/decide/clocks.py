"""The clocks of a step: which end, start, move, are started anew, stand still and go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from engine.cases.clock import Clock, change
from engine.cases.compiled import CompiledAction, CompiledDeadline, CompiledWorkflow, Definition
from engine.cases.deadlines import due, ended_as
from engine.cases.entries import copied
from engine.cases.events import ClockEnded, ClockEvent, ClockPaused, ClockResumed, ClockStarted, ClockUnset
from engine.cases.ladder import first_rung, rungs
from engine.cases.reckoning import Reckoning
from engine.cases.state import Case
from engine.definitions.deadlines import Moment


def clock_events(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    *,
    action: CompiledAction | None = None,
    left: frozenset[str] = frozenset(),
    entered: frozenset[str] = frozenset(),
    redated: frozenset[str] = frozenset(),
    now: datetime,
) -> tuple[ClockEvent, ...]:
    """Return what happens to the clocks of *case*, which is the case after everything else in this step.

    *action* is the one that was taken; *left* and *entered* the states that the step left and entered; *redated* the
    actions whose day was put right.
    """
    if not (case.clocks or flow.deadlines):
        return ()
    return tuple(_Clocks(definition, flow, case, action, left, entered, redated, now).events())


class _Clocks:
    """The clocks of one step, as its events change them one after another."""

    def __init__(
        self,
        definition: Definition,
        flow: CompiledWorkflow,
        case: Case,
        action: CompiledAction | None,
        left: frozenset[str],
        entered: frozenset[str],
        redated: frozenset[str],
        now: datetime,
    ) -> None:
        self.definition, self.flow, self.case, self.now = definition, flow, case, now
        self.action, self.left, self.entered, self.redated = action, left, entered, redated
        self.counting, self.today = definition.counting, definition.counting.local_day(now)
        self.reckoning = Reckoning(definition, flow, case)
        self.clocks, self.active = copied(case.clocks), case.active

    def events(self) -> Iterator[ClockEvent]:
        for happening in (self._go_on, self._end, self._restart, self._start, self._pause):
            for event in happening():
                change(self.clocks, event, self.now)
                yield event

    def _open(self) -> list[tuple[CompiledDeadline, Clock]]:
        """Return the clocks that still wait for what ends them, as the events so far left them."""
        known = ((self.flow.deadlines.get(name), clock) for name, clock in self.clocks.items())
        return [(deadline, clock) for deadline, clock in known if deadline is not None and clock.is_open]

    # --- going on -----------------------------------------------------------------------------------------------------

    def _go_on(self) -> Iterator[ClockEvent]:
        """Yield the pauses that end: by the action of this step, or because their time was up before it."""
        resumed = self.action.definition.resumes if self.action else ()
        for deadline, clock in self._open():
            over = clock.paused_until is not None and clock.paused_until <= self.now
            if clock.paused is not None and (over or deadline.id in resumed):
                yield self._resumed(deadline, clock)

    def _resumed(self, deadline: CompiledDeadline, clock: Clock) -> ClockResumed:
        taken, found = self.reckoning.as_resumed(clock, self.now)
        # What should have been said since the pause ended is late, not past: nobody was there to say it.
        resumed_at = min(self.now, clock.paused_until or self.now)
        rung = first_rung(rungs(deadline, found, self.counting), resumed_at, clock.fired)
        return ClockResumed(deadline.id, taken, found.expires, found.day, rung.name, rung.at)

    # --- ending -------------------------------------------------------------------------------------------------------

    def _end(self) -> Iterator[ClockEvent]:
        for deadline, clock in self._open():
            happened = self._end_of(deadline, clock)
            if happened is not None:
                yield self._ended(deadline, clock, happened)

    def _ended(self, deadline: CompiledDeadline, clock: Clock, happened: date) -> ClockEnded:
        _, found = self.reckoning.as_resumed(clock, self.now)
        status = ended_as(found, happened=happened, recorded=self.now)
        return ClockEnded(deadline.id, status, self.reckoning.as_day(happened))

    def _end_of(self, deadline: CompiledDeadline, clock: Clock) -> date | None:
        """Return the day (perhaps the instant) on which the clock of *deadline* ended in this step, if it did."""
        for moment in deadline.definition.until:
            happened = self._happened_now(moment, clock)
            if happened is not None:
                return happened
        ended_here = any(self.flow.states[state].definition.ending for state in self.case.states)
        if ended_here or (not deadline.definition.until and deadline.state in self.left):
            # A clock that its state bounds ends with the action that left it, on the day that action counts.
            return self._day_of_action() or self.today
        return None

    def _day_of_action(self) -> date | None:
        done = self.case.done.get(self.action.id) if self.action else None
        return done.on if done else None

    def _happened_now(self, moment: Moment, clock: Clock) -> date | None:
        match moment.kind:
            case "done":
                return self._day_of_action() if self.action and moment.name == self.action.id else None
            case "entered_state":
                return self.today if self.flow.names[moment.name] in self.entered else None
            case "field":
                return self._since(clock, self.reckoning.field(moment.name))
            case _:
                return None

    def _since(self, clock: Clock, answer: date | None) -> date | None:
        """Return the day that an answer says, if it lies between the start of the clock and today."""
        if answer is None or not clock.started <= self.reckoning.as_day(answer) <= self.today:
            return None
        return answer

    # --- starting and moving ------------------------------------------------------------------------------------------

    def _restart(self) -> Iterator[ClockEvent]:
        """Yield the clocks that the action of this step starts anew, once it has ended the turn before."""
        action = self.action
        for name in action.definition.restarts if action else ():
            deadline, clock = self.flow.deadlines.get(name), self.clocks.get(name)
            if action is None or deadline is None or not (deadline.state in self.active or _is_open(clock)):
                continue
            started = self._started(deadline, again=action.id)
            if started is None:
                continue
            if clock is not None and clock.is_open:
                yield self._ended(deadline, clock, self._day_of_action() or self.today)
            yield started

    def _start(self) -> Iterator[ClockEvent]:
        """Yield the clocks that start, move or lose their start: those of states entered now, and those that wait for
        an answer.
        """
        for name, deadline in self.flow.deadlines.items():
            clock = self.clocks.get(name)
            if clock is not None and clock.is_open:
                yield from self._moved(deadline, clock)
            elif deadline.state in self.active and (deadline.state in self.entered or clock is None):
                started = self._started(deadline)
                yield from (started,) if started else ()

    def _moved(self, deadline: CompiledDeadline, clock: Clock) -> Iterator[ClockEvent]:
        """Only an answer, or the day of an action being put right, can move a clock that runs."""
        if not self._can_move(deadline, clock):
            return
        started = self._started(deadline, again=clock.again, added=clock.added)
        if started is None:
            yield ClockUnset(deadline.id)
        elif (started.started, started.expires, started.day) != (clock.started, clock.expires, clock.day):
            yield started

    def _can_move(self, deadline: CompiledDeadline, clock: Clock) -> bool:
        if deadline.definition.date is not None:
            return True
        if clock.again:
            return clock.again in self.redated
        return any(
            moment.kind == "field" or (moment.kind == "done" and moment.name in self.redated)
            for moment in deadline.definition.starts
        )

    def _started(self, deadline: CompiledDeadline, *, again: str = "", added: int = 0) -> ClockStarted | None:
        """Return the clock as it starts now, or nothing while what it counts from has not happened."""
        start = self.reckoning.start(deadline, again)
        found = None if start is None else self.reckoning.limit(deadline, start, again=bool(again), added=added)
        if start is None or found is None:
            return None
        rung = first_rung(rungs(deadline, found, self.counting), self.now)
        day = self.reckoning.as_day(start)
        return ClockStarted(deadline.id, day, found.expires, found.day, rung.name, rung.at, again)

    # --- standing still -----------------------------------------------------------------------------------------------

    def _pause(self) -> Iterator[ClockEvent]:
        action = self.action.definition if self.action else None
        if action is None or action.for_up_to is None:
            return
        until = due(action.for_up_to, self.now, self.counting).expires
        for deadline, clock in self._open():
            if deadline.id in action.pauses and may_pause(deadline, clock, self.now, action.times):
                yield ClockPaused(deadline.id, until)


def _is_open(clock: Clock | None) -> bool:
    return clock is not None and clock.is_open


def may_pause(deadline: CompiledDeadline, clock: Clock, now: datetime, times: int | None) -> bool:
    """Whether *clock* may stand still: it runs, its limit is not past, and it has not stood still too often."""
    within = clock.runs and now < clock.expires
    return within and deadline.definition.kind != "statutory" and (times is None or clock.pauses < times)
