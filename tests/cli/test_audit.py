"""`casepath audit` as an operator meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Database
from engine.cli import main
from engine.store import tables as t
from engine.store.migrate import upgrade
from tests.cli.test_worker import written
from tests.support import LITTLE, Office, referred


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "council", LITTLE)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cases.db'}"


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    yield Office(database)
    database.close()


def call(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["audit", *args])
    return result.exit_code, result.output


def spoil(office: Office) -> None:
    with office.database.connection() as connection:
        connection.execute(t.step.update().where(t.step.c.version == 2).values(person="somebody"))


def test_a_sound_database_is_told_in_one_line(folder: Path, url: str, office: Office) -> None:
    referred(office)

    assert call("verify", str(folder), "--database", url) == (
        0,
        "Looked at 1 case and 2 steps. All is as it was written.\n",
    )


def test_each_fault_is_a_sentence_and_the_command_fails(folder: Path, url: str, office: Office) -> None:
    referred(office)
    spoil(office)

    code, output = call("verify", str(folder), "--database", url)

    assert code == 1
    assert output.splitlines() == [
        "Case CH-2026-00001, step 2: it is not what was written here, or not after this step.",
        "Case CH-2026-00001, step 2: who submitted its answers, when or under what was changed.",
        "Case CH-2026-00001: the case as it is kept is not what its steps made: submissions.",
        "Looked at 1 case and 2 steps. Found 3 faults.",
    ]


def test_faults_can_be_had_as_json(folder: Path, url: str, office: Office) -> None:
    case = referred(office)
    spoil(office)

    code, output = call("verify", str(folder), "--database", url, "--json")

    assert code == 1
    found = json.loads(output)
    assert (found["cases"], found["steps"], found["found"]) == (1, 2, 3)
    assert found["faults"][0] == {
        "code": "chain",
        "case": case.id,
        "version": 2,
        "text": "Case CH-2026-00001, step 2: it is not what was written here, or not after this step.",
    }


def test_a_database_without_tables_is_told_in_one_sentence(folder: Path, url: str) -> None:
    code, output = call("verify", str(folder), "--database", url)

    assert code == 1
    assert output.startswith("Error: The database does not have the tables of this version.")


def test_what_is_no_database_or_no_configuration_is_told_as_a_slip(folder: Path, tmp_path: Path, url: str) -> None:
    assert call("verify", str(folder), "--database", "nonsense")[0] == 2
    assert call("verify", str(tmp_path / "nowhere"), "--database", url)[0] == 2
    (folder / "workflow_definitions" / "path.yaml").write_text("workflow: path\n")
    code, output = call("verify", str(folder), "--database", url)
    assert (code, "nothing was run" in output) == (1, True)
