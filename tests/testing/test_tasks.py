"""Tasks in scenarios: done, refused, said by phone, expected, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.assemble import assemble
from engine.testing.scenarios import loaded, run_scenarios
from tests.tasks import TASKS, tasks_with

GIVEN = """\
scenarios_of: path
given:
  today: 2026-03-12T12:00
  people: {olive: officer, mo: manager, pat: police, hal: health}
  answers:
    known: {known: yes, summary: Seen near the park, handling: ask_first}
scenarios:
"""
RETURNS = """\
  the_partners_answer_and_the_case_goes_on:
    - open: {by: olive}
    - do:
        ask: {by: olive, form: {what: Out late, in_school: no, friends: [{name: Robin Example, young: yes}]}}
    - can:
        olive: [back, meet, named, note_it, some]
        pat: police_return
        mo: [back, meet, named, note_it, override_information, some]
    - expect:
        tasks: {police_return: open, school_return: not_opened, meet: open}
    - cannot:
        police_return:
          by: pat
          form: {known: yes, handling: family}
          problems: {summary: required}
    - cannot:
        health_return:
          by: pat
          form: {known: no, handling: family}
          because: We cannot find that record.
    - do:
        meet: {by: olive}
    - do:
        health_return: {by: hal, form: {known: no, handling: family}}
    - wait: 1 working day
    - do:
        police_return:
          by: olive
          on_behalf: {from: Officer Example, how: phone, when: 2026-03-13T08:50}
          form: {like: known}
    - expect:
        state: strategy
        tasks: {police_return: done, ask_police_first: open}
"""
OVERRIDE = """\
  a_manager_goes_on_without_them:
    - open: {by: olive}
    - do:
        ask: {by: olive, form: {what: Out late, in_school: no}}
    - cannot:
        override: {by: mo, because: '"Go on without waiting" needs a reason.'}
    - do:
        override: {by: mo, reason: They never answer}
    - expect: {state: strategy, tasks: {police_return: open}}
"""

LATE = """\
  what_is_late_is_explained:
    - open: {by: olive}
    - do:
        ask: {by: olive, form: {what: Out late, in_school: no}}
    - wait: 4 working days
    - expect:
        state: unchanged
        tasks: {explain_delay: open, police_return: open}
    - do:
        explain_delay: {by: mo}
    - expect: {tasks: {explain_delay: done}}
"""
LIMIT = """\
    title: Gathering information
    deadlines:
      gathered:
        within: 3 working days
        kind: standard
        breach:
          - tell: manager
          - task: {id: explain_delay, title: Explain the delay, by: manager, due: 1 working day}
"""
WITH_LIMIT = tasks_with(("    title: Gathering information\n", LIMIT))


def failures(scenarios: str, council: Mapping[str, bytes] = TASKS) -> list[str]:
    """Return what did not hold, or is wrong, in *scenarios*."""
    files = {**council, "workflow_definitions/scenarios/path.scenarios.yaml": (GIVEN + scenarios).encode()}
    folder = loaded(assemble(files), files)
    told = [one.message for one in folder.findings if one.is_error]
    return told + [f"{one.message} {one.hint}" for result in run_scenarios(folder) for one in result.failures]


def test_a_scenario_does_tasks_and_says_who_may() -> None:
    assert failures(RETURNS) == []


def test_a_scenario_goes_on_without_waiting() -> None:
    assert failures(OVERRIDE) == []


def test_a_last_day_that_is_over_opens_a_task_of_the_case() -> None:
    assert failures(LATE, WITH_LIMIT) == []


def test_a_task_that_stands_otherwise_is_told() -> None:
    wrong = RETURNS.replace("police_return: done", "police_return: open")

    assert failures(wrong) == ['"police_return" stands otherwise. Expected: open\n  In fact:  done']


def test_a_task_that_is_not_there_is_told() -> None:
    wrong = RETURNS.replace("tasks: {police_return: done", "tasks: {police_retrun: done")

    assert failures(wrong) == ['There is no task "police_retrun" here.']
