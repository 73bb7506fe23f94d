"""A little council that asks other agencies, for tests of tasks."""

from __future__ import annotations

from collections.abc import Mapping

from engine import Actor, Case
from engine.cases.tasks import Task
from engine.cases.values import Answers
from tests.support import MANIFEST, OFFICER, RECORD, Office

ASKING = """\
workflow: path
title: Path
subject: child
opened_by: officer
view: [officer, worker]
checks:
  nothing_open:
    that: count(tasks, open and required) == 0
    say: There are required tasks still open.
  ask_first:
    that: tasks.police_return.done and tasks.police_return.answers.handling == ask_first
    say: The police can be quoted.
start: new
states:
  new:
    title: New
    actions:
      ask:
        title: Ask the partners
        by: officer
        form: concern
        goes: information
      drop:
        title: Drop
        by: manager
        reason: required
        goes: closed
  information:
    title: Gathering information
    tasks:
      police_return:
        title: Police return
        by: police
        form: agency_return
        send: concern.police
        due: 3 working days
        on_behalf: officer
      health_return:
        title: Health return
        by: health
        form: agency_return
        due: 3 working days
        on_behalf: officer
      school_return:
        title: School return
        hint: Ask the safeguarding lead.
        by: officer
        form: agency_return
        only_if: concern.in_school == yes
      note_it:
        title: Note it in the diary
        by: officer
        required: false
      meet:
        title: Meet {{ row.name }}
        by: officer
        for_each: concern.friends
        only_if: row.young == yes
    proceed:
      when: all_required_done
      to: strategy
      override: {by: manager}
    actions:
      back:
        title: Start again
        by: officer
        goes: new
      some:
        title: Go on with some
        by: officer
        require_tasks: {at_least: 2}
        goes: strategy
      named:
        title: Go on with the police
        by: officer
        require_tasks: police_return
        goes: strategy
  strategy:
    title: Strategy discussion
    tasks:
      ask_police_first:
        title: Ask the police first
        by: manager
        due: 1 working day
        only_if: ask_first
    ad_hoc:
      by: manager
      tasks:
        home_visit:
          title: Visit the home
          by: officer
          due: 2 working days
          required: true
    actions:
      close:
        title: Close
        by: officer
        require: nothing_open
        require_tasks: all
        goes: closed
  closed:
    title: Closed
    ending: true
    reopen: {by: manager, to: new}
ad_hoc:
  by: manager
  tasks:
    call_home:
      title: Call the family
      by: officer
"""
FORMS = """\
forms:
  concern:
    title: Concern
    subject: child
    view: [officer, worker]
    correct: {by: officer}
    withdraw: {by: manager}
    share:
      police: {to: police, fields: [what, friends.name], basis: public_task}
    pages:
      one:
        title: One
        fields:
          what: {type: text, label: What is the concern, required: true}
          in_school: {type: yes_no, label: In school}
          friends:
            type: rows
            label: Friends
            row: Friend
            fields:
              name: {type: text, label: Name, required: true}
              young: {type: yes_no, label: Under 18}
  agency_return:
    title: Agency return
    subject: child
    view: [officer, worker]
    correct: {by: officer}
    withdraw: {by: manager}
    pages:
      one:
        title: What you know
        fields:
          known: {type: yes_no, label: Is the child known, required: true}
          summary: {type: long_text, label: What do you know, show_if: known == yes, required: true}
          handling:
            type: choice
            label: Who may see this
            options: {family: The family, professionals: Professionals only, ask_first: Ask us first}
            required: true
          evidence: {type: files, label: Evidence, accept: pdf}
"""
ROLES = """\
  police: {title: Police, external: true}
  health: {title: Health, external: true}
case_roles:
"""
TASKS: Mapping[str, bytes] = {
    "casepath.yaml": MANIFEST.replace("case_roles:\n", ROLES).encode(),
    "form_schemas/asked.yaml": FORMS.encode(),
    "form_schemas/records/child.yaml": RECORD.encode(),
    "workflow_definitions/path.yaml": ASKING.encode(),
}

PAT = Actor("pat", roles=["police"])
HAL = Actor("hal", roles=["health"])
CONCERN: Answers = {"what": "Out late in the park", "in_school": "no"}
KNOWN: Answers = {"known": "yes", "summary": "Seen near the park", "handling": "ask_first"}
UNKNOWN_THERE: Answers = {"known": "no", "handling": "family"}


def tasks_with(*changes: tuple[str, str]) -> dict[str, bytes]:
    """Return the files of this council with texts of its workflow replaced."""
    text = ASKING
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {**TASKS, "workflow_definitions/path.yaml": text.encode()}


def asked(office: Office, answers: Answers = CONCERN) -> Case:
    """Return a case whose partners have been asked."""
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    return office.cases.act(case, "ask", answers, by=OFFICER, seen=case.version).case


def completed(office: Office, case: Case, task: str, answers: Answers | None = None, *, by: Actor) -> Case:
    """Return the case, as it is stored, after *by* completed a task."""
    seen = office.cases.get(case, by=OFFICER).version
    office.cases.complete(case, task, answers, by=by, seen=seen)
    return office.cases.get(case, by=OFFICER)


def stands(case: Case) -> dict[str, str]:
    """Return how each task of a case stands."""
    return {key: one.status for key, one in case.tasks.items()}


def open_task(case: Case, key: str) -> Task:
    found = case.tasks[key]
    assert found.is_open
    return found
