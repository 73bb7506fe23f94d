"""`casepath move-cases` as an operator meets it: a dry run, the move, what is blocked, and putting it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import Database
from engine.cli import main
from engine.store.migrate import upgrade
from tests.cli.test_worker import written
from tests.service.test_moving import FIRST, FLOW, RENAMED, second
from tests.support import OFFICER, Office, referred

LOST = second((FLOW, "  waiting:\n", "  to_decide:\n"), (FLOW, "goes: waiting", "goes: to_decide"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cases.db'}"


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    office = Office(database, files=FIRST)
    referred(office)
    office.cases.open("path", subject={"child": "P-2"}, by=OFFICER)
    yield office
    database.close()


def move(folder: Path, url: str, *more: str) -> Result:
    return CliRunner().invoke(main, ["move-cases", str(folder), "--database", url, "--as", "lee", *more])


def test_a_dry_run_counts_and_writes_nothing_and_then_the_same_moves(office: Office, url: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "next", RENAMED)
    dry = move(folder, url, "--dry-run")
    assert (dry.exit_code, dry.output) == (
        0,
        "Would move to version 1.1.0: 2 of 2 cases. Stay: 0. Blocked: 0.\n",
    )
    assert {one.state for one in office.cases.find(by=OFFICER)} == {"new", "waiting"}

    done = move(folder, url)
    assert done.output == "Moved to version 1.1.0: 2 of 2 cases. Stay: 0. Blocked: 0.\n"
    assert move(folder, url).output == "Moved to version 1.1.0: 0 of 2 cases. Stay: 2. Blocked: 0.\n"

    assert move(folder, url, "--take-back").output == "Put back: 2.\n"
    assert {one.state for one in office.cases.find(by=OFFICER)} == {"new", "waiting"}


def test_what_is_blocked_is_said_case_by_case_and_counted_by_reason(office: Office, url: str, tmp_path: Path) -> None:
    [waiting] = [one for one in office.cases.find(by=OFFICER) if one.state == "waiting"]
    found = move(written(tmp_path / "next", LOST), url, "--dry-run")

    assert found.exit_code == 1
    assert found.output.splitlines() == [
        f"{waiting.reference}  is blocked",
        '  It is in "Waiting", for which version 1.1.0 has no place.',
        "Would move to version 1.1.0: 1 of 2 cases. Stay: 0. Blocked: 1.",
        '  1 case: It is in "Waiting", for which version 1.1.0 has no place.',
    ]


def test_programs_get_a_line_for_each_case(office: Office, url: str, tmp_path: Path) -> None:
    found = json.loads(move(written(tmp_path / "next", RENAMED), url, "--dry-run", "--format", "json").output)

    assert {one["outcome"] for one in found} == {"moves"}
    assert {one["release_before"] for one in found} == {office.engine.definition.release}


def test_only_the_case_that_is_named_moves(office: Office, url: str, tmp_path: Path) -> None:
    one = office.cases.find(by=OFFICER)[0]
    found = move(written(tmp_path / "next", RENAMED), url, "--case", one.reference)

    assert found.output == "Moved to version 1.1.0: 1 of 1 cases. Stay: 0. Blocked: 0.\n"


def test_a_case_that_is_not_there_stops_it_before_anything_is_done(office: Office, url: str, tmp_path: Path) -> None:
    one = office.cases.find(by=OFFICER)[0]
    found = move(written(tmp_path / "next", RENAMED), url, "--case", one.reference, "--case", "CH-0000-00000")

    assert (found.exit_code, "nothing was done" in found.output) == (2, True)
    assert {case.release for case in office.cases.find(by=OFFICER)} == {office.engine.definition.release}


def test_a_dry_run_is_not_a_way_to_put_back(url: str, tmp_path: Path) -> None:
    found = move(written(tmp_path / "next", RENAMED), url, "--dry-run", "--take-back")

    assert found.exit_code == 2
    assert "not both" in found.output


def test_a_database_without_our_tables_is_said_so(url: str, tmp_path: Path) -> None:
    found = move(written(tmp_path / "next", RENAMED), url)

    assert found.exit_code == 1
    assert "casepath db upgrade" in found.output
