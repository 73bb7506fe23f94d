"""Time limits as a council writes them: from when, for how long, what is said before, and what happens after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from engine.definitions.model import Model
from engine.definitions.tasks import OpenedTask
from engine.definitions.words import Duration, Id, OneOrMany, Span, Term, Words, mistake
from engine.findings import Code

BAD_MOMENT = Code(
    "Y129", "Not a moment", "Write entered, opened, done(an action), entered(a state), or form.field for a date field."
)
NOT_A_LIMIT = Code(
    "Y133", "A deadline that does not say when", 'Write one of "within", "date" or "by", with a kind that suits it.'
)
NOT_A_MEETING = Code("Y119", "Not the next meeting", 'Write "by: next" and a meeting of casepath.yaml.')
NOT_A_STEP = Code(
    "Y196", "Not one step", 'Write "tell: roles", "to: a state" or "task:", each after a dash of its own.'
)

_MOST_YEARS = 100
"""As far ahead as anything is counted, so that no day lies beyond the calendar's end."""

MomentKind = Literal["entered", "opened", "done", "entered_state", "field"]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a clock starts or stops. *name* is the action, the state, or `form.field`; empty for entered and opened."""

    kind: MomentKind
    name: str = ""


def read_moment(text: object) -> Moment:
    """Return the moment that *text* says: `entered`, `opened`, `done(a)`, `entered(s)` or `form.field`."""
    if isinstance(text, Moment):
        return text
    if text == "entered":
        return Moment("entered")
    if text == "opened":
        return Moment("opened")
    if isinstance(text, str):
        if said := re.fullmatch(r"(done|entered)\(\s*([a-z][a-z0-9_/]*)\s*\)", text):
            return Moment("done" if said[1] == "done" else "entered_state", said[2])
        if re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", text):
            return Moment("field", text)
    raise mistake(BAD_MOMENT, "This does not say when the clock starts or stops.")


MomentText = Annotated[Moment, BeforeValidator(read_moment)]


def _date_field(text: object) -> Moment:
    moment = read_moment(text)
    if moment.kind != "field":
        raise mistake(BAD_MOMENT, "This is not a date field.", "Write form.field for a date field.")
    return moment


def _next_meeting(text: object) -> str:
    said = re.fullmatch(r"next +([a-z][a-z0-9_]*)", text) if isinstance(text, str) else None
    if said is None:
        raise mistake(NOT_A_MEETING, "This does not name the next meeting.")
    return said[1]


class Reminder(Model):
    """One rung of a ladder: said once, at the start of its day, *before* the last day is reached."""

    before: Span
    tell: OneOrMany[Id] = Field(min_length=1)


class BreachStep(Model):
    """One thing that happens when the last day is over: people are told, the case moves, or a task opens."""

    tell: OneOrMany[Id] = ()
    to: Term | None = None
    task: OpenedTask | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (bool(self.tell), self.to is not None, self.task is not None).count(True) != 1:
            raise mistake(NOT_A_STEP, "A step after the last day does one thing.")
        return self


class Deadline(Model):
    """A time limit. Day 0 is the day the clock starts; counting starts the next day (`count` can say otherwise).

    It says `within` how long, by which `date` (a planned one), or `by` the next meeting of a series.
    """

    title: Words | None = None
    within: Span | None = None
    date: Annotated[Moment, BeforeValidator(_date_field)] | None = None
    by: Annotated[str, BeforeValidator(_next_meeting)] | None = None
    kind: Literal["statutory", "standard", "planned"]
    starts: OneOrMany[MomentText] = Field(default=(Moment("entered"),), alias="from")
    until: OneOrMany[MomentText] = ()
    count: Literal["from_next_day", "inclusive"] = "from_next_day"
    roll: Literal["none", "next_working_day", "previous_working_day"] = "none"
    then_every: Span | None = None
    remind: OneOrMany[Reminder] = ()
    breach: OneOrMany[BreachStep] = ()
    in_overlays = frozenset({"why"})

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        ways = [name for name in ("within", "date", "by") if getattr(self, name) is not None]
        if len(ways) != 1:
            told = "does not say when it falls due" if not ways else f"says it twice: {' and '.join(ways)}"
            raise mistake(NOT_A_LIMIT, f"This deadline {told}.", 'Write one of "within", "date" or "by".')
        if (self.kind == "planned") != (self.date is not None):
            hint = 'Write "kind: planned" with "date", and another kind with "within" or "by".'
            raise mistake(NOT_A_LIMIT, "A planned deadline has a date, and only a planned one has.", hint)
        counted = {"count", "roll", "then_every"} & self.model_fields_set
        lengths = [self.within, self.then_every, *(one.before for one in self.remind)]
        if any(one is not None and _years(one) > _MOST_YEARS for one in lengths):
            raise mistake(NOT_A_LIMIT, f"No case will see more than {_MOST_YEARS} years.", "Write a shorter time.")
        if self.within is None and counted:
            hint = f'Take "{min(counted)}" out, or write "within".'
            raise mistake(NOT_A_LIMIT, f'Only "within" is counted, so "{min(counted)}" says nothing here.', hint)
        if self.roll != "none" and self.within and self.within.unit in ("hours", "working_days"):
            hint = 'Take "roll" out: it is for calendar days, weeks, months and years.'
            raise mistake(NOT_A_LIMIT, f'"{self.within}" never end on a day off that they could roll from.', hint)
        return self


def _years(length: Duration) -> float:
    """Return about how many years a length of time is."""
    in_a_year = {"hours": 8766, "working_days": 250, "calendar_days": 365, "weeks": 52, "months": 12, "years": 1}
    return length.amount / in_a_year[length.unit]
