"""Opening the database that a verb names, with one sentence where it cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.store.transaction import Database


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open the database at *url*; whatever a driver says about that becomes one sentence of ours."""
    from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

    from engine.store.transaction import Database

    try:
        database = Database(url)
        with database.connection():
            pass
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise click.UsageError(
            "This is not the URL of a database. Write sqlite:///casepath.db, for instance."
        ) from None
    except DatabaseError:
        raise click.ClickException(
            "The database cannot be opened. Is it there, is it a database, and may you write to it?"
        ) from None
    try:
        yield database
    finally:
        database.close()
