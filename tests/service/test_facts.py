"""Facts about a subject: said once, with their history, proposed where they differ, settled by whoever may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Database, NotFound, Refused
from tests.support import GUEST, MANAGER, OFFICER, REFERRED, WORKER, Office, little_with, question, written


def test_facts_are_kept_with_their_history_and_only_by_those_who_may(office: Office) -> None:
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example"}, by=OFFICER)
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Specimen"}, by=MANAGER)

    with pytest.raises(Refused):
        office.cases.record_facts("child", "P-1", {"full_name": "Nobody"}, by=GUEST)
    with pytest.raises(Refused):
        office.cases.record_facts("child", "P-1", {"born": "yesterday"}, by=OFFICER)

    assert written(office)["casepath_fact"] == 2
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    assert question(office.cases.draft(case, "referral", by=OFFICER), "child_name").value == "Sam Specimen"


def test_a_fact_that_breaks_its_check_beside_what_is_known_is_not_kept(database: Database) -> None:
    born = "  born: {type: date, label: Date of birth"
    checked = f"{born}, check: {{that: born <= moved_on and born <= today(), say: That cannot be.}}"
    files = little_with(record=(born, f"  moved_on: {{type: date, label: Moved on}}\n{checked}"))
    cases = Office(database, files=files).cases
    cases.record_facts("child", "P-1", {"moved_on": "2020-05-01", "born": "2020-04-30"}, by=OFFICER)

    for facts in ({"born": "2020-05-02"}, {"born": "2026-03-13", "moved_on": None}):
        with pytest.raises(Refused) as refusal:
            cases.record_facts("child", "P-1", facts, by=OFFICER)
        assert [one.text for one in refusal.value.reasons] == ['"Date of birth": That cannot be.']

    case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    assert [one.value for one in cases.facts(case, by=OFFICER)] == ["2020-05-01", "2020-04-30"]


def test_facts_are_read_with_who_said_so_and_what_was_said_before(office: Office) -> None:
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example"}, by=OFFICER)
    office.clock.move(timedelta(days=1))
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Specimen", "sex": "f"}, by=MANAGER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    name, sex = office.cases.facts(case, by=OFFICER)

    assert (name.label, name.value, name.on, name.by) == ("Full name", "Sam Specimen", "2026-03-13", MANAGER.id)
    assert [(one.value, one.by) for one in name.before] == [("Sam Example", OFFICER.id)]
    assert (sex.value, sex.before) == ("f", ())


def test_facts_of_a_case_that_is_not_theirs_are_not_there(office: Office) -> None:
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    for stranger in (GUEST, WORKER):
        with pytest.raises(NotFound):
            office.cases.facts(case, by=stranger)


def test_whoever_holds_a_place_on_a_case_may_speak_of_its_subject_and_of_no_other(database: Database) -> None:
    office = Office(database, files=little_with(record=("edit: officer", "edit: worker")))
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=1).case

    office.cases.record_facts("child", "P-1", {"sex": "f"}, by=WORKER, case=case)
    with pytest.raises(Refused):
        office.cases.record_facts("child", "P-1", {"sex": "m"}, by=WORKER)
    with pytest.raises(NotFound):
        office.cases.record_facts("child", "P-2", {"sex": "m"}, by=WORKER, case=case)

    assert [one.value for one in office.cases.facts(case, by=OFFICER)] == ["f"]


def proposing(database: Database, how: str, *, edit: str = "manager") -> Office:
    """Return an office whose form writes the child's sex back, and whose record *edit* may change."""
    files = little_with(
        form=("        confirm: true\n", f"        write_back: {how}\n"), record=("edit: officer", f"edit: {edit}")
    )
    office = Office(database, files=files)
    office.cases.record_facts("child", "P-1", {"sex": "f"}, by=MANAGER)
    return office


def test_an_answer_that_differs_from_the_record_is_proposed_and_someone_accepts_it(database: Database) -> None:
    office = proposing(database, "propose")
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", {**REFERRED, "sex": "m"}, by=OFFICER, seen=1).case

    (proposal,) = office.cases.proposals(case, by=OFFICER)
    assert (proposal.label, proposal.now, proposal.proposed, proposal.by) == ("Sex", "f", "m", OFFICER.id)
    assert not proposal.may_settle
    with pytest.raises(Refused):
        office.cases.settle(case, "sex", accept=True, by=OFFICER, seen=2)
    case = office.cases.settle(case, "sex", accept=True, by=MANAGER, seen=2).case

    assert [one.value for one in office.cases.facts(case, by=MANAGER)] == ["m"]
    assert office.cases.proposals(case, by=MANAGER) == ()
    lines = [line for entry in office.cases.timeline(case, by=MANAGER) for line in entry.lines]
    assert lines.index('Proposed for the record: "Sex"') < lines.index('Written to the record: "Sex"')


def test_a_declined_proposal_leaves_the_record_as_it_was_and_cannot_be_settled_twice(database: Database) -> None:
    office = proposing(database, "propose")
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", {**REFERRED, "sex": "m"}, by=OFFICER, seen=1).case

    case = office.cases.settle(case, "sex", accept=False, by=MANAGER, seen=2).case

    assert [one.value for one in office.cases.facts(case, by=MANAGER)] == ["f"]
    with pytest.raises(NotFound):
        office.cases.settle(case, "sex", accept=True, by=MANAGER, seen=3)


def test_a_copy_left_as_it_was_proposes_nothing(database: Database) -> None:
    office = proposing(database, "propose")
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case

    assert office.cases.proposals(case, by=MANAGER) == ()


@pytest.mark.parametrize(("edit", "kept", "waiting"), [("officer", "m", 0), ("manager", "f", 1)])
def test_an_update_needs_the_right_to_edit_the_fact_else_it_is_a_proposal(
    database: Database, edit: str, kept: str, waiting: int
) -> None:
    office = proposing(database, "update", edit=edit)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    case = office.cases.act(case, "refer", {**REFERRED, "sex": "m"}, by=OFFICER, seen=1).case

    assert [one.value for one in office.cases.facts(case, by=MANAGER)] == [kept]
    assert len(office.cases.proposals(case, by=MANAGER)) == waiting


def test_what_is_proposed_already_is_not_proposed_again(database: Database) -> None:
    office = proposing(database, "propose")
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", {**REFERRED, "sex": "m"}, by=OFFICER, seen=1).case
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case
    case = office.cases.act(case, "refer", by=OFFICER, seen=3).case

    lines = [line for entry in office.cases.timeline(case, by=MANAGER) for line in entry.lines]
    assert lines.count('Proposed for the record: "Sex"') == 1
