"""Submitted answers stand: corrected with a reason or withdrawn with a note, and history is never rewritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import Actor, CaseChanged, Database, NotFound, Refused
from engine.cases.events import FormCorrected, FormWithdrawn
from engine.cases.evolve import fold
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.store.cases import read_submission
from tests.support import GUEST, MANAGER, OFFICER, OTHER_MANAGER, REFERRED, WORKER, Office, little_with, question

CORRECT = "correct: {by: officer, reason: required}\nwithdraw: {by: manager, reason: required}\n"
FORM = ("view: [officer, worker]\npages:", f"view: [officer, worker]\n{CORRECT}pages:")
WAITING = "  waiting:\n    title: Waiting\n"
DECIDED = """\
    deadlines:
      decided:
        title: Decision
        within: 5 working days
        kind: standard
        from: referral.held_on
"""
CLOCK = (WAITING, WAITING + DECIDED)
PASSED = {"low_act": "Nobody is known yet"}


@pytest.fixture
def office(database: Database) -> Office:
    """An office whose officers may correct the referral and whose managers may withdraw it."""
    return office_with(database)


def office_with(database: Database, form: tuple[str, str] | None = None, **changes: tuple[str, str]) -> Office:
    """Return such an office, with one more text replaced in its form."""
    files = little_with(**{"form": FORM, "workflow": CLOCK, **changes})
    if form is not None:
        text = files["form_schemas/referral.yaml"].decode()
        assert form[0] in text
        files["form_schemas/referral.yaml"] = text.replace(*form).encode()
    return Office(database, files=files)


def referred(office: Office, **answers: str) -> Case:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    sent: Answers = {**REFERRED, **answers}
    return office.cases.act(case, "refer", sent, by=OFFICER, seen=case.version, passed=PASSED).case


def closed(office: Office, case: Case) -> Case:
    return office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=case.version).case


def again(office: Office, case: Case, **answers: str) -> Case:
    """Return *case* in its next round, a week later, with another referral."""
    case = case if case.ended_at else closed(office, case)
    office.clock.move(timedelta(days=7))
    case = office.cases.act(case, "reopen", by=MANAGER, seen=case.version, reason="A new worry").case
    sent: Answers = {**REFERRED, **answers}
    return office.cases.act(case, "refer", sent, by=OFFICER, seen=case.version, passed=PASSED).case


def referred_again(office: Office) -> Case:
    return again(office, referred(office), level="middle")


def value(office: Office, case: Case, field: str, by: Actor = OFFICER) -> object:
    shown = office.cases.show(case, "referral", by=by).field(field)
    return shown.value if shown is not None else None


def lines(office: Office, case: Case) -> tuple[str, ...]:
    return office.cases.timeline(case, by=OFFICER)[-1].lines


def codes(refusal: Refused) -> list[str]:
    return [reason.code for reason in refusal.reasons]


# --- correcting ------------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_revision_with_its_reason_and_the_old_answers_stay_on_record(office: Office) -> None:
    case = referred(office)
    office.clock.move(timedelta(days=1))

    done = office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=2, reason="Misheard")

    assert (done.case.state, done.case.version, done.case.submissions["referral"].revision) == ("waiting", 3, 2)
    assert value(office, case, "level") == "middle"
    assert value(office, case, "child_name") == "Sam Example"
    assert lines(office, case) == ('"Referral" corrected (revision 2): "Level", "Score". Reason: Misheard',)
    with office.database.read() as tx:
        first = read_submission(tx, "little", case.submissions["referral"].id, 1)
    assert first.answers["level"] == "high"
    assert fold(office.cases.steps(case, by=OFFICER)) == office.cases.get(case, by=OFFICER)


def test_what_is_corrected_counts_from_the_day_it_was_submitted(office: Office) -> None:
    case = referred(office)
    office.clock.move(timedelta(days=3))

    done = office.cases.correct(case, "referral", {"level": "middle"}, by=MANAGER, seen=2, reason="Misheard")

    before, after = case.submissions["referral"], done.case.submissions["referral"]
    assert (after.on, after.by, after.id) == (before.on, OFFICER.id, before.id)


def test_a_workflow_reads_what_was_corrected(office: Office) -> None:
    case = referred(office, level="low")
    case = office.cases.correct(case, "referral", {"level": "high"}, by=OFFICER, seen=2, reason="Misheard").case
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=3).case
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case

    assert office.cases.act(case, "finish", by=WORKER, seen=case.version).case.state == "closed"


def test_an_ended_case_is_corrected_too_and_stays_ended(office: Office) -> None:
    case = referred(office)
    case = closed(office, case)

    done = office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=3, reason="Misheard").case

    assert (done.state, done.ended_at) == ("closed", case.ended_at)


def test_every_question_asked_so_far_is_asked_again_of_whatever_hand(office: Office) -> None:
    case = referred(office)
    before = office.cases.correction(case, "referral", by=MANAGER)
    assert before.field("outcome") is None

    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=2).case
    after = office.cases.correction(case, "referral", by=MANAGER)

    assert after.correcting
    assert question(after, "outcome").asked
    assert question(after, "level").asked
    with pytest.raises(Refused) as refusal:
        office.cases.correct(case, "referral", {"outcome": None, "level": None}, by=MANAGER, seen=3, reason="x")
    assert {reason.path for reason in refusal.value.reasons} == {"referral.level", "referral.outcome"}


def test_a_question_of_an_action_that_was_not_taken_is_not_asked(office: Office) -> None:
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.correct(case, "referral", {"outcome": "act"}, by=MANAGER, seen=2, reason="Misheard")

    assert codes(refusal.value) == ["not_asked"]


def test_whoever_is_kept_apart_from_signing_does_not_rewrite_what_was_signed(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=2).case

    with pytest.raises(Refused) as refusal:
        office.cases.correct(case, "referral", {"outcome": "close"}, by=OFFICER, seen=3, reason="Misheard")

    assert codes(refusal.value) == ["not_asked"]
    done = office.cases.correct(case, "referral", {"outcome": "close"}, by=OTHER_MANAGER, seen=3, reason="Misheard")
    assert done.case.state == "working"


def test_whoever_may_not_fill_a_question_may_not_correct_it(database: Database) -> None:
    office = office_with(database, ("        options: levels\n", "        options: levels\n        edit: manager\n"))
    case = office.cases.open("path", subject={"child": "P-1"}, by=MANAGER).case
    case = office.cases.act(case, "refer", REFERRED, by=MANAGER, seen=1).case

    with pytest.raises(Refused) as refusal:
        office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=2, reason="Misheard")

    assert codes(refusal.value) == ["not_allowed"]
    assert not question(office.cases.show(case, "referral", by=OFFICER), "level").may_correct
    office.cases.correct(case, "referral", {"level": "middle"}, by=MANAGER, seen=2, reason="Misheard")
    assert value(office, case, "level") == "middle"


def test_a_correction_is_judged_as_a_whole_and_every_reason_is_named(office: Office) -> None:
    case = referred(office)
    wrong: Answers = {"harm": "nonsense", "level": None, "score": 3, "held_on": "2026-03-13", "other": "x"}

    with pytest.raises(Refused) as refusal:
        office.cases.correct(case, "referral", wrong, by=OFFICER, seen=2, reason="  ")

    assert set(codes(refusal.value)) == {"wrong_code", "required", "calculated", "future", "unknown_field", "reason"}
    assert 'Correcting "Referral" needs a reason.' in [reason.text for reason in refusal.value.reasons]
    assert office.cases.get(case, by=OFFICER) == case


def test_a_warning_of_a_correction_is_passed_with_a_reason_that_is_kept(office: Office) -> None:
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.correct(case, "referral", {"level": "low"}, by=OFFICER, seen=2, reason="Misheard")
    assert codes(refusal.value) == ["low_act"]
    done = office.cases.correct(
        case, "referral", {"level": "low"}, by=OFFICER, seen=2, reason="Misheard", passed=PASSED
    )

    (event,) = (one for one in done.events if isinstance(one, FormCorrected))
    assert event.passed == PASSED


def test_an_answer_that_a_correction_hides_is_dropped_and_the_history_says_so(office: Office) -> None:
    case = referred(office)

    office.cases.correct(case, "referral", {"harm": "home"}, by=OFFICER, seen=2, reason="Misheard")

    assert value(office, case, "where") is None
    (line,) = lines(office, case)
    assert 'Hidden, so not kept: "Where outside?"' in line


def test_a_correction_that_changes_nothing_is_refused(office: Office) -> None:
    case = referred(office)

    for same in ({}, {"level": "high"}):
        with pytest.raises(Refused) as refusal:
            office.cases.correct(case, "referral", same, by=OFFICER, seen=2, reason="Misheard")
        assert [one.text for one in refusal.value.reasons] == ['Nothing in "Referral" was changed.']


def test_a_clock_moves_with_the_day_it_counts_from_and_the_action_with_its_own_day(office: Office) -> None:
    case = referred(office)
    assert case.clocks["decided"].day == date(2026, 3, 19)

    case = office.cases.correct(case, "referral", {"held_on": "2026-03-11"}, by=OFFICER, seen=2, reason="Typed").case

    assert case.clocks["decided"].day == date(2026, 3, 18)
    assert case.done["refer"].on == date(2026, 3, 11)
    assert lines(office, case)[1:] == (
        "Refer: done on Wednesday 11 March 2026",
        "Decision: due by Wednesday 18 March 2026",
    )
    assert case.clocks["refer"].status == "met"  # what has ended stays as it ended


def test_a_clock_that_counts_from_an_action_moves_when_its_day_is_put_right(database: Database) -> None:
    clock = (WAITING, WAITING + DECIDED.replace("referral.held_on", "done(refer)"))
    office = office_with(database, workflow=clock)
    case = referred(office)

    case = office.cases.correct(case, "referral", {"held_on": "2026-03-11"}, by=OFFICER, seen=2, reason="Typed").case

    assert case.clocks["decided"].day == date(2026, 3, 18)


def test_a_clock_whose_day_was_taken_out_does_not_run_until_it_is_there_again(office: Office) -> None:
    case = referred(office)

    case = office.cases.correct(case, "referral", {"held_on": None}, by=OFFICER, seen=2, reason="Not held").case
    assert "decided" not in case.clocks
    assert lines(office, case)[-1] == "Decision: not running, as the date it counts from was taken out"
    case = office.cases.correct(case, "referral", {"held_on": "2026-03-12"}, by=OFFICER, seen=3, reason="Held").case

    assert case.clocks["decided"].day == date(2026, 3, 19)


def test_a_form_that_was_given_back_is_changed_there_and_not_corrected(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case

    with pytest.raises(Refused) as refusal:
        office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=3, reason="Misheard")

    told = '"Referral" was given back. Change it there, and submit it again.'
    assert [one.text for one in refusal.value.reasons] == [told]
    assert not office.cases.show(case, "referral", by=OFFICER).may_correct


def test_what_was_not_submitted_is_neither_corrected_nor_withdrawn(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    with pytest.raises(Refused) as correcting:
        office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=1, reason="x")
    with pytest.raises(Refused) as withdrawing:
        office.cases.withdraw(case, "referral", by=MANAGER, seen=1, reason="x")

    assert codes(correcting.value) == codes(withdrawing.value) == ["not_submitted"]


def test_a_form_that_does_not_say_so_is_neither_corrected_nor_withdrawn(database: Database) -> None:
    office = Office(database)
    case = referred(office)

    for form, code in (("referral", "not_"), ("nonsense", "unknown_form")):
        with pytest.raises(Refused) as correcting:
            office.cases.correct(case, form, {"level": "middle"}, by=MANAGER, seen=2, reason="x")
        with pytest.raises(Refused) as withdrawing:
            office.cases.withdraw(case, form, by=MANAGER, seen=2, reason="x")
        assert codes(correcting.value)[0].startswith(code)
        assert codes(withdrawing.value)[0].startswith(code)


def test_someone_who_may_not_is_told_only_that_and_a_stranger_nothing(office: Office) -> None:
    case = referred(office)
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=2).case

    with pytest.raises(Refused) as correcting:
        office.cases.correct(case, "referral", {"nonsense": 1}, by=WORKER, seen=3)
    with pytest.raises(Refused) as withdrawing:
        office.cases.withdraw(case, "referral", by=OFFICER, seen=3)
    assert [one.text for one in correcting.value.reasons] == ['Correcting "Referral" is for: Officer.']
    assert [one.text for one in withdrawing.value.reasons] == ['Withdrawing "Referral" is for: Manager.']
    for ask in (
        lambda: office.cases.correct(case, "referral", {}, by=GUEST, seen=3, reason="x"),
        lambda: office.cases.correction(case, "referral", by=GUEST),
        lambda: office.cases.withdraw(case, "referral", by=GUEST, seen=3, reason="x"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_whoever_is_second_is_told_who_was_first(office: Office) -> None:
    case = referred(office)
    office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=2, reason="Misheard")

    with pytest.raises(CaseChanged) as late:
        office.cases.correct(case, "referral", {"level": "low"}, by=MANAGER, seen=2, reason="Misheard")
    assert 'olive was first: "Referral" was corrected' in str(late.value)
    office.cases.withdraw(case, "referral", by=MANAGER, seen=3, reason="Wrong child")
    with pytest.raises(CaseChanged) as later:
        office.cases.withdraw(case, "referral", by=OTHER_MANAGER, seen=3, reason="Wrong child")
    assert 'mo was first: "Referral" was withdrawn' in str(later.value)


def test_a_screen_sees_who_may_correct_what_and_how_it_would_be_judged(office: Office) -> None:
    case = referred(office)
    mine, managers = (office.cases.show(case, "referral", by=person) for person in (OFFICER, MANAGER))

    assert (mine.may_correct, mine.may_withdraw) == (True, False)
    assert (managers.may_correct, managers.may_withdraw) == (True, True)
    assert question(mine, "level").may_correct
    assert not question(mine, "score").may_correct
    tried = office.cases.correction(case, "referral", {"where": ["park"], "level": "nonsense"}, by=OFFICER)

    assert question(tried, "park_name").required
    assert question(tried, "level").value == "nonsense"
    assert {one.code for one in tried.problems} == {"wrong_code", "required"}
    assert office.cases.get(case, by=OFFICER) == case


def test_whoever_corrects_a_form_sees_what_they_may_change(database: Database) -> None:
    office = office_with(database, ("view: [officer, worker]\ncorrect", "view: worker\ncorrect"))
    case = referred(office)

    view = office.cases.show(case, "referral", by=OFFICER)

    assert question(view, "level").may_correct
    assert view.field("score") is None


def test_what_no_database_should_see_is_refused_at_the_door(office: Office) -> None:
    case = referred(office)

    for ask in (
        lambda: office.cases.correct(case, "referral", {"child_name": "Sam\x00"}, by=OFFICER, seen=2, reason="x"),
        lambda: office.cases.correction(case, "referral", {"child_name": "x" * 300_000}, by=OFFICER),
    ):
        with pytest.raises(Refused) as refusal:
            ask()
        assert codes(refusal.value) == ["not_answers"]


def proposing(database: Database, how: str = "propose", edit: str = "manager") -> Office:
    office = office_with(
        database,
        ("        confirm: true\n", f"        write_back: {how}\n"),
        record=("edit: officer", f"edit: {edit}"),
    )
    office.cases.record_facts("child", "P-1", {"sex": "f"}, by=MANAGER)
    return office


def test_a_correction_speaks_to_the_record_only_of_what_it_changed(database: Database) -> None:
    office = proposing(database)
    case = referred(office, sex="m")
    case = office.cases.settle(case, "sex", accept=False, by=MANAGER, seen=2).case

    case = office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=3, reason="x").case
    assert office.cases.proposals(case, by=MANAGER) == ()
    case = office.cases.correct(case, "referral", {"sex": "f"}, by=OFFICER, seen=4, reason="x").case
    assert office.cases.proposals(case, by=MANAGER) == ()
    case = office.cases.correct(case, "referral", {"sex": "m"}, by=OFFICER, seen=5, reason="x").case

    assert [one.proposed for one in office.cases.proposals(case, by=MANAGER)] == ["m"]


# --- withdrawing -----------------------------------------------------------------------------------------------------


def test_a_withdrawn_form_is_shown_to_nobody_and_leaves_a_note_with_its_reason(office: Office) -> None:
    case = referred(office)

    done = office.cases.withdraw(case, "referral", by=MANAGER, seen=2, reason="Written about another child")

    assert (done.case.state, done.case.submissions) == ("waiting", {})
    assert lines(office, case)[0] == '"Referral" withdrawn. Reason: Written about another child'
    for person in (OFFICER, MANAGER):
        with pytest.raises(NotFound):
            office.cases.show(case, "referral", by=person)
    with office.database.read() as tx:
        kept = read_submission(tx, "little", case.submissions["referral"].id, 1)
    assert kept.answers["level"] == "high"
    assert fold(office.cases.steps(case, by=OFFICER)) == office.cases.get(case, by=OFFICER)


def test_withdrawing_needs_a_reason(office: Office) -> None:
    case = referred(office)

    for reason in (None, "  "):
        with pytest.raises(Refused) as refusal:
            office.cases.withdraw(case, "referral", by=MANAGER, seen=2, reason=reason)
        assert [one.text for one in refusal.value.reasons] == ['Withdrawing "Referral" needs a reason.']
    assert office.cases.get(case, by=OFFICER) == case


def test_the_submission_before_a_withdrawn_one_is_the_latest_again(office: Office) -> None:
    case = referred_again(office)
    assert value(office, case, "level") == "middle"

    done = office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="Wrong child").case

    assert value(office, case, "level") == "high"
    first = done.submissions["referral"]
    assert (first.on, first.by, first.revision) == (date(2026, 3, 12), MANAGER.id, 2)
    assert '"Referral" as submitted on Thursday 12 March 2026 counts again' in lines(office, case)
    assert done.clocks["decided"].day == date(2026, 3, 19)
    assert fold(office.cases.steps(case, by=OFFICER)) == done


def test_withdrawing_again_goes_back_one_more_until_nothing_stands(office: Office) -> None:
    case = referred_again(office)
    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="x").case
    case = office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=case.version, reason="x").case
    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="x").case

    assert case.submissions == {}
    with pytest.raises(Refused):
        office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="x")


def test_the_submission_before_counts_again_as_it_was_corrected(office: Office) -> None:
    case = closed(office, referred(office))
    case = office.cases.correct(case, "referral", {"level": "middle"}, by=OFFICER, seen=3, reason="Misheard").case
    case = again(office, case, level="high")

    done = office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="Wrong child").case

    assert done.submissions["referral"].answers["level"] == value(office, case, "level") == "middle"


def test_nothing_reads_the_answers_of_a_withdrawn_form(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=2).case
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=3).case
    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=4, reason="Wrong child").case

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "finish", by=WORKER, seen=case.version)

    assert [one.text for one in refusal.value.reasons] == ['Not answered yet: "Level" in "Referral".']


def test_nobody_signs_what_was_withdrawn_nor_writes_it_alone(office: Office) -> None:
    case = referred(office)
    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=2, reason="Wrong child").case
    told = ['"Decide" takes up "Referral", which was withdrawn. Fill it in again first.']

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "decide", {**REFERRED, "outcome": "act"}, by=MANAGER, seen=3)
    with pytest.raises(Refused) as drafting:
        office.cases.draft(case, "referral", by=MANAGER)

    assert [one.text for one in refusal.value.reasons] == [one.text for one in drafting.value.reasons] == told
    steps = {step.action: step for step in office.cases.next(case, by=MANAGER)}
    assert [one.text for one in steps["decide"].unmet] == told
    case = office.cases.act(case, "give_back", by=MANAGER, seen=3, reason="Write it for Sam").case
    assert office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=4).case.submissions["referral"].revision == 1


def test_a_form_given_back_is_withdrawn_with_the_draft_that_it_became(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case
    office.cases.save(case, "referral", {"child_name": "Alex Example"}, by=OFFICER, seen=0)

    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=3, reason="Wrong child").case

    view = office.cases.draft(case, "referral", by=OFFICER)
    assert (view.given_back, view.draft_revision) == (None, 0)
    assert question(view, "child_name").value is None


def test_a_draft_of_a_new_form_outlives_the_withdrawal_of_the_one_before(office: Office) -> None:
    case = referred(office)
    case = closed(office, case)
    case = office.cases.act(case, "reopen", by=MANAGER, seen=3, reason="A new worry").case
    office.cases.save(case, "referral", {"level": "low"}, by=OFFICER, seen=0)

    case = office.cases.withdraw(case, "referral", by=MANAGER, seen=4, reason="Wrong child").case

    assert value(office, case, "level") == "low"


def test_what_a_withdrawn_form_proposed_is_taken_back(database: Database) -> None:
    office = proposing(database)
    case = referred(office, sex="m")

    office.cases.withdraw(case, "referral", by=MANAGER, seen=2, reason="Wrong child")

    assert office.cases.proposals(case, by=MANAGER) == ()
    assert [one.value for one in office.cases.facts(case, by=MANAGER)] == ["f"]
    assert lines(office, case)[-1] == 'No longer proposed for the record: "Sex"'
    with pytest.raises(NotFound):
        office.cases.settle(case, "sex", accept=True, by=MANAGER, seen=3)


def test_what_an_earlier_form_proposed_waits_again_once_a_later_one_is_withdrawn(database: Database) -> None:
    office = proposing(database)
    case = again(office, referred(office, sex="m"), sex="f")
    assert [one.proposed for one in office.cases.proposals(case, by=MANAGER)] == ["f"]

    office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="Wrong child")

    assert [one.proposed for one in office.cases.proposals(case, by=MANAGER)] == ["m"]


@pytest.mark.parametrize(("how", "edit"), [("update", "officer"), ("propose", "manager")])
def test_what_a_withdrawn_form_wrote_to_the_record_is_named(database: Database, how: str, edit: str) -> None:
    office = proposing(database, how, edit)
    case = referred(office, sex="m")
    if how == "propose":
        case = office.cases.settle(case, "sex", accept=True, by=MANAGER, seen=2).case

    done = office.cases.withdraw(case, "referral", by=MANAGER, seen=case.version, reason="Wrong child")

    (event,) = (one for one in done.events if isinstance(one, FormWithdrawn))
    assert event.wrote == ("sex",)
    assert lines(office, case)[0] == (
        '"Referral" withdrawn. Reason: Wrong child. '
        'It wrote to the record, where this stays until someone changes it: "Sex"'
    )
    (fact,) = office.cases.facts(case, by=MANAGER)
    assert (fact.value, [one.value for one in fact.before]) == ("m", ["f"])
