"""A PostgreSQL as production has it: one role owns the tables and migrates them, another one only works in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from engine.store.migrate import upgrade
from engine.store.transaction import Database
from engine.store.walls import grants

OWNER, APPLICATION = "casepath_test_owner", "casepath_test_application"


@dataclass(frozen=True)
class Walled:
    """The URLs of the same tables, as the server's superuser, as their owner and as the application."""

    above: str
    owner: str
    application: str


@contextmanager
def walled(postgres_url: str) -> Iterator[Walled]:
    """Make both roles, and the tables in a schema of the owner's; take all of it out again."""
    above = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with above.connect() as connection:
        _take_out(connection)
        connection.exec_driver_sql(f"CREATE ROLE {OWNER} LOGIN")
        connection.exec_driver_sql(f"CREATE ROLE {APPLICATION} LOGIN")
        connection.exec_driver_sql(f"CREATE SCHEMA AUTHORIZATION {OWNER}")
        for role in (OWNER, APPLICATION):
            connection.exec_driver_sql(f"ALTER ROLE {role} SET search_path = {OWNER}")
    made = Walled(*(_as(postgres_url, role) for role in (None, OWNER, APPLICATION)))
    owner = Database(made.owner)
    with owner.connection() as connection:
        upgrade(connection)
        for each in grants(APPLICATION, OWNER):
            connection.exec_driver_sql(each)
    owner.close()
    yield made
    with above.connect() as connection:
        _take_out(connection)
    above.dispose()


def _take_out(connection: sa.Connection) -> None:
    for role in (APPLICATION, OWNER):
        if connection.exec_driver_sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'").scalar():  # noqa: S608 - our own words
            connection.exec_driver_sql(f"DROP OWNED BY {role} CASCADE")
            connection.exec_driver_sql(f"DROP ROLE {role}")


def _as(url: str, role: str | None) -> str:
    made = sa.make_url(url)
    return (made if role is None else made.set(username=role)).render_as_string(hide_password=False)
