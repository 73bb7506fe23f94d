"""What a context and three linked children's cases know of each other, and what other systems hear of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import pytest

from engine import Actor, Case, Cases, Database, Engine, NotFound, Ports
from engine.cases.values import Answers
from engine.definitions.read import read_folder
from engine.definitions.scenarios import ScenarioSet, read_scenarios
from engine.service.deliveries import Target
from engine.shipped import shipped_configuration
from engine.testing.fakes import FakeClock
from tests.support import NOON
from tests.template.test_front_door import CONTACT

OFFICER = Actor("amy", roles=["mash_officer"])
MANAGER = Actor("max", roles=["mash_manager"])
TEAM_MANAGER = Actor("tom", roles=["team_manager"])
LEAD = Actor("lea", roles=["context_lead"])
OTHER_LEAD = Actor("lou", roles=["context_lead"])
CHAIR = Actor("cas", roles=["conference_chair"])
POLICE = Actor("pol", roles=["police"])
WORKERS = {name: Actor(f"worker_{name}", roles=["social_worker"]) for name in ("alex", "billie", "charlie")}
LINK: Answers = {"context_part": "at_risk_there", "link_source": "school", "link_confidence": "likely"}
SCREENED: Answers = {
    "harm_types": ["criminal_exploitation"],
    "contexts": [
        {"context_kind": "neighbourhood_location", "context_name": "Canal Street", "context_part": "at_risk_there"}
    ],
    "others_affected": "no",
    "main_driver": "a_context",
    "refer_context": "no",
}
ONLY_THEIRS = ("planted name of {0}", "planted worry of {0}", "planted analysis of {0}", "P-{0}", "worker_{0}")
"""What nobody who works with another child may come across."""


@dataclass(frozen=True, slots=True)
class Street:
    """The Canal Street steps with three children linked, each with a worker of their own."""

    cases: Cases
    clock: FakeClock
    engine: Engine
    place: Case
    children: Mapping[str, Case]


@cache
def _given() -> Mapping[str, Answers]:
    files = read_folder(shipped_configuration()).scenarios
    (root,) = (root for name, root in files.items() if name.endswith("context_response.scenarios.yaml"))
    scenarios = read_scenarios(root)
    assert isinstance(scenarios, ScenarioSet)
    return cast(Mapping[str, Answers], scenarios.file.given.answers)


def told(name: str) -> Answers:
    """Return answers of *name* that the template's own scenarios give."""
    return dict(_given()[name])


@pytest.fixture
def street(database: Database) -> Street:
    clock = FakeClock(NOON)
    engine = Engine.from_folder(shipped_configuration(), ports=Ports(clock=clock))
    cases = engine.cases(database)
    cases.record_facts("context", "K-1", {"name": "Canal Street steps", "kind": "neighbourhood_location"}, by=LEAD)
    place = cases.open("context_pathway", subject={"context": "K-1"}, by=LEAD).case
    children = {name: _linked(cases, name, worker, place) for name, worker in WORKERS.items()}
    named = [
        {"linked_child": f"P-{name}", "child_part": "at_risk_there", "child_confidence": "likely", "child_told": "yes"}
        for name in WORKERS
    ]
    referral = {**told("referral"), "linked_children": named}
    place = cases.act(place, "record_context", referral, by=LEAD, seen=cases.get(place, by=LEAD).version).case
    return Street(cases, clock, engine, place, children)


def _linked(cases: Cases, name: str, worker: Actor, place: Case) -> Case:
    subject = f"P-{name}"
    cases.record_facts("child", subject, {"full_name": f"planted name of {name}"}, by=OFFICER)
    case = cases.open("child_front_door", subject={"child": subject}, by=OFFICER).case
    contact = {**CONTACT, "concern_summary": f"planted worry of {name}"}
    case = cases.act(case, "record_contact", contact, by=OFFICER, seen=case.version).case
    screened = {**SCREENED, "screening_analysis": f"planted analysis of {name}"}
    case = cases.act(case, "finish_screening", screened, by=OFFICER, seen=case.version).case
    case = cases.act(case, "allocate_worker", by=MANAGER, seen=case.version, assigns={"worker": worker.id}).case
    return cases.link(case, "contexts", place, LINK, by=OFFICER, seen=case.version).case


