"""A day at work: lists, a case, tasks, what is known, and a new case; each said in words, and done once."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from engine import Engine
from engine.cli.story import AMY, MAX
from engine.web.words import due_in_words, partial_day
from tests.web.conftest import Office
from tests.web.site import MONDAY, Browser


def words(page: str) -> str:
    """Return what is to be read on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


# --- lists -----------------------------------------------------------------------------------------------------------


def test_what_waits_stands_with_its_name_and_how_late_it_is(office: Office) -> None:
    browser = office.site.browser("Max")

    said = words(browser.get("/team"))

    assert browser.heading == "My team&#39;s work"
    assert "Jamie Example" in said
    assert "Overdue by 3 calendar days Friday 13 March 2026" in said


def test_a_list_goes_on_page_by_page_and_misses_nobody(office: Office) -> None:
    cases, browser = office.site.cases, office.site.browser("Amy")
    for number in range(60):
        cases.open("child_front_door", subject={"child": f"P-{number}"}, by=AMY)
    seen: list[str] = []
    page = browser.get("/team?workflow=child_front_door")
    while True:
        seen += re.findall(r'href="/case/([^"/]+)"', page)
        more = re.search(r'href="([^"]*)" rel="next"', page)
        if more is None:
            break
        page = browser.get(unescape(more[1]))

    assert len(seen) == len(set(seen))
    assert len(seen) >= 60


def test_a_list_can_be_narrowed_to_a_process_and_to_what_is_late(office: Office) -> None:
    browser = office.site.browser("Max")

    assert "Jamie Example" not in words(browser.get("/team?workflow=context_pathway"))
    assert "Jamie Example" in words(browser.get("/team?overdue=1"))
    office.site.clock.set(MONDAY - timedelta(days=4))
    assert "Jamie Example" not in words(browser.get("/team?overdue=1"))


@pytest.mark.parametrize(
    ("days", "said"),
    [(-3, "Overdue by 3 calendar days"), (0, "Due today"), (1, "Due tomorrow"), (5, "Due in 5 calendar days")],
)
def test_a_limit_is_said_in_words(days: int, said: str) -> None:
    day = (MONDAY + timedelta(days=days)).date()

    assert due_in_words("en", day, MONDAY + timedelta(days=days), MONDAY, overdue=days < 0) == said


@pytest.mark.parametrize(
    ("on", "said"), [("2024", "2024"), ("2024-05", "May 2024"), ("2024-05-27", "27 May 2024"), ("2024-99", "2024-99")]
)
def test_a_day_half_known_is_said_as_far_as_it_is(on: str, said: str) -> None:
    assert partial_day("en", on) == said


def test_what_was_sent_on_says_for_whom_it_waits_until_it_comes_back(office: Office) -> None:
    amy, max_ = office.site.browser("Amy"), office.site.browser("Max")
    amy.get(f"/case/{office.child.id}")

    said = words(amy.get("/sent"))
    assert "Jamie Example Waiting for the manager's decision Waits for:" in said
    assert "MASH manager" in said
    assert "Overdue by 3 calendar days" in said
    assert "Jamie Example" not in words(max_.get("/sent"))

    max_.get(f"/case/{office.child.id}/do/return_to_officer")
    max_.send("/do/return_to_officer", reason="Ask the bus company")
    assert "Jamie Example" not in words(amy.get("/sent"))
    assert "Jamie Example Screening Waits for: MASH officer" in words(max_.get("/sent"))


# --- a case ----------------------------------------------------------------------------------------------------------


def test_a_case_says_what_can_be_done_and_to_others_why_not(office: Office) -> None:
    manager, officer = office.site.browser("Max"), office.site.browser("Amy")

    can = words(manager.get(f"/case/{office.child.id}"))
    cannot = words(officer.get(f"/case/{office.child.id}"))

    assert "Where it is: Waiting for the manager's decision" in can
    assert can.index("What you can do") < can.index("Record the decision")
    assert "What others can do, and why you cannot" in cannot
    assert "MASH manager" in cannot[cannot.index("What others can do") :]


