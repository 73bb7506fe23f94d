"""A small council with one workflow, for tests of scenarios; the scenarios are each test's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from engine.definitions.assemble import assemble
from engine.findings import Finding, render_all
from engine.testing.scenarios import Loaded, Result, loaded, run_scenarios

SCENARIOS = "workflow_definitions/scenarios/visits.scenarios.yaml"

MANIFEST = """\
casepath: 1
configuration: smallton
title: Smallton
version: 1.0.0
calendar: england_and_wales
cut_off: 17:00
roles:
  officer:
    title: Officer
    reach: council
  manager:
    title: Manager
    includes: officer
    reach: council
  worker_role:
    title: Social worker
case_roles:
  worker:
    title: Allocated worker
    from: worker_role
    given_by: manager
subjects:
  child:
    title: Child
    record: child
    reference: CYP-{{ year }}-{{ number }}
"""

RECORD = """\
record: child
title: Child
view: [officer]
edit: [worker]
sensitivity: personal
fields:
  full_name:
    type: text
    label: Full name
  siblings:
    type: integer
    label: Brothers and sisters
"""

FORM = """\
form: visit
title: Visit
subject: child
view: [officer, worker]
pages:
  visit:
    title: The visit
    fields:
      child_name:
        type: text
        label: Who was visited
        from: child.full_name
      siblings:
        type: integer
        label: Brothers and sisters at home
        from: child.siblings
      seen:
        type: yes_no
        label: Was the child seen?
        required: true
      where:
        type: choices
        label: Where was the child seen?
        show_if: seen == yes
        required: true
        options:
          home: At home
          school: At school
          park: In the park
      people:
        type: rows
        label: Who was there?
        row: Person
        fields:
          name:
            type: text
            label: Name
            required: true
          age:
            type: integer
            label: Age
  decision:
    title: Decision
    for: [decide, close]
    fields:
      outcome:
        type: choice
        label: Outcome
        required: true
        options:
          close: Close
          again: Visit again
rules:
  home_alone:
    when: seen == yes and home in where
    require: count(people) > 0
    say: Nobody is named for a visit at home.
    at: people
    level: warning
"""

WORKFLOW = """\
workflow: visits
title: Visits
subject: child
opened_by: officer
view: [officer, worker]
start: planned
states:
  planned:
    title: Planned
    actions:
      record_visit:
        title: Record the visit
        by: officer
        form: visit
        goes: visited
      allocate:
        title: Allocate a worker
        by: manager
        assigns: worker
        goes: stay
    deadlines:
      visit_made:
        within: 3 working days
        kind: standard
      call_back:
        within: 48 hours
        kind: standard
  visited:
    title: Visited
    actions:
      decide:
        title: Decide
        by: [manager, worker]
        not_by: done(record_visit)
        continue: visit
        goes:
          - if: visit.outcome == close
            to: closed
          - else: planned
      close:
        title: Close
        by: manager
        continue: visit
        reason: required
        goes: closed
      send_back:
        title: Send back
        by: manager
        gives_back: visit
        reason: required
        goes: planned
  closed:
    title: Closed
    ending: true
    reopen:
      by: manager
      to: planned
"""

HEAD = """\
scenarios_of: visits
given:
  today: 2026-03-12T10:00
  closures: 2026-03-16
  people:
    amy: officer
    max: manager
    sol: worker_role
  child:
    full_name: Jamie Example
    siblings: 2
  answers:
    seen_at_school:
      seen: yes
      where: school
      people: {name: Robin Example, age: 15}
scenarios:
"""
"""The first 17 lines of every file of scenarios here; a test's own begin on line 18."""

FILES = {
    "casepath.yaml": MANIFEST,
    "form_schemas/records/child.yaml": RECORD,
    "form_schemas/visit.yaml": FORM,
    "workflow_definitions/visits.yaml": WORKFLOW,
}


OPEN = "    - open: {by: amy}\n"
RECORDED = """\
    - open: {by: amy}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
"""
EXAMPLES = """
  a_visit_is_recorded:
    - open: {by: amy}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - expect: {state: visited}

  a_visit_is_decided:
    examples:
      - {outcome: close, state: closed}
      - {outcome: again, state: visited}
    steps:
      - open: {by: amy}
      - do:
          record_visit: {by: amy, form: {like: seen_at_school}}
      - do:
          decide:
            by: max
            form:
              outcome: "{{ outcome }}"
      - expect: {state: "{{ state }}"}
"""


def small(scenarios: str, head: str = HEAD, files: Mapping[str, str] = FILES) -> Loaded:
    """Return the small council with *scenarios*, ready to run."""
    written = {**files, SCENARIOS: head + scenarios}
    content = {path: text.encode() for path, text in written.items()}
    return loaded(assemble(content), content)


def results(scenarios: str, head: str = HEAD, files: Mapping[str, str] = FILES, *, matching: str = "") -> list[Result]:
    """Return how *scenarios* went; a mistake in them stops the test."""
    council = small(scenarios, head, files)
    assert council.can_run, render_all(council.findings)
    return list(run_scenarios(council, matching=matching))


def as_printed(findings: Iterable[Finding]) -> str:
    """Return a report with the paths left out, ready to be compared."""
    return "\n" + render_all([one for one in findings if one.is_error]).replace(SCENARIOS, "") + "\n"


def write_small(folder: Path, scenarios: str, head: str = HEAD) -> None:
    """Write the small council with *scenarios* into *folder*."""
    for path, text in {**FILES, SCENARIOS: head + scenarios}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
