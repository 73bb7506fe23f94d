"""Who held which place on a case, from when until when: read from its history, which is never rewritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from engine.cases.compiled import Definition
from engine.cases.events import CaseRoleEnded, CaseRoleGiven, Step


@dataclass(frozen=True, slots=True)
class PlaceHeld:
    """One person in one place on a case. *until* is nothing while they hold it; *given_by* who put them there."""

    role: str
    title: str
    person: str
    since: datetime
    given_by: str
    until: datetime | None = None


def places_held(definition: Definition, steps: Iterable[Step]) -> tuple[PlaceHeld, ...]:
    """Return everyone who held a place on the case that *steps* made, in the order in which they took it."""
    found: list[PlaceHeld] = []
    now: dict[str, int] = {}
    for step in steps:
        for event in step.events:
            if isinstance(event, CaseRoleGiven | CaseRoleEnded) and event.role in now:
                # A place is held by one person, so giving it to another ends its time with the one before.
                index = now.pop(event.role)
                found[index] = replace(found[index], until=step.at)
            if isinstance(event, CaseRoleGiven):
                now[event.role] = len(found)
                title = definition.roles.titles.get(event.role, event.role)
                found.append(PlaceHeld(event.role, title, event.person, step.at, step.by))
    return tuple(found)
