"""What happened to time limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from engine.cases.deadlines import ClockStatus


@dataclass(frozen=True, slots=True)
class ClockStarted:
    """A time limit began to run, or its start moved because the answer that it counts from was corrected.

    *rung* is what its timer waits for, and *fires* when; *again* the action that started it anew.
    """

    deadline: str
    started: date
    expires: datetime
    day: date | None = None
    rung: str = ""
    fires: datetime | None = None
    again: str = ""


@dataclass(frozen=True, slots=True)
class ClockEnded:
    """What a time limit waits for happened, or it is waited for no more; *on* the day on which that was."""

    deadline: str
    status: ClockStatus
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ClockUnset:
    """A time limit no longer runs, because the answer that it counts from was taken out."""

    deadline: str


@dataclass(frozen=True, slots=True)
class ClockReminded:
    """A reminder was said, once. *next* is what the timer waits for after it."""

    deadline: str
    rung: str
    next: str = ""
    fires: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockBreached:
    """The last day was over, and nobody had recorded what it waits for. The record may settle it yet."""

    deadline: str


@dataclass(frozen=True, slots=True)
class ClockPaused:
    """A time limit stands still, *until* an instant at most."""

    deadline: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """A time limit goes on. *added* is what the pause took: working days, or seconds of a limit in hours."""

    deadline: str
    added: int
    expires: datetime
    day: date | None = None
    rung: str = ""
    fires: datetime | None = None


ClockEvent: TypeAlias = (
    ClockStarted | ClockEnded | ClockUnset | ClockReminded | ClockBreached | ClockPaused | ClockResumed
)
