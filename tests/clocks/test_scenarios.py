"""Clocks in scenarios: time passes, what falls due happens, and what is expected of it is compared."""

from __future__ import annotations

import pytest

from engine.definitions.assemble import assemble
from engine.findings import render_all
from engine.testing.scenarios import Result, loaded, run_scenarios
from tests.clocks.limits import LIMITS

FILE = "workflow_definitions/scenarios/path.scenarios.yaml"
HEAD = """\
scenarios_of: path
given:
  today: 2026-03-12T10:00
  people: {mo: manager, chris: chair, olive: officer}
scenarios:
"""
RECORDED_LATE = """\
  recorded_late_but_in_time:
    examples:
      - {held_on: 2026-04-28, conference: recorded_late}
      - {held_on: 2026-04-29, conference: breached}
    steps:
      - open: {by: mo}
      - wait_until: 2026-04-07T12:00
      - do: {hold_strategy: {by: mo, form: {held_on: 2026-04-07}}}
      - expect: {deadlines: {conference: 2026-04-28}, clocks: {conference: running}}
      - wait_until: 2026-04-29T00:00
      - expect: {breached: [conference, decision], clocks: {conference: breached}, told: {manager: 1, chair: 0}}
      - wait_until: 2026-05-06T09:00
      - do: {hold_conference: {by: mo, form: {held_on: "{{ held_on }}"}}}
      - expect: {clocks: {conference: "{{ conference }}"}}
"""
PAUSED = """\
  a_clock_is_paused_and_goes_on:
    - open: {by: mo}
    - wait_until: 2026-03-27T09:00
    - do: {discuss: {by: mo}}
    - expect: {deadlines: {held: 2026-03-31}}
    - do: {pause: {by: mo, reason: The family is away}}
    - expect: {clocks: {held: paused}}
    - wait: 3 working days
    - do: {go_on: {by: mo}}
    - expect: {deadlines: {held: 2026-04-07}, clocks: {held: running}}
    - cannot: {pause: {by: mo, reason: Again, because: 'No more pauses are left for: "Discussion held"'}}
"""
REVIEWS = """\
  reviews_come_round:
    - open: {by: mo}
    - do: {start_reviews: {by: mo}}
    - expect: {deadlines: {review: in 3 months}}
    - wait_until: 2026-06-20T09:00
    - expect: {breached: review, told: {chair: 4}}
    - do: {hold_review: {by: chris, form: {held_on: 2026-06-15}}}
    - expect: {breached: review, deadlines: {review: 2026-12-15}, clocks: {review: running}}
"""
PANEL = """\
  the_panel_is_the_next_one_whose_papers_are_not_due:
    - open: {by: mo}
    - wait_until: 2026-04-10T16:00
    - do: {wait_for_panel: {by: mo}}
    - expect: {deadlines: {heard: 2026-04-14}, told: {chair: 0}}
    - do: {hear: {by: chris}}
    - open: {by: mo, as: later}
    - wait_until: 2026-04-11T09:00
    - in: later
      do: {wait_for_panel: {by: mo}}
    - wait_until: 2026-04-24T00:00
    - in: later
      expect: {deadlines: {heard: 2026-04-28}, told: {chair: 1}}
"""


def played(scenarios: str) -> list[Result]:
    """Return what came of playing *scenarios*, which have no mistakes in them."""
    files = {**LIMITS, FILE: (HEAD + scenarios).encode()}
    folder = loaded(assemble(files), files)
    assert folder.can_run, render_all(folder.findings)
    return list(run_scenarios(folder))


@pytest.mark.parametrize("scenarios", [RECORDED_LATE, PAUSED, REVIEWS, PANEL])
def test_a_scenario_of_clocks_holds(scenarios: str) -> None:
    results = played(scenarios)

    assert results
    assert [render_all(one.failures) for one in results if not one.passed] == []


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("clocks: {held: paused}", "clocks: {held: met}", '"held" is another clock than that.'),
        ("clocks: {held: paused}", "clocks: {review: met}", '"review" is another clock than that.'),
        ("clocks: {held: paused}", "breached: held", '"held" is not breached.'),
        ("clocks: {held: paused}", "told: {chair: 1}", '"chair" was told something else.'),
        ("clocks: {held: paused}", "deadlines: {held: 2026-03-31}", '"held" is not due then.'),
        ("wait: 3 working days", "wait: 1 working day", '"held" is not due then.'),
    ],
)
def test_what_is_not_so_is_told_at_its_line(right: str, wrong: str, told: str) -> None:
    assert right in PAUSED
    failures = [one.message for result in played(PAUSED.replace(right, wrong)) for one in result.failures]

    assert failures == [told]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("clocks: {heldd: met}", 'There is no deadline "heldd" here.'),
        ("breached: [held, heldd]", 'There is no deadline "heldd" here.'),
        ("told: {chairs: 1}", 'There is no role "chairs" here.'),
    ],
)
def test_a_name_that_is_not_there_is_a_finding(wrong: str, told: str) -> None:
    files = {**LIMITS, FILE: (HEAD + PAUSED.replace("clocks: {held: paused}", wrong)).encode()}

    assert [one.message for one in loaded(assemble(files), files).findings] == [told]
