"""Moments, limits and answers in words. What is urgent is said, and never told by a colour alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from engine.cases.values import Json
from engine.sentences.dates import long_day, long_moment, plain_day
from engine.sentences.languages import catalogue
from engine.sentences.say import Counted, either, say
from engine.web.visit import Visit


def due_in_words(language: str, day: date | None, due: datetime | None, now: datetime, *, overdue: bool) -> str:
    """Return how a limit stands: `Overdue by 3 calendar days`, `Due today`, `Due in 5 calendar days`."""
    if due is None:
        return say(language, "No time limit")
    left = (day - now.date()).days if day is not None else 0
    if overdue:
        return (
            say(language, "Overdue by {days}", days=Counted(-left, "calendar days"))
            if left < 0
            else say(language, "Overdue")
        )
    if left <= 0:
        return say(language, "Due today")
    if left == 1:
        return say(language, "Due tomorrow")
    return say(language, "Due in {days}", days=Counted(left, "calendar days"))


def short_moment(visit: Visit, moment: datetime) -> str:
    """Return a moment as the council's clocks show it: 14:05 on 12 March 2026."""
    there = visit.local(moment)
    return say(visit.language, "{time} on {day}", time=f"{there:%H:%M}", day=plain_day(visit.language, there.date()))


def partial_day(language: str, on: str) -> str:
    """Return as much of a date as is known, in words: 2024, May 2024 or 27 May 2024."""
    parts = on.split("-")
    try:
        if len(parts) == 3:
            return plain_day(language, date.fromisoformat(on))
        if len(parts) == 2:
            month = catalogue(language).months[int(parts[1]) - 1]
            return say(language, "{month} {year}", month=month, year=parts[0])
    except (ValueError, IndexError):
        return on
    return on


def answer_in_words(language: str, value: Json, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return an answer as lines to be read: codes by their labels, days in words, parts one under the other."""
    if isinstance(value, Mapping):
        if "no_answer" in value:
            return answer_in_words(language, value["no_answer"], labels)
        inner = {name: answer_in_words(language, one, labels) for name, one in value.items() if name != "id"}
        return tuple(
            f"{labels.get(name, name)}: {', '.join(lines)}" if name in labels else ", ".join(lines)
            for name, lines in inner.items()
            if lines
        )
    if isinstance(value, list | tuple):
        return tuple(", ".join(answer_in_words(language, one, labels)) for one in value)
    if isinstance(value, str | int | float | bool) and value != "":
        return (_word(language, value, labels),)
    return ()


def _word(language: str, value: str | int | float | bool, labels: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return say(language, "Yes" if value else "No")
    if not isinstance(value, str):
        return str(value)
    if value in labels:
        return labels[value]
    if value in ("yes", "no"):
        return say(language, "Yes" if value == "yes" else "No")
    if _is_day(value):
        return partial_day(language, value)
    return _moment_in_words(language, value) if "T" in value[10:11] else value


def _moment_in_words(language: str, text: str) -> str:
    """Return a moment that was answered as it was given: people say when something was, where they are."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        return text
    return long_moment(language, given)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


# --- as filters of templates -----------------------------------------------------------------------------------------


def _visit(context: Context) -> Visit:
    found: Visit = context["visit"]
    return found


@pass_context
def _day(context: Context, day: date) -> str:
    return plain_day(_visit(context).language, day)


@pass_context
def _long_day(context: Context, day: date) -> str:
    return long_day(_visit(context).language, day)


@pass_context
def _moment(context: Context, moment: datetime) -> str:
    return short_moment(_visit(context), moment)


@pass_context
def _local_day(context: Context, moment: datetime) -> str:
    visit = _visit(context)
    return plain_day(visit.language, visit.local(moment).date())


@pass_context
def _partial(context: Context, on: str) -> str:
    return partial_day(_visit(context).language, on)


@pass_context
def _due(context: Context, one: Any) -> str:
    visit = _visit(context)
    due = getattr(one, "due", None) or getattr(one, "expires", None)
    return due_in_words(visit.language, one.day, due, visit.local(visit.now), overdue=one.overdue)


@pass_context
def _answer(context: Context, value: Json, labels: Sequence[tuple[str, str]] = ()) -> tuple[str, ...]:
    return answer_in_words(_visit(context).language, value, dict(labels))


@pass_context
def _called(context: Context, person: str | None) -> str:
    return _visit(context).called([person])[person] if person else ""


@pass_context
def _either(context: Context, words: Sequence[str]) -> str:
    return either(_visit(context).language, words)


FILTERS: Mapping[str, Callable[..., object]] = {
    "answer": _answer,
    "called": _called,
    "day": _day,
    "due": _due,
    "either": _either,
    "local_day": _local_day,
    "long_day": _long_day,
    "moment": _moment,
    "partial": _partial,
}
