"""How a time limit is counted: where it starts, when its last day ends, and how it ended."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, TypeAlias

from engine.cases.calendar import WorkingCalendar
from engine.definitions.words import Duration

_FAR_YEAR = 9_000

ClockStatus = Literal["running", "met", "breached", "recorded_late"]
Roll: TypeAlias = Literal["none", "next_working_day", "previous_working_day"]


@dataclass(frozen=True, slots=True)
class Counting:
    """How this council counts: its calendar, its zone, and the time after which what arrives counts as tomorrow's."""

    calendar: WorkingCalendar
    zone: tzinfo
    cut_off: time | None = None

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def day_of_arrival(self, moment: datetime) -> date:
        """Return the day that counts for what arrives: after the cut-off or on a day off, the next working day."""
        local = moment.astimezone(self.zone)
        late = self.cut_off is not None and local.time() > self.cut_off
        if late or not self.calendar.is_working_day(local.date()):
            return self.calendar.next_working_day(local.date())
        return local.date()

    def last_day_before(self, moment: datetime) -> date:
        """Return the day that is ending at *moment*: for midnight the day before."""
        return self.local_day(moment - timedelta(microseconds=1))

    def start_of(self, day: date) -> datetime:
        """Return the instant at which *day* begins here, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """Return the instant at which *day* is over here, in UTC; right on the days when the clocks change."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """When a time limit runs out. *day* is the last day, for limits counted in days; *expires* the instant, in UTC."""

    expires: datetime
    day: date | None


def due(
    within: Duration, start: datetime | date, counting: Counting, *, inclusive: bool = False, roll: Roll = "none"
) -> Due:
    """Return when *within* runs out for a clock whose day 0 is *start*'s date.

    Counting starts the next day; *inclusive* makes day 0 the first day counted. A day counts only if it is a working
    day, for working days. Months and years clip to the month's end; a last day that is off may *roll* to a working day.
    Hours are clock hours and need an instant.
    """
    if within.unit == "hours":
        moment = start if isinstance(start, datetime) else datetime.combine(start, time(), counting.zone)
        return Due(moment.astimezone(UTC) + timedelta(hours=within.amount), None)
    day = counting.local_day(start) if isinstance(start, datetime) else start
    last = rolled(last_day(within, day, counting.calendar, inclusive=inclusive), counting.calendar, roll)
    return Due(counting.end_of(last), last)


def last_day(within: Duration, day: date, calendar: WorkingCalendar, *, inclusive: bool = False) -> date:
    """Return the last day of *within*, counted from *day* as day 0. Hours are not counted in days."""
    if within.unit == "working_days":
        counts_day_0 = inclusive and calendar.is_working_day(day)
        return calendar.add_working_days(day, within.amount - 1 if counts_day_0 else within.amount)
    return moved(day, within, calendar) - timedelta(days=1 if inclusive else 0)


def moved(day: date, length: Duration, calendar: WorkingCalendar, *, back: bool = False) -> date:
    """Return *day* moved by a *length* in days, weeks, months or years; *back* moves it the other way."""
    amount = -length.amount if back else length.amount
    match length.unit:
        case "working_days":
            return calendar.add_working_days(day, amount)
        case "calendar_days":
            return day + timedelta(days=amount)
        case "weeks":
            return day + timedelta(weeks=amount)
        case "months":
            return add_months(day, amount)
        case _:
            return add_months(day, 12 * amount)


def rolled(day: date, calendar: WorkingCalendar, roll: Roll) -> date:
    """Return *day*, or the working day that it rolls to when it is a day off."""
    if roll == "none" or calendar.is_working_day(day):
        return day
    return calendar.next_working_day(day) if roll == "next_working_day" else calendar.previous_working_day(day)


def extended(found: Due, added: int, counting: Counting) -> Due:
    """Return a limit moved on by what pauses took: working days, or seconds where it is counted in hours."""
    if not added:
        return found
    if found.day is None:
        return Due(found.expires + timedelta(seconds=added), None)
    last = counting.calendar.add_working_days(found.day, added)
    return Due(counting.end_of(last), last)


def add_months(day: date, count: int) -> date:
    """Return *day* moved by *count* months, clipped to the month's end: 31 January and a month is 28 or 29 February.

    A day that the calendar does not reach is clipped as well, to the year 9000 or 1.
    """
    years, month = divmod(day.month - 1 + count, 12)
    year = max(1, min(day.year + years, _FAR_YEAR))
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def ended_as(found: Due, *, happened: date, recorded: datetime) -> ClockStatus:
    """Return how a clock ended for something that *happened* on a day or at an instant, and was *recorded* later.

    Done by the limit but recorded after it is `recorded_late`: done in time. Anything else late stays `breached`.
    """
    if recorded < found.expires:
        return "met"
    if isinstance(happened, datetime):
        return "recorded_late" if happened < found.expires else "breached"
    if found.day is not None and happened <= found.day:
        return "recorded_late"
    return "breached"
