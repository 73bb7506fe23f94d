"""Every kind of page in a real browser: nothing that axe finds, nothing from elsewhere, nothing wider than a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.chromium import faults, launched, serving
from tests.web.site import begun, site_at

pytestmark = pytest.mark.xdist_group("chromium")

IMAGES = Path(__file__).resolve().parents[2] / "docs/images"
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class Served:
    """The pages on a port of this machine, and what is to be looked at, by name."""

    address: str
    places: dict[str, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = site_at(tmp_path_factory.mktemp("served"))
    cases = begun(site)
    child, place = cases["child"], cases["place"]
    case = f"/case/{child.id}"
    places = {
        "work": "/work",
        "team": "/team",
        "told": "/told?all=1",
        "sent": "/sent",
        "find": "/find?text=Jamie",
        "begin": "/begin?kind=child",
        "case": case,
        "place": f"/case/{place.id}",
        "history": f"{case}/history",
        "facts": f"{case}/facts",
        "people": f"{case}/people",
        "map": f"{case}/map",
        "links": f"{case}/links",
        "limit": f"{case}/limit/decision",
        "form": f"{case}/form/contact_referral",
        "form page": f"{case}/form/contact_referral/page/hub_decision",
        "form page judged": f"{case}/form/contact_referral/page/hub_decision?judged=1",
        "form check": f"{case}/form/contact_referral/check",
        "step": f"{case}/do/allocate_worker",
        "subject": f"/about/child/{child.subject}",
        "glass": "/glass",
        "accessibility": "/accessibility",
        "not found": "/nothing",
    }
    with serving(site) as server:
        yield Served(server.address, places)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.mark.parametrize(("width", "language"), [(1280, "cy"), (375, "en")])
def test_every_page_can_be_used_by_everybody_and_asks_nobody_else(
    served: Served, chromium: Browser, width: int, language: str, subtests: pytest.Subtests
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    asked, said = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{served.address}/sign-in")
    assert faults(page) == []
    page.click("button[value=Max]")
    if language != "en":
        page.click(f"button[value={language}]")
    for name, place in served.places.items():
        with subtests.test(page=name):
            page.goto(served.address + place)
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.get_attribute("html", "lang") == language
    context.close()

    assert all(one.startswith(served.address) for one in asked)
    assert [one for one in said if "404" not in one] == []


def test_the_pictures_of_the_readme_are_of_these_pages(served: Served, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1100, "height": 760})
    page.goto(f"{served.address}/sign-in")
    page.click("button[value=Max]")
    for name in ("team", "case"):
        page.goto(served.address + served.places[name])
        drawn = page.screenshot()
        kept = IMAGES / f"pages_{name}.png"
        if os.environ.get("CASEPATH_PICTURES"):
            kept.write_bytes(drawn)
        assert drawn[:8] == kept.read_bytes()[:8] == PNG
        assert drawn[16:24] == kept.read_bytes()[16:24]  # as wide and as high
    page.close()


def test_axe_would_find_what_is_wrong(served: Served, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{served.address}/sign-in")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"x.png\"><input>'")

    assert {one.partition(":")[0] for one in faults(page)} >= {"image-alt", "label"}
    page.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_case_is_worked_by_keyboard_alone_with_and_without_javascript(
    served: Served, chromium: Browser, javascript: bool
) -> None:
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{served.address}/sign-in?to={served.places['case']}")
    page.focus("button[value=Max]")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1")
    _tab_to(page, "Return to the screening officer")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reason")
    _tab_to(page, "Do not do it")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Where it is")
    context.close()


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until what is focused says so, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in page.locator(":focus").inner_text():
            return
    raise AssertionError(f"Nobody comes to {words!r} by keyboard.")
