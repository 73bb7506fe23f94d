"""The one gateway to a database. Every statement passes here, with a hook before and after it.

Two ways in. *Owned*: the database is ours; each command is one transaction, begun IMMEDIATE on SQLite, committed here.
*Joined*: the host's session or connection; we flush our statements into its transaction, and only the host commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult, RowMapping
from sqlalchemy.engine import Engine as Pool
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from engine.errors import EngineError

Moment = Literal["before", "after"]
Hook: TypeAlias = Callable[[Moment, str], None]
"""Called before and after each statement, and round commit, with the statement's name. For tests and tracing."""

Parameters: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]

BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement built once, with the name that hooks see."""

    name: str
    sql: sa.Executable


class Transaction:
    """An open transaction. *dialect* is `sqlite` or `postgresql`."""

    __slots__ = ("connection", "dialect", "hook")

    def __init__(self, connection: Connection, hook: Hook | None = None) -> None:
        self.connection, self.hook = connection, hook
        self.dialect = connection.dialect.name

    def write(self, statement: Statement, parameters: Parameters) -> int:
        """Run a writing statement; return how many rows it changed."""
        return self._run(statement, parameters).rowcount

    def rows(self, statement: Statement, parameters: Parameters) -> Sequence[RowMapping]:
        """Return all the rows that *statement* finds, by column."""
        return self._run(statement, parameters).mappings().all()

    def row(self, statement: Statement, parameters: Parameters) -> RowMapping | None:
        """Return the first row that *statement* finds, or nothing."""
        return self._run(statement, parameters).mappings().first()

    def _run(self, statement: Statement, parameters: Parameters) -> CursorResult[*tuple[object, ...]]:
        """Run *statement*; every value goes as a bound parameter."""
        if self.hook is None:
            return self.connection.execute(statement.sql, parameters)
        self.hook("before", statement.name)
        result = self.connection.execute(statement.sql, parameters)
        self.hook("after", statement.name)
        return result


class Gateway(Protocol):
    """A way to a database: owned or joined."""

    def write(self) -> AbstractContextManager[Transaction]:
        """Open a transaction for a command; it is kept only when the block ends without an error."""

    def read(self) -> AbstractContextManager[Transaction]:
        """Open a transaction for looking."""


class NotBegun(EngineError):
    """The host's turn: a joined SQLite transaction must have begun before we read, or two writers could both win."""

    def __init__(self) -> None:
        super().__init__(
            "This SQLite connection has not begun a transaction. Begin it with BEGIN IMMEDIATE before handing it to "
            "Casepath: call engine.store.transaction.begin_immediate(your_engine) once, when you create it."
        )


class Database:
    """A database of our own: SQLite with WAL, synchronous FULL and foreign keys, or PostgreSQL."""

    def __init__(self, url: str, *, hook: Hook | None = None) -> None:
        self.pool = open_pool(url)
        self.hook = hook

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self.pool.connect() as connection, connection.begin() as kept:
            yield Transaction(connection, self.hook)
            if self.hook is None:
                return
            self.hook("before", "commit")
            kept.commit()
            self.hook("after", "commit")

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.pool.connect() as connection:
            # A look needs no writer's lock: on SQLite a snapshot, so that reading never waits for writing.
            yield Transaction(connection.execution_options(casepath_reads=True), self.hook)

    def close(self) -> None:
        self.pool.dispose()


class Joined:
    """The host's transaction. Nothing is begun, committed or rolled back here."""

    def __init__(self, connection: Connection, hook: Hook | None = None) -> None:
        self.connection, self.hook = connection, hook

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        driver = self.connection.connection.driver_connection
        if self.connection.dialect.name == "sqlite" and not getattr(driver, "in_transaction", True):
            raise NotBegun
        yield Transaction(self.connection, self.hook)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        yield Transaction(self.connection, self.hook)


def open_pool(url: str) -> Pool:
    """Return SQLAlchemy's engine for *url*, with the settings that the promises rest on."""
    pool = sa.create_engine(url, hide_parameters=True)
    if pool.dialect.name == "sqlite":
        sa.event.listen(pool, "connect", _set_up_sqlite)
        begin_immediate(pool)
    return pool


def begin_immediate(pool: Pool) -> None:
    """Make every transaction of *pool* (SQLite) take the writer's lock as it begins.

    Without it two transactions can read the same version and one then fails half way with "database is locked".
    """
    sa.event.listen(pool, "connect", _leave_begin_to_us)
    sa.event.listen(pool, "begin", _begin)


def _leave_begin_to_us(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("casepath_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
