"""`at` brings a case to a state by real steps of the people given, or says what stopped it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.definitions.assemble import assemble
from engine.definitions.read import folder_files
from engine.findings import render_all
from engine.shipped import shipped_configuration
from engine.testing.scenarios import Loaded, loaded, run_scenarios
from tests.testing.mill import FILES, HEAD, WORKFLOW, as_printed, results


def told(step: str, head: str = HEAD, files: Mapping[str, str] = FILES) -> tuple[str, ...]:
    """Return the history of a case after the step `at: ...`, who and what, and then the state that it is in."""
    went = results(
        f"\n  go:\n    - at: {step}\n    - expect: {{state: asked, deadlines: {{answered: in 1 year}}}}\n", head, files
    )
    return tuple(line for history in went[0].histories for line in history.lines)


def who_did_what(step: str, head: str = HEAD, files: Mapping[str, str] = FILES) -> list[str]:
    """Return each step of the way to *step* in one line, with what it led to."""
    lines: list[str] = []
    for line in told(step, head, files):
        if line.startswith("  "):
            lines[-1] += f"; {line.strip()}"
        else:
            lines.append(line.rpartition(", ")[2])
    return lines[1:]


def test_a_case_is_brought_to_a_state_by_the_shortest_way() -> None:
    assert who_did_what("{state: granted}") == [
        'amy; Decide; "Request" submitted; Now: Granted; Answered: done in time'
    ]


def test_strands_are_worked_and_what_a_step_waits_for_is_done_first() -> None:
    # The meeting needs a home that is not safe, said two steps before, and a budget above 500, asked on the side.
    assert who_did_what("{state: planned}") == [
        'amy; Decide; "Request" submitted; Now: Granted; Answered: done in time',
        "cat; Allocate; Key worker: ben; Now: At work; Now: Visiting; Now: Counting",
        'ben; Write up the visit; "Visit" submitted; Now: Written',
        'cat; Sign the visit; "Visit" submitted (revision 2); Now: Signed',
        'ben; Count the money; "Budget" submitted',
        "ben; Close the book; Now: Counted; Now: Meeting",
        'dev; Hold the meeting; "Meeting" submitted; Now: Planned',
    ]


def test_with_chooses_who_takes_a_place_and_so_who_is_kept_apart() -> None:
    way = who_did_what("{state: planned, with: {key_worker: eve}}")

    assert [one.partition(";")[0] for one in way] == ["amy", "cat", "eve", "cat", "eve", "eve", "dev"]


def test_a_state_inside_a_strand_and_states_of_several_strands_can_be_named() -> None:
    assert len(who_did_what("{state: written}")) == 3
    assert len(who_did_what("{state: [work/home/signed, work/money/counting]}")) == 4
    assert len(who_did_what("{state: [signed, counted]}")) == 0  # together they end the work


def test_answers_are_found_that_meet_every_rule() -> None:
    # A grant is for those who live here for three years, with two people in need of care.
    assert who_did_what("{state: fund}") == ['amy; Decide; "Request" submitted; Now: Fund; Answered: done in time']


def test_the_answers_that_the_scenario_gives_are_preferred() -> None:
    steps = """
  go:
    - at: {state: written}
    - expect: {values: {request.reference: XY-987, urgency: now, moved_in: 2019-05-01}}
"""

    assert [render_all(one.failures) for one in results(steps, HEAD, FILES)] == [""]


def test_later_steps_act_on_the_case_that_was_brought() -> None:
    steps = """
  go:
    - at: {state: granted, as: first}
    - at: {workflow: help, state: written, as: second, with: {key_worker: eve}}
    - in: first
      do:
        allocate: {by: cat, assigns: {key_worker: ben}}
    - in: first
      expect: {state: [visiting, counting]}
    - in: second
      expect: {state: unchanged, in_draft: [], values: {visit.seen_on: 2026-03-12}}
    - in: second
      can: {amy: [], ben: [], cat: sign_visit, eve: [count_up, close_book]}
"""

    went = results(steps, HEAD, FILES)

    assert [render_all(one.failures) for one in went] == [""]


def test_the_same_way_is_found_every_time() -> None:
    assert told("{state: planned}") == told("{state: planned}")


STOPPED = {
    "nobody_may": (
        ("    dev: chair\n    eve: [adviser, chair]\n", ""),
        "{state: planned}",
        """
