"""What has happened to a case. Events are the record; the folded case can always be made from them again.

A step is one event row: everything one command did, in order, by one person at one instant. Version n of a case is
its n-th step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from engine.cases.deadlines import ClockStatus
from engine.cases.values import Answers


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The first event of every case. *on* is the council's day, which day counts as day 0 may differ (see clocks)."""

    workflow: str
    reference: str
    subject_kind: str
    subject: str
    team: str
    on: date


@dataclass(frozen=True, slots=True)
class FormSubmitted:
    """Answers were submitted. The event names the answers that rules read; the submission itself holds them all.

    *dropped* are answers that the draft kept and that were hidden on submitting. *passed* are warnings that the
    person went past, each with their reason.
    """

    form: str
    submission: str
    revision: int
    on: date
    answers: Answers = field(repr=False)
    dropped: tuple[str, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FormCorrected:
    """Submitted answers were changed: a new revision of the same submission. *changed* are the questions.

    What it says counts from the day it was submitted, as if it had said so then; the reason says why it did not.
    """

    form: str
    submission: str
    revision: int
    changed: tuple[str, ...]
    answers: Answers = field(repr=False)
    reason: str | None = field(default=None, repr=False)
    dropped: tuple[str, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FormWithdrawn:
    """A submission was taken out, with all its revisions: nothing reads its answers any more.

    *wrote* are the facts that it wrote to the subject's record, which stay there until someone changes them.
    """

    form: str
    submission: str
    revision: int
    reason: str | None = field(default=None, repr=False)
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormStandsAgain:
    """An earlier submission is the latest of its form again, because the one after it was withdrawn."""

    form: str
    submission: str
    revision: int
    on: date
    by: str
    answers: Answers = field(repr=False)


@dataclass(frozen=True, slots=True)
class ActionTaken:
    """An action was taken. *on* is the day it counts as done, which may be before the day it was recorded.

    *doers* are whoever took it and stood behind it; kept only where some `not_by` asks about this action.
    """

    action: str
    on: date
    reason: str | None = field(default=None, repr=False)
    doers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionRedated:
    """The day on which an action counts as done was put right, with the answer that says it."""

    action: str
    on: date


@dataclass(frozen=True, slots=True)
class FactProposed:
    """An answer differs from what the subject's record says, and someone who may change the record is asked."""

    fact: str
    form: str


@dataclass(frozen=True, slots=True)
class FactUpdated:
    """An answer was written back to the subject's record, at once or because its proposal was accepted."""

    fact: str


@dataclass(frozen=True, slots=True)
class FactDeclined:
    """A proposal for the subject's record was declined; the record stays as it was."""

    fact: str


@dataclass(frozen=True, slots=True)
class FactTakenBack:
    """A proposal for the subject's record was taken back, because the answer that made it no longer stands."""

    fact: str


@dataclass(frozen=True, slots=True)
class FormGivenBack:
    """A submission became a draft again for whoever submitted it, with a reason on top."""

    form: str
    to: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseRoleGiven:
    """A person took a place on the case; whoever held it before no longer does."""

    role: str
    person: str


@dataclass(frozen=True, slots=True)
class CaseRoleEnded:
    """A place on the case became free."""

    role: str
    person: str


@dataclass(frozen=True, slots=True)
class StateLeft:
    state: str


@dataclass(frozen=True, slots=True)
class StateEntered:
    """*ending* says that the case ended here; *new_round* that it was reopened."""

    state: str
    ending: bool = False
    new_round: bool = False


@dataclass(frozen=True, slots=True)
class ClockStarted:
    """A time limit began to run, or its start moved because the answer that it counts from was corrected."""

    deadline: str
    started: date
    expires: datetime
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ClockEnded:
    deadline: str
    status: ClockStatus


@dataclass(frozen=True, slots=True)
class ClockUnset:
    """A time limit no longer runs, because the answer that it counts from was taken out."""

    deadline: str


Event: TypeAlias = (
    CaseOpened
    | FormSubmitted
    | FormCorrected
    | FormWithdrawn
    | FormStandsAgain
    | ActionTaken
    | ActionRedated
    | FactProposed
    | FactUpdated
    | FactDeclined
    | FactTakenBack
    | FormGivenBack
    | CaseRoleGiven
    | CaseRoleEnded
    | StateLeft
    | StateEntered
    | ClockStarted
    | ClockEnded
    | ClockUnset
)

EVENT_TYPES: tuple[type[Event], ...] = (
    CaseOpened,
    FormSubmitted,
    FormCorrected,
    FormWithdrawn,
    FormStandsAgain,
    ActionTaken,
    ActionRedated,
    FactProposed,
    FactUpdated,
    FactDeclined,
    FactTakenBack,
    FormGivenBack,
    CaseRoleGiven,
    CaseRoleEnded,
    StateLeft,
    StateEntered,
    ClockStarted,
    ClockEnded,
    ClockUnset,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a case's history: what one command did, by whom, when, under which release."""

    council: str
    case: str
    release: str
    version: int
    at: datetime
    by: str
    on_behalf_of: str | None
    events: tuple[Event, ...]
