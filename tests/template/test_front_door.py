"""The child's front door through the public doors: what is sent wrongly is refused whole, and every reason is named."""

from __future__ import annotations

import pytest

from engine import Actor, Database, Engine, Ports, Refused
from engine.cases.values import Answers
from engine.shipped import shipped_configuration
from engine.testing.fakes import FakeClock
from tests.support import NOON

OFFICER = Actor("amy", roles=["mash_officer"])
SOCIAL_WORKER = Actor("sol", roles=["social_worker"])
MANAGER = Actor("max", roles=["mash_manager"])

CONTACT: Answers = {
    "contact_method": "phone",
    "referrer_anonymous": "yes",
    "referral_source": "anonymous",
    "sex": "male",
    "ethnicity": "not_yet_obtained",
    "first_language": "english",
    "interpreter_needed": "no",
    "upn_unknown": "newly_in_need",
    "address": "14 Example Street, Exampleton",
    "parent_aware": "no",
    "parent_agreement": "not_asked",
    "no_agreement_reason": "Not safe yet",
    "yp_aware": "no",
    "share_basis": "told_family",
    "concern_summary": "Seen twice at the back of the bus with older young people",
    "impact_on_child": "Tired and late",
    "immediate_danger": "no",
    "harm_inside_home": "no",
    "harm_outside_home": "yes",
}


@pytest.fixture
def engine() -> Engine:
    return Engine.from_folder(shipped_configuration(), ports=Ports(clock=FakeClock(NOON)))


def test_a_contact_with_every_kind_of_mistake_is_refused_whole(engine: Engine, database: Database) -> None:
    cases = engine.cases(database)
    case = cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case
    wrong = {
        **{name: value for name, value in CONTACT.items() if name != "concern_summary"},
        "emergency_action": "None was needed",
        "favourite_colour": "blue",
        "referral_source": "6B",
        "outcome": ["no_further_action"],
    }

    with pytest.raises(Refused) as refusal:
        cases.act(case, "record_contact", wrong, by=OFFICER, seen=1)

    assert {(reason.code, reason.path.removeprefix("contact_referral.")) for reason in refusal.value.reasons} == {
        ("hidden", "emergency_action"),
        ("unknown_field", "favourite_colour"),
        ("wrong_code", "referral_source"),
        ("not_asked", "outcome"),
        ("required", "concern_summary"),
    }
    assert cases.get(case, by=OFFICER).version == 1
    assert [len(step.events) for step in cases.steps(case, by=OFFICER)] == [3]


def test_a_social_worker_cannot_take_the_managers_decision_and_is_told_why(engine: Engine, database: Database) -> None:
    cases = engine.cases(database)
    case = cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case
    case = cases.act(case, "record_contact", CONTACT, by=OFFICER, seen=1).case
    screened: Answers = {
        "harm_types": ["peer_abuse"],
        "contexts": [
            {"context_kind": "transport_route", "context_name": "The 42 bus", "context_part": "at_risk_there"}
        ],
        "others_affected": "no",
        "main_driver": "a_context",
        "refer_context": "no",
        "screening_analysis": "The way home is the worry",
    }
    case = cases.act(case, "finish_screening", screened, by=OFFICER, seen=2).case
    case = cases.act(case, "allocate_worker", by=MANAGER, seen=3, assigns={"worker": SOCIAL_WORKER.id}).case

    with pytest.raises(Refused) as refusal:
        cases.act(case, "decide", {"outcome": ["passes_to_assessment"]}, by=SOCIAL_WORKER, seen=4)

    assert [reason.text for reason in refusal.value.reasons] == ['"Record the decision" is for: MASH manager.']
