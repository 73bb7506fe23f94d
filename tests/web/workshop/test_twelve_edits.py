"""The twelve edits of a first workshop, each typed by somebody who mistypes, kept, and on the disk to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.checks import check
from engine.definitions.own_id import MANIFEST
from engine.definitions.read import read_folder
from tests.cookbook import HEAD, edits
from tests.web.workshop.room import Person, Room, comes_in, room_in

pytestmark = pytest.mark.xdist_group("chromium")

SLIPS = {
    "rename": ("title", "titel"),
    "one_answer": ("context_kind ==", "context_kind is"),
    "sign_off": ("required_for: decide", "required_for: decied"),
    "deadline": ("2 working days", "2 days"),
    "partner": ("by: police", "by: polise"),
    "welsh": ("language: cy", "langauge: cy"),
    "split": ("after: concern", "after: conzern"),
    "panel": ("next risk_panel", "next risk_pannel"),
    "managers": ("view: [", "veiw: ["),
    "option": ("after: youth_service", "after: youth_servise"),
    "who": ("add: service_manager", "add: service_manger"),
    "paper": ("title:", "titel:"),
}
"""What a hand writes wrongly on the way, by edit."""


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Room]:
    """A council that builds on the national template and has not differed from it yet."""
    folder = tmp_path / "northshire"
    folder.mkdir()
    (folder / MANIFEST).write_bytes(HEAD.encode())
    with room_in(folder) as room:
        yield room


@pytest.mark.parametrize("edit", SLIPS)
def test_an_edit_of_the_first_workshop_is_typed_put_right_and_kept(council: Room, chromium: Browser, edit: str) -> None:
    person = comes_in(council, chromium)
    right, wrong = SLIPS[edit]
    whole = {path: (HEAD if path == MANIFEST else "") + text for path, text in edits()[edit].items()}
    slipped = next(path for path, text in reversed(whole.items()) if right in text)
    for path, text in whole.items():
        if path == MANIFEST:
            person.opens(path)
            person.goes_to_the_end()
            person.types(text.removeprefix(HEAD))
            continue
        person.begins(path)
        person.goes_to_the_end()
        body = text.partition("\n")[2]
        _type_with_slip(person, body, right, wrong) if path == slipped else person.types(body)
    last = whole[slipped]
    person.opens(slipped)

    person.sees_it_read(slipped, last.replace(right, wrong, 1))
    told = [one for one in council.desk.snapshot.findings if one.place.file == slipped]
    assert any(one.is_error for one in told)
    assert all(any(one.message in shown for shown in person.findings()) for one in told)
    assert any(told[0].message in shown for shown in person.beside())
    assert list(_on_disk(council)) == []

    _put_right(person, last, right, wrong)
    person.sees_it_read(slipped, last)
    assert person.count()[0] == 0, person.findings()
    assert person.beside() == [] or person.count()[1] > 0
    assert "Kept" in person.keeps()
    assert {path: council.on_disk(path) for path in whole} == {path: text.encode() for path, text in whole.items()}
    assert not any(one.is_error for one in check(read_folder(council.folder)).findings)
    assert person.complaints == []
    person.page.context.close()


def _type_with_slip(person: Person, body: str, right: str, wrong: str) -> None:
    person.types(body.replace(right, wrong, 1))


def _put_right(person: Person, text: str, right: str, wrong: str) -> None:
    """Go back to the slip by keyboard, take it out and write it again."""
    slipped = text.replace(right, wrong, 1)
    before = slipped[: slipped.index(wrong) + len(wrong)]
    person.page.locator(".cm-content").click()
    person.page.keyboard.press("Control+Home")
    for _ in before:  # letter by letter: up and down go by lines of the screen, and long ones are folded
        person.page.keyboard.press("ArrowRight")
    person.deletes(len(wrong))
    person.page.keyboard.type(right)


def _on_disk(room: Room) -> Iterator[str]:
    """Yield the files that are on the disk beside the first one: none, before anybody keeps anything."""
    for path in sorted(room.folder.rglob("*.yaml")):
        if path.relative_to(room.folder).as_posix() != MANIFEST:
            yield path.name
