"""Who may do what. Deny unless allowed; one place decides for reading, writing and every message.

A person has *roles*. A role *reaches* some cases: all of the council's, those of the person's teams, or only those on
which the person holds a place (a case role). What a person is towards one case is their *standing* there: a set of
roles and case roles, and every rule of the definition is a question about that set. Towards a restricted case it is
empty for everybody who was not let in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from engine.cases.restriction import Restriction
from engine.definitions.configuration import Manifest, Reach
from engine.sentences.say import listing, say

LONGEST_ID = 64
"""As long as the database keeps. An actor is required everywhere; there is no system default."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts. *on_behalf_of* is whom they stand in for; both count where duties are kept apart.

    *reason* is why they look or act at all, where their system asks for one: it is kept with each look and each step.
    """

    id: str
    roles: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    on_behalf_of: str | None = None
    reason: str | None = field(default=None, repr=False)

    def __init__(
        self,
        id: str,
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
        on_behalf_of: str | None = None,
        reason: str | None = None,
    ) -> None:
        for person in (id, on_behalf_of):
            if person is not None and not (0 < len(person.strip()) <= LONGEST_ID and person.isprintable()):
                raise ValueError(f"A person's id is 1 to {LONGEST_ID} printable characters.")
        if reason is not None and not (reason.strip() and len(reason) <= LONGEST_REASON and reason.isprintable()):
            raise ValueError(f"A reason is 1 to {LONGEST_REASON} printable characters.")
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "roles", frozenset(roles))
        object.__setattr__(self, "teams", frozenset(teams))
        object.__setattr__(self, "on_behalf_of", on_behalf_of)
        object.__setattr__(self, "reason", reason)

    @property
    def people(self) -> frozenset[str]:
        """Return who is acting: the person, and whoever they stand in for."""
        return frozenset((self.id, self.on_behalf_of)) if self.on_behalf_of else frozenset((self.id,))


Doing: TypeAlias = Literal[
    "see",
    "open",
    "do",
    "record",
    "give",
    "correct",
    "withdraw",
    "audit",
    "fill",
    "change",
    "restrict",
    "break_glass",
    "hear",
]
"""What somebody would do: see a case or an answer, open a case, do an action or a task, record for somebody else what
they said, give a place, correct or withdraw a form, see who looked, fill in a question, change a fact of a record,
restrict a case or lift that, open it in an emergency, hear of that."""


def may(standing: frozenset[str], doing: Doing, named: frozenset[str]) -> bool:
    """Whether somebody may do a thing: the one decision about rights, for every surface.

    *standing* is what they are towards the case, `RoleBook.standing(actor, case)`; *named* are those whom the
    definition names for *doing* it to this case, action, task or field. Deny unless they are among them. A question is
    filled in by whoever the workflow asks, and there its `edit`, where it has one, only narrows who that is.
    """
    if doing == "fill" and not named:
        return True
    return not standing.isdisjoint(named)


class ReachedCase(Protocol):
    """The little of a case that standing depends on."""

    @property
    def team(self) -> str: ...

    @property
    def holders(self) -> Mapping[str, str]: ...

    @property
    def restriction(self) -> Restriction | None: ...


@dataclass(frozen=True, slots=True)
class RoleBook:
    """The roles, case roles and groups of one configuration, with what each includes worked out."""

    titles: Mapping[str, str]
    reach: Mapping[str, Reach]
    powers: Mapping[str, frozenset[str]]
    """A role and every role that it includes, directly or not."""
    taken_from: Mapping[str, frozenset[str]]
    """Case role -> the roles whose holders may take it."""
    given_by: Mapping[str, frozenset[str]]
    groups: Mapping[str, frozenset[str]]
    has_teams: bool = False

    def members(self, names: Iterable[str]) -> frozenset[str]:
        """Return the roles and case roles that *names* stand for, groups written out."""
        written: set[str] = set()
        for name in names:
            written |= self.groups.get(name, frozenset((name,)))
        return frozenset(written)

    def standing(self, actor: Actor, case: ReachedCase | None) -> frozenset[str]:
        """Return the roles and case roles in which *actor* stands towards *case*; without a case, all their roles."""
        here = self.behind(actor, case)
        return here if case is None or _lets_in(case.restriction, actor, here) else frozenset()

    def behind(self, actor: Actor, case: ReachedCase | None) -> frozenset[str]:
        """Return the same as `standing`, as if *case* were not restricted."""
        held = set() if case is None else {role for role, person in case.holders.items() if person in actor.people}
        here: set[str] = set(held)
        for role in actor.roles:
            powers = self.powers.get(role)
            if powers is not None and (case is None or self._reaches(role, actor, case, held)):
                here |= powers
        return frozenset(here)

    def standing_on_tasks(self, actor: Actor, case: ReachedCase) -> frozenset[str]:
        """Return the standing of *actor* towards the tasks of *case*: roles that reach only tasks count here too."""
        here = self._behind_on_tasks(actor, case)
        return here if _lets_in(case.restriction, actor, here) else frozenset()

    def _behind_on_tasks(self, actor: Actor, case: ReachedCase) -> frozenset[str]:
        sent = (self.powers[role] for role in actor.roles if self.reach.get(role) == "task")
        return self.behind(actor, case).union(*sent)

    def lets_in(self, actor: Actor, case: ReachedCase) -> bool:
        """Whether *actor* may know that *case* is there as far as its restriction goes; what else, others decide."""
        return case.restriction is None or _lets_in(case.restriction, actor, self._behind_on_tasks(actor, case))

    def beyond_cases(self, actor: Actor) -> frozenset[str]:
        """Return the roles that *actor* has without any case in hand: those that do not hang on a place on one."""
        here: set[str] = set()
        for role in actor.roles:
            if self.reach.get(role) in ("council", "team"):
                here |= self.powers[role]
        return frozenset(here)

    def _reaches(self, role: str, actor: Actor, case: ReachedCase, held: set[str]) -> bool:
        match self.reach[role]:
            case "council":
                return True
            case "team":
                return not self.has_teams or case.team in actor.teams
            case "case":
                return any(self.powers[role] & self.taken_from[one] for one in held)
            case _:
                return False  # "task": such a role sees the tasks given to it, and no cases

    def named(self, names: Iterable[str], language: str) -> str:
        """Return, for a sentence, the titles of *names*, as they are and never bent; without any, `nobody`."""
        titles = (self.titles[name] for name in names if name in self.titles)
        return listing(language, titles, at_most=6) or say(language, "nobody")


def _lets_in(restriction: Restriction | None, actor: Actor, behind: frozenset[str]) -> bool:
    """Whether a restriction lets somebody in, who stands *behind* it so."""
    if restriction is None or not behind.isdisjoint(restriction.roles):
        return True
    return not actor.people.isdisjoint(restriction.people) or restriction.is_broken_by(actor.id)


def role_book(manifest: Manifest) -> RoleBook:
    """Return the roles of *manifest* with includes and groups written out. Unknown names are left for the checks."""
    includes = {name: role.includes for name, role in manifest.roles.items()}
    titles = {name: role.title for name, role in manifest.roles.items()}
    titles |= {name: role.title for name, role in manifest.case_roles.items()}
    groups: dict[str, frozenset[str]] = {}
    for name, members in manifest.groups.items():
        groups[name] = frozenset(members)
    return RoleBook(
        titles=titles,
        reach={name: "task" if role.external else role.reach for name, role in manifest.roles.items()},
        powers={name: _closure(name, includes) for name in manifest.roles},
        taken_from={name: frozenset(role.taken_from) for name, role in manifest.case_roles.items()},
        given_by={name: frozenset(role.given_by) for name, role in manifest.case_roles.items()},
        groups=groups,
        has_teams=bool(manifest.teams),
    )


def _closure(name: str, includes: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += includes.get(one, ())
    return frozenset(found)
