"""Upgrading live data: all or nothing at whatever statement it is interrupted, and nothing that was there is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command

from engine import Database
from engine.store import tables as t
from engine.store.migrate import config, current, newest, upgrade
from tests.support import MANAGER, OFFICER, REFERRED, Office

BEFORE = "0009"
"""The tables of the version before the draft's saves, the hash chain, deliveries and the worklist."""
MOST = 300


def at_work(database: Database) -> Office:
    """Return an office with a case in the middle of everything: answered, given back, a draft begun again."""
    office = Office(database)
    office.cases.record_facts("child", "P-9", {"sex": "f"}, by=OFFICER)
    cases = [office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case for number in range(3)]
    case = [office.cases.act(one, "refer", REFERRED, by=OFFICER, seen=1).case for one in cases][-1]
    office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school")
    office.cases.save(case, "referral", {"child_name": "Kit Example"}, by=OFFICER, seen=0)
    return office


def downgrade(database: Database, to: str) -> None:
    with database.connection() as connection:
        command.downgrade(config(connection), to)


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return what was there before the upgrade: the columns of the older tables, row by row."""
    with database.connection() as connection:
        found = {}
        for table in (t.case, t.step, t.submission, t.draft, t.fact, t.timer):
            older = [one["name"] for one in sa.inspect(connection).get_columns(table.name)]
            columns = [table.c[name] for name in OLDER[table.name] if name in older]
            found[table.name] = sorted(map(tuple, connection.execute(sa.select(*columns))), key=repr)
        return found


OLDER = {
    "casepath_case": ("id", "reference", "workflow", "state", "version", "updated_at", "folded"),
    "casepath_step": ("case_id", "version", "at", "person", "events"),
    "casepath_submission": ("id", "revision", "case_id", "answers", "copied"),
    "casepath_draft": ("case_id", "form", "revision", "answers"),
    "casepath_fact": ("subject", "fact", "revision", "value"),
    "casepath_timer": ("case_id", "clock", "rung", "fires_at"),
}


def columns_before() -> dict[str, set[str]]:
    """Return the columns of each table as they were at BEFORE, by making them."""
    database = Database("sqlite://")
    with database.connection() as connection:
        command.upgrade(config(connection), BEFORE)
        inspector = sa.inspect(connection)
        found = {name: {one["name"] for one in inspector.get_columns(name)} for name in inspector.get_table_names()}
    database.close()
    return found


def killed_at(database: Database, statement: int) -> bool:
    """Upgrade in a process that kills itself before a statement, by number; return whether it came so far."""
    child = os.fork()
    if child == 0:
        passed = 0

        def count(*_: object) -> None:
            nonlocal passed
            passed += 1
            if passed == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        other = Database(database.pool.url.render_as_string(hide_password=False))
        sa.event.listen(other.pool, "before_cursor_execute", count)
        with other.connection() as connection:
            upgrade(connection)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.fixture
def old(database: Database) -> Iterator[Database]:
    """Return a database with cases in the tables of an older version; the newest tables are there again afterwards."""
    at_work(database)
    downgrade(database, BEFORE)
    database.close()
    yield database
    with database.connection() as connection:
        upgrade(connection)


def test_an_upgrade_that_is_killed_at_any_statement_leaves_the_tables_as_they_were(old: Database) -> None:
    before = rows(old)
    old.close()
    step = 1 if old.pool.dialect.name == "sqlite" else 7

    tried = 0
    for statement in range(1, MOST, step):
        if not killed_at(old, statement):
            break
        tried += 1
        with old.connection() as connection:
            assert current(connection) == BEFORE
        assert rows(old) == before
        old.close()

    assert tried * step > 40
    with old.connection() as connection:
        assert current(connection) == newest()


def test_an_upgrade_loses_nothing_and_what_it_made_verifies(old: Database) -> None:
    before = rows(old)
    with old.connection() as connection:
        upgrade(connection)

    assert rows(old) == before
    office = Office(old)
    assert [one.text for one in office.engine.verify(old).faults] == []
    case = next(one for one in office.cases.find(by=OFFICER) if one.version == 3)
    assert office.cases.act(case, "refer", by=OFFICER, seen=3).case.version == 4
    assert office.engine.verify(old).is_sound


def test_columns_that_an_upgrade_adds_can_be_left_out_by_the_version_before() -> None:
    """The processes of the version before write on while the tables are of this one already."""
    known = columns_before()
    added = {
        table.name: {one.name for one in table.columns} - known[table.name]
        for table in t.metadata.sorted_tables
        if table.name in known
    }

    must = [
        f"{name}.{column}"
        for name, columns in added.items()
        for column in columns
        if not t.metadata.tables[name].c[column].nullable
    ]
    assert any(added.values())
    assert must == []