def test_a_limit_is_counted_day_by_day(office: Office) -> None:
    said = words(office.site.browser("Max").get(f"/case/{office.child.id}/limit/decision"))

    assert "Friday 13 March 2026" in said
    assert "day 1" in said


def test_the_map_marks_where_the_case_is_and_says_it_in_a_table(office: Office) -> None:
    page = office.site.browser("Max").get(f"/case/{office.child.id}/map")

    assert page.count("The case is here") == 1
    assert "<svg" in page
    assert "Record the decision" in words(page[page.index("<table") :])


def test_what_is_known_is_said_with_its_source_and_in_words(office: Office) -> None:
    said = words(office.site.browser("Max").get(f"/case/{office.child.id}/facts"))

    assert "Sex Male Amy Example on 12 March 2026" in said
    assert "not_yet_obtained" not in said


def test_what_an_answer_proposes_is_settled_on_the_page(office: Office) -> None:
    browser = office.site.browser("Amy")
    page = browser.get(f"/case/{office.child.id}/facts")
    before = page.count("Take it into the record")

    browser.send("/facts", accept="yes")

    assert "The record is settled." in words(browser.page)
    assert browser.page.count("Take it into the record") == before - 1


def test_an_action_without_a_form_is_taken_once_however_often_it_is_sent(office: Office) -> None:
    browser = office.site.browser("Max")
    browser.get(f"/case/{office.child.id}/do/allocate_worker")
    form = next(one for one in browser.forms() if one.action.endswith("/do/allocate_worker"))

    for _ in range(2):
        browser.post(form.action, {**form.fields, "person": "Sol"})
        assert "It is done" in words(browser.page)

    steps = [
        one for one in office.site.cases.timeline(office.child, by=MAX) if "Name the allocated worker" in one.lines
    ]
    assert len(steps) == 1
    assert office.site.cases.get(office.child, by=MAX).holders == {"worker": "Sol"}


def test_a_place_is_given_to_somebody_of_the_directory(office: Office) -> None:
    page = office.site.browser("Max").get(f"/case/{office.child.id}/do/allocate_worker")

    assert '<option value="Sol">Sol Example</option>' in page
    assert '<option value="Amy">' not in page


def test_whoever_comes_second_is_told_who_was_first_and_has_changed_nothing(office: Office) -> None:
    first, second = office.site.browser("Max"), office.site.browser("Mia")
    for one in (first, second):
        one.get(f"/case/{office.child.id}/do/return_to_officer")
    first.send("/do/return_to_officer", reason="Ask the bus company")

    second.send("/do/return_to_officer", reason="Something else")

    assert second.status == 409
    assert "Max was first" in words(second.page)
    assert len(office.site.cases.timeline(office.child, by=MAX)) == 4


def test_a_reason_that_is_missing_is_asked_for_and_what_was_typed_stays(office: Office) -> None:
    browser = office.site.browser("Max")
    browser.get(f"/case/{office.child.id}/do/return_to_officer")

    browser.send("/do/return_to_officer", reason="  ")

    assert browser.status == 422
    assert "There is a problem" in words(browser.page)
    assert any(one.action.endswith("/do/return_to_officer") for one in browser.forms())


# --- finding and starting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Jamie Example",
        "jamy exampel",
        "EXAMPLE jamie",
        "14/09/2010",
        "Jamie 2010-09-14",
        "09/14/2010",
        "cyp-2026-00001",
    ],
)
def test_somebody_is_found_by_what_was_heard(office: Office, text: str) -> None:
    found = office.site.cases.search(text, by=AMY)

    if text == "09/14/2010":
        assert found.matches == ()  # no such day
    else:
        assert found.matches[0].called == "Jamie Example"


@pytest.mark.parametrize("text", ["", "zz", "Jamie Nobody", "1999-01-01", "' OR 1=1 --", "%", "\u202e"])
def test_nobody_is_found_by_what_fits_nobody(office: Office, text: str) -> None:
    assert office.site.cases.search(text, by=AMY).matches == ()


