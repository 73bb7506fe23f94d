"""The folded case: all that rules read, kept beside the events that made it. It does not grow with a case's age.

What grows with age (events, submissions, drafts) stays in the store. What is here is bounded by the definition: one
entry for each state, action, form and deadline it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NotRequired, TypedDict

from engine.cases import clock as clocks
from engine.cases.chart import active_in
from engine.cases.clock import Clock
from engine.cases.tasks import FoldedTask, Task, tasks_from_json, tasks_to_json
from engine.cases.values import Answers


@dataclass(frozen=True, slots=True)
class Done:
    """An action in this round: how often, on which day it last counted as done, when it was last recorded, by whom.

    *by* is kept only for actions that some `not_by` names; it holds people and whoever they stood in for.
    """

    times: int
    on: date
    at: datetime
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """The latest submission of a form: which, its revision, and the answers that rules read (no others)."""

    id: str
    revision: int
    on: date
    by: str
    answers: Answers = field(repr=False)
    given_back: str | None = field(default=None, repr=False)
    """Why it was given back, while it is a draft again."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is now. Days are the council's; instants are in UTC.

    *states* are the paths of the innermost states that it is in, sorted: one, or one for each strand.
    """

    id: str
    council: str
    workflow: str
    release: str
    reference: str
    subject_kind: str
    subject: str
    team: str
    version: int
    states: tuple[str, ...]
    opened_at: datetime
    opened_on: date
    round: int = 1
    round_at: datetime | None = None
    """When this round began, if the case was reopened."""
    ended_at: datetime | None = None
    done: Mapping[str, Done] = field(default_factory=dict)
    entered: Mapping[str, datetime] = field(default_factory=dict)
    submissions: Mapping[str, Submitted] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    holders: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Where states that resume were left in this round: the innermost states that were active in them."""
    tasks: Mapping[str, Task] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    """By link, how many cases were linked along it. Which, and what they share, is kept beside the case."""
    alerts: Mapping[str, datetime] = field(default_factory=dict)
    """Until when each pattern that was noticed is not raised again."""
    merged_into: str = ""
    """The case that this one turned out to be the same as."""
    head: str = field(default="", repr=False, compare=False)
    """The hash of its last stored step. It is the store's: what folds steps knows nothing of it."""

    @property
    def state(self) -> str:
        """Return the state that the case is in; where states hold states, the outermost."""
        return self.states[0].partition("/")[0]

    @property
    def active(self) -> frozenset[str]:
        """Return every active state: the innermost, those round them, and the strands between."""
        return active_in(self.states)


class Folded(TypedDict):
    """The folded part of a case as JSON: what the store keeps beside its columns. Lists are in the order shown."""

    round: tuple[int, str | None]
    opened: tuple[str, str]
    ended: str | None
    done: dict[str, tuple[int, str, str, list[str]]]
    entered: dict[str, str]
    submissions: dict[str, tuple[str, int, str, str, Answers, str | None]]
    clocks: dict[str, clocks.Kept]
    holders: dict[str, str]
    left: NotRequired[dict[str, list[str]]]
    tasks: NotRequired[dict[str, FoldedTask]]
    links: NotRequired[dict[str, int]]
    alerts: NotRequired[dict[str, str]]
    merged_into: NotRequired[str]


def to_json(case: Case) -> Folded:
    """Return the folded part of a case. What few cases have is left out where there is none."""
    folded: Folded = {
        "round": (case.round, _text(case.round_at)),
        "opened": (case.opened_at.isoformat(), case.opened_on.isoformat()),
        "ended": _text(case.ended_at),
        "done": {name: (d.times, d.on.isoformat(), d.at.isoformat(), list(d.by)) for name, d in case.done.items()},
        "entered": {name: at.isoformat() for name, at in case.entered.items()},
        "submissions": {
            name: (s.id, s.revision, s.on.isoformat(), s.by, s.answers, s.given_back)
            for name, s in case.submissions.items()
        },
        "clocks": {name: clocks.to_json(one) for name, one in case.clocks.items()},
        "holders": dict(case.holders),
    }
    if case.left:
        folded["left"] = {name: list(states) for name, states in case.left.items()}
    if case.tasks:
        folded["tasks"] = tasks_to_json(case.tasks)
    if case.links:
        folded["links"] = dict(case.links)
    if case.alerts:
        folded["alerts"] = {name: until.isoformat() for name, until in case.alerts.items()}
    if case.merged_into:
        folded["merged_into"] = case.merged_into
    return folded


def _text(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


class Columns(TypedDict):
    """The parts of a case that the store keeps as columns of their own."""

    id: str
    council: str
    workflow: str
    release: str
    reference: str
    subject_kind: str
    subject: str
    team: str
    version: int
    states: tuple[str, ...]
    head: str


def from_json(columns: Columns, kept: Folded) -> Case:
    """Return the case of which `to_json` gave the folded part."""
    number, began = kept["round"]
    return Case(
        **columns,
        round=number,
        round_at=datetime.fromisoformat(began) if began else None,
        opened_at=datetime.fromisoformat(kept["opened"][0]),
        opened_on=date.fromisoformat(kept["opened"][1]),
        ended_at=datetime.fromisoformat(kept["ended"]) if kept["ended"] else None,
        done={
            name: Done(times, date.fromisoformat(on), datetime.fromisoformat(at), tuple(by))
            for name, (times, on, at, by) in kept["done"].items()
        },
        entered={name: datetime.fromisoformat(at) for name, at in kept["entered"].items()},
        submissions={
            name: Submitted(made, revision, date.fromisoformat(on), by, answers, back)
            for name, (made, revision, on, by, answers, back) in kept["submissions"].items()
        },
        clocks={name: clocks.from_json(one) for name, one in kept["clocks"].items()},
        holders=kept["holders"],
        left={name: tuple(states) for name, states in kept.get("left", {}).items()},
        tasks=tasks_from_json(kept.get("tasks", {})),
        links=kept.get("links", {}),
        alerts={name: datetime.fromisoformat(until) for name, until in kept.get("alerts", {}).items()},
        merged_into=kept.get("merged_into", ""),
    )
