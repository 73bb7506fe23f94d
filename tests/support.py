"""A little council for tests, and the few things that many tests need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine import Actor, Case, Cases, Database, Engine, Ports, Refused
from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.cases.values import Answers
from engine.cases.views import FieldView, FormView
from engine.definitions.assemble import assemble
from engine.definitions.read import folder_files
from engine.findings import render_all
from engine.shipped import shipped_configuration
from engine.store.tables import look, metadata
from engine.testing.fakes import FakeClock

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
"""Thursday 12 March 2026, noon; London is on UTC then."""

MANIFEST = """\
casepath: 1
configuration: little
title: Little council
version: 1.0.0
calendar: england_and_wales
cut_off: 17:00
roles:
  officer: {title: Officer, reach: council}
  manager:
    title: Manager
    includes: officer
    reach: council
  social_worker: Social worker
  guest: {title: Guest, reach: council}
case_roles:
  worker:
    title: Allocated worker
    from: social_worker
    given_by: manager
subjects:
  child:
    title: Child
    record: child
    reference: CH-{{ year }}-{{ number }}
system: {missing_count: integer}
"""
RECORD = """\
record: child
title: Child
view: [officer, worker]
edit: officer
fields:
  full_name: {type: text, label: Full name}
  born: {type: date, label: Date of birth}
  sex:
    type: choice
    label: Sex
    options: {f: Female, m: Male}
"""
FORM = """\
form: referral
title: Referral
subject: child
view: [officer, worker]
pages:
  about:
    title: About
    fields:
      child_name:
        type: text
        label: Name
        from: child.full_name
        required: true
      sex:
        type: choice
        label: Sex
        options: {f: Female, m: Male}
        from: child.sex
        confirm: true
      harm:
        type: choice
        label: Where is the harm?
        options: {home: Home, outside: Outside, unclear: Not clear}
        required: true
      where:
        type: choices
        label: Where outside?
        options: {park: Park, school: School, online: Online}
        show_if: harm == outside
        required: true
        none: None of these
      park_name:
        type: text
        label: Which park?
        show_if: park in where
        required: true
      level:
        type: choice
        label: Level
        options: levels
        required: true
      score:
        type: integer
        label: Score
        calc: points(level)
      held_on:
        type: date
        label: Held on
        default: today()
      missing:
        type: integer
        label: Times missing
        from: system.missing_count
        min: 0
      people:
        type: rows
        label: People
        row: Person
        max: 5
        fields:
          person: {type: text, label: Person, required: true}
          young: {type: yes_no, label: Under 18}
          school_name:
            type: text
            label: School of this person
            show_if: young == yes
            required: true
  decision:
    title: Decision
    for: decide
    fields:
      outcome:
        type: choice
        label: Outcome
        options:
          close: Close
          act:
            label: Act
            offer_if: level >= high
        required: true
      note: {type: long_text, label: Note}
rules:
  high_is_not_home:
    when: level == high
    require: harm != unclear
    say: Say where the harm is when the level is high.
    at: harm
  low_act:
    when: level == low and harm == outside
    require: count(people) >= 1
    say: Usually someone is named.
    at: people
    level: warning
"""
LEVELS = """\
list: levels
title: Levels
ordered: true
options:
  low: {label: Low, points: 1}
  middle: {label: Middle, points: 2}
  high: {label: High, points: 3}
"""
WORKFLOW = """\
workflow: path
title: Path
subject: child
opened_by: officer
view: [officer, worker]
checks:
  serious:
    that: referral.level >= middle
    say: The level is below middle.
start: new
states:
  new:
    title: New
    deadlines:
      refer:
        title: Referral made
        within: 2 working days
        kind: statutory
        from: opened
        until: done(refer)
    actions:
      refer:
        title: Refer
        by: officer
        form: referral
        dated: held_on
        goes: waiting
      drop:
        title: Drop
        by: manager
        reason: required
        goes: closed
  waiting:
    title: Waiting
    actions:
      decide:
        title: Decide
        by: manager
        not_by: done(refer)
        continue: referral
        goes:
          - id: act
            if: referral.outcome == act
            to: working
          - else: closed
      give_back:
        title: Give back
        by: manager
        reason: required
        gives_back: referral
        goes: new
      name_worker:
        title: Name the worker
        by: manager
        assigns: worker
        goes: stay
  working:
    title: Working
    actions:
      finish:
        title: Finish
        by: worker
        require: serious
        goes: closed
  closed:
    title: Closed
    ending: true
    reopen: {by: manager, to: new}
