"""`casepath worker` as an operator meets it: it does what is due, stops when told, and says what is amiss."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Actor, Database, Engine, Ports
from engine.cli import main
from engine.definitions.assemble import assemble
from engine.store import tables
from engine.store.migrate import upgrade
from tests.clocks.limits import LIMITS, MANAGER, Council
from tests.keys import Held, kept_in, ring

PROGRAM = "from engine.cli import main\nmain()"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "council", LIMITS)


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def keys(folder: Path) -> list[str]:
    """Return the option that names keys, which also read what was written without."""
    return ["--keys", str(kept_in(folder / "keys", "limits", ring("k1", plain=True)))]


def call(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["worker", *args])
    return result.exit_code, result.output


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_does_what_is_due_and_stops_when_told(folder: Path, tmp_path: Path, told: signal.Signals) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    council = Council(database)
    council.clock.set(Ports().clock.now() - timedelta(days=8))
    case = council.cases.open("path", subject={"child": "JAMIE-1"}, by=MANAGER).case

    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "worker", str(folder), "--database", url, *keys(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(told)
        rest = process.stdout.read()

    assert process.returncode == 0
    assert " fired " in first
    assert rest.splitlines()[-1].endswith(" stopped")
    assert "JAMIE" not in first + rest
    council.engine.ports = replace(council.engine.ports, keys=Held(ring("k1", plain=True)))
    assert council.cases.get(case, by=MANAGER).clocks["decision"].status == "breached"
    database.close()


def test_a_database_without_tables_is_told_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    code, output = call(str(folder), "--database", f"sqlite:///{tmp_path / 'empty.db'}")

    assert code == 1
    assert output == (
        "Error: The database does not have the tables of this version. Run `casepath db upgrade` on it first.\n"
    )


def test_definitions_with_mistakes_run_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "workflow_definitions" / "path.yaml").write_text("workflow: path\n")

    code, output = call(str(folder), "--database", f"sqlite:///{tmp_path / 'cases.db'}")

    assert code == 1
    assert "nothing was run" in output
    assert "path.yaml:1" in output
    assert not (tmp_path / "cases.db").exists()


def test_what_is_no_database_is_told_as_a_slip_of_the_command(folder: Path) -> None:
    code, output = call(str(folder), "--database", "nonsense")

    assert code == 2
    assert "Traceback" not in output


def test_it_seals_what_happened_and_says_when_it_cannot(folder: Path, tmp_path: Path) -> None:
    url, seals, key = f"sqlite:///{tmp_path / 'cases.db'}", tmp_path / "seals", tmp_path / "seals.key"
    assert CliRunner().invoke(main, ["audit", "new-key", str(key)]).exit_code == 0
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    council = Council(database)
    council.clock.set(Ports().clock.now())
    council.cases.open("path", subject={"child": "JAMIE-1"}, by=MANAGER)
    database.close()

    sealed = first_line(folder, url, seals, key)
    (seals / "limits.seals").unlink()
    (seals / "limits.seals").mkdir()
    database = Database(url)
    with database.connection() as connection:
        connection.execute(tables.seal.update().values(at=tables.as_read("2026-01-01T00:00:00+00:00")))
        connection.execute(tables.case.update().values(sealed=None))
    database.close()

    assert sealed.endswith(" cases sealed 1")
    assert first_line(folder, url, seals, key).endswith(
        "Seals cannot be kept outside the database: is their place there, and full?"
    )


def first_line(folder: Path, url: str, seals: Path, key: Path) -> str:
    """Return what a worker says first; then it is told to stop."""
    options = ["--database", url, "--seals", str(seals), "--seal-key", str(key), *keys(seals.parent)]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "worker", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
    assert process.returncode == 0
    return said.strip()


def test_without_a_folder_it_runs_what_is_published(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    council = Council(database)
    council.clock.set(Ports().clock.now() - timedelta(days=8))
    name = council.engine.council
    assert "No release of" in call("--council", name, "--database", url, "--not-production")[1]

    releases = council.engine.releases(database)
    made = releases.propose(assemble(LIMITS), by=Actor("ann")).release
    releases.approve(made.release, by=Actor("ben"))
    releases.publish(made.release, by=Actor("ann"))
    engine = Engine.from_releases(database, name, ports=council.engine.ports)
    engine.cases(database).open("path", subject={"child": "JAMIE-1"}, by=MANAGER)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "worker", "--council", name, "--database", url, *keys(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.stdout.read()

    assert process.returncode == 0
    assert "fired" in first


def test_without_a_folder_and_a_council_there_is_nothing_to_run(tmp_path: Path) -> None:
    code, told = call("--database", f"sqlite:///{tmp_path / 'cases.db'}")

    assert (code, "Name a folder of definitions, or with --council" in told) == (2, True)
