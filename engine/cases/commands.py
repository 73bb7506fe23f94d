"""What a person asks for. A command is one thing, on one case, by one actor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.cases.access import Actor
from engine.cases.events import CaseSplitOff, MergeEvent
from engine.cases.values import Answers, Json

NO_ANSWERS: Answers = {}


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a case of *workflow* about a subject. Ids and the reference are made by the shell, never in the core."""

    workflow: str
    subject_kind: str
    subject: str
    by: Actor
    case_id: str
    reference: str
    team: str = ""
    facts: Answers = field(default_factory=dict, repr=False)
    """What is known about the subject, where a condition of the workflow reads it."""
    linked: tuple[tuple[str, str], ...] = ()
    """Where it is opened from another case: the link as seen from the new case, and that other case."""
    split_off: CaseSplitOff | None = None
    """Where it is split off another case: which, and why."""


@dataclass(frozen=True, slots=True)
class Linking:
    """What a person says of the link that an action makes: the case they picked (*to*), or none for a new one."""

    to: str | None = None
    fields: Answers = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class TakeAction:
    """Take *action*. *answers* are those sent with it; *submission* is the id that a new submission would get."""

    action: str
    by: Actor
    submission: str
    answers: Answers = field(default_factory=dict, repr=False)
    reason: str | None = field(default=None, repr=False)
    assigns: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Warnings to go past, by rule id, each with its reason."""
    link: Linking | None = None
    ids: tuple[str, ...] = ()
    """Ids for the cases and subjects that the action may open: as many as `ids_wanted` says."""
    takers: Mapping[str, Actor] = field(default_factory=dict)
    """What is known of those whom *assigns* names, by their ids."""


@dataclass(frozen=True, slots=True)
class HearMessage:
    """Take in what came from the case *other*, along *link* as seen from here. Without a *message*: that it linked."""

    link: str
    message: str
    other: str
    by: Actor


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """An answer that came another way than by the engine: *said_by* whom, *how* (`phone`), and when it was said."""

    said_by: str = field(repr=False)
    how: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """Complete a task. *answers* are those sent with it; *submission* is the id that they would get."""

    task: str
    by: Actor
    submission: str
    answers: Answers = field(default_factory=dict, repr=False)
    on_behalf: OnBehalf | None = None
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Open a task from the list of those that may be opened ad hoc."""

    task: str
    by: Actor
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CancelTask:
    task: str
    by: Actor
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class InviteGuest:
    """Ask somebody of an outside agency (*to*, in words) to do a task by a link, which *expires*."""

    task: str
    by: Actor
    to: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, slots=True)
class HandTask:
    """Say who does a task: *person*, or whoever may (None). Taking it oneself or letting it go needs no reason."""

    task: str
    person: str | None
    by: Actor
    reason: str | None = field(default=None, repr=False)
    taker: Actor | None = None
    """What is known of that person, if anything is."""


@dataclass(frozen=True, slots=True)
class MergeCase:
    """End this case as the same as the one that was picked, which takes over its links."""

    by: Actor
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SplitCase:
    """Open the case *new*, about a *subject* of its *kind*, for what is something else; it takes over *links*."""

    links: tuple[str, ...]
    new: str
    kind: str
    subject: str
    by: Actor
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HearNews:
    """Take into the history what another case did that is about this one. No person asks for it."""

    news: tuple[MergeEvent, ...]


@dataclass(frozen=True, slots=True)
class MoveSubject:
    """Let the case be about *to*, whose record its subject's turned out to be. The host's own word.

    *differing* is what the old record said otherwise, to be proposed on this case.
    """

    to: str
    by: Actor
    differing: Answers = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class CorrectForm:
    """Change answers of *form*'s latest submission. *answers* are those that change; the others stand."""

    form: str
    by: Actor
    answers: Answers = field(default_factory=dict, repr=False)
    reason: str | None = field(default=None, repr=False)
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class WithdrawForm:
    """Take out *form*'s latest submission."""

    form: str
    by: Actor
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Assign:
    """Give *role*, a place on the case, to *person*; nobody (None) makes it free."""

    role: str
    person: str | None
    by: Actor
    taker: Actor | None = None
    """What is known of that person, if anything is."""


@dataclass(frozen=True, slots=True)
class RestrictCase:
    """Let nobody in to the case but *people* and the holders of *roles*, or lift that (*lifts*)."""

    by: Actor
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    reason: str | None = field(default=None, repr=False)
    lifts: bool = False


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """Let whoever asks in to a restricted case for a while, although nobody named them."""

    by: Actor
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SettleProposal:
    """Accept or decline *value*, which an answer proposed for a fact of the subject's record."""

    fact: str
    value: Json = field(repr=False)
    accept: bool
    by: Actor


@dataclass(frozen=True, slots=True)
class FireTimer:
    """Do what time is to do: *rung* of *clock* in its *turn*. No person asks for it."""

    clock: str
    turn: int
    rung: str


TaskCommand: TypeAlias = CompleteTask | OpenTask | CancelTask | HandTask | InviteGuest
Command: TypeAlias = (
    OpenCase
    | TakeAction
    | HearMessage
    | HearNews
    | MergeCase
    | SplitCase
    | MoveSubject
    | CorrectForm
    | WithdrawForm
    | Assign
    | RestrictCase
    | BreakGlass
    | SettleProposal
    | FireTimer
    | TaskCommand
)
