"""A little council with children and places: two workflows that are linked, messages between them and an alert."""

from __future__ import annotations

from collections.abc import Mapping

from engine import Actor

MANIFEST = """\
casepath: 1
configuration: places
title: Children and places
version: 1.0.0
calendar: england_and_wales
roles:
  mash: {title: Front door, reach: council}
  practitioner: Social worker
  manager: {title: Manager, includes: practitioner, reach: council}
  lead: {title: Context lead, reach: team}
case_roles:
  worker: {title: Allocated worker, from: practitioner, given_by: [manager, mash]}
teams:
  east: {title: East team, roles: [mash, practitioner, manager, lead]}
  west: {title: West team, roles: manager}
subjects:
  child: {title: Child, record: child, reference: "CH-{{ year }}-{{ number }}"}
  place: {title: Place, record: place, reference: "PL-{{ year }}-{{ number }}"}
"""
CHILD = """\
record: child
title: Child
view: [mash, worker, manager]
edit: [mash, worker]
fields:
  full_name: {type: text, label: Full name}
  school: {type: text, label: School}
"""
PLACE = """\
record: place
title: Place
view: [lead, practitioner]
edit: [lead, practitioner]
sensitivity: ordinary
fields:
  name: {type: text, label: Name people use}
  kind: {type: choice, label: Kind, options: kinds}
"""
KINDS = """\
list: kinds
title: Kinds
options: {park: Park, school: School, online: Online space}
"""
SCREENING = """\
form: screening
title: Screening
subject: child
view: [mash, worker, manager]
pages:
  all:
    title: All
    fields:
      level:
        type: choice
        label: Level of concern
        options: {low: Low, high: High}
        sensitivity: ordinary
        required: true
      story: {type: long_text, label: What happened}
      siblings:
        type: rows
        label: Other children
        row: Child
        fields:
          name: {type: text, label: Name, required: true}
          known: {type: subject, of: child, label: Known to us}
          concern: {type: yes_no, label: A concern of their own}
      places: {type: choices, label: Kinds of places, options: kinds, sensitivity: ordinary}
"""
WEIGHING = """\
form: weighing
title: Weighing
subject: place
view: lead
pages:
  all:
    title: All
    fields:
      weight: {type: choice, label: Weight, options: {light: Light, heavy: Heavy}, required: true}
"""
CHILD_PATH = """\
workflow: child_path
title: Child
subject: child
opened_by: mash
view: [mash, worker, manager]
links:
  contexts:
    title: Places and groups
    to: place_path
    back: children
    many: true
    shares:
      out: [case.reference, screening.level]
      in: [place.name, place.kind, case.state]
    fields:
      role:
        type: choice
        label: How is the child there?
        options: {harmed: Harmed there, seen: Seen there}
        required: true
      note: {type: text, label: Note, view: worker}
  siblings:
    to: child_path
    back: sibling_of
    many: true
  sibling_of:
    to: child_path
    back: siblings
    many: true
checks:
  has_place:
    that: count(links.contexts) >= 1
    say: Link a place first.
  at_school:
    that: any(links.contexts, place.kind == school)
    say: No school is linked.
  harmed_somewhere:
    that: any(links.contexts, role == harmed)
    say: The child is harmed at no place that is linked.
start: new
states:
  new:
    title: New
    actions:
      screen:
        title: Screen
        by: mash
        form: screening
        open:
          - link: siblings
            for_each: screening.siblings
            if: row.concern == yes
            subject: {full_name: row.name}
            copy: [child.school]
          - link: contexts
            for_each: this.places
            subject: {kind: row.code}
        goes: working
  working:
    title: Working
    actions:
      link_place:
        title: Link a place
        by: [worker, mash]
        link: contexts
        open: contexts
        goes: stay
      pick_place:
        title: Pick a place
        by: worker
        link: contexts
        goes: stay
      start_place:
        title: Start a place
        by: worker
        open: contexts
        goes: stay
      plan:
        title: Plan
        by: [worker, mash]
        require: has_place
        notify: {tell: manager, urgent: true}
        goes: planned
      go_to_school:
        title: Go to school
        by: worker
        require: [at_school, harmed_somewhere]
        goes: stay
  planned:
    title: Planned
    message: {contexts: child_planned}
    hears:
      place_heavy:
        from: contexts
        task: {id: look_again, title: Look at the plan again, by: worker, due: 2 working days}
    actions:
      close: {title: Close, by: [worker, mash], goes: closed}
  closed: {title: Closed, ending: true}
"""
PLACE_PATH = """\
workflow: place_path
title: Place
subject: place
opened_by: [lead, practitioner, mash]
view: lead
links:
  children: {to: child_path, back: contexts, many: true}
merge: {by: lead, to: merged}
split: {by: lead}
alerts:
  busy:
    when: count(links.children, linked_on >= add_days(today(), -90)) >= 3
    tell: lead
    say: Three or more children have been linked here in the last 90 days.
    again_after: 30 calendar days
    task: {id: talk, title: Talk about this place, by: lead, due: 5 working days}
checks:
  serious:
    that: any(links.children, screening.level == high)
    say: No child here is of high concern.
start: found
states:
  found:
    title: Found
    actions:
      weigh:
        title: Weigh
        by: lead
        form: weighing
        goes:
          - if: this.weight == heavy
            to: heavy
          - else: stay
      look_closer: {title: Look closer, by: lead, require: serious, goes: stay}
    hears:
      child_planned: {from: children}
  heavy:
    title: Heavy
    message: {children: place_heavy}
    actions:
      done: {title: Done, by: lead, goes: over}
  over: {title: Over, ending: true}
  merged: {title: Merged with another place, ending: true}
"""
PLACES: Mapping[str, bytes] = {
    "casepath.yaml": MANIFEST.encode(),
    "form_schemas/screening.yaml": SCREENING.encode(),
    "form_schemas/weighing.yaml": WEIGHING.encode(),
    "form_schemas/lists/kinds.yaml": KINDS.encode(),
    "form_schemas/records/child.yaml": CHILD.encode(),
    "form_schemas/records/place.yaml": PLACE.encode(),
    "workflow_definitions/child_path.yaml": CHILD_PATH.encode(),
    "workflow_definitions/place_path.yaml": PLACE_PATH.encode(),
}

MASH = Actor("amy", ["mash"], ["east"])
WORKER = Actor("ben", ["practitioner"], ["east"])
OTHER_WORKER = Actor("bea", ["practitioner"], ["east"])
MANAGER = Actor("cat", ["manager"], ["east"])
LEAD = Actor("ann", ["lead"], ["east"])
OTHER_LEAD = Actor("abe", ["lead"], ["west"])
