"""Whether a database may hold real cases: what it acknowledges is kept, and councils in it are apart.

Whoever starts a process for production asks here first, and does not start on a database that is too weak.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Pool

from engine.errors import EngineError
from engine.store.encryption import Cipher
from engine.store.migrate import VERSION_TABLE, current, newest
from engine.store.tables import metadata
from engine.store.transaction import Database
from engine.store.walls import MAY_CHANGE


class WeakSettings(EngineError):
    """The operator's turn: *faults* say what of a database is too weak for production, and what to do about each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(["This database is too weak for production:", *(f"- {one}" for one in faults)]))


def raise_if_weak(database: Database | Pool, cipher: Cipher) -> None:
    """Raise WeakSettings with every reason why a database, ours or the host's own, is too weak for production.

    *cipher* is the engine's (`engine.cipher()`): without keys answers would be kept as they are typed.
    """
    faults = weak_settings(database, cipher)
    if faults:
        raise WeakSettings(faults)


def weak_settings(database: Database | Pool, cipher: Cipher) -> list[str]:
    """Return every reason why a database is too weak for production, each with what to do; none where it is not."""
    pool = database.pool if isinstance(database, Database) else database
    with pool.connect() as connection:
        found = list(_of_sqlite(connection) if pool.dialect.name == "sqlite" else _of_postgresql(connection))
    if cipher.ring is None:
        found.append(
            "Answers are kept as they are typed, for whoever gets at the disk or a backup. Make keys (`casepath keys "
            "new`) and name them (`--keys`, Ports.keys): docs/howto/keys.md."
        )
    return found


def _of_another_version(connection: Connection) -> Iterator[str]:
    there = current(connection)
    if there != newest():
        is_at = "are not there" if there is None else f"are at {there}, and this version's at {newest()}"
        yield f"Its tables {is_at}. Run `casepath db upgrade` with the same version as this."


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _of_sqlite(connection: Connection) -> Iterator[str]:
    def pragma(name: str) -> object:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    ours = "Open it as engine.Database does"
    if pragma("journal_mode") != "wal":
        yield f"Its journal is no write-ahead log, so readers and writers wait for each other. {ours}, in a local file."
    synchronous = pragma("synchronous")
    if not (isinstance(synchronous, int) and synchronous >= 2):
        yield f"Commits do not wait for the disk (synchronous), so power that fails takes the last ones. {ours}: FULL."
    if pragma("foreign_keys") != 1:
        yield f"It does not hold rows to what they point at (foreign_keys). {ours}: ON."
    if not pragma("busy_timeout"):
        yield f"Whoever comes while somebody writes is turned away at once (busy_timeout). {ours}: 30000."
    yield from _of_another_version(connection)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------

_LOSES: Mapping[str, str] = {
    "fsync": "A crash can destroy the whole database",
    "full_page_writes": "Power that fails while a page is written destroys it",
    "synchronous_commit": "A crash takes what was acknowledged last",
}
_ROLE = sa.text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
_TABLES = sa.text(
    "SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS is_forced,"
    " EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid) AS has_policy,"
    " pg_has_role(current_user, relowner, 'MEMBER') AS is_own,"
    " has_table_privilege(pg_class.oid, 'SELECT') AND has_table_privilege(pg_class.oid, 'INSERT') AS can_be_used,"
    " has_table_privilege(pg_class.oid, 'DELETE') OR has_table_privilege(pg_class.oid, 'UPDATE') AS can_be_rewritten"
    " FROM pg_class WHERE relkind IN ('r', 'p') AND relname IN :names AND pg_table_is_visible(oid)"
).bindparams(sa.bindparam("names", expanding=True))


def _of_postgresql(connection: Connection) -> Iterator[str]:
    def shown(name: str) -> str:
        return str(connection.exec_driver_sql(f"SHOW {name}").scalar())

    for name, loses in _LOSES.items():
        if shown(name) == "off":
            yield f"{loses}: {name} is off. Set {name} = on, for the server, the database and the role."
    if shown("transaction_isolation") != "read committed":
        yield (
            "Transactions are not at READ COMMITTED, which all of this was tried at. "
            "Set default_transaction_isolation = 'read committed' for the role."
        )
    if shown("lock_timeout") in ("0", "0ms"):
        yield "Whoever waits for somebody else's row waits for ever. Set lock_timeout for the role: 30s."
    yield from _of_role(connection)


def _of_role(connection: Connection) -> Iterator[str]:
    """Yield what lets this role past the wall between councils, or keeps it from its work."""
    role = connection.execute(_ROLE).one()
    create = "Connect as a role of its own: docs/howto/walls.md."
    if role.rolsuper or role.rolbypassrls:
        yield f"This role is above row security, so nothing keeps councils apart but our own statements. {create}"
    found = {one.name: one for one in connection.execute(_TABLES, {"names": [*metadata.tables, VERSION_TABLE]})}
    if VERSION_TABLE not in found:
        yield from _of_another_version(connection)
        return
    ours = [one for name, one in found.items() if name != VERSION_TABLE]
    if not role.rolsuper and any(one.is_own for one in found.values()):
        yield f"This role owns the tables, so it could take the wall between councils down. {create}"
    elif not role.rolsuper and not all(one.can_be_used for one in ours):
        yield "This role may not use all of the tables. Run `casepath db grant` for it, as their owner."
    elif not role.rolsuper and any(one.can_be_rewritten for one in ours if one.name in MAY_CHANGE):
        yield "This role may change what is on record. Run `casepath db grant` for it, as the tables' owner."
    if not all(one.is_forced and one.has_policy for one in ours):
        names = ", ".join(sorted(one.name for one in ours if not (one.is_forced and one.has_policy)))
        force = "ALTER TABLE ... ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        yield f"Row security is not forced on {names}. As the tables' owner: {force}."
    if connection.execute(sa.text("SELECT has_table_privilege(:name, 'SELECT')"), {"name": VERSION_TABLE}).scalar():
        yield from _of_another_version(connection)