def test_nobody_finds_what_they_may_not_see(office: Office) -> None:
    sol = office.site.engine.actor("Sol")

    assert office.site.cases.search("Jamie Example", by=sol).matches == ()
    assert office.site.cases.search(office.child.reference, by=sol).matches == ()


def test_the_nearest_stands_first(office: Office) -> None:
    for number, name in enumerate(("Jamie Exampler", "Jaime Example", "Jamie Example")):
        office.site.cases.record_facts("child", f"N-{number}", {"full_name": name}, by=AMY)
        office.site.cases.open("child_front_door", subject={"child": f"N-{number}"}, by=AMY)

    found = office.site.cases.search("Jamie Example", by=AMY).matches

    assert [one.called for one in found][:2] == ["Jamie Example", "Jamie Example"]
    assert [one.exact for one in found].index(False) == 2
    assert {one.called for one in found} >= {"Jamie Exampler", "Jaime Example"}


def started(browser: Browser) -> Browser:
    browser.get("/begin?kind=child&text=Kit Example")
    form = next(one for one in browser.forms() if one.action.endswith("/begin"))
    typed = {"fact.full_name": "Kit Example", "fact.date_of_birth-day": "27", "fact.date_of_birth-month": "3"}
    typed |= {"fact.date_of_birth-year": "2011", "workflow": "child_front_door"}
    for _ in range(2):
        browser.post(form.action, {**form.fields, **typed})
    return browser


def test_a_case_is_begun_once_with_what_is_known(office: Office) -> None:
    before = len(office.site.cases.find(by=AMY))

    browser = started(office.site.browser("Amy"))

    assert browser.heading == "Kit Example"
    assert len(office.site.cases.find(by=AMY)) == before + 1
    assert office.site.cases.search("2011-03-27", by=AMY).matches[0].called == "Kit Example"


def test_a_case_about_nobody_is_not_begun(office: Office) -> None:
    browser, before = office.site.browser("Amy"), len(office.site.cases.find(by=AMY))
    browser.get("/begin?kind=child")

    browser.send("/begin", workflow="child_front_door")

    assert browser.status == 422
    assert len(office.site.cases.find(by=AMY)) == before


def test_another_case_is_begun_about_somebody_who_was_found(office: Office) -> None:
    browser = office.site.browser("Amy")
    browser.get("/find?text=Jamie Example")

    browser.send("/begin", workflow="child_front_door")

    assert browser.heading == "Jamie Example"
    assert len(office.site.cases.about("child", office.child.subject, by=AMY)) == 2
    said = words(browser.get(f"/about/child/{office.child.subject}"))
    assert "CYP-2026-00001" in said
    assert "CYP-2026-00002" in said


# --- in Welsh --------------------------------------------------------------------------------------------------------


def test_a_refusal_is_in_the_language_of_the_reader(office: Office) -> None:
    browser = office.site.browser("Max")
    browser.send("/language", language="cy")
    browser.get(f"/case/{office.child.id}/do/return_to_officer")

    browser.send("/do/return_to_officer", reason="")

    assert "Mae problem" in words(browser.page)
    assert browser.get("/nothing")
    assert browser.heading == "Heb ddod o hyd i&#39;r dudalen"


def test_the_pages_can_be_mounted_anywhere(office: Office) -> None:
    host = Starlette(routes=[Mount("/safeguarding", office.site.app)])
    browser = Browser(TestClient(host, base_url="http://127.0.0.1"), "/safeguarding")
    browser.sign_in("Max")
    browser.get(f"/safeguarding/case/{office.child.id}")

    assert browser.heading == "Jamie Example"
    assert list(browser.links())
    assert all(link.startswith("/safeguarding/") for link in browser.links())


def test_an_unknown_case_of_another_engine_is_no_case_here(office: Office) -> None:
    other = Engine(
        office.site.engine.definition, office.site.engine.files, ports=office.site.engine.ports, council="other"
    )

    assert other.cases(office.site.database).search("Jamie Example", by=AMY).matches == ()
    assert other.cases(office.site.database).about("child", office.child.subject, by=AMY) == []
