"""Days and moments as people say them. A calendar's words are the language's; a time of day is always `16:40`."""

from __future__ import annotations

from datetime import date, datetime

from engine.sentences.languages import catalogue
from engine.sentences.say import say


def plain_day(language: str, day: date) -> str:
    """Return a day without its weekday: 13 March 2026."""
    return say(language, "{day} {month} {year}", day=day.day, month=_month(language, day), year=day.year)


def long_day(language: str, day: date) -> str:
    """Return a day as people say it: Friday 13 March 2026."""
    weekday = catalogue(language).weekdays[day.weekday()]
    month = _month(language, day)
    return say(language, "{weekday} {day} {month} {year}", weekday=weekday, day=day.day, month=month, year=day.year)


def weekday(language: str, day: date) -> str:
    """Return the name of a day's place in the week: Friday."""
    return catalogue(language).weekdays[day.weekday()]


def long_moment(language: str, moment: datetime) -> str:
    """Return a moment of local time as people say it: 16:40 on Thursday 18 December 2025."""
    return say(language, "{time} on {day}", time=f"{moment:%H:%M}", day=long_day(language, moment.date()))


def _month(language: str, day: date) -> str:
    return catalogue(language).months[day.month - 1]
