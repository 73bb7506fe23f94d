"""The database that scenarios are played on: one in memory, or any that somebody names. Nothing is kept there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from engine.errors import EngineError
from engine.store.migrate import current, newest, upgrade
from engine.store.transaction import Database

IN_MEMORY = "sqlite://"


class DatabaseNotUsable(EngineError):
    """The developer's turn: the database that was named for scenarios cannot be used for them."""


@contextmanager
def scenario_database(url: str = IN_MEMORY) -> Iterator[Database]:
    """Open the database at *url* with our tables, made where there are none. Raises DatabaseNotUsable.

    Tables of another version are left as they are: bringing them up to date is for whoever looks after them.
    """
    database = _database_at(url)
    try:
        _prepare(database)
        yield database
    finally:
        database.close()


def _database_at(url: str) -> Database:
    try:
        return Database(url)
    except (ArgumentError, NoSuchModuleError, ImportError):
        said = "This is not the URL of a database. Write sqlite:///scenarios.db, for instance."
        raise DatabaseNotUsable(said) from None


def _prepare(database: Database) -> None:
    try:
        with database.connection() as connection:
            there = current(connection)
            if there is None:
                upgrade(connection)
    except DatabaseError:
        said = "The database cannot be opened. Is it there, is it a database, and may you write to it?"
        raise DatabaseNotUsable(said) from None
    if there is not None and there != newest():
        raise DatabaseNotUsable(
            "The database does not have the tables of this version. Run `casepath db upgrade` on it first."
        )
