"""What did we say last time: the last submitted answers beside the present ones, with their day and person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Actor, Database
from engine.cases.last_time import LastTime
from engine.cases.state import Case
from engine.cases.values import Answers
from tests.support import MANAGER, OFFICER, OTHER_MANAGER, REFERRED, WORKER, Office, little_with, question

SETTINGS = "correct: {by: officer}\nwithdraw: {by: manager}\n"
FORM = "view: [officer, worker]\npages:"
FORGIVING = (FORM, FORM.replace("pages:", f"{SETTINGS}pages:"))
LEVEL = "        options: levels\n"
LAST = LastTime("high", "2026-03-12", OFFICER.id, (("high", "High"),))


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=little_with(form=FORGIVING))


def closed(office: Office, **answers: str) -> Case:
    """Return a case that was referred and decided on 12 March."""
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    sent: Answers = {**REFERRED, **answers}
    case = office.cases.act(case, "refer", sent, by=OFFICER, seen=case.version).case
    return office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version).case


def reopened(office: Office, case: Case) -> Case:
    office.clock.move(timedelta(days=7))
    return office.cases.act(case, "reopen", by=MANAGER, seen=case.version, reason="A new worry").case


def referred(office: Office, case: Case) -> Case:
    return office.cases.act(case, "refer", {**REFERRED, "level": "middle"}, by=MANAGER, seen=case.version).case


def last(office: Office, case: Case, field: str = "level", by: Actor = OFFICER) -> LastTime | None:
    shown = office.cases.show(case, "referral", by=by).field(field)
    assert shown is not None
    return shown.last


def test_a_form_filled_in_again_shows_what_was_said_last_time_and_copies_none_of_it(office: Office) -> None:
    case = reopened(office, closed(office))

    level = office.cases.draft(case, "referral", by=OFFICER).field("level")

    assert level is not None
    assert (level.value, level.last) == (None, LAST)


def test_the_first_time_there_is_nothing_to_show(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    assert last(office, case) is None


def test_whoever_reads_continues_or_corrects_a_form_sees_the_time_before_it(office: Office) -> None:
    case = referred(office, reopened(office, closed(office)))

    assert last(office, case) == LAST
    assert last(office, case, by=OTHER_MANAGER) == LAST
    correcting = office.cases.correction(case, "referral", by=OFFICER).field("level")
    assert correcting is not None
    assert correcting.last == LAST
    case = office.cases.act(case, "give_back", by=OTHER_MANAGER, seen=case.version, reason="Name the school").case
    assert last(office, case) == LAST


def test_an_answer_is_dated_by_the_hand_that_gave_it(office: Office) -> None:
    case = closed(office)
    office.clock.move(timedelta(days=1))
    case = office.cases.correct(
        case, "referral", {"child_name": "Sam Specimen"}, by=MANAGER, seen=case.version, reason="Misspelt"
    ).case
    case = referred(office, reopened(office, case))

    assert last(office, case) == LAST
    assert last(office, case, "child_name") == LastTime("Sam Specimen", "2026-03-13", MANAGER.id)


def test_what_was_withdrawn_was_never_said(office: Office) -> None:
    case = referred(office, reopened(office, closed(office)))
    case = office.cases.act(case, "decide", {"outcome": "close"}, by=OTHER_MANAGER, seen=case.version).case
    case = reopened(office, case)
    assert last(office, case) == LastTime("middle", "2026-03-19", MANAGER.id, (("middle", "Middle"),))

    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="Wrong child").case
    assert last(office, case) == LAST
    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="Wrong child").case

    assert last(office, case) is None


def test_what_is_never_reused_is_still_seen_and_what_may_not_be_seen_is_not_there(database: Database) -> None:
    settings = f"{LEVEL}        reuse: never\n        view: officer\n"
    office = Office(database, files=little_with(form=(LEVEL, settings)))
    case = office.cases.assign(closed(office), "worker", WORKER.id, by=MANAGER, seen=3).case
    case = referred(office, reopened(office, case))

    assert last(office, case) == LAST
    assert office.cases.show(case, "referral", by=WORKER).field("level") is None
    assert last(office, case, "harm", by=WORKER) is not None


def test_another_case_of_the_same_child_is_another_story(office: Office) -> None:
    closed(office)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    assert last(office, case) is None


def test_codes_come_with_the_words_that_they_were_chosen_by(database: Database) -> None:
    office = Office(database)
    case = reopened(office, closed(office))
    office.cases.save(case, "referral", {"harm": "outside"}, by=OFFICER, seen=0)

    said = last(office, case, "where")

    assert said is not None
    assert said.labels == (("school", "School"),)


def test_a_question_may_start_from_what_was_said_last_time(database: Database) -> None:
    copied = f"{LEVEL}        from: previous.level\n        confirm: true\n"
    office = Office(database, files=little_with(form=(LEVEL, copied)))
    case = reopened(office, closed(office))

    level = office.cases.draft(case, "referral", by=OFFICER).field("level")

    assert level is not None
    assert level.value == "high"
    assert level.copied is not None
    assert (level.copied.source, level.copied.on, level.copied.by) == ("previous.level", "2026-03-12", OFFICER.id)
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version).case
    assert question(office.cases.show(case, "referral", by=OFFICER), "level").value == "high"


def test_a_copy_of_last_time_never_comes_from_what_was_withdrawn(database: Database) -> None:
    form = (LEVEL, f"{LEVEL}        from: previous.level\n")
    files = little_with(form=form)
    text = files["form_schemas/referral.yaml"].decode().replace(*FORGIVING)
    office = Office(database, files={**files, "form_schemas/referral.yaml": text.encode()})
    case = reopened(office, closed(office))

    office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="Wrong child")

    assert question(office.cases.draft(case, "referral", by=OFFICER), "level").value is None


def test_an_echo_of_last_time_follows_it(database: Database) -> None:
    echo = "      held_on:\n"
    shown = "      said_before: {type: long_text, label: Name before, shows: previous.child_name}\n"
    office = Office(database, files=little_with(form=(echo, shown + echo)))
    case = reopened(office, closed(office))

    assert question(office.cases.draft(case, "referral", by=OFFICER), "said_before").value == "Sam Example"
