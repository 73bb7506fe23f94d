"""What happened to time limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from engine.cases.deadlines import ClockStatus


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


ClockEvent: TypeAlias = ClockStarted | ClockEnded | ClockUnset