:19:19  N269  The case could not be brought to "planned".
   19 |     - at: {state: planned}
      |                   ^^^^^^^
  Expected: planned
  In fact:
    stopped in meeting
    "hold" by amy, ben, cat: "Hold the meeting" is for: Chair. [hold: not_allowed]
""",
    ),
    "the_only_one_is_kept_apart": (
        ("    dev: chair\n", ""),
        "{state: planned, with: {key_worker: eve}}",
        """
:20:19  N269  The case could not be brought to "planned".
   20 |     - at: {state: planned, with: {key_worker: eve}}
      |                   ^^^^^^^
  Expected: planned
  In fact:
    stopped in meeting
    "hold" by eve: "Hold the meeting" is not for the person who did "Write up the visit". [hold: not_by]
""",
    ),
    "nobody_may_open": (
        ("    amy: desk\n", ""),
        "{state: asked}",
        """
:20:7  N269  Nobody here could open a case of "help".
   20 |     - at: {state: asked}
      |       ^^
  Expected: asked
  In fact:  Opening "Help at home" is for: Front desk. [help: not_allowed]
""",
    ),
    "no_way_leads_there": (
        ("", ""),
        "{state: [signed, counted]}",
        """
:21:19  N269  The case could not be brought to "signed, counted".
   21 |     - at: {state: [signed, counted]}
      |                   ^^^^^^^^^^^^^^^^^
  Expected: signed, counted
  In fact:
    stopped in asked
    no way leads on from there
""",
    ),
}


@pytest.mark.parametrize("name", STOPPED)
def test_what_stops_the_way_is_told(name: str) -> None:
    change, step, expected = STOPPED[name]

    went = results(f"\n  go:\n    - at: {step}\n", HEAD.replace(*change), FILES)

    assert as_printed(went[0].failures) == expected


def test_where_the_way_stops_the_case_stays_as_it_was_opened() -> None:
    lines = told("{state: planned}", HEAD.replace("    dev: chair\n    eve: [adviser, chair]\n", ""))

    assert len(lines) == 4
    assert lines[0].endswith("amy")


# --- tasks -----------------------------------------------------------------------------------------------------------

ASKING = """\
  granted:
    title: Granted
    tasks:
      check_income:
        title: Check the income
        by: desk
        form: budget
      ask_landlord:
        title: Ask the landlord
        by: lead
    proceed:
      when: all_required_done
      to: ready
      override:
        by: lead
        reason: required
  ready:
    title: Ready
    actions:
      allocate:
        title: Allocate
        by: lead
        assigns: key_worker
        require: tasks.ask_landlord.done
        goes: work
"""
GRANTED = WORKFLOW[WORKFLOW.index("  granted:\n") : WORKFLOW.index("  work:\n")]
WITH_TASKS = {**FILES, "workflow_definitions/help.yaml": WORKFLOW.replace(GRANTED, ASKING)}


def test_tasks_that_a_state_waits_for_are_done_before_anybody_goes_on_without_them() -> None:
    assert who_did_what("{state: written}", files=WITH_TASKS)[1:4] == [
        'amy; "Budget" submitted; "Check the income" done',
        'cat; "Ask the landlord" done; "Granted" waits for nothing more; Now: Ready',
        "cat; Allocate; Key worker: ben; Now: At work; Now: Visiting; Now: Counting",
    ]


def test_where_nobody_can_do_a_task_somebody_goes_on_without_it() -> None:
    files = {
        **WITH_TASKS,
        "workflow_definitions/help.yaml": WITH_TASKS["workflow_definitions/help.yaml"]
        .replace("        by: desk\n        form: budget", "        by: chair\n        form: budget")
        .replace("        require: tasks.ask_landlord.done\n", ""),
    }
    head = HEAD.replace("    dev: chair\n    eve: [adviser, chair]\n", "")

    assert [one.partition(";")[2] for one in who_did_what("{state: ready}", head, files)[1:]] == [
        " Go on without waiting. Reason: On the way.; Now: Ready"
    ]


def test_a_step_that_asks_for_a_task_waits_until_it_is_done() -> None:
    gone_on = WITH_TASKS["workflow_definitions/help.yaml"].replace("when: all_required_done", "when: {at_least: 1}")

    way = who_did_what("{state: written}", files={**WITH_TASKS, "workflow_definitions/help.yaml": gone_on})

    assert 'cat; "Ask the landlord" done' in way


def test_a_way_that_cannot_be_played_is_left_for_a_longer_one() -> None:
    # From the meeting nobody may send the case on; the long way round, by a new visit, is open.
    shortcut = WORKFLOW.replace(
        "  granted:\n    title: Granted\n    actions:\n",
        """\
  granted:
    title: Granted
    actions:
      hurry:
        title: Hurry
        by: lead
        require: request.outcome == grant
        goes: meeting
