"""Why a time limit falls when it does: where it counts from, and the counting shown day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.cases.calendar import DayOff
from engine.cases.clock import Clock
from engine.cases.compiled import CompiledDeadline, Definition
from engine.cases.deadlines import moved
from engine.cases.meetings import is_held, meetings_from, papers_day
from engine.cases.reckoning import Reckoning, length_of
from engine.cases.state import Case
from engine.definitions.deadlines import Moment
from engine.definitions.words import Duration
from engine.sentences.calendar import holiday, length_of_time
from engine.sentences.dates import long_day, long_moment, weekday
from engine.sentences.say import Counted, Sentence, say

MOST_DAYS = 1_000
"""As many days as are shown; who counts further wants the end, which is said beside them."""

_ROLLS: Mapping[str, Sentence] = {
    "next_working_day": Sentence("Where the last day is off, it is the next working day."),
    "previous_working_day": Sentence("Where the last day is off, it is the working day before."),
}


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of the counting: its *number* where it counts, else why it is *off*.

    *paused* days make up for a pause. The day that a limit rolls to has no number, and is not off.
    """

    day: date
    number: int | None
    off: str = ""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class WhyDue:
    """Why a limit falls when it does: *because* says it in sentences, *days* shows the counting."""

    deadline: str
    title: str
    because: tuple[str, ...]
    days: tuple[CountedDay, ...]


def why_due(definition: Definition, case: Case, deadline: str, now: datetime) -> WhyDue | None:
    """Return why the limit *deadline* of a case falls when it does; nothing while it has not started."""
    flow = definition.workflows[case.workflow]
    compiled, clock = flow.deadlines.get(deadline), case.clocks.get(deadline)
    if compiled is None or clock is None:
        return None
    work = _Counting(definition, Reckoning(definition, flow, case), compiled, clock, now)
    return WhyDue(deadline, compiled.title, tuple(work.sentences()), tuple(work.days()))


