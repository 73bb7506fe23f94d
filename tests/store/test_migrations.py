"""The tables: made by migrations alone, the same as the code says, in the host's transaction when there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.store.migrate import VERSION_TABLE, config, current, newest, upgrade
from engine.store.tables import PREFIX, metadata
from engine.store.tables import step as steps
from engine.store.transaction import Database, open_pool
from tests.support import OFFICER, Office, referred


def test_migrations_make_the_tables_that_the_code_describes(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_what_is_told_without_alembic_is_what_alembic_tells(database: Database) -> None:
    with database.connection() as connection:
        there = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
        assert (current(connection), newest()) == (
            there,
            ScriptDirectory.from_config(config(connection)).get_current_head(),
        )


def test_every_table_is_ours_by_its_name_and_leads_its_key_with_the_council() -> None:
    for table in metadata.sorted_tables:
        assert table.name.startswith(PREFIX)
        assert next(iter(table.primary_key.columns)).name == "council"
        assert all(index.columns.keys()[0] == "council" for index in table.indexes)


def test_upgrading_again_changes_nothing(database: Database) -> None:
    with database.connection() as connection:
        assert upgrade(connection) == []
        assert current(connection) == "0021"


def test_a_host_that_rolls_back_has_none_of_our_tables(tmp_path: Path) -> None:
    pool = open_pool(f"sqlite:///{tmp_path / 'host.db'}")
    with pool.connect() as connection, connection.begin() as transaction:
        assert upgrade(connection) == [
            "0001",
            "0002",
            "0003",
            "0004",
            "0005",
            "0006",
            "0007",
            "0008",
            "0009",
            "0010",
            "0011",
            "0012",
            "0013",
            "0014",
            "0015",
            "0016",
            "0018",
            "0019",
            "0021",
        ]
        transaction.rollback()

    with pool.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    pool.dispose()


def test_a_database_of_ours_writes_durably_and_keeps_its_references(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'ours.db'}")
    with database.connection() as connection:
        upgrade(connection)
    with database.connection() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    orphan = (
        metadata.tables[f"{PREFIX}draft"]
        .insert()
        .values(
            council="c",
            case_id="none",
            form="f",
            revision=1,
            at=None,
            person="p",
            answers="{}",
            copied="{}",
            saves="{}",
        )
    )
    with pytest.raises(sa.exc.IntegrityError), database.connection() as connection:
        connection.execute(orphan)
    database.close()


def test_steps_that_were_there_before_are_chained_as_new_ones_are(database: Database) -> None:
    office = Office(database)
    referred(office)
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)
    columns = (steps.c.case_id, steps.c.version, steps.c.submitted, steps.c.hash)
    chained = sa.select(*columns).order_by(steps.c.case_id, steps.c.version)
    with database.connection() as connection:
        before = connection.execute(chained).all()
        command.downgrade(config(connection), "0010")
        upgrade(connection)
        assert connection.execute(chained).all() == before
    assert len(before) == 3
    assert office.engine.verify(database).is_sound