""",
    )
    files = {**FILES, "workflow_definitions/help.yaml": shortcut}

    assert [one.partition(";")[0] for one in who_did_what("{state: planned}", files=files)] == [
        "amy", "cat", "ben", "cat", "ben", "ben", "dev",
    ]  # fmt: skip


# --- links -----------------------------------------------------------------------------------------------------------

STREET = """\
workflow: street
title: Street
subject: household
opened_by: [desk, lead]
view: [desk, lead]
links:
  homes:
    to: help
    back: streets
    many: true
start: seen
states:
  seen:
    title: Seen
    hears:
      hurry:
        from: homes
        task: {id: look, title: Look, by: desk, due: 2 working days}
    actions:
      close:
        title: Close
        by: desk
        goes: over
  over:
    title: Over
    ending: true
"""
LINKS = """\
links:
  streets:
    to: street
    back: homes
    many: true
    fields:
      side:
        type: choice
        label: Which side?
        required: true
        options:
          even: Even
          odd: Odd
checks:
  on_a_street:
    that: count(links.streets) >= 1
    say: Say first which street it is on.
"""
LINKED = (
    WORKFLOW.replace("checks:\n", LINKS, 1)
    .replace(
        "        assigns: key_worker\n        goes",
        "        assigns: key_worker\n        require: on_a_street\n        goes",
    )
    .replace(
        "  granted:\n    title: Granted\n    actions:\n",
        """\
  granted:
    title: Granted
    actions:
      place:
        title: Say which street
        by: lead
        link: streets
        goes: stay
""",
    )
    .replace("  work:\n    title: At work\n", "  work:\n    title: At work\n    message: {streets: hurry}\n")
)
WITH_LINKS = {**FILES, "workflow_definitions/help.yaml": LINKED, "workflow_definitions/street.yaml": STREET}


def test_what_must_be_linked_is_linked_on_the_way_and_hears_of_it() -> None:
    steps = """
  go:
    - open: {by: amy, workflow: street, as: road}
    - at: {state: written, as: home}
    - in: home
      expect: {state: [written, counting]}
    - in: road
      expect: {tasks: {look: open}}
"""

    assert [render_all(one.failures) for one in results(steps, HEAD, WITH_LINKS)] == [""]


def test_a_link_that_cannot_be_made_stops_the_way() -> None:
    went = results("\n  go:\n    - at: {state: written}\n", HEAD, WITH_LINKS)

    assert "Say first which street it is on." in render_all(went[0].failures)


# --- the shipped template --------------------------------------------------------------------------------------------


def template() -> tuple[Loaded, dict[str, bytes]]:
    files = {path: text for path, text in folder_files(shipped_configuration())[0].items() if "scenarios" not in path}
    return loaded(assemble(files), files), files


ANSWERS_WANTED = {
    "context_pathway": {
        "closing",
        "closure_pending",
        "context_closed",
        "context_plan",
        "finding_shared",
        "merged_into_existing",
        "urgent_review",
        "workers_told",
    },
    "panel_meeting": {"held", "minutes_written", "papers_out"},
}
"""States behind forms whose answers have to agree in more places than are tried, or behind another case that is linked.

The template's own scenarios come to them with `answers` and `link`; whatever else becomes reachable goes from here.
"""


def test_shipped_states_are_reached_without_answers_but_for_those_that_are_known_to_want_some() -> None:
    council, files = template()
    assert council.definition is not None
    people = "".join(f"    {role}: {role}\n    other_{role}: {role}\n" for role in council.definition.roles.powers)
    for workflow, flow in council.definition.workflows.items():
        head = f"scenarios_of: {workflow}\ngiven:\n  today: 2026-03-12T10:00\n  people:\n{people}scenarios:\n"
        steps = "".join(f"  to_{state}:\n    - at: {{state: {state}}}\n" for state in flow.states)
        files[f"workflow_definitions/scenarios/{workflow}.scenarios.yaml"] = (head + steps).encode()

    went = list(run_scenarios(loaded(assemble(files), files)))

    assert len(went) == sum(len(flow.states) for flow in council.definition.workflows.values())
    wanting = {(one.workflow, one.title.removeprefix("to_")) for one in went if not one.passed}
    assert wanting == {(flow, state) for flow, states in ANSWERS_WANTED.items() for state in states}
