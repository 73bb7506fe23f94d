"""A council's questions for the tests of expressions to name, and short ways to compile and ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.expressions.evaluate import Expression, Problem, compile_expression
from engine.expressions.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    UNKNOWN,
    Choice,
    Choices,
    Opaque,
    OptionSet,
    Parts,
    Rows,
    Scope,
    Type,
    Unknown,
    Value,
)


def options(name: str, *codes: str, ordered: bool = False, points: tuple[str | None, ...] = ()) -> OptionSet:
    worth = tuple(None if point is None else Decimal(point) for point in points)
    return OptionSet(name, codes, tuple(code.capitalize() for code in codes), ordered, worth or None)


RISK = options("risk", "low", "moderate", "significant", "immediate", ordered=True, points=("1", "2", "3.5", None))
SOURCE = options("source", "home", "outside_home", "both", "unclear")
DECISION = options("decision", "no_further_action", "early_help", "panel", "strategy")
KINDS = options("kinds", "school", "park", "peer_group", points=("2", "0.5", None))
YES_NO = options("yes_no", "yes", "no")
ANSWERS = options("yes_no_unknown", "yes", "no", "not_known")
SCOPE = Scope(
    names={
        "age": NUMBER,
        "visits": NUMBER,
        "cost": NUMBER,
        "risk_level": Choice(RISK),
        "earlier_risk": Choice(RISK),
        "harm_source": Choice(SOURCE),
        "decision": Choice(DECISION),
        "panel": TEXT,
        "known": Choice(YES_NO),
        "others": Choice(ANSWERS),
        "contexts": Choices(KINDS),
        "main_context": Choice(KINDS),
        "date_of_birth": DATE,
        "seen_on": DATE,
        "at": TIME,
        "held_at": DATETIME,
        "summary": TEXT,
        "reason": TEXT,
        "born": Parts("partial date", {"year": NUMBER, "month": NUMBER, "day": NUMBER}),
        "grid": Parts("grid", {"sleep": Choice(RISK), "food": Choice(RISK)}),
        "photo": Opaque("file"),
        "evidence": Opaque("files"),
        "home_address": Opaque("address"),
        "child": Opaque("subject"),
        "other_child": Opaque("subject"),
        "flag": BOOLEAN,
        "other_flag": BOOLEAN,
        "associates": Rows(
            {
                "name": TEXT,
                "own_concern": Choice(YES_NO),
                "score": NUMBER,
                "seen": DATE,
                "calls": Rows({"minutes": NUMBER, "on": DATE}),
            }
        ),
        "tasks": Rows({"id": TEXT, "open": BOOLEAN, "required": BOOLEAN}),
        "tasks.police.done": BOOLEAN,
        "links.contexts": Rows({"context.kind": Choice(KINDS), "linked_on": DATE}),
        "screening.decision": Choice(DECISION),
        "case.state": TEXT,
    },
    labels={
        "risk_level": "Level of concern",
        "decision": "Decision",
        "known": "Is the child known?",
        "associates.own_concern": "Own screening?",
    },
    actions=frozenset({"screen", "record_conference"}),
    states=frozenset({"closed", "plan", "enquiry/child", "enquiry/child/assessed"}),
    forms=frozenset({"screening", "assessment"}),
)
ROW_SCOPE = Scope(
    names={
        "own_concern": Choice(YES_NO),
        "score": NUMBER,
        "calls": Rows({"minutes": NUMBER}),
        "age": NUMBER,
        "form.age": NUMBER,
        "form.known": Choice(YES_NO),
    },
    row_names=frozenset({"own_concern", "score", "calls"}),
)

LONDON = ZoneInfo("Europe/London")
LOGIC: dict[str, bool | Unknown] = {"T": True, "F": False, "?": UNKNOWN}


def ready(text: str, scope: Scope = SCOPE, wants: Type | None = None) -> Expression:
    """Return *text* compiled, or fail with what is wrong with it."""
    answer = compile_expression(text, scope, wants=wants)
    assert isinstance(answer, Expression), answer
    return answer


def worth(text: str, **env: object) -> Value | Unknown:
    return ready(text).evaluate(env)


def problems(text: str, scope: Scope = SCOPE, wants: Type | None = BOOLEAN) -> tuple[Problem, ...]:
    """Return what is wrong with *text*, or fail because nothing is."""
    answer = compile_expression(text, scope, wants=wants)
    assert isinstance(answer, tuple), f"{text} was accepted"
    return answer


def flags(**named: str) -> dict[str, object]:
    return {name: LOGIC[letter] for name, letter in named.items() if letter != "?"}


def told(text: str, wants: Type | None = BOOLEAN) -> list[tuple[str, str, str, str]]:
    """Return each mistake as its code, message, hint and the part of *text* that is marked."""
    return [(one.code.id, one.message, one.hint, text[one.start : one.end]) for one in problems(text, wants=wants)]


ASSOCIATES = (
    {"name": "Sam Example", "own_concern": "yes", "score": 3, "seen": date(2026, 1, 2)},
    {"name": "Kit Example", "own_concern": "no", "score": Decimal("1.5"), "seen": date(2026, 1, 1)},
    {"name": "Ash Example"},
)


MARCH_27 = date(2026, 3, 27)  # A Friday.


@dataclass(frozen=True, slots=True)
class Weekdays:
    """A calendar with weekends and the days off it is given."""

    off: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.off


EASTER = Weekdays(frozenset({date(2026, 4, 3), date(2026, 4, 6)}))


@dataclass(frozen=True, slots=True)
class NeverOpen:
    """A calendar without a single working day."""

    def is_working_day(self, day: date) -> bool:
        return day.year < 0


def days(text: str, **env: object) -> object:
    return ready(text).evaluate({"today()": MARCH_27, "calendar()": EASTER, **env})
