"""Counting with days: years, months, days and working days between two days, and moving from one to another.

Spans are negative when the later day comes first. What no calendar can say is unknown, never an error.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Protocol

from engine.expressions.types import UNKNOWN, Unknown

WORKING_SPAN_DAYS: Final = 25 * 366
"""Working days are counted one by one, so further apart than this the answer is unknown. No clock runs so long."""


class Calendar(Protocol):
    """What `env["calendar()"]` must be able to say."""

    def is_working_day(self, day: date, /) -> bool: ...


def years_between(start: date, end: date) -> int:
    """Return full years; negative when *end* comes first. From 29 February a year is full on 1 March."""
    if end < start:
        return -years_between(end, start)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def months_between(start: date, end: date) -> int:
    """Return full months; negative when *end* comes first. From the 31st a short month is full on the next 1st."""
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def days_between(start: date, end: date) -> int:
    """Return calendar days; negative when *end* comes first."""
    return (end - start).days


def age_on(born: date, day: date) -> int | Unknown:
    """Return age in full years on *day*; unknown before birth."""
    return UNKNOWN if day < born else years_between(born, day)


def add_days(start: date, days: int | Decimal) -> date | Unknown:
    """Return the day that many calendar days later; unknown for parts of a day and beyond the calendar."""
    if days != int(days):
        return UNKNOWN
    try:
        return start + timedelta(days=int(days))
    except OverflowError:
        return UNKNOWN


def working_days_between(start: date, end: date, calendar: Calendar) -> int | Unknown:
    """Return the working days after *start* up to and including *end*; negative when *end* comes first."""
    if end < start:
        back = working_days_between(end, start, calendar)
        return back if isinstance(back, Unknown) else -back
    span = (end - start).days
    if span > WORKING_SPAN_DAYS:
        return UNKNOWN
    return sum(calendar.is_working_day(start + timedelta(days=step)) for step in range(1, span + 1))


def add_working_days(start: date, days: int | Decimal, calendar: Calendar) -> date | Unknown:
    """Return the day that many working days after *start* (before, if negative); *start* itself for 0."""
    left = abs(int(days)) if days == int(days) else WORKING_SPAN_DAYS + 1
    step = 1 if days >= 0 else -1
    for distance in range(WORKING_SPAN_DAYS + 1):
        day = add_days(start, step * distance)
        if isinstance(day, Unknown):
            return UNKNOWN
        if distance and calendar.is_working_day(day):
            left -= 1
        if left == 0:
            return day
    return UNKNOWN
