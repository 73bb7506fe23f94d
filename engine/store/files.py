"""Files of cases: what is known of each, and what it holds where the host gives no other place for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.cases.files import FileFacts, FileState
from engine.store import tables as t
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_INSERT = Statement("insert file", t.file.insert())
_OF_CASE = (t.file.c.council == sa.bindparam("key_council"), t.file.c.case_id == sa.bindparam("key_case"))
_READ = Statement("read files", sa.select(t.file).where(*_OF_CASE))
_MARK = Statement(
    "mark file",
    t.file.update()
    .where(*_OF_CASE, t.file.c.id == sa.bindparam("key_file"), t.file.c.state == "waiting")
    .values(state=sa.bindparam("new_state"), state_at=sa.bindparam("new_at")),
)
_INSERT_CONTENT = Statement("insert file content", t.file_content.insert())
_READ_CONTENT = Statement(
    "read file content",
    sa.select(t.file_content).where(
        t.file_content.c.council == sa.bindparam("key_council"), t.file_content.c.id == sa.bindparam("key_file")
    ),
)


_ANY_CONTENT = Statement(
    "find whether files are kept here",
    sa.select(t.file_content.c.id).where(t.file_content.c.council == sa.bindparam("key_council")).limit(1),
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on a case: what it is, for which question it was sent, by whom and when, and whether it is safe."""

    facts: FileFacts
    form: str
    field: str
    by: str
    at: datetime
    state: FileState


def insert_file(tx: Transaction, council: str, case_id: str, file: StoredFile) -> None:
    """Write what is known of a file."""
    facts = file.facts
    written = {"id": facts.id, "name": facts.name, "type": facts.type, "bytes": facts.bytes, "sha256": facts.sha256}
    about = {"form": file.form, "field": file.field, "at": file.at, "person": file.by}
    state = {"state": file.state, "state_at": file.at}
    tx.write(_INSERT, {"council": council, "case_id": case_id, **written, **about, **state})


def read_files(tx: Transaction, council: str, case_id: str) -> dict[str, StoredFile]:
    """Return the files of a case, by id."""
    return {row["id"]: _file(row) for row in tx.rows(_READ, {"key_council": council, "key_case": case_id})}


def _file(row: Row) -> StoredFile:
    facts = FileFacts(row["id"], row["name"], row["type"], row["bytes"], row["sha256"])
    return StoredFile(facts, row["form"], row["field"], row["person"], row["at"], row["state"])


def mark_file(tx: Transaction, council: str, case_id: str, file_id: str, state: FileState, at: datetime) -> bool:
    """Take a file out of quarantine. False when there is none waiting."""
    key = {"key_council": council, "key_case": case_id, "key_file": file_id}
    return tx.write(_MARK, {**key, "new_state": state, "new_at": at}) == 1


def write_content(tx: Transaction, council: str, file_id: str, content: bytes) -> None:
    tx.write(_INSERT_CONTENT, {"council": council, "id": file_id, "content": content})


def read_content(tx: Transaction, council: str, file_id: str) -> bytes | None:
    """Return what a file holds, if it is kept here."""
    row = tx.row(_READ_CONTENT, {"key_council": council, "key_file": file_id})
    return None if row is None else bytes(row["content"])


def holds_content(tx: Transaction, council: str) -> bool:
    """Return whether what files hold is in this database at all, and not wherever the host keeps it."""
    return tx.row(_ANY_CONTENT, {"key_council": council}) is not None
