"""Made-up cases of the national template, as many as wanted: for demonstrations, and to see how lists look when full.

Everybody is called Example. Telephone numbers are from the ranges that Ofcom keeps for drama, e-mail addresses end in
example.org, NHS numbers begin with 999 as those for tests do, and there are no postcodes. The same seed makes the same
people and the same cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from engine.cases.access import Actor
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.service.cases import Cases
from engine.service.ports import Ids
from engine.testing.chance import Chance
from engine.testing.fakes import FakeClock

MOST_CASES = 5_000
"""As many as one call makes at most."""

OFFICERS = tuple(Actor(name, roles=["mash_officer"]) for name in ("Amy", "Bea", "Cal"))
MANAGERS = tuple(Actor(name, roles=["mash_manager"]) for name in ("Max", "Mia"))
LEAD = Actor("Lea", roles=["context_lead"])
WORKERS = ("Sol", "Sam", "Sid")

_GIVEN = ("Alex", "Bryn", "Charlie", "Dilys", "Eden", "Femi", "Gwen", "Hana", "Idris", "Jamie", "Kit", "Leila", "Mina")
_MIDDLE = ("Ash", "Blue", "Coll", "Dee", "Ember", "Fern", "Gale", "Heath")
_STREETS = ("Example Street", "Example Road", "Example Lane", "Example Walk")
_PLACES = ("Exampleton", "Otherton", "Sampleford", "Little Example")
_CONTEXTS = (
    ("transport_route", "The 42 bus"),
    ("neighbourhood_location", "Canal Street steps"),
    ("business_premises", "The late cafe"),
    ("online_space", "The group chat"),
    ("school_or_college", "The back gate of Example School"),
    ("peer_group", "Friends from the court"),
)
_HARMS = ("criminal_exploitation", "peer_abuse", "serious_youth_violence", "county_lines", "online_harm")
_WORRIES = (
    "Seen with older young people on the way home, and has two new phones",
    "Came back after a night away and does not say where from",
    "Is asked to carry packages for somebody",
    "Is afraid of the way between school and home",
)
_OUTCOMES = ("passes_to_assessment", "early_or_family_help", "signpost", "added_to_open_case", "strategy_discussion")

_SCREENED: Answers = {
    "equality_note": "Most who meet there just meet",
    "analysis": "Weekly, and nobody looks after it",
}
_DECIDED: Answers = {
    "threshold": "targeted",
    "decision": "assessment",
    "decision_reason": "The place or group, not one child, has to become safer",
    "lead_agency": "childrens_social_care",
}

Drawn = TypeVar("Drawn")


class Fictional:
    """People and places that nobody could take for real ones, the same for the same *seed*."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed)

    def one(self, choices: Sequence[Drawn]) -> Drawn:
        return choices[self._chance.below(len(choices))]

    def below(self, limit: int) -> int:
        return self._chance.below(limit)

    def name(self) -> str:
        return f"{self.one(_GIVEN)} {self.one(_MIDDLE)} Example"

    def phone(self) -> str:
        """Return a number of the ranges that Ofcom keeps for drama: a mobile one, or one of no area."""
        return f"{self.one(('07700 900', '01632 960'))}{self.below(1000):03}"

    def email(self) -> str:
        return f"{self.one(_GIVEN).lower()}.{self.below(1000)}@example.org"

    def address(self) -> str:
        return f"{1 + self.below(200)} {self.one(_STREETS)}, {self.one(_PLACES)}"

    def nhs_number(self) -> str:
        return f"999 {self.below(1000):03} {self.below(10_000):04}"

    def born(self, today: date) -> date:
        """Return the birthday of somebody who is between 11 and 17 years old."""
        return today - timedelta(days=11 * 366 + self.below(6 * 365))

    def child(self, today: date) -> dict[str, Json]:
        """Return the facts of a child."""
        return {
            "full_name": self.name(),
            "date_of_birth": self.born(today).isoformat(),
            "sex": self.one(("male", "female")),
            "language": self.one(("english", "welsh", "british_sign_language")),
            "nhs_number": self.nhs_number(),
            "address": self.address(),
        }

    def contact(self, child: Answers) -> dict[str, Json]:
        """Return the answers with which a contact about a child is recorded."""
        return {
            "contact_method": self.one(("phone", "web_form", "email", "in_person")),
            "referrer_anonymous": "no",
            "referral_source": self.one(("school", "police", "family_or_carer", "gp")),
            "referrer_name": self.name(),
            "referrer_contact": self.one((self.phone, self.email))(),
            "sex": child["sex"],
            "ethnicity": "not_yet_obtained",
            "first_language": child["language"],
            "interpreter_needed": "no",
            "nhs_number": child["nhs_number"],
            "upn": f"A{self.below(10**6):06}{self.below(10**6):06}",
            "address": child["address"],
            "parent_aware": "yes",
            "parent_agreement": "yes",
            "yp_aware": "yes",
            "yp_view": "I want the way home to be all right again",
            "share_basis": "told_family",
            "concern_summary": self.one(_WORRIES),
            "impact_on_child": "Tired and worried",
            "immediate_danger": "no",
            "harm_inside_home": "no",
            "harm_outside_home": "yes",
        }

    def screening(self) -> dict[str, Json]:
        kind, name = self.one(_CONTEXTS)
        return {
            "harm_types": [self.one(_HARMS[:4])],
            "contexts": [{"context_kind": kind, "context_name": name, "context_part": "at_risk_there"}],
            "others_affected": "not_known",
            "main_driver": "a_context",
            "refer_context": "no",
            "screening_analysis": "The harm is outside the home; the family is protective",
        }

    def decision(self, received: date) -> dict[str, Json]:
        outcome = self.one(_OUTCOMES)
        answers: dict[str, Json] = {
            "threshold": "protection" if outcome == "strategy_discussion" else "targeted",
            "outcome": [outcome],
            "decision_reason": "What is known so far points outside the home",
            "referrer_told": "yes",
        }
        if outcome == "passes_to_assessment":
            answers["referral_date"] = received.isoformat()
        return answers

    def place(self, kind: str, name: str, today: date) -> dict[str, Json]:
        """Return the answers with which a place or group is referred; no child is named."""
        answers: dict[str, Json] = {
            "triggered_by": self.one(("public", "professional", "cumulative_information")),
            "context_type": kind,
            "context_name": name,
            "harm_types": [self.one(_HARMS[:4])],
            "what_happens": "Young people are offered food and rides by adults",
            "frequency": "weekly",
            "children_count": 2 + self.below(10),
            "children_count_basis": "Counted on two evenings",
            "adults_of_concern": "yes",
            "purpose": "Advice alone would not stop the adults",
            "review_delete_by": (today + timedelta(days=180)).isoformat(),
        }
        if kind == "peer_group":
            answers["who_told"] = [{"told_party": "The young people", "was_told": "yes"}]
        elif kind == "online_space":
            answers["online_address"] = "A group of Example School"
        else:
            answers["place"] = self.address()
        return answers


