"""How much of a configuration its scenarios come past: from what the engine did, and nothing that was only tried."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.diagram import diagram as draw
from engine.cli.test import test as command
from engine.testing.coverage import Coverage, percent
from engine.testing.coverage_goals import KINDS
from engine.testing.coverage_report import as_text, too_little
from engine.testing.scenarios import Loaded, load, run_scenarios
from engine.testing.telling import told
from tests.testing.small import EXAMPLES, FILES, HEAD, OPEN, RECORDED, small, write_small
from tests.testing.test_every_key import GIVEN, STEPS, with_last_year
from tests.testing.test_moved import MOVED, write

DECIDED = EXAMPLES.replace("state: visited}\n    steps", "state: planned}\n    steps")


def covered(council: Loaded) -> Coverage:
    """Return what the scenarios of *council* come past; each holds."""
    coverage = Coverage.of(council.assembled)
    assert "".join(map(told, run_scenarios(council, coverage=coverage))) == ""
    return coverage


def past(scenarios: str, head: str = HEAD, files: Mapping[str, str] = FILES) -> set[tuple[str, ...]]:
    """Return the goals that *scenarios* of the small council come past."""
    coverage = covered(small(scenarios, head, files))
    return {one.key for one in coverage.goals} - {one.key for one in coverage.missed}


def test_the_report_says_of_each_file_how_much_and_of_each_gap_where_it_is() -> None:
    assert (
        as_text(covered(small(DECIDED)))
        == """\
Covered by scenarios

form_schemas/visit.yaml
  questions           1 of     2     50 %
  form rules          0 of     2      0 %

workflow_definitions/visits.yaml
  states              3 of     3    100 %
  actions             2 of     6   33.3 %
  rules               2 of     2    100 %
  checks              2 of     3   66.6 %
  roles               2 of    17   11.7 %
  limits met          2 of     2    100 %
  breaches            0 of     2      0 %

In all               14 of    39   35.8 %

Not covered

