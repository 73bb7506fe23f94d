"""A form while it is typed into, in a real browser: its conditions at once, and nothing typed lost, whatever dies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine import Case
from engine.cases.values import Answers
from engine.cli.story import AMY, MAX
from tests.template.test_case_a import given
from tests.web.chromium import Server, launched, looked_at, serving
from tests.web.site import site_at

pytestmark = pytest.mark.xdist_group("chromium")

FORM = "contact_referral"
SUMMARY = "[name='q.concern_summary']"
SAVED = "[data-kept]:has-text('Saved at')"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@dataclass
class Desk:
    """Amy's browser, signed in, with a case on which nothing was said yet."""

    server: Server
    case: Case
    context: BrowserContext
    page: Page

    def opens(self, name: str, page: Page | None = None) -> Page:
        shown = page or self.page
        shown.goto(f"{self.server.address}/case/{self.case.id}/form/{FORM}/page/{name}")
        return shown

    def draft(self) -> Answers:
        view = self.server.site.cases.show(self.case, FORM, by=AMY)
        return {one.id: one.value for page in view.pages for one in page.fields if one.value not in (None, "", [])}

    def colleague_saves(self, **answers: str) -> None:
        cases = self.server.site.cases
        seen = cases.show(self.case, FORM, by=MAX).draft_revision
        cases.save(self.case, FORM, dict(answers), by=MAX, seen=seen)


def signed_in(context: BrowserContext, server: Server, person: str = "Amy") -> Page:
    page = context.new_page()
    page.goto(f"{server.address}/sign-in")
    page.click(f"button[value={person}]")
    page.wait_for_selector("h1")
    return page


@pytest.fixture
def desk(tmp_path: Path, chromium: Browser) -> Iterator[Desk]:
    with serving(site_at(tmp_path)) as server:
        case = server.site.cases.open("child_front_door", subject={"child": "P-9"}, by=AMY).case
        context = chromium.new_context()
        yield Desk(server, case, context, signed_in(context, server))
        context.close()


# --- conditions ------------------------------------------------------------------------------------------------------


def test_a_question_comes_and_goes_as_the_answer_that_it_hangs_on_is_given(desk: Desk) -> None:
    page = desk.opens("about_contact")
    name = page.locator("[name='q.referrer_name']")
    assert name.count() == 0

    page.check("[name='q.referrer_anonymous'][value=no]")
    name.fill("Robin Example")
    page.check("[name='q.referrer_anonymous'][value=yes]")

    expect(name).to_be_hidden()
    page.check("[name='q.referrer_anonymous'][value=no]")
    expect(name).to_be_visible()
    expect(name).to_have_value("Robin Example")


def test_what_a_condition_brought_up_is_sent_with_the_page(desk: Desk) -> None:
    page = desk.opens("about_contact")
    page.check("[name='q.referrer_anonymous'][value=no]")
    page.fill("[name='q.referrer_name']", "Robin Example")

    page.click("text=Save and come back later")
    page.wait_for_url("**/form/contact_referral*")

    assert desk.draft()["referrer_name"] == "Robin Example"


