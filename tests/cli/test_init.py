"""`casepath init`: what it makes holds together and teaches, and nothing that is there is ever touched."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.checks import check
from engine.cli import main
from engine.definitions.assemble import assemble
from engine.definitions.layout import lay_out
from engine.definitions.read import read_folder
from engine.findings import render_all
from engine.interop.starting import Start, started, without_marks
from engine.shipped import shipped_configuration
from tests.overlays import TEMPLATE
from tests.support import LITTLE

START = Start("northshire", "Northshire County Council", "councils/northshire", date(2026, 3, 12))


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(args))
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def written(folder: Path) -> dict[str, str]:
    return {one.relative_to(folder).as_posix(): one.read_text("utf-8") for one in folder.rglob("*") if one.is_file()}


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


# What it makes


def test_a_council_on_the_shipped_template_checks_without_a_finding_and_its_scenario_passes(here: Path) -> None:
    code, said = run("init", "northshire", "--extends", "national", "--title", "Northshire County Council")

    assert code == 0, said
    assert "Northshire County Council now builds on national 1.0.0. Made in councils/northshire:" in said
    assert run("check", "councils/northshire")[1].startswith("No errors, no warnings.")
    assert "1 passed, 0 failed" in run("test", "councils/northshire")[1]
    assert run("format", "--check", "councils/northshire")[0] == 0


def test_every_example_of_it_holds_together_when_its_mark_is_taken_away() -> None:
    template = read_folder(shipped_configuration())
    files = started(template, START).files
    meant = {path: without_marks(text) for path, text in files.items()}
    assembled = assemble({path: text.encode() for path, text in meant.items()}, template=template)

    assert check(assembled).findings == ()
    assert assembled.origins.over is not None
    assert {(one.kind, one.path[-1]) for one in assembled.origins.over.edits} >= {
        ("added", "school_nurse"),
        ("added", "local_help"),
        ("removed", "checkpoint_note"),
    }


def test_a_council_is_started_on_any_template_that_has_no_mistakes() -> None:
    for files in (LITTLE, TEMPLATE):
        template = assemble(files)
        made = started(template, START)
        own = {path: text.encode() for path, text in made.files.items()}
        again = assemble(own, shown_under="councils/northshire/", template=template)

        assert made.findings == ()
        assert check(again).findings == (), render_all(check(again).findings)
        assert all(lay_out(text, path).text == text for path, text in made.files.items())


def test_the_nearest_template_above_is_taken(here: Path) -> None:
    put(here, LITTLE)

    code, said = run("init", "northshire", "--extends", "little")

    assert code == 0, said
    assert "extends: little 1.0 " in (here / "councils/northshire/casepath.yaml").read_text("utf-8")
    assert "and 1 council that build on them" in run("check", ".")[1]


def test_a_template_may_be_a_council_itself(here: Path) -> None:
    put(here, LITTLE)
    assert run("init", "northshire", "--extends", "little")[0] == 0

    code, said = run("init", "southtown", "--extends", "northshire", "--to", "councils/northshire/councils/southtown")

    assert code == 0, said
    assert run("check", "councils/northshire/councils/southtown")[0] == 0


def test_an_empty_folder_is_taken_as_it_is(here: Path) -> None:
    (here / "mine").mkdir()

    assert run("init", "northshire", "--extends", "national", "--to", "mine")[0] == 0
    assert "casepath.yaml" in written(here / "mine")


# What it refuses


def test_a_folder_that_holds_anything_is_left_as_it_is(here: Path) -> None:
    put(here, {"councils/northshire/notes.txt": b"mine"})

    code, said = run("init", "northshire", "--extends", "national")

    assert code == 2
    assert "councils/northshire is there already, and is not empty." in said
    assert written(here) == {"councils/northshire/notes.txt": "mine"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("North shire", "--extends", "national"), "Write: north_shire"),
        (("../northshire", "--extends", "national"), '"../northshire" cannot be an id.'),
        (("class", "--extends", "national"), '"class" cannot be an id'),
        (("x" * 65, "--extends", "national"), "is too long for an id"),
        (("northshire",), "Missing option '--extends'"),
        (("northshire", "--extends", "nationl"), 'No template is called "nationl". Did you mean "national"?'),
        (("northshire", "--extends", "../national"), 'No template is called "../national".'),
        (("northshire", "--extends", ""), 'No template is called "".'),
        (("national", "--extends", "national"), '"national" would extend itself.'),
        (("northshire", "--extends", "national", "--title", "  "), "The title has to be one line of words."),
        (("northshire", "--extends", "national", "--title", "a\nlocked: {}"), "one line of words"),
        (("northshire", "--extends", "national", "--to", "a\nb"), "letters that cannot be shown"),
        (("northshire", "--extends", "national", "--to", "form_schemas/north"), "Another configuration would read"),
    ],
)
def test_a_wrong_call_is_told_and_nothing_is_made(words: tuple[str, ...], told: str, here: Path) -> None:
    code, said = run("init", *words)

    assert code == 2
    assert told in said
    assert list(here.iterdir()) == []


def test_nothing_is_written_through_a_link(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (here / "councils").symlink_to(elsewhere)

    code, said = run("init", "northshire", "--extends", "national")

    assert code == 2
    assert "councils is a link to another place." in said
    assert list(elsewhere.iterdir()) == []


def test_a_file_in_the_way_is_told_and_kept(here: Path) -> None:
    (here / "councils").write_text("a list of them")

    code, said = run("init", "northshire", "--extends", "national")

    assert code == 1
    assert "councils/northshire cannot be written." in said
    assert written(here) == {"councils": "a list of them"}


def test_a_template_with_mistakes_is_corrected_first(here: Path) -> None:
    put(here, {**LITTLE, "form_schemas/referral.yaml": b"form: referral\n"})

    code, said = run("init", "northshire", "--extends", "little")

    assert code == 1
    assert 'The template "little" has mistakes. Correct them first.' in said
    assert not (here / "councils").exists()
