"""The two fictional cases of `casepath demo`: Jamie, and the Canal Street steps. All people and places are made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from engine.cases.access import Actor
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.errors import EngineError
from engine.service.cases import Cases
from engine.testing.fakes import FakeClock

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 3, 9, 9, tzinfo=LONDON)

AMY = Actor("Amy", roles=["mash_officer"])
MAX = Actor("Max", roles=["mash_manager"])
MIA = Actor("Mia", roles=["mash_manager"])
SOL = Actor("Sol", roles=["social_worker"])
LEA = Actor("Lea", roles=["context_lead"])
SUE = Actor("Sue", roles=["service_manager"])
PEOPLE = (AMY, MAX, MIA, SOL, LEA, SUE)

_CONTACT: Answers = {
    "contact_method": "phone",
    "referrer_anonymous": "no",
    "referral_source": "school",
    "referrer_name": "Robin Example",
    "referrer_agency": "school_or_college",
    "sex": "male",
    "ethnicity": "not_yet_obtained",
    "first_language": "english",
    "interpreter_needed": "no",
    "upn": "A123456789012",
    "address": "14 Example Street, Exampleton",
    "parent_aware": "yes",
    "parent_agreement": "yes",
    "yp_aware": "yes",
    "yp_view": "I want the bus home to be all right again",
    "share_basis": "told_family",
    "concern_summary": "Seen twice with older young people at the back of the 42 bus, and has two new phones",
    "impact_on_child": "Tired, worried, late for school",
    "immediate_danger": "no",
    "harm_inside_home": "no",
    "harm_outside_home": "yes",
}
_SCREENED: Answers = {
    "harm_types": ["criminal_exploitation", "peer_abuse"],
    "contexts": [
        {"context_kind": "transport_route", "context_name": "The 42 bus", "context_part": "at_risk_there"},
        {"context_kind": "peer_group", "context_name": "The back of the bus", "context_part": "drawn_into_harm"},
    ],
    "exploitation_signs": ["new_phones", "older_contacts"],
    "others_affected": "not_known",
    "main_driver": "a_context",
    "refer_context": "yes",
    "screening_analysis": "The harm is on the way home and among older peers; the family is protective",
}
_PLACE: Answers = {
    "triggered_by": "public",
    "context_type": "neighbourhood_location",
    "context_name": "Canal Street steps",
    "place": "The steps between Canal Street and the lower lock",
    "harm_types": ["criminal_exploitation"],
    "what_happens": "Young people are offered food and rides by adults in a van",
    "frequency": "weekly",
    "children_count": 8,
    "children_count_basis": "Residents counted on two evenings",
    "adults_of_concern": "yes",
    "purpose": "Advice and lighting alone would not stop the adults",
    "review_delete_by": "2026-09-09",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One moment of a story: what is tried, by whom, and what came of it."""

    at: datetime
    who: str
    tries: str
    refusal: EngineError | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A moment to look round: what can each person do now?"""


@dataclass(slots=True)
class Teller:
    """Acts a story out through the engine's public doors, and tells each moment."""

    cases: Cases
    clock: FakeClock
    case: Case | None = None
    shift: timedelta = timedelta()
    """How much later it happens than it is written here."""

    def at(self, year: int, month: int, day: int, hour: int, minute: int = 0) -> None:
        self.clock.set(datetime(year, month, day, hour, minute, tzinfo=LONDON) + self.shift)

    def opens(self, by: Actor, workflow: str, kind: str, facts: Answers, tries: str) -> Told:
        reference = f"demo-{kind}-{self.clock.now():%Y%m%d}-{len(self.cases.find(by=by)) + 1}"
        self.cases.record_facts(kind, reference, facts, by=AMY)
        self.case = self.cases.open(workflow, subject={kind: reference}, by=by).case
        return self._told(by, tries)

    def does(
        self,
        by: Actor,
        tries: str,
        action: str,
        answers: Answers | None = None,
        *,
        reason: str | None = None,
        assigns: Mapping[str, str] | None = None,
        seen: int | None = None,
    ) -> Told:
        """Take an action; a refusal is part of the story. *seen* is an older version, for someone who looked before."""
        assert self.case is not None
        version = seen or self.case.version
        try:
            done = self.cases.act(self.case, action, answers, by=by, seen=version, reason=reason, assigns=assigns)
        except EngineError as refusal:
            return self._told(by, tries, refusal)
        self.case = done.case
        return self._told(by, tries)

    def saves(self, by: Actor, tries: str, form: str, answers: Answers) -> Told:
        assert self.case is not None
        view = self.cases.show(self.case, form, by=by)
        self.cases.save(self.case, form, answers, by=by, seen=view.draft_revision)
        return self._told(by, tries)

    def _told(self, by: Actor, tries: str, refusal: EngineError | None = None) -> Told:
        return Told(self.clock.now().astimezone(LONDON), by.id, tries, refusal)


