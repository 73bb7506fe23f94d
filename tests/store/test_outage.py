"""When the database is away, busy or full: a clear refusal, nothing half written, and it heals without a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import Database, Unavailable
from engine.cases.state import Case
from engine.store.migrate import upgrade
from engine.store.tables import metadata
from engine.store.transaction import Moment
from tests.support import OFFICER, REFERRED, Office, written

LONG = "x" * 50_000


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    database.close()
    return url


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    with database.connection() as connection:
        upgrade(connection)
    yield database
    database.close()
    with database.connection() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    database.close()


def cut_all_connections(database: Database) -> None:
    """Do to a PostgreSQL's clients what its restart does."""
    other = sa.create_engine(database.pool.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
    other.dispose()


def fill_up(office: Office, cases: list[Case]) -> None:
    """Open cases and write at length in each, until there is no room for more."""
    while True:
        cases.append(office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case)
        office.cases.save(cases[-1], "referral", {"child_name": LONG}, by=OFFICER, seen=0)


def test_a_full_disk_is_said_and_nothing_is_half_written(url: str) -> None:
    database, cases = Database(url), list[Case]()
    sa.event.listen(
        database.pool, "connect", lambda connection, _entry: connection.execute("PRAGMA max_page_count = 300")
    )

    with pytest.raises(Unavailable, match="no room left") as refusal:
        fill_up(Office(database), cases)
    database.close()

    office = Office(Database(url))
    assert refusal.value.outage == "full"
    assert len(cases) > 1
    saved = [office.cases.draft(case, "referral", by=OFFICER).draft_revision for case in cases]
    assert saved in ([1] * len(cases), [1] * (len(cases) - 1) + [0])
    assert written(office)["casepath_step"] == len(cases)
    assert office.cases.act(cases[-1], "refer", REFERRED, by=OFFICER, seen=1).case.version == 2
    office.database.close()


def test_a_database_that_another_process_holds_is_busy(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.transaction.BUSY_SECONDS", 0.05)
    office = Office(Database(url))
    other = sqlite3.connect(office.database.pool.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="busy with others"):
        office.cases.open("path", subject={"child": "P-1"}, by=OFFICER)
    other.execute("ROLLBACK")
    other.close()

    assert office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case.version == 1
    office.database.close()


def test_a_database_that_is_not_there_is_said_to_be_away_in_the_readers_language() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")

    with pytest.raises(Unavailable, match="cannot be reached") as refusal:
        Office(database).cases.find(by=OFFICER)
    assert refusal.value.said("cy").startswith("Nid oes modd cyrraedd")


def test_a_database_that_comes_back_is_found_by_the_next_call_on_every_connection(postgres: Database) -> None:
    office = Office(postgres)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    with postgres.read(), postgres.read(), postgres.read():
        pass  # three connections wait in the pool
    cut_all_connections(postgres)

    with pytest.raises(Unavailable) as refusal:
        office.cases.get(case, by=OFFICER)

    assert refusal.value.outage == "away"
    for _ in range(3):
        assert office.cases.get(case, by=OFFICER).version == 1


def test_whoever_falls_silent_in_a_transaction_loses_it_and_stands_in_nobodys_way(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Office(postgres).cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    monkeypatch.setattr("engine.store.transaction.SILENT_SECONDS", 0.2)
    said: list[int] = []

    def hook(when: Moment, name: str) -> None:
        if (when, name) == ("before", "update case") and not said:
            said.append(Office(postgres).cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case.version)

    silent = Office(Database(postgres.pool.url.render_as_string(hide_password=False), hook=hook))
    with pytest.raises(Unavailable, match="Nothing was kept"):
        silent.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1)

    assert said == [2]  # the other one waited for the row until the server took it from the one that was silent
    assert silent.cases.get(case, by=OFFICER).version == 2
    silent.database.close()


@pytest.mark.parametrize(("moment", "outage"), [("insert step", "away"), ("commit", "unknown")])
def test_a_database_that_goes_away_half_way_keeps_all_or_nothing(postgres: Database, moment: str, outage: str) -> None:
    before = written(Office(postgres))

    def hook(when: Moment, name: str) -> None:
        if (when, name) == ("before", moment):
            cut_all_connections(postgres)

    cut = Office(Database(postgres.pool.url.render_as_string(hide_password=False), hook=hook))
    with pytest.raises(Unavailable) as refusal:
        cut.cases.open("path", subject={"child": "P-1"}, by=OFFICER)

    assert refusal.value.outage == outage
    cut.database.hook = None
    postgres.close()
    after = written(Office(postgres))
    assert {name: after[name] - before[name] for name in ("casepath_case", "casepath_step")} == {
        "casepath_case": 0,
        "casepath_step": 0,
    }
    assert cut.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case.version == 1
    cut.database.close()
