"""A workshop in a real browser: several people typing, text that breaks, files that change, keyboards and readers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.definitions.source import read
from tests.web.chromium import faults
from tests.web.workshop.room import Room, comes_in, room_in, until

pytestmark = pytest.mark.xdist_group("chromium")

ROOT = Path(__file__).resolve().parents[3]
CONTACT = "form_schemas/contact.yaml"
BROKEN = sorted((ROOT / "tests/bad/yaml").glob("*.yaml"))
IMAGES = ROOT / "docs/images"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def room(small: Path) -> Iterator[Room]:
    with room_in(small) as opened:
        yield opened


def test_yaml_that_is_broken_in_any_way_never_breaks_the_page(room: Room, chromium: Browser) -> None:
    person = comes_in(room, chromium)
    person.opens(CONTACT)
    whole = room.desk.papers()[CONTACT].text
    tried = 0
    for path in BROKEN:
        try:
            text = path.read_bytes().decode().replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue  # no keyboard types what is no letter
        if len(text) > 100_000 or not any(one.is_error for one in read(text.encode(), "").findings):
            continue
        tried += 1
        person.replaces_everything(text)
        person.sees_it_read(CONTACT, room.desk.papers()[CONTACT].text)

        wrong = [one for one in room.desk.snapshot.findings if one.is_error]
        assert wrong, path.name
        assert person.count()[0] == len(wrong), path.name
        assert all(any(one.message in shown for shown in person.findings()) for one in wrong[:20]), path.name
        assert "As at the last version without errors" in person.page.inner_text("#view"), path.name
        assert "A small configuration without mistakes" in person.page.inner_text("#view"), path.name
    assert tried > 40

    person.replaces_everything(whole)
    person.sees_it_read(CONTACT, whole)
    person.page.wait_for_selector("#view:not(:has-text('As at the last version'))")
    assert person.count()[0] == 0
    assert person.complaints == []
    person.page.context.close()


def test_two_people_type_in_one_file_and_both_see_everything(room: Room, chromium: Browser) -> None:
    ann, bob = comes_in(room, chromium), comes_in(room, chromium)
    before = room.desk.papers()[CONTACT].text
    for one in (ann, bob):
        one.opens(CONTACT)
    ann.page.locator(".cm-content").click()
    ann.page.keyboard.press("Control+Home")
    bob.goes_to_the_end()
    for number in range(12):
        ann.page.keyboard.type(f"# a{number}")
        bob.page.keyboard.type(f"# b{number}")
        ann.page.keyboard.press("Enter")
        bob.page.keyboard.press("Enter")
    above = "".join(f"# a{number}\n" for number in range(12))
    below = "".join(f"# b{number}\n" for number in range(12))
    whole = above + before + below

    for one in (ann, bob):
        one.sees_it_read(CONTACT, whole)
    ann.keeps()
    assert room.on_disk(CONTACT) == whole.encode()
    bob.page.wait_for_selector("#keep:disabled")

    # Undo takes back what one typed oneself, and nobody else's.
    for _ in range(60):
        bob.page.click("#undo") if bob.page.is_enabled("#undo") else None
    ann.sees_it_read(CONTACT, above + before)
    assert [*ann.complaints, *bob.complaints] == []
    for one in (ann, bob):
        one.page.context.close()


def test_a_file_that_changes_on_the_disk_changes_on_the_screen(room: Room, chromium: Browser) -> None:
    person = comes_in(room, chromium)
    person.opens(CONTACT)
    changed = "# from elsewhere\n" + room.desk.papers()[CONTACT].text

    (room.folder / CONTACT).write_bytes(changed.encode())

    person.sees_it_read(CONTACT, changed)
    person.page.wait_for_selector(".cm-line:has-text('# from elsewhere')")
    person.page.context.close()


def test_two_versions_of_a_file_are_shown_and_one_is_chosen(room: Room, chromium: Browser) -> None:
    person = comes_in(room, chromium)
    person.opens(CONTACT)
    before = room.desk.papers()[CONTACT].text
    person.goes_to_the_end()
    person.page.keyboard.type("# ours")
    person.sees_it_read(CONTACT, before + "# ours")

    (room.folder / CONTACT).write_bytes((before + "# theirs\n").encode())

    person.page.wait_for_selector("#conflict:not([hidden])")
    assert "-# theirs" in person.page.inner_text("#difference")
    assert "+# ours" in person.page.inner_text("#difference")
    assert "Not kept" in person.keeps()
    assert room.on_disk(CONTACT) == (before + "# theirs\n").encode()
    assert faults(person.page) == []
    said = person.presses("#conflict [data-which=ours]")
    assert "The other text is in the draft" in said
    person.page.wait_for_selector("#conflict", state="hidden")
    person.keeps()
    assert room.on_disk(CONTACT) == (before + "# ours").encode()
    (draft,) = room.desk.snapshot.drafts.values()
    assert draft == {CONTACT: before + "# theirs\n"}
    person.page.context.close()


def test_without_the_editor_everything_is_typed_and_read_in_a_plain_text_area(room: Room, chromium: Browser) -> None:
    ann, bob = comes_in(room, chromium), comes_in(room, chromium)
    for one in (ann, bob):
        one.opens(CONTACT)
    before = room.desk.papers()[CONTACT].text
    ann.page.click(".shop-menu summary")
    ann.page.check("#plain")
    ann.page.keyboard.press("Escape")
    ann.page.focus("#text textarea")
    ann.page.keyboard.press("Control+End")
    ann.page.keyboard.type("nonsense")
    ann.sees_it_read(CONTACT, before + "nonsense")
    assert ann.count()[0] > 0
    assert ann.page.get_attribute("#text textarea", "aria-label") == f"Text of {CONTACT}"
    assert faults(ann.page) == []
    bob.page.locator(".cm-content").click()
    bob.page.keyboard.press("Control+Home")
    bob.page.keyboard.type("# hello\n")
    ann.sees_it_read(CONTACT, "# hello\n" + before + "nonsense")
    assert ann.page.input_value("#text textarea") == "# hello\n" + before + "nonsense"
    ann.page.keyboard.press("Control+z")
    ann.sees_it_read(CONTACT, "# hello\n" + before)
    assert [*ann.complaints, *bob.complaints] == []
    for one in (ann, bob):
        one.page.context.close()


def test_what_may_stand_at_a_place_is_offered_and_what_stands_there_explained(room: Room, chromium: Browser) -> None:
    person = comes_in(room, chromium)
    person.opens(CONTACT)
    person.page.locator(".cm-content").click()
    person.page.keyboard.press("Control+Home")
    person.page.keyboard.press("End")
    person.page.keyboard.press("Enter")
    person.page.keyboard.type("sens")
    person.page.keyboard.press("Control+Space")
    person.page.wait_for_selector(".cm-tooltip-autocomplete li:has-text('sensitivity')")
    person.page.keyboard.press("Escape")
    person.deletes(4)
    person.page.keyboard.type("view: offi")
    person.page.keyboard.press("Control+Space")
    person.page.wait_for_selector(".cm-tooltip-autocomplete li:has-text('officer')")
    person.page.wait_for_timeout(200)  # what is chosen at once was meant for the text
    person.page.keyboard.press("ArrowDown")
    person.page.keyboard.press("Enter")
    until(lambda: "\nview: officer\n" in room.desk.papers()[CONTACT].text)
    person.page.keyboard.press("Escape")
    person.page.get_by_text("received_at", exact=True).first.hover()
    person.page.wait_for_selector(".cm-hover:has-text('When was this received?')")
    assert person.complaints == []
    person.page.context.close()


@pytest.mark.parametrize(("width", "height", "language"), [(1920, 1080, "en"), (1280, 720, "cy"), (800, 600, "en")])
def test_the_page_can_be_used_by_everybody_at_any_size(
    room: Room, chromium: Browser, width: int, height: int, language: str
) -> None:
    person = comes_in(room, chromium, width, height, f"?language={language}")
    person.opens(CONTACT)
    room.desk.become(CONTACT, room.desk.papers()[CONTACT].text + "nonsense\n")
    room.read()
    person.page.wait_for_selector("#findings .shop-error")

    assert faults(person.page) == []
    person.page.click(".shop-menu summary")
    assert faults(person.page) == []
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
    assert person.page.get_attribute("html", "lang") == language
    assert person.complaints == []
    person.page.context.close()


def test_a_title_is_changed_and_kept_by_keyboard_alone(room: Room, chromium: Browser) -> None:
    person = comes_in(room, chromium)
    page = person.page
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the text"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == f"#{CONTACT}":
            break
    page.keyboard.press("Enter")
    page.wait_for_function("file => document.getElementById('file').textContent === file", arg=CONTACT)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.shadowRoot?.activeElement?.className ?? ''").startswith("cm-content"):
            break
    before = room.desk.papers()[CONTACT].text
    page.keyboard.press("Control+End")
    page.keyboard.type("# by keyboard")
    person.sees_it_read(CONTACT, before + "# by keyboard")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.shadowRoot === null")
    person.keeps()
    assert room.on_disk(CONTACT) == (before + "# by keyboard").encode()
    page.context.close()


def test_what_is_typed_while_the_workshop_is_away_comes_to_it_afterwards(room: Room, chromium: Browser) -> None:
    person = comes_in(room, chromium)
    person.opens(CONTACT)
    before = room.desk.papers()[CONTACT].text
    person.page.context.set_offline(True)
    person.goes_to_the_end()
    person.page.keyboard.type("# meanwhile")
    person.page.wait_for_selector("#state:has-text('Not connected')")
    room.desk.become(CONTACT, "# another\n" + before)
    person.page.context.set_offline(False)

    person.sees_it_read(CONTACT, "# another\n" + before + "# meanwhile")
    person.page.context.close()


def test_the_pictures_of_the_docs_are_of_this_page(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "northshire"
    (folder / "workflow_definitions").mkdir(parents=True)
    (folder / "casepath.yaml").write_bytes(
        b"casepath: 1\nconfiguration: northshire\ntitle: Northshire\nextends: national 1.0\nversion: 1\n"
    )
    file = "workflow_definitions/child_front_door.yaml"
    (folder / file).write_bytes(
        b"workflow: child_front_door\nstates:\n  screening:\n    title: Hub screening\n"
        b"    why: What our front door has called it for years.\n"
    )
    with room_in(folder) as room:
        person = comes_in(room, chromium, 1280, 720)
        person.opens(file)
        for name, title in (("workshop", "title:"), ("workshop_mistake", "titel:")):
            room.desk.become(file, room.desk.papers()[file].text.replace("title:", title))
            person.sees_it_read(file, room.desk.papers()[file].text)
            person.page.wait_for_timeout(300)
            drawn, kept = person.page.screenshot(), IMAGES / f"{name}.png"
            if os.environ.get("CASEPATH_PICTURES"):
                kept.write_bytes(drawn)
            assert drawn[:8] == kept.read_bytes()[:8] == PNG
            assert drawn[16:24] == kept.read_bytes()[16:24]  # as wide and as high
        person.page.context.close()
