"""One scenario uses every setting that scenarios have; each of them, wrong, is told where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.definitions.assemble import assemble
from engine.definitions.model import Model
from engine.definitions.scenarios import (
    Arrival,
    Asked,
    Doing,
    Expectation,
    Filling,
    Given,
    Move,
    Opening,
    Refusal,
    Release,
    Said,
    Scenario,
    ScenarioFile,
    Step,
)
from engine.findings import render_all
from engine.testing.scenarios import Loaded, loaded, run_scenarios
from tests.testing.mill import HEAD, REQUEST, small
from tests.testing.test_paths import LINKED, STREET, WITH_LINKS

MODELS: tuple[type[Model], ...] = (
    *(ScenarioFile, Given, Scenario, Step, Opening, Arrival, Doing, Said, Refusal, Filling, Expectation),
    *(Release, Move, Asked),
)
TASK = """\
  asked:
    title: Asked
    tasks:
      call_back:
        title: Call back
        by: chair
        on_behalf: desk
"""
LIMIT = """\
        within: 5 working days
        kind: standard
        breach:
          tell: lead
"""
MERGED = """\
merge: {by: [desk, lead], to: same}
split: {by: [desk, lead]}
restricted: {by: lead, break_glass: {by: desk, tell: lead}}
start: seen
"""
FILES = {
    **WITH_LINKS,
    "form_schemas/request.yaml": REQUEST.replace("        row: Person\n", "        row: Person\n        max: 6\n"),
    "workflow_definitions/street.yaml": STREET.replace("start: seen\n", MERGED)
    + "  same:\n    title: Same as another\n    ending: true\n",
    "workflow_definitions/help.yaml": LINKED.replace("  asked:\n    title: Asked\n", TASK).replace(
        "        within: 5 working days\n        kind: standard\n", LIMIT
    ),
}
GIVEN = HEAD.replace("  today: 2026-03-12T10:00\n", "  today: 2026-03-12T10:00\n  closures: 2026-03-16\n")
STEPS = """
  all_of_it:
    examples:
      - {due: 2026-03-20}
    steps:
      - open:
          by: amy
          as: road
          workflow: street
      - open: {by: amy}
      - expect:
          state: asked
          deadlines: {answered: "{{ due }}"}
          clocks: {answered: running}
          tasks: {call_back: open}
      - can: {amy: decide, cat: []}
      - asks:
          decide:
            by: amy
            form: {moved_in: 2019-05-01}
            must: [urgency, outcome]
            may: people
            confirm: name
            has: {name: Sam Example}
            at_most: {people: 6}
      - fill:
          request:
            by: amy
            form: {moved_in: 2026-03-10, urgency: low}
      - expect:
          shown: about
          hidden: reference
          in_draft: moved_in
          problems: {moved_in: check}
      - sees: {amy: {request: [name, moved_in, years_here, urgency]}}
      - sees_nothing_of: {dev: request}
      - cannot:
          decide:
            by: cat
            because: '"Decide" is for: Front desk.'
      - cannot:
          decide:
            by: amy
            form: {like: asks_for_a_visit, moved_in: 2026-03-10, name: Sam Example}
            problems: {moved_in: check}
      - do:
          call_back:
            by: amy
            on_behalf:
              from: Robin Example
              how: phone
              when: 2026-03-12T09:50
      - wait: 3 working days
      - wait_until: 2026-03-21T10:00
      - expect:
          breached: answered
          told: {lead: 1}
      - do:
          decide:
            by: amy
            form: {moved_in: 2019-05-01, urgency: now, reference: XY-987, outcome: advice, name: Sam Example}
            passed: {advice_waits: They asked for no more}
      - expect:
          values: {reference: XY-987}
          not_stored: people
      - do:
          reopen:
            by: cat
            reason: They came back
      - at:
          state: granted
          as: home
          workflow: help
          with: {key_worker: eve}
      - in: home
        do:
          place:
            by: cat
            link: {to: road, side: odd}
      - in: home
        do:
          allocate:
            by: cat
            assigns: {key_worker: ben}
      - in: home
        expect:
          opened: {streets: 0}
      - open: {by: amy, workflow: street, as: lane}
      - in: road
        do:
          split:
            by: cat
            links: home
            as: alley
            reason: Two streets
      - in: lane
        do:
          restrict:
            by: cat
            people: cat
            roles: lead
            reason: A neighbour works here
      - in: alley
        do:
          merge:
            by: cat
            into: lane
            reason: One street
      - on:
          release: last_year
      - open: {by: amy, as: old}
      - in: old
        move: {}
