"""The cases that somebody took a step on lately, and that somebody is now to do something about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.cases.state import Case
from engine.store import tables as t
from engine.store.cases import CASE_COLUMNS, case_of
from engine.store.looks import minute_of
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
_PERSON: sa.BindParameter[str] = sa.bindparam("key_person")
# Whoever takes a step looked at the case: their own looks are few and have an index, which steps have by case only.
_LOOKED = sa.select(t.look.c.case_id).where(
    t.look.c.council == _COUNCIL, t.look.c.person == _PERSON, t.look.c.minute >= sa.bindparam("since")
)
_MINE = (
    sa.select(
        t.step.c.council,
        t.step.c.case_id,
        sa.func.max(t.step.c.at).label("at"),
        sa.func.max(t.step.c.version).label("last"),
    )
    .where(t.step.c.council == _COUNCIL, t.step.c.person == _PERSON, t.step.c.case_id.in_(_LOOKED))
    .group_by(t.step.c.council, t.step.c.case_id)
    .subquery("mine")
)
_READ = Statement(
    "read cases sent on",
    sa.select(*CASE_COLUMNS, _MINE.c.at.label("sent_at"), _MINE.c.last.label("sent_version"))
    .select_from(t.case.join(_MINE, sa.and_(_MINE.c.council == t.case.c.council, _MINE.c.case_id == t.case.c.id)))
    .where(t.case.c.council == _COUNCIL, sa.text(t.WAITS))
    .order_by(_MINE.c.at.desc(), t.case.c.id)
    .limit(sa.bindparam("most")),
)


@dataclass(frozen=True, slots=True)
class SentOn:
    """A case, when somebody's last step on it was, and whether nobody took one after that."""

    case: Case
    at: datetime
    is_last: bool


def cases_sent_on(tx: Transaction, council: str, person: str, *, since: datetime, most: int) -> list[SentOn]:
    """Return at most *most* cases that wait for somebody, and that this person took a step on, the latest first."""
    key = {"key_council": council, "key_person": person, "since": minute_of(since), "most": most}
    found = ((case_of(council, row), row) for row in tx.rows(_READ, key))
    return [SentOn(case, row["sent_at"], is_last=row["sent_version"] == case.version) for case, row in found]