@dataclass(frozen=True, slots=True)
class _Counting:
    """One limit being counted."""

    definition: Definition
    reckoning: Reckoning
    deadline: CompiledDeadline
    clock: Clock
    now: datetime

    @property
    def language(self) -> str:
        return self.definition.language

    # --- in sentences -------------------------------------------------------------------------------------------------

    def sentences(self) -> Iterator[str]:
        written, language, clock = self.deadline.definition, self.language, self.clock
        day = long_day(language, clock.started)
        yield say(language, "It counts from {day}: {what}.", day=day, what=self._from())
        if written.date is not None:
            yield say(language, "It runs to the day in {field}.", field=self._field(written.date.name))
        elif written.by is not None:
            title = self.definition.meetings[written.by].title
            yield say(language, 'It runs to the next meeting: "{meeting}".', meeting=title)
        else:
            yield self._length(length_of(self.deadline, again=bool(clock.again)))
            if written.roll != "none":
                yield _ROLLS[written.roll].said(language)
        if clock.added:
            yield say(language, "Pauses added {length}.", length=self._added(clock.added))
        taken, found = self.reckoning.as_resumed(clock, self.now)
        if clock.paused is not None:
            since = self._moment(clock.paused)
            yield say(
                language, "It is paused since {moment}: {length} so far.", moment=since, length=self._added(taken)
            )
        yield (
            say(language, "It runs out at {moment}.", moment=self._moment(found.expires))
            if found.day is None
            else say(language, "The last day is {day}.", day=long_day(language, found.day))
        )

    def _length(self, length: Duration) -> str:
        said = length_of_time(length.amount, length.unit)
        if length.unit == "hours":
            return say(self.language, "It runs for {length}, every hour of the day and night.", length=said)
        if self.deadline.definition.count == "inclusive":
            return say(self.language, "It runs for {length}, and that day is the first.", length=said)
        return say(self.language, "It runs for {length}, and the day after is the first.", length=said)

    def _added(self, added: int) -> Counted:
        in_hours = self.clock.day is None
        return length_of_time(added // 3600, "hours") if in_hours else length_of_time(added, "working_days")

    def _moment(self, moment: datetime) -> str:
        return long_moment(self.language, moment.astimezone(self.definition.zone))

    def _from(self) -> str:
        """Return what happened on the day that it counts from."""
        again = self.clock.again
        if again:
            return self._happened(Moment("done", again))
        starts = self.deadline.definition.starts
        on = {one: self.reckoning.counted_from(self.deadline, one) for one in starts}
        meant = [one for one, moment in on.items() if moment and self.reckoning.as_day(moment) == self.clock.started]
        return self._happened((meant or list(starts))[-1])

    def _happened(self, moment: Moment) -> str:
        language, flow = self.language, self.reckoning.flow
        match moment.kind:
            case "opened":
                return self._opened()
            case "done":
                return say(language, '"{action}" was done', action=flow.titles.get(moment.name, moment.name))
            case "field":
                return say(language, "the day in {field}", field=self._field(moment.name))
            case _:
                state = flow.states[flow.names.get(moment.name, self.deadline.state)].definition.title
                return say(language, '"{state}" was entered', state=state)

    def _opened(self) -> str:
        arrived = self.reckoning.case.round_at or self.reckoning.case.opened_at
        if self.reckoning.as_day(arrived) == self.clock.started:
            return say(self.language, "the case was opened")
        late = "the case was opened at {moment}, which counts as that day"
        return say(self.language, late, moment=self._moment(arrived))

    def _field(self, name: str) -> str:
        form, _, field = name.partition(".")
        compiled = self.definition.forms[form]
        label, title = compiled.by_id[field].definition.label, compiled.definition.title
        return say(self.language, '"{field}" in "{form}"', field=label, form=title)

    # --- day by day ---------------------------------------------------------------------------------------------------

    def days(self) -> Iterator[CountedDay]:
        last = self.clock.started
        for shown, one in enumerate(self._counted()):
            if shown == MOST_DAYS:
                return
            last = one.day
            yield one
        if self.clock.day is None:
            return
        number, left = 0, MOST_DAYS
        while last < self.clock.day and left:
            last, left = last + timedelta(days=1), left - 1
            off, paused = self._off(last), bool(self.clock.added)
            number += not off
            yield CountedDay(last, number if paused and not off else None, off, paused)

    def _counted(self) -> Iterator[CountedDay]:
        written = self.deadline.definition
        if written.by is not None:
            yield from self._meetings(written.by)
        elif written.date is None:
            length = length_of(self.deadline, again=bool(self.clock.again))
            first = 0 if written.count == "inclusive" else 1
            if length.unit == "working_days":
                yield from self._working_days(length.amount, first)
            elif length.unit != "hours":
                for number in range(1, min(length.amount, MOST_DAYS) + 1):
                    day = moved(self.clock.started, Duration(number, length.unit), self.definition.counting.calendar)
                    yield CountedDay(day - timedelta(days=1 - first), number)

    def _working_days(self, amount: int, first: int) -> Iterator[CountedDay]:
        number, day = 0, self.clock.started + timedelta(days=first - 1)
        while number < amount:
            day += timedelta(days=1)
            off = self._off(day)
            number += not off
            yield CountedDay(day, None if off else number, off)

    def _meetings(self, name: str) -> Iterator[CountedDay]:
        meeting, calendar = self.definition.meetings[name], self.definition.counting.calendar
        for held in meetings_from(meeting, self.clock.started):
            papers = papers_day(meeting, held, calendar)
            if not is_held(meeting, held, calendar):
                off = self._off(held) or say(self.language, "skipped")
                yield CountedDay(held, None, off)
            elif papers < self.clock.started:
                due = long_day(self.language, papers)
                yield CountedDay(held, None, say(self.language, "its papers were due: {day}", day=due))
            else:
                yield CountedDay(held, 1)
                return

    def _off(self, day: date) -> str:
        off: DayOff | None = self.definition.counting.calendar.day_off(day)
        if off is None:
            return ""
        match off.kind:
            case "weekend":
                return weekday(self.language, day)
            case "closure":
                return say(self.language, "the council is closed")
            case _:
                return holiday(self.language, off.name)
