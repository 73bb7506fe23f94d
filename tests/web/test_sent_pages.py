"""The pages that come of what is sent, looked at as all others are: nothing that axe finds, nothing wider than a phone.

The script that keeps what is typed is left out here, so that these pages come as they do without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine import Case
from engine.cases.values import Answers
from engine.cli.story import AMY, MAX
from tests.service.test_correcting import FORM, PASSED
from tests.support import MANAGER, OFFICER, REFERRED, little_with
from tests.template.test_case_a import given
from tests.web.chromium import Server, launched, looked_at, serving
from tests.web.site import little_site, site_at

pytestmark = pytest.mark.xdist_group("chromium")

SUMMARY = "[name='q.concern_summary']"
GO_ON = "main form button[name=go][value=on]:not([tabindex])"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@dataclass
class Desk:
    """Amy at one page of a form of one case."""

    server: Server
    case: Case
    page: Page

    def opens(self, name: str) -> None:
        self.page.goto(f"{self.server.address}/case/{self.case.id}/form/contact_referral/page/{name}")

    def colleague_saves(self, **answers: str) -> None:
        cases = self.server.site.cases
        seen = cases.show(self.case, "contact_referral", by=MAX).draft_revision
        cases.save(self.case, "contact_referral", dict(answers), by=MAX, seen=seen)

    def signs_in(self, person: str) -> None:
        self.page.goto(f"{self.server.address}/sign-in")
        self.page.click(f"button[value={person}]")
        self.page.wait_for_selector("h1")


def conflict(desk: Desk) -> None:
    desk.opens("concern")
    desk.colleague_saves(concern_summary="Of Max, who was there first and wrote a good deal more about it than this")
    desk.page.fill(SUMMARY, "Of Amy")
    desk.page.click(GO_ON)
    expect(desk.page.locator("main")).to_contain_text("Keep yours")


def gone(desk: Desk) -> None:
    desk.colleague_saves(referrer_anonymous="no", referrer_name="Robin Example")
    desk.opens("about_contact")
    desk.page.check("[name='q.referrer_anonymous'][value=yes]")
    desk.page.click(GO_ON)
    expect(desk.page.locator("main")).to_contain_text("Robin Example")


def lost(desk: Desk) -> None:
    desk.colleague_saves(impact_on_child="Tired")
    desk.opens("concern")
    cases, contact = desk.server.site.cases, given("child_front_door", "contact")
    cases.act(desk.case, "record_contact", contact, by=MAX, seen=desk.case.version)
    desk.page.fill(SUMMARY, "Too late")
    desk.page.click(GO_ON)
    expect(desk.page.locator("main")).to_contain_text("Too late")


def kept(desk: Desk) -> None:
    desk.opens("concern")
    desk.page.fill(SUMMARY, "Typed as the session ended")
    desk.page.context.clear_cookies()
    desk.page.click(GO_ON)
    expect(desk.page.locator("h1")).to_contain_text("You were signed out")


def kept_and_signed_in(desk: Desk) -> None:
    kept(desk)
    other = desk.page.context.new_page()
    Desk(desk.server, desk.case, other).signs_in("Amy")
    other.close()
    desk.page.click("main form button")
    expect(desk.page.locator("main")).to_contain_text("Typed as the session ended")


def judged(desk: Desk) -> None:
    desk.opens("about_contact")
    desk.page.fill("[name='q.received_at.day']", "99")
    desk.page.click(GO_ON)
    expect(desk.page.locator(".govuk-error-summary")).to_be_visible()


COMES: tuple[Callable[[Desk], None], ...] = (conflict, gone, lost, kept, kept_and_signed_in, judged)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("comes", COMES, ids=lambda one: one.__name__)
def test_what_comes_of_what_is_sent_can_be_used_by_everybody(
    tmp_path: Path, chromium: Browser, width: int, comes: Callable[[Desk], None]
) -> None:
    with serving(site_at(tmp_path)) as server:
        case = server.site.cases.open("child_front_door", subject={"child": "P-9"}, by=AMY).case
        context = chromium.new_context(viewport={"width": width, "height": 800})
        context.route("**/form.js*", lambda route: route.abort())
        desk = Desk(server, case, context.new_page())
        desk.signs_in("Amy")

        comes(desk)

        looked_at(desk.page, comes.__name__, width)
        context.close()


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("what", ["correct/about", "withdraw", ""])
def test_what_was_submitted_is_put_right_by_everybody(tmp_path: Path, chromium: Browser, width: int, what: str) -> None:
    with serving(little_site(tmp_path, little_with(form=FORM), OFFICER, MANAGER)) as server:
        case = server.site.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
        sent: Answers = {**REFERRED}
        server.site.cases.act(case, "refer", sent, by=OFFICER, seen=case.version, passed=PASSED)
        page = chromium.new_page(viewport={"width": width, "height": 800})
        desk = Desk(server, case, page)
        desk.signs_in(MANAGER.id)

        page.goto(f"{server.address}/case/{case.id}/form/referral/{what}".rstrip("/"))

        assert page.locator("h1").count() == 1
        looked_at(page, what.replace("/", "_") or "submitted", width)
        page.close()
