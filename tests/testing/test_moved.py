"""Scenarios of cases that are opened under an earlier release and moved to the one that is tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.findings import render_all
from engine.testing.scenarios import Result, load, run_scenarios
from engine.testing.telling import told
from tests.testing.small import FILES, HEAD, SCENARIOS

FLOW = "workflow_definitions/visits.yaml"
CHANGES = """\
changes:
  - {in: 1.1.0, state: visited, to: to_decide}
start: planned
"""
TODAY = {
    **FILES,
    "casepath.yaml": FILES["casepath.yaml"].replace("version: 1.0.0", "version: 1.1.0"),
    FLOW: FILES[FLOW]
    .replace("start: planned\n", CHANGES)
    .replace("  visited:\n    title: Visited", "  to_decide:\n    title: To be decided")
    .replace("goes: visited", "goes: to_decide")
    .replace("      close:\n        title: Close\n", "      end:\n        title: Close\n")
    .replace("for: [decide, close]", "for: [decide, end]"),
    "form_schemas/visit.yaml": FILES["form_schemas/visit.yaml"].replace("for: [decide, close]", "for: [decide, end]"),
}
"""The small council after a change: a state and an action are called otherwise."""

MOVED = """
  a_visit_goes_on:
    - on: {release: 1.0.0}
    - open: {by: amy}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - expect: {state: visited}
    - can: {max: [close, decide, send_back]}
    - move: {}
    - expect: {state: to_decide, values: {visit.seen: yes}}
    - can: {max: [decide, end, send_back]}
    - do:
        decide: {by: max, form: {outcome: close}}
    - expect: {state: closed}
"""
NO_PLACE = '"It is in \\"Visited\\", for which version 1.1.0 has no place."'
BLOCKED = f"""
  a_visit_stays:
    - on: {{release: 1.0.0}}
    - open: {{by: amy}}
    - open: {{by: amy, as: fresh}}
    - do:
        record_visit: {{by: amy, form: {{like: seen_at_school}}}}
    - move: {{because: {NO_PLACE}}}
    - expect: {{state: visited}}
    - do:
        close: {{by: max, reason: Done, form: {{outcome: close}}}}
    - expect: {{state: closed}}
    - in: fresh
      move: {{}}
    - in: fresh
      do:
        record_visit: {{by: amy, form: {{like: seen_at_school}}}}
    - in: fresh
      expect: {{state: to_decide}}
"""


def write(folder: Path, scenarios: str, *, today: dict[str, str] | None = None) -> Path:
    """Write the council of today with the one of 1.0.0 under its releases."""
    earlier = {f"releases/1.0.0/{path}": text for path, text in FILES.items()}
    for path, text in {**(today or TODAY), **earlier, SCENARIOS: HEAD + scenarios}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def played(folder: Path) -> list[Result]:
    council = load(folder)
    assert council.can_run, render_all(council.findings)
    return list(run_scenarios(council))


def forgotten() -> dict[str, str]:
    """Return the council of today that does not say what became of a state."""
    return {**TODAY, FLOW: TODAY[FLOW].replace(CHANGES, "start: planned\n")}


def test_a_case_is_opened_under_an_earlier_release_and_goes_on_under_the_new_one(tmp_path: Path) -> None:
    [went] = played(write(tmp_path, MOVED))

    assert told(went) == ""


def test_a_case_that_has_no_place_stays_and_another_moves(tmp_path: Path) -> None:
    [went] = played(write(tmp_path, BLOCKED, today=forgotten()))

    assert told(went) == ""


def test_closures_hold_under_both_releases(tmp_path: Path) -> None:
    due = """
  a_limit_is_counted_alike:
    - on: {release: 1.0.0}
    - open: {by: amy}
    - expect: {deadlines: {visit_made: 2026-03-18}}
    - move: {}
    - expect: {deadlines: {visit_made: 2026-03-18}}
    - open: {by: amy, as: new}
    - in: new
      expect: {deadlines: {visit_made: 2026-03-18}}
    - wait_until: 2026-03-19
    - expect: {breached: [visit_made]}
"""
    [went] = played(write(tmp_path, due))

    assert told(went) == ""


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (
            MOVED,
            """\
