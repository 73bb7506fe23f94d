"""What happened to tasks. A task is named by its id; one of several that a row or a link opened, by `id/row`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from engine.cases.values import Answers
from engine.definitions.forms import Basis


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A task was opened, for the first time or again. *state* is whose task it is; empty: the case's own.

    *row* are the answers of the row that it is about, of those that its title shows; *number* which row that is. Of one
    that a linked case opened, *about* is what names the link; what is shared along it is not kept.
    """

    task: str
    state: str
    required: bool
    expires: datetime | None = None
    day: date | None = None
    number: int | None = None
    row: Answers = field(default_factory=dict, repr=False)
    reason: str | None = field(default=None, repr=False)
    about: str = ""


@dataclass(frozen=True, slots=True)
class AnswersSent:
    """Answers went to whoever is to do a task: those that a *share* of *form* names, as this revision has them.

    It is a disclosure: *to* are the roles that it was made to, *basis* the legal basis that the definition gives.
    """

    task: str
    form: str
    share: str
    submission: str
    revision: int
    basis: Basis
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskNotOpened:
    """Whether a task is needed is not known yet, so it was not opened. *unanswered* are the names that decide it."""

    task: str
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A task was done. *submission* holds its answers, of which *answers* are those that rules read.

    An answer that came another way says from whom (*said_by*), *how* and when it was said.
    """

    task: str
    submission: str = ""
    answers: Answers = field(default_factory=dict, repr=False)
    said_by: str | None = field(default=None, repr=False)
    how: str | None = field(default=None, repr=False)
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskPutAway:
    """The row or link that a task was about is no longer there, so it is no longer among the tasks of the case."""

    task: str


@dataclass(frozen=True, slots=True)
class TaskCancelled:
    task: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TaskClaimed:
    """A person took a task: until it is released or given to another, nobody else does it."""

    task: str
    person: str


@dataclass(frozen=True, slots=True)
class TaskReleased:
    task: str
    person: str
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TaskGiven:
    """A task was given to *person*, with a reason."""

    task: str
    person: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GuestInvited:
    """Somebody of an outside agency was asked to do a task by a link; *to* says who, in words."""

    task: str
    role: str
    to: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, slots=True)
class WaitEnded:
    """What a state waited for was done, so that the case moved on by itself."""

    state: str


TaskEvent: TypeAlias = (
    TaskOpened
    | AnswersSent
    | TaskNotOpened
    | TaskPutAway
    | TaskDone
    | TaskCancelled
    | TaskClaimed
    | TaskReleased
    | TaskGiven
    | GuestInvited
    | WaitEnded
)
