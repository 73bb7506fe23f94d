"""The one gateway to a database. Every statement passes here, with a hook before and after it.

Three ways in. *Owned*: the database is ours; each command is one transaction, begun IMMEDIATE on SQLite, committed
here. *Pooled*: the same on connections of the host's engine. *Joined*: the host's session or connection; our
statements go into its transaction, and only the host commits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine import Engine as Pool
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from engine.errors import EngineError, Unavailable
from engine.store.encryption import NO_KEYS, Cipher, NotAuthentic
from engine.store.outage import is_gone, outage
from engine.store.queue import WriterQueue
from engine.store.statements import Parameters, Row, Statement, Text
from engine.store.walls import BEGIN, NAME_COUNCIL, begin_as

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Moment = Literal["before", "after"]
Hook: TypeAlias = Callable[[Moment, str], None]
"""Called before and after each statement, and round commit, with the statement's name. For tests and tracing."""

BUSY_SECONDS = 30
SILENT_SECONDS: float = 60
"""Whoever holds rows on PostgreSQL and says nothing for so long is gone, or as good as gone: their transaction is ended
there, and others go on. Should they wake up, they are told that nothing was kept.
"""
BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
BEGIN_TO_READ = "BEGIN"
"""A look needs no writer's lock: on SQLite it is a snapshot. Only the record of it is written, afterwards."""


class Ran(Protocol):
    """What a driver's cursor and SQLAlchemy's result of a text have in common."""

    @property
    def rowcount(self) -> int: ...

    def fetchall(self) -> Sequence[Sequence[object]]: ...

    def fetchone(self) -> Sequence[object] | None: ...


Ciphers: TypeAlias = Callable[[], Cipher]
"""Returns the council's keys as they are now: asked as each transaction begins."""
Execute: TypeAlias = Callable[[str, Any, bool], Ran]
"""Runs a text with its values; with several sets of them where the last is true."""


class Transaction:
    """An open transaction. *dialect* is `sqlite` or `postgresql`; *cipher* has the council's keys."""

    __slots__ = ("_dialect", "_execute", "cipher", "dialect", "hook")

    def __init__(self, dialect: Dialect, execute: Execute, hook: Hook | None = None) -> None:
        self._dialect, self._execute, self.hook = dialect, execute, hook
        self.dialect = dialect.name
        self.cipher = NO_KEYS

    def write(self, statement: Statement, parameters: Parameters) -> int:
        """Run a writing statement, once for each of several *parameters*; return how many rows it changed last."""
        several = [parameters] if isinstance(parameters, Mapping) else parameters
        return [self._run(statement, one)[0].rowcount for one in several][-1]

    def write_many(self, statement: Statement, parameters: Iterable[Mapping[str, object]]) -> int:
        """Run a writing statement for all of *parameters* in one go; return how many rows it changed in all.

        They are taken one after another, so that they need not all be in memory.
        """
        return self._run(statement, parameters)[0].rowcount

    def rows(self, statement: Statement, parameters: Mapping[str, object]) -> Sequence[Row]:
        """Return all the rows that *statement* finds, by column."""
        ran, text = self._run(statement, parameters)
        return [self._row(text, one) for one in ran.fetchall()]

    def rows_and_faults(
        self, statement: Statement, parameters: Mapping[str, object]
    ) -> tuple[Sequence[Row], Sequence[tuple[Row, NotAuthentic]]]:
        """Return all the rows that *statement* finds, and of those with a value that is not what was written, why.

        In place of such a value they have an empty one.
        """
        ran, text = self._run(statement, parameters)
        faults: list[tuple[Row, NotAuthentic]] = []
        return [self._row(text, one, faults) for one in ran.fetchall()], faults

    def row(self, statement: Statement, parameters: Mapping[str, object]) -> Row | None:
        """Return the first row that *statement* finds, or nothing."""
        ran, text = self._run(statement, parameters)
        found = ran.fetchone()
        return None if found is None else self._row(text, found)

    def _run(
        self, statement: Statement, parameters: Mapping[str, object] | Iterable[Mapping[str, object]]
    ) -> tuple[Ran, Text]:
        """Run *statement*, once or for each of several *parameters*; every value goes as a bound parameter."""
        text = statement.text(self._dialect)
        if text.written and self.cipher.ring is not None:
            if isinstance(parameters, Mapping):
                parameters = self.cipher.encrypted(text.written, parameters)
            else:
                parameters = (self.cipher.encrypted(text.written, one) for one in parameters)
        return self._ran(statement.name, text, parameters), text

    def _ran(self, name: str, text: Text, parameters: Mapping[str, object] | Iterable[Mapping[str, object]]) -> Ran:
        """Run a statement's *text*, between the hooks that hear its *name*."""
        if self.hook is not None:
            self.hook("before", name)
        try:
            if isinstance(parameters, Mapping):
                ran = self._execute(text.sql, text.values(parameters, self.dialect), False)
            else:
                ran = self._execute(text.sql, text.each(parameters, self.dialect), True)
        except Exception as error:
            _say_nothing_of_the_row(error)
            raise
        if self.hook is not None:
            self.hook("after", name)
        return ran

    def _row(self, text: Text, found: Sequence[object], faults: list[tuple[Row, NotAuthentic]] | None = None) -> Row:
        """Return a row as it was written: decrypted where it is encrypted."""
        row = text.row(found)
        if not text.read:
            return row
        made = dict(row)
        for place in text.read:
            try:
                made[place.name] = self.cipher.opened(place, row, row[place.name])
            except NotAuthentic as fault:
                if faults is None:
                    raise
                made[place.name] = ""
                faults.append((made, fault))
        return made


