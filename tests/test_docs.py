"""What the README and the docs say is true: commands exist, links lead somewhere, examples run, and the docs build."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import engine
from engine.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

RUNS = "<!-- runs -->"
"""Stands before a block of Python that the reader can run as it is. All of them on one page run in order."""

FENCE = re.compile(r"(?:^(<!--[^\n]*-->)\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of a page, with the comment that stands before it."""

    page: Path
    mark: str
    language: str
    text: str


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(*pages: Path) -> Iterator[Block]:
    for page in pages:
        for mark, language, text in FENCE.findall(page.read_text("utf-8")):
            yield Block(page, mark, language, text)


def commands(program: str) -> list[list[str]]:
    """Return the commands of all pages that begin with *program*, each as its words."""
    lines = [line for block in blocks(*PAGES) if block.language == "console" for line in block.text.splitlines()]
    words = [shlex.split(line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]
    return [command for command in words if command[0] == program]


def test_each_command_shown_is_one_of_ours_or_installs_or_tests_us() -> None:
    shown = [line for block in blocks(*PAGES) if block.language == "console" for line in block.text.splitlines()]
    known = {"make", "casepath", "pip", "pytest"}
    strangers = [line for line in shown if line.startswith("$ ") and line.split()[1] not in known]

    assert [line for line in shown if line.startswith("$ ")]
    assert strangers == []


def test_each_make_target_shown_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = {word for command in commands("make") for word in command[1:] if "=" not in word}

    assert {"run", "test"} <= shown
    assert shown <= targets


def test_each_casepath_command_shown_is_understood_by_the_command_line() -> None:
    wrong = {" ".join(command): trouble for command in commands("casepath") if (trouble := misread(main, command[1:]))}

    assert wrong == {}


def test_each_extra_shown_can_be_installed() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    shown = [command[2] for command in commands("pip")]

    assert [one for one in shown if not re.fullmatch(r"casepath(\[[\w,]+\])?", one)] == []
    assert {extra for one in shown for extra in re.findall(r"\w+", one.removeprefix("casepath"))} <= set(extras)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    places = [place for place in LINK.findall(page.read_text("utf-8")) if not place.startswith(("https://", "#"))]

    assert [place for place in places if not (page.parent / place.partition("#")[0]).exists()] == []


def test_all_python_of_the_readme_runs() -> None:
    examples = [block for block in blocks(README) if block.language == "python"]

    assert examples
    assert [block.text for block in examples if block.mark != RUNS] == []


@pytest.mark.parametrize("page", sorted({block.page for block in blocks(*PAGES) if block.mark == RUNS}), ids=named)
def test_python_that_says_it_runs_does(page: Path, tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text("\n".join(block.text for block in blocks(page) if block.mark == RUNS), "utf-8")
    here = {**os.environ, "PYTHONPATH": str(ROOT)}

    answer = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=here, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 0, answer.stderr


def test_the_council_of_the_tutorial_holds_together(tmp_path: Path) -> None:
    council = the_council_of_the_docs(tmp_path)

    answer = check(council)

    assert answer.exit_code == 0, answer.output


def test_the_slip_of_the_tutorial_is_told_with_the_word_that_was_meant(tmp_path: Path) -> None:
    council = the_council_of_the_docs(tmp_path)
    workflow = council / "workflow_definitions/worry_pathway.yaml"
    workflow.write_text(workflow.read_text("utf-8").replace("worry.harm_source ==", "worry.harm_sorce =="), "utf-8")

    answer = check(council)

    assert answer.exit_code == 1
    assert 'Did you mean "worry.harm_source"?' in answer.output
    assert "worry_pathway.yaml:17:" in answer.output


def test_the_option_of_the_tutorial_holds_together(tmp_path: Path) -> None:
    council = the_council_of_the_docs(tmp_path)
    tutorial = ROOT / "docs/tutorial.md"
    option, rule = [block.text for block in blocks(tutorial) if block.language == "yaml" and not block.mark]
    form, workflow = council / "form_schemas/worry.yaml", council / "workflow_definitions/worry_pathway.yaml"
    known = "          outside_home: Outside the home\n"
    form.write_text(form.read_text("utf-8").replace(known, known + option), "utf-8")
    workflow.write_text(re.sub(r"^ +- if: .*\n", rule, workflow.read_text("utf-8"), flags=re.MULTILINE), "utf-8")

    answer = check(council)

    assert option in form.read_text("utf-8")
    assert rule in workflow.read_text("utf-8")
    assert answer.exit_code == 0, answer.output


@dataclass(frozen=True, slots=True)
class Site:
    """The documentation as built, and what Sphinx had to say."""

    answer: subprocess.CompletedProcess[str]
    pages: list[Path]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", str(folder / "trees")]
    command += [str(ROOT / "docs"), str(folder / "html")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return Site(answer, sorted((folder / "html").rglob("*.html")))


def test_the_docs_build_without_a_warning(site: Site) -> None:
    assert site.answer.returncode == 0, site.answer.stderr
    assert "index.html" in {page.name for page in site.pages}


def test_no_page_of_the_docs_asks_anything_of_another_host(site: Site) -> None:
    fetched = re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//[^\"]*\"")

    assert site.pages
    assert {page.name: found for page in site.pages if (found := fetched.findall(page.read_text("utf-8")))} == {}


def misread(command: click.Command, words: list[str]) -> str:
    """Say what in *words* the command line does not know; nothing when it knows them all."""
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return f"no verb {words[0]!r}"
        command, words = found, words[1:]
    known = {
        name for option in command.get_params(click.Context(command)) for name in (*option.opts, *option.secondary_opts)
    }
    unknown = [word for word in words if word.startswith("-") and word.partition("=")[0] not in known]
    return f"no option {', '.join(unknown)}" if unknown else ""


def the_council_of_the_docs(folder: Path) -> Path:
    """Write the files that the docs tell the reader to write, and return their folder."""
    for block in blocks(*PAGES):
        named = re.fullmatch(r"<!-- file: (\S+) -->", block.mark)
        if named:
            file = folder / named[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
    return folder / "my_council"


def check(folder: Path) -> Result:
    return CliRunner().invoke(main, ["check", str(folder)])


def test_every_name_of_the_front_door_is_there() -> None:
    assert [name for name in engine.__all__ if getattr(engine, name, None) is None] == []