"""

WRONG = {
    "scenarios_of": ("scenarios_of: help", "scenarios_of: hepl"),
    "given": ("given:", "givens:"),
    "today": ("today: 2026-03-12T10:00", "today: 12 March"),
    "closures": ("closures: 2026-03-16", "closures: Monday"),
    "people": ("amy: desk", "amy: dsk"),
    "answers": ("      outcome: visit", "      outcom: visit"),
    "scenarios": ("  all_of_it:", "  All:"),
    "examples": ("{due: 2026-03-20}", "{due: 2026-03-19}"),
    "steps": ("    steps:", "    step:"),
    "open": ("- open: {by: amy}", "- open: {by: dev}"),
    "as": ("          as: road", "          as: Road"),
    "workflow": ("          workflow: street", "          workflow: stret"),
    "state": ("          state: asked", "          state: advised"),
    "deadlines": ("deadlines: {answered:", "deadlines: {answer:"),
    "clocks": ("clocks: {answered: running}", "clocks: {answered: paused}"),
    "tasks": ("tasks: {call_back: open}", "tasks: {call_back: done}"),
    "can": ("- can: {amy: decide", "- can: {amy: []"),
    "asks": ("- asks:", "- ask:"),
    "must": ("must: [urgency, outcome]", "must: urgency"),
    "may": ("may: people", "may: [people, reference]"),
    "confirm": ("confirm: name", "confirm: people"),
    "has": ("has: {name: Sam Example}", "has: {name: Sam}"),
    "at_most": ("at_most: {people: 6}", "at_most: {people: 5}"),
    "fill": ("          request:\n            by", "          visit:\n            by"),
    "shown": ("shown: about", "shown: reference"),
    "hidden": ("hidden: reference", "hidden: urgency"),
    "in_draft": ("in_draft: moved_in", "in_draft: outcome"),
    "problems": (
        "          problems: {moved_in: check}\n      - sees",
        "          problems: {moved_in: []}\n      - sees",
    ),
    "sees": ("- sees: {amy: {request: [name, ", "- sees: {amy: {request: ["),
    "sees_nothing_of": ("- sees_nothing_of: {dev: request}", "- sees_nothing_of: {amy: request}"),
    "cannot": ("          decide:\n            by: cat", "          hold:\n            by: cat"),
    "because": ("is for: Front desk.'", "is for: Chair.'"),
    "by": ("            by: amy\n            on_behalf", "            by: cat\n            on_behalf"),
    "on_behalf": ("            on_behalf:", "            on_behalf_of:"),
    "from": ("              from: Robin Example", "              form: Robin Example"),
    "how": ("              how: phone\n", "              how: [phone]\n"),
    "when": ("when: 2026-03-12T09:50", "when: yesterday"),
    "wait": ("- wait: 3 working days", "- wait: 3 days"),
    "wait_until": ("- wait_until: 2026-03-21T10:00", "- wait_until: 2026-03-11T10:00"),
    "breached": ("breached: answered", "breached: answer"),
    "told": ("told: {lead: 1}", "told: {lead: 2}"),
    "form": ("            form: {moved_in: 2019", "            form: {moved: 2019"),
    "passed": ("passed: {advice_waits:", "passed: {advice:"),
    "values": ("values: {reference: XY-987}", "values: {reference: XY-988}"),
    "not_stored": ("not_stored: people", "not_stored: reference"),
    "do": ("          reopen:\n", "          reopens:\n"),
    "reason": ("            reason: They came back", "            because: They came back"),
    "at": ("          state: granted", "          state: [granted, fund]"),
    "with": ("with: {key_worker: eve}", "with: {worker: eve}"),
    "in": ("      - in: home\n        do:\n          place", "      - in: hom\n        do:\n          place"),
    "link": ("link: {to: road, side: odd}", "link: {to: road, side: left}"),
    "links": ("            links: home", "            links: lane"),
    "roles": ("            roles: lead", "            roles: leed"),
    "into": ("            into: lane", "            into: lan"),
    "assigns": ("assigns: {key_worker: ben}", "assigns: {key_work: ben}"),
    "expect": ("        expect:\n          opened", "        expects:\n          opened"),
    "opened": ("opened: {streets: 0}", "opened: {streets: 1}"),
    "on": ("      - on:\n", "      - under:\n"),
    "release": ("release: last_year", "release: this_year"),
    "move": ("        move: {}", "        move: {because: It stays.}"),
}


def told(steps: str, head: str) -> list[tuple[int, str]]:
    """Return the line and the whole of each mistake and failure."""
    council = with_last_year(steps, head)
    found = [one for one in council.findings if one.is_error]
    if not found:
        found = [one for result in run_scenarios(council) for one in result.failures]
    return [(one.place.line, render_all([one])) for one in found]


def with_last_year(steps: str, head: str) -> Loaded:
    """Return the council with an earlier release that differs in its title alone."""
    council = small(steps, head, FILES)
    last_year = {path: text.encode() for path, text in FILES.items()}
    last_year["casepath.yaml"] = last_year["casepath.yaml"].replace(b"title: ", b"title: Old ", 1)
    return loaded(replace(council.assembled, earlier={"last_year": assemble(last_year)}), council.files)


def test_a_scenario_that_uses_every_setting_holds() -> None:
    assert told(STEPS, GIVEN) == []


def test_every_setting_is_used_and_tried_wrong() -> None:
    settings = {field.alias or name for model in MODELS for name, field in model.model_fields.items()}

    # What a step says of letters needs a letter to say it of: tests/checks/test_scenarios.py has it wrong.
    assert settings - {"letters"} == set(WRONG)


@pytest.mark.parametrize("setting", WRONG)
def test_a_wrong_setting_is_told_where_it_stands(setting: str) -> None:
    right, wrong = WRONG[setting]
    whole = GIVEN + STEPS
    assert right in whole
    line = whole[: whole.index(right) + len(right.rstrip("\n").partition("\n")[0])].count("\n") + 1

    found = told(STEPS.replace(right, wrong, 1), GIVEN.replace(right, wrong, 1))

    assert found
    # A refusal is told at the action, whatever in its step brought it about.
    place, text = found[0]
    assert place in range(line - 2, line + 3), text
