"""Where the clocks of a case count from, and when they run out, as its answers and its history say now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from engine.cases.clock import Clock
from engine.cases.compiled import CompiledDeadline, CompiledWorkflow, Definition
from engine.cases.deadlines import Counting, Due, due, extended
from engine.cases.meetings import next_meeting
from engine.cases.snapshot import submitted_value
from engine.cases.state import Case
from engine.definitions.deadlines import Moment
from engine.definitions.words import Duration
from engine.expressions.types import UNKNOWN

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
"""A date outside these years is a slip of the pen: no clock counts from it, so none runs past the calendar's end."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One case's clocks, reckoned from what it is now."""

    definition: Definition
    flow: CompiledWorkflow
    case: Case

    @property
    def counting(self) -> Counting:
        return self.definition.counting

    # --- when it runs out ---------------------------------------------------------------------------------------------

    def limit(self, deadline: CompiledDeadline, start: date | datetime, *, again: bool, added: int = 0) -> Due | None:
        """Return when a clock that counts from *start* runs out; nothing while its own date is not answered.

        *again* says that an action started it anew; *added* is what pauses took.
        """
        written, counting = deadline.definition, self.counting
        if written.date is not None:
            day = self.field(written.date.name)
            if day is None:
                return None
            found = Due(day.astimezone(UTC), None) if isinstance(day, datetime) else Due(counting.end_of(day), day)
        elif written.by is not None:
            meeting = self.definition.meetings[written.by]
            held = next_meeting(meeting, self.as_day(start), counting.calendar)
            found = Due(counting.end_of(held), held)
        else:
            inclusive = written.count == "inclusive"
            found = due(length_of(deadline, again=again), start, counting, inclusive=inclusive, roll=written.roll)
        return extended(found, added, counting)

    # --- where it counts from -----------------------------------------------------------------------------------------

    def start(self, deadline: CompiledDeadline, again: str = "") -> date | datetime | None:
        """Return day 0 of a clock (or the instant, for hours): of the moments that have happened, the latest.

        *again* is the action that started it anew, if one did: it counts from the day of that action then.
        """
        hours = _in_hours(deadline, again=bool(again))
        if again:
            return self._done(again, hours=hours)
        found = [self._moment(deadline, one, hours=hours) for one in deadline.definition.starts]
        known = [one for one in found if one is not None]
        return max(known, key=self._as_instant) if known else None

    def counted_from(self, deadline: CompiledDeadline, moment: Moment) -> date | datetime | None:
        """Return when *moment*, one of those that a clock counts from, was; nothing if it has not been."""
        return self._moment(deadline, moment, hours=_in_hours(deadline, again=False))

    def as_day(self, moment: date | datetime) -> date:
        return self.counting.local_day(moment) if isinstance(moment, datetime) else moment

    def _as_instant(self, moment: date | datetime) -> datetime:
        return moment if isinstance(moment, datetime) else self.counting.start_of(moment)

    def _moment(self, deadline: CompiledDeadline, moment: Moment, *, hours: bool) -> date | datetime | None:
        case, counting = self.case, self.counting
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
                return self._done(moment.name, hours=hours)
            case _:
                value = self.field(moment.name)
                if not isinstance(value, datetime) or hours:
                    return value
                return (
                    counting.local_day(value) if self._dates_an_action(moment.name) else counting.day_of_arrival(value)
                )

    def _done(self, action: str, *, hours: bool) -> date | datetime | None:
        """Return the day on which an action counts as done; for hours the instant, where it was recorded that day."""
        done = self.case.done.get(action)
        if done is None:
            return None
        return done.at if hours and self.counting.local_day(done.at) == done.on else done.on

    def _dates_an_action(self, name: str) -> bool:
        form, _, field = name.partition(".")
        return any(
            action.definition.submits == form and action.definition.dated == field
            for state in self.flow.states.values()
            for action in state.actions.values()
        )

    def field(self, name: str) -> date | datetime | None:
        """Return the date or instant that `form.field` says now, if it says one that a case will see."""
        form, _, field = name.partition(".")
        submitted = self.case.submissions.get(form)
        if submitted is None:
            return None
        value = submitted_value(self.definition.forms[form], submitted, field)
        if value is UNKNOWN or not isinstance(value, date):
            return None
        return value if _FIRST_YEAR <= value.year <= _LAST_YEAR else None

    # --- pauses -------------------------------------------------------------------------------------------------------

    def taken(self, clock: Clock, now: datetime) -> int:
        """Return what the pause that *clock* is in took by *now*: working days, or seconds of a limit in hours.

        A pause takes no longer than it may, whenever somebody looks.
        """
        if clock.paused is None or clock.paused_until is None:
            return 0
        over = min(now, clock.paused_until)
        if clock.day is None:
            return max(0, int((over - clock.paused).total_seconds()))
        # A pause that ran its whole time ends as its last day is over, which is the beginning of the next.
        last = self.counting.last_day_before(over) if over == clock.paused_until else self.counting.local_day(over)
        return self.counting.calendar.working_days_between(self.counting.local_day(clock.paused), last)

    def as_resumed(self, clock: Clock, now: datetime) -> tuple[int, Due]:
        """Return what the pause of *clock* took by *now*, and when it runs out if it goes on then."""
        taken = self.taken(clock, now)
        return taken, extended(Due(clock.expires, clock.day), taken, self.counting)


def length_of(deadline: CompiledDeadline, *, again: bool) -> Duration:
    """Return how long a clock runs: `within`, or `then_every` once an action has started it anew."""
    written = deadline.definition
    length = written.then_every if again and written.then_every is not None else written.within
    assert length is not None  # only "within" is counted: the other ways have a day of their own
    return length


def _in_hours(deadline: CompiledDeadline, *, again: bool) -> bool:
    return deadline.definition.within is not None and length_of(deadline, again=again).unit == "hours"
