"""Meetings that come round by themselves: how often, on which day of the week, and when their papers are due."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from engine.definitions.model import Model
from engine.definitions.words import Day, Duration, OneOrMany, Span, Words, mistake, read_duration
from engine.findings import Code

NOT_A_SERIES = Code(
    "Y138",
    "Meetings that do not come round",
    'Write "every" in weeks or months, and a "first" that falls "on" that day of the week.',
)

_MOST_APART = 520
"""Weeks or months between two meetings, and days or weeks before one: ten years of weeks."""

_FIRST_YEAR, _LAST_YEAR = 2000, 2100

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _papers(text: object) -> Duration:
    """Return how long before a meeting its papers are due: `2 working days before`."""
    if isinstance(text, str) and (said := re.fullmatch(r"(.*\S) +before", text.strip())):
        length = read_duration(said[1])
        if length.unit in ("working_days", "calendar_days", "weeks"):
            return length
    raise mistake(NOT_A_SERIES, "This does not say when the papers are due.", "Write: 2 working days before")


class Meeting(Model):
    """A series of meetings. In months it keeps its place in the month: every second Tuesday, say.

    A day off has no meeting, and neither has one of *skip*. What comes after the *papers* are due waits for the next.
    """

    title: Words
    every: Span
    on: Weekday
    first: Day
    papers: Annotated[Duration, BeforeValidator(_papers)] | None = None
    skip: OneOrMany[Day] = ()
    in_overlays = frozenset({"why"})

    @model_validator(mode="after")
    def _comes_round(self) -> Self:
        if self.every.unit not in ("weeks", "months"):
            raise mistake(NOT_A_SERIES, f'"{self.every}" does not keep its day of the week.', "Write weeks or months.")
        if self.every.amount > _MOST_APART or (self.papers and self.papers.amount > _MOST_APART):
            raise mistake(NOT_A_SERIES, "These meetings are too far apart.", "Write a shorter time.")
        if not all(_FIRST_YEAR <= day.year <= _LAST_YEAR for day in (self.first, *self.skip)):
            raise mistake(NOT_A_SERIES, "No case will see a meeting in that year.", "Correct the year.")
        if WEEKDAYS[self.first.weekday()] != self.on:
            day = WEEKDAYS[self.first.weekday()].capitalize()
            raise mistake(NOT_A_SERIES, f"{self.first} is a {day}.", "Correct the date, or the day of the week.")
        return self

    @property
    def place_in_month(self) -> int:
        """Which of its weekday in the month the first meeting is, from 0."""
        return (self.first.day - 1) // 7


def in_month(year: int, month: int, weekday: int, place: int) -> date:
    """Return the *place*-th (from 0) *weekday* of a month; where there is no fifth, the fourth."""
    first = date(year, month, 1)
    day = 1 + (weekday - first.weekday()) % 7 + 7 * place
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 7)
