"""The clocks of a step: which end, which start, and which move because the answer they count from was corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from engine.cases.compiled import CompiledDeadline, CompiledWorkflow, Definition
from engine.cases.deadlines import due, ended_as
from engine.cases.events import ClockEnded, ClockStarted, ClockUnset, Event
from engine.cases.snapshot import submitted_value
from engine.cases.state import Case
from engine.definitions.workflows import Moment
from engine.expressions.types import UNKNOWN


def clock_events(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    *,
    taken: str | None = None,
    left: frozenset[str] = frozenset(),
    entered: frozenset[str] = frozenset(),
    redated: frozenset[str] = frozenset(),
    now: datetime,
) -> tuple[Event, ...]:
    """Return what happens to the clocks of *case*, which is the case after everything else in this step.

    *taken* is the action of the step; *left* and *entered* the states it left and entered; *redated* the actions whose
    day was put right.
    """
    work = _Clocks(definition, flow, case, taken, left, entered, redated, now)
    return (*work.endings(), *work.starts())


class _Clocks:
    """The clocks of one step."""

    def __init__(
        self,
        definition: Definition,
        flow: CompiledWorkflow,
        case: Case,
        taken: str | None,
        left: frozenset[str],
        entered: frozenset[str],
        redated: frozenset[str],
        now: datetime,
    ) -> None:
        self.definition, self.flow, self.case, self.now = definition, flow, case, now
        self.taken, self.left, self.entered, self.redated = taken, left, entered, redated
        self.today = definition.counting.local_day(now)
        self.ended: set[str] = set()
        self.active = case.active

    def endings(self) -> Iterator[Event]:
        for name, clock in self.case.clocks.items():
            deadline = self.flow.deadlines.get(name)
            if clock.status != "running" or deadline is None:
                continue
            happened = self._end_of(deadline)
            if happened is not None:
                self.ended.add(name)
                status = ended_as(clock.expires, clock.day, happened=happened, recorded=self.now)
                yield ClockEnded(name, status)

    def _end_of(self, deadline: CompiledDeadline) -> date | None:
        """Return the day on which the clock of *deadline* ended in this step, if it did."""
        for moment in deadline.definition.until:
            happened = self._happened_now(moment)
            if happened is not None:
                return happened
        ended_here = any(self.flow.states[state].definition.ending for state in self.case.states)
        if ended_here or (not deadline.definition.until and deadline.state in self.left):
            # A clock that its state bounds ends with the action that left it, on the day that action counts.
            done = self.case.done.get(self.taken or "")
            return done.on if done else self.today
        return None

    def _happened_now(self, moment: Moment) -> date | None:
        match moment.kind:
            case "done":
                return self.case.done[moment.name].on if moment.name == self.taken else None
            case "entered_state":
                return self.today if self.flow.names[moment.name] in self.entered else None
            case "field":
                value = self._field(moment.name)
                return (
                    None
                    if value is None
                    else self.definition.counting.local_day(value)
                    if isinstance(value, datetime)
                    else value
                )
            case _:
                return None

    def starts(self) -> Iterator[Event]:
        """Yield the clocks that start, move or lose their start: those of states entered now, and those that wait for
        an answer.
        """
        for name, deadline in self.flow.deadlines.items():
            clock = self.case.clocks.get(name)
            running = clock is not None and clock.status == "running" and name not in self.ended
            here = deadline.state in self.active
            begins = here and not running and (deadline.state in self.entered or clock is None)
            if not (begins or running):
                continue
            start = self._start_of(deadline)
            if start is None:
                if running and self._moves(deadline):
                    yield ClockUnset(name)
                continue
            started = self._started(deadline, start)
            if begins or (clock is not None and clock.started != started.started and self._moves(deadline)):
                yield started

    def _moves(self, deadline: CompiledDeadline) -> bool:
        """Only an answer can move a running clock: it moves when that answer is corrected."""
        return any(
            moment.kind == "field" or (moment.kind == "done" and moment.name in self.redated)
            for moment in deadline.definition.starts
        )

    def _started(self, deadline: CompiledDeadline, start: date | datetime) -> ClockStarted:
        within, counting = deadline.definition.within, self.definition.counting
        found = due(within, start, counting, inclusive=deadline.definition.count == "inclusive")
        day = counting.local_day(start) if isinstance(start, datetime) else start
        return ClockStarted(deadline.id, day, found.expires, found.day)

    def _start_of(self, deadline: CompiledDeadline) -> date | datetime | None:
        """Return day 0 (or the instant, for hours): of the moments that have happened, the latest."""
        hours = deadline.definition.within.unit == "hours"
        found = [self._moment(deadline, one, hours=hours) for one in deadline.definition.starts]
        known = [one for one in found if one is not None]
        return max(known, key=self._as_day) if known else None

    def _as_day(self, moment: date | datetime) -> date:
        return self.definition.counting.local_day(moment) if isinstance(moment, datetime) else moment

    def _moment(self, deadline: CompiledDeadline, moment: Moment, *, hours: bool) -> date | datetime | None:
        case, counting = self.case, self.definition.counting
        arrived = case.round_at or case.opened_at
        match moment.kind:
            case "opened":
                return arrived if hours else counting.day_of_arrival(arrived)
            case "entered" | "entered_state":
                at = case.entered.get(self.flow.names.get(moment.name, deadline.state))
                if at is None:
                    return None
                # Entering the first state is the opening: something arrived, so the cut-off and days off count.
                return at if hours else counting.day_of_arrival(at) if at == arrived else counting.local_day(at)
            case "done":
                return case.done[moment.name].on if moment.name in case.done else None
            case _:
                value = self._field(moment.name)
                if not isinstance(value, datetime):
                    return value
                if hours:
                    return value
                return (
                    counting.local_day(value) if self._dates_an_action(moment.name) else counting.day_of_arrival(value)
                )

    def _dates_an_action(self, name: str) -> bool:
        form, _, field = name.partition(".")
        return any(
            action.definition.submits == form and action.definition.dated == field
            for state in self.flow.states.values()
            for action in state.actions.values()
        )

    def _field(self, name: str) -> date | datetime | None:
        form, _, field = name.partition(".")
        submitted = self.case.submissions.get(form)
        if submitted is None:
            return None
        value = submitted_value(self.definition.forms[form], submitted, field)
        return value if value is not UNKNOWN and isinstance(value, date) else None
