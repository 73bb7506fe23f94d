"""Who took a place on the case, and who left it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


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


PeopleEvent: TypeAlias = CaseRoleGiven | CaseRoleEnded
