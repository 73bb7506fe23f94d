"""What the host knows of people, asked in batches, before a transaction opens or after it has closed.

What it says is bounded and checked like anything from outside. Where it fails, what needed it is refused and nothing is
half done. Standing in for somebody never defeats the keeping apart of duties: both people count as having acted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from engine.cases.access import Actor
from engine.cases.compiled import CompiledAction, Definition
from engine.cases.decide.acting import kept_apart
from engine.cases.door import is_name
from engine.cases.state import Case
from engine.cases.tasks import task_id
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.ports import Known, NobodyKnown, RoleSought, StandIn
from engine.service.register import Register, raise_at_the_door

if TYPE_CHECKING:
    from engine.service.engine import Engine

_MOST = 500
"""People who can be asked for one thing. A role with more holders is no answer to whom to ask."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Askable:
    """Somebody who may do a thing. *instead_of* is whom they stand in for, *away* that they are not here themselves."""

    person: str
    instead_of: str | None = None
    away: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """About what it is asked who may do it: the case, the roles and places, and what keeps people apart from it."""

    definition: Definition
    case: Case
    roles: frozenset[str]
    action: CompiledAction | None = field(default=None)


def actor(engine: Engine, person: str, instead_of: str | None, reason: str | None) -> Actor:
    """Return a person as the host knows them; see `Engine.actor`."""
    register = Register(engine)
    named = [person] if instead_of is None else [person, instead_of]
    raise_at_the_door({}, register.language, people=named)
    found = known_people(register, named)
    if any(one not in found for one in named):
        raise Refused((Reason("unknown_person", say(register.language, "This person is not known here.")),))
    own = found[person]
    if instead_of is None:
        return Actor(person, own.roles, own.teams, reason=reason)
    now, away = register.now(), _stand_ins(register, [instead_of]).get(instead_of, ())
    if not any(one.person == person and one.since <= now < one.until for one in away):
        text = say(register.language, "You do not stand in for this person now.")
        raise Refused((Reason("stand_in", text),))
    theirs = found[instead_of]
    return Actor(person, own.roles | theirs.roles, own.teams | theirs.teams, instead_of, reason)


def known_people(register: Register, people: Iterable[str]) -> Mapping[str, Actor]:
    """Return what the host knows of *people*, as they would act themselves. Whoever it does not know is left out."""
    wanted = list(dict.fromkeys(people))
    port = register.engine.ports.people
    if not wanted or isinstance(port, NobodyKnown):
        return {}

    def ask() -> dict[str, Actor]:
        found = port.known(wanted)
        return {name: _as_actor(name, found[name]) for name in wanted if name in found}

    return _asked(register, ask)


def asked_about(case: Case, definition: Definition, what: str) -> Asked:
    """Return whom *what* on a case is for: an action, a task, a role or a place. Raises NotFound for anything else."""
    flow, book = definition.workflows[case.workflow], definition.roles
    action = next((one for one in flow.offered(case.states) if one.id == what), None)
    if action is not None:
        return Asked(definition, case, action.by, action)
    task = flow.work.tasks.get(task_id(what)) if what in case.tasks else None
    if task is not None:
        return Asked(definition, case, task.by)
    if what in book.powers or what in book.taken_from:
        return Asked(definition, case, frozenset((what,)))
    raise NotFound


def who_may(register: Register, asked: Asked) -> tuple[Askable, ...]:
    """Return the people whom *asked* is for, each once, with who stands in for those who are away."""
    book, case = asked.definition.roles, asked.case
    placed = [case.holders[place] for place in sorted(asked.roles & case.holders.keys())]
    having = sorted(role for role, powers in book.powers.items() if powers & asked.roles and book.reach[role] != "case")
    sought = [_sought(asked, role) for role in having]
    people = list(dict.fromkeys((*placed, *_holders(register, sought))))
    away = _stand_ins(register, people)
    now, found = register.now(), dict[str, Askable]()
    for person in _let_in(register, asked, people):
        instead = [one.person for one in away.get(person, ()) if one.since <= now < one.until]
        found.setdefault(person, Askable(person, away=bool(instead)))
        for other in instead:
            found.setdefault(other, Askable(other, instead_of=person))
    return tuple(one for one in found.values() if not _is_kept_apart(asked, one))


def _let_in(register: Register, asked: Asked, people: list[str]) -> list[str]:
    """Return those of *people* who are let in to the case, if it is restricted; of one not known, by name or place."""
    if asked.case.restriction is None:
        return people
    known, book = known_people(register, people), asked.definition.roles
    return [one for one in people if book.lets_in(known.get(one, Actor(one)), asked.case)]


def _is_kept_apart(asked: Asked, one: Askable) -> bool:
    people = frozenset(name for name in (one.person, one.instead_of) if name is not None)
    return asked.action is not None and kept_apart(asked.case, asked.action, people) is not None


def _sought(asked: Asked, role: str) -> RoleSought:
    book = asked.definition.roles
    in_team = book.reach[role] == "team" and book.has_teams
    return RoleSought(role, asked.case.team if in_team else "")


def _holders(register: Register, sought: Sequence[RoleSought]) -> list[str]:
    port = register.engine.ports.people
    if not sought:
        return []

    def ask() -> list[str]:
        found = port.holders(sought)
        return _bounded([str(name) for one in sought for name in found.get(one, ())])

    return _asked(register, ask)


def _stand_ins(register: Register, people: Sequence[str]) -> Mapping[str, Sequence[StandIn]]:
    port = register.engine.ports.people
    if not people:
        return {}

    def ask() -> dict[str, list[StandIn]]:
        found = port.stand_ins(people)
        made = {name: [_dated(one) for one in found.get(name, ())] for name in people}
        _bounded([one.person for several in made.values() for one in several])
        return made

    return _asked(register, ask)


def _dated(one: StandIn) -> StandIn:
    if not _is_aware(one.since) or not _is_aware(one.until):
        raise ValueError("Say from when until when somebody stands in, with the time zone.")
    return one


def _is_aware(moment: datetime) -> bool:
    return moment.tzinfo is not None


def _as_actor(name: str, known: Known) -> Actor:
    return Actor(name, known.roles, known.teams)


def _bounded(people: list[str]) -> list[str]:
    if len(people) > _MOST or not all(map(is_name, people)):
        raise ValueError("A person's id is 1 to 64 printable characters, and at most 500 people can be asked.")
    return people


def _asked(register: Register, ask: Callable[[], _T]) -> _T:
    """Return what the host answers; raise Refused where it does not, whatever went wrong there."""
    try:
        return ask()
    except Exception as error:
        said = say(
            register.language, "Who holds which role cannot be asked just now, so nothing was done. Try again later."
        )
        raise Refused((Reason("people", said),)) from error
