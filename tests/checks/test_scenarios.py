"""Mistakes in scenarios are findings at their places, with the nearest word, and nothing is run."""

from __future__ import annotations

import pytest

from engine.testing.scenarios import run_scenarios
from tests.testing.small import HEAD, OPEN, RECORDED, as_printed, small

MISTAKES = {
    "a_workflow": (
        ("scenarios_of: visits", "scenarios_of: visit"),
        OPEN,
        """
:1:15  N252  There is no workflow "visit" here.
    1 | scenarios_of: visit
      |               ^^^^^
  Did you mean "visits"?
""",
    ),
    "a_role": (
        ("amy: officer", "amy: oficer"),
        OPEN,
        """
:6:10  N254  There is no role "oficer" here.
    6 |     amy: oficer
      |          ^^^^^^
  Did you mean "officer"?
""",
    ),
    "a_kind_of_subject": (
        ("  child:", "  chidl:"),
        OPEN,
        """
:9:3  N255  There is no setting or kind of subject "chidl" here.
    9 |   chidl:
      |   ^^^^^
  Did you mean "child"?
""",
    ),
    "a_fact": (
        ("siblings: 2", "sibling: 2"),
        OPEN,
        """
:11:5  N255  There is no fact "sibling" here.
   11 |     sibling: 2
      |     ^^^^^^^
  Did you mean "siblings"?
""",
    ),
    "a_day": (
        ("2026-03-12T10:00", "12/03/2026"),
        OPEN,
        """
:3:10  Y124  "today": This is not a day or a moment.
    3 |   today: 12/03/2026
      |          ^^^^^^^^^^
  Write 2026-03-27T09:30, or only the day: 2026-03-27.
""",
    ),
    "a_field_in_a_named_set": (
        ("      where: school", "      were: school"),
        RECORDED,
        """
:15:7  N258  "visit" has no field "were".
   15 |       were: school
      |       ^^^^
  Did you mean "where"?
""",
    ),
    "a_person": (
        ("", ""),
        """\
    - open: {by: ann}
""",
        """
:20:18  N253  There is no person "ann" here.
   20 |     - open: {by: ann}
      |                  ^^^
  The people here: amy, max, sol.
""",
    ),
    "the_workflow_of_another_case": (
        ("", ""),
        """\
    - open: {by: amy, workflow: vists}
""",
        """
:20:33  N252  There is no workflow "vists" here.
   20 |     - open: {by: amy, workflow: vists}
      |                                 ^^^^^
  Did you mean "visits"?
""",
    ),
    "a_step_before_any_case": (
        ("", ""),
        """\
    - expect: {state: planned}
""",
        """
:20:7  N262  No case is open yet that this step could act on.
   20 |     - expect: {state: planned}
      |       ^^^^^^^^^^^^^^^^^^^^^^^^
  Start with "- open: {by: ...}", or say which case with "in:".
""",
    ),
    "a_case_nobody_opened": (
        ("", ""),
        OPEN
        + """\
    - in: second
      expect: {state: planned}
""",
        """
:21:11  N262  There is no case "second" here.
   21 |     - in: second
      |           ^^^^^^
  There are no cases here.
""",
    ),
    "an_action": (
        ("", ""),
        OPEN
        + """\
    - do:
        record_visits: {by: amy}
""",
        """
:22:9  N256  There is no action "record_visits" here.
   22 |         record_visits: {by: amy}
      |         ^^^^^^^^^^^^^
  Did you mean "record_visit"?
""",
    ),
    "a_named_set": (
        ("", ""),
        OPEN
        + """\
    - do:
        record_visit: {by: amy, form: {like: seen_at_scool}}
""",
        """
:22:46  N259  There is no set of answers "seen_at_scool" here.
   22 |         record_visit: {by: amy, form: {like: seen_at_scool}}
      |                                              ^^^^^^^^^^^^^
  Did you mean "seen_at_school"?
""",
    ),
    "a_field": (
        ("", ""),
        OPEN
        + """\
    - do:
        record_visit: {by: amy, form: {wehre: park}}
""",
        """
:22:40  N258  "visit" has no field "wehre".
   22 |         record_visit: {by: amy, form: {wehre: park}}
      |                                        ^^^^^
  Did you mean "where"?
""",
    ),
    "a_place_on_the_case": (
        ("", ""),
        OPEN
        + """\
    - do:
        allocate: {by: max, assigns: {workr: sal}}
""",
        """
:22:39  N254  There is no place on a case "workr" here.
   22 |         allocate: {by: max, assigns: {workr: sal}}
      |                                       ^^^^^
  Did you mean "worker"?

:22:46  N253  There is no person "sal" here.
   22 |         allocate: {by: max, assigns: {workr: sal}}
      |                                              ^^^
  The people here: amy, max, sol.
""",
    ),
    "a_warning": (
        ("", ""),
        OPEN
        + """\
    - do:
        record_visit: {by: amy, passed: {home: Alone}}
""",
        """
:22:42  N263  There is no warning "home" here.
   22 |         record_visit: {by: amy, passed: {home: Alone}}
      |                                          ^^^^
  The warnings here: home_alone.
""",
    ),
    "a_form": (
        ("", ""),
        OPEN
        + """\
    - fill:
        visits: {by: amy, form: {}}
""",
        """
:22:9  N257  There is no form "visits" here.
   22 |         visits: {by: amy, form: {}}
      |         ^^^^^^
  Did you mean "visit"?
""",
    ),
    "what_is_expected": (
        ("", ""),
        OPEN
        + """\
    - expect:
        state: vistied
        deadlines: {visited: 2026-03-14}
        shown: colour
        values: {visits.seen: yes, visit.sen: yes}
""",
        """
:22:16  N260  There is no state "vistied" here.
   22 |         state: vistied
      |                ^^^^^^^
  Did you mean "visited"?

:23:21  N261  There is no deadline "visited" here.
   23 |         deadlines: {visited: 2026-03-14}
      |                     ^^^^^^^
  The deadlines here: call_back, visit_made.

:24:16  N258  There is no field "colour" here.
   24 |         shown: colour
      |                ^^^^^^
  The fields here: child_name, outcome, people, seen, siblings, where.

:25:18  N257  There is no form "visits" here.
   25 |         values: {visits.seen: yes, visit.sen: yes}
      |                  ^^^^^^^^^^^
  Did you mean "visit"?

:25:36  N258  "visit" has no field "sen".
   25 |         values: {visits.seen: yes, visit.sen: yes}
      |                                    ^^^^^^^^^
  Did you mean "seen"?
""",
    ),
    "what_can_be_done": (
        ("", ""),
        OPEN
        + """\
    - can: {ann: decides}
""",
        """
:21:13  N253  There is no person "ann" here.
   21 |     - can: {ann: decides}
      |             ^^^
  The people here: amy, max, sol.

:21:18  N256  There is no action "decides" here.
   21 |     - can: {ann: decides}
      |                  ^^^^^^^
  Did you mean "decide"?
""",
    ),
    "a_field_with_a_problem": (
        ("", ""),
        OPEN
        + """\
    - cannot:
        record_visit: {by: amy, problems: {sen: required}}
""",
        """
:22:44  N258  "visit" has no field "sen".
   22 |         record_visit: {by: amy, problems: {sen: required}}
      |                                            ^^^
  Did you mean "seen"?
""",
    ),
    "a_refusal_without_a_reason": (
        ("", ""),
        OPEN
        + """\
    - cannot:
        record_visit: {by: amy}
""",
        """
:22:23  N250  "record_visit": A refusal needs the reason that is expected.
   22 |         record_visit: {by: amy}
      |                       ^^^^^^^^^
  Add "because:" with the sentence, or "problems:" with the code of each field.
""",
    ),
    "two_things_in_one_step": (
        ("", ""),
        OPEN
        + """\
      wait: 3 working days
""",
        """
:20:7  N250  "steps": Each step does one thing.
   20 |     - open: {by: amy}
      |       ^^^^^^^^^^^^^^^
  Start each step with one of: open, at, do, cannot, fill, asks, expect, can, sees, sees_nothing_of, letters, \
wait_until, wait, on, move.
""",
    ),
    "where_a_case_is_brought": (
        ("", ""),
        """\
    - at: {state: vistied, workflow: visits, with: {workr: sal}}
    - at: {state: planned, workflow: vists}
""",
        """
:20:19  N260  There is no state "vistied" here.
   20 |     - at: {state: vistied, workflow: visits, with: {workr: sal}}
      |                   ^^^^^^^
  Did you mean "visited"?

:20:53  N254  There is no place on a case "workr" here.
   20 |     - at: {state: vistied, workflow: visits, with: {workr: sal}}
      |                                                     ^^^^^
  Did you mean "worker"?

:20:60  N253  There is no person "sal" here.
   20 |     - at: {state: vistied, workflow: visits, with: {workr: sal}}
      |                                                            ^^^
  The people here: amy, max, sol.

:21:38  N252  There is no workflow "vists" here.
   21 |     - at: {state: planned, workflow: vists}
      |                                      ^^^^^
  Did you mean "visits"?
""",
    ),
    "a_case_brought_nowhere": (
        ("", ""),
        """\
    - at: {state: []}
    - at: {with: {worker: sol}}
""",
        """
:20:19  Y113  "state" needs at least one.
   20 |     - at: {state: []}
      |                   ^^
  There is nothing in it.

:21:7  Y112  "at" needs "state".
   21 |     - at: {with: {worker: sol}}
      |       ^^
  Add "state:".
""",
    ),
    "days_of_neither_kind": (
        ("", ""),
        OPEN
        + """\
    - wait: 3 days
    - expect: {deadlines: {visit_made: in 3 days}}
""",
        """
:21:13  Y126  "wait": "3 days" does not say which days.
   21 |     - wait: 3 days
      |             ^^^^^^
  Write "3 working days" or "3 calendar days".

:22:40  Y126  "visit_made": "3 days" does not say which days.
   22 |     - expect: {deadlines: {visit_made: in 3 days}}
      |                                        ^^^^^^^^^
  Write "3 working days" or "3 calendar days".
""",
    ),
    "letters_that_are_not_there": (
        ("", ""),
        OPEN
        + """\
    - letters: {missing: {to: ann, says: Home again}}
""",
        """
:21:17  N321  There is no letter "missing" here.
   21 |     - letters: {missing: {to: ann, says: Home again}}
      |                 ^^^^^^^
  There are no letters here.

:21:31  N253  There is no person "ann" here.
   21 |     - letters: {missing: {to: ann, says: Home again}}
      |                               ^^^
  The people here: amy, max, sol.
""",
    ),
    "what_is_seen": (
        ("", ""),
        OPEN
        + """\
    - sees: {ann: {visit: sen, visits: seen}, amy: {visit: [people.nam, people.name]}}
    - sees_nothing_of: {ann: visits}
""",
        """
:21:14  N253  There is no person "ann" here.
   21 |     - sees: {ann: {visit: sen, visits: seen}, amy: {visit: [people.nam, people.name]}}
      |              ^^^
  The people here: amy, max, sol.

:21:27  N258  "visit" has no field "sen".
   21 |     - sees: {ann: {visit: sen, visits: seen}, amy: {visit: [people.nam, people.name]}}
      |                           ^^^
  Did you mean "seen"?

:21:32  N257  There is no form "visits" here.
   21 |     - sees: {ann: {visit: sen, visits: seen}, amy: {visit: [people.nam, people.name]}}
      |                                ^^^^^^
  Did you mean "visit"?

:21:61  N258  "visit" has no field "people.nam".
   21 |     - sees: {ann: {visit: sen, visits: seen}, amy: {visit: [people.nam, people.name]}}
      |                                                             ^^^^^^^^^^
  Did you mean "people.name"?

:22:25  N253  There is no person "ann" here.
   22 |     - sees_nothing_of: {ann: visits}
      |                         ^^^
  The people here: amy, max, sol.

:22:30  N257  There is no form "visits" here.
   22 |     - sees_nothing_of: {ann: visits}
      |                              ^^^^^^
  Did you mean "visit"?
""",
    ),
    "nothing_to_look_at": (
        ("", ""),
        OPEN
        + """\
    - sees: {}
    - sees_nothing_of: {amy: []}
""",
        """
:21:13  Y113  "sees" needs at least one.
   21 |     - sees: {}
      |             ^^
  There is nothing in it.

:22:30  Y113  "amy" needs at least one.
   22 |     - sees_nothing_of: {amy: []}
      |                              ^^
  There is nothing in it.
""",
    ),
    "a_setting": (
        ("", ""),
        OPEN
        + """\
    - expect: {stat: planned}
""",
        """
:21:16  Y110  "stat" is not a setting of an expectation.
   21 |     - expect: {stat: planned}
      |                ^^^^
  Did you mean "state"?
""",
    ),
    "a_step_that_says_nothing": (
        ("", ""),
        """\
    - open:
""",
        """
:20:7  Y127  "open" has nothing after the colon.
   20 |     - open:
      |       ^^^^
  Write something after the colon, or take the setting out.
""",
    ),
    "no_steps": (
        ("", ""),
        """\
    []
""",
        """
:20:5  Y113  "it" needs at least one.
   20 |     []
      |     ^^
  There is nothing in it.
""",
    ),
    "examples_that_do_not_fit": (
        ("", ""),
        """\
    examples:
      - {state: planned, colour: blue}
    steps:
      - open: {by: amy}
      - expect: {state: "{{ stat }}"}
""",
        """
:21:10  N251  No step uses "state".
   21 |       - {state: planned, colour: blue}
      |          ^^^^^
  Write "{{ state }}" where its value belongs, or take it out of the examples.

:21:26  N251  No step uses "colour".
   21 |       - {state: planned, colour: blue}
      |                          ^^^^^^
  Write "{{ colour }}" where its value belongs, or take it out of the examples.

:24:25  N251  The examples have no "stat".
   24 |       - expect: {state: "{{ stat }}"}
      |                         ^^^^^^^^^^^^
  Did you mean "state"?
""",
    ),
    "a_state_in_a_row_of_examples": (
        ("", ""),
        """\
    examples:
      - {state: planned}
      - {state: planed}
    steps:
      - open: {by: amy}
      - expect: {state: "{{ state }}"}
""",
        """
:22:17  N260  There is no state "planed" here.
   22 |       - {state: planed}
      |                 ^^^^^^
  Did you mean "planned"?
""",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_in_a_scenario_is_a_finding_and_nothing_is_run(what: str) -> None:
    (right, wrong), steps, told = MISTAKES[what]

    council = small(f"\n  it:\n{steps}", HEAD.replace(right, wrong, 1))

    assert as_printed(council.findings) == told
    assert list(run_scenarios(council)) == []
