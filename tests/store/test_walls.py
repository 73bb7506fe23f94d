"""Councils in one PostgreSQL never meet: row security for each transaction, under a role that cannot take it down."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import CliRunner
from sqlalchemy.orm import Session

from engine import Database, NotFound
from engine.cli import main
from engine.service.health import health
from engine.store import tables
from engine.store.migrate import config, upgrade
from engine.store.statements import Statement
from engine.store.tables import metadata
from engine.store.transaction import Gateway, Pooled, Transaction
from engine.store.walls import COUNCIL_POLICY, MAY_CHANGE, SETTING, grants
from tests.behind_walls import APPLICATION, OWNER, Walled, walled
from tests.clocks.limits import MANAGER as LIMITS_MANAGER
from tests.clocks.limits import Council
from tests.statements import statements
from tests.support import MANAGER, OFFICER, Office, referred


@pytest.fixture
def roles(postgres_url: str) -> Iterator[Walled]:
    with walled(postgres_url) as made:
        yield made


@pytest.fixture
def database(roles: Walled) -> Iterator[Database]:
    """Return the database as the application reaches it."""
    made = Database(roles.application)
    yield made
    made.close()


@pytest.fixture
def offices(database: Database) -> tuple[Office, Office]:
    """Return two councils at work in one database, each with a case."""
    made = Office(database, council="ashbourne"), Office(database, council="northshire")
    for one in made:
        referred(one)
    return made


def rows(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


# --- the catalogue ----------------------------------------------------------------------------------------------------


def test_every_table_is_behind_the_wall_and_forced_and_the_role_owns_none(roles: Walled) -> None:
    pool = sa.create_engine(roles.above)
    with pool.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole::text AS owner,"
            " (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %(policy)s"
            "  AND p.polroles = '{0}' AND p.polwithcheck IS NOT NULL) AS policies,"
            " (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS all_policies"
            " FROM pg_class c WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
            " AND c.relname <> 'casepath_alembic_version'",
            {"schema": OWNER, "policy": COUNCIL_POLICY},
        ).all()
    pool.dispose()

    assert {one.relname for one in found} == set(metadata.tables)
    for one in found:
        assert (one.relrowsecurity, one.relforcerowsecurity, one.policies) == (True, True, 1), one.relname
        assert one.all_policies == 2, f"{one.relname}: any policy more would let more through"
        assert one.owner == OWNER


def test_every_key_begins_with_the_council_so_that_none_tells_of_another(roles: Walled) -> None:
    pool = sa.create_engine(roles.above)
    with pool.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT i.indexrelid::regclass::text AS name, a.attname AS first FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
            " WHERE i.indisunique AND c.relnamespace = %(schema)s::regnamespace"
            " AND c.relname <> 'casepath_alembic_version'",
            {"schema": OWNER},
        ).all()
    pool.dispose()
    assert len(found) >= len(metadata.tables)
    assert {one.first for one in found} == {"council"}


# --- what is seen -----------------------------------------------------------------------------------------------------


def test_each_council_works_behind_the_wall_and_finds_its_own_cases_only(offices: tuple[Office, Office]) -> None:
    one, other = offices
    (case,) = one.cases.find(by=OFFICER)
    assert one.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version).case.states == ("closed",)
    with pytest.raises(NotFound):
        other.cases.get(case.id, by=MANAGER)
    assert one.engine.verify(one.database).is_sound
    assert one.engine.runner(one.database).run_due().failed == 0


def test_probes_see_behind_the_wall_what_is_late(database: Database) -> None:
    council = Council(database)
    council.cases.open("path", subject={"child": "JAMIE-1"}, by=LIMITS_MANAGER)
    council.clock.move(timedelta(days=60))
    assert [one.name for one in health(council.engine, database).checks if not one.is_well] == ["timers"]


def test_whoever_names_no_council_sees_nothing_and_can_write_nothing(
    offices: tuple[Office, Office], database: Database
) -> None:
    with database.connection() as connection:
        assert {one.name: rows(connection, one) for one in metadata.sorted_tables} == dict.fromkeys(metadata.tables, 0)
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"), connection.begin_nested():
            connection.execute(tables.counter.insert().values(council="ashbourne", series="s", last=1))


def test_a_statement_that_forgets_the_council_finds_no_row_of_another(
    offices: tuple[Office, Office], database: Database
) -> None:
    def councils(table: sa.Table) -> set[str]:
        return set(connection.execute(sa.select(table.c.council)).scalars())

    with database.connection() as connection:
        connection.execute(sa.select(sa.func.set_config(SETTING, "ashbourne", True)))
        for table in metadata.sorted_tables:
            assert councils(table) <= {"ashbourne"}
        assert councils(tables.case) == {"ashbourne"}
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"), connection.begin_nested():
            connection.execute(tables.counter.insert().values(council="northshire", series="s", last=1))
        assert connection.execute(tables.case.update().values(team="x")).rowcount == 1


def test_the_owner_of_the_tables_is_bound_by_the_wall_as_well(offices: tuple[Office, Office], roles: Walled) -> None:
    owner = Database(roles.owner)
    with owner.connection() as connection:
        assert rows(connection, tables.case) == 0
    assert len(Office(owner, council="ashbourne").cases.find(by=OFFICER)) == 1
    owner.close()


def test_only_the_owner_can_say_that_it_is_migrating(
    offices: tuple[Office, Office], database: Database, roles: Walled
) -> None:
    migrating = sa.select(sa.func.set_config("casepath.migrating", "on", True))
    owner = Database(roles.owner)
    for each, seen in ((database, 0), (owner, 2)):
        with each.connection() as connection:
            connection.execute(migrating)
            assert rows(connection, tables.case) == seen
    owner.close()


def test_migrations_reach_the_rows_of_every_council(offices: tuple[Office, Office], roles: Walled) -> None:
    heads = sa.select(tables.case.c.council, tables.case.c.head).order_by(tables.case.c.council)
    above, owner = (
        sa.create_engine(roles.above, connect_args={"options": f"-csearch_path={OWNER}"}),
        Database(roles.owner),
    )
    with above.connect() as connection:
        before = connection.execute(heads).all()
    with owner.connection() as connection:
        command.downgrade(config(connection), "0010")
        upgrade(connection)
        assert rows(connection, tables.case) == 0, "it is over when the migrations are"
    with above.connect() as connection:
        assert connection.execute(heads).all() == before
        assert len(before) == 2
    above.dispose()
    owner.close()


# --- the pool ---------------------------------------------------------------------------------------------------------


class Wrong(Exception):
    pass


_HERE = Statement(
    "here",
    sa.select(sa.func.pg_backend_pid().label("process"), sa.func.current_setting(SETTING, True).label("council")),
)
_SLEEP = Statement("sleep", sa.select(sa.func.pg_sleep(60)))
_FOREIGN = Statement("foreign row", tables.counter.insert())


def here(tx: Transaction) -> tuple[int, str | None]:
    (row,) = tx.rows(_HERE, {})
    return row["process"], row["council"]


def ends_in(
    gateway: Gateway,
    doing: Callable[[Transaction], None],
    error: type[Exception] | tuple[type[Exception], ...],
    says: str,
) -> int:
    """Do something as a council that must fail; return the connection on which it did."""
    process, council = 0, None

    def do() -> None:
        nonlocal process, council
        with gateway.write() as tx:
            process, council = here(tx)
            doing(tx)

    with pytest.raises(error, match=says):
        do()
    assert council == "ashbourne"
    return process


def commits(gateway: Gateway) -> int:
    with gateway.write() as tx:
        process, council = here(tx)
    assert council == "ashbourne"
    return process


def looks(gateway: Gateway) -> int:
    with gateway.read() as tx:
        process, council = here(tx)
    assert council == "ashbourne"
    return process


def fails(gateway: Gateway) -> int:
    def fail(tx: Transaction) -> None:
        raise Wrong("on purpose")

    return ends_in(gateway, fail, Wrong, "on purpose")


def is_refused(gateway: Gateway) -> int:
    def write(tx: Transaction) -> None:
        tx.write(_FOREIGN, {"council": "northshire", "series": "s", "last": 1})

    return ends_in(gateway, write, (psycopg.Error, sa.exc.DBAPIError), "row-level security")


def is_cancelled(gateway: Gateway, roles: Walled) -> int:
    above = sa.create_engine(roles.above)

    def sleep(tx: Transaction) -> None:
        process = here(tx)[0]
        timer = threading.Timer(0.3, lambda: cancel(process))
        timer.start()
        try:
            tx.rows(_SLEEP, {})
        finally:
            timer.join()

    def cancel(process: int) -> None:
        with above.connect() as connection:
            connection.execute(sa.select(sa.func.pg_cancel_backend(process)))

    process = ends_in(gateway, sleep, (psycopg.Error, sa.exc.DBAPIError), "cancel")
    above.dispose()
    return process


@pytest.mark.parametrize("way", ["owned", "pooled"])
def test_a_connection_of_the_pool_never_carries_a_council_on(roles: Walled, way: str) -> None:
    database = Database(roles.application)
    pool = sa.create_engine(roles.application, pool_size=1, max_overflow=0)
    mine = database.of("ashbourne") if way == "owned" else Pooled(pool, council="ashbourne")
    nobody = database if way == "owned" else Pooled(pool)

    ends = (commits, looks, fails, is_refused, partial(is_cancelled, roles=roles))
    for end in (*ends, *ends, *ends):  # often enough for a driver to begin preparing what comes again
        process = end(mine)
        with nobody.read() as tx:
            assert here(tx) == (process, ""), "the same connection, and after a transaction the setting reads empty"
    database.close()
    pool.dispose()


def test_the_council_is_named_with_begin_and_takes_no_statement_of_its_own(roles: Walled) -> None:
    heard: list[str] = []
    database = Database(roles.application, hook=lambda moment, name: heard.append(name) if moment == "before" else None)
    office = Office(database)
    case = referred(office)
    heard.clear()
    office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version)
    database.close()
    assert "name the council" not in heard
    assert heard[-1] == "commit"


@pytest.mark.parametrize("council", ["o'hara", "back\\slash", "per%cent", "'; SELECT 1; --", "$1"])
def test_a_councils_name_is_taken_as_it_is_whatever_is_in_it(roles: Walled, council: str) -> None:
    database = Database(roles.application)
    office = Office(database, council=council)
    for gateway in (database.of(council), Pooled(database.pool, council=council)):
        with gateway.read() as tx:
            assert here(tx)[1] == council
    assert referred(office).council == council
    database.close()


# --- the host's transaction -------------------------------------------------------------------------------------------


def test_two_councils_can_work_in_one_transaction_of_the_host(offices: tuple[Office, Office], roles: Walled) -> None:
    one, other = offices
    pool = sa.create_engine(roles.application)
    with Session(pool) as session, session.begin():
        for office in (one, other, one):
            assert [case.council for case in office.engine.cases(session).find(by=OFFICER)] == [office.engine.council]
    pool.dispose()


def test_a_host_that_rolls_back_to_a_savepoint_goes_on_as_the_right_council(
    offices: tuple[Office, Office], roles: Walled
) -> None:
    one, other = offices
    pool = sa.create_engine(roles.application)
    with Session(pool) as session, session.begin():
        cases = one.engine.cases(session)
        savepoint = session.begin_nested()
        opened = cases.open("path", subject={"child": "P-7"}, by=OFFICER).case
        savepoint.rollback()
        with pytest.raises(NotFound):
            cases.get(opened, by=OFFICER)
        assert len(cases.find(by=OFFICER)) == 1
        assert len(other.engine.cases(session).find(by=OFFICER)) == 1
    with pool.connect() as connection:
        assert connection.exec_driver_sql(f"SELECT current_setting('{SETTING}', true)").scalar() == ""
        assert rows(connection, tables.case) == 0
    pool.dispose()


# --- what the role may do ---------------------------------------------------------------------------------------------


def test_the_application_can_neither_change_nor_delete_what_is_on_record(
    offices: tuple[Office, Office], database: Database
) -> None:
    with database.connection() as connection:
        connection.execute(sa.select(sa.func.set_config(SETTING, "ashbourne", True)))
        for name, columns in MAY_CHANGE.items():
            table = metadata.tables[name]
            for column in table.columns:
                change = table.update().values({column.name: column})
                if column.name in columns:
                    connection.execute(change)
                    continue
                with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), connection.begin_nested():
                    connection.execute(change)
            for statement in (table.delete(), sa.text(f"TRUNCATE {name}")):
                with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), connection.begin_nested():
                    connection.execute(statement)


THE_OWNERS = {
    "write step anew": "an erasure that two people agreed on is carried out by the tables' owner",
    "write submission anew": "likewise",
    "keep proof of erasure": "and so is the note of what it did",
    "mark item of an erasure": "likewise",
}


def test_every_statement_of_ours_is_within_what_the_application_may_do() -> None:
    found = [one for one in statements() if one.name not in THE_OWNERS]
    assert len(found) > 50
    dialect = sa.make_url("postgresql+psycopg://").get_dialect()()
    for statement in found:
        if isinstance(statement.sql, sa.Delete):
            assert str(statement.sql.table) not in MAY_CHANGE, statement.name
        if isinstance(statement.sql, sa.Update) and str(statement.sql.table) in MAY_CHANGE:
            written = re.search(r" SET (.*) WHERE ", statement.text(dialect).sql)
            assert written is not None
            changed = set(re.findall(r"(\w+)=", written[1]))
            assert changed <= set(MAY_CHANGE[str(statement.sql.table)]), statement.name


@pytest.mark.parametrize(
    "doing",
    [
        "ALTER TABLE {0} DISABLE ROW LEVEL SECURITY",
        "DROP POLICY casepath_council ON {0}",
        "DROP TABLE {0}",
        "ALTER TABLE {0} ADD COLUMN x text",
    ],
)
def test_the_application_cannot_take_the_wall_down(database: Database, doing: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="must be owner"), database.connection() as connection:
        connection.exec_driver_sql(doing.format("casepath_case"))


# --- casepath db grant ------------------------------------------------------------------------------------------------


def grant(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["db", "grant", *args])
    return result.exit_code, result.output


def test_granting_takes_away_whatever_the_role_had_beyond_its_work(roles: Walled) -> None:
    above = sa.create_engine(roles.above, isolation_level="AUTOCOMMIT")
    may = sa.text(f"SELECT has_table_privilege('{APPLICATION}', '{OWNER}.casepath_step', 'DELETE')")
    with above.connect() as connection:
        connection.exec_driver_sql(f"GRANT ALL ON {OWNER}.casepath_step TO {APPLICATION}")
        assert connection.execute(may).scalar() is True
        code, said = grant(APPLICATION, "--database", roles.owner)
        assert (code, said) == (0, f'The role "{APPLICATION}" may do what Casepath does, and nothing else.\n')
        assert connection.execute(may).scalar() is False
    above.dispose()


def test_granting_can_print_what_somebody_else_runs(roles: Walled) -> None:
    code, said = grant(APPLICATION, "--database", roles.owner, "--print")
    assert code == 0
    assert f'GRANT SELECT, INSERT, UPDATE (position) ON "{OWNER}".casepath_step TO "{APPLICATION}";\n' in said
    assert said == "".join(f"{one};\n" for one in grants(APPLICATION, OWNER))


def test_no_role_is_granted_that_stands_above_the_wall(roles: Walled) -> None:
    assert grant(OWNER, "--database", roles.owner)[1] == (
        f'Error: The role "{OWNER}" owns the tables, so it could take the wall down. Name another.\n'
    )
    assert "is above row security. Alter it first" in grant("postgres", "--database", roles.owner)[1]
    code, said = grant('no"body', "--database", roles.owner)
    assert code == 1
    assert 'CREATE ROLE "no""body" LOGIN.' in said


def test_a_sqlite_file_has_no_roles(tmp_path: Path) -> None:
    code, said = grant("app", "--database", f"sqlite:///{tmp_path / 'cases.db'}")
    assert code == 2
    assert "Only PostgreSQL has roles." in said