def _say_nothing_of_the_row(error: Exception) -> None:
    """Leave of a database's error its kind and first line: PostgreSQL would tell the whole row that it did not keep."""
    for one in (error, getattr(error, "orig", None)):
        if isinstance(one, Exception) and one.args and isinstance(one.args[0], str):
            one.args = (one.args[0].partition("\n")[0], *one.args[1:])
    if isinstance(error, sa.exc.StatementError):
        error.hide_parameters, error.params = True, None


class Gateway(Protocol):
    """A way to a database: owned, pooled or joined."""

    def write(self) -> AbstractContextManager[Transaction]:
        """Open a transaction for a command; it is kept only when the block ends without an error."""

    def read(self) -> AbstractContextManager[Transaction]:
        """Open a transaction for looking."""

    @property
    def records_at_once(self) -> bool:
        """Whether a look and the record of it go into one transaction: a writer there keeps nobody waiting."""


class NotBegun(EngineError):
    """The host's turn: a joined SQLite transaction must have begun before we read, or two writers could both win."""

    def __init__(self) -> None:
        super().__init__(
            "This SQLite connection has not begun a transaction. Begin it with BEGIN IMMEDIATE before handing it to "
            "Casepath: call engine.store.transaction.begin_immediate(your_engine) once, when you create it."
        )


