"""Scenarios of restricted cases: who is let in, who finds nothing, who breaks the glass, and what is written wrong."""

from __future__ import annotations

from engine.definitions.assemble import assemble
from engine.findings import render_all
from engine.testing.scenarios import Result, loaded, run_scenarios
from tests.support import little_with

RESTRICTED = "restricted: {by: manager, break_glass: {by: duty, tell: manager}}\n"
FILES = little_with(
    manifest=("  guest:", "  duty: {title: Duty desk, includes: officer, reach: council}\n  guest:"),
    workflow=("opened_by: officer\n", f"opened_by: officer\n{RESTRICTED}"),
)
HEAD = """\
scenarios_of: path
given:
  today: 2026-03-12T10:00
  people: {olive: officer, mo: manager, dot: duty}
scenarios:
"""
WHOLE = """\
  nobody_but_the_manager_and_the_duty_desk:
    - open: {by: olive}
    - cannot:
        restrict:
          by: olive
          people: olive
          reason: Staff
          because: 'Restricting cases of "Path", and lifting that, is for: Manager.'
    - cannot:
        restrict:
          by: mo
          people: olive
          reason: Staff
          because: You would shut yourself out. Name yourself, or a role of yours, among those who are let in.
    - do:
        restrict: {by: mo, people: mo, reason: Child of a colleague}
    - can: {olive: [], dot: [], mo: [refer, drop, visit]}
    - sees: {olive: {}}
    - cannot:
        visit: {by: olive, because: We cannot find that record.}
    - cannot:
        break_glass: {by: olive, reason: Curious, because: We cannot find that record.}
    - cannot:
        break_glass: {by: dot, because: Say why the glass has to be broken.}
    - do:
        break_glass: {by: dot, reason: Police at the door}
    - expect: {told: {manager: 1}}
    - can: {dot: [refer, visit], olive: []}
    - wait: 4 hours
    - can: {dot: []}
    - do:
        lift_restriction: {by: mo, reason: The colleague has left}
    - can: {olive: [refer, visit]}
"""
SLIPS = """\
  slips:
    - open: {by: olive}
    - do:
        restrict: {by: mo, people: moe, roles: [manger, worker], into: lane}
    - do:
        lift_restriction: {by: mo, people: mo}
    - do:
        visit: {by: mo, roles: manager}
"""
FILE = "workflow_definitions/scenarios/path.scenarios.yaml"


def told(scenario: str, files: dict[str, bytes]) -> list[str]:
    whole = {**files, FILE: (HEAD + scenario).encode()}
    report = render_all(loaded(assemble(whole), whole).findings)
    return [line.partition("  ")[2] for line in report.splitlines() if line.startswith(FILE)]


def test_a_scenario_restricts_a_case_and_breaks_the_glass() -> None:
    files = {**FILES, FILE: (HEAD + WHOLE).encode()}
    folder = loaded(assemble(files), files)
    assert folder.can_run, render_all(folder.findings)
    (one,) = run_scenarios(folder)
    assert isinstance(one, Result)
    assert one.passed, render_all(one.failures)


def test_what_is_written_wrong_is_told_where_it_stands() -> None:
    assert told(SLIPS, FILES) == [
        'N253  There is no person "moe" here.',
        'N254  There is no role "manger" here.',
        'N250  "restrict" has no "into".',
        'N250  "lift_restriction" has no "people".',
        'N250  "visit" has no "roles".',
    ]


def test_a_workflow_that_restricts_nothing_has_no_such_words() -> None:
    found = told(SLIPS, little_with(manifest=("  guest:", "  duty: Duty desk\n  guest:")))

    assert 'N256  There is no action "restrict" here.' in found
