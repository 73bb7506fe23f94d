"""What was submitted, corrected and withdrawn at the pages; and a note that is written in two clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Case
from engine.cases.values import Answers
from tests.service.test_correcting import CORRECT, FORM, PASSED
from tests.support import MANAGER, OFFICER, REFERRED, little_with
from tests.web.forms import added, fill
from tests.web.site import Browser, Site, little_site
from tests.web.test_pages import words

NOTE = """\
form: note
title: Note
subject: child
view: officer
pages:
  only:
    title: Note
    fields:
      text: {type: long_text, label: "What happened?", required: true}
      on_day: {type: date, label: "On what day?", default: today()}
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = little_site(tmp_path, little_with(form=FORM), OFFICER, MANAGER)
    yield made
    made.database.close()


@pytest.fixture
def case(site: Site) -> Case:
    opened = site.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    sent: Answers = {**REFERRED}
    return site.cases.act(opened, "refer", sent, by=OFFICER, seen=opened.version, passed=PASSED).case


def correcting(site: Site, case: Case) -> Browser:
    browser = site.browser(OFFICER.id)
    browser.get(f"/case/{case.id}/form/referral")
    browser.get(next(one for one in browser.links() if "/correct/" in one))
    assert browser.status == 200
    return browser


def value(site: Site, case: Case, name: str) -> object:
    shown = site.cases.show(case, "referral", by=OFFICER).field(name)
    return shown.value if shown is not None else None


# --- correcting ------------------------------------------------------------------------------------------------------


def test_an_answer_is_corrected_with_its_reason_and_what_was_said_stays_on_record(site: Site, case: Case) -> None:
    browser = correcting(site, case)

    fill(browser, {"q.level": "middle", "reason": "Misheard"})

    assert browser.at == f"/case/{case.id}/form/referral"
    assert "It is corrected." in words(browser.page)
    assert value(site, case, "level") == "middle"
    assert "Reason: Misheard" in words(browser.get(f"/case/{case.id}/history"))


def test_a_correction_without_a_reason_is_asked_again_with_all_that_was_typed(site: Site, case: Case) -> None:
    browser = correcting(site, case)

    fill(browser, {"q.child_name": "Samuel Example"})

    assert browser.status == 422
    assert "There is a problem" in words(browser.page)
    assert 'value="Samuel Example"' in browser.page
    fill(browser, {"reason": "The whole name"})
    assert value(site, case, "child_name") == "Samuel Example"


def test_a_page_on_which_nothing_was_changed_corrects_nothing(site: Site, case: Case) -> None:
    browser = correcting(site, case)

    fill(browser, {"reason": "For nothing"})

    assert "Nothing was changed on this page." in words(browser.page)
    assert site.cases.get(case, by=OFFICER).version == case.version


def test_a_row_is_added_to_what_was_submitted(site: Site, case: Case) -> None:
    browser = correcting(site, case)
    fill(browser, {"q.child_name": "Samuel Example"}, go=added(browser.page, "people"))
    row = added(browser.page, "people")
    name = next(one for one in browser.page.split('"') if one.startswith("q.people.") and one.endswith(".person"))

    fill(browser, {name: "Kit Example", "reason": "Left out"})

    assert row
    people = value(site, case, "people")
    assert isinstance(people, list)
    assert [one["person"] for one in people if isinstance(one, dict)] == ["Kit Example"]
    assert value(site, case, "child_name") == "Samuel Example"


@pytest.mark.parametrize("typed", ["6B", "<script>", "x" * 5000])
def test_an_answer_that_is_none_is_not_corrected_to(site: Site, case: Case, typed: str) -> None:
    browser = correcting(site, case)

    fill(browser, {"q.level": typed, "reason": "Misheard"})

    assert browser.status == 422
    assert value(site, case, "level") == REFERRED["level"]
    assert "<script>" not in browser.page


def test_a_correction_from_an_old_page_changes_nothing_and_shows_what_was_typed(site: Site, case: Case) -> None:
    browser = correcting(site, case)
    site.cases.correct(case, "referral", {"level": "middle"}, by=MANAGER, seen=case.version, reason="First")

    fill(browser, {"q.level": "low", "reason": "Second"})

    assert browser.status == 409
    assert "Low" in words(browser.page)
    assert value(site, case, "level") == "middle"


