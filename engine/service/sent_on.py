"""What somebody sent on and waits for: cases that they took a step on, and that are now for others to go on with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.cases.access import Actor, may
from engine.cases.compiled import Definition
from engine.cases.lanes import roles_of
from engine.cases.restriction import as_of
from engine.cases.state import Case
from engine.service.overviews import Overview, overviews
from engine.service.register import Register
from engine.store.lanes import NEVER, waits_for
from engine.store.sent_on import SentOn, cases_sent_on
from engine.store.transaction import Transaction

LATELY = timedelta(days=30)
"""How long ago somebody may have looked at a case last that they still wait for."""
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class SentRow:
    """A case that somebody sent on: *at* was their last step on it, and now it waits for *waits_for*.

    *due* is when that should be done, and *day* that day where the council is.
    """

    overview: Overview
    waits_for: str
    at: datetime
    due: datetime | None
    day: date | None
    overdue: bool


def sent_on(register: Register, tx: Transaction, by: Actor, limit: int) -> tuple[SentRow, ...]:
    """Return at most *limit* cases that this person sent on, the latest first; see `Worklist.sent`."""
    now = register.now()
    found = cases_sent_on(tx, register.council, by.id, since=now - LATELY, most=_LOOKED_AT)
    waiting = [one for each in found if (one := _waiting(register, tx, each, by, now)) is not None][:limit]
    shown = overviews(register, tx, [one.case for one in waiting], by)
    return tuple(_row(one, shown[one.case.id], now) for one in waiting if one.case.id in shown)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A case that others are to go on with: which, by their roles, and since when."""

    case: Case
    definition: Definition
    others: frozenset[str]
    at: datetime


def _waiting(register: Register, tx: Transaction, one: SentOn, by: Actor, now: datetime) -> _Waiting | None:
    """Return a case as it waits for others; nothing where this person does not see it, or is themselves to go on.

    Whoever sent it on may still have things that they could do: that it waits for others counts, until one of them
    took a step.
    """
    case = as_of(one.case, now)
    definition = register.engine.release(tx, case.release)
    if not register.sees(definition, case, by):
        return None
    roles = roles_of(waits_for(definition, case)[0] or "")
    places = {place for place, holder in case.holders.items() if holder in by.people}
    others = roles - by.roles - places
    is_own = may(definition.roles.standing(by, case), "do", roles)
    return _Waiting(case, definition, others, one.at) if others and (one.is_last or not is_own) else None


def _row(one: _Waiting, overview: Overview, now: datetime) -> SentRow:
    book, until = one.definition, waits_for(one.definition, one.case)[1]
    due = None if until >= NEVER else until
    return SentRow(
        overview=overview,
        waits_for=book.roles.named(sorted(one.others), book.language),
        at=one.at,
        due=due,
        day=None if due is None else last_day(book, due),
        overdue=due is not None and now >= due,
    )


def last_day(definition: Definition, due: datetime) -> date:
    """Return the last day on which it is still in time: a limit in days runs out as its last day ends."""
    return (due - timedelta(microseconds=1)).astimezone(definition.zone).date()
