"""See and Compare in a real browser: edits typed as people type them, what they show, and nothing that axe finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from engine.web.workshop.views import TABS
from tests.overlays import FORM, HEAD, MANIFEST, TEMPLATE, WORKFLOW
from tests.web.chromium import AXE, RULES
from tests.web.test_in_chromium import IMAGES, PNG
from tests.web.workshop.room import KEYS, Room, room_in

pytestmark = pytest.mark.xdist_group("chromium")

COUNCIL = {
    MANIFEST: HEAD,
    FORM: "form: referral\nfields:\n  park_name: {label: Name of the park}\n",
    WORKFLOW: "workflow: path\nstates:\n  working:\n    title: At work\n",
}
WIDE: ViewportSize = {"width": 1920, "height": 1080}


@pytest.fixture
def open_workshop(tmp_path: Path) -> Iterator[Room]:
    for path, content in TEMPLATE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    for path, text in COUNCIL.items():
        (tmp_path / "councils/open" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "councils/open" / path).write_text(text, "utf-8")
    with room_in(tmp_path / "councils/open") as made:
        yield made


@pytest.fixture
def page(open_workshop: Room, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=WIDE)
    context.add_init_script("localStorage.setItem('casepath-plain', '1')")
    made = context.new_page()
    made.goto(way_in(open_workshop))
    expect(made.locator("body")).to_have_attribute("data-ready", "1")
    yield made
    context.close()


def way_in(room: Room) -> str:
    return f"{room.address}?key={KEYS.way_in}"


def typed(page: Page, path: str, text: str) -> None:
    """Type at the end of a file, and wait until it was read."""
    page.locator(f'#files a[href="#{path}"]').click()
    expect(page.locator("#file")).to_have_text(path)
    page.locator("#text textarea").press("Control+End")
    page.keyboard.type(text)
    was_read(page)


def was_read(page: Page) -> None:
    page.wait_for_function(
        """async () => {
          const now = await (await fetch('desk/now')).json();
          const file = document.getElementById('file').textContent;
          const kept = await (await fetch('desk/paper?' + new URLSearchParams({file}))).json();
          return now.read === now.revision && kept.text === document.querySelector('#text textarea').value;
        }"""
    )


def look(page: Page, tab: str) -> None:
    page.locator(f'#tabs a[href="view/{tab}"]').click()
    expect(page.locator(f'#tabs a[href="view/{tab}"]')).to_have_attribute("aria-current", "page")


def choose(page: Page, name: str, label: str) -> None:
    page.locator(f"#view #ask-{name}").select_option(label=label)


def shows(page: Page, words: str) -> None:
    expect(page.locator("#view")).to_contain_text(words)


def compared(page: Page, sentence: str) -> None:
    look(page, "compare")
    shows(page, sentence)


def kept(page: Page, council: Room, path: str, text: str) -> None:
    page.locator("#keep").click()
    expect(page.locator("#keep")).to_be_disabled()
    assert (council.folder / path).read_bytes() == (COUNCIL[path] + text).encode()


def test_a_view_that_was_chosen_comes_though_the_text_is_read_before_it_does(page: Page) -> None:
    held: list[Route] = []
    page.route("**/view/uses*", lambda asked: asked.continue_() if held else held.append(asked))
    page.locator('#tabs a[href="view/uses"]').click()

    typed(page, FORM, "  harm: {label: Which harm?}\n")

    expect(page.locator('#tabs a[href="view/uses"]')).to_have_attribute("aria-current", "page")
    held[0].continue_()


def test_a_state_is_renamed_with_a_slip_on_the_way(page: Page, open_workshop: Room) -> None:
    look(page, "map")
    typed(page, WORKFLOW, "  new:\n    titel: Just come in")
    expect(page.locator("#findings")).to_contain_text("titel")
    shows(page, "As at the last version without errors")
    for _ in range(len("titel: Just come in")):
        page.keyboard.press("Backspace")
    page.keyboard.type("title: Just come in\n")
    was_read(page)

    shows(page, "Just come in")
    compared(page, 'You renamed "New" to "Just come in".')
    kept(page, open_workshop, WORKFLOW, "  new:\n    title: Just come in\n")


def test_a_question_for_one_answer_is_asked_in_the_form_once_that_answer_is_given(
    page: Page, open_workshop: Room
) -> None:
    text = "  bus:\n    page: about\n    type: text\n    label: Which bus?\n    show_if: harm == outside\n"
    look(page, "form")
    typed(page, FORM, text)

    shows(page, "Which bus?")
    expect(page.locator('[name="q.bus"]')).to_have_count(0)
    page.get_by_label("Outside", exact=True).check()
    expect(page.locator('[name="q.bus"]')).to_be_visible()
    compared(page, 'You added the question "Which bus?" to "About".')
    kept(page, open_workshop, FORM, text)


def test_a_question_is_required_only_at_sign_off(page: Page, open_workshop: Room) -> None:
    text = "  missing:\n    required_for: decide\n"
    typed(page, FORM, text)
    look(page, "rules")
    choose(page, "of", "Referral")

    shows(page, 'for "Decide".')
    compared(page, 'You set the steps for which "Times missing" must be answered: "Decide".')
    kept(page, open_workshop, FORM, text)


def test_a_longer_local_deadline_is_drawn_with_its_clock(page: Page, open_workshop: Room) -> None:
    clock = "decided: {title: Decided, within: 5 working days, kind: standard, from: entered, until: done(decide)}"
    text = f"  waiting:\n    deadlines:\n      {clock}\n"
    look(page, "map")
    typed(page, WORKFLOW, text)

    expect(page.locator("#view svg")).to_contain_text("5 working days, standard")
    compared(page, 'You added the time limit "Decided" to "Waiting".')
    kept(page, open_workshop, WORKFLOW, text)


def test_a_statutory_floor_is_marked_before_it_is_broken_and_stopped_with_its_sentence(page: Page) -> None:
    look(page, "floors")
    shows(page, "may only get shorter")
    typed(page, WORKFLOW, "  new:\n    deadlines: {refer: {within: 5 working days}}\n")

    expect(page.locator("#findings")).to_contain_text("O920")
    shows(page, "As at the last version without errors")
    compared(page, "Changes: 2")


def test_an_answer_is_restricted_to_managers(page: Page, open_workshop: Room) -> None:
    text = "  note:\n    view: manager\n"
    typed(page, FORM, text)
    look(page, "uses")
    page.locator("#ask-of").fill("referral.note")
    page.keyboard.press("Enter")

    shows(page, "Manager, and whoever fills it in")
    compared(page, 'You set those who may read "Note": "Manager".')
    kept(page, open_workshop, FORM, text)


def test_an_option_is_added_after_it_was_told_how(page: Page, open_workshop: Room) -> None:
    typed(page, FORM, "  harm:\n    options:\n      bus: On the bus")
    expect(page.locator("#findings")).to_contain_text("new: true")
    for _ in range(len("On the bus")):
        page.keyboard.press("Backspace")
    page.keyboard.type("{label: On the bus, new: true}\n")
    was_read(page)
    look(page, "form")

    expect(page.locator("#view").get_by_label("On the bus")).to_have_count(1)
    compared(page, "On the bus")
    kept(page, open_workshop, FORM, "  harm:\n    options:\n      bus: {label: On the bus, new: true}\n")


def test_who_signs_off_is_changed(page: Page, open_workshop: Room) -> None:
    text = "  waiting:\n    actions:\n      decide:\n        by: officer\n"
    typed(page, WORKFLOW, text)
    look(page, "uses")
    page.locator("#ask-of").fill("officer")
    page.keyboard.press("Enter")

    shows(page, '"Decide": may do it')
    compared(page, 'You added "Officer" to those who may take "Decide", and removed "Manager".')
    kept(page, open_workshop, WORKFLOW, text)


def test_a_blank_form_is_printed_alone(page: Page) -> None:
    look(page, "blank")
    page.emulate_media(media="print")

    expect(page.locator(".ws-blank h1")).to_have_css("visibility", "visible")
    expect(page.locator("#keep")).to_have_css("visibility", "hidden")
    assert len(page.pdf()) > 10_000


def test_a_state_on_the_map_opens_its_line_and_a_step_says_its_rules_by_keys(page: Page) -> None:
    look(page, "map")
    page.locator(".ws-map a", has_text="Decide").first.focus()
    expect(page.locator("#map-told")).to_contain_text("Not by whoever did")
    page.locator(".ws-map a", has_text="At work").first.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#file")).to_have_text(WORKFLOW)


def test_whoever_chooses_by_keys_stays_where_they_were(page: Page) -> None:
    look(page, "form")
    page.locator("#ask-role").focus()
    page.keyboard.press("ArrowDown")

    shows(page, "Decide")
    expect(page.locator("#ask-role")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_view_can_be_used_by_everybody_and_stays_inside_its_policy(
    open_workshop: Room, chromium: Browser, language: str, subtests: pytest.Subtests
) -> None:
    context = chromium.new_context(viewport=WIDE)
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(way_in(open_workshop))
    page.goto(f"{open_workshop.address}?language={language}")
    expect(page.locator("body")).to_have_attribute("data-ready", "1")
    for tab in TABS:
        with subtests.test(tab):
            look(page, tab)
            expect(page.locator("#view h2").first).to_be_visible()
            page.evaluate(AXE)
            found = page.evaluate("rules => axe.run('#view', {runOnly: rules})", RULES)
            faults = [
                f"{one['id']}: {node['html'][:120]}"
                for one in found["violations"]
                for node in one["nodes"]
                if not (one["id"] == "aria-allowed-attr" and "govuk-radios__input" in node["html"])
            ]
            assert faults == []
            assert said == []
    context.close()


def test_the_pictures_of_the_facilitators_page_are_made_here(open_workshop: Room, chromium: Browser) -> None:
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(way_in(open_workshop))
    expect(page.locator("body")).to_have_attribute("data-ready", "1")
    for tab in ("map", "compare"):
        look(page, tab)
        expect(page.locator("#view h2").first).to_be_visible()
        picture = page.screenshot()
        assert picture.startswith(PNG)
        if os.environ.get("CASEPATH_PICTURES"):
            (IMAGES / f"workshop_{tab}.png").write_bytes(picture)
    context.close()
