"""Health for probes: whether people can work, and whether what should happen by itself does."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from engine import Database
from engine.cli import main
from engine.errors import DeliveryFailed
from engine.interop.cloud_events import CloudEvent
from engine.service.health import Health, health
from tests.cli.test_worker import written as written_to
from tests.clocks.limits import MANAGER, Council
from tests.support import LITTLE, OFFICER, Office


def unwell(found: Health) -> list[str]:
    return [one.name for one in found.checks if not one.is_well]


def test_a_database_at_work_is_ready_and_well(database: Database) -> None:
    office = Office(database)
    office.cases.open("path", subject={"child": "P-1"}, by=OFFICER)

    found = health(office.engine, database)

    assert (found.is_ready, found.is_well, unwell(found)) == (True, True, [])


def test_a_database_that_does_not_answer_is_not_ready() -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")

    assert unwell(health(Office(away).engine, away)) == ["database"]


@pytest.mark.parametrize("revision", [None, "0003", "9999"])
def test_tables_of_another_version_are_not_ready(tmp_path: Path, revision: str | None) -> None:
    database = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    if revision is not None:
        with database.connection() as connection:
            connection.execute(sa.text("CREATE TABLE casepath_alembic_version (version_num VARCHAR(32))"))
            connection.execute(sa.text("INSERT INTO casepath_alembic_version VALUES (:one)"), {"one": revision})

    found = health(Office(database).engine, database)

    assert (found.is_ready, unwell(found)) == (False, ["tables"])
    database.close()


def test_what_should_have_happened_by_itself_is_late(database: Database) -> None:
    council = Council(database)
    council.cases.open("path", subject={"child": "JAMIE-1"}, by=MANAGER)
    council.clock.move(timedelta(days=60))

    found = health(council.engine, database)

    assert (found.is_ready, unwell(found)) == (True, ["timers"])
    late = next(one.text for one in found.checks if not one.is_well)
    assert late.endswith("minutes. Is `casepath worker` running?")
    council.engine.runner(database).run_due()
    assert health(council.engine, database).is_well


def test_what_no_receiver_takes_is_not_well(database: Database) -> None:
    office = Office(database)
    office.cases.open("path", subject={"child": "P-1"}, by=OFFICER)

    def refuse(_event: CloudEvent) -> None:
        raise DeliveryFailed

    while not office.engine.dead_letters(database):
        office.clock.move(timedelta(hours=1))
        office.engine.runner(database, deliver=refuse).run_due()

    assert unwell(health(office.engine, database)) == ["deliveries"]


def test_a_probe_of_no_database_is_told_so(tmp_path: Path) -> None:
    folder = str(written_to(tmp_path / "council", LITTLE))

    for url, code in (("nonsense", 2), ("sqlite:////no/such/folder/cases.db", 1)):
        answer = CliRunner().invoke(main, ["health", folder, "--database", url])
        assert (answer.exit_code, "Traceback" in answer.output) == (code, False)


def test_a_probe_gets_its_answer_from_the_exit_code(tmp_path: Path) -> None:
    folder, url = str(written_to(tmp_path / "council", LITTLE)), f"sqlite:///{tmp_path / 'cases.db'}"
    run = CliRunner().invoke

    before = run(main, ["health", folder, "--database", url, "--ready"])
    run(main, ["db", "upgrade", "--database", url])
    after = run(main, ["health", folder, "--database", url, "--json"])

    assert (before.exit_code, after.exit_code) == (1, 0)
    assert "FAIL  The tables are not of this version. Run `casepath db upgrade`." in before.output
    assert json.loads(after.output)["well"] is True


def test_a_probe_reads_no_more_of_the_definitions_than_whose_they_are(tmp_path: Path) -> None:
    folder, url = written_to(tmp_path / "council", LITTLE), f"sqlite:///{tmp_path / 'cases.db'}"
    CliRunner().invoke(main, ["db", "upgrade", "--database", url])
    (folder / "form_schemas" / "broken.yaml").write_text("form: [")

    assert CliRunner().invoke(main, ["health", str(folder), "--database", url]).exit_code == 0
    assert CliRunner().invoke(main, ["check", str(folder)]).exit_code == 1


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (None, "There is no casepath.yaml here."),
        ("configuration: [", "casepath.yaml:1"),
        ("casepath: 1\nconfiguration: Not An Id", '"Not An Id" cannot be an id.'),
        ("casepath: 1\ntitle: Nobody's", "casepath.yaml:1"),
        ("configuration: two\nconfiguration: names", '"configuration"'),
    ],
)
def test_a_probe_of_nobody_in_particular_is_told_what_is_wrong(tmp_path: Path, manifest: str | None, told: str) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    if manifest is not None:
        (tmp_path / "casepath.yaml").write_text(manifest)
    CliRunner().invoke(main, ["db", "upgrade", "--database", url])

    answer = CliRunner().invoke(main, ["health", str(tmp_path), "--database", url])
    named = CliRunner().invoke(main, ["health", str(tmp_path), "--database", url, "--council", "somebody"])

    assert (answer.exit_code, named.exit_code) == (1, 0)
    assert told in answer.output


def test_a_probe_asks_for_the_council_that_the_folder_names(tmp_path: Path) -> None:
    folder, url = str(written_to(tmp_path / "council", LITTLE)), f"sqlite:///{tmp_path / 'cases.db'}"
    CliRunner().invoke(main, ["db", "upgrade", "--database", url])
    database = Database(url)
    office = Office(database)
    office.cases.open("path", subject={"child": "P-1"}, by=OFFICER)

    def refuse(_event: CloudEvent) -> None:
        raise DeliveryFailed

    while not office.engine.dead_letters(database):
        office.clock.move(timedelta(hours=1))
        office.engine.runner(database, deliver=refuse).run_due()
    database.close()

    probe = ["health", folder, "--database", url]
    assert "1 steps were taken by no receiver" in CliRunner().invoke(main, probe).output
    assert CliRunner().invoke(main, [*probe, "--council", "another"]).exit_code == 0
