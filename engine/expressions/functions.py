"""The closed list of functions, as one table.

`FUNCTIONS` is the only list: the checker reads its types, the evaluator its work, the docs its sentences. Each piece
of work gets known, plain values and gives a plain value or UNKNOWN; none of it raises for any value of its types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from engine.expressions.days import (
    add_days,
    add_working_days,
    age_on,
    days_between,
    months_between,
    working_days_between,
    years_between,
)
from engine.expressions.types import BOOLEAN, DATE, DATETIME, NUMBER, TEXT, Type

Kind = Literal[
    "plain", "answered", "default", "one_of", "count", "condition", "value", "points", "action", "state", "form"
]
"""How what stands in the brackets is read: as plain values, or in one of the ways that the checker knows by name."""

Work = Callable[..., Any]  # The checker has proved what each piece of work is given; mypy cannot follow it there.


@dataclass(frozen=True, slots=True)
class Argument:
    """One thing a function takes. Without a *type*, the function's kind says what fits."""

    name: str
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language: what it takes and gives, its meaning in a sentence, and an example."""

    name: str
    takes: tuple[Argument, ...]
    gives: Type | None
    """The type of the result; none where it follows from what is given (`default`, `min`, `max`)."""
    meaning: str
    example: str
    kind: Kind = "plain"
    work: Work | None = None
    reads: str = ""
    """The key of the context this function needs besides what it takes: `today()`, `calendar()`."""
    at_least: int | None = None
    """How many of the arguments must be given, where not all of them; `one_of` repeats its last."""

    @property
    def shown(self) -> str:
        """The function with the names of what it takes: `years_between(start, end)`."""
        return f"{self.name}({', '.join(argument.name for argument in self.takes)})"


_DAYS: Final = (Argument("start", DATE), Argument("end", DATE))
_MOVE: Final = (Argument("start", DATE), Argument("days", NUMBER))
_TEXTS: Final = (Argument("text", TEXT), Argument("part", TEXT))
_EACH: Final = (Argument("rows"), Argument("condition", BOOLEAN))
_VALUE: Final = (Argument("rows"), Argument("value"))

_TABLE: Final = (
    Function(
        *("answered", (Argument("field"),), BOOLEAN),
        meaning="True when the question has an answer; never unknown.",
        example="answered(decision)",
        kind="answered",
    ),
    Function(
        *("default", (Argument("value"), Argument("otherwise")), None),
        meaning="The first value, or the second where the first is unknown.",
        example="default(visits, 0) < 3",
        kind="default",
    ),
    Function(
        *("today", (), DATE),
        meaning="The case's day: today where the council is.",
        example="date_of_birth <= today()",
        reads="today()",
    ),
    Function(
        *("now", (), DATETIME),
        meaning="This moment.",
        example="held_at <= now()",
        reads="now()",
    ),
    Function(
        *("years_between", _DAYS, NUMBER),
        meaning="Full years from one day to another; from 29 February a year is full on 1 March.",
        example="years_between(date_of_birth, screened_on)",
        work=years_between,
    ),
    Function(
        *("months_between", _DAYS, NUMBER),
        meaning="Full months from one day to another; negative when the second comes first.",
        example="months_between(placed_on, today()) >= 6",
        work=months_between,
    ),
    Function(
        *("days_between", _DAYS, NUMBER),
        meaning="Days from one day to another; negative when the second comes first.",
        example="days_between(seen_on, today()) <= 10",
        work=days_between,
    ),
    Function(
        *("working_days_between", _DAYS, NUMBER),
        meaning="Working days after the first day, up to and including the second; unknown beyond 25 years.",
        example="working_days_between(referred_on, screened_on) <= 1",
        work=working_days_between,
        reads="calendar()",
    ),
    Function(
        *("add_days", _MOVE, DATE),
        meaning="The day that many calendar days later, or earlier for a number below zero.",
        example="linked_on >= add_days(today(), -90)",
        work=add_days,
    ),
    Function(
        *("add_working_days", _MOVE, DATE),
        meaning="The day that many working days later, or earlier for a number below zero.",
        example="seen_on <= add_working_days(referred_on, 5)",
        work=add_working_days,
        reads="calendar()",
    ),
    Function(
        *("age_on", (Argument("born", DATE), Argument("day", DATE)), NUMBER),
        meaning="Age in full years on a day; unknown before birth.",
        example="age_on(date_of_birth, today()) < 18",
        work=age_on,
    ),
    Function(
        *("count", _EACH, NUMBER),
        meaning="How many rows meet the condition, or how many there are; also of several choices, files, subjects.",
        example="count(associates, own_concern == yes)",
        kind="count",
        at_least=1,
    ),
    Function(
        *("sum", (Argument("rows"), Argument("value", NUMBER)), NUMBER),
        meaning="The value added up over the rows; 0 of no rows, unknown where one value is.",
        example="sum(visits, minutes) > 60",
        kind="value",
    ),
    Function(
        *("any", _EACH, BOOLEAN),
        meaning="True when the condition holds for at least one row.",
        example="any(associates, role == causing_harm)",
        kind="condition",
    ),
    Function(
        *("all", _EACH, BOOLEAN),
        meaning="True when the condition holds for every row; true of no rows.",
        example="all(associates, answered(name))",
        kind="condition",
    ),
    Function(
        *("min", _VALUE, None),
        meaning="The smallest or earliest value over the rows; unknown of no rows, or where one value is.",
        example="min(visits, seen_on) <= referred_on",
        kind="value",
    ),
    Function(
        *("max", _VALUE, None),
        meaning="The largest or latest value over the rows; unknown of no rows, or where one value is.",
        example="max(visits, seen_on) >= add_days(today(), -10)",
        kind="value",
    ),
    Function(
        *("points", (Argument("choice"),), NUMBER),
        meaning="The points of the chosen answer; of several choices or a grid, their sum.",
        example="points(risk_level) >= 3",
        kind="points",
    ),
    Function(
        *("length", (Argument("text", TEXT),), NUMBER),
        meaning="How many characters the text has.",
        example="length(reason) >= 20",
        work=len,
    ),
    Function(
        *("lower", (Argument("text", TEXT),), TEXT),
        meaning="The text in small letters.",
        example='contains(lower(summary), "police")',
        work=str.lower,
    ),
    Function(
        *("contains", _TEXTS, BOOLEAN),
        meaning="True when the first text has the second in it, letter for letter.",
        example='contains(summary, "school")',
        work=str.__contains__,
    ),
    Function(
        *("starts_with", _TEXTS, BOOLEAN),
        meaning="True when the first text begins with the second, letter for letter.",
        example='starts_with(police_reference, "AB/")',
        work=str.startswith,
    ),
    Function(
        *("one_of", (Argument("value"), Argument("answer"), Argument("...")), BOOLEAN),
        meaning="True when the value is one of the answers that follow it.",
        example="one_of(decision, panel, strategy)",
        kind="one_of",
        at_least=2,
    ),
    Function(
        *("done", (Argument("action"),), BOOLEAN),
        meaning="True when the action was taken in this round: since the case was opened or last reopened.",
        example="done(record_conference)",
        kind="action",
    ),
    Function(
        *("entered", (Argument("state"),), BOOLEAN),
        meaning="True when the case came into the state in this round.",
        example="entered(strategy)",
        kind="state",
    ),
    Function(
        *("in_state", (Argument("state"),), BOOLEAN),
        meaning="True when the case is in the state now, or in a state inside it.",
        example="in_state(enquiry/child)",
        kind="state",
    ),
    Function(
        *("times", (Argument("action"),), NUMBER),
        meaning="How often the action was taken in this round.",
        example="times(return_assessment) < 3",
        kind="action",
    ),
    Function(
        *("last", (Argument("form"),), DATE),
        meaning="The day of the form's latest submission; unknown before there is one.",
        example="last(screening) >= add_days(today(), -30)",
        kind="form",
    ),
)

FUNCTIONS: Final = MappingProxyType({function.name: function for function in _TABLE})
"""Every function of the language by name, in the order of the docs."""
