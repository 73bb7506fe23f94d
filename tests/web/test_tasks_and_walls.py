"""Tasks by agency, taken and given; and cases that are there only for those who were let in."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Actor, Case
from engine.store.transaction import Moment
from tests.service.test_restricted import DUTY, FILES, WHY
from tests.support import GUEST, MANAGER, OFFICER
from tests.tasks import CONCERN, PAT
from tests.web.conftest import Office
from tests.web.site import Site, little_site
from tests.web.test_pages import words


@pytest.fixture
def little(tmp_path: Path) -> Iterator[Site]:
    site = little_site(tmp_path, FILES, OFFICER, MANAGER, PAT, DUTY, GUEST)
    yield site
    site.database.close()


@pytest.fixture
def asked(little: Site) -> Case:
    """Return a case whose partners have been asked."""
    case = little.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    return little.cases.act(case, "ask", CONCERN, by=OFFICER, seen=case.version).case


def test_tasks_stand_under_those_whom_they_are_for(little: Site, asked: Case) -> None:
    said = words(little.browser(OFFICER.id).get(f"/case/{asked.id}"))

    assert "For: Police" in said
    assert said.index("For: Police") < said.index("What you can do")


def test_an_agency_sees_its_own_task_and_not_the_case(little: Site, asked: Case) -> None:
    browser = little.browser(PAT.id)
    browser.get("/team")
    place = next(link for link in browser.links() if "/task?" in link)

    said = words(browser.get(place))

    assert browser.status == 200
    assert asked.reference not in said
    browser.get(f"/case/{asked.id}")
    assert browser.status == 404


def test_a_task_is_taken_once_by_two_clicks_and_let_go_again(little: Site, asked: Case) -> None:
    browser = little.browser(PAT.id)
    page = f"/case/{asked.id}/task?task=police_return"
    browser.get(page)
    form = next(one for one in browser.forms() if one.action.endswith("/claim"))
    for _ in range(2):
        browser.post(form.action, form.fields)
        assert browser.status == 200
        assert "It is yours." in words(browser.page)

    assert sum(one.holder == PAT.id for one in little.cases.tasks(asked, by=OFFICER)) == 1
    browser.send("/release")
    assert "Nobody has taken it yet." in words(browser.page)


def test_a_task_that_somebody_else_took_meanwhile_is_not_taken_from_them(little: Site, asked: Case) -> None:
    browser = little.browser(PAT.id)
    browser.get(f"/case/{asked.id}/task?task=police_return")
    seen = little.cases.get(asked, by=OFFICER).version
    little.cases.claim(asked, "police_return", by=Actor("pia", roles=["police"]), seen=seen)

    browser.send("/claim")

    assert browser.status == 409


# --- restricted cases ------------------------------------------------------------------------------------------------


def test_a_restricted_case_is_there_for_nobody_who_is_not_let_in(little: Site, asked: Case) -> None:
    manager, officer = little.browser(MANAGER.id), little.browser(OFFICER.id)
    officer.get(f"/case/{asked.id}")
    assert officer.status == 200
    manager.get(f"/case/{asked.id}/people")
    manager.send("/restrict", reason=WHY)
    assert "The case is restricted now." in words(manager.page)

    for path in (f"/case/{asked.id}", f"/case/{asked.id}/history", f"/about/child/{asked.subject}"):
        officer.get(path)
        assert officer.status == 404
    for path in ("/work", "/team", "/told?all=1", f"/find?text={asked.reference}"):
        officer.get(path)
        assert officer.status == 200
        assert asked.id not in officer.page
    manager.get(f"/case/{asked.id}/people")
    manager.send("/lift", reason="It was the wrong child")
    officer.get(f"/case/{asked.id}")
    assert officer.status == 200


def test_the_glass_is_broken_with_a_reason_and_by_nobody_who_may_not(little: Site, asked: Case) -> None:
    seen = little.cases.get(asked, by=MANAGER).version
    little.cases.restrict(asked, people=[MANAGER.id], reason=WHY, by=MANAGER, seen=seen)
    duty, guest = little.browser(DUTY.id), little.browser(GUEST.id)

    why = "The child is missing"
    for browser, reason, status in ((duty, "", 422), (guest, why, 404), (duty, why, 200)):
        browser.get("/glass")
        browser.send("/glass", reference=asked.reference, reason=reason)
        assert browser.status == status
    assert "This case is restricted" in words(duty.page)
    assert "The child is missing" in words(little.browser(MANAGER.id).get(f"/case/{asked.id}/history"))


# --- when something is wrong behind the pages ------------------------------------------------------------------------


def test_a_database_that_is_away_is_said_with_when_to_try_again(office: Office) -> None:
    browser = office.site.browser("Max")

    def away(moment: Moment, name: str) -> None:
        if moment == "before" and name == "read session":
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise busy

    office.site.database.hook = away
    answer = browser.client.get("/work")
    office.site.database.hook = None

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "The database is busy with others. Nothing was kept." in words(answer.text)


def test_a_mistake_of_ours_is_said_and_logged_without_anything_that_was_typed(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    browser = office.site.browser("Max")

    def broken(moment: Moment, name: str) -> None:
        if name == "read facts":
            raise ValueError("Marker7391 in what was typed")

    caplog.set_level(logging.DEBUG)
    office.site.database.hook = broken
    answer = browser.client.get(f"/case/{office.child.id}/facts")
    office.site.database.hook = None

    assert answer.status_code == 500
    assert "This is our mistake" in words(answer.text)
    assert "ValueError at /case/{case}/facts" in caplog.text
    assert "Marker7391" not in caplog.text + answer.text
