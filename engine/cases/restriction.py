"""Who is let in to a restricted case: the people and roles that were named, and whoever broke the glass, for a while.

Everybody else finds no such case. Whoever is let in stands towards it as they would without the restriction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from engine.cases.making import remade

if TYPE_CHECKING:
    from engine.cases.state import Case

KeptRestriction: TypeAlias = tuple[list[str], list[str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Restriction:
    """To whom a case is open: *people*, the holders of *roles*, and by *glass* a person until an instant."""

    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    glass: Mapping[str, datetime] = field(default_factory=dict)
    at: datetime | None = field(default=None, compare=False, repr=False)
    """The moment as of which it is asked. Until that is known, the glass is whole."""

    def is_broken_by(self, person: str) -> bool:
        """Whether *person* broke the glass, and still has the time that this gave them."""
        until = self.glass.get(person)
        return until is not None and self.at is not None and self.at < until


def as_of(case: Case, now: datetime) -> Case:
    """Return *case* for somebody who asks at *now*: whoever broke the glass is let in until their time is over."""
    if case.restriction is None or not case.restriction.glass:
        return case
    return remade(case, {"restriction": replace(case.restriction, at=now)})


def to_json(restriction: Restriction) -> object:
    """Return a restriction as a folded case keeps it."""
    return restriction.people, restriction.roles, restriction.glass


def from_json(kept: KeptRestriction) -> Restriction:
    """Return the restriction of which `to_json` was kept."""
    people, roles, glass = kept
    return Restriction(
        tuple(people), tuple(roles), {one: datetime.fromisoformat(until) for one, until in glass.items()}
    )
