"""A council with every kind of time limit, for the tests of clocks: one pathway, a few forms with little but dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine import Actor, Case, Database
from engine.cases.clock import Clock
from engine.cases.values import Answers
from engine.service.runner import Ran
from engine.testing.fakes import FakeClock
from tests.support import LONDON, RECORD, Office

CHAIR = Actor("chris", roles=["chair"])
MANAGER = Actor("mo", roles=["manager"])

MANIFEST = """\
casepath: 1
configuration: limits
title: Limits
version: 1.0.0
calendar: england_and_wales
cut_off: 17:00
roles:
  manager: {title: Manager, reach: council}
  chair: {title: Chair, reach: council}
  officer: {title: Officer, reach: council}
case_roles:
  worker: {title: Worker, from: officer, given_by: manager}
groups:
  leaders: [manager, chair]
subjects:
  child: {title: Child, record: child, reference: "CH-{{ year }}-{{ number }}"}
meetings:
  panel:
    title: Panel
    every: 2 weeks
    on: tuesday
    first: 2026-04-14
    papers: 2 working days before
    skip: 2026-05-12
"""
FORMS = """\
forms:
  strategy:
    title: Strategy discussion
    subject: child
    view: leaders
    correct: {by: manager, reason: optional}
    pages:
      about:
        title: About
        fields:
          held_on: {type: date, label: Held on, required: true}
  conference:
    title: Conference
    subject: child
    view: leaders
    correct: {by: manager, reason: optional}
    pages:
      about:
        title: About
        fields:
          held_on: {type: date, label: Held on, required: true}
  review:
    title: Review
    subject: child
    view: leaders
    pages:
      about:
        title: About
        fields:
          held_on: {type: date, label: Held on, required: true}
  notice:
    title: Transfer notice
    subject: child
    view: leaders
    pages:
      about:
        title: About
        fields:
          received_on: {type: date, label: Received on, required: true}
  back:
    title: Return from missing
    subject: child
    view: leaders
    pages:
      about:
        title: About
        fields:
          returned_at: {type: datetime, label: Returned at, required: true}
          seen_at: {type: datetime, label: Seen at}
  plan:
    title: Plan
    subject: child
    view: leaders
    correct: {by: manager, reason: optional}
    pages:
      about:
        title: About
        fields:
          review_on: {type: date, label: Next seen on, required: true}
"""
WORKFLOW = """\
workflow: path
title: Path
subject: child
opened_by: manager
view: [leaders, worker]
start: contact
states:
  contact:
    title: Contact
    deadlines:
      decision:
        title: Decision
        within: 1 working day
        kind: statutory
        from: opened
        until: done(decide)
        remind: {before: 1 working day, tell: leaders}
        breach: {tell: manager}
      check:
        within: 10 working days
        kind: standard
        from: opened
        until: done(assess)
      assessment:
        title: Assessment
        within: 45 working days
        kind: statutory
        from: opened
        until: done(assess)
        remind:
          - {before: 5 working days, tell: [worker, manager]}
          - {before: 10 working days, tell: worker}
          - {before: 1 working day, tell: leaders}
        breach:
          - tell: leaders
          - tell: chair
      counted_from_day_one:
        within: 45 working days
        kind: standard
        count: inclusive
        from: opened
        until: done(assess)
      conference:
        title: Conference
        within: 15 working days
        kind: statutory
        from: strategy.held_on
        until: done(hold_conference)
      outline_plan:
        within: 5 working days
        kind: standard
        from: done(hold_conference)
        until: done(plan)
      core_group:
        within: 10 working days
        kind: standard
        from: conference.held_on
        until: done(plan)
      transfer:
        within: 15 working days
        kind: standard
        from: notice.received_on
        until: done(hold_conference)
      interview:
        title: Return interview
        within: 72 hours
        kind: standard
        from: back.returned_at
        until: back.seen_at
        remind: {before: 12 hours, tell: worker}
      seen:
        title: Seen again
        date: plan.review_on
        kind: planned
        until: done(assess)
    actions:
      decide: {title: Decide, by: manager, goes: stay}
      wait_for_panel: {title: Wait for the panel, by: manager, goes: panel}
      discuss: {title: Discuss, by: manager, goes: discussing}
      assess: {title: Assess, by: manager, goes: stay}
      start_reviews: {title: Start the reviews, by: manager, goes: reviewing}
  panel:
    title: Waiting for the panel
    deadlines:
      heard:
        by: next panel
        kind: standard
        remind: {before: 2 working days, tell: chair}
    actions:
      hear: {title: Hear, by: chair, goes: closed}
  discussing:
    title: Strategy discussion
    deadlines:
      held:
        title: Discussion held
        within: 2 working days
        kind: standard
        remind: {before: 1 working day, tell: manager}
        breach:
          - tell: chair
          - to: reviewing
    actions:
      pause:
        title: Pause the clock
        by: manager
        reason: required
        pauses: held
        for_up_to: 10 working days
        times: 1
        goes: stay
      go_on: {title: Restart the clock, by: manager, resumes: held, goes: stay}
      finish: {title: Finish, by: manager, goes: closed}
  reviewing:
    title: Reviewing
    deadlines:
      review:
        title: Review
        within: 3 months
        then_every: 6 months
        kind: statutory
        roll: next_working_day
        remind: {before: 10 working days, tell: chair}
        breach: {tell: manager}
    actions:
      hold_review:
        title: Record a review
        by: chair
        form: review
        dated: held_on
        restarts: review
        goes: stay
      close: {title: Close, by: manager, goes: closed}
  closed:
    title: Closed
    ending: true
    reopen: {by: manager, to: contact}
