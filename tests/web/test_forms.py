"""Filling a form in, in a browser without JavaScript: everything typed is kept, and is sent once, by whoever may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Case
from engine.cases.values import Answers
from engine.cli.story import AMY, MAX
from tests.web.conftest import Office
from tests.web.forms import added, fill, filled
from tests.web.site import Browser
from tests.web.test_pages import words

CONTACT = "contact_referral"


@pytest.fixture
def case(office: Office) -> Case:
    """A case on which nothing was said yet."""
    return office.site.cases.open("child_front_door", subject={"child": "P-9"}, by=AMY).case


def at(case: Case, page: str = "", form: str = CONTACT) -> str:
    return f"/case/{case.id}/form/{form}{'/page/' if page else ''}{page}"


def draft(office: Office, case: Case, form: str = CONTACT) -> Answers:
    view = office.site.cases.show(case, form, by=AMY)
    return {one.id: one.value for page in view.pages for one in page.fields if one.value not in (None, "", [])}


def page_of(office: Office, case: Case, name: str, person: str = "Amy") -> Browser:
    browser = office.site.browser(person)
    browser.get(at(case, name))
    assert browser.status == 200
    return browser


# --- saving ----------------------------------------------------------------------------------------------------------


def test_the_list_of_pages_says_how_far_each_is(office: Office, case: Case) -> None:
    browser = office.site.browser("Amy")
    before = words(browser.get(at(case)))
    browser.get(at(case, "agreement"))
    fill(
        browser,
        {"q.parent_aware": "yes", "q.parent_agreement": "yes", "q.yp_aware": "no", "q.share_basis": "told_family"},
    )

    after = words(browser.get(at(case)))

    assert "Who knows, and who agrees Not begun" in before
    assert "Who knows, and who agrees Completed" in after or "Who knows, and who agrees Begun" in after
    assert browser.heading == "Contact and referral"


def test_what_is_typed_is_kept_valid_or_not_and_its_errors_stand_at_their_questions(office: Office, case: Case) -> None:
    browser = page_of(office, case, "about_contact")

    fill(browser, {"q.received_at.day": "99", "q.contact_method": "phone"})

    assert "There is a problem" in words(browser.page)
    assert 'href="#q.received_at.day"' in browser.page
    assert 'value="99"' in browser.page
    assert draft(office, case)["contact_method"] == "phone"


def test_half_a_page_is_saved_for_later_and_nothing_is_demanded(office: Office, case: Case) -> None:
    browser = page_of(office, case, "about_contact")

    fill(browser, {"q.referral_source": "school"}, go="later")

    assert browser.at == at(case)
    assert "What you typed is saved." in words(browser.page)
    assert draft(office, case)["referral_source"] == "school"


def test_a_page_that_is_only_looked_at_and_sent_begins_no_draft(office: Office, case: Case) -> None:
    browser = page_of(office, case, "about_contact")

    fill(browser, go="later")

    assert office.site.cases.show(case, CONTACT, by=AMY).draft_revision == 0


def test_what_is_known_already_stands_with_its_source_and_is_confirmed_by_whoever_says_so(office: Office) -> None:
    facts = {"full_name": "Kit Example", "sex": "male"}
    office.site.cases.record_facts("child", "P-10", facts, by=AMY)
    case = office.site.cases.open("child_front_door", subject={"child": "P-10"}, by=AMY).case
    browser = page_of(office, case, "about_child")

    assert "Known already: Amy Example on 16 March 2026" in words(browser.page)
    fill(browser, {"q.upn": "A123456789012"}, go="later")
    sex = office.site.cases.show(case, CONTACT, by=AMY).field("sex")
    assert sex
    assert sex.copied
    assert not sex.copied.confirmed

    browser.get(at(case, "about_child"))
    fill(browser, {"c.sex": "1"}, go="later")
    sex = office.site.cases.show(case, CONTACT, by=AMY).field("sex")
    assert sex
    assert sex.copied
    assert sex.copied.confirmed


# --- rows ------------------------------------------------------------------------------------------------------------


def test_rows_are_added_once_filled_in_and_taken_out(office: Office, case: Case) -> None:
    browser = page_of(office, case, "about_child")
    old = browser.page
    for _ in range(2):  # a double click adds one row
        fill(browser, {"q.upn": "A123456789012"}, go=added(old, "household"), page=old)
    rows = office.site.cases.show(case, CONTACT, by=AMY).field("household")
    assert rows
    assert isinstance(rows.value, list)
    assert len(rows.value) == 1
    row_id = rows.value[0]["id"]
    cell = next(one.id for one in rows.row if one.type == "text")

    fill(browser, {f"q.household.{row_id}.{cell}": "Robin Example"}, go="later")
    kept = draft(office, case)["household"]
    assert isinstance(kept, list)
    assert kept[0][cell] == "Robin Example"

    browser.get(at(case, "about_child"))
    fill(browser, go=f"remove:household.{row_id}")
    assert "household" not in draft(office, case)


# --- two people ------------------------------------------------------------------------------------------------------


def test_answers_of_two_people_are_brought_together(office: Office, case: Case) -> None:
    one, other = page_of(office, case, "concern"), page_of(office, case, "about_contact", "Max")
    fill(one, {"q.concern_summary": "Seen on the bus"}, go="later")

    fill(other, {"q.referral_source": "school"}, go="later")

    assert {"concern_summary", "referral_source"} <= set(draft(office, case))


@pytest.mark.parametrize(("choice", "stands"), [("yours", "What Max wrote"), ("theirs", "What Amy wrote")])
def test_both_texts_stand_on_the_page_where_two_people_wrote_the_same(
    office: Office, case: Case, choice: str, stands: str
) -> None:
    amy, max_ = page_of(office, case, "concern"), page_of(office, case, "concern", "Max")
    fill(amy, {"q.concern_summary": "What Amy wrote"}, go="later")

    fill(max_, {"q.concern_summary": "What Max wrote", "q.working_well": "Max alone"}, go="later")
    assert max_.status == 409
    said = words(max_.page)
    assert "Amy saved this draft" in said
    assert "What Amy wrote" in said
    assert "What Max wrote" in said
    fill(max_, go=None)  # without a choice nothing is decided
    assert max_.status == 409
    fill(max_, {"keep.concern_summary": choice}, go=None)

    kept = draft(office, case)
    assert kept["concern_summary"] == stands
    assert kept["working_well"] == "Max alone"


def test_a_row_that_somebody_added_meanwhile_is_not_taken_out(office: Office, case: Case) -> None:
    amy, max_ = page_of(office, case, "about_child"), page_of(office, case, "about_child", "Max")
    fill(amy, go=added(amy.page, "household"))
    fill(amy, {"q.upn": "A123456789012"}, go="later")

    fill(max_, {"q.upn": "B123456789012"}, go=added(max_.page, "household"))
    assert max_.status == 409
    fill(max_, {"keep.upn": "yours"}, go=None)

    rows = draft(office, case)["household"]
    assert isinstance(rows, list)
    assert len(rows) == 2


# --- answers that go -------------------------------------------------------------------------------------------------


def test_answers_that_a_change_removes_are_named_before_they_go_and_come_back(office: Office, case: Case) -> None:
    browser = page_of(office, case, "about_contact")
    fill(browser, {"q.referrer_anonymous": "no", "q.referral_source": "school"})
    assert "Robin" not in browser.page
    fill(browser, {"q.referrer_name": "Robin Example"}, go="later")
    browser.get(at(case, "about_contact"))

    fill(browser, {"q.referrer_anonymous": "yes"})

    assert browser.heading == "What you changed removes other answers: 1"
    assert "Robin Example" in words(browser.page)
    browser.get(at(case, "about_contact"))
    fill(browser, {"q.referrer_anonymous": "no"}, go="later")
    assert draft(office, case)["referrer_name"] == "Robin Example"


# --- sending ---------------------------------------------------------------------------------------------------------


def decided(office: Office, browser: Browser) -> Browser:
    """Fill in the manager's decision, as far as the page where it is checked."""
    view = office.site.cases.show(office.child, "contact_referral", by=MAX)
    typed: dict[str, str | list[str]] = {
        "q.threshold": "targeted",
        "q.outcome": ["passes_to_assessment", "context_referral_made"],
        "q.decision_reason": "The harm is outside the home",
        "q.referral_date.day": "12",
        "q.referral_date.month": "3",
        "q.referral_date.year": "2026",
        "q.referrer_told": "yes",
    }
    for page in view.pages:
        for _ in range(2):  # what is asked because of an answer stands there the second time
            browser.get(at(office.child, page.id))
            here = {name: text for name, text in typed.items() if f'name="{name}"' in browser.page}
            if "c.referral_date" in browser.page:
                here["c.referral_date"] = "1"
            if here:
                fill(browser, here)
    browser.get(f"{at(office.child)}/check")
    return browser


