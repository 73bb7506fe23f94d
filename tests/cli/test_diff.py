"""What `casepath diff` prints and writes, and how it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from tests.cli.test_cli import ROOT, loaded_by
from tests.interop.differences.council import COUNCIL, FORM, WORKFLOW, edited
from tests.overlays import HEAD, TEMPLATE

GUIDE = Path(__file__).parents[2] / "docs" / "howto" / "diff.md"
LONGER = edited(WORKFLOW, "within: 15 working days", "within: 20 working days")


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["diff", *args])
    return result.exit_code, result.output


def folder(path: Path, files: Mapping[str, bytes]) -> str:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return str(path)


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    """Return the folders of the council, and of the council with a longer time limit."""
    return folder(tmp_path / "before", COUNCIL), folder(tmp_path / "after", LONGER)


def test_a_difference_is_told_with_its_line_and_ends_with_1(two: tuple[str, str]) -> None:
    code, output = run(*two)

    assert code == 1
    assert output.splitlines() == [
        "Little council 1.0.0, compared with Little council 1.0.0",
        "Changes: 1 (statutory or locked: 1).",
        "",
        "Statutory or locked (1)",
        "",
        '  The workflow "Path"',
        '    You lengthened "Conference" from 15 to 20 working days.',
        f"        {Path(two[1]).as_posix()}/{WORKFLOW}:62",
    ]


def test_a_council_alone_is_compared_with_the_template_that_it_extends(tmp_path: Path) -> None:
    folder(tmp_path, TEMPLATE)
    own = {"casepath.yaml": HEAD.encode(), FORM: b"form: referral\nfields: {note: {required: true, why: Agreed.}}\n"}
    council = folder(tmp_path / "councils" / "northshire", own)

    code, output = run(council)

    assert code == 1
    assert output.splitlines() == [
        "Northshire 4 on little 1.0.0, compared with Little council 1.0.0",
        "Changes: 1 (local: 1).",
        "",
        "Local (1)",
        "",
        '  The form "Referral"',
        '    You made "Note" required.',
        "        Why: Agreed.",
        f"        {Path(council).as_posix()}/{FORM}:2",
    ]


def test_a_configuration_that_extends_nothing_is_not_compared_alone(two: tuple[str, str]) -> None:
    code, output = run(two[0])

    assert code == 2
    assert "extends no template" in output


def test_nothing_that_differs_ends_with_0(two: tuple[str, str]) -> None:
    assert run(two[0], two[0]) == (
        0,
        "Little council 1.0.0, compared with Little council 1.0.0\nNothing differs.\n",
    )


def test_a_configuration_with_mistakes_is_not_compared_and_ends_with_2(two: tuple[str, str], tmp_path: Path) -> None:
    broken = folder(tmp_path / "broken", edited(WORKFLOW, "goes: waiting", "goes: wating"))

    code, output = run(two[0], broken)

    assert code == 2
    assert "have mistakes, so nothing was compared" in output
    assert 'Did you mean "waiting"?' in output


@pytest.mark.parametrize("args", [("no-such-folder", "."), (".",), (".", ".", "--language", "xx")])
def test_a_wrong_call_ends_with_2(args: tuple[str, ...]) -> None:
    assert run(*args)[0] == 2


def test_a_file_that_cannot_be_written_ends_with_2(two: tuple[str, str], tmp_path: Path) -> None:
    code, output = run(*two, "--out", str(tmp_path / "nowhere" / "diff.txt"))

    assert code == 2
    assert "cannot be written" in output


def test_programs_are_told_what_the_guide_says(two: tuple[str, str]) -> None:
    made = json.loads(run(*two, "--format", "json")[1])
    names = re.findall(r"^\| (`[^|]*`) \|", GUIDE.read_text("utf-8").partition("## For programs")[2], re.MULTILINE)
    told = [name for one in names for name in re.findall("`([a-z]+)`", one)]

    assert [*made, *made["changes"][0]] == told
    assert made["counts"] == {"statutory": 1, "local": 0, "wording": 0}
    assert made["changes"][0]["path"] == "path.states.working.deadlines.conference.within"
    assert made["changes"][0]["new"]["line"] == 62


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_the_page_stands_alone_with_its_headings_in_order(two: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "page.html"

    assert run(*two, "--format", "html", "--out", str(out)) == (1, f"Wrote {out}.\n")
    page = _Tags()
    page.feed(out.read_text("utf-8"))
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert [tag for tag in page.tags if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h3"]


def test_what_a_council_wrote_is_text_on_the_page_and_never_markup(two: tuple[str, str], tmp_path: Path) -> None:
    sly = folder(tmp_path / "sly", edited(FORM, "label: Note}", 'label: "<script>alert(1)</script>"}'))

    code, output = run(two[0], sly, "--format", "html")

    assert code == 1
    assert "<script>" not in output
    assert "&lt;script&gt;" in output


def test_what_it_touches_of_live_cases_is_counted_in_the_database_that_is_named(
    two: tuple[str, str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    assert CliRunner().invoke(main, ["db", "upgrade", "--database", url]).exit_code == 0

    code, output = run(*two, "--database", url)

    assert code == 1
    assert output.splitlines()[3:5] == [
        "Live cases",
        "  Rules changed: 0. Touched: drafts 0, open tasks 0, running time limits 0.",
    ]


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////no/such/folder/cases.db"])
def test_a_database_that_cannot_be_asked_ends_with_2(two: tuple[str, str], url: str) -> None:
    code, output = run(*two, "--database", url)

    assert code == 2
    assert "Traceback" not in output


def test_a_database_without_our_tables_ends_with_2(two: tuple[str, str], tmp_path: Path) -> None:
    code, output = run(*two, "--database", f"sqlite:///{tmp_path / 'empty.db'}")

    assert code == 2
    assert "casepath db upgrade" in output


def test_it_is_told_in_welsh(two: tuple[str, str]) -> None:
    assert 'Estynnwyd "Conference" o 15 i 20 diwrnod gwaith.' in run(*two, "--language", "cy")[1]


def test_comparing_loads_no_database_no_templates_and_no_machine() -> None:
    # Only the days of the template's reminders are counted, when it is checked.
    assert loaded_by("diff", str(ROOT), str(ROOT)) <= {"holidays"}
