"""What people were told, as each may read it: whoever holds the role, within reach of the case, when they look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from engine.cases.access import Actor
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.errors import NotFound
from engine.sentences.say import say
from engine.service.register import Register
from engine.store.notifications import Told, mark_read, told_to
from engine.store.transaction import Transaction

_PAGE = 100


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
    found = {_id_of(one): one for one in islice(_reached(register, tx, by, unread=unread), 10 * limit)}
    latest = sorted(found.values(), key=lambda one: (one.at, _id_of(one)), reverse=True)[:limit]
    return [_view(register.engine.release(tx, one.case.release), one) for one in latest]


def read_notification(register: Register, tx: Transaction, notification: str, by: Actor) -> None:
    """Mark something as read by this person. Raises NotFound for what they were not told."""
    for one in _reached(register, tx, by, unread=False):
        if _id_of(one) == notification:
            mark_read(tx, one, by.id, register.now())
            return
    raise NotFound


def _reached(register: Register, tx: Transaction, by: Actor, *, unread: bool) -> Iterator[Told]:
    """Yield what the roles that this person may hold were told, about cases on which they hold them now."""
    book = register.engine.definition.roles
    powers = {power for role in by.roles for power in book.powers.get(role, ())}
    places = {place for place, taken_from in book.taken_from.items() if powers & taken_from}
    for role in sorted(powers | places):
        for one in _all_told(tx, register.council, role, by.id):
            definition = register.engine.release(tx, one.case.release)
            flow = definition.workflows[one.case.workflow]
            standing = definition.roles.standing(by, one.case)
            if role in standing and standing & flow.view and not (unread and one.read):
                yield one


def _all_told(tx: Transaction, council: str, role: str, person: str) -> Iterator[Told]:
    start = 0
    while found := told_to(tx, council, role, person, most=_PAGE, start=start):
        yield from found
        start += _PAGE


def _id_of(told: Told) -> str:
    return f"{told.case.id}/{told.version}/{told.number}"


def _view(definition: Definition, told: Told) -> NotificationView:
    flow = definition.workflows[told.case.workflow]
    text = _text(definition, flow, told)
    return NotificationView(
        _id_of(told), told.case.id, told.case.reference, told.about, text, told.urgent, told.at, told.read
    )


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
