"""What a database says when it is away, busy or full, in our words: nothing is half written, and when to try again."""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine import Dialect

from engine.errors import Outage, Unavailable

_SQLITE: dict[int, Outage] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "away",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_READONLY: "away",
}
"""By the first byte of SQLite's code; the rest of it says more."""
_POSTGRES: dict[str, Outage] = {
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
    "53100": "full",
    "53200": "busy",
    "53300": "busy",
}
"""By SQLSTATE: serialization failure, deadlock, lock not given, disk full, out of memory, too many connections."""
_SILENT = "25P03"
"""The server ended a transaction, and the connection with it, because nothing was said in it for too long."""


def outage(error: BaseException, dialect: Dialect, *, committing: bool = False) -> Unavailable | None:
    """Return what *error* of a driver means where the database itself is in trouble; nothing for any other error.

    While *committing*, a database that goes away may have kept everything or nothing, and nobody can tell.
    """
    if isinstance(error, sqlite3.Error):
        kind = _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        return _unavailable(kind, committing)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str) and state in _POSTGRES:
        return Unavailable(_POSTGRES[state])
    return _unavailable("away", committing) if is_gone(error, dialect) else None


def is_gone(error: BaseException, dialect: Dialect) -> bool:
    """Whether the connection that raised *error* is of no more use, nor those opened before it."""
    if getattr(error, "sqlstate", None) == _SILENT:
        return True
    known = getattr(dialect.loaded_dbapi, "OperationalError", None)
    if dialect.name == "sqlite" or known is None or not isinstance(error, known | dialect.loaded_dbapi.InterfaceError):
        return False
    state = getattr(error, "sqlstate", None)
    # No state at all: the server said nothing, it is not there. 08: the connection broke; 57P: it is being shut down.
    return state is None or state.startswith(("08", "57P"))


def _unavailable(kind: Outage | None, committing: bool) -> Unavailable | None:
    if kind is None:
        return None
    return Unavailable("unknown" if committing and kind == "away" else kind)
