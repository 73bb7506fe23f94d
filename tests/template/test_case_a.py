"""Jamie, 15: from the first contact to a plan, over linked cases, with the worked dates and nothing typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from engine import Actor, Case, Cases, Database, Engine, Ports
from engine.cases.values import Answers
from engine.definitions.read import read_folder
from engine.definitions.scenarios import ScenarioSet, read_scenarios
from engine.shipped import shipped_configuration
from engine.testing.fakes import FakeClock

OFFICER = Actor("amy", roles=["mash_officer"])
MANAGER = Actor("max", roles=["mash_manager"])
TEAM = Actor("tom", roles=["team_manager"])
WORKER = Actor("sol", roles=["social_worker"])
CHAIR = Actor("chi", roles=["conference_chair"])
GROUP = [{"worker_name": "Robin Example", "worker_agency": "school_or_college"}]
PLACES = ["The 42 bus", "Friends from the back of the bus"]


def given(workflow: str, name: str, *without: str, **more: object) -> Answers:
    """Return the answers *name* of a workflow's scenarios, but those *without*."""
    files = read_folder(shipped_configuration()).scenarios
    (root,) = (one for file, one in files.items() if file.endswith(f"/{workflow}.scenarios.yaml"))
    scenarios = read_scenarios(root)
    assert isinstance(scenarios, ScenarioSet)
    answers = cast(Mapping[str, Answers], scenarios.file.given.answers)[name]
    return cast(Answers, {key: one for key, one in answers.items() if key not in without} | more)


def names(rows: object) -> list[object]:
    return [one["context_name"] for one in cast(list[dict[str, object]], rows)]


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London"))


class Story:
    """Jamie's cases as they stand, and the clock that they are under."""

    def __init__(self, database: Database) -> None:
        self.clock = FakeClock(at(3, 12, 10))
        engine = Engine.from_folder(shipped_configuration(), ports=Ports(clock=self.clock))
        self.cases: Cases = engine.cases(database)

    def case(self, workflow: str, by: Actor) -> Case:
        (one,) = (one for one in self.cases.find(by=by) if one.workflow == workflow)
        return one

    def does(self, workflow: str, action: str, by: Actor, answers: Answers | None = None, **more: str) -> Case:
        case = self.case(workflow, by)
        return self.cases.act(case, action, answers, by=by, seen=case.version, assigns=more).case

    def due(self, workflow: str, limit: str, by: Actor) -> object:
        found = {one.id: one.day for one in self.cases.deadlines(self.case(workflow, by), by=by)}
        return found[limit]

    def finds(self, workflow: str, form: str, by: Actor) -> dict[str, object]:
        """Return what stands in a form that nobody has typed anything into yet."""
        view = self.cases.draft(self.case(workflow, by), form, by=by)
        return {one.id: one.value for page in view.pages for one in page.fields if one.copied is not None}


def decided(database: Database) -> Story:
    """Return Jamie's story up to the decision that passes the contact to an assessment."""
    story, door = Story(database), "child_front_door"
    known: Answers = {"full_name": "Jamie Example", "date_of_birth": "2010-09-14"}
    story.cases.record_facts("child", "P-1", known, by=OFFICER)
    story.cases.open(door, subject={"child": "P-1"}, by=OFFICER)
    assert story.due(door, "decision", OFFICER) == date(2026, 3, 13)
    story.does(door, "record_contact", OFFICER, given(door, "contact"))
    story.does(door, "finish_screening", OFFICER, given(door, "screened"))
    passed = given(door, "decided", outcome=["passes_to_assessment"], referral_date="2026-03-12")
    story.does(door, "decide", MANAGER, passed)
    return story


def test_jamie_goes_from_a_contact_to_a_plan_and_what_was_said_once_is_there(database: Database) -> None:
    story = decided(database)
    assessment, strategy, plan = "child_assessment", "child_strategy", "child_plan"

    story.clock.set(at(3, 13, 11))
    story.does(assessment, "allocate_worker", TEAM, worker=WORKER.id)
    assert story.finds(assessment, "assessment_setup", WORKER)["referral_date"] == "2026-03-12"
    story.does(assessment, "begin_assessment", WORKER, given(assessment, "begun"))
    assert story.due(assessment, "authorised", WORKER) == date(2026, 5, 19)
    known = story.finds(assessment, "family_assessment", WORKER)
    assert known["child_view"] == "I want the bus home to be all right again"
    assert known["development_strengths"] == "Trusts the form tutor"
    assert known["harm_types"] == ["criminal_exploitation", "peer_abuse"]
    assert names(known["places"]) == names(known["context_weighting"]) == PLACES

    story.clock.set(at(4, 7, 9, 30))
    story.does(assessment, "call_strategy", TEAM, {"request_why": "Threatened at the stop", "request_today": "yes"})

    story.does(strategy, "allocate_worker", TEAM, worker=WORKER.id)
    known = story.finds(strategy, "strategy_record", TEAM)
    assert known["trigger"] == "Two older young people meet him on the bus home"
    assert known["child_views_known"] == "I want the bus home to be all right again"
    assert names(known["contexts"]) == PLACES
    story.does(strategy, "set_up", TEAM, given(strategy, "set_up"))
    held = given(strategy, "held", outcome="s47_joint", context_strategy="yes")
    story.does(strategy, "record_discussion", TEAM, held)
    assert story.due(strategy, "conference", WORKER) == date(2026, 4, 28)

    story.clock.set(at(4, 16, 9))
    story.does(strategy, "record_enquiry", WORKER, given(strategy, "enquiry", enquiry_outcome="roth_conference"))
    story.does(strategy, "authorise_enquiry", TEAM, given(strategy, "signed"))
    story.clock.set(at(4, 21, 9))
    story.does(strategy, "record_conference", CHAIR, given(strategy, "conference", conference_outcome="roth_plan"))

    story.does(plan, "allocate_worker", TEAM, worker=WORKER.id)
    known = story.finds(plan, "child_safety_plan", WORKER)
    assert known["why_plan"] == "Two older young people meet him on the bus home"
    assert known["my_words"] == "I want the bus home to be all right again"
    assert names(known["safe_places"]) == PLACES
    story.does(plan, "write_plan", WORKER, given(plan, "plan", core_group=GROUP))
    story.does(plan, "agree_plan", TEAM, given(plan, "signed"))
    assert story.due(plan, "core_group", WORKER) == date(2026, 5, 5)
    assert story.case(plan, WORKER).state == "protection_plan"


def test_the_hours_to_jamies_interview_run_over_the_bank_holiday(database: Database) -> None:
    story = Story(database)
    missing = "missing_episode"
    story.clock.set(at(4, 30, 21))
    story.cases.open(missing, subject={"child": "P-1"}, by=OFFICER)
    story.does(missing, "report_missing", OFFICER, given(missing, "gone"))
    story.clock.set(at(5, 1, 23, 45))
    story.does(missing, "record_return", OFFICER, given(missing, "back"))

    (interview,) = (
        one for one in story.cases.deadlines(story.case(missing, OFFICER), by=OFFICER) if one.id == "interview"
    )
    assert interview.expires == at(5, 4, 23, 30)