def test_a_form_is_sent_once_however_often_the_button_is_pressed(office: Office) -> None:
    browser = decided(office, office.site.browser("Max"))
    assert "Leads to" in words(browser.page)
    page, before = browser.page, office.site.cases.get(office.child, by=MAX).version

    for _ in range(3):
        fill(browser, page=page)
        assert browser.at == f"/case/{office.child.id}", words(browser.page)
        assert "It is done" in words(browser.page)

    assert office.site.cases.get(office.child, by=MAX).version == before + 1


def test_what_is_missing_is_said_with_the_way_to_its_question(office: Office, case: Case) -> None:
    browser = office.site.browser("Amy")
    browser.get(f"{at(case)}/check")

    fill(browser)

    assert browser.status == 422
    assert f"{at(case, 'about_contact')}?judged=1#q.contact_method" in browser.page
    assert office.site.cases.get(case, by=AMY).version == case.version


def test_what_was_not_looked_at_is_not_sent(office: Office) -> None:
    browser = decided(office, office.site.browser("Max"))
    page = browser.page
    other = office.site.browser("Mia")
    view = office.site.cases.show(office.child, CONTACT, by=MAX)
    where = next(one.id for one in view.pages if any(field.id == "decision_reason" for field in one.fields))
    other.get(at(office.child, where))
    fill(other, {"q.decision_reason": "Something else"}, go="later")

    fill(browser, page=page)

    assert browser.status == 409
    assert "Mia" in words(browser.page)
    assert office.site.cases.get(office.child, by=MAX).states == office.child.states


