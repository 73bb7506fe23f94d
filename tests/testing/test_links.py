"""Scenarios of linked cases: others opened from one contact, links with their own answers, and one alert for three."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.assemble import assemble
from engine.findings import render_all
from engine.testing.scenarios import Result, loaded, run_scenarios
from tests.places import PLACES

HEAD = """\
scenarios_of: child_path
given:
  today: 2026-03-12T12:00
  people: {amy: mash, ben: practitioner, cat: manager, ann: lead}
  child: {full_name: Sam Example}
  place: {name: Example Towpath, kind: park}
scenarios:
"""
CONTACT = """\
  three_siblings_and_two_places_from_one_contact:
    - open: {by: amy}
    - do:
        screen:
          by: amy
          form:
            level: low
            siblings:
              - {name: Robin Example, concern: yes}
              - {name: Kit Example, concern: yes}
              - {name: Jo Example, concern: yes}
              - {name: Max Example, concern: no}
            places: [park, school]
    - expect:
        state: working
        opened: {siblings: 3, contexts: 2}
"""
ALERT = """\
  a_third_child_raises_one_alert_that_names_nobody:
    - open: {by: ann, workflow: place_path, as: towpath}
"""
for number in ("first", "second", "third", "fourth"):
    told = 1 if number in ("third", "fourth") else 0
    ALERT += f"""\
    - open: {{by: amy, as: {number}}}
    - in: {number}
      do:
        screen: {{by: amy, form: {{level: low}}}}
    - in: {number}
      do:
        link_place: {{by: amy, link: {{to: towpath, role: seen}}}}
    - in: towpath
      expect: {{state: found, told: {{lead: {told}}}}}
"""
MESSAGE = """\
  a_place_without_any_child_hears_of_a_plan_once_there_is_one:
    - open: {by: ann, workflow: place_path, as: towpath}
    - open: {by: amy, as: sam}
    - in: sam
      do:
        screen: {by: amy, form: {level: high}}
    - in: sam
      cannot:
        plan: {by: amy, because: Link a place first.}
    - in: sam
      cannot:
        link_place:
          by: amy
          link: {to: towpath}
          because: 'Not answered yet: "How is the child there?" in "Places and groups".'
    - in: sam
      do:
        link_place: {by: amy, link: {to: towpath, role: harmed}}
    - in: sam
      do:
        plan: {by: amy}
    - in: sam
      expect: {state: planned, told: {manager: 1}}
    - in: towpath
      do:
        weigh: {by: ann, form: {weight: heavy}}
    - in: towpath
      expect: {state: heavy}
"""
VISITS = """\
  each_linked_place_is_visited:
    - open: {by: ann, workflow: place_path, as: towpath}
    - open: {by: ann, workflow: place_path, as: lock}
    - open: {by: amy}
    - do:
        screen: {by: amy, form: {level: low}}
    - expect: {tasks: {visit: not_opened}}
    - do:
        link_place: {by: amy, link: {to: towpath, role: seen}}
    - expect: {tasks: {visit: open}}
    - do:
        visit: {by: amy}
    - expect: {tasks: {visit: done}}
    - do:
        link_place: {by: amy, link: {to: lock, role: seen}}
    - cannot:
        plan: {by: amy, because: 'Not done yet: "Visit Places and groups 2" (Front door).'}
    - in: lock
      do:
        merge: {by: ann, into: towpath, reason: The same place}
    - do:
        plan: {by: amy}
"""
TURNS = """\
  two_places_turn_out_to_be_one_and_that_one_two:
    - open: {by: ann, workflow: place_path, as: towpath}
    - open: {by: ann, workflow: place_path, as: lock}
    - open: {by: amy, as: sam}
    - in: sam
      do:
        screen: {by: amy, form: {level: low}}
    - in: sam
      do:
        link_place: {by: amy, link: {to: towpath, role: seen}}
    - in: towpath
      cannot:
        merge: {by: ann, into: lock, because: Say why these two cases are one.}
    - in: towpath
      cannot:
        merge: {by: amy, into: lock, reason: One place, because: We cannot find that record.}
    - in: towpath
      do:
        merge: {by: ann, into: lock, reason: The same place under two names}
    - in: towpath
      expect: {state: merged}
    - in: lock
      expect: {state: found}
    - in: lock
      cannot:
        split: {by: ann, links: sam, because: Say why this case is two.}
    - in: lock
      cannot:
        split: {by: ann, links: towpath, reason: Two places, because: This case has no such link.}
    - in: lock
      do:
        split: {by: ann, links: sam, as: bridge, reason: Two places under one name}
    - in: bridge
      expect: {state: found}
    - in: bridge
      do:
        weigh: {by: ann, form: {weight: heavy}}
    - in: sam
      do:
        plan: {by: amy}
