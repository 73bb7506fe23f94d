"""What people were told, as each may read it: whoever holds the role, within reach of the case, when they look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from engine.cases.access import Actor, may
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide.restricting import BREAK_GLASS
from engine.cases.events import GlassBroken, Step
from engine.cases.restriction import as_of
from engine.errors import NotFound
from engine.sentences.dates import long_moment
from engine.sentences.say import say
from engine.service.register import Register
from engine.store.cases import read_step
from engine.store.notifications import Told, mark_read, told_once, told_to
from engine.store.transaction import Transaction

_PAGE = 100
_ID = re.compile(r"([!-.0-~]{1,64})/([0-9]{1,9})/([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class NotificationView:
    """One thing that a person was told: about which case, when, and in which words. *id* marks it as read."""

    id: str
    case: str
    reference: str
    about: str
    text: str
    urgent: bool
    at: datetime
    read: bool


def notifications_for(
    register: Register, tx: Transaction, by: Actor, *, unread: bool, limit: int
) -> list[NotificationView]:
    """Return at most *limit* things that this person was told, the latest first."""
    found: dict[str, Told] = {}
    for role in _roles_of(register, by):
        reached = (one for one in _all_told(tx, register.council, role, by.id) if _reaches(register, tx, one, by))
        wanted = (one for one in reached if not (unread and one.read))
        found |= {_id_of(one): one for one in islice(wanted, max(0, limit))}
    latest = sorted(found.values(), key=lambda one: (one.at, _id_of(one)), reverse=True)[: max(0, limit)]
    for one in latest:
        register.saw(one.case, by)
    return [_view(register, tx, register.engine.release(tx, one.case.release), one) for one in latest]


def read_notification(register: Register, tx: Transaction, notification: str, by: Actor) -> None:
    """Mark something as read by this person. Raises NotFound for what they were not told."""
    said = _ID.fullmatch(notification)
    if said is None:
        raise NotFound
    found = told_once(tx, register.council, said[1], int(said[2]), int(said[3]), by.id)
    for one in found:
        if _reaches(register, tx, one, by):
            mark_read(tx, one, by.id, register.now())
            return
    raise NotFound


def _roles_of(register: Register, by: Actor) -> list[str]:
    """Return every role and place on a case that this person may hold somewhere."""
    book = register.engine.definition.roles
    powers = {power for role in by.roles for power in book.powers.get(role, ())}
    return sorted(powers | {place for place, taken_from in book.taken_from.items() if powers & taken_from})


def _reaches(register: Register, tx: Transaction, told: Told, by: Actor) -> bool:
    """Whether this person holds the role that was told, within reach of the case, and may see it.

    That the glass was broken is told also to whoever is not let in: they are to ask why.
    """
    definition, case = register.engine.release(tx, told.case.release), as_of(told.case, register.now())
    if told.about == BREAK_GLASS:
        return may(definition.roles.behind(by, case), "hear", frozenset((told.role,)))
    standing = definition.roles.standing(by, case)
    return told.role in standing and may(standing, "see", definition.workflows[told.case.workflow].view)


def _all_told(tx: Transaction, council: str, role: str, person: str) -> Iterator[Told]:
    start = 0
    while found := told_to(tx, council, role, person, most=_PAGE, start=start):
        yield from found
        start += _PAGE


def _id_of(told: Told) -> str:
    return f"{told.case.id}/{told.version}/{told.number}"


def _view(register: Register, tx: Transaction, definition: Definition, told: Told) -> NotificationView:
    flow = definition.workflows[told.case.workflow]
    if told.about == BREAK_GLASS:
        text = _of_glass(definition, read_step(tx, register.council, told.case.id, told.version))
    else:
        text = _text(definition, flow, told)
    return NotificationView(
        _id_of(told), told.case.id, told.case.reference, told.about, text, told.urgent, told.at, told.read
    )


def _of_glass(definition: Definition, step: Step) -> str:
    """Return who broke the glass, until when and why: that is what whoever is told has to judge."""
    broken = next(one for one in step.events if isinstance(one, GlassBroken))
    until = long_moment(definition.language, broken.until.astimezone(definition.zone))
    said = "Glass broken by {person}, until {moment}. Reason: {reason}"
    return say(definition.language, said, person=step.by, moment=until, reason=broken.reason)


def _text(definition: Definition, flow: CompiledWorkflow, told: Told) -> str:
    """Return what was said, from titles: never a name, and never what was answered."""
    match told.about:
        case "alert":
            found = flow.definition.alerts.get(told.id)
            return found.say if found is not None else told.id
        case "action":
            return say(definition.language, '"{action}" was done', action=flow.titles.get(told.id, told.id))
        case _:
            title = flow.deadlines[told.id].title if told.id in flow.deadlines else told.id
            if told.about == "breach":
                return say(definition.language, "{deadline}: not done in time", deadline=title)
            return say(definition.language, "{deadline}: running out", deadline=title)
