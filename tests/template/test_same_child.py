"""What follows a contact is about the same child: linked, not begun as somebody new, and never opened twice."""

from __future__ import annotations

import pytest

from engine import Actor, Case, Cases, Database, Engine, Ports, Refused
from engine.cases.values import Answers
from engine.shipped import shipped_configuration
from engine.testing.fakes import FakeClock
from tests.support import NOON
from tests.template.test_front_door import CONTACT, MANAGER, OFFICER

SCREENED: Answers = {
    "harm_types": ["peer_abuse"],
    "contexts": [{"context_kind": "transport_route", "context_name": "The 42 bus", "context_part": "at_risk_there"}],
    "others_affected": "no",
    "main_driver": "a_context",
    "refer_context": "no",
    "screening_analysis": "The way home is the worry",
}
DECIDED: Answers = {
    "threshold": "protection",
    "decision_reason": "The way home has to change",
    "referrer_told": "anonymous",
}
TEAM = Actor("tom", roles=["team_manager"])


@pytest.fixture
def cases(database: Database) -> Cases:
    return Engine.from_folder(shipped_configuration(), ports=Ports(clock=FakeClock(NOON))).cases(database)


def decided(cases: Cases, *outcomes: str) -> Case:
    """Take a contact about the child P-1 to the decision."""
    case = cases.open("child_front_door", subject={"child": "P-1"}, by=OFFICER).case
    case = cases.act(case, "record_contact", CONTACT, by=OFFICER, seen=1).case
    case = cases.act(case, "finish_screening", SCREENED, by=OFFICER, seen=2).case
    dated: Answers = {"referral_date": "2026-03-12"} if "passes_to_assessment" in outcomes else {}
    return cases.act(case, "decide", {**DECIDED, **dated, "outcome": [*outcomes]}, by=MANAGER, seen=3).case


def about(cases: Cases, workflow: str) -> list[str]:
    """Return of whom the cases of *workflow* are about."""
    return [one.subject for one in cases.find(by=TEAM) if one.workflow == workflow]


def test_an_assessment_is_about_the_child_of_the_contact(cases: Cases) -> None:
    case = decided(cases, "passes_to_assessment")

    assert case.state == "passed_to_assessment"
    assert about(cases, "child_assessment") == ["P-1"]
    assert about(cases, "child_strategy") == []


def test_one_decision_may_open_an_assessment_and_a_discussion_about_the_same_child(cases: Cases) -> None:
    case = decided(cases, "passes_to_assessment", "strategy_discussion")

    assert case.links == {"strategies": 1, "assessments": 1}
    assert about(cases, "child_assessment") == about(cases, "child_strategy") == ["P-1"]


def test_no_second_assessment_is_open_about_the_same_child(cases: Cases) -> None:
    decided(cases, "passes_to_assessment")

    with pytest.raises(Refused):
        decided(cases, "passes_to_assessment")

    assert about(cases, "child_assessment") == ["P-1"]
    assert decided(cases, "added_to_open_case").state == "added_to_open_case"
