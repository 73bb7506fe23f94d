"""Engines of many councils in one process: what they share is held once, and what changed is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Engine
from engine.errors import DefinitionRejected
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
