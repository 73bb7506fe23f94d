"""Alembic's door to Casepath's own tables: its own version table, and the host's connection when there is one."""

from __future__ import annotations

from alembic import context

from engine.store.migrate import VERSION_TABLE
from engine.store.tables import PREFIX, metadata
from engine.store.walls import migrating


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave the host's tables alone; everything else hangs on one of ours."""
    return kind != "table" or (name or "").startswith(PREFIX)


connection = context.config.attributes["connection"]
# No begin_transaction: the transaction is the caller's, and commits or rolls back with everything else in it.
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    include_object=_ours,
    compare_type=True,
)
migrating(connection, on=True)
context.run_migrations()
migrating(connection, on=False)
