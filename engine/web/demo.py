"""A sign-in for demonstrations, in which anybody may be anyone of a few fictional people. Never for real cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from engine.cases.compiled import Definition
from engine.service.ports import Known, RoleSought, StandIn
from engine.web.signing_in import Begun, Choice, NotSignedIn, Person

_KNOWN = (
    ("Amy", "mash_officer"),
    ("Max", "mash_manager"),
    ("Mia", "mash_manager"),
    ("Sol", "social_worker"),
    ("Lea", "context_lead"),
    ("Sue", "service_manager"),
)
"""The people of `casepath demo`, and what they are in the national template."""
_FIRST_NAMES = (
    "Ada", "Ben", "Cat", "Dan", "Eve", "Fay", "Gil", "Hal", "Ian", "Jo", "Kim", "Lou", "Moe", "Ned", "Ola", "Pam",
    "Ray", "Sam", "Tom", "Una", "Vic", "Wes", "Zoe", "Abe", "Bea", "Cy", "Dee", "Eli", "Flo", "Gus",
)  # fmt: skip
_TEAM = "demonstration"


class DemoPeople:
    """Fictional people, one for each role of a configuration, or two where none of them is known.

    They are the sign-in, the names and the `people` port of a demonstration at once.
    """

    is_demo = True
    leads_away = False

    def __init__(self, definition: Definition) -> None:
        book = definition.roles
        roles = [role for role in book.titles if role not in book.taken_from]
        named = [(name, role) for name, role in _KNOWN if role in roles]
        theirs = {role for _, role in named}
        # Whoever writes does not authorise: where nobody is known there is a second person in each role.
        others = [role for role in roles if role not in theirs] * (1 if named else 2)
        named += zip(_names(), others, strict=False)
        self._roles = dict(named)
        self._titles = {name: book.titles[role] for name, role in named}

    # --- signing in --------------------------------------------------------------------------------------------------

    def choices(self) -> Sequence[Choice]:
        return tuple(Choice(one, _called(one), title) for one, title in self._titles.items())

    def begin(self, choice: str, back: str) -> Begun:
        if choice not in self._roles:
            raise NotSignedIn
        return Person(choice, _called(choice))

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Person:
        raise NotSignedIn

    # --- who they are ------------------------------------------------------------------------------------------------

    def names(self, people: Sequence[str]) -> Mapping[str, str]:
        return {one: _called(one) for one in people if one in self._roles}

    def known(self, people: Sequence[str]) -> Mapping[str, Known]:
        return {one: self._known(one) for one in people if one in self._roles}

    def holders(self, sought: Sequence[RoleSought]) -> Mapping[RoleSought, Sequence[str]]:
        return {one: [name for name, role in self._roles.items() if role == one.role] for one in sought}

    def stand_ins(self, people: Sequence[str]) -> Mapping[str, Sequence[StandIn]]:
        return {}

    def _known(self, person: str) -> Known:
        return Known(frozenset((self._roles[person],)), frozenset((_TEAM,)))


def _called(person: str) -> str:
    return f"{person} Example"


def _names() -> Iterator[str]:
    for number in count():
        yield from (f"{name}{number or ''}" for name in _FIRST_NAMES)
