"""Who is signed in to the pages: a row for each session, found by the hash of its token, which is kept nowhere.

A row is no part of any record: it is written over, and taken out when the session ends.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from engine.store import tables as t
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_HERE = t.web_session.c.council == sa.bindparam("key_council")
_KEY = (_HERE, t.web_session.c.token == sa.bindparam("key_token"))
_INSERT = Statement("insert session", t.web_session.insert())
_READ = Statement("read session", sa.select(t.web_session).where(*_KEY))
_TOUCH = Statement(
    "touch session", t.web_session.update().where(*_KEY).values(seen_at=sa.bindparam("new_seen_at", type_=t.Instant()))
)
_CHANGE = Statement(
    "change session",
    t.web_session.update().where(*_KEY).values(language=sa.bindparam("new_language"), kept=sa.bindparam("new_kept")),
)
_END = Statement("end session", t.web_session.delete().where(*_KEY))
_SWEEP = Statement(
    "sweep sessions",
    t.web_session.delete().where(
        _HERE,
        sa.or_(
            t.web_session.c.seen_at < sa.bindparam("seen_before", type_=t.Instant()),
            t.web_session.c.began_at < sa.bindparam("began_before", type_=t.Instant()),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it is kept. *person* is nothing before somebody has signed in; *kept* is what signing in needs.

    *roles* and *teams* are those that the sign-in vouched for; nothing where the host's directory is asked each time.
    """

    token: str = field(repr=False)
    began_at: datetime
    seen_at: datetime
    language: str
    person: str | None = None
    name: str = ""
    roles: tuple[str, ...] | None = None
    teams: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


def insert_session(tx: Transaction, council: str, one: StoredSession) -> None:
    tx.write(
        _INSERT,
        {
            "council": council,
            "token": one.token,
            "person": one.person,
            "name": one.name,
            "roles": None if one.roles is None else json.dumps(one.roles),
            "teams": json.dumps(one.teams),
            "language": one.language,
            "kept": json.dumps(dict(one.kept)),
            "began_at": one.began_at,
            "seen_at": one.seen_at,
        },
    )


def read_session(tx: Transaction, council: str, token: str) -> StoredSession | None:
    """Return a session by the hash of its token, or nothing."""
    row = tx.row(_READ, {"key_council": council, "key_token": token})
    return None if row is None else _session(row)


def _session(row: Row) -> StoredSession:
    return StoredSession(
        token=row["token"],
        began_at=row["began_at"],
        seen_at=row["seen_at"],
        language=row["language"],
        person=row["person"],
        name=row["name"],
        roles=None if row["roles"] is None else tuple(json.loads(row["roles"])),
        teams=tuple(json.loads(row["teams"])),
        kept=json.loads(row["kept"]),
    )


def touch_session(tx: Transaction, council: str, token: str, at: datetime) -> None:
    """Remember that a session was used."""
    tx.write(_TOUCH, {"key_council": council, "key_token": token, "new_seen_at": at})


def change_session(tx: Transaction, council: str, token: str, language: str, kept: Mapping[str, str]) -> None:
    """Change the language of a session, and what signing in keeps in it."""
    key = {"key_council": council, "key_token": token}
    tx.write(_CHANGE, {**key, "new_language": language, "new_kept": json.dumps(dict(kept))})


def end_session(tx: Transaction, council: str, token: str) -> bool:
    """Take a session out; return whether there was one."""
    return tx.write(_END, {"key_council": council, "key_token": token}) == 1


def sweep_sessions(tx: Transaction, council: str, *, seen_before: datetime, began_before: datetime) -> int:
    """Take out the sessions that ran out; return how many there were."""
    return tx.write(_SWEEP, {"key_council": council, "seen_before": seen_before, "began_before": began_before})
