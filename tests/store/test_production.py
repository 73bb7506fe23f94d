"""Production does not start on a database that could lose what it acknowledged, or show one council another's cases."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import CliRunner
from sqlalchemy.engine import Engine as Pool

from engine import Database
from engine.cli import main
from engine.store.encryption import NO_KEYS
from engine.store.migrate import config, upgrade
from engine.store.production import WeakSettings, raise_if_weak, weak_settings
from tests.behind_walls import APPLICATION, OWNER, Walled, walled
from tests.cli.test_worker import PROGRAM, written
from tests.keys import cipher, kept_in, ring
from tests.support import LITTLE


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Return the URL of an SQLite file with our tables."""
    database = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    with database.connection() as connection:
        upgrade(connection)
    database.close()
    return f"sqlite:///{tmp_path / 'cases.db'}"


def hosts(url: str, *settings: str) -> Pool:
    """Return a pool of a host that sets up its connections itself."""
    pool = sa.create_engine(url)

    def set_up(connection: sa.engine.interfaces.DBAPIConnection, _entry: object) -> None:
        cursor = connection.cursor()
        for one in settings:
            cursor.execute(one)
        cursor.close()
        connection.commit()

    sa.event.listen(pool, "connect", set_up)
    return pool


def weak(pool: Pool) -> list[str]:
    found = weak_settings(pool, cipher())
    pool.dispose()
    return found


# --- SQLite -----------------------------------------------------------------------------------------------------------

STRONG = {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "busy_timeout": "30000"}


def test_a_database_as_we_open_it_is_strong_enough(file: str) -> None:
    database = Database(file)
    raise_if_weak(database, cipher())
    database.close()


@pytest.mark.parametrize(
    ("setting", "to", "says"),
    [
        ("journal_mode", "DELETE", "no write-ahead log"),
        ("synchronous", "NORMAL", "do not wait for the disk"),
        ("synchronous", "OFF", "do not wait for the disk"),
        ("foreign_keys", "OFF", "does not hold rows to what they point at"),
        ("busy_timeout", "0", "is turned away at once"),
    ],
)
def test_each_weak_setting_of_a_file_is_refused(file: str, setting: str, to: str, says: str) -> None:
    (fault,) = weak(hosts(file, *(f"PRAGMA {name} = {one}" for name, one in {**STRONG, setting: to}.items())))
    assert says in fault
    assert "Open it as engine.Database does" in fault


def test_a_database_without_keys_is_refused(file: str) -> None:
    database = Database(file)
    (fault,) = weak_settings(database, NO_KEYS)
    database.close()
    assert fault.startswith("Answers are kept as they are typed")
    assert "casepath keys new" in fault


def test_a_file_as_sqlite_opens_it_is_refused_for_all_of_it_at_once(tmp_path: Path) -> None:
    pool = sa.create_engine(f"sqlite:///{tmp_path / 'plain.db'}", connect_args={"timeout": 0})
    with pytest.raises(WeakSettings) as refused:
        raise_if_weak(pool, cipher())
    pool.dispose()
    # SQLite waits for the disk by default; everything else it leaves to whoever opens it.
    assert len(refused.value.faults) == 4
    assert str(refused.value).count("\n- ") == 4
    assert "Its tables are not there. Run `casepath db upgrade`" in str(refused.value)


def test_tables_of_another_version_are_refused(file: str) -> None:
    database = Database(file)
    with database.connection() as connection:
        command.downgrade(config(connection), "0013")
    (fault,) = weak_settings(database, cipher())
    database.close()
    assert fault.startswith("Its tables are at 0013, and this version's at 00")
    assert fault.endswith("Run `casepath db upgrade` with the same version as this.")


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@pytest.fixture
def roles(postgres_url: str) -> Iterator[Walled]:
    with walled(postgres_url) as made:
        yield made


def above(roles: Walled, *statements: str) -> None:
    pool = sa.create_engine(roles.above, isolation_level="AUTOCOMMIT")
    with pool.connect() as connection:
        for one in statements:
            connection.exec_driver_sql(one)
    pool.dispose()


def test_the_applications_role_is_strong_enough(roles: Walled) -> None:
    database = Database(roles.application)
    assert weak_settings(database, cipher()) == []
    database.close()