def test_pressed_twice_it_is_corrected_once(site: Site, case: Case) -> None:
    browser = correcting(site, case)
    before = browser.page
    fill(browser, {"q.level": "middle", "reason": "Misheard"})

    fill(browser, {"q.level": "middle", "reason": "Misheard"}, page=before)

    assert browser.status == 200
    assert site.cases.get(case, by=OFFICER).version == case.version + 1


def test_whoever_may_not_correct_is_offered_nothing_and_gets_nowhere(tmp_path: Path) -> None:
    nobody = (
        "view: [officer, worker]\npages:",
        f"view: [officer, worker]\n{CORRECT.replace('officer', 'manager')}pages:",
    )
    site = little_site(tmp_path, little_with(form=nobody), OFFICER)
    case = site.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    site.cases.act(case, "refer", dict(REFERRED), by=OFFICER, seen=case.version, passed=PASSED)
    browser = site.browser(OFFICER.id)

    browser.get(f"/case/{case.id}/form/referral")

    assert "/correct/" not in browser.page
    assert "/withdraw" not in browser.page
    for place in ("correct/about", "withdraw"):
        browser.get(f"/case/{case.id}/form/referral/{place}")
        assert browser.status in (404, 422)
    site.database.close()


# --- withdrawing -----------------------------------------------------------------------------------------------------


def test_a_submission_is_withdrawn_with_its_reason_by_whoever_may(site: Site, case: Case) -> None:
    browser = site.browser(MANAGER.id)
    browser.get(f"/case/{case.id}/form/referral")
    browser.get(next(one for one in browser.links() if one.endswith("/withdraw")))

    browser.send("/withdraw", reason="")
    assert browser.status == 422
    assert "There is a problem" in words(browser.page)
    browser.send("/withdraw", reason="About another child")

    assert "It is withdrawn." in words(browser.page)
    assert "About another child" in words(browser.get(f"/case/{case.id}/history"))
    assert "referral" not in site.cases.get(case, by=OFFICER).submissions


# --- a note ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def noting(tmp_path: Path) -> Iterator[Site]:
    add = "  add_note: {title: Add a note, by: officer, form: note, goes: stay}"
    files = little_with(workflow=("anytime:\n", f"anytime:\n{add}\n"))
    files["form_schemas/note.yaml"] = NOTE.encode()
    made = little_site(tmp_path, files, OFFICER)
    yield made
    made.database.close()


def test_a_note_is_written_in_two_clicks(noting: Site) -> None:
    case = noting.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    browser = noting.browser(OFFICER.id)
    browser.get(f"/case/{case.id}")

    browser.get(next(one for one in browser.links() if "action=add_note" in one))
    before = browser.page
    send = browser.page.partition('formaction="')[2].partition('"')[0]
    page = before.replace(f'action="{send.removesuffix("/send")}"', f'action="{send}"')
    fill(browser, {"q.text": "Seen at the bus stop"}, page=page)

    assert browser.at == f"/case/{case.id}"
    said = noting.cases.show(case, "note", by=OFFICER)
    assert noting.cases.get(case, by=OFFICER).submissions.keys() == {"note"}
    fill(browser, {"q.text": "Seen at the bus stop"}, page=page)
    assert browser.status == 200
    assert noting.cases.get(case, by=OFFICER).version == case.version + 1
    assert said.draft_revision == 0


def test_a_note_that_says_nothing_is_not_sent_and_keeps_what_was_chosen(noting: Site) -> None:
    case = noting.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    browser = noting.browser(OFFICER.id)
    browser.get(f"/case/{case.id}/form/note/page/only")
    send = browser.page.partition('formaction="')[2].partition('"')[0]
    page = browser.page.replace(f'action="{send.removesuffix("/send")}"', f'action="{send}"')

    fill(browser, {"q.on_day.day": "99"}, page=page)

    assert "There is a problem" in words(browser.page)
    assert 'value="99"' in browser.page
    assert noting.cases.get(case, by=OFFICER).version == case.version
