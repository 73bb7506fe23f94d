"""The one gateway to a database. Every statement passes here, with a hook before and after it.

Two ways in. *Owned*: the database is ours; each command is one transaction, begun IMMEDIATE on SQLite, committed here.
*Joined*: the host's session or connection; we flush our statements into its transaction, and only the host commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine import Engine as Pool
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from engine.errors import EngineError
from engine.store.tables import Instant, as_read, as_stored

Moment = Literal["before", "after"]
Hook: TypeAlias = Callable[[Moment, str], None]
"""Called before and after each statement, and round commit, with the statement's name. For tests and tracing."""

Parameters: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]

BUSY_SECONDS = 30


Row: TypeAlias = Mapping[str, Any]
"""A row by column, as the statement that found it declares them. Any: the tables know the types, mypy does not."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement as its driver takes it. *names* is the order of its parameters; none when it takes them by name.

    *constants* are the parameters that the statement itself gives (a limit, `last + 1`).
    """

    sql: str
    names: tuple[str, ...] | None
    constants: Mapping[str, object]
    columns: tuple[str, ...]
    instants: tuple[str, ...]

    def values(self, given: Mapping[str, object], dialect: str) -> Any:
        """Return *given* as the driver takes it; instants in the one form that SQLite sorts."""
        if self.constants:
            given = {**self.constants, **given}
        if self.names is None:
            return given
        found = map(given.__getitem__, self.names)
        return [as_stored(one, dialect) if isinstance(one, datetime) else one for one in found]

    def row(self, found: Sequence[object]) -> Row:
        made: dict[str, Any] = dict(zip(self.columns, found, strict=True))
        for name in self.instants:
            made[name] = as_read(made[name])
        return made


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement built once, with the name that hooks see.

    SQLAlchemy writes it out once for each dialect; after that its text goes straight to the driver. Building, looking
    up and converting at each run would cost more than SQLite takes to run it.
    """

    name: str
    sql: sa.Executable
    _texts: dict[str, _Text] = field(default_factory=dict, init=False, repr=False, compare=False)

    def text(self, dialect: Dialect) -> _Text:
        known = self._texts.get(dialect.name)
        if known is None:
            known = self._texts[dialect.name] = self._written(dialect)
        return known

    def _written(self, dialect: Dialect) -> _Text:
        assert isinstance(self.sql, sa.Select | sa.Insert | sa.Update | sa.Delete)
        made = self.sql.compile(dialect=dialect)
        found: list[sa.ColumnElement[Any]] = list(self.sql.exported_columns)
        columns = tuple(str(one.key) for one in found)
        instants = tuple(str(one.key) for one in found if isinstance(one.type, Instant))
        names = None if made.positiontup is None else tuple(made.positiontup)
        constants = {name: value for name, value in made.params.items() if value is not None}
        return _Text(str(made), names, constants, columns, instants)


class Ran(Protocol):
    """What a driver's cursor and SQLAlchemy's result of a text have in common."""

    @property
    def rowcount(self) -> int: ...

    def fetchall(self) -> Sequence[Sequence[object]]: ...

    def fetchone(self) -> Sequence[object] | None: ...


Execute: TypeAlias = Callable[[str, Any], Ran]


class Transaction:
    """An open transaction. *dialect* is `sqlite` or `postgresql`."""

    __slots__ = ("_execute", "connection", "dialect", "hook")

    def __init__(self, connection: Connection, execute: Execute, hook: Hook | None = None) -> None:
        self.connection, self._execute, self.hook = connection, execute, hook
        self.dialect = connection.dialect.name

    def write(self, statement: Statement, parameters: Parameters) -> int:
        """Run a writing statement, once for each of several *parameters*; return how many rows it changed last."""
        several = [parameters] if isinstance(parameters, Mapping) else parameters
        return [self._run(statement, one)[0].rowcount for one in several][-1]

    def rows(self, statement: Statement, parameters: Mapping[str, object]) -> Sequence[Row]:
        """Return all the rows that *statement* finds, by column."""
        ran, text = self._run(statement, parameters)
        return [text.row(one) for one in ran.fetchall()]

    def row(self, statement: Statement, parameters: Mapping[str, object]) -> Row | None:
        """Return the first row that *statement* finds, or nothing."""
        ran, text = self._run(statement, parameters)
        found = ran.fetchone()
        return None if found is None else text.row(found)

    def _run(self, statement: Statement, parameters: Mapping[str, object]) -> tuple[Ran, _Text]:
        """Run *statement*; every value goes as a bound parameter."""
        text = statement.text(self.connection.dialect)
        if self.hook is None:
            return self._execute(text.sql, text.values(parameters, self.dialect)), text
        self.hook("before", statement.name)
        ran = self._execute(text.sql, text.values(parameters, self.dialect))
        self.hook("after", statement.name)
        return ran, text


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
            yield Transaction(connection, _straight(connection), self.hook)
            if self.hook is None:
                return
            self.hook("before", "commit")
            kept.commit()
            self.hook("after", "commit")

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        # A look needs no writer's lock: on SQLite a snapshot, so that reading never waits for writing.
        with self.pool.connect() as made:
            connection = made.execution_options(casepath_reads=True)
            with connection.begin():
                yield Transaction(connection, _straight(connection), self.hook)

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
        yield self._transaction()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        yield self._transaction()

    def _transaction(self) -> Transaction:
        return Transaction(self.connection, _as_the_host_set_up(self.connection), self.hook)


def _straight(connection: Connection) -> Execute:
    """Return how to run a text on our own connection: by its driver's cursor, with nothing between."""
    cursor = connection.connection.cursor()

    def execute(sql: str, values: Any) -> Ran:
        cursor.execute(sql, values)
        return cursor

    return execute


def _as_the_host_set_up(connection: Connection) -> Execute:
    """Return how to run a text on the host's connection: through SQLAlchemy, so that it begins, counts and traces."""

    def execute(sql: str, values: Any) -> Ran:
        return connection.exec_driver_sql(sql, tuple(values) if isinstance(values, list) else values)

    return execute


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
    # By the driver itself: through SQLAlchemy this one word would take longer than SQLite takes for the whole step.
    connection.connection.cursor().execute("BEGIN" if reads else "BEGIN IMMEDIATE")


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
