"""A sign-in for demonstrations, in which anybody may be anyone of a few fictional people. Never for real cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.cases.compiled import Definition
from engine.service.ports import Known, RoleSought, StandIn
from engine.web.signing_in import Begun, Choice, NotSignedIn, Person

_FIRST_NAMES = ("Amy", "Max", "Sol", "Sue", "Lea", "Ben", "Mia", "Kim", "Ada", "Tom", "Eve", "Ned", "Zoe", "Ian", "Una")
"""In the order of the roles: with the national template these are the people of `casepath demo`."""
_TEAM = "demonstration"


class DemoPeople:
    """Fictional people, one for each role of a configuration, and two for each that keeps duties apart.

    They are the sign-in, the names and the `people` port of a demonstration at once.
    """

    is_demo = True
    leads_away = False

    def __init__(self, definition: Definition) -> None:
        book = definition.roles
        roles = [role for role in book.titles if role not in book.taken_from]
        # Whoever writes does not authorise, so there has to be a second person in each role.
        named = list(zip((*roles, *roles), _known_names(), strict=False))
        self._roles = {name: role for role, name in named}
        self._names = {name: f"{name} Example" for _, name in named}
        self._titles = {name: book.titles[role] for role, name in named}

    # --- signing in --------------------------------------------------------------------------------------------------

    def choices(self) -> Sequence[Choice]:
        return tuple(Choice(one, self._names[one], title) for one, title in self._titles.items())

    def begin(self, choice: str, back: str) -> Begun:
        if choice not in self._names:
            raise NotSignedIn
        return Person(choice, self._names[choice])

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Person:
        raise NotSignedIn

    # --- who they are ------------------------------------------------------------------------------------------------

    def names(self, people: Sequence[str]) -> Mapping[str, str]:
        return {one: self._names[one] for one in people if one in self._names}

    def known(self, people: Sequence[str]) -> Mapping[str, Known]:
        return {one: self._known(one) for one in people if one in self._names}

    def holders(self, sought: Sequence[RoleSought]) -> Mapping[RoleSought, Sequence[str]]:
        return {one: [name for name, role in self._roles.items() if role == one.role] for one in sought}

    def stand_ins(self, people: Sequence[str]) -> Mapping[str, Sequence[StandIn]]:
        return {}

    def _known(self, person: str) -> Known:
        return Known(frozenset((self._roles[person],)), frozenset((_TEAM,)))


def _known_names() -> Sequence[str]:
    return [f"{name}{number or ''}" for number in range(10) for name in _FIRST_NAMES]
