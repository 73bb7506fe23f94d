"""Engines of many councils in one process: what they share is held once, and what changed is found."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine import Engine
from engine.cases.compiled import Definition
from engine.errors import DefinitionRejected
from engine.findings import Finding, render_all
from engine.service.shelf import Shelf
from tests.overlays import FORM, HEAD, MANIFEST, TEMPLATE, WORKFLOW


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return written(tmp_path / "template", dict(TEMPLATE))


def council(template: Path, name: str, **more: str) -> Path:
    files = {MANIFEST: HEAD.replace("northshire", name).encode()}
    files |= {FORM: more["form"].encode()} if "form" in more else {}
    return written(template / "councils" / name, files)


def test_councils_on_one_template_hold_its_forms_and_workflows_once(template: Path) -> None:
    shelf = Shelf()
    north = Engine.from_folder(council(template, "north"), shelf=shelf).definition
    south = Engine.from_folder(
        council(template, "south", form="form: referral\ntitle: Other\n"), shelf=shelf
    ).definition
    whole = Engine.from_folder(template, shelf=shelf).definition

    assert north.forms["referral"] is whole.forms["referral"]
    assert north.workflows["path"] is whole.workflows["path"]
    assert south.forms["referral"].definition.title == "Other"
    assert (north.configuration, south.configuration) == ("north", "south")


def test_a_folder_that_is_as_it_was_is_not_made_again(template: Path) -> None:
    shelf, north = Shelf(), council(template, "north")

    assert Engine.from_folder(north, shelf=shelf).definition is Engine.from_folder(north, shelf=shelf).definition


def test_a_file_that_changed_is_found_in_the_folder_and_in_what_it_extends(template: Path) -> None:
    shelf, north = Shelf(), council(template, "north")
    before = Engine.from_folder(north, shelf=shelf).definition
    written(north, {FORM: b"form: referral\ntitle: Own\n"})
    own = Engine.from_folder(north, shelf=shelf).definition
    written(template, {WORKFLOW: TEMPLATE[WORKFLOW].replace(b"title: Waiting", b"title: To be decided")})
    beneath = Engine.from_folder(north, shelf=shelf).definition

    assert (before.forms["referral"].definition.title, own.forms["referral"].definition.title) == ("Referral", "Own")
    assert own.workflows["path"].where(("waiting",)) == "Waiting"
    assert beneath.workflows["path"].where(("waiting",)) == "To be decided"
    assert beneath.release not in (before.release, own.release)


def test_a_folder_with_mistakes_is_refused_each_time_and_read_again_once_it_is_right(template: Path) -> None:
    shelf, north = Shelf(), council(template, "north", form="form: referral\ntitel: Own\n")
    for _ in range(2):
        with pytest.raises(DefinitionRejected):
            Engine.from_folder(north, shelf=shelf)
    written(north, {FORM: b"form: referral\ntitle: Own\n"})

    assert Engine.from_folder(north, shelf=shelf).definition.forms["referral"].definition.title == "Own"


def test_engines_without_a_shelf_know_nothing_of_each_other(template: Path) -> None:
    north = council(template, "north")

    assert Engine.from_folder(north).definition is not Engine.from_folder(north).definition


PROMISE = b"always:\n  - never: in_state(waiting)\n    say: Nobody is to wait.\n"


def test_of_a_folder_that_is_being_written_only_what_changed_is_made_again(template: Path) -> None:
    shelf = Shelf(writing=True)
    title = TEMPLATE[WORKFLOW].replace(b"title: Waiting", b"title: To be decided")
    before = made(shelf, template)
    after = made(shelf, template, {WORKFLOW: title})

    assert after.workflows["path"].where(("waiting",)) == "To be decided"
    assert after.forms["referral"] is before.forms["referral"]
    assert (template / WORKFLOW).read_bytes() == TEMPLATE[WORKFLOW]


def test_a_folder_that_is_being_written_says_what_it_would_say_if_it_were_kept(template: Path) -> None:
    shelf = Shelf(writing=True)
    typed: list[dict[str, bytes | None]] = [
        {WORKFLOW: TEMPLATE[WORKFLOW].replace(b"title: Waiting", b"title: To be decided")},
        {WORKFLOW: TEMPLATE[WORKFLOW] + PROMISE},
        {FORM: TEMPLATE[FORM].replace(b"title:", b"titel:", 1)},
        {FORM: None},
        {WORKFLOW: b"workflow: [\n"},
        {},
        {FORM: b"# One line more\n" + TEMPLATE[FORM], WORKFLOW: TEMPLATE[WORKFLOW] + PROMISE},
    ]
    shelf.checked(template)
    for files in typed:
        kept: dict[str, bytes | None] = {**TEMPLATE, **files}
        shutil.rmtree(template.parent / "kept", ignore_errors=True)
        written(template.parent / "kept", {path: one for path, one in kept.items() if one is not None})
        report = shelf.checked(template, typed=files)[1]
        fresh = Shelf().checked(template.parent / "kept")[1]

        assert told(report.findings, template) == told(fresh.findings, template.parent / "kept")
        assert (report.definition and report.definition.release) == (fresh.definition and fresh.definition.release)


def test_who_waits_for_each_letter_is_told_later_what_only_exploring_finds(template: Path) -> None:
    shelf, typed = Shelf(writing=True), {WORKFLOW: TEMPLATE[WORKFLOW] + PROMISE}
    shelf.checked(template)

    at_once = shelf.checked(template, typed=typed, explores=False)[1].findings
    later = shelf.checked(template, typed=typed)[1].findings

    assert "F560" not in {one.code.id for one in at_once}
    assert {one.code.id for one in later} - {one.code.id for one in at_once} == {"F560"}


def made(shelf: Shelf, folder: Path, typed: dict[str, bytes | None] | None = None) -> Definition:
    report = shelf.checked(folder, typed=typed)[1]
    assert report.definition is not None, told(report.findings, folder)
    return report.definition


def told(findings: Sequence[Finding], folder: Path) -> str:
    return render_all(findings).replace(folder.as_posix(), "")
