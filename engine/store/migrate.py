"""Bringing a database up to date: our migrations, our version table, the caller's connection and transaction."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.shipped import shipped_migrations
from engine.store.tables import PREFIX

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "casepath_alembic_version"
"""Our own, so that a host's Alembic history and ours never meet."""
_VERSIONS = sa.table(VERSION_TABLE)


def upgrade(connection: Connection) -> list[str]:
    """Bring the tables on *connection* up to date; return the revisions that were applied, oldest first.

    Runs inside the caller's transaction: a host can migrate with its own tables, and roll all of it back.
    """
    from alembic import command  # noqa: PLC0415 - a third of a second, wanted by nothing else
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - alembic is slow to load, and only migrations want it

    before = current(connection)
    settings = config(connection)
    command.upgrade(settings, "head")
    applied: list[str] = []
    for script in ScriptDirectory.from_config(settings).walk_revisions():
        if script.revision == before:
            break
        applied.append(script.revision)
    return applied[::-1]


def current(connection: Connection) -> str | None:
    """Return the revision that the tables on *connection* have, or nothing when there are none yet."""
    # Not through Alembic, which a probe would wait for longer than for the database.
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(sa.select(sa.column("version_num")).select_from(_VERSIONS)).scalar()
    return found


@cache
def newest() -> str | None:
    """Return the revision that the tables of this version have: the migrations are numbered in their order."""
    numbers = [path.name.partition("_")[0] for path in (shipped_migrations() / "versions").glob("[0-9]*_*.py")]
    return max(numbers, default=None)


def _location() -> str:
    return str(shipped_migrations()).replace("%", "%%")


def is_the_hosts(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Whether a thing in the database is the host's and none of ours: `include_name` for the host's own Alembic.

    Without it autogenerate proposes to drop every table that the host's models do not know.
    """
    return kind != "table" or not (name or "").startswith(PREFIX)


def config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - alembic is slow to load, and only migrations want it

    made = Config()
    made.set_main_option("script_location", _location())
    made.attributes["connection"] = connection
    return made
