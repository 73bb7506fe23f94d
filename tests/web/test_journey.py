"""Case A at the pages, from the first contact to a plan: five people, four ways, and what it takes is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine import Actor, Case
from engine.cases.values import Answers
from engine.web.demo import DemoPeople
from tests.template.test_case_a import GROUP, at, given
from tests.web.chromium import Server, launched, serving
from tests.web.journey import Count, How, Person
from tests.web.site import national, site_at

pytestmark = pytest.mark.xdist_group("chromium")

DOOR, ASSESSMENT, STRATEGY, PLAN = "child_front_door", "child_assessment", "child_strategy", "child_plan"
ROLES = ("mash_officer", "mash_manager", "team_manager", "social_worker", "conference_chair")
SAID: dict[How, str] = {
    "mouse": "by mouse",
    "keyboard": "by keyboard alone",
    "no_javascript": "without JavaScript",
    "welsh": "in Welsh",
}
NAME = "Jamie Example"
HOWTO = Path(__file__).resolve().parents[2] / "docs/howto/pages.md"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


class Story:
    """Case A as it is played: who is there, how they work, and what it took so far."""

    def __init__(self, server: Server, browser: Browser, how: How) -> None:
        self.server, self.count = server, Count()
        self._browser, self._how = browser, how
        people = DemoPeople(national().definition)
        ids = [one.id for one in people.choices()]
        roles = {one: known.roles for one, known in people.known(ids).items()}
        self.people = {role: next(one for one in ids if role in roles[one]) for role in ROLES}

    def signs_in(self, role: str) -> Person:
        return Person(self._browser, self.server.address, self.people[role], self._how, self.count)

    def case(self, workflow: str, role: str) -> Case:
        by = Actor(self.people[role], roles=[role])
        (one,) = (one for one in self.server.site.cases.find(by=by) if one.workflow == workflow)
        return one

    def turn(self, role: str, workflow: str, action: str, answers: Answers | None = None, **gives: str) -> None:
        """Let somebody sign in, find a case among their work, do one thing on it, and sign out."""
        person = self.signs_in(role)
        person.finds(self.case(workflow, role).id, NAME)
        if answers is None:
            person.does(action, **gives)
        else:
            person.fills(action, answers)
        person.leaves()

    # --- from contact to decision ------------------------------------------------------------------------------------

    def decided(self) -> None:
        self.server.site.clock.set(at(3, 12, 10))
        amy = self.signs_in("mash_officer")
        amy.begins("child", DOOR, NAME, "2010-09-14")
        amy.fills("record_contact", given(DOOR, "contact"))
        amy.fills("finish_screening", given(DOOR, "screened"))
        amy.leaves()
        passed = given(DOOR, "decided", outcome=["passes_to_assessment"], referral_date="2026-03-12")
        self.turn("mash_manager", DOOR, "decide", passed)

    # --- from decision to plan ---------------------------------------------------------------------------------------

    def planned(self) -> None:
        clock, worker = self.server.site.clock, self.people["social_worker"]
        team, social, chair = "team_manager", "social_worker", "conference_chair"
        clock.set(at(3, 13, 11))
        self.turn(team, ASSESSMENT, "allocate_worker", person=worker)
        self.turn(social, ASSESSMENT, "begin_assessment", given(ASSESSMENT, "begun"))
        clock.set(at(4, 7, 9, 30))
        self.turn(team, ASSESSMENT, "call_strategy", {"request_why": "Threatened at the stop", "request_today": "yes"})
        self.turn(team, STRATEGY, "allocate_worker", person=worker)
        self.turn(team, STRATEGY, "set_up", given(STRATEGY, "set_up"))
        held = given(STRATEGY, "held", outcome="s47_joint", context_strategy="yes")
        self.turn(team, STRATEGY, "record_discussion", held)
        clock.set(at(4, 16, 9))
        self.turn(social, STRATEGY, "record_enquiry", given(STRATEGY, "enquiry", enquiry_outcome="roth_conference"))
        self.turn(team, STRATEGY, "authorise_enquiry", given(STRATEGY, "signed"))
        clock.set(at(4, 21, 9))
        self.turn(chair, STRATEGY, "record_conference", given(STRATEGY, "conference", conference_outcome="roth_plan"))
        self.turn(team, PLAN, "allocate_worker", person=worker)
        self.turn(social, PLAN, "write_plan", given(PLAN, "plan", core_group=GROUP))
        self.turn(team, PLAN, "agree_plan", given(PLAN, "signed"))


@pytest.mark.parametrize("how", SAID)
def test_jamie_goes_from_a_contact_to_a_plan_at_the_pages(tmp_path: Path, chromium: Browser, how: How) -> None:
    with serving(site_at(tmp_path)) as server:
        story = Story(server, chromium, how)

        story.decided()
        counted = f"| {SAID[how]} | {story.count.characters} | {story.count.pages} |"
        story.planned()

        assert story.case(PLAN, "social_worker").state == "protection_plan"
        assert counted in HOWTO.read_text("utf-8"), "The figures of docs/howto/pages.md are not what was counted."
