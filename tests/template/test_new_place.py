"""A place that a contact names starts with what was said of the place, and with nothing that was said of the child."""

from __future__ import annotations

import pytest

from engine import Actor, Cases, Database, Engine, Ports
from engine.cases.values import Answers
from engine.cases.views import FieldView
from engine.shipped import shipped_configuration
from engine.testing.fakes import FakeClock
from tests.support import NOON
from tests.template.test_context_walls import words
from tests.template.test_front_door import CONTACT, OFFICER

LEAD = Actor("lea", roles=["context_lead"])
BUS: Answers = {
    "context_kind": "transport_route",
    "context_name": "The 42 bus",
    "context_place": {"description": "From the bridge to the school"},
    "context_part": "harmed_there",
    "context_times": ["after_school", "evening"],
    "context_frequency": "weekly",
    "context_since": "2026-01-10",
}
CHAT: Answers = {
    "context_kind": "online_space",
    "context_name": "Year 10 group chat",
    "context_place": {"description": "On their phones"},
    "context_part": "at_risk_there",
}
SCREENED: Answers = {
    "harm_types": ["criminal_exploitation"],
    "contexts": [BUS, CHAT],
    "peers": [
        {
            "peer_name": "planted friend",
            "peer_part": "not_known",
            "peer_source": "school",
            "peer_confidence": "likely",
            "peer_handling": "professionals_only",
        }
    ],
    "others_affected": "no",
    "main_driver": "a_context",
    "refer_context": "yes",
    "screening_analysis": "planted analysis",
}


@pytest.fixture
def cases(database: Database) -> Cases:
    found = Engine.from_folder(shipped_configuration(), ports=Ports(clock=FakeClock(NOON))).cases(database)
    found.record_facts("child", "P-planted", {"full_name": "planted name"}, by=OFFICER)
    case = found.open("child_front_door", subject={"child": "P-planted"}, by=OFFICER).case
    case = found.act(case, "record_contact", {**CONTACT, "concern_summary": "planted worry"}, by=OFFICER, seen=1).case
    case = found.act(case, "finish_screening", SCREENED, by=OFFICER, seen=case.version).case
    found.act(case, "refer_contexts", by=OFFICER, seen=case.version)
    return found


def begun(cases: Cases, name: str) -> dict[str, FieldView]:
    """Return the questions of the context referral that begins about the place *name*."""
    places = [one for one in cases.find(by=LEAD) if one.workflow == "context_pathway"]
    for place in places:
        form = cases.draft(place, "context_referral", by=LEAD)
        fields = {one.id: one for page in form.pages for one in page.fields}
        if fields["context_name"].value == name:
            return fields
    raise AssertionError(name)


def test_what_a_contact_says_of_a_place_is_not_typed_again(cases: Cases) -> None:
    fields = begun(cases, "The 42 bus")

    asked = ("context_type", "place", "time_bands", "frequency", "first_known")
    assert {name: fields[name].value for name in asked} == {
        "context_type": "transport_route",
        "place": {"description": "From the bridge to the school"},
        "time_bands": ["after_school", "evening"],
        "frequency": "weekly",
        "first_known": "2026-01-10",
    }


def test_a_space_that_is_nowhere_starts_all_the_same(cases: Cases) -> None:
    fields = begun(cases, "Year 10 group chat")

    assert fields["context_type"].value == "online_space"
    assert fields["frequency"].value is None


def test_nothing_that_was_said_of_the_child_goes_with_the_place(cases: Cases) -> None:
    for name in ("The 42 bus", "Year 10 group chat"):
        fields = begun(cases, name)

        assert "planted" not in " ".join(words(fields))
        # Harm is the child's; of the place somebody says it anew.
        assert fields["harm_types"].value is None
