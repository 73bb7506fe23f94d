"""`casepath upgrade`: what is told and shown, what is written, and what never is."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.checks import check
from engine.cli.difference import line_by_line
from engine.cli.upgrade import upgrade
from engine.cli.writing import ChangedMeanwhile, replace_all
from engine.definitions.read import read_folder
from engine.findings import has_errors, render_all
from tests.cli.test_cli import loaded_by
from tests.interop.upgrades.council import OLD, newer
from tests.overlays import FORM, HEAD, MANIFEST

DIFFERENCES = """\
form: referral
fields:
  # As people say.
  park_name:
    label: Name of the park
  note:
    label: What else     # a comment
    hint: In short
"""
LABELS = (("form", "Which park?", "Which green?"), ("form", "label: Note}", "label: What else}"))


def run(*args: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(upgrade, [str(one) for one in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a template, a council that differs from it in two labels, and the template's next one."""
    monkeypatch.chdir(tmp_path)
    put(Path("little"), OLD)
    put(Path("little/councils/north"), {MANIFEST: HEAD.encode(), FORM: DIFFERENCES.encode()})
    put(Path("next"), newer(*LABELS))
    return tmp_path


NORTH = Path("little/councils/north")


def contents(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_all_is_told_and_shown_and_nothing_written(places: Path) -> None:
    before = contents(places)

    code, output = run(NORTH, "--to", "next")

    assert code == 1
    assert contents(places) == before
    assert (
        output
        == """\
Northshire 4, written on Little council 1.0.0, taken to 1.1.0

To be decided: 1

  little/councils/north/form_schemas/referral.yaml:5:12  The template changed "label" of "park_name" from \
"Which park?" to "Which green?"; you changed it to "Name of the park".
    Keep yours, or take it out to have the template's.
    In the template before: little/form_schemas/referral.yaml:35
    In the template now: next/form_schemas/referral.yaml:35

Follows the template: 2

  little/councils/north/casepath.yaml:4:10  "extends" becomes "little 1.1".
  little/councils/north/casepath.yaml:5:10  "version" becomes 5.

Can be taken out: 1

  little/councils/north/form_schemas/referral.yaml:7:12  The template says the same of "label" of "note" now.

Fits as it is: 1

  little/councils/north/form_schemas/referral.yaml:8:5  You added "hint" of "note".

--- little/councils/north/casepath.yaml
+++ little/councils/north/casepath.yaml
@@ -1,5 +1,5 @@
 casepath: 1
 configuration: northshire
 title: Northshire
-extends: little 1.0
+extends: little 1.1
-version: 4
+version: 5
--- little/councils/north/form_schemas/referral.yaml
+++ little/councils/north/form_schemas/referral.yaml
@@ -4,5 +4,4 @@
   park_name:
     label: Name of the park
   note:
-    label: What else     # a comment
     hint: In short

To write this: casepath upgrade little/councils/north --to next --write
"""
    )


def test_what_follows_is_written_and_what_is_to_be_decided_is_not(places: Path) -> None:
    before = contents(places)

    code, output = run(NORTH, "--to", "next", "--write")

    after = contents(places)
    assert code == 1
    assert {path for path in after if after[path] != before.get(path)} == {
        f"{NORTH}/casepath.yaml",
        f"{NORTH}/form_schemas/referral.yaml",
    }
    assert after.keys() == before.keys()
    assert (NORTH / FORM).read_text() == DIFFERENCES.replace("    label: What else     # a comment\n", "")
    assert (NORTH / MANIFEST).read_text() == HEAD.replace("1.0", "1.1").replace("version: 4", "version: 5")
    assert output.endswith(
        f"Wrote {NORTH}/casepath.yaml.\nWrote {NORTH}/form_schemas/referral.yaml.\n"
        f"Once the new version is where the council finds it: casepath check {NORTH}\n"
    )


def test_with_write_the_lines_are_those_of_the_files_as_written(places: Path) -> None:
    (NORTH / FORM).write_text("form: referral\nfields:\n  note:\n    label: What else\n  park_name:\n    label: Park\n")

    assert f"{NORTH / FORM}:6:12  The template changed" in run(NORTH, "--to", "next")[1]
    assert f"{NORTH / FORM}:4  The template changed" in run(NORTH, "--to", "next", "--write")[1]


def test_once_decided_the_council_is_well_on_the_new_version_and_nothing_is_left(places: Path) -> None:
    run(NORTH, "--to", "next", "--write")
    shutil.move(NORTH, "north")
    shutil.rmtree("little")
    shutil.move("next", "little")
    (Path("little/councils")).mkdir()
    shutil.move("north", NORTH)

    findings = check(read_folder(NORTH)).findings
    assert not has_errors(findings), render_all(findings)
    code, output = run(NORTH, "--to", "little")
    assert code == 0
    assert "To be decided" not in output
    assert "---" not in output


def test_without_anything_to_decide_it_ends_with_0(places: Path) -> None:
    put(Path("next"), newer(LABELS[1]))

    assert run(NORTH, "--to", "next", "--write")[0] == 0


def test_without_anything_to_write_that_is_said(places: Path) -> None:
    before = contents(places)

    code, output = run(NORTH, "--to", "little", "--write")

    assert (code, output.endswith("Nothing was to be written.\n")) == (0, True)
    assert contents(places) == before


def test_the_difference_is_what_patch_takes(places: Path) -> None:
    _, output = run(NORTH, "--to", "next")
    Path("made.patch").write_text(output[output.index("--- ") : output.index("\nTo write this")])

    done = subprocess.run(["git", "apply", "-p0", "made.patch"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert (NORTH / FORM).read_text() == DIFFERENCES.replace("    label: What else     # a comment\n", "")


def test_what_the_template_changes_besides_is_told_once_there_is_no_mistake(places: Path) -> None:
    put(Path("next"), newer(("form", "label: Level", "label: How bad")))
    _, output = run(NORTH, "--to", "next")
    assert "Changes of the template beside these: 1\n\n" in output
    assert f'next/{FORM}:40  The template renamed "Level" to "How bad".' in output

    put(Path("next"), newer(("form", "      note: {type: long_text, label: Note}\n", "")))
    _, output = run(NORTH, "--to", "next")
    assert "What the template changes besides is told once nothing is a mistake any more." in output
    assert "Changes of the template" not in output


def test_what_is_no_upgrade_is_told_and_ends_with_2(places: Path) -> None:
    assert run("little", "--to", "next") == (2, _usage("little extends no template, so there is nothing to upgrade."))
    put(Path("other"), {**OLD, MANIFEST: OLD[MANIFEST].replace(b"configuration: little", b"configuration: other")})
    assert run(NORTH, "--to", "other") == (2, _usage(f'{NORTH} extends "little", and other holds "other".'))
    put(Path("named"), {**OLD, MANIFEST: OLD[MANIFEST].replace(b"version: 1.0.0", b"version: spring")})
    assert run(NORTH, "--to", "named") == (
        2,
        _usage('The version of named, "spring", cannot be extended: it is not like 1.1.0.'),
    )
    assert run(NORTH, "--to", "nowhere")[0] == 2
    assert run(NORTH)[0] == 2


def _usage(message: str) -> str:
    return f"Usage: upgrade [OPTIONS] FOLDER\nTry 'upgrade --help' for help.\n\nError: {message}\n"


def test_mistakes_are_corrected_first(places: Path) -> None:
    (Path("next") / FORM).write_text("form: [")
    code, output = run(NORTH, "--to", "next", "--write")
    assert code == 1
    assert output.startswith("Error: next has mistakes. Correct them first.\n\nnext/form_schemas/referral.yaml:1:")

    (NORTH / FORM).write_text("form: referral\nfields:\n  parc: {label: Park}\n")
    code, output = run(NORTH, "--to", "next", "--write")
    assert code == 1
    assert output.startswith(f"Error: {NORTH} has mistakes. Correct them first.\n\n{NORTH / FORM}:3:3  O913")
    assert (NORTH / MANIFEST).read_text() == HEAD


def test_a_link_is_not_followed(places: Path) -> None:
    elsewhere = places / "elsewhere.yaml"
    elsewhere.write_text(DIFFERENCES)
    (NORTH / FORM).unlink()
    (NORTH / FORM).symlink_to(elsewhere)

    code, output = run(NORTH, "--to", "next", "--write")

    assert (code, "This file is a link to another place." in output) == (1, True)
    assert elsewhere.read_text() == DIFFERENCES


def test_several_files_change_all_or_none(tmp_path: Path) -> None:
    one, two, linked = tmp_path / "one", tmp_path / "two", tmp_path / "linked"
    one.write_bytes(b"1")
    one.chmod(0o640)
    two.write_bytes(b"changed")
    with pytest.raises(ChangedMeanwhile):
        replace_all(tmp_path, {one: (b"1", b"2"), two: (b"before", b"after")})
    linked.symlink_to(two)
    with pytest.raises(ChangedMeanwhile):
        replace_all(tmp_path, {one: (b"1", b"2"), linked: (b"changed", b"after")})
    assert (one.read_bytes(), two.read_bytes(), sorted(os.listdir(tmp_path))) == (
        b"1",
        b"changed",
        ["linked", "one", "two"],
    )

    replace_all(tmp_path, {one: (b"1", b"2"), two: (b"changed", b"after")})
    assert (one.read_bytes(), two.read_bytes(), linked.is_symlink()) == (b"2", b"after", True)
    assert stat.S_IMODE(one.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["linked", "one", "two"]


def test_a_folder_inside_that_is_a_link_is_not_written_into(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "one").write_bytes(b"1")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside").symlink_to(outside)

    with pytest.raises(ChangedMeanwhile):
        replace_all(folder, {folder / "inside/one": (b"1", b"2")})

    assert (outside / "one").read_bytes() == b"1"
    assert os.listdir(outside) == ["one"]


def test_a_difference_shows_what_is_near_together_and_what_is_far_apart(tmp_path: Path) -> None:
    before = [f"line {number}" for number in range(1, 31)]
    after = [line for line in before if line not in ("line 3", "line 9", "line 28")]
    lines = [number for number in range(1, 31) if number not in (3, 9, 28)]
    after[3] = "another line 5"

    shown = list(line_by_line(before, after, lines))

    assert [line for line in shown if line.startswith("@@")] == ["@@ -1,12 +1,10 @@", "@@ -25,6 +23,5 @@"]
    assert [line for line in shown if line[0] in "+-"] == [
        "-line 3",
        "-line 5",
        "+another line 5",
        "-line 9",
        "-line 28",
    ]


def test_it_loads_no_database_no_templates_and_no_machine(places: Path) -> None:
    folders = (str(places / NORTH), "--to", str(places / "next"))

    assert loaded_by("upgrade", *folders) == set()
    assert loaded_by("upgrade", "--help") == set()