form_schemas/visit.yaml:21  "Where was the child seen?" was never hidden.
form_schemas/visit.yaml:54  The rule "home_alone" was never passed or broken.
workflow_definitions/visits.yaml:16  Nobody did "Allocate a worker" in "Planned".
workflow_definitions/visits.yaml:40  Nobody did "Close" in "Visited".
workflow_definitions/visits.yaml:46  Nobody did "Send back" in "Visited".
workflow_definitions/visits.yaml:55  Nobody did "Reopen" in "Closed".
workflow_definitions/visits.yaml:37  This condition was never unknown.
workflow_definitions/visits.yaml:11  "Record the visit" was refused to nobody who is only Allocated worker.
workflow_definitions/visits.yaml:16  "Allocate a worker" was refused to nobody who is only Officer or Allocated worker.
workflow_definitions/visits.yaml:16  "Allocate a worker" was done by nobody who is Manager.
workflow_definitions/visits.yaml:31  "Decide" was refused to nobody who is only Officer.
workflow_definitions/visits.yaml:31  "Decide" was done by nobody who is Allocated worker.
workflow_definitions/visits.yaml:40  "Close" was refused to nobody who is only Officer or Allocated worker.
workflow_definitions/visits.yaml:40  "Close" was done by nobody who is Manager.
workflow_definitions/visits.yaml:46  "Send back" was refused to nobody who is only Officer or Allocated worker.
workflow_definitions/visits.yaml:46  "Send back" was done by nobody who is Manager.
workflow_definitions/visits.yaml:55  "Reopen" was refused to nobody who is only Officer or Allocated worker.
workflow_definitions/visits.yaml:55  "Reopen" was done by nobody who is Manager.
workflow_definitions/visits.yaml:22  The last day of "Visit made" was never over.
workflow_definitions/visits.yaml:25  The last day of "Call back" was never over."""
    )


COMES_PAST: Mapping[str, tuple[str, set[tuple[str, ...]]]] = {
    "a case that is opened is in a state": (OPEN, {("states", "visits", "planned")}),
    "a rule of a form that is broken, and one that is passed": (
        RECORDED.replace("like: seen_at_school", "seen: yes, where: home, people: {name: Robin Example}")
        + "    - open: {by: amy, as: other}\n    - in: other\n      cannot:\n        record_visit:\n          by: amy\n"
        "          form: {seen: yes, where: home}\n          problems: {people: home_alone}\n",
        {("form rules", "visit", "home_alone", "passed"), ("form rules", "visit", "home_alone", "broken")},
    ),
    "a question that is hidden": (
        "    - open: {by: amy}\n    - do:\n        record_visit: {by: amy, form: {seen: no}}\n",
        {("questions", "visit", "where", "hidden")},
    ),
    "a condition that is not known": (
        RECORDED + "    - cannot:\n        decide:\n          by: max\n          problems: {outcome: required}\n",
        {("checks", "visits", "workflow.visits.states.visited.actions.decide.goes.0.if.0", "unknown")},
    ),
    "a last day that is over": (
        OPEN + "    - wait: 2 weeks\n",
        {("breaches", "visits", "visit_made"), ("breaches", "visits", "call_back")},
    ),
    "who is allowed what, as it is listed": (
        RECORDED + "    - can: {amy: [], max: [close, decide, send_back]}\n",
        {
            *(("roles", "visits", action, "officer", "may not") for action in ("close", "decide", "send_back")),
            *(("roles", "visits", action, "manager", "may") for action in ("close", "decide", "send_back")),
        },
    ),
    "a refusal for who somebody is": (
        RECORDED + "    - cannot:\n        close:\n          by: amy\n"
        "          because: '\"Close\" is for: Manager.'\n",
        {("roles", "visits", "close", "officer", "may not")},
    ),
    "a place on the way to a state": ("    - at: {state: closed}\n", {("states", "visits", "visited")}),
}


@pytest.mark.parametrize("what", COMES_PAST)
def test_what_scenarios_come_past_is_counted(what: str) -> None:
    steps, goals = COMES_PAST[what]

    assert past(f"\n  it:\n{steps}") >= goals
    assert not past(f"\n  it:\n{OPEN}") >= goals or what.startswith("a case that is opened")


def test_somebody_who_is_kept_from_an_action_they_otherwise_may_shows_nothing_of_roles() -> None:
    """The manager recorded the visit, and may not decide for that alone."""
    steps = RECORDED.replace("record_visit: {by: amy", "record_visit: {by: max")

    found = past(f"\n  it:\n{steps}    - can: {{max: [close, send_back]}}\n")

    assert ("roles", "visits", "close", "manager", "may") in found
    assert ("roles", "visits", "decide", "officer", "may not") not in found


def test_what_is_only_tried_on_the_way_to_a_state_is_not_counted() -> None:
    """To bring a case somewhere the engine tries every answer; only the way that it goes is counted."""
    found = past("\n  it:\n    - at: {state: closed}\n")
    rules = {key for key in found if key[0] == "rules"}

    assert len(rules) <= 1


def test_tasks_messages_and_tables_are_counted() -> None:
    """One scenario uses every setting of scenarios, and the council has links, tasks, a table and a limit."""
    coverage = covered(with_last_year(STEPS, GIVEN))

    found = {one.key for one in coverage.goals} - {one.key for one in coverage.missed}
    assert {one.kind for one in coverage.goals} <= set(KINDS)
    assert len({one.key for one in coverage.goals}) == len(coverage.goals)
    assert found >= {
        ("tasks", "help", "call_back", "opened"),
        ("tasks", "help", "call_back", "done"),
        ("breaches", "help", "answered"),
        ("rules", "help", "asked", "decide", "0"),
        ("messages", "help", "sent", "streets", "hurry"),
        ("messages", "street", "heard", "seen", "hurry"),
    }
    assert not found & {("rules", "help", "asked", "decide", "1"), ("tasks", "street", "look", "done")}


def test_a_case_that_moves_is_counted_and_what_was_done_before_is_not(tmp_path: Path) -> None:
    coverage = covered(load(write(tmp_path, MOVED)))
    missed = {one.key for one in coverage.missed}

    assert ("moves", "visits", "state", "visited", "to_decide") not in missed
    assert ("actions", "visits", "to_decide", "decide") not in missed
    assert ("actions", "visits", "planned", "record_visit") in missed  # done under the earlier release


@pytest.mark.parametrize(("covered", "of", "shown"), [(0, 0, 100), (2, 3, 66.6), (1999, 2000, 99.9), (3, 3, 100)])
def test_only_all_of_it_is_a_hundred_percent(covered: int, of: int, shown: float) -> None:
    assert percent(covered, of) == shown


def test_too_little_is_said_with_both_numbers() -> None:
    coverage = covered(small(DECIDED))

    assert too_little(coverage, 35.8) == ""
    assert too_little(coverage, 36) == "The scenarios cover 35.8 %, and 36 % are asked for."


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_fails_where_too_little_is_covered(tmp_path: Path) -> None:
    write_small(tmp_path, DECIDED)

    enough = CliRunner().invoke(command, [str(tmp_path), "--fail-under", "30"])
    short = CliRunner().invoke(command, [str(tmp_path), "--coverage", "--fail-under", "100"])

    assert (enough.exit_code, "Covered" in enough.output) == (0, False)
    assert short.exit_code == 1
    assert short.output.endswith("3 passed, 0 failed\nThe scenarios cover 35.8 %, and 100 % are asked for.\n")


def test_programs_get_results_and_coverage(tmp_path: Path) -> None:
    write_small(tmp_path, EXAMPLES)

    answer = CliRunner().invoke(command, [str(tmp_path), "--coverage", "--format", "json"])
    told = json.loads(answer.output)

    assert answer.exit_code == 1
    assert (told["passed"], told["failed"], told["findings"]) == (2, 1, [])
    [failed] = [one for one in told["scenarios"] if not one["passed"]]
    assert failed["title"] == "a_visit_is_decided (2 of 2)"
    assert (failed["failures"][0]["code"], failed["failures"][0]["line"]) == ("N269", 28)
    assert failed["histories"][0]["reference"] == "CYP-2026-00001"
    assert told["coverage"]["files"][f"{tmp_path}/workflow_definitions/visits.yaml"]["kinds"]["states"] == {
        "covered": 3,
        "of": 3,
        "percent": 100.0,
    }
    assert {one["says"] for one in told["coverage"]["not_covered"]} >= {'Nobody did "Close" in "Visited".'}


def test_programs_get_the_mistakes(tmp_path: Path) -> None:
    write_small(tmp_path, EXAMPLES.replace("record_visit:", "record_vist:", 1))

    answer = CliRunner().invoke(command, [str(tmp_path), "--format", "json"])

    assert answer.exit_code == 1
    assert [one["code"] for one in json.loads(answer.output)["findings"]] == ["N256"]


def test_scenarios_are_played_on_the_database_that_is_named_and_leave_nothing(
    tmp_path: Path, database_url: str
) -> None:
    write_small(tmp_path, DECIDED)

    went = [CliRunner().invoke(command, [str(tmp_path), "--database", database_url]) for _ in range(2)]

    assert [one.output.splitlines()[-1] for one in went] == ["3 passed, 0 failed"] * 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--database", "nonsense"], "This is not the URL of a database."),
        (["--database", "sqlite:////nowhere/at/all.db"], "The database cannot be opened."),
        (["--fail-under", "101"], "101"),
    ],
)
def test_what_the_command_cannot_use_is_said(tmp_path: Path, more: list[str], said: str) -> None:
    write_small(tmp_path, DECIDED)

    answer = CliRunner().invoke(command, [str(tmp_path), *more])

    assert answer.exit_code == 2
    assert said in answer.output


# --- the picture -----------------------------------------------------------------------------------------------------

NOT_CLOSED = """
  sent_back:
    - open: {by: amy}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - do:
        decide: {by: max, form: {outcome: again}}
