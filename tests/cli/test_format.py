"""`casepath format`: files in the house layout, and files left alone where that is right."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.difference import difference
from engine.cli.format import format_, settle
from engine.cli.writing import ChangedMeanwhile, replace

RIGHT = "casepath: 1\nconfiguration: x\n"
WRONG = 'form: visit\n\n\ntitle:   "Visit"   # a note\n'
LAID_OUT = "form: visit\n\ntitle: Visit                               # a note\n"


def run(*args: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(format_, [str(one) for one in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """Return a folder with a manifest that is laid out and a form that is not."""
    folder = tmp_path / "our council"
    (folder / "form_schemas").mkdir(parents=True)
    (folder / "casepath.yaml").write_text(RIGHT, "utf-8")
    (folder / "form_schemas/visit.yaml").write_text(WRONG, "utf-8")
    return folder


def visit(council: Path) -> Path:
    return council / "form_schemas/visit.yaml"


def names(council: Path) -> list[str]:
    return sorted(path.relative_to(council).as_posix() for path in council.rglob("*") if path.is_file())


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_folder_is_laid_out_and_each_changed_file_named(council: Path) -> None:
    code, output = run(council)

    assert (code, output) == (0, f"Laid out {visit(council).as_posix()}.\n2 files: 1 laid out, 1 right already.\n")
    assert visit(council).read_text("utf-8") == LAID_OUT
    assert names(council) == ["casepath.yaml", "form_schemas/visit.yaml"]


def test_a_second_time_nothing_is_written(council: Path) -> None:
    run(council)
    before = [path.stat() for path in (visit(council), council / "casepath.yaml")]

    code, output = run(council)

    after = [path.stat() for path in (visit(council), council / "casepath.yaml")]
    assert (code, output) == (0, "2 files: 2 right already.\n")
    assert [(one.st_mtime_ns, one.st_ino) for one in after] == [(one.st_mtime_ns, one.st_ino) for one in before]


def test_a_file_keeps_its_mode(council: Path) -> None:
    visit(council).chmod(0o640)

    run(council)

    assert stat.S_IMODE(visit(council).stat().st_mode) == 0o640
    assert visit(council).read_text("utf-8") == LAID_OUT


def test_a_file_alone_can_be_named_and_counts_once(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(council)

    code, output = run(visit(council), ".", "form_schemas")

    assert code == 0
    assert output.endswith("2 files: 1 laid out, 1 right already.\n")


def test_windows_line_ends_and_the_mark_of_utf_8_go(council: Path) -> None:
    visit(council).write_bytes(b"\xef\xbb\xbf" + LAID_OUT.replace("\n", "\r\n").encode())

    code, output = run(council, "--check")
    run(council)

    assert code == 1
    assert "Only in its line ends, or by an invisible mark at its beginning." in output
    assert visit(council).read_bytes() == LAID_OUT.encode()


# --- checking --------------------------------------------------------------------------------------------------------


def test_check_writes_nothing_and_shows_what_would_change(council: Path) -> None:
    code, output = run(council, "--check")

    assert code == 1
    assert visit(council).read_text("utf-8") == WRONG
    assert output.splitlines() == [
        f"{visit(council).as_posix()} would change.",
        "  @@ -2,3 +2,2 @@",
        "   ",
        "  -",
        '  -title:   "Visit"   # a note',
        "  +title: Visit                               # a note",
        "",
        "2 files: 1 would change, 1 right already.",
        f"To change them: casepath format '{council}'",
    ]


def test_check_ends_with_0_where_all_is_right(council: Path) -> None:
    run(council)

    assert run(council, "--check") == (0, "2 files: 2 right already.\n")


def test_a_difference_is_short_however_long_the_file(council: Path) -> None:
    visit(council).write_text("form: visit\n" + "".join(f"n{n}:   1\n" for n in range(5_000)), "utf-8")

    _, output = run(council, "--check")

    lines = output.splitlines()
    assert len(lines) == 30 + 5
    assert lines[31] == "  ..."


def test_a_difference_has_a_line_round_each_place() -> None:
    before, after = list("abcdefghij"), list("abCdefghIj")

    assert difference(before, after, at_most=30) == [
        "@@ -2,3 +2,3 @@", " b", "-c", "+C", " d", "@@ -8,3 +8,3 @@", " h", "-i", "+I", " j",
    ]  # fmt: skip
    assert difference(before, after, at_most=4) == ["@@ -2,3 +2,3 @@", " b", "-c", "+C", "..."]
    assert difference(before, before, at_most=4) == []


# --- what is left alone ----------------------------------------------------------------------------------------------


def test_a_file_with_mistakes_is_left_alone_and_the_others_are_laid_out(council: Path) -> None:
    wrong = council / "form_schemas/wrong.yaml"
    wrong.write_text("form:  wrong\nform: again\n", "utf-8")

    code, output = run(council)

    assert code == 1
    assert f'{wrong.as_posix()}:2:1  Y185  "form" is written twice' in output
    assert output.endswith("3 files: 1 laid out, 1 right already, 1 left alone because of mistakes.\n")
    assert wrong.read_text("utf-8") == "form:  wrong\nform: again\n"
    assert visit(council).read_text("utf-8") == LAID_OUT


@pytest.mark.parametrize("name", ["visit.yml", "notes.md"])
def test_a_file_that_casepath_does_not_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(WRONG, "utf-8")

    code, output = run(tmp_path / name)

    assert code == 1
    assert "Y103" in output
    assert output.endswith("Nothing was laid out.\n")
    assert (tmp_path / name).read_text("utf-8") == WRONG


def test_a_link_is_not_followed(council: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "outside.yaml"
    outside.write_text(WRONG, "utf-8")
    link = council / "form_schemas/link.yaml"
    link.symlink_to(outside)

    for named in (council, link):
        code, output = run(named)

        assert code == 1
        assert "This file is a link to another place." in output
    assert link.is_symlink()
    assert outside.read_text("utf-8") == WRONG


def test_a_link_to_a_whole_configuration_is_that_configuration(council: Path) -> None:
    link = council.parent / "link"
    link.symlink_to(council)

    assert run(link)[0] == 0
    assert visit(council).read_text("utf-8") == LAID_OUT


def test_a_linked_folder_is_not_entered(council: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "outside.yaml").write_text(WRONG, "utf-8")
    (council / "workflow_definitions").symlink_to(outside)
    (council / "form_schemas/lists").symlink_to(outside)

    code, _ = run(council)
    named, _ = run(council / "form_schemas/lists")

    assert (code, named) == (1, 1)
    assert (outside / "outside.yaml").read_text("utf-8") == WRONG


def test_yaml_of_other_programs_is_not_touched(tmp_path: Path) -> None:
    other = tmp_path / "compose.yaml"
    other.write_text("a:    1\n", "utf-8")

    code, output = run(tmp_path)

    assert code == 2
    assert "There are no definition files in" in output
    assert other.read_text("utf-8") == "a:    1\n"


@pytest.mark.parametrize("args", [(), ("no-such-folder",), (".", "--nonsense")])
def test_a_wrong_call_ends_with_2(args: tuple[str, ...]) -> None:
    assert run(*args)[0] == 2


def test_what_would_say_something_else_is_not_written(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for after in ("form: visit\ntitle: Visit\n", LAID_OUT.replace("Visit", "visit"), LAID_OUT + "title: again\n"):
        assert settle(visit(council), WRONG.encode(), after, only_check=False) == "left"
        assert "That is a fault of Casepath, not of your file." in capsys.readouterr().out
    assert visit(council).read_text("utf-8") == WRONG


def test_a_full_disk_leaves_the_file_as_it_was(council: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, output = run(council)

    assert code == 1
    assert output.splitlines() == [
        f"{visit(council).as_posix()} cannot be written. May you write to its folder, and is there room?",
        "2 files: 1 right already, 1 not laid out.",
    ]
    assert visit(council).read_text("utf-8") == WRONG
    assert names(council) == ["casepath.yaml", "form_schemas/visit.yaml"]


def test_a_file_that_somebody_else_wrote_meanwhile_is_theirs(council: Path) -> None:
    with pytest.raises(ChangedMeanwhile):
        replace(visit(council), b"form: visits\n", LAID_OUT.encode())

    assert visit(council).read_text("utf-8") == WRONG
    assert names(council) == ["casepath.yaml", "form_schemas/visit.yaml"]


def test_a_file_that_became_a_link_meanwhile_is_not_followed(council: Path) -> None:
    link = council / "form_schemas/link.yaml"
    link.symlink_to(visit(council))

    with pytest.raises(ChangedMeanwhile):
        replace(link, WRONG.encode(), LAID_OUT.encode())

    assert link.is_symlink()
    assert visit(council).read_text("utf-8") == WRONG
