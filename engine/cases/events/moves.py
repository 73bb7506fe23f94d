"""How a case opens, moves and ends: actions taken, states left and entered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias


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
class StateLeft:
    """A state was left. *was* are the innermost states that were active in it, where it will go on from there."""

    state: str
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StateEntered:
    """*ending* says that the case ended here; *new_round* that it was reopened."""

    state: str
    ending: bool = False
    new_round: bool = False


@dataclass(frozen=True, slots=True)
class StrandsEnded:
    """All strands of a state have ended, so that the case moves on by itself."""

    state: str


MoveEvent: TypeAlias = CaseOpened | ActionTaken | ActionRedated | StateLeft | StateEntered | StrandsEnded
