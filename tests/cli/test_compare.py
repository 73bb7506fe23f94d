"""What `casepath compare` shows of councils side by side, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from tests.cli.test_cli import ROOT, loaded_by
from tests.cli.test_diff import folder
from tests.overlays import FORM, HEAD, TEMPLATE, WORKFLOW

LONGER = """\
workflow: path
states:
  new:
    deadlines:
      refer:
        within: 1 working day
        why: We meet every day.
"""

SIDE_BY_SIDE = """\
What councils changed in Little council 1.0.0
Decisions that somebody changed: 3. A blank is the same as the template.

Statutory or locked                 Template                  Ashby 4                   Brook 4
----------------------------------------------------------------------------------------------------------------
The workflow "Path"
  The time limit "Referral made"    2 working days            1 working day (We meet
                                                              every day.)

Local                               Template                  Ashby 4                   Brook 4
----------------------------------------------------------------------------------------------------------------
The form "Referral"
  The question "Bus"                                                                    added

Wording                             Template                  Ashby 4                   Brook 4
----------------------------------------------------------------------------------------------------------------
The form "Referral"
  What the question "Note" is       “Note”                    “Reason”                  “Why”
    called
"""


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["compare", *args])
    return result.exit_code, result.output


def council(path: Path, name: str, **files: str) -> str:
    head = HEAD.replace("northshire", name).replace("Northshire", name.capitalize())
    paths = {"form": FORM, "workflow": WORKFLOW, "manifest": "casepath.yaml"}
    own = {paths[one]: text.encode() for one, text in {"manifest": head, **files}.items()}
    return folder(path / "councils" / name, own)


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    """Return the folders of two councils on one template: one keeps a shorter time, both name the note."""
    folder(tmp_path, TEMPLATE)
    reason = "form: referral\nfields: {note: {label: Reason}}\n"
    why = "form: referral\nfields: {note: {label: Why}, bus: {type: text, label: Bus, page: about}}\n"
    return council(tmp_path, "ashby", form=reason, workflow=LONGER), council(tmp_path, "brook", form=why)


def test_every_decision_that_somebody_changed_is_a_row(two: tuple[str, str]) -> None:
    code, output = run(*two)

    assert code == 0
    assert output == SIDE_BY_SIDE


def test_the_page_names_the_row_and_the_column_of_every_cell(two: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "page.html"

    assert run(*two, "--format", "html", "--out", str(out)) == (0, f"Wrote {out}.\n")
    text = out.read_text("utf-8")
    assert re.findall(r'<th scope="col">([^<]*)<', text)[:4] == ["Decision", "Template", "Ashby 4", "Brook 4"]
    assert '<th scope="row">The time limit &quot;Referral made&quot;</th><td>2 working days</td>' in text
    assert '<td>1 working day<div class="why">Why: We meet every day.</div></td><td></td>' in text
    assert "<script" not in text


def test_the_first_folder_is_the_template_where_it_extends_none(two: tuple[str, str], tmp_path: Path) -> None:
    assert run(str(tmp_path), *two) == run(*two)


def test_whole_configurations_are_compared_with_the_first_of_them(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "a", TEMPLATE), folder(tmp_path / "b", TEMPLATE)
    (Path(second) / "casepath.yaml").write_bytes(TEMPLATE["casepath.yaml"].replace(b"17:00", b"16:30"))

    code, output = run(first, second)

    assert code == 0
    assert re.search(r"17:00 +16:30", output)


def test_councils_that_changed_nothing_differ_in_nothing(tmp_path: Path) -> None:
    folder(tmp_path, TEMPLATE)

    assert "Nothing differs." in run(council(tmp_path, "ashby"), council(tmp_path, "brook"))[1]


def test_councils_of_the_same_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    folder(tmp_path, TEMPLATE)
    folders = [folder(tmp_path / "councils" / one, {"casepath.yaml": HEAD.encode()}) for one in ("a", "b")]
    (Path(folders[1]) / "casepath.yaml").write_text(f"{HEAD}cut_off: 16:00\n")

    output = run(*folders)[1]

    assert "councils/b)" in output.replace("\n", "").replace(" ", "")


def test_councils_of_another_template_are_refused(two: tuple[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    folder(other, {**TEMPLATE, "casepath.yaml": TEMPLATE["casepath.yaml"].replace(b"ion: little", b"ion: large")})
    stray = folder(other / "councils" / "stray", {"casepath.yaml": HEAD.replace("little", "large").encode()})

    code, output = run(*two, stray)

    assert code == 2
    assert '"Northshire" extends "large", and is not compared with "little".' in output


def test_a_template_alone_is_nothing_to_compare(two: tuple[str, str], tmp_path: Path) -> None:
    assert two
    code, output = run(str(tmp_path))

    assert code == 2
    assert "Name the councils as well" in output


def test_a_council_with_mistakes_is_not_compared(two: tuple[str, str], tmp_path: Path) -> None:
    broken = council(tmp_path, "cross", form="form: referral\nfields: {noet: {label: Reason}}\n")

    code, output = run(*two, broken)

    assert code == 2
    assert "cross have mistakes, so nothing was compared" in output.replace("\n", " ")


def test_comparing_loads_no_database_no_templates_and_no_machine() -> None:
    # Only the days of the template's reminders are counted, when it is checked.
    assert loaded_by("compare", str(ROOT), str(ROOT / "benchmarks" / "council")) <= {"holidays"}
