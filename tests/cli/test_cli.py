"""The command as a person meets it: fast to answer, clear when it is called wrongly, and the demo tells its story."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.shipped import shipped_migrations
from engine.store.migrate import newest

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "alembic", "jinja2", "fastapi", "starlette", "transitions", "holidays", "rich")


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(args))
    return result.exit_code, result.output


def loaded_by(*args: str) -> set[str]:
    """Return which of the heavy libraries a call loads, in a process of its own."""
    program = (
        "import sys\nfrom engine.cli import main\n"
        f"try:\n    main({list(args)!r})\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    "args",
    [("--help",), ("--version",), ("check", "--help"), ("format", "--help"), ("demo", "--help"), ("db", "--help")],
)
def test_help_loads_nothing_heavy(args: tuple[str, ...]) -> None:
    assert loaded_by(*args) == set()


def test_help_loads_neither_yaml_nor_pydantic() -> None:
    program = "import sys\nfrom engine.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
    program += "print('LOADED', *[name for name in ('yaml', 'pydantic') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.rpartition("LOADED")[2].split() == []


def test_check_loads_no_database_no_templates_and_no_machine() -> None:
    # The template has reminders, and whether one can be sent is told by counting days.
    assert loaded_by("check", str(ROOT)) <= {"holidays"}


def test_format_loads_no_database_no_templates_and_no_machine() -> None:
    assert loaded_by("format", str(ROOT), "--check") == set()


def test_a_probe_loads_neither_the_definitions_models_nor_alembic_nor_the_orm(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    run("db", "upgrade", "--database", url)
    slow = ("pydantic", "alembic", "sqlalchemy.orm", "jinja2")
    program = "import sys\nfrom engine.cli import main\n"
    program += f"main(['health', {str(ROOT)!r}, '--database', {url!r}], standalone_mode=False)\n"
    program += f"print('LOADED', *[name for name in {slow!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert "ok    The tables are of this version." in done.stdout
    assert done.stdout.rpartition("LOADED")[2].split() == []


def test_a_folder_that_holds_nothing_is_told_what_it_lacks(tmp_path: Path) -> None:
    code, output = run("check", str(tmp_path))

    assert code == 1
    assert "There is no casepath.yaml here." in output


def test_check_finds_no_errors_in_the_template() -> None:
    code, output = run("check", str(ROOT))

    assert code == 0, output
    assert "No errors" in output


def test_check_ends_with_1_for_errors_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "casepath.yaml").write_text("casepath: 1\nconfiguration: x\ntitel: X\n")

    code, output = run("check", str(tmp_path))

    assert code == 1
    assert f"{tmp_path.as_posix()}/casepath.yaml:3:1" in output
    assert 'Did you mean "title"?' in output


def test_check_tells_programs_the_same(tmp_path: Path) -> None:
    (tmp_path / "casepath.yaml").write_text("casepath: 1\nconfiguration: x\ntitel: X\n")

    code, output = run("check", str(tmp_path), "--format", "json")

    assert code == 1
    assert '"line": 3' in output


@pytest.mark.parametrize("args", [("check", "no-such-folder"), ("check",), ("chek", "."), ("check", ".", "--nonsense")])
def test_a_wrong_call_ends_with_2(args: tuple[str, ...]) -> None:
    code, output = run(*args)

    assert code == 2
    assert "Traceback" not in output


def test_a_slip_in_a_verb_is_put_right() -> None:
    assert 'Did you mean "check"?' in run("chek", ".")[1]


def test_the_tables_are_made_once_and_left_alone_after(tmp_path: Path) -> None:
    url, last = f"sqlite:///{tmp_path / 'cases.db'}", newest()
    assert last is not None
    every = ", ".join(sorted(path.name[:4] for path in (shipped_migrations() / "versions").glob("0*.py")))

    assert run("db", "upgrade", "--database", url) == (0, f"Applied {every}. The tables are at {last}.\n")
    assert run("db", "upgrade", "--database", url) == (0, f"Nothing to do: the tables are at {last}.\n")


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////no/such/folder/cases.db", "mysql+nothing://x"])
def test_a_database_that_cannot_be_opened_is_told_in_one_sentence(url: str) -> None:
    code, output = run("db", "upgrade", "--database", url)

    assert code in (1, 2)
    assert "Traceback" not in output
    assert "sqlalchemy" not in output.lower()


def test_the_demo_plays_both_cases_into_a_real_file(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"

    code, output = run("demo", "--database", str(path))

    assert code == 0, output
    assert path.read_bytes()[:15] == b"SQLite format 3"
    for said in (
        '"Record the decision" is for: MASH manager.',
        "We cannot find that record.",
        "Max was first:",
        "Decision on the contact: due by Friday 13 March 2026",
        "History of CYP-2026-00001",
        "History of CTX-2026-00001",
        "Now: Context assessment",
    ):
        assert said in output


@pytest.mark.parametrize("path", ["/no/such/folder/demo.db", "notes.txt"])
def test_a_demo_that_cannot_write_says_so_in_one_sentence(path: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, and no database.")

    code, output = run("demo", "--database", path if path.startswith("/") else str(tmp_path / path))

    assert code == 1
    assert output == "Error: The database cannot be opened. Is it there, is it a database, and may you write to it?\n"


def test_the_demo_can_be_played_again_into_the_same_file(tmp_path: Path) -> None:
    path = str(tmp_path / "demo.db")
    _, first = run("demo", "--database", path)

    code, output = run("demo", "--database", path)

    assert code == 0
    played = [re.findall(r"History of (CYP-\S+)", one) for one in (first, output)]
    assert played[0]
    assert set(played[0]).isdisjoint(played[1])
    assert len(played[1]) == len(played[0])
