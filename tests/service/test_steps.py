"""Steps of a case: what is kept together, what is refused and why, who was first, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Actor, CaseChanged, Database, Refused
from engine.cases.events import FormSubmitted
from engine.cases.evolve import fold
from engine.cases.values import Answers
from engine.store.cases import read_case, read_steps
from tests.support import (
    MANAGER,
    OFFICER,
    OTHER_MANAGER,
    REFERRED,
    WORKER,
    Office,
    codes,
    little_with,
    question,
    referred,
    written,
)


def test_a_step_keeps_answers_state_and_history_together(office: Office) -> None:
    case = referred(office)

    assert case.state == "waiting"
    assert office.cases.get(case, by=OFFICER) == case
    assert question(office.cases.show(case, "referral", by=OFFICER), "level").value == "high"
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


def test_three_things_that_stand_in_the_way_are_named_together(database: Database) -> None:
    wanted = """        require: serious
        goes: closed
"""
    more = """        require: [serious, "referral.harm == home", "times(visit) >= 1"]
        reason: required
        goes: closed
"""
    office = Office(database, files=little_with(workflow=(wanted, more)))
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    answers: Answers = {**REFERRED, "level": "high"}
    case = office.cases.act(case, "refer", answers, by=OFFICER, seen=case.version).case
    named = {"worker": WORKER.id}
    case = office.cases.act(case, "name_worker", by=MANAGER, seen=case.version, assigns=named).case
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "finish", by=WORKER, seen=case.version)

    assert [reason.text for reason in refusal.value.reasons] == [
        "This must be so: referral.harm == home",
        "This must be so: times(visit) >= 1",
        '"Finish" needs a reason.',
    ]


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


def test_the_second_of_two_is_told_who_was_first_when_and_with_what(office: Office) -> None:
    case = referred(office)
    office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=2)

    with pytest.raises(CaseChanged) as late:
        office.cases.act(case, "decide", {"outcome": "close"}, by=OTHER_MANAGER, seen=2)

    assert str(late.value) == (
        'mo was first: "Decide" was done at 12:00 on 12 March 2026. Look at the case again before you go on.'
    )
    assert office.cases.get(case, by=MANAGER).state == "working"


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
