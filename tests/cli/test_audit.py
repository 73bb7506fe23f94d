"""`casepath audit` as an operator meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Actor, Database, NotFound, Ports
from engine.cli import main
from engine.service.file_seals import FileSeals
from engine.service.seal_lines import SealKey
from engine.store import tables as t
from engine.store.migrate import upgrade
from tests.cli.test_worker import written
from tests.support import GUEST, LITTLE, OFFICER, Office, referred

UNSEALED = "No seals were compared: a history that was written anew as a whole is not found without them."


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
        f"Looked at 1 case and 2 steps. All is as it was written.\n{UNSEALED}\n",
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
        UNSEALED,
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


# --- seals ------------------------------------------------------------------------------------------------------------


def keys(tmp_path: Path) -> tuple[str, str]:
    private = str(tmp_path / "seals.key")
    assert call("new-key", private)[0] == 0
    return private, f"{private}.pub"


def test_a_new_key_is_for_the_worker_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    private, public = keys(tmp_path)

    assert Path(private).stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in Path(public).read_text()
    assert call("new-key", private) == (1, "Error: There is such a file already. A key that is overwritten is lost.\n")
    assert call("new-key", str(tmp_path / "nowhere" / "a.key"))[0] == 1


def test_a_database_is_compared_with_its_seals(folder: Path, url: str, office: Office, tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    seals = tmp_path / "seals"
    referred(office)
    ports = Ports(seals=FileSeals(seals), seal_key=SealKey.from_file(private))
    Office(office.database, ports=ports).engine.runner(office.database).run_due()
    said = ("verify", str(folder), "--database", url, "--seals", str(seals), "--seal-key", public)

    assert call(*said) == (0, "Looked at 1 case, 2 steps and 1 seal. All is as it was written.\n")
    (seals / "little.seals").write_text("")
    code, output = call(*said)
    assert code == 1
    assert "The seals after 0 are not there: the database made 1." in output


def test_seals_and_their_key_go_together(folder: Path, url: str, office: Office, tmp_path: Path) -> None:
    _, public = keys(tmp_path)
    (tmp_path / "no.key").write_text("nonsense")

    assert call("verify", str(folder), "--database", url, "--seal-key", public)[0] == 2
    both = ("--seals", str(tmp_path), "--seal-key", str(tmp_path / "no.key"))
    code, output = call("verify", str(folder), "--database", url, *both)
    assert (code, "casepath audit new-key" in output) == (1, True)


# --- reads ------------------------------------------------------------------------------------------------------------


def test_reads_lists_who_looked_at_a_case_or_what_a_person_looked_at(folder: Path, url: str, office: Office) -> None:
    case = referred(office)
    stand_in = Actor("dot", roles=["officer"], on_behalf_of="olive", reason="Duty desk")
    office.cases.show(case, "referral", by=stand_in)
    with pytest.raises(NotFound):
        office.cases.get(case, by=GUEST)
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)

    assert call("reads", str(folder), case.reference, "--database", url) == (
        0,
        (
            "2026-03-12 12:00 UTC  CH-2026-00001  dot for olive  show referral: Duty desk\n"
            "2026-03-12 12:00 UTC  CH-2026-00001  gus  get (refused)\n"
        ),
    )
    code, output = call("reads", str(folder), "--person", "gus", "--database", url, "--json")
    (look,) = json.loads(output)
    assert (code, look["person"], look["case"], look["refused"]) == (0, "gus", case.id, True)
    assert call("reads", str(folder), "CH-2026-00002", "--database", url) == (0, "Nobody looked.\n")


def test_reads_wants_either_a_case_or_a_person(folder: Path, url: str) -> None:
    assert call("reads", str(folder), "--database", url)[0] == 2
    assert call("reads", str(folder), "CH-2026-00001", "--person", "gus", "--database", url)[0] == 2