def jamie(teller: Teller) -> Iterator[Told | Look]:
    """Case A: Jamie, 15, a peer group and a bus route. From a school's call to the manager's decision."""
    facts: Answers = {"full_name": "Jamie Example", "date_of_birth": "2010-09-14", "sex": "male", "language": "english"}
    teller.at(2026, 3, 12, 10)
    yield teller.opens(AMY, "child_front_door", "child", facts, "opens a case: the school rang about Jamie, 15")
    yield teller.saves(
        AMY,
        "saves half a form; nothing is lost, nothing is demanded yet",
        "contact_referral",
        {"contact_method": "phone"},
    )
    teller.at(2026, 3, 12, 10, 25)
    yield teller.does(
        AMY,
        "submits too early, with a code that does not exist and a question that is not asked",
        "record_contact",
        {"referral_source": "the_school", "emergency_action": "None needed"},
    )
    teller.at(2026, 3, 12, 11)
    yield teller.does(AMY, "records the contact", "record_contact", _CONTACT)
    teller.at(2026, 3, 12, 14, 10)
    yield teller.does(AMY, "finishes the screening", "finish_screening", _SCREENED)
    yield teller.does(AMY, "tries to take the manager's decision", "decide", {"threshold": "targeted"})
    yield teller.does(SOL, "looks for the case before being named on it", "decide")
    yield Look()
    teller.at(2026, 3, 12, 15)
    yield teller.does(MAX, "names Sol as the allocated worker", "allocate_worker", assigns={"worker": SOL.id})
    yield teller.does(SOL, "tries to decide, now able to see the case", "decide", {"threshold": "targeted"})
    yield teller.does(
        MAX, "asks for more first", "return_to_officer", reason="Ask the bus company what their drivers saw"
    )
    teller.at(2026, 3, 13, 9, 30)
    analysis = "Drivers saw the same two adults each week; the family is protective"
    yield teller.does(
        AMY, "adds to the screening; nothing is typed twice", "finish_screening", {"screening_analysis": analysis}
    )
    teller.at(2026, 3, 13, 11)
    decision: Answers = {
        "threshold": "targeted",
        "outcome": ["passes_to_assessment", "context_referral_made"],
        "decision_reason": "The harm is outside the home, and the route and the group can be changed",
        "referral_date": "2026-03-12",
        "referrer_told": "yes",
    }
    opened = teller.case.version if teller.case else 0
    yield teller.does(MAX, "records the decision", "decide", decision)
    yield teller.does(MIA, "decides too, from the page she opened a minute before", "decide", decision, seen=opened)


def canal_street(teller: Teller) -> Iterator[Told | Look]:
    """Case B: the Canal Street steps. A place with a case of its own; no child is named anywhere."""
    facts: Answers = {"name": "Canal Street steps", "kind": "neighbourhood_location"}
    teller.at(2026, 3, 9, 9, 30)
    yield teller.opens(AMY, "context_pathway", "context", facts, "opens a case about a place; there is no child")
    yield teller.does(AMY, "records the context", "record_context", _PLACE)
    yield teller.does(AMY, "tries to screen it", "finish_screening", {"analysis": "Eight young people, weekly"})
    teller.at(2026, 3, 11, 16)
    screened: Answers = {
        "equality_note": "Complaints come from new flats; young people have met there for years without harm",
        "analysis": "Eight young people, weekly, adults involved; nobody looks after the steps after six",
    }
    yield teller.does(LEA, "finishes the context screening", "finish_screening", screened)
    decision: Answers = {
        "threshold": "high",
        "decision": "assessment",
        "assessment_types": ["location"],
        "decision_reason": "The place, not one child, has to become safer",
        "lead_agency": "childrens_social_care",
    }
    teller.at(2026, 3, 12, 9)
    yield teller.does(LEA, "decides: the highest level, an assessment", "decide", decision)
    yield teller.does(LEA, "tries to confirm her own decision", "confirm_decision")
    yield Look()
    teller.at(2026, 3, 13, 10)
    yield teller.does(SUE, "confirms the decision", "confirm_decision")
