"""The wall between councils in one PostgreSQL database: row security, and what the application's role may do.

Each transaction names its council first, for itself alone. The tables show and take rows of that council only, and
where none is named, no rows at all. It binds the tables' owner too, except while migrations run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from engine.store.migrate import VERSION_TABLE
from engine.store.statements import Statement
from engine.store.tables import PREFIX, metadata

SETTING = "casepath.council"
_MIGRATING = "casepath.migrating"
COUNCIL_POLICY, MIGRATION_POLICY = f"{PREFIX}council", f"{PREFIX}migrations"
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Written out: what holds does so by constraints, locks and comparisons, whatever the server has as its default."""

NAME_COUNCIL = Statement("name the council", sa.select(sa.func.set_config(SETTING, sa.bindparam("council"), sa.true())))
"""For this transaction only: a pooled connection never carries it on."""

MAY_CHANGE: Mapping[str, tuple[str, ...]] = {
    f"{PREFIX}release": (),
    f"{PREFIX}release_step": (),
    f"{PREFIX}step": ("position",),
    f"{PREFIX}submission": ("withdrawn_at", "withdrawn_by"),
    f"{PREFIX}notification": (),
    f"{PREFIX}seal": ("line",),
    f"{PREFIX}look": (),
    f"{PREFIX}hold": ("subject", "ended_at", "ended_by"),
    f"{PREFIX}erasure": ("approved_at", "approved_by", "approved_for"),
    f"{PREFIX}erasure_item": (),
}
"""The record: what the application may change in these, and it may take nothing out. In others it may do both.

So it may propose an erasure and approve one: carrying it out is the owner's.
"""


def begin_as(council: str) -> str:
    """Return what begins a transaction and names its council, as one message to the server."""
    return f"{BEGIN}; SELECT set_config('{SETTING}', {_quoted(council)}, true)" if council else BEGIN


def walled(table: str) -> Iterable[str]:
    """Yield what puts *table* behind the wall. A migration that makes a table runs it on PostgreSQL."""
    ours = f"council = current_setting('{SETTING}', true)"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY {COUNCIL_POLICY} ON {table} USING ({ours}) WITH CHECK ({ours})"
    # To whoever migrates, who owns the tables: nobody else can say of themselves that they are migrating.
    yield (
        f"CREATE POLICY {MIGRATION_POLICY} ON {table} TO CURRENT_USER "
        f"USING (current_setting('{_MIGRATING}', true) = 'on')"
    )


def unwalled(table: str) -> Iterable[str]:
    """Yield what takes the wall round *table* down."""
    for policy in (MIGRATION_POLICY, COUNCIL_POLICY):
        yield f"DROP POLICY {policy} ON {table}"
    yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"


def migrating(connection: sa.Connection, *, on: bool) -> None:
    """Let the tables' owner reach the rows of every council in this transaction, or no longer."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.set_config(_MIGRATING, "on" if on else "off", True)))


def unfit(connection: sa.Connection, role: str) -> str | None:
    """Return why *role* cannot be the application's, and what to do; nothing where it can."""
    found = connection.execute(_ROLE, {"role": role}).one_or_none()
    if found is None:
        return f'There is no role "{role}". Create it first: CREATE ROLE {_named(role)} LOGIN.'
    if found.is_above:
        alter = f"ALTER ROLE {_named(role)} NOSUPERUSER NOBYPASSRLS"
        return f'The role "{role}" is above row security. Alter it first: {alter}.'
    if found.owns:
        return f'The role "{role}" owns the tables, so it could take the wall down. Name another.'
    return None


_ROLE = sa.text(
    "SELECT rolsuper OR rolbypassrls AS is_above, EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid"
    " AND starts_with(relname, :prefix) AND pg_table_is_visible(pg_class.oid)) AS owns"
    " FROM pg_roles WHERE rolname = :role"
).bindparams(prefix=PREFIX)


def grants(role: str, schema: str) -> Iterable[str]:
    """Yield what gives *role* all that the application needs, and takes from it whatever else it had."""
    to, inside = _named(role), _named(schema)
    yield f"GRANT USAGE ON SCHEMA {inside} TO {to}"
    for table in (one.name for one in metadata.sorted_tables):
        place = f"{inside}.{table}"
        yield f"REVOKE ALL ON {place} FROM {to}"
        changes = MAY_CHANGE.get(table)
        if changes is None:
            yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {place} TO {to}"
            continue
        columns = f", UPDATE ({', '.join(changes)})" if changes else ""
        yield f"GRANT SELECT, INSERT{columns} ON {place} TO {to}"
    # Which migrations have run: it says nothing of any council, so it stands outside the wall.
    yield f"GRANT SELECT ON {inside}.{VERSION_TABLE} TO {to}"


def _quoted(text: str) -> str:
    """Return *text* as PostgreSQL reads it back, whatever is in it and however the server is set."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"


def _named(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
