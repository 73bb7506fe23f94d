"""When a series of meetings is next held, and which of them something can still come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from engine.cases.calendar import WorkingCalendar
from engine.cases.deadlines import moved
from engine.definitions.meetings import WEEKDAYS, Meeting, in_month

_MOST_LEFT_OUT = 400
"""Meetings in a row that fall on days off before we take the next one all the same; a real series never gets there."""


def next_meeting(meeting: Meeting, day: date, calendar: WorkingCalendar) -> date:
    """Return the first meeting whose papers are not due before *day*."""
    found = meeting.first
    for _, found in zip(range(_MOST_LEFT_OUT), meetings_from(meeting, day), strict=False):
        if papers_day(meeting, found, calendar) >= day and is_held(meeting, found, calendar):
            break
    return found


def papers_day(meeting: Meeting, held: date, calendar: WorkingCalendar) -> date:
    """Return the last day on which something can still come to the meeting *held* on a day."""
    return held if meeting.papers is None else moved(held, meeting.papers, calendar, back=True)


def is_held(meeting: Meeting, day: date, calendar: WorkingCalendar) -> bool:
    """Whether the meeting of *day* takes place: not on a bank holiday or closure, and not where it is skipped."""
    off = calendar.day_off(day)
    return day not in meeting.skip and (off is None or off.kind == "weekend")


def falls_on(meeting: Meeting, day: date) -> bool:
    """Whether the series comes round on *day*, held or not."""
    found = next((one for one in meetings_from(meeting, day) if one >= day), None)
    return found == day


def meetings_from(meeting: Meeting, day: date) -> Iterator[date]:
    """Yield the days of the series in order, beginning at the first, or not long before *day*; it never ends."""
    amount = meeting.every.amount
    if meeting.every.unit == "weeks":
        length = timedelta(weeks=amount)
        held = meeting.first + max(0, (day - meeting.first) // length) * length
        while True:
            yield held
            held += length
    months = 12 * meeting.first.year + meeting.first.month - 1
    passed = 12 * day.year + day.month - 1 - months
    months += max(0, passed // amount) * amount
    while True:
        year, month = divmod(months, 12)
        yield in_month(year, month + 1, WEEKDAYS.index(meeting.on), meeting.place_in_month)
        months += amount
