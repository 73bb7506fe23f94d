"""Scenarios of linked cases: others opened from one contact, links with their own answers, and one alert for three."""

from __future__ import annotations

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


def played(*scenarios: str) -> list[Result]:
    files = {**PLACES, FILE: (HEAD + "".join(scenarios)).encode()}
    folder = loaded(assemble(files), files)
    assert folder.can_run, render_all(folder.findings)
    return list(run_scenarios(folder))


def test_scenarios_open_link_and_hear() -> None:
    for one in played(CONTACT, ALERT, MESSAGE):
        assert one.passed, render_all(one.failures)


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
