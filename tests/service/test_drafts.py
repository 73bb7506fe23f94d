"""Drafts: half a form is kept as it was typed, with what is known copied in, until somebody submits it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine import CaseChanged, DraftConflict, Refused
from tests.support import MANAGER, OFFICER, REFERRED, Office, codes, question, referred, written


def test_a_draft_saves_half_a_form_valid_or_not_and_is_gone_once_submitted(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    view = office.cases.save(case, "referral", {"level": "nonsense", "park_name": "The green"}, by=OFFICER, seen=0)

    assert view.draft_revision == 1
    assert question(view, "level").value == "nonsense"
    assert view.field("park_name") is None

    office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1)
    assert written(office)["casepath_draft"] == 0


def test_a_draft_refuses_only_what_is_not_for_this_person_to_say(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    with pytest.raises(Refused) as refusal:
        office.cases.save(case, "referral", {"score": 1, "outcome": "act", "nonsense": 1}, by=OFFICER, seen=0)

    assert codes(refusal.value) == {"calculated", "not_asked", "unknown_field"}
    assert written(office)["casepath_draft"] == 0


def test_what_two_people_save_at_once_is_brought_together_answer_by_answer(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"child_name": "Sam", "harm": "home"}, by=OFFICER, seen=0)
    office.cases.save(case, "referral", {"level": "high"}, by=OFFICER, seen=1)

    # The whole page is sent, most of it as it was when it was opened.
    page = {"child_name": "Alex", "harm": "home", "level": None}
    view = office.cases.save(case, "referral", page, by=MANAGER, seen=1)

    assert view.draft_revision == 3
    assert [question(view, one).value for one in ("child_name", "harm", "level")] == ["Alex", "home", "high"]


def test_an_answer_that_two_people_changed_is_left_to_them_with_both_at_hand(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"child_name": "Sam"}, by=OFFICER, seen=0)

    with pytest.raises(DraftConflict) as late:
        office.cases.save(case, "referral", {"child_name": "Alex", "harm": "home"}, by=MANAGER, seen=0)

    label = question(office.cases.show(case, "referral", by=OFFICER), "child_name").label
    assert str(late.value) == (
        f'olive saved this draft at 12:00 on 12 March 2026, after you opened it. You both changed "{label}". '
        "Choose which to keep, and save again."
    )
    assert [(one.path, one.yours, one.theirs) for one in late.value.clashes] == [("child_name", "Alex", "Sam")]
    assert "Alex" not in repr(late.value.clashes)
    view = office.cases.show(case, "referral", by=OFFICER)
    assert (question(view, "child_name").value, question(view, "harm").value) == ("Sam", None)

    chosen = {"child_name": "Alex", "harm": "home"}
    view = office.cases.save(case, "referral", chosen, by=MANAGER, seen=late.value.version)
    assert (question(view, "child_name").value, question(view, "harm").value) == ("Alex", "home")


def test_two_people_write_in_rows_of_one_draft_at_once(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    first = [{"id": "r1", "person": "Kit", "young": "no"}, {"id": "r2", "person": "Robin"}]
    office.cases.save(case, "referral", {"people": first}, by=OFFICER, seen=0)
    robin = {"id": "r2", "person": "Robin"}
    office.cases.save(case, "referral", {"people": [robin, {"person": "Jo"}]}, by=OFFICER, seen=1)

    page = [{"id": "r1", "person": "Kit", "young": "no"}, {**robin, "young": "no"}, {"person": "Max"}]
    view = office.cases.save(case, "referral", {"people": page}, by=MANAGER, seen=1)

    rows = question(view, "people").value
    assert isinstance(rows, list)
    assert [(row["id"], row["person"], row.get("young")) for row in rows if isinstance(row, dict)] == [
        ("r2", "Robin", "no"),
        ("r3", "Jo", None),
        ("r4", "Max", None),
    ]
    with pytest.raises(DraftConflict) as late:
        office.cases.save(case, "referral", {"people": [{**first[0], "person": "Kim"}]}, by=MANAGER, seen=1)
    assert {one.path for one in late.value.clashes} == {"people.r1.person", "people.r2"}


def test_a_draft_that_was_submitted_since_takes_nothing_more(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", REFERRED, by=OFFICER, seen=0)
    case = office.cases.act(case, "refer", by=OFFICER, seen=1).case
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case

    with pytest.raises(CaseChanged, match="mo was first"):
        office.cases.save(case, "referral", {"child_name": "Alex"}, by=OFFICER, seen=1)
    view = office.cases.save(case, "referral", {"child_name": "Kit"}, by=OFFICER, seen=0)
    with pytest.raises(CaseChanged, match="saved this draft"):
        office.cases.save(case, "referral", {"child_name": "Alex"}, by=OFFICER, seen=1)
    assert question(office.cases.show(case, "referral", by=OFFICER), "child_name").value == "Kit"
    assert view.draft_revision > 1


def test_a_draft_of_an_older_version_is_carried_on_by_whoever_saw_its_last_save(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    for seen in range(2):
        office.cases.save(case, "referral", {"child_name": f"Sam {seen}"}, by=OFFICER, seen=seen)
    with office.database.connection() as connection:
        connection.execute(sa.text("UPDATE casepath_draft SET saves = NULL"))

    with pytest.raises(CaseChanged, match="saved this draft"):
        office.cases.save(case, "referral", {"harm": "home"}, by=MANAGER, seen=1)
    assert office.cases.save(case, "referral", {"harm": "home"}, by=MANAGER, seen=2).draft_revision == 3


def test_nobody_submits_a_draft_that_is_not_as_they_saw_it(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", REFERRED, by=OFFICER, seen=0)
    office.cases.save(case, "referral", {"child_name": "Kit Example"}, by=MANAGER, seen=1)

    with pytest.raises(CaseChanged, match="mo was first: saved this draft"):
        office.cases.act(case, "refer", by=OFFICER, seen=1, draft_seen=1)
    assert office.cases.act(case, "refer", by=OFFICER, seen=1, draft_seen=2).case.version == 2


def test_whoever_saved_in_between_did_so_at_the_councils_time(office: Office) -> None:
    office.clock.set(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"harm": "home"}, by=OFFICER, seen=0)

    with pytest.raises(CaseChanged, match=r"saved this draft at 13:00 on 1 July 2026"):
        office.cases.save(case, "referral", {"harm": "outside"}, by=MANAGER, seen=0)


def test_what_is_known_is_copied_with_its_source_and_confirmed_by_giving_it(office: Office) -> None:
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example", "sex": "f"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    view = office.cases.draft(case, "referral", by=OFFICER)
    sex = view.field("sex")
    assert sex is not None
    assert sex.copied is not None
    assert (sex.value, sex.copied.source, sex.copied.by) == ("f", "child.sex", OFFICER.id)
    answers = {name: value for name, value in REFERRED.items() if name != "child_name"}

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", answers, by=OFFICER, seen=1)
    assert [(one.code, one.path) for one in refusal.value.reasons] == [("confirm", "referral.sex")]
    done = office.cases.act(case, "refer", {**answers, "sex": "f"}, by=OFFICER, seen=1)

    shown = office.cases.show(done.case, "referral", by=OFFICER)
    assert question(shown, "child_name").value == "Sam Example"


def test_a_form_given_back_is_finished_again_with_nothing_retyped(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case

    view = office.cases.draft(case, "referral", by=OFFICER)
    assert view.given_back == "Name the school"
    assert question(view, "level").value == "high"
    people = [{"person": "Kit Example", "young": "no"}]
    case = office.cases.act(case, "refer", {"people": people}, by=OFFICER, seen=case.version).case

    assert case.submissions["referral"].revision == 2
    assert case.submissions["referral"].given_back is None
    assert question(office.cases.show(case, "referral", by=OFFICER), "child_name").value == "Sam Example"