def words(found: object) -> Iterator[str]:
    """Yield every text in what somebody reads, however deep, also where it is left out when it is printed."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield from (*words(key), *words(value))
    elif isinstance(found, list | tuple | set | frozenset):
        for one in found:
            yield from words(one)
    elif hasattr(found, "__dataclass_fields__"):
        for name in found.__dataclass_fields__:
            yield from words(getattr(found, name))


def all_that_is_read(cases: Cases, case: Case, by: Actor) -> str:
    form = "contact_referral" if case.workflow == "child_front_door" else "context_referral"
    read = [cases.find(by=by), cases.get(case, by=by), cases.links(case, by=by), cases.timeline(case, by=by)]
    read += [cases.chronology(case, by=by), cases.tasks(case, by=by), cases.facts(case, by=by)]
    read += [
        cases.deadlines(case, by=by),
        cases.next(case, by=by),
        cases.notifications(by=by),
        cases.steps(case, by=by),
    ]
    read.append(cases.show(case, form, by=by))
    return "\n".join(one for part in read for one in words(part))


def test_the_place_is_told_of_three_linked_cases_once_and_stays_where_it_is(street: Street) -> None:
    said = [one.text for one in street.cases.notifications(by=LEAD)]

    assert said == ["Three or more children's cases have been linked to this context in the last 90 days."]
    assert street.cases.get(street.place, by=LEAD).state == "context_screening"


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_reads_the_place_of_their_child_and_no_trace_of_another(street: Street, name: str) -> None:
    read = all_that_is_read(street.cases, street.children[name], WORKERS[name])

    assert "Canal Street steps" in read
    assert f"planted worry of {name}" in read
    for other in WORKERS.keys() - {name}:
        assert not [mark for mark in ONLY_THEIRS if mark.format(other) in read]
        assert street.children[other].reference not in read
        with pytest.raises(NotFound):
            street.cases.get(street.children[other], by=WORKERS[name])
    with pytest.raises(NotFound):
        street.cases.get(street.place, by=WORKERS[name])


def test_whoever_leads_on_the_place_reads_no_more_of_a_child_than_that_there_is_a_case(street: Street) -> None:
    shared = " ".join(words(street.cases.links(street.place, by=LEAD)))

    for name, case in street.children.items():
        assert case.reference in shared
        assert f"planted name of {name}" not in shared
        with pytest.raises(NotFound):
            street.cases.get(case, by=LEAD)


def test_a_partner_reads_its_own_question_and_nobody_elses(street: Street) -> None:
    asked = street.cases.act(
        street.place, "ask_partners", told("asked"), by=LEAD, seen=street.cases.get(street.place, by=LEAD).version
    ).case
    (task,) = street.cases.tasks(asked, by=POLICE)
    sent = street.cases.sent(asked, task.id, by=POLICE)

    read = " ".join([*words(task), *words(sent)])
    assert "What is known about the van" in read
    assert "Canal Street steps" in read
    for hidden in ("What do shops see", "P-alex", "Residents counted", "Eight young people"):
        assert hidden not in read


def test_two_children_of_one_place_each_have_a_discussion_of_their_own(street: Street) -> None:
    opened = []
    for name in ("alex", "billie"):
        case = street.cases.get(street.children[name], by=MANAGER)
        decided: Answers = {
            "threshold": "protection",
            "outcome": ["strategy_discussion"],
            "decision_reason": "Each of them was hurt, one was asked to bring others",
            "referrer_told": "anonymous",
        }
        opened.append(street.cases.act(case, "decide", decided, by=MANAGER, seen=case.version).case.state)

    assert opened == ["passed_to_strategy", "passed_to_strategy"]


def test_the_youth_service_hears_that_a_plan_began_and_nothing_of_what_it_says(
    street: Street, database: Database
) -> None:
    cases, place = street.cases, street.place
    for action, answers, by in (
        ("finish_screening", told("screened"), LEAD),
        ("decide", {**told("decided"), "tell_linked_workers": "yes"}, LEAD),
    ):
        place = cases.act(place, action, answers, by=by, seen=cases.get(place, by=by).version).case
    place = cases.act(place, "send_for_authorisation", by=LEAD, seen=_assessed(cases, place).version).case
    authorised = {**told("authorised"), "next_step": "plan", "tell_linked_workers": "yes"}
    authorised.pop("conference_type")
    place = cases.act(place, "authorise", authorised, by=OTHER_LEAD, seen=place.version).case
    place = cases.act(place, "agree_plan", told("plan"), by=LEAD, seen=place.version).case
    heard: list[str] = []
    youth = Target("youth_service", lambda event: heard.append(event.as_json().decode()), owner="Youth service")
    runner = street.engine.runner(database, deliver=[youth])
    runner.run_due()  # brings the messages to the children's cases
    runner.hand_over()

    of_the_place = [json.loads(one) for one in heard if json.loads(one)["subject"] == place.id]
    entered = [
        each["state"] for one in of_the_place for each in one["data"]["events"] if each["event"] == "state_entered"
    ]
    assert entered[-2:] == ["context_planning", "context_plan"]
    for one in heard:
        assert "planted" not in one
        assert "bench" not in one
    for name, child in street.children.items():
        tasks = {one.task: one.status for one in cases.tasks(child, by=WORKERS[name])}
        assert tasks["consider_context_finding"] == "open"


def _assessed(cases: Cases, place: Case) -> Case:
    (task,) = (one for one in cases.tasks(place, by=LEAD) if one.status == "open")
    location = {**told("location"), "observations": [], "methods": ["business_interviews"]}
    return cases.complete(place, task.id, location, by=LEAD, seen=cases.get(place, by=LEAD).version).case
