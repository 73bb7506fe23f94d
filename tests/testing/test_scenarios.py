"""Scenarios are played through the real engine: what is so holds, and the command says how it went."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from engine.cases.deadlines import Counting
from engine.cli.test import test as command
from engine.definitions.words import read_duration
from engine.findings import render_all
from engine.shipped import shipped_configuration
from engine.testing.scenarios import load, run_scenarios
from engine.testing.stage import later
from tests.testing.small import EXAMPLES, FILES, FORM, HEAD, MANIFEST, OPEN, results, small, write_small

# --- what holds ------------------------------------------------------------------------------------------------------


def test_every_scenario_that_is_shipped_holds() -> None:
    template = load(shipped_configuration())

    went = list(run_scenarios(template))

    assert template.can_run
    assert {one.workflow for one in went} == set(template.definition.workflows if template.definition else ())
    assert [one.title for one in went if not one.passed] == []


HOLDS = {
    "a_deadline_falls_past_the_weekend_and_the_closure": """
    - expect:
        state: planned
        deadlines: {visit_made: 2026-03-18, call_back: 2026-03-14T10:00}
    - expect:
        deadlines: {visit_made: in 3 working days, call_back: in 48 hours}
    - expect:
        deadlines: {call_back: 2026-03-14}
""",
    "each_person_can_do_exactly_what_is_theirs": """
    - can:
        amy: record_visit
        max: [allocate, record_visit]
        sol: []
    - do:
        allocate: {by: max, assigns: {worker: sol}}
    - expect: {state: unchanged}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - can: {amy: [], sol: decide}
""",
    "a_hidden_answer_stays_in_the_draft_and_is_not_stored": """
    - fill:
        visit: {by: amy, form: {seen: yes, where: park}}
    - expect: {shown: where, in_draft: [where, child_name], problems: {where: [], people: []}}
    - fill:
        visit: {by: amy, form: {seen: no}}
    - expect: {hidden: where, shown: visit.decision, in_draft: visit.where, state: unchanged}
    - do:
        record_visit: {by: amy}
    - expect: {state: visited, not_stored: where, hidden: where}
""",
    "facts_are_copied_and_compared_as_they_are_kept": """
    - do:
        record_visit: {by: amy, form: {like: seen_at_school, where: [park, home]}}
    - expect:
        values:
          siblings: 2
          visit.child_name: Jamie Example
          where: [home, park]
          people: {age: 15}
          outcome: ""
""",
    "a_named_set_gives_way_to_what_stands_beside_it": """
    - do:
        record_visit: {by: amy, form: {like: seen_at_school, where: park, siblings: ""}}
    - expect: {values: {where: park, siblings: ""}, not_stored: siblings}
""",
    "a_refusal_names_problems_and_reasons_together": """
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - cannot:
        close:
          by: max
          problems: {outcome: required}
          because: '"Close" needs a reason.'
    - cannot:
        send_back: {by: sol, because: We cannot find that record.}
    - cannot:
        record_visit: {by: amy, because: '"Record the visit" cannot be done in "Visited".'}
""",
    "a_warning_is_gone_past_with_a_reason": """
    - cannot:
        record_visit:
          by: amy
          form: {like: seen_at_school, where: home, people: []}
          problems: {people: home_alone}
    - do:
        record_visit:
          by: amy
          form: {like: seen_at_school, where: home, people: []}
          passed: {home_alone: The child opened the door}
    - expect: {state: visited}
""",
    "what_was_given_back_is_a_draft_again": """
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - do:
        send_back: {by: max, reason: Say who was there}
    - expect: {state: planned, in_draft: [seen, where], shown: where}
    - do:
        record_visit: {by: amy}
    - expect: {state: visited, values: {where: school}}
""",
    "an_unknown_question_may_be_tried_where_its_refusal_is_expected": """
    - cannot:
        record_visit:
          by: amy
          form: {like: seen_at_school, colour: blue}
          problems: {colour: unknown_field}
""",
}


@pytest.mark.parametrize("name", HOLDS)
def test_what_is_so_holds(name: str) -> None:
    went = results(f"\n  {name}:\n    - open: {{by: amy}}{HOLDS[name]}")

    assert [(one.title, render_all(one.failures)) for one in went] == [(name, "")]


WHY_NOT = """\
  why_not:
    title: Why not?
    show_if: seen == no
    fields:
      reason:
        type: text
        label: Reason
"""


def test_a_page_is_shown_where_any_of_its_questions_is() -> None:
    files = {**FILES, "form_schemas/visit.yaml": FORM.replace("  decision:\n", WHY_NOT + "  decision:\n")}
    filled = OPEN + "    - fill:\n        visit: {by: amy, form: {seen: no}}\n"

    held = results(f"\n  it:\n{filled}    - expect: {{shown: [visit.why_not, decision]}}\n", HEAD, files)
    wrong = results(f"\n  it:\n{OPEN}    - expect: {{shown: why_not, hidden: [where, why_not]}}\n", HEAD, files)

    assert [render_all(one.failures) for one in held] == [""]
    assert [one.message for one in wrong[0].failures] == ['"Why not?" is not shown.']


MARCH_12 = datetime(2026, 3, 12, 16, 40, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("length", "then"),
    [
        ("1 working day", "2026-03-13T16:40:00+00:00"),
        ("2 working days", "2026-03-17T16:40:00+00:00"),
        ("2 calendar days", "2026-03-14T16:40:00+00:00"),
        ("3 weeks", "2026-04-02T16:40:00+01:00"),
        ("1 month", "2026-04-12T16:40:00+01:00"),
        ("1 year", "2027-03-12T16:40:00+00:00"),
        ("18 hours", "2026-03-13T10:40:00+00:00"),
    ],
)
def test_waiting_in_days_keeps_the_time_of_day_here(length: str, then: str) -> None:
    definition = small(EXAMPLES).definition
    assert definition is not None
    counting = Counting(replace(definition.counting.calendar, closures=frozenset([date(2026, 3, 16)])), definition.zone)

    moment = later(MARCH_12, read_duration(length), counting)

    assert moment.astimezone(MARCH_12.tzinfo).isoformat() == then


def test_an_hour_is_an_hour_in_the_night_when_the_clocks_change() -> None:
    definition = small(EXAMPLES).definition
    assert definition is not None
    before = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/London"))

    assert later(before, read_duration("1 hour"), definition.counting).isoformat() == "2026-03-29T01:30:00+00:00"


def test_each_scenario_starts_with_nothing_of_the_others() -> None:
    wrong = "\n    - open: {by: amy}\n    - expect: {state: closed}\n"

    went = results(f"\n  first:{wrong}\n  second:{wrong}")

    assert [one.histories[0].reference for one in went] == ["CYP-2026-00001", "CYP-2026-00001"]


def test_a_scenario_may_have_several_cases() -> None:
    went = results(
        """
  two_visits:
    - open: {by: amy}
    - open: {by: max, workflow: visits, as: second}
    - in: second
      do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - in: second
      expect: {state: visited}
    - expect: {state: planned}
    - in: second
      expect: {state: planned}