def test_without_javascript_a_page_asks_what_is_asked_as_things_stand(desk: Desk, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = desk.opens("about_contact", signed_in(context, desk.server))

    page.check("[name='q.referrer_anonymous'][value=no]")

    assert page.locator("[name='q.referrer_name']").count() == 0
    assert page.locator("[data-keeping]").is_hidden()
    page.click("text=Save and go on")
    expect(page.locator("[name='q.referrer_name']")).to_be_visible()
    context.close()


def test_a_page_says_what_a_changed_answer_takes_out_while_it_is_changed(desk: Desk) -> None:
    desk.colleague_saves(referrer_anonymous="no", referrer_name="Robin Example")
    page = desk.opens("about_contact")

    page.check("[name='q.referrer_anonymous'][value=yes]")

    expect(page.locator("[data-keeping]")).to_contain_text("These are not asked for any more")
    looked_at(page, "taken_out", 1280)
    page.check("[name='q.referrer_anonymous'][value=no]")
    expect(page.locator("[data-keeping]")).not_to_contain_text("These are not asked for any more")
    assert desk.draft()["referrer_name"] == "Robin Example"


def test_no_page_makes_code_from_text_or_says_that_its_policy_was_broken(desk: Desk) -> None:
    said = list[str]()
    desk.page.on("console", lambda message: said.append(message.text))
    desk.page.on("pageerror", lambda error: said.append(str(error)))

    for name in ("about_contact", "about_child", "agreement", "concern"):
        desk.opens(name)

    assert said == []


# --- keeping ---------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_without_a_button_and_is_there_when_the_tab_died(desk: Desk) -> None:
    page = desk.opens("concern")
    page.locator(SUMMARY).press_sequentially("Two older boys")
    expect(page.locator(SAVED)).to_be_visible()

    page.close()

    again = desk.opens("concern", desk.context.new_page())
    assert again.input_value(SUMMARY) == "Two older boys"


def test_a_tab_that_is_closed_in_the_middle_of_a_word_keeps_the_word(desk: Desk) -> None:
    page = desk.opens("concern")
    page.locator(SUMMARY).press_sequentially("Two ol")

    page.goto("about:blank")

    again = desk.opens("concern", desk.context.new_page())
    expect(again.locator(SUMMARY)).to_have_value("Two ol")


def test_what_is_typed_while_nothing_answers_stays_and_is_kept_when_the_pages_are_back(desk: Desk) -> None:
    page = desk.opens("concern")
    desk.server.die()

    page.fill(SUMMARY, "Typed into the dark")

    expect(page.locator("[data-keeping]")).to_contain_text("The pages do not answer just now.")
    looked_at(page, "offline", 1280)
    page.click("text=Save and go on")
    expect(page.locator("[data-keeping] [tabindex]")).to_be_focused()
    assert page.input_value(SUMMARY) == "Typed into the dark"
    desk.server.start()
    expect(page.locator(SAVED)).to_be_visible(timeout=15_000)
    assert desk.draft()["concern_summary"] == "Typed into the dark"


def test_what_is_typed_while_the_session_ends_is_sent_after_signing_in_again(desk: Desk) -> None:
    page = desk.opens("concern")
    desk.context.clear_cookies()

    page.fill(SUMMARY, "Typed as the session ended")

    expect(page.locator("[data-keeping]")).to_contain_text("You were signed out")
    assert page.input_value(SUMMARY) == "Typed as the session ended"
    looked_at(page, "signed_out", 1280)
    signed_in(desk.context, desk.server).close()
    page.click("text=I have signed in: go on")
    expect(page.locator("main")).to_contain_text("Typed as the session ended")
    page.click("text=Send it")
    page.wait_for_url("**/form/contact_referral/**")
    assert desk.draft()["concern_summary"] == "Typed as the session ended"


def test_nothing_newer_is_overwritten_and_both_texts_are_there_to_choose_from(desk: Desk) -> None:
    page = desk.opens("concern")
    desk.colleague_saves(concern_summary="Of Max")

    page.fill(SUMMARY, "Of Amy")

    expect(page.locator("[data-keeping]")).to_contain_text("Somebody else changed the same answer")
    assert desk.draft()["concern_summary"] == "Of Max"
    looked_at(page, "both_wrote", 1280)
    page.click("text=Look at both and choose")
    expect(page.locator("main")).to_contain_text("Of Max")
    expect(page.locator("main")).to_contain_text("Of Amy")
    page.check("text=Keep yours")
    page.click("text=Save what you chose")
    page.wait_for_load_state()
    assert desk.draft()["concern_summary"] == "Of Amy"


def test_what_a_colleague_saved_elsewhere_on_the_page_is_not_overwritten_later(desk: Desk) -> None:
    page = desk.opens("concern")
    desk.colleague_saves(impact_on_child="Of Max")
    page.fill(SUMMARY, "Of Amy")
    expect(page.locator(SAVED)).to_be_visible()

    page.fill("[name='q.impact_on_child']", "Of Amy too")

    expect(page.locator("[data-keeping]")).to_contain_text("Somebody else changed the same answer")
    kept = desk.draft()
    assert (kept["concern_summary"], kept["impact_on_child"]) == ("Of Amy", "Of Max")


def test_what_was_typed_and_taken_back_is_kept_as_it_was_before(desk: Desk) -> None:
    desk.colleague_saves(concern_summary="Before")
    page = desk.opens("concern")
    page.fill(SUMMARY, "After")
    expect(page.locator(SAVED)).to_be_visible()

    page.fill(SUMMARY, "Before")
    page.click("text=Save and come back later")
    page.wait_for_url("**/form/contact_referral*")

    assert desk.draft()["concern_summary"] == "Before"


@pytest.mark.parametrize("begun", [True, False])
def test_a_form_that_was_sent_meanwhile_shows_what_was_typed_to_be_copied(desk: Desk, begun: bool) -> None:
    if begun:
        desk.colleague_saves(concern_summary="Before")
    page = desk.opens("concern")
    cases, contact = desk.server.site.cases, given("child_front_door", "contact")
    cases.act(desk.case, "record_contact", contact, by=MAX, seen=desk.case.version)

    page.fill(SUMMARY, "Too late")

    page.click("[data-keeping] button")
    expect(page.locator("main")).to_contain_text("Too late")