"""
SLIPS = """\
  slips:
    - open: {by: ann, workflow: place_path, as: towpath}
    - open: {by: amy}
    - in: towpath
      do:
        merge: {by: ann, links: towpath, form: {weight: heavy}}
    - in: towpath
      do:
        split: {by: ann, links: [sam], into: towpath}
    - in: towpath
      do:
        weigh: {by: ann, form: {weight: heavy}, into: towpath}
    - do:
        merge: {by: amy, into: towpath}
"""
WRONG = """\
  wrong:
    - open: {by: amy}
    - do:
        screen: {by: amy, form: {level: low}, link: {to: towpath, colour: red}}
    - expect: {opened: {siblins: 1}}
"""
MISSED = """\
  missed:
    - open: {by: amy}
    - do:
        screen: {by: amy, form: {level: low, places: park}}
    - expect: {opened: {siblings: 1, contexts: 1}}
"""
FILE = "workflow_definitions/scenarios/places.scenarios.yaml"


def played(*scenarios: str, files: Mapping[str, bytes] = PLACES) -> list[Result]:
    files = {**files, FILE: (HEAD + "".join(scenarios)).encode()}
    folder = loaded(assemble(files), files)
    assert folder.can_run, render_all(folder.findings)
    return list(run_scenarios(folder))


def test_scenarios_open_link_and_hear() -> None:
    for one in played(CONTACT, ALERT, MESSAGE):
        assert one.passed, render_all(one.failures)


def test_scenarios_do_the_tasks_of_linked_cases() -> None:
    path = "workflow_definitions/child_path.yaml"
    task = "    tasks: {visit: {title: 'Visit {{ row.place.name }}', by: mash, for_each: links.contexts}}\n"
    text = PLACES[path].decode().replace("    title: Working\n", f"    title: Working\n{task}")
    waits = text.replace("        require: has_place\n", "        require: has_place\n        require_tasks: all\n")

    (one,) = played(VISITS, files={**PLACES, path: waits.encode()})

    assert one.passed, render_all(one.failures)


def test_scenarios_merge_and_split_and_are_refused_in_the_words_of_the_engine() -> None:
    (one,) = played(TURNS)

    assert one.passed, render_all(one.failures)


def test_a_merge_and_a_split_say_what_they_need_and_nothing_else() -> None:
    files = {**PLACES, FILE: (HEAD + SLIPS).encode()}

    told = render_all(loaded(assemble(files), files).findings)

    assert [line.partition("  ")[2] for line in told.splitlines() if line.startswith("workflow")] == [
        'N250  "merge" does not say "into".',
        'N250  "merge" has no "links".',
        'N250  "merge" has no "form".',
        'N250  "split" does not say "as".',
        'N262  There is no case "sam" here.',
        'N250  "split" has no "into".',
        'N250  "weigh" has no "into".',
        'N256  There is no action "merge" here.',
    ]


def test_another_number_of_cases_is_told_at_its_line() -> None:
    (missed,) = played(MISSED)

    assert (
        render_all(missed.failures)
        .splitlines()[0]
        .endswith('N269  Another number of cases was opened along "siblings".')
    )


def test_names_in_scenarios_of_links_must_exist() -> None:
    files = {**PLACES, FILE: (HEAD + WRONG).encode()}

    told = render_all(loaded(assemble(files), files).findings)

    assert [line.partition("  ")[2] for line in told.splitlines() if line.startswith("workflow")] == [
        'N262  There is no case "towpath" here.',
        'N267  There is no question of this link "colour" here.',
        'N267  There is no link "siblins" here.',
    ]