@dataclass(frozen=True, slots=True)
class Players:
    """What cases are played with: the engine's doors, its clock, ids for new subjects, and who is made up."""

    cases: Cases
    clock: FakeClock
    ids: Ids
    made: Fictional

    def about(self, workflow: str, kind: str, facts: Answers, by: Actor) -> Case:
        """Return a new case about a new subject with these facts."""
        reference = self.ids.new()
        self.cases.record_facts(kind, reference, facts, by=by)
        return self.cases.open(workflow, subject={kind: reference}, by=by).case

    def act(self, case: Case, action: str, answers: Answers, by: Actor) -> Case:
        return self.cases.act(case, action, answers, by=by, seen=case.version).case


def play_cases(players: Players, number: int, *, over: timedelta) -> Counter[tuple[str, str]]:
    """Open *number* made-up cases, spread *over* some time from the clock's moment on, each as far as chance takes it.

    Two of three are about a child and one about a place. They are added to what is there. Returns how many stand where,
    by workflow and state. Raises ValueError for a number below 1 or above `MOST_CASES`.
    """
    if not 1 <= number <= MOST_CASES:
        raise ValueError(f"The number of cases must be from 1 to {MOST_CASES}.")
    stand = Counter[tuple[str, str]]()
    for _ in range(number):
        players.clock.move(over / number)
        case = _of_a_child(players) if players.made.below(3) else _of_a_place(players)
        stand[case.workflow, case.state] += 1
    return stand


def _of_a_child(players: Players) -> Case:
    made, today = players.made, players.clock.now().date()
    child, officer, manager, steps = made.child(today), made.one(OFFICERS), made.one(MANAGERS), made.below(4)
    case = players.about("child_front_door", "child", child, officer)
    if steps >= 1:
        case = players.act(case, "record_contact", made.contact(child), officer)
    if steps >= 2:
        case = players.act(case, "finish_screening", made.screening(), officer)
    if steps >= 3:
        worker = {"worker": made.one(WORKERS)}
        case = players.cases.act(case, "allocate_worker", by=manager, seen=case.version, assigns=worker).case
        case = players.act(case, "decide", made.decision(today), manager)
    return case


def _of_a_place(players: Players) -> Case:
    made, today = players.made, players.clock.now().date()
    (kind, name), steps = made.one(_CONTEXTS), made.below(4)
    case = players.about("context_pathway", "context", {"name": name, "kind": kind}, OFFICERS[0])
    if steps >= 1:
        case = players.act(case, "record_context", made.place(kind, name, today), OFFICERS[0])
    if steps >= 2:
        case = players.act(case, "finish_screening", _SCREENED, LEAD)
    if steps >= 3:
        types = {"peer_group": "peer_group", "school_or_college": "school"}.get(kind, "location")
        case = players.act(case, "decide", {**_DECIDED, "assessment_types": [types]}, LEAD)
    return case