.scenarios.yaml:26:7  N269  The case cannot be moved.
   26 |     - move: {}
      |       ^^^^
  Expected: moved
  In fact:  It is in "Visited", for which version 1.1.0 has no place.
""",
        ),
        (
            BLOCKED.replace("Visited", "Planned"),
            """\
.scenarios.yaml:25:23  N269  The case stays for other reasons.
""",
        ),
        (
            "\n  it:\n    - open: {by: amy}\n    - move: {}\n",
            """\
.scenarios.yaml:21:7  N269  There is nothing to move.
   21 |     - move: {}
      |       ^^^^
  Expected: moved
  In fact:  It is under this release already.
""",
        ),
        (
            "\n  it:\n    - on: {release: 1.0.0}\n    - open: {by: amy}\n    - move: {because: It stays.}\n",
            """\
.scenarios.yaml:22:23  N269  The case was moved.
   22 |     - move: {because: It stays.}
      |                       ^^^^^^^^^
  Expected: It stays.
  In fact:  it moved; now planned
""",
        ),
    ],
)
def test_what_became_of_a_move_is_told_at_its_line(tmp_path: Path, steps: str, says: str) -> None:
    [went] = played(write(tmp_path, steps, today=forgotten()))

    assert says in told(went), told(went)


MISTAKES = {
    "no_such_release": (
        "\n  it:\n    - on: {release: 1.0}\n    - open: {by: amy}\n",
        """\
visits.scenarios.yaml:20:21  N330  There is no release "1.0" here.
   20 |     - on: {release: 1.0}
      |                     ^^^
  Did you mean "1.0.0"?""",
    ),
    "a_name_of_the_other_release": (
        MOVED.replace("      end, ", "")
        .replace("decide, end,", "close, decide,")
        .replace("state: visited", "state: x"),
        """\
visits.scenarios.yaml:24:23  N260  There is no state "x" here.
   24 |     - expect: {state: x}
      |                       ^
  The states here: closed, planned, visited.

visits.scenarios.yaml:28:19  N256  There is no action "close" here.
   28 |     - can: {max: [close, decide, send_back]}
      |                   ^^^^^
  The actions here: allocate, decide, end, record_visit, reopen, send_back.""",
    ),
    "no_release_named": (
        "\n  it:\n    - on: {}\n    - open: {by: amy}\n",
        """\
visits.scenarios.yaml:20:7  Y112  "on" needs "release".
""",
    ),
    "a_move_before_anything_is_open": (
        "\n  it:\n    - move: {}\n",
        """\
visits.scenarios.yaml:20:7  N262  No case is open yet that this step could act on.
""",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_about_releases_is_told_at_its_line(tmp_path: Path, what: str) -> None:
    steps, says = MISTAKES[what]

    found = load(write(tmp_path, steps)).findings

    text = render_all([one for one in found if one.is_error]).replace(f"{tmp_path}/workflow_definitions/scenarios/", "")
    assert says in f"{text}\n", text


def test_a_release_with_mistakes_and_one_of_another_configuration_are_not_played_on(tmp_path: Path) -> None:
    folder = write(tmp_path, MOVED)
    (folder / "releases/1.0.0/form_schemas/visit.yaml").write_text("form: visit\n", "utf-8")
    [bad] = [one for one in load(folder).findings if one.is_error]

    write(folder, MOVED)
    manifest = folder / "releases/1.0.0/casepath.yaml"
    manifest.write_text(FILES["casepath.yaml"].replace("smallton", "bigton"), "utf-8")
    [other] = [one for one in load(folder).findings if one.is_error]

    assert (bad.code.id, bad.message) == (
        "N331",
        'The release "1.0.0" has mistakes, so nothing can be played on it.',
    )
    assert (other.code.id, other.message) == ("N332", '"1.0.0" is a release of another configuration.')


def test_without_any_release_it_is_said_where_to_put_one(tmp_path: Path) -> None:
    for path, text in {**TODAY, SCENARIOS: HEAD + MOVED}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")

    [one] = [one for one in load(tmp_path).findings if one.is_error]

    assert (one.code.id, one.hint) == ("N330", "Put it into releases/1.0.0/, whole, with its casepath.yaml.")
