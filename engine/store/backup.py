"""Copies of an SQLite database, made while people write, and put back: each is whole, verified and on the disk.

A copy is made by SQLite's own backup, which takes one moment of the database however much is written meanwhile. A
plain copy of the file would lack what still stands in the write-ahead log, or have half of it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from urllib.parse import quote

from engine.errors import EngineError
from engine.shipped import shipped_migrations
from engine.store.migrate import VERSION_TABLE
from engine.store.tables import PREFIX

_SECONDS = 30
"""How long to wait for whoever is writing, before it is said that the database is in use."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was verified: how large, with tables of which revision, how many cases, and its SHA-256."""

    size: int
    revision: str
    cases: int
    digest: str


class NotBackedUp(EngineError):
    """The operator's turn: a database could not be copied or put back. Nothing was changed."""


def back_up(database: Path, file: Path, *, over: bool = False) -> Copy:
    """Copy the SQLite *database* to *file* as it is at one moment, and verify the copy.

    *file* is there whole, on the disk, or not at all. A file that is there already is left alone, unless it is to be
    written *over*. Raises NotBackedUp.
    """
    with _new_file(file, over=over) as half:
        _copy(_opened(database), half)
        return look_at(half)


def restore(file: Path, database: Path, *, over: bool = False) -> Copy:
    """Put the copy in *file* where the SQLite *database* is to be, once it is verified.

    A database that is there is replaced only if it is to be written *over*, and only while nobody has it open. Raises
    NotBackedUp.
    """
    with _new_file(database, over=over) as half:
        _copy(_opened(file), half)
        made = look_at(half)
        if made.revision not in _revisions():
            raise NotBackedUp(
                f"The copy has tables of revision {made.revision}, which this version of Casepath does not know. "
                "Restore it with the version that made it, or a later one."
            )
        if database.exists():
            _leave_alone(database)
        _without_logs(database, over=over)
    return made


def look_at(file: Path) -> Copy:
    """Return what a copy holds, once SQLite has found every page of it sound. Raises NotBackedUp."""
    try:
        with closing(_opened(file)) as connection:
            # As one file: a copy in WAL mode would make two more beside it wherever it is opened.
            connection.execute("PRAGMA journal_mode = DELETE")
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise NotBackedUp("The copy is damaged. Take another one, or look at the disk that it comes from.")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise NotBackedUp("The copy has rows of cases that are not in it. Take another one.")
            found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - our own names
            cases = connection.execute(f"SELECT count(*) FROM {PREFIX}case").fetchone()  # noqa: S608 - our own names
    except sqlite3.Error:
        raise NotBackedUp(
            "This is no copy of a database of Casepath, or it is damaged. Name one that `casepath db backup` made."
        ) from None
    if found is None:
        raise NotBackedUp("The copy does not say which tables it has. Name one that `casepath db backup` made.")
    with file.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    return Copy(file.stat().st_size, found[0], cases[0], digest)


def _copy(source: sqlite3.Connection, to: Path) -> None:
    with closing(source), closing(sqlite3.connect(to)) as target:
        try:
            # All pages in one go: page by page, each write of somebody else would make it begin again.
            source.backup(target, pages=-1)
        except sqlite3.OperationalError:
            raise NotBackedUp("The database could not be copied. Is there room, and is it a database?") from None
        except sqlite3.DatabaseError:
            raise NotBackedUp("This is no SQLite database, or it is damaged.") from None


def _opened(database: Path) -> sqlite3.Connection:
    """Open a database that must be there; SQLite would make a new one."""
    if not database.is_file():
        raise NotBackedUp(f"There is no file {database}.")
    try:
        return sqlite3.connect(f"file:{quote(str(database))}?mode=rw", uri=True, timeout=_SECONDS)
    except sqlite3.Error:
        raise NotBackedUp(f"The file {database} cannot be opened.") from None


def _leave_alone(database: Path) -> None:
    """Make sure that nobody has *database* open, and that all of it is in its one file: its log would spoil the new."""
    with closing(_opened(database)) as connection:
        try:
            connection.execute("PRAGMA busy_timeout = 1000")
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = None
        except sqlite3.DatabaseError:
            return  # what is no database cannot be in use as one
    if mode != ("delete",):
        raise NotBackedUp(f"The database {database} is in use. Stop the workers and all else that has it open first.")


def _without_logs(database: Path, *, over: bool) -> None:
    """Take away what a database that is gone left beside it: SQLite would write that into the new one."""
    for end in ("-wal", "-shm", "-journal"):
        log = database.with_name(f"{database.name}{end}")
        if log.exists() and not over:
            raise NotBackedUp(f"There is a file {log} of a database that is gone. Say --over to take it away.")
        log.unlink(missing_ok=True)


@contextmanager
def _new_file(file: Path, *, over: bool) -> Iterator[Path]:
    """Give a place to write to, which becomes *file* all at once when the block ends, or is gone with its error."""
    if file.exists() and not over:
        raise NotBackedUp(f"There is a file {file} already. Name another one, or say --over to replace it.")
    half = file.with_name(f"{file.name}.half")
    try:
        os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError:
        raise NotBackedUp(f"Nothing can be written to {file.parent}.") from None
    try:
        yield half
        _to_disk(half)
        if over:
            half.replace(file)
        else:
            os.link(half, file)  # fails where somebody else was first
    except FileExistsError:
        raise NotBackedUp(f"There is a file {file} by now. Name another one.") from None
    except OSError:
        raise NotBackedUp(f"Nothing more can be written to {file.parent}. Is the disk full?") from None
    finally:
        half.unlink(missing_ok=True)
    _to_disk(file.parent)


def _to_disk(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders, and writes their entries through
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - alembic is slow to load, and only this wants it here

    return frozenset(one.revision for one in ScriptDirectory(str(shipped_migrations())).walk_revisions())
