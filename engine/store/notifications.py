"""What people were told: a row for each role, written with the step, and who has read it.

Who holds a role within reach of the case is decided when it is read; nothing here knows people, but for those who read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.events import PeopleTold, Step
from engine.cases.state import Case
from engine.store import tables as t
from engine.store.cases import CASE_COLUMNS, case_of
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_TOLD, _READ_BY = t.notification, t.notification_read
_SAME = sa.and_(
    _READ_BY.c.council == _TOLD.c.council,
    _READ_BY.c.person == sa.bindparam("key_person"),
    _READ_BY.c.case_id == _TOLD.c.case_id,
    _READ_BY.c.version == _TOLD.c.version,
    _READ_BY.c.number == _TOLD.c.number,
)
_INSERT = Statement("insert notifications", _TOLD.insert())
_SELECT = (
    sa.select(
        _TOLD.c.version.label("told_version"),
        _TOLD.c.number,
        _TOLD.c.role,
        _TOLD.c.about,
        _TOLD.c.thing,
        _TOLD.c.urgent,
        _TOLD.c.at,
        _READ_BY.c.at.label("read_at"),
        *CASE_COLUMNS,
    )
    .select_from(
        _TOLD.join(t.case, sa.and_(t.case.c.council == _TOLD.c.council, t.case.c.id == _TOLD.c.case_id)).outerjoin(
            _READ_BY, _SAME
        )
    )
    .where(_TOLD.c.council == sa.bindparam("key_council"))
)
_OF_ROLE = Statement(
    "read notifications",
    _SELECT.where(_TOLD.c.role == sa.bindparam("key_role"))
    .order_by(_TOLD.c.at.desc(), _TOLD.c.case_id, _TOLD.c.version.desc(), _TOLD.c.number)
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("start")),
)
_ONE = Statement(
    "read one notification",
    _SELECT.where(
        _TOLD.c.case_id == sa.bindparam("key_case"),
        _TOLD.c.version == sa.bindparam("key_version"),
        _TOLD.c.number == sa.bindparam("key_number"),
    ),
)
_MARK = {
    "sqlite": Statement("mark notification read", sqlite.insert(_READ_BY).on_conflict_do_nothing()),
    "postgresql": Statement("mark notification read", postgresql.insert(_READ_BY).on_conflict_do_nothing()),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that the holders of *role* were told about a case; *read* by whoever asks."""

    case: Case
    version: int
    number: int
    role: str
    about: str
    id: str
    urgent: bool
    at: datetime
    read: bool


def write_notifications(tx: Transaction, steps: Iterable[Step]) -> None:
    """Write what steps tell people: a row for each role, all in one statement."""
    told = [
        (step, number, one)
        for step in steps
        for number, one in enumerate(one for one in step.events if isinstance(one, PeopleTold))
        if one.roles
    ]
    if told:
        tx.write_many(_INSERT, (_row(*one, role) for one in told for role in dict.fromkeys(one[2].roles)))


def _row(step: Step, number: int, told: PeopleTold, role: str) -> Mapping[str, object]:
    return {
        "council": step.council,
        "case_id": step.case,
        "version": step.version,
        "number": number,
        "role": role,
        "about": told.about,
        "thing": told.id,
        "urgent": told.urgent,
        "at": step.at,
    }


def told_to(tx: Transaction, council: str, role: str, person: str, *, most: int, start: int = 0) -> list[Told]:
    """Return what the holders of *role* were told, the latest first; *person* is whoever reads it."""
    key = {"key_council": council, "key_role": role, "key_person": person, "most": most, "start": start}
    return [_told(council, row) for row in tx.rows(_OF_ROLE, key)]


def told_once(tx: Transaction, council: str, case_id: str, version: int, number: int, person: str) -> list[Told]:
    """Return one thing that was told about a case, for each role that it was told to."""
    key = {"key_council": council, "key_case": case_id, "key_version": version, "key_number": number}
    return [_told(council, row) for row in tx.rows(_ONE, {**key, "key_person": person})]


def _told(council: str, row: Row) -> Told:
    return Told(
        case_of(council, row),
        row["told_version"],
        row["number"],
        row["role"],
        row["about"],
        row["thing"],
        bool(row["urgent"]),
        row["at"],
        row["read_at"] is not None,
    )


def mark_read(tx: Transaction, told: Told, person: str, at: datetime) -> None:
    """Remember that *person* has read something; once is enough."""
    key = {"council": told.case.council, "case_id": told.case.id, "version": told.version, "number": told.number}
    tx.write(_MARK[tx.dialect], {**key, "person": person, "at": at})