class Database:
    """A database of our own: SQLite with WAL, synchronous FULL and foreign keys, or PostgreSQL.

    Engines reach it by `of`, each for its own council. Statements go straight to the driver, on a connection that
    SQLAlchemy's pool keeps: what stands between costs more than SQLite takes for a whole step.
    """

    def __init__(self, url: str, *, hook: Hook | None = None) -> None:
        self.pool = open_pool(url)
        self.hook = hook
        self._is_sqlite = self.pool.dialect.name == "sqlite"
        # A text of several commands cannot be prepared, which psycopg would do by itself when it comes often.
        self._as_it_is = {"prepare": False} if self.pool.dialect.driver == "psycopg" else {}
        self._kept = threading.local()
        self._writers = WriterQueue(BUSY_SECONDS)

    def of(self, council: str, ciphers: Ciphers | None = None) -> Gateway:
        """Return the way to one council's rows: on PostgreSQL no others are seen on it, nor written."""
        return _OneCouncil(self, council, ciphers or no_keys)

    @contextmanager
    def write(self, council: str = "") -> Iterator[Transaction]:
        with self._turn(), self._transaction(BEGIN_TO_WRITE, council) as (connection, tx):
            yield tx
            if self.hook is not None:
                self.hook("before", "commit")
            try:
                connection.commit()
            except Exception as error:
                said = outage(error, self.pool.dialect, committing=True)
                if said is None:
                    raise
                raise said from error
            if self.hook is not None:
                self.hook("after", "commit")

    def _turn(self) -> AbstractContextManager[None]:
        """Return the turn to write: PostgreSQL queues by itself, SQLite does not."""
        return self._writers.turn() if self._is_sqlite else nullcontext()

    @contextmanager
    def read(self, council: str = "") -> Iterator[Transaction]:
        with self._transaction(BEGIN_TO_READ, council) as (connection, tx):
            yield tx
            connection.rollback()

    @property
    def records_at_once(self) -> bool:
        return not self._is_sqlite

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open SQLAlchemy's own connection in a transaction, for migrations and for looking at tables."""
        with self.pool.begin() as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str, council: str) -> Iterator[tuple[PoolProxiedConnection, Transaction]]:
        """Begin on a connection for a council, and whatever happens leave no transaction open on it."""
        try:
            connection = self._checked_out()
            cursor = connection.cursor()
        except Exception as error:
            said = outage(error, self.pool.dialect)
            if said is None:
                raise
            raise said from error

        def execute(sql: str, values: Any, several: bool) -> Ran:
            (cursor.executemany if several else cursor.execute)(sql, values)
            return cursor

        try:
            if self._is_sqlite:
                cursor.execute(begin)
            else:
                begin_to: Callable[..., object] = cursor.execute
                begin_to(begin_as(council), **self._as_it_is)
            yield connection, Transaction(self.pool.dialect, execute, self.hook)
        except BaseException as error:
            self._give_up(connection, error)
            said = outage(error, self.pool.dialect)
            if said is None:
                raise
            raise said from error
        finally:
            cursor.close()
            if not self._is_sqlite:
                connection.close()

    def _give_up(self, connection: PoolProxiedConnection, error: BaseException) -> None:
        """End the transaction. A connection that broke, and those as old as it, are not used again."""
        driver = error.__cause__ if isinstance(error, Unavailable) and error.__cause__ is not None else error
        if is_gone(driver, self.pool.dialect):
            connection.invalidate()
            self.pool.dispose()
            return
        connection.rollback()

    def _checked_out(self) -> PoolProxiedConnection:
        """Return a connection from the pool; on SQLite each thread keeps its own, which is only an open file."""
        if not self._is_sqlite:
            return self.pool.raw_connection()
        kept: PoolProxiedConnection | None = getattr(self._kept, "connection", None)
        if kept is None:
            kept = self._kept.connection = self.pool.raw_connection()
        return kept

    def close(self) -> None:
        kept: PoolProxiedConnection | None = getattr(self._kept, "connection", None)
        if kept is not None:
            del self._kept.connection
            kept.close()
        self.pool.dispose()


class _OneCouncil:
    """A database of ours as one council reaches it."""

    def __init__(self, database: Database, council: str, ciphers: Ciphers) -> None:
        self._database, self._council, self._ciphers = database, council, ciphers

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        cipher = self._ciphers()
        with self._database.write(self._council) as tx:
            tx.cipher = cipher
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        cipher = self._ciphers()
        with self._database.read(self._council) as tx:
            tx.cipher = cipher
            yield tx

    @property
    def records_at_once(self) -> bool:
        return self._database.records_at_once