"""
    )

    assert [one.message for one in went[0].failures] == ["The case is in another state."]
    assert [(one.reference, one.name) for one in went[0].histories] == [
        ("CYP-2026-00001", ""),
        ("CYP-2026-00002", "second"),
    ]


def test_people_are_in_the_teams_that_name_them() -> None:
    teams = """
teams:
  east:
    title: East
    roles: officer
    people: amy
  west:
    title: West
    roles: officer
    people: bea
"""
    files = {**FILES, "casepath.yaml": MANIFEST.replace("reach: council", "reach: team", 1) + teams}
    head = HEAD.replace("    amy: officer\n", "    amy: officer\n    bea: officer\n")

    went = results(f"\n  east_only:\n{OPEN}    - can: {{amy: record_visit, bea: []}}\n", head, files)

    assert [render_all(one.failures) for one in went] == [""]


def test_a_scenario_is_chosen_by_a_part_of_its_name() -> None:
    assert [one.title for one in results(EXAMPLES, matching="decided")] == [
        "a_visit_is_decided (1 of 2)",
        "a_visit_is_decided (2 of 2)",
    ]
    assert len(results(EXAMPLES, matching="visits")) == 3
    assert results(EXAMPLES, matching="nowhere") == []


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_a_line_for_each_scenario_and_tells_failures_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small(tmp_path, EXAMPLES)
    monkeypatch.chdir(tmp_path)

    answer = CliRunner().invoke(command, ["."])

    assert answer.exit_code == 1
    assert (
        answer.output
        == """\
passed  visits  a_visit_is_recorded
passed  visits  a_visit_is_decided (1 of 2)
FAILED  visits  a_visit_is_decided (2 of 2)

FAILED  visits  a_visit_is_decided (2 of 2)

workflow_definitions/scenarios/visits.scenarios.yaml:28:33  N269  The case is in another state.
   28 |       - {outcome: again, state: visited}
      |                                 ^^^^^^^
  Expected: visited
  In fact:  planned

  CYP-2026-00001:
    10:00 on Thursday 12 March 2026, amy
      Opened CYP-2026-00001: Visits
      Now: Planned
      Visit made: due by Wednesday 18 March 2026
      Call back: due by 10:00 on Saturday 14 March 2026
    10:00 on Thursday 12 March 2026, amy
      Record the visit
      "Visit" submitted
      Now: Visited
      Visit made: done in time
      Call back: done in time
    10:00 on Thursday 12 March 2026, max
      Decide
      "Visit" submitted (revision 2)
      Now: Planned
      Visit made: due by Wednesday 18 March 2026
      Call back: due by 10:00 on Saturday 14 March 2026

2 passed, 1 failed
"""
    )


def test_the_command_ends_with_0_when_all_holds(tmp_path: Path) -> None:
    write_small(tmp_path, EXAMPLES)

    answer = CliRunner().invoke(command, [str(tmp_path), "-k", "recorded"])

    assert answer.output == "passed  visits  a_visit_is_recorded\n\n1 passed, 0 failed\n"
    assert answer.exit_code == 0


def test_the_command_runs_nothing_in_a_folder_with_mistakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_small(tmp_path, EXAMPLES.replace("record_visit:", "record_vist:", 1))
    monkeypatch.chdir(tmp_path)

    answer = CliRunner().invoke(command, ["."])

    assert answer.exit_code == 1
    assert (
        answer.output
        == """\
workflow_definitions/scenarios/visits.scenarios.yaml:22:9  N256  There is no action "record_vist" here.
   22 |         record_vist: {by: amy, form: {like: seen_at_school}}
      |         ^^^^^^^^^^^
  Did you mean "record_visit"?

Nothing was run: put this right first.
0 passed, 0 failed
"""
    )


@pytest.mark.parametrize("arguments", [["nowhere"], [], [".", "-k", "no such scenario"]])
def test_the_command_ends_with_2_when_it_is_called_wrongly(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small(tmp_path, EXAMPLES)
    monkeypatch.chdir(tmp_path)

    answer = CliRunner().invoke(command, arguments)

    assert answer.exit_code == 2
    assert "Error:" in answer.output


def test_importing_the_command_loads_neither_the_database_nor_the_reader() -> None:
    heavy = "('sqlalchemy', 'yaml', 'pydantic', 'rich')"
    code = f"import sys, engine.cli.test; print([one for one in {heavy} if one in sys.modules])"

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"
