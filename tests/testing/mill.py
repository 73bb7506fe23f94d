"""A council whose cases go through strands, several hands and kept-apart people, for tests of finding a way."""

from __future__ import annotations

from tests.testing.small import as_printed, results, small

__all__ = ["FILES", "HEAD", "as_printed", "results", "small"]

MANIFEST = """\
casepath: 1
configuration: millbrook
title: Millbrook
version: 1.0.0
calendar: england_and_wales
roles:
  desk:
    title: Front desk
    reach: council
  adviser: Adviser
  lead:
    title: Team lead
    includes: adviser
    reach: council
  chair:
    title: Chair
    reach: council
case_roles:
  key_worker:
    title: Key worker
    from: adviser
    given_by: lead
subjects:
  household:
    title: Household
    record: household
    reference: HH-{{ year }}-{{ number }}
"""

RECORD = """\
record: household
title: Household
view: [desk, lead]
edit: desk
sensitivity: personal
fields:
  name:
    type: text
    label: Name
"""

LIST = """\
list: urgency
title: Urgency
ordered: true
options:
  low: Can wait
  soon: This month
  now: Today
"""

REQUEST = """\
form: request
title: Request
subject: household
view: [desk, lead, key_worker]
pages:
  about:
    title: About
    fields:
      name:
        type: text
        label: Who asks?
        from: household.name
        confirm: true
        required: true
      moved_in:
        type: date
        label: Living here since
        required: true
        check:
          that: moved_in <= add_days(today(), -30)
          say: Nobody can ask in the first month.
      years_here:
        type: integer
        label: Years here
        calc: years_between(moved_in, today())
      urgency:
        type: choice
        label: Urgency
        options: urgency
        required: true
      people:
        type: rows
        label: Who lives here?
        row: Person
        fields:
          first_name:
            type: text
            label: First name
            required: true
          needs_care:
            type: yes_no
            label: In need of care
      reference:
        type: text
        label: Reference
        show_if: urgency >= soon
        required: true
        format:
          pattern: "[A-Z]{2}-[0-9]{3}"
          example: AB-123
      outcome:
        type: choice
        label: Outcome
        required: true
        options:
          advice: Advice
          visit:
            label: Visit
            offer_if: urgency >= soon
          grant:
            label: Grant
            offer_if: years_here >= 3
rules:
  grant_for_care:
    when: outcome == grant
    require: count(people, needs_care == yes) >= 2
    say: A grant is for two or more people in need of care.
    at: outcome
  advice_waits:
    when: outcome == advice
    require: urgency == low
    say: Advice alone is unusual when it cannot wait.
    at: outcome
    level: warning
"""

VISIT = """\
forms:
  visit:
    title: Visit
    subject: household
    view: [desk, lead, key_worker]
    pages:
      one:
        title: Visit
        fields:
          seen_on:
            type: date
            label: Visited on
            default: today()
            required: true
          safe:
            type: yes_no
            label: Is the home safe?
            required: true
      sign:
        title: Sign
        for: sign_visit
        fields:
          agreed:
            type: yes_no
            label: Do you agree?
            required: true
            check:
              that: agreed == yes
              say: Give it back if you do not agree.
  budget:
    title: Budget
    subject: household
    view: [desk, lead, key_worker]
    pages:
      one:
        title: Budget
        fields:
          amount:
            type: decimal
            label: Amount
            required: true
            min: 0
  meeting:
    title: Meeting
    subject: household
    view: [desk, lead, chair]
    pages:
      one:
        title: Meeting
        fields:
          result:
            type: choice
            label: Result
            required: true
            options:
              plan: A plan
              no_plan: No plan
"""

WORKFLOW = """\
workflow: help
title: Help at home
subject: household
opened_by: desk
view: [desk, lead, key_worker, chair]
checks:
  large:
    that: budget.amount > 500
    say: The budget is not above 500.
  unsafe:
    that: visit.safe == no
    say: The home is safe.
start: asked
states:
  asked:
    title: Asked
    actions:
      decide:
        title: Decide
        by: desk
        form: request
        goes:
          - if: request.outcome == visit
            to: granted
          - if: request.outcome == grant
            to: fund
          - else: advised
    deadlines:
      answered:
        within: 5 working days
        kind: standard
  granted:
    title: Granted
    actions:
      allocate:
        title: Allocate
        by: lead
        assigns: key_worker
        goes: work
  work:
    title: At work
    parallel:
      home:
        start: visiting
        states:
          visiting:
            title: Visiting
            actions:
              write_visit:
                title: Write up the visit
                by: key_worker
                form: visit
                goes: written
          written:
            title: Written
            actions:
              sign_visit:
                title: Sign the visit
                by: lead
                not_by: done(write_visit)
                continue: visit
                goes: signed
          signed:
            title: Signed
            finished: true
      money:
        start: counting
        states:
          counting:
            title: Counting
            actions:
              count_up:
                title: Count the money
                by: key_worker
                form: budget
                goes: stay
              close_book:
                title: Close the book
                by: key_worker
                require: large
                goes: counted
          counted:
            title: Counted
            finished: true
    when_done: meeting
  meeting:
    title: Meeting
    actions:
      hold:
        title: Hold the meeting
        by: chair
        not_by: [done(write_visit), done(allocate)]
        form: meeting
        require: unsafe
        goes:
          - if: this.result == plan
            to: planned
          - else: advised
  planned:
    title: Planned
    ending: true
  fund:
    title: Fund
    ending: true
  advised:
    title: Advised
    ending: true
    reopen:
      by: lead
      to: asked
"""

HEAD = """\
scenarios_of: help
given:
  today: 2026-03-12T10:00
  people:
    amy: desk
    ben: adviser
    cat: lead
    dev: chair
    eve: [adviser, chair]
  household:
    name: Sam Example
  answers:
    asks_for_a_visit:
      moved_in: 2019-05-01
      urgency: now
      reference: XY-987
      outcome: visit
scenarios:
"""

FILES = {
    "casepath.yaml": MANIFEST,
    "form_schemas/records/household.yaml": RECORD,
    "form_schemas/lists/urgency.yaml": LIST,
    "form_schemas/request.yaml": REQUEST,
    "form_schemas/work.yaml": VISIT,
    "workflow_definitions/help.yaml": WORKFLOW,
}
