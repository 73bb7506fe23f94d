"""The little council with children and places, where forms copy what links share."""

from __future__ import annotations

from collections.abc import Mapping

from engine import Actor
from tests.places import PLACES

PLANNING = """\
form: planning
title: Planning
subject: child
view: [mash, worker, manager]
pages:
  all:
    title: All
    fields:
      places:
        type: rows
        label: Places of the plan
        row: Place
        key: name
        from: previous.places
        fields:
          name: {type: text, label: Name, characters: {max: 60}, from: links.contexts.place.name}
          kind: {type: choice, label: Kind, options: kinds, from: links.contexts.place.kind}
          since: {type: date, label: Known since, from: links.contexts.linked_on}
          note: {type: text, label: Note, from: links.contexts.note}
          aim: {type: text, label: Aim}
      first_name: {type: text, label: Where it began, from: links.first.place.name}
      first_since: {type: date, label: Known there since, from: links.first.case.opened_on}
      first_now: {type: text, label: What that place is called, shows: links.first.place.name}
"""
COUNTING = """\
form: counting
title: Counting
subject: place
view: lead
pages:
  all:
    title: All
    fields:
      children:
        type: rows
        label: Children
        row: Child
        fields:
          reference: {type: text, label: Case, from: links.children.case.reference}
          level: {type: choice, label: Level, options: screening.level, from: links.children.screening.level}
"""
_ADDED = {
    "casepath.yaml": {
        "  lead: {title": "  police: {title: Police, external: true}\n",
    },
    "workflow_definitions/child_path.yaml": {
        "  siblings:\n    to:": (
            "  first:\n    title: First place\n    to: place_path\n    back: first_of\n"
            "    shares: {in: [place.name, case.reference, case.opened_on]}\n"
        ),
        "      go_to_school:\n": (
            "      name_first: {title: Name the first place, by: worker, link: first, goes: stay}\n"
            "      write_plan: {title: Write the plan, by: [worker, mash], form: planning, goes: stay}\n"
        ),
        "    actions:\n      close:": (
            "    tasks:\n      advise: {title: Advise, by: police, form: planning, required: false}\n"
        ),
    },
    "workflow_definitions/place_path.yaml": {
        "merge: {by": "  first_of: {to: child_path, back: first, many: true}\n",
        "      look_closer:": "      count_children: {title: Count, by: lead, form: counting, goes: stay}\n",
    },
}
"""Lines that are written before others."""


def _with_copies() -> dict[str, bytes]:
    files = {name: text.decode() for name, text in PLACES.items()}
    for name, added in _ADDED.items():
        for before, lines in added.items():
            assert files[name].count(before) == 1, before
            files[name] = files[name].replace(before, lines + before)
    files["form_schemas/planning.yaml"] = PLANNING
    files["form_schemas/counting.yaml"] = COUNTING
    return {name: text.encode() for name, text in files.items()}


COPYING: Mapping[str, bytes] = _with_copies()
POLICE = Actor("pat", ["police"])