anytime:
  hold_strategy: {title: Record the strategy discussion, by: manager, form: strategy, dated: held_on, goes: stay}
  hold_conference: {title: Record the conference, by: manager, form: conference, dated: held_on, goes: stay}
  receive_notice: {title: Record a transfer notice, by: manager, form: notice, goes: stay}
  record_return: {title: Record a return, by: manager, form: back, goes: stay}
  plan: {title: Record the plan, by: manager, form: plan, goes: stay}
"""
LIMITS: Mapping[str, bytes] = {
    "casepath.yaml": MANIFEST.encode(),
    "form_schemas/forms.yaml": FORMS.encode(),
    "form_schemas/records/child.yaml": RECORD.replace("[officer, worker]", "manager")
    .replace("edit: officer", "edit: manager")
    .encode(),
    "workflow_definitions/path.yaml": WORKFLOW.encode(),
}


def at(text: str) -> datetime:
    """Return a moment of London time: `2026-03-12T10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


class Council(Office):
    """The council at work, with one case at a time in hand."""

    case: Case

    def __init__(self, database: Database, *, nation: str = "england_and_wales") -> None:
        files = dict(LIMITS)
        files["casepath.yaml"] = MANIFEST.replace("england_and_wales", nation).encode()
        super().__init__(database, files=files, clock=FakeClock(at("2026-03-12T10:00")))

    def opened(self, moment: str) -> Case:
        """Open a case at a moment of London time."""
        self.clock.set(at(moment))
        self.case = self.cases.open("path", subject={"child": "P-1"}, by=MANAGER).case
        return self.case

    def does(self, action: str, answers: Answers | None = None, *, moment: str = "", by: Actor = MANAGER) -> Case:
        """Take an action on the case, at a moment of London time where one is given."""
        if moment:
            self.clock.set(at(moment))
        self.case = self.cases.get(self.case, by=MANAGER)
        self.case = self.cases.act(
            self.case, action, answers, by=by, seen=self.case.version, reason="Agreed by phone"
        ).case
        return self.case

    def runs(self, moment: str = "") -> Ran:
        """Let time do what is due, at a moment of London time where one is given."""
        if moment:
            self.clock.set(at(moment))
        done = self.engine.runner(self.database).run_due()
        self.case = self.cases.get(self.case, by=MANAGER)
        return done

    def runs_daily(self, until: str) -> None:
        """Run whatever falls due at the moment it does, until a moment of London time."""
        runner = self.engine.runner(self.database)
        while (due := runner.next_due()) is not None and due <= at(until):
            self.clock.set(max(due, self.clock.now()))
            runner.run_due()
        self.clock.set(at(until))
        self.case = self.cases.get(self.case, by=MANAGER)

    def due(self, deadline: str) -> str:
        """Return when a limit is over: its last day, or the London time of one in hours."""
        clock = self.clock_of(deadline)
        return clock.day.isoformat() if clock.day else f"{clock.expires.astimezone(LONDON):%Y-%m-%dT%H:%M}"

    def clock_of(self, deadline: str) -> Clock:
        return self.case.clocks[deadline]

    def said(self) -> list[str]:
        """Return what time did and said on the case so far, in order: the day, and what."""
        found = []
        for step in self.cases.steps(self.case, by=MANAGER):
            if step.by == "casepath":
                day = f"{step.at.astimezone(LONDON):%m-%dT%H:%M}"
                found += [f"{day} {_told(event)}" for event in step.events]
        return found


def _told(event: object) -> str:
    values = [str(getattr(event, name)) for name in ("deadline", "rung", "status") if hasattr(event, name)]
    roles: tuple[str, ...] = getattr(event, "roles", ())
    return " ".join([type(event).__name__, *values, *roles])
