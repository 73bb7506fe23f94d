"""The folded case: all that rules read, kept beside the events that made it. It does not grow with a case's age.

What grows with age (events, submissions, drafts) stays in the store. What is here is bounded by the definition: one
entry for each state, action, form and deadline it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NotRequired, TypeAlias, TypedDict

from engine.cases import clock as clocks
from engine.cases import tasks
from engine.cases.chart import active_in
from engine.cases.clock import Clock
from engine.cases.entries import entries, stored
from engine.cases.making import made
from engine.cases.restriction import KeptRestriction, Restriction
from engine.cases.restriction import from_json as restriction_of
from engine.cases.restriction import to_json as kept_restriction
from engine.cases.tasks import FoldedTask, Task
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


@dataclass(frozen=True)
class Case:
    """A case as it is now. Days are the council's; instants are in UTC.

    *states* are the paths of the innermost states that it is in, sorted: one, or one for each strand.
    """

    # No slots: every step makes two of these, which `made` and `remade` do at once.

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
    restriction: Restriction | None = None
    """To whom alone it is there, while it is restricted."""
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


KeptDone: TypeAlias = tuple[int, str, str, list[str]]
KeptSubmission: TypeAlias = tuple[str, int, str, str, Answers, str | None]


class Folded(TypedDict):
    """The folded part of a case as JSON: what the store keeps beside its columns. Lists are in the order shown."""

    round: tuple[int, str | None]
    opened: tuple[str, str]
    ended: str | None
    done: dict[str, KeptDone]
    entered: dict[str, str]
    submissions: dict[str, KeptSubmission]
    clocks: dict[str, clocks.Kept]
    holders: dict[str, str]
    left: NotRequired[dict[str, list[str]]]
    tasks: NotRequired[dict[str, FoldedTask]]
    links: NotRequired[dict[str, int]]
    alerts: NotRequired[dict[str, str]]
    merged_into: NotRequired[str]
    restriction: NotRequired[KeptRestriction]


def to_json(case: Case) -> dict[str, object]:
    """Return the folded part of a case: JSON, but for days and instants, which whoever writes it out puts in ISO 8601.

    What few cases have is left out where there is none.
    """
    folded: dict[str, object] = {
        "round": (case.round, case.round_at),
        "opened": (case.opened_at, case.opened_on),
        "ended": case.ended_at,
        "done": stored(case.done, _kept_done),
        "entered": stored(case.entered, _as_it_is),
        "submissions": stored(case.submissions, _kept_submission),
        "clocks": stored(case.clocks, clocks.to_json),
        "holders": case.holders,
    }
    if case.left:
        folded["left"] = stored(case.left, _as_it_is)
    if case.tasks:
        folded["tasks"] = stored(case.tasks, tasks.to_json)
    if case.links:
        folded["links"] = case.links
    if case.alerts:
        folded["alerts"] = case.alerts
    if case.merged_into:
        folded["merged_into"] = case.merged_into
    if case.restriction is not None:
        folded["restriction"] = kept_restriction(case.restriction)
    return folded


def _as_it_is(one: object) -> object:
    return one


def _kept_done(one: Done) -> object:
    return one.times, one.on, one.at, one.by


def _kept_submission(one: Submitted) -> object:
    return one.id, one.revision, one.on, one.by, one.answers, one.given_back


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


class _Fields(Columns):
    """Every field of a case."""

    round: int
    round_at: datetime | None
    opened_at: datetime
    opened_on: date
    ended_at: datetime | None
    done: Mapping[str, Done]
    entered: Mapping[str, datetime]
    submissions: Mapping[str, Submitted]
    clocks: Mapping[str, Clock]
    holders: Mapping[str, str]
    left: Mapping[str, tuple[str, ...]]
    tasks: Mapping[str, Task]
    links: Mapping[str, int]
    alerts: Mapping[str, datetime]
    merged_into: str
    restriction: Restriction | None


def from_json(columns: Columns, kept: Folded) -> Case:
    """Return the case of which `to_json` gave the folded part."""
    number, began = kept["round"]
    opened_at, opened_on = kept["opened"]
    fields: _Fields = {
        **columns,
        "round": number,
        "round_at": datetime.fromisoformat(began) if began else None,
        "opened_at": datetime.fromisoformat(opened_at),
        "opened_on": date.fromisoformat(opened_on),
        "ended_at": datetime.fromisoformat(kept["ended"]) if kept["ended"] else None,
        "done": entries(kept["done"], Done, _done),
        "entered": entries(kept["entered"], datetime, datetime.fromisoformat),
        "submissions": entries(kept["submissions"], Submitted, _submitted),
        "clocks": entries(kept["clocks"], Clock, clocks.from_json),
        "holders": kept["holders"],
        "left": entries(kept.get("left", {}), tuple, tuple),
        "tasks": entries(kept.get("tasks", {}), Task, tasks.from_json),
        "links": kept.get("links", {}),
        "alerts": {name: datetime.fromisoformat(until) for name, until in kept.get("alerts", {}).items()},
        "merged_into": kept.get("merged_into", ""),
        "restriction": restriction_of(kept["restriction"]) if "restriction" in kept else None,
    }
    return made(Case, fields)


def _done(kept: KeptDone) -> Done:
    times, on, at, by = kept
    return Done(times, date.fromisoformat(on), datetime.fromisoformat(at), tuple(by))


def _submitted(kept: KeptSubmission) -> Submitted:
    id_, revision, on, by, answers, given_back = kept
    return Submitted(id_, revision, date.fromisoformat(on), by, answers, given_back)
