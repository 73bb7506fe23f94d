"""Links by which somebody without an account does one task: each is used once, and the database says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_KEY = (t.invitation.c.council == sa.bindparam("key_council"), t.invitation.c.id == sa.bindparam("key_id"))
_INSERT = Statement("insert invitation", t.invitation.insert())
_READ = Statement("read invitation", sa.select(t.invitation).where(*_KEY))
_USE = Statement(
    "use invitation",
    t.invitation.update().where(*_KEY, t.invitation.c.used_at.is_(None)).values(used_at=sa.bindparam("new_at")),
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a link lets do which task, and until when."""

    id: str
    case: str
    task: str
    role: str
    expires: datetime
    used: bool = False


def insert_invitation(tx: Transaction, council: str, one: Invitation, by: str, at: datetime) -> None:
    tx.write(
        _INSERT,
        {
            "council": council,
            "id": one.id,
            "case_id": one.case,
            "task": one.task,
            "role": one.role,
            "made_at": at,
            "made_by": by,
            "expires": one.expires,
            "used_at": None,
        },
    )


def read_invitation(tx: Transaction, council: str, invitation: str) -> Invitation | None:
    """Return an invitation by its id, or nothing."""
    row = tx.row(_READ, {"key_council": council, "key_id": invitation})
    if row is None:
        return None
    used = row["used_at"] is not None
    return Invitation(row["id"], row["case_id"], row["task"], row["role"], row["expires"], used)


def use_invitation(tx: Transaction, council: str, invitation: str, at: datetime) -> bool:
    """Mark an invitation as used. False, with nothing written, when it was used already."""
    return tx.write(_USE, {"key_council": council, "key_id": invitation, "new_at": at}) == 1