@pytest.mark.parametrize(
    ("sql", "says", "do"),
    [
        ("SET synchronous_commit = off", "takes what was acknowledged last", "Set synchronous_commit = on"),
        ("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE", "not at READ COMMITTED", "Set"),
        ("SET lock_timeout = 0", "waits for ever", "Set lock_timeout"),
    ],
)
def test_each_weak_setting_of_a_connection_is_refused(roles: Walled, sql: str, says: str, do: str) -> None:
    (fault,) = weak(hosts(roles.application, "SET lock_timeout = 30000", sql))
    assert says in fault
    assert do in fault


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_its_files_is_refused(roles: Walled, setting: str) -> None:
    wait = "SELECT pg_sleep(0.5)"  # until the server has read its settings again
    above(roles, f"ALTER SYSTEM SET {setting} = off", "SELECT pg_reload_conf()", wait)
    try:
        (fault,) = weak(hosts(roles.application, "SET lock_timeout = 30000"))
    finally:
        above(roles, f"ALTER SYSTEM RESET {setting}", "SELECT pg_reload_conf()", wait)
    assert f"{setting} is off. Set {setting} = on" in fault


@pytest.mark.parametrize(
    ("sql", "says", "do"),
    [
        (f"ALTER ROLE {APPLICATION} BYPASSRLS", "is above row security", "Connect as a role of its own"),
        (f"GRANT {OWNER} TO {APPLICATION}", "owns the tables", "Connect as a role of its own"),
        (
            f"GRANT DELETE ON {OWNER}.casepath_step TO {APPLICATION}",
            "may change what is on record",
            "casepath db grant",
        ),
        (f"REVOKE INSERT ON {OWNER}.casepath_look FROM {APPLICATION}", "may not use all of the tables", "db grant"),
        (f"ALTER TABLE {OWNER}.casepath_case NO FORCE ROW LEVEL SECURITY", "forced on casepath_case.", "FORCE ROW"),
        (f"ALTER TABLE {OWNER}.casepath_link DISABLE ROW LEVEL SECURITY", "forced on casepath_link.", "ENABLE ROW"),
        ("UPDATE casepath_test_owner.casepath_alembic_version SET version_num = '0013'", "are at 0013", "db upgrade"),
    ],
)
def test_each_hole_in_the_wall_is_refused(roles: Walled, sql: str, says: str, do: str) -> None:
    above(roles, sql)
    database = Database(roles.application)
    (fault,) = weak_settings(database, cipher())
    database.close()
    assert says in fault
    assert do in fault


def test_the_owner_and_the_superuser_are_refused(roles: Walled) -> None:
    for url, says in ((roles.owner, "owns the tables"), (roles.above, "is above row security")):
        database = Database(url)
        assert says in weak_settings(database, cipher())[0]
        database.close()


# --- casepath worker --------------------------------------------------------------------------------------------------


def test_a_worker_does_not_start_on_a_weak_database_and_says_everything(roles: Walled, tmp_path: Path) -> None:
    folder = written(tmp_path / "council", LITTLE)
    result = CliRunner().invoke(main, ["worker", str(folder), "--database", roles.owner])

    assert result.exit_code == 1
    assert result.output == (
        "Error: This database is too weak for production:\n"
        "- This role owns the tables, so it could take the wall between councils down. "
        "Connect as a role of its own: docs/howto/walls.md.\n"
        "- Answers are kept as they are typed, for whoever gets at the disk or a backup. "
        "Make keys (`casepath keys new`) and name them (`--keys`, Ports.keys): docs/howto/keys.md.\n"
        "Where this is not production, say so: --not-production.\n"
    )


def test_where_it_is_not_production_a_worker_says_what_is_weak_and_goes_on(roles: Walled, tmp_path: Path) -> None:
    folder = written(tmp_path / "council", LITTLE)
    keys = kept_in(tmp_path / "keys", "little", ring("k1"))
    options = ["--database", roles.owner, "--not-production", "--keys", str(keys)]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "worker", str(folder), *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        last = process.stdout.read()
    assert " not for production: This role owns the tables" in said
    assert last.endswith(" stopped\n")
    assert process.returncode == 0