class Joined:
    """The host's transaction, in its Session or on its Connection. Nothing is begun, committed or rolled back here.

    At each call what the host has pending is flushed, and the council is named: there may be a savepoint since, or the
    host went back to one, or worked for another council.
    """

    def __init__(
        self,
        host: Session | Connection,
        hook: Hook | None = None,
        *,
        council: str = "",
        ciphers: Ciphers | None = None,
    ) -> None:
        self._host, self.hook, self._council, self._ciphers = host, hook, council, ciphers or no_keys

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        connection = self._connection()
        driver = connection.connection.driver_connection
        if connection.dialect.name == "sqlite" and not getattr(driver, "in_transaction", True):
            raise NotBegun
        yield self._on(connection)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        yield self.transaction()

    @property
    def records_at_once(self) -> bool:
        return True  # the host's transaction is the only one there is

    def transaction(self) -> Transaction:
        """Run texts through the host's SQLAlchemy, so that it begins, counts and traces as the host set it up."""
        return self._on(self._connection())

    def _connection(self) -> Connection:
        if isinstance(self._host, Connection):
            return self._host
        # What the host has pending must be in the transaction before we read; its own rows too.
        self._host.flush()
        return self._host.connection()

    def _on(self, connection: Connection) -> Transaction:
        def execute(sql: str, values: Any, several: bool) -> Ran:
            given = [_as_taken(one) for one in values] if several else _as_taken(values)
            return connection.exec_driver_sql(sql, given)

        tx = Transaction(connection.dialect, execute, self.hook)
        tx.cipher = self._ciphers()
        if self._council and tx.dialect == "postgresql":
            tx.row(NAME_COUNCIL, {"council": self._council})
        return tx


class Pooled:
    """The host's SQLAlchemy engine: each transaction is one of ours, on a connection of the host's pool."""

    def __init__(
        self, pool: Pool, hook: Hook | None = None, *, council: str = "", ciphers: Ciphers | None = None
    ) -> None:
        self.pool, self.hook, self._council, self._ciphers = pool, hook, council, ciphers

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self.pool.begin() as connection, self._joined(connection).write() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.pool.connect() as connection, self._joined(connection).read() as tx:
            yield tx

    @property
    def records_at_once(self) -> bool:
        return self.pool.dialect.name != "sqlite"

    def _joined(self, connection: Connection) -> Joined:
        return Joined(connection, self.hook, council=self._council, ciphers=self._ciphers)


def no_keys() -> Cipher:
    """Return what encrypts nothing."""
    return NO_KEYS


def _as_taken(values: Any) -> Any:
    """Return values as SQLAlchemy takes them: by name, or in a tuple; a list would be several sets."""
    return tuple(values) if isinstance(values, list) else values


def open_pool(url: str) -> Pool:
    """Return SQLAlchemy's engine for *url*, with the settings that the promises rest on."""
    # Every transaction of ours is ended by us, so the pool need not end it again. On SQLite each thread keeps a
    # connection, so there may be as many as there are threads.
    more = {"max_overflow": -1} if url.startswith("sqlite:///") else {}
    pool = sa.create_engine(url, hide_parameters=True, pool_reset_on_return=None, **more)
    if pool.dialect.name == "sqlite":
        sa.event.listen(pool, "connect", _set_up_sqlite)
        begin_immediate(pool)
    if pool.dialect.name == "postgresql":
        sa.event.listen(pool, "connect", _set_up_postgresql)
        sa.event.listen(pool, "begin", _begin_postgresql)
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
    connection.exec_driver_sql(BEGIN_TO_WRITE)


def _set_up_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Wait no longer for a row that somebody else holds than for SQLite's writer, hold none in one's sleep, and leave
    BEGIN to us: a driver that begins by itself would need a second message to name the council.
    """
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute(f"SET idle_in_transaction_session_timeout = {SILENT_SECONDS * 1000:.0f}")
    # Of a machine that lost its power the server hears nothing at all, and by itself would wait for two hours.
    for name, value in (("idle", 60), ("interval", 10), ("count", 3)):
        cursor.execute(f"SET tcp_keepalives_{name} = {value}")
    cursor.close()


def _begin_postgresql(connection: Connection) -> None:
    connection.exec_driver_sql(BEGIN)


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