"""


def drawn(folder: Path, *more: str) -> str:
    write_small(folder, NOT_CLOSED)
    answer = CliRunner().invoke(draw, [str(folder), *more])
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_what_no_scenario_comes_past_is_drawn_otherwise_and_says_so(tmp_path: Path) -> None:
    dot = drawn(tmp_path, "--coverage", "--format", "dot")
    boxes = {line.partition("<B>")[2].partition("</B>")[0]: line for line in dot.splitlines() if "<B>" in line}

    assert "Dotted and white: no scenario comes past it." in dot
    assert "filled,dotted" in boxes["Closed (not<BR/>covered)"]
    assert "dotted" not in boxes["Planned"] + boxes["Visited"] + boxes["Decide"]
    assert dot.count("style=dotted") == 2 * 4  # both lines of closing, sending back, reopening, and one way to decide
    assert "not covered" in boxes["Send back"]
    assert "Allocate a worker (not covered)" in dot


def test_every_way_to_write_the_picture_says_it_in_words(tmp_path: Path) -> None:
    mermaid, text = drawn(tmp_path, "--coverage", "--format", "mermaid"), drawn(tmp_path, "--coverage")

    assert ":::missed" in mermaid
    assert "classDef missed" in mermaid
    assert "Closed (not covered)" in mermaid
    assert "Closed (not covered)" in " ".join(text.split())
    assert "Not covered." in text
    assert "heb ei brofi" in drawn(tmp_path, "--coverage", "--language", "cy")


def test_without_coverage_nothing_is_run_and_nothing_is_marked(tmp_path: Path) -> None:
    for how in ("dot", "mermaid", "text"):
        assert "covered" not in drawn(tmp_path, "--format", how)


def test_scenarios_that_fail_count_as_far_as_they_came(tmp_path: Path) -> None:
    write_small(tmp_path, NOT_CLOSED.replace("outcome: again", "outcome: never"))

    answer = CliRunner().invoke(draw, [str(tmp_path), "--coverage", "--format", "dot"])

    assert answer.exit_code == 0
    assert answer.stderr == "Scenarios that do not hold: 1. They count as far as they came.\n"
    assert "filled,dotted" in answer.stdout