anytime:
  visit:
    title: Record a visit
    by: [officer, worker]
    goes: stay
"""
LITTLE: Mapping[str, bytes] = {
    "casepath.yaml": MANIFEST.encode(),
    "form_schemas/referral.yaml": FORM.encode(),
    "form_schemas/lists/levels.yaml": LEVELS.encode(),
    "form_schemas/records/child.yaml": RECORD.encode(),
    "workflow_definitions/path.yaml": WORKFLOW.encode(),
}

OFFICER = Actor("olive", roles=["officer"])
MANAGER = Actor("mo", roles=["manager"])
OTHER_MANAGER = Actor("mary", roles=["manager"])
WORKER = Actor("wendy", roles=["social_worker"])
GUEST = Actor("gus", roles=["guest"])

REFERRED: Answers = {"child_name": "Sam Example", "harm": "outside", "where": ["school"], "level": "high"}


def definition_of(files: Mapping[str, bytes]) -> Definition:
    """Return the compiled definition of *files*, which must hold no mistake."""
    assembled = assemble(files)
    assert assembled.configuration is not None, render_all(assembled.findings)
    compilation = compile_configuration(assembled.configuration, assembled.origins)
    assert not compilation.findings, render_all(compilation.findings)
    return compilation.definition


@cache
def little() -> Definition:
    return definition_of(LITTLE)


@cache
def national() -> Definition:
    """Return the shipped template, compiled."""
    return definition_of(folder_files(shipped_configuration())[0])


def little_with(**changes: tuple[str, str]) -> dict[str, bytes]:
    """Return the little council's files with one text replaced in each file named: `workflow=(old, new)`."""
    paths = {
        "manifest": "casepath.yaml",
        "form": "form_schemas/referral.yaml",
        "levels": "form_schemas/lists/levels.yaml",
        "record": "form_schemas/records/child.yaml",
        "workflow": "workflow_definitions/path.yaml",
    }
    files = dict(LITTLE)
    for name, (old, new) in changes.items():
        text = files[paths[name]].decode()
        assert old in text, f"{old!r} is not in {paths[name]}"
        files[paths[name]] = text.replace(old, new).encode()
    return files


class Office:
    """The little council at work: an engine on a database, with a clock that tests move."""

    def __init__(
        self,
        database: Database,
        *,
        files: Mapping[str, bytes] = LITTLE,
        definition: Definition | None = None,
        council: str | None = None,
        clock: FakeClock | None = None,
        ports: Ports | None = None,
    ) -> None:
        self.database = database
        self.clock = clock or FakeClock(NOON)
        definition = definition or (little() if files is LITTLE else definition_of(files))
        self.engine = Engine(definition, files, ports=replace(ports or Ports(), clock=self.clock), council=council)

    @property
    def cases(self) -> Cases:
        return self.engine.cases(self.database)


def referred(office: Office) -> Case:
    """Return a case whose referral was submitted."""
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    return office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version).case


def written(office: Office) -> dict[str, int]:
    """Return how many rows each table holds, but for who looked: that is kept whatever comes of it."""
    with office.database.connection() as connection:
        return {
            one.name: connection.execute(sa.select(sa.func.count()).select_from(one)).scalar_one()
            for one in metadata.sorted_tables
            if one is not look
        }


def codes(refusal: Refused) -> set[str]:
    return {reason.code for reason in refusal.reasons}


def question(view: FormView, name: str) -> FieldView:
    """Return a question that must be shown."""
    found = view.field(name)
    assert found is not None, f'"{name}" is not shown in "{view.form}"'
    return found
