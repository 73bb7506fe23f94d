"""The way to one council's rows, whatever the host gives: a database of ours, its own engine, session or connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Pool

from engine.store.transaction import Ciphers, Database, Gateway, Joined, Pooled, no_keys

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def gateway_to(database: Database | Pool | Session | Connection, council: str, ciphers: Ciphers = no_keys) -> Gateway:
    """Return the way to the rows of *council*: on PostgreSQL every transaction names the council first.

    *ciphers* gives its keys, where answers are to be read or written.
    """
    if isinstance(database, Database):
        return database.of(council, ciphers)
    if isinstance(database, Pool):
        return Pooled(database, council=council, ciphers=ciphers)
    return Joined(database, council=council, ciphers=ciphers)
