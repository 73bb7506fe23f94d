"""Cases through the public doors, on both databases: what is kept, what is refused, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import Actor, CaseChanged, Database, NotFound, Refused
from engine.cases.events import FormSubmitted
from engine.cases.evolve import fold
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.store.cases import read_case, read_steps
from engine.store.tables import metadata
from tests.support import GUEST, MANAGER, OFFICER, OTHER_MANAGER, REFERRED, WORKER, Office, little_with


@pytest.fixture
def office(database: Database) -> Office:
    """An office of the little council with an empty database."""
    return Office(database)


def written(office: Office) -> dict[str, int]:
    """Return how many rows each table holds."""
    with office.database.connection() as connection:
        return {
            one.name: connection.execute(sa.select(sa.func.count()).select_from(one)).scalar_one()
            for one in metadata.sorted_tables
        }


def referred(office: Office) -> Case:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    return office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version).case


def codes(refusal: Refused) -> set[str]:
    return {reason.code for reason in refusal.reasons}


def test_a_case_opens_with_the_next_reference_of_its_year(office: Office) -> None:
    first = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    second = office.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case

    assert (first.reference, second.reference) == ("CH-2026-00001", "CH-2026-00002")
    assert first.state == "new"


def test_only_those_named_may_open_a_case(office: Office) -> None:
    with pytest.raises(Refused) as refusal:
        office.cases.open("path", subject={"child": "P-1"}, by=GUEST)

    assert [reason.text for reason in refusal.value.reasons] == ['Opening "Path" is for: Officer.']
    assert sum(written(office).values()) == 0


@pytest.mark.parametrize(
    ("workflow", "subject", "code"),
    [
        ("no_such_path", {"child": "P-1"}, "unknown_workflow"),
        ("no_such_path", None, "unknown_workflow"),
        ("path", {"place": "X-1"}, "wrong_subject"),
        ("path", {"child": "P 1\n"}, "wrong_subject"),
        ("path", {"child": "x" * 65}, "wrong_subject"),
    ],
)
def test_a_case_of_nothing_known_is_not_opened(
    office: Office, workflow: str, subject: dict[str, str] | None, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        office.cases.open(workflow, subject=subject, by=OFFICER)

    assert codes(refusal.value) == {code}
    assert sum(written(office).values()) == 0


def test_a_subject_that_nobody_recorded_yet_begins_with_the_case(office: Office) -> None:
    assert office.cases.open("path", by=OFFICER).case.subject


def test_a_step_keeps_answers_state_and_history_together(office: Office) -> None:
    case = referred(office)

    assert case.state == "waiting"
    assert office.cases.get(case, by=OFFICER) == case
    assert office.cases.show(case, "referral", by=OFFICER).field("level").value == "high"  # type: ignore[union-attr]
    assert written(office)["casepath_submission"] == 1
    assert written(office)["casepath_step"] == 2


def test_the_folded_case_is_what_its_steps_made(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case
    case = office.cases.act(case, "visit", by=OFFICER, seen=case.version).case

    with office.database.read() as tx:
        stored = read_case(tx, "little", case.id)
        steps = read_steps(tx, "little", case.id)
    assert stored == case == fold(steps)
    assert [step.version for step in steps] == [1, 2, 3, 4]


def test_a_refusal_names_every_reason_and_writes_nothing(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    before = written(office)
    wrong: Answers = {"harm": "home", "where": ["park"], "level": "highest", "nonsense": "x", "score": 3}

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", wrong, by=OFFICER, seen=1)

    assert codes(refusal.value) == {"required", "hidden", "wrong_code", "unknown_field", "calculated"}
    assert written(office) == before
    assert office.cases.get(case, by=OFFICER).version == 1


def test_someone_who_may_not_is_told_only_that(office: Office) -> None:
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "decide", {"nonsense": 1}, by=OFFICER, seen=case.version)

    assert [reason.text for reason in refusal.value.reasons] == ['"Decide" is for: Manager.']


def test_whoever_wrote_it_does_not_decide_it_even_through_a_stand_in(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=MANAGER).case
    case = office.cases.act(case, "refer", REFERRED, by=MANAGER, seen=case.version).case
    stand_in = Actor("mary", roles=["manager"], on_behalf_of=MANAGER.id)

    for person in (MANAGER, stand_in):
        with pytest.raises(Refused) as refusal:
            office.cases.act(case, "decide", {"outcome": "close"}, by=person, seen=case.version)
        assert [reason.text for reason in refusal.value.reasons] == ['"Decide" is not for the person who did "Refer".']
    assert office.cases.act(case, "decide", {"outcome": "close"}, by=OTHER_MANAGER, seen=case.version).case.ended_at


def test_not_there_not_yours_and_not_named_look_the_same(office: Office) -> None:
    case = referred(office)
    said = set()

    for which, person in ((case.id, GUEST), (case.id, WORKER), ("no-such-case", OFFICER)):
        with pytest.raises(NotFound) as unseen:
            office.cases.act(which, "decide", by=person, seen=2)
        said.add(str(unseen.value))

    assert said == {"We cannot find that record."}


def test_a_place_on_the_case_lets_its_holder_in_and_its_end_lets_them_out(office: Office) -> None:
    case = referred(office)

    case = office.cases.act(case, "name_worker", by=MANAGER, seen=2, assigns={"worker": WORKER.id}).case
    assert office.cases.get(case, by=WORKER).holders == {"worker": WORKER.id}
    case = office.cases.assign(case, "worker", None, by=MANAGER, seen=case.version).case

    with pytest.raises(NotFound):
        office.cases.get(case, by=WORKER)


def test_a_place_goes_to_someone_who_can_take_it(office: Office) -> None:
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "name_worker", by=MANAGER, seen=2)

    assert [reason.text for reason in refusal.value.reasons] == ['Say who takes the place "Allocated worker".']


def test_the_second_of_two_is_told_who_was_first_when_and_with_what(office: Office) -> None:
    case = referred(office)
    office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=2)

    with pytest.raises(CaseChanged) as late:
        office.cases.act(case, "decide", {"outcome": "close"}, by=OTHER_MANAGER, seen=2)

    assert str(late.value) == (
        'mo was first: "Decide" was done at 12:00 on 12 March 2026. Look at the case again before you go on.'
    )
    assert office.cases.get(case, by=MANAGER).state == "working"


def test_a_draft_saves_half_a_form_valid_or_not_and_is_gone_once_submitted(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    view = office.cases.save(case, "referral", {"level": "nonsense", "park_name": "The green"}, by=OFFICER, seen=0)

    assert view.draft_revision == 1
    assert view.field("level").value == "nonsense"  # type: ignore[union-attr]
    assert view.field("park_name") is None

    office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1)
    assert written(office)["casepath_draft"] == 0


def test_a_draft_refuses_only_what_is_not_for_this_person_to_say(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    with pytest.raises(Refused) as refusal:
        office.cases.save(case, "referral", {"score": 1, "outcome": "act", "nonsense": 1}, by=OFFICER, seen=0)

    assert codes(refusal.value) == {"calculated", "not_asked", "unknown_field"}
    assert written(office)["casepath_draft"] == 0


def test_a_draft_saved_in_between_is_not_overwritten(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"child_name": "Sam"}, by=OFFICER, seen=0)

    with pytest.raises(CaseChanged) as late:
        office.cases.save(case, "referral", {"child_name": "Alex"}, by=MANAGER, seen=0)

    assert "olive was first" in str(late.value)
    assert office.cases.show(case, "referral", by=OFFICER).field("child_name").value == "Sam"  # type: ignore[union-attr]


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
    assert shown.field("child_name").value == "Sam Example"  # type: ignore[union-attr]


def test_facts_are_kept_with_their_history_and_only_by_those_who_may(office: Office) -> None:
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example"}, by=OFFICER)
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Specimen"}, by=MANAGER)

    with pytest.raises(Refused):
        office.cases.record_facts("child", "P-1", {"full_name": "Nobody"}, by=GUEST)
    with pytest.raises(Refused):
        office.cases.record_facts("child", "P-1", {"born": "yesterday"}, by=OFFICER)

    assert written(office)["casepath_fact"] == 2
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    assert office.cases.draft(case, "referral", by=OFFICER).field("child_name").value == "Sam Specimen"  # type: ignore[union-attr]


def test_a_form_given_back_is_finished_again_with_nothing_retyped(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case

    view = office.cases.draft(case, "referral", by=OFFICER)
    assert view.given_back == "Name the school"
    assert view.field("level").value == "high"  # type: ignore[union-attr]
    people = [{"person": "Kit Example", "young": "no"}]
    case = office.cases.act(case, "refer", {"people": people}, by=OFFICER, seen=case.version).case

    assert case.submissions["referral"].revision == 2
    assert case.submissions["referral"].given_back is None
    assert office.cases.show(case, "referral", by=OFFICER).field("child_name").value == "Sam Example"  # type: ignore[union-attr]


def test_a_warning_is_passed_with_a_reason_that_is_kept(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    low = {**REFERRED, "level": "low"}

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", low, by=OFFICER, seen=1)
    assert codes(refusal.value) == {"low_act"}
    office.cases.act(case, "refer", low, by=OFFICER, seen=1, passed={"low_act": "Nobody is known yet"})

    events = [one for step in office.cases.steps(case, by=OFFICER) for one in step.events]
    submitted = next(one for one in events if isinstance(one, FormSubmitted))
    assert submitted.passed == {"low_act": "Nobody is known yet"}


def test_an_unmet_requirement_and_a_missing_reason_are_said_together(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    low = {**REFERRED, "level": "low"}
    case = office.cases.act(case, "refer", low, by=OFFICER, seen=1, passed={"low_act": "x"}).case

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="   ")

    assert [reason.text for reason in refusal.value.reasons] == ['"Give back" needs a reason.']


def test_an_action_of_another_state_says_where_the_case_is(office: Office) -> None:
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=2)

    assert [reason.text for reason in refusal.value.reasons] == ['"Refer" cannot be done in "Waiting".']


def test_an_action_counts_from_the_day_it_happened_and_never_from_the_future(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.clock.move(timedelta(days=6))  # to Wednesday 18 March; the limit was Monday the 16th

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", {**REFERRED, "held_on": "2026-03-19"}, by=OFFICER, seen=1)
    assert codes(refusal.value) == {"future"}
    done = office.cases.act(case, "refer", {**REFERRED, "held_on": "2026-03-16"}, by=OFFICER, seen=1)

    assert done.case.clocks["refer"].status == "recorded_late"
    assert "done on Monday 16 March 2026" in str(office.cases.timeline(case, by=OFFICER)[-1].lines)


def test_a_reopened_case_begins_a_new_round(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=2).case
    office.clock.move(timedelta(days=1))

    case = office.cases.act(case, "reopen", by=MANAGER, seen=case.version, reason="A new worry").case

    assert (case.state, case.round, case.ended_at) == ("new", 2, None)
    assert "refer" not in case.done
    assert case.clocks["refer"].status == "running"


def test_next_says_what_can_be_done_where_it_leads_and_why_not(office: Office) -> None:
    case = referred(office)

    steps = {step.action: step for step in office.cases.next(case, by=OFFICER)}
    assert steps["visit"].ready
    assert [reason.text for reason in steps["decide"].unmet] == ['"Decide" is for: Manager.']
    mine = {step.action: step for step in office.cases.next(case, by=MANAGER)}
    assert mine["decide"].leads_to == ("Working", "Closed")
    assert [reason.text for reason in mine["decide"].unmet] == ['Not answered yet: "Outcome" in "Referral".']


def test_a_person_who_may_view_nothing_of_a_form_does_not_see_that_it_is_there(office: Office) -> None:
    case = referred(office)

    with pytest.raises(NotFound):
        office.cases.show(case, "no_such_form", by=OFFICER)


def test_a_case_keeps_the_release_it_was_opened_under(office: Office) -> None:
    case = referred(office)
    later = Office(
        office.database, files=little_with(form=("label: Level", "label: How serious is it?")), clock=office.clock
    )

    view = later.cases.show(case, "referral", by=OFFICER)

    assert view.field("level").label == "Level"  # type: ignore[union-attr]
    new = later.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case
    assert later.cases.draft(new, "referral", by=OFFICER).field("level").label == "How serious is it?"  # type: ignore[union-attr]


def test_two_councils_in_one_database_never_meet(office: Office) -> None:
    case = referred(office)
    other = Office(office.database, council="elsewhere", clock=office.clock)

    with pytest.raises(NotFound):
        other.cases.get(case.id, by=OFFICER)
    assert other.cases.find(by=OFFICER) == []
    assert other.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case.reference == "CH-2026-00001"


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


def test_why_names_the_questions_that_decide_and_never_an_answer(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    (not_shown,) = office.cases.why(case, "referral", "park_name", by=OFFICER)
    assert (not_shown.what, not_shown.because) == ("Not shown", 'That depends on "Where outside?".')
    assert not_shown.open == ("where",)

    office.cases.save(case, "referral", {"harm": "outside", "where": ["park"]}, by=OFFICER, seen=0)
    shown, required = office.cases.why(case, "referral", "park_name", by=OFFICER)
    assert (shown.what, shown.open) == ("Shown", ())
    assert (required.what, required.because) == ("Must be answered", "It must always be answered.")


def test_why_is_for_those_who_fill_the_form(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    for person, field in ((GUEST, "level"), (OFFICER, "no_such_question")):
        with pytest.raises(NotFound):
            office.cases.why(case, "referral", field, by=person)


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
