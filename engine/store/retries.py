"""Commands that were given with a key: claimed before anything is done, and answered in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_KEY = (
    t.command.c.council == sa.bindparam("key_council"),
    t.command.c.person == sa.bindparam("key_person"),
    t.command.c.key == sa.bindparam("key_key"),
)
_READ = Statement("read command", sa.select(t.command).where(*_KEY))
_ANSWER = Statement(
    "answer command",
    t.command.update()
    .where(*_KEY)
    .values(
        said=sa.bindparam("new_said"),
        at=sa.bindparam("new_at"),
        case_id=sa.bindparam("new_case"),
        version=sa.bindparam("new_version"),
    ),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A command that was given with a key before: a hash of what it *said*, and the step that it came to."""

    said: str
    case: str
    version: int


def claim(tx: Transaction, council: str, person: str, key: str, said: str, at: datetime) -> Given | None:
    """Claim a key for a command; return what it came to if it was done before.

    Whoever gives the same key at the same moment waits here for the other, and then finds the answer.
    """
    row = {"council": council, "person": person, "key": key, "said": said, "at": at, "case_id": None, "version": None}
    tx.write(_claim(tx.dialect), row)
    found = tx.row(_READ, _key(council, person, key))
    assert found is not None
    return None if found["version"] is None else Given(found["said"], found["case_id"], found["version"])


def answer(
    tx: Transaction, council: str, person: str, key: str, *, said: str, case: str, version: int, at: datetime
) -> None:
    """Keep what a claimed command came to."""
    new = {"new_said": said, "new_at": at, "new_case": case, "new_version": version}
    tx.write(_ANSWER, {**_key(council, person, key), **new})


def _key(council: str, person: str, key: str) -> dict[str, object]:
    return {"key_council": council, "key_person": person, "key_key": key}


@cache
def _claim(dialect: str) -> Statement:
    """Return the statement that keeps a command unless its key is taken."""
    names: dict[str, object] = {one.name: sa.bindparam(one.name) for one in t.command.columns}
    if dialect == "sqlite":
        return Statement("claim command", sqlite.insert(t.command).values(names).on_conflict_do_nothing())
    return Statement("claim command", postgresql.insert(t.command).values(names).on_conflict_do_nothing())