def test_what_is_typed_on_an_old_page_stands_there_to_be_copied(office: Office) -> None:
    browser = decided(office, office.site.browser("Max"))
    check = browser.page
    view = office.site.cases.show(office.child, CONTACT, by=MAX)
    where = next(one.id for one in view.pages if any(field.id == "decision_reason" for field in one.fields))
    old = browser.get(at(office.child, where))
    fill(browser, page=check)

    fill(browser, {"q.decision_reason": "Written after all was sent"}, page=old)

    assert browser.status == 409
    assert "Written after all was sent" in words(browser.page)


# --- sessions that end -----------------------------------------------------------------------------------------------


def test_what_was_typed_when_the_session_ended_is_saved_after_signing_in(office: Office, case: Case) -> None:
    browser = page_of(office, case, "concern")
    old = browser.page
    office.site.clock.set(office.site.clock.now() + timedelta(hours=3))

    fill(browser, {"q.concern_summary": "Two lines\nof <b>text</b>"}, go="later", page=old)
    assert browser.status == 401
    assert "You were signed out" in words(browser.page)
    kept = browser.page
    assert "of &lt;b&gt;text" in kept
    browser.sign_in("Amy")
    fill(browser, page=kept)
    assert browser.status == 403
    assert "concern_summary" not in draft(office, case)
    fill(browser)

    assert draft(office, case)["concern_summary"] == "Two lines\nof <b>text</b>"


def test_what_somebody_else_typed_is_not_shown_after_signing_in(office: Office, case: Case) -> None:
    browser = page_of(office, case, "concern")
    _, pairs = filled(browser.page, {"q.concern_summary": "Of Amy alone"})
    other = office.site.browser("Max")

    other.post(at(case, "concern"), {name: text for name, text in pairs if name != "form_token"})

    assert other.status == 403
    assert "Of Amy alone" not in other.page


def test_what_another_site_sends_is_not_even_shown(office: Office, case: Case) -> None:
    browser = page_of(office, case, "concern")
    fields = {"filler": "Amy", "q.concern_summary": "Planted", "o.concern_summary": "x"}

    browser.post(at(case, "concern"), fields, {"sec-fetch-site": "cross-site"})

    assert browser.status == 403
    assert "Planted" not in browser.page


# --- reading ---------------------------------------------------------------------------------------------------------


def test_whoever_may_only_read_gets_what_was_answered_and_no_page_to_fill(office: Office) -> None:
    browser = office.site.browser("Amy")

    browser.get(at(office.child))

    assert "Robin Example" in words(browser.page)
    browser.get(at(office.child, "about_contact"))
    assert browser.at == at(office.child)


@pytest.mark.parametrize("page", ["", "about_contact", "about_child", "agreement", "concern"])
def test_a_form_is_filled_in_in_welsh(office: Office, case: Case, page: str) -> None:
    browser = office.site.browser("Amy")
    browser.send("/language", language="cy")

    said = words(browser.get(at(case, page)))

    assert browser.status == 200
    assert "Save and go on" not in said
    assert "Cadw a mynd ymlaen" in said or "Gwirio eich atebion ac anfon" in said
