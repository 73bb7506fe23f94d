"""Where a benchmark runs: SQLite in a folder, or a PostgreSQL from a wheel that is thrown away afterwards.

Casepath comes in as it does in production, on PostgreSQL as a role behind the wall between councils. Bare SQL goes by
the driver alone, with nothing in its way.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from engine import Database
from engine.store.migrate import upgrade
from engine.store.walls import grants

if TYPE_CHECKING:
    from tests.proofs.servers import Server

Sync = Literal["FULL", "NORMAL"]
"""SQLite's `synchronous`: FULL waits for the disk at each commit, NORMAL does not."""
Kind = Literal["sqlite-full", "sqlite-normal", "postgresql"]
SYNC: Mapping[str, Sync] = {"sqlite-full": "FULL", "sqlite-normal": "NORMAL"}
KINDS: tuple[Kind, ...] = ("sqlite-full", "sqlite-normal", "postgresql")
_APPLICATION = "casepath_bench"


class Ran(Protocol):
    """What a statement left in the driver's hands."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> tuple[object, ...] | None: ...

    def fetchall(self) -> list[tuple[object, ...]]: ...


class Bare(Protocol):
    """A driver's own connection. Statements are written for SQLite, with `?` for each value."""

    dialect: str

    def run(self, sql: str, values: Sequence[object] = ()) -> Ran: ...

    def run_each(self, sql: str, values: Sequence[Sequence[object]]) -> None: ...

    def close(self) -> None: ...


class Store(Protocol):
    """Databases by name: each with Casepath's tables, and a bare way into it."""

    def database(self, name: str) -> Database: ...

    def bare(self, name: str) -> Bare: ...


class Sqlite:
    """Databases in a folder."""

    def __init__(self, folder: Path, sync: Sync) -> None:
        self._folder, self._sync = folder, sync

    def database(self, name: str) -> Database:
        return database(self._folder / f"{name}.db", self._sync)

    def bare(self, name: str) -> Bare:
        return BareSqlite(self._folder / f"{name}.db", self._sync)


class BareSqlite:
    """The driver alone, with the settings that Casepath has."""

    dialect = "sqlite"

    def __init__(self, path: Path, sync: Sync) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", f"synchronous = {sync}", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    def run(self, sql: str, values: Sequence[object] = ()) -> Ran:
        return self._connection.execute(sql, tuple(values))

    def run_each(self, sql: str, values: Sequence[Sequence[object]]) -> None:
        self._connection.executemany(sql, values)

    def close(self) -> None:
        self._connection.close()


class Postgres:
    """Databases of a server of one's own."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._urls: dict[str, str] = {}

    def database(self, name: str) -> Database:
        above = self._urls[name] = self._server.new_database(f"bench_{name}")
        owner = Database(above)
        with owner.connection() as connection:
            upgrade(connection)
            if not connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": _APPLICATION}):
                connection.exec_driver_sql(f"CREATE ROLE {_APPLICATION} LOGIN")
            for each in grants(_APPLICATION, "public"):
                connection.exec_driver_sql(each)
        owner.close()
        return Database(sa.make_url(above).set(username=_APPLICATION).render_as_string(hide_password=False))

    def bare(self, name: str) -> Bare:
        return BarePostgres(self._urls[name].replace("+psycopg", ""))


class BarePostgres:
    """The driver alone, as the server's superuser, whom no wall holds up."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._cursor = self._connection.cursor()

    def run(self, sql: str, values: Sequence[object] = ()) -> Ran:
        # The text is our own: only its marks for values are PostgreSQL's.
        return self._cursor.execute(_as_postgres(sql), values or None)

    def run_each(self, sql: str, values: Sequence[Sequence[object]]) -> None:
        self._cursor.executemany(_as_postgres(sql), values)

    def close(self) -> None:
        self._connection.close()


def _as_postgres(sql: str) -> bytes:
    return sql.replace("BEGIN IMMEDIATE", "BEGIN").replace("?", "%s").encode()


@contextmanager
def store(kind: Kind, folder: Path) -> Iterator[Store]:
    """Open a store of this *kind* in *folder*, which is the caller's to take away."""
    if kind != "postgresql":
        yield Sqlite(folder, SYNC[kind])
        return
    folder.chmod(0o755)  # the server runs as another user where we are root
    (folder / "pg").mkdir(mode=0o755)
    with warnings.catch_warnings():
        # The wheel complains where the machine names no folder for what runs.
        warnings.simplefilter("ignore")
        from tests.proofs.servers import Server  # noqa: PLC0415 - an optional wheel, that SQLite does without

    server = Server(folder / "pg")
    try:
        yield Postgres(server)
    finally:
        server.remove()


def database(path: Path, sync: Sync) -> Database:
    """Return a new SQLite database at *path* with Casepath's tables, opened as Casepath opens it."""
    made = Database(f"sqlite:///{path}")
    if sync == "NORMAL":
        sa.event.listen(made.pool, "connect", _sync_normal)
    with made.pool.begin() as connection:
        upgrade(connection)
    return made


def _sync_normal(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.cursor().execute("PRAGMA synchronous = NORMAL")
