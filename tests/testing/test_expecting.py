"""What a scenario expects and what is not so: told at its line, with what was expected and what is."""

from __future__ import annotations

import pytest

from tests.testing.small import FILES, HEAD, MANIFEST, OPEN, RECORDED, WORKFLOW, as_printed, results

WRONG = {
    "the_state": (
        """\
    - expect: {state: closed}
""",
        """
:23:23  N269  The case is in another state.
   23 |     - expect: {state: closed}
      |                       ^^^^^^
  Expected: closed
  In fact:  visited
""",
    ),
    "an_unchanged_state": (
        """\
    - expect: {state: unchanged}
""",
        """
:23:23  N269  The case is in another state.
   23 |     - expect: {state: unchanged}
      |                       ^^^^^^^^^
  Expected: unchanged, planned
  In fact:  visited
""",
    ),
    "a_deadline_that_was_met": (
        """\
    - expect: {deadlines: {visit_made: 2026-03-19}}
""",
        """
:23:40  N269  "visit_made" is not due then.
   23 |     - expect: {deadlines: {visit_made: 2026-03-19}}
      |                                        ^^^^^^^^^^
  Expected: 2026-03-19
  In fact:  it is not running any more: met
""",
    ),
    "a_deadline_on_another_day": (
        """\
    - do:
        send_back: {by: max, reason: Say who was there}
    - expect: {deadlines: {visit_made: in 2 working days, call_back: 2026-03-14T09:00}}
""",
        """
:25:40  N269  "visit_made" is not due then.
   25 |     - expect: {deadlines: {visit_made: in 2 working days, call_back: 2026-03-14T09:00}}
      |                                        ^^^^^^^^^^^^^^^^^
  Expected: 2026-03-17
  In fact:  2026-03-18

:25:70  N269  "call_back" is not due then.
   25 |     - expect: {deadlines: {visit_made: in 2 working days, call_back: 2026-03-14T09:00}}
      |                                                                      ^^^^^^^^^^^^^^^^
  Expected: 2026-03-14T09:00
  In fact:  2026-03-14T10:00
""",
    ),
    "a_question_that_is_shown": (
        """\
    - expect: {shown: child_name, hidden: [people, visit.where]}
""",
        """
:23:44  N269  "Who was there?" is not hidden.
   23 |     - expect: {shown: child_name, hidden: [people, visit.where]}
      |                                            ^^^^^^
  Expected: hidden
  In fact:  shown

:23:52  N269  "Where was the child seen?" is not hidden.
   23 |     - expect: {shown: child_name, hidden: [people, visit.where]}
      |                                                    ^^^^^^^^^^^
  Expected: hidden
  In fact:  shown
""",
    ),
    "a_question_that_is_hidden": (
        """\
    - do:
        send_back: {by: max, reason: Say who was there}
    - fill:
        visit: {by: amy, form: {seen: no}}
    - expect: {shown: where}
""",
        """
:27:23  N269  "Where was the child seen?" is not shown.
   27 |     - expect: {shown: where}
      |                       ^^^^^
  Expected: shown
  In fact:  hidden
""",
    ),
    "an_answer_not_in_the_draft": (
        """\
    - expect: {in_draft: [seen, outcome]}
""",
        """
:23:33  N269  "Outcome" is not in the draft.
   23 |     - expect: {in_draft: [seen, outcome]}
      |                                 ^^^^^^^
  Expected: an answer in the draft
  In fact:  no answer in the draft
""",
    ),
    "an_answer_that_is_stored": (
        """\
    - expect: {not_stored: [outcome, siblings]}
""",
        """
:23:38  N269  "Brothers and sisters at home" is stored.
   23 |     - expect: {not_stored: [outcome, siblings]}
      |                                      ^^^^^^^^
  Expected: submitted, without this answer
  In fact:  submitted with it
""",
    ),
    "values": (
        """\
    - expect: {values: {siblings: 3, people: [{name: Kim Example}], where: school}}
""",
        """
:23:35  N269  "siblings" has another value.
   23 |     - expect: {values: {siblings: 3, people: [{name: Kim Example}], where: school}}
      |                                   ^
  Expected: 3
  In fact:  2

:23:46  N269  "people" has another value.
   23 |     - expect: {values: {siblings: 3, people: [{name: Kim Example}], where: school}}
      |                                              ^^^^^^^^^^^^^^^^^^^^^
  Expected: {name: Kim Example}
  In fact:  {id: r1, name: Robin Example, age: 15}
""",
    ),
    "problems_of_a_draft": (
        """\
    - expect: {problems: {outcome: []}}
""",
        """
:23:36  N269  "outcome" has other problems.
   23 |     - expect: {problems: {outcome: []}}
      |                                    ^^
  Expected: no problem
  In fact:  required
""",
    ),
    "what_a_person_can_do": (
        """\
    - can: {amy: [], max: decide, sol: []}
""",
        """
:23:27  N269  max can do other things.
   23 |     - can: {amy: [], max: decide, sol: []}
      |                           ^^^^^^
  Expected: decide
  In fact:  close, decide, send_back
""",
    ),
    "what_is_not_for_a_person": (
        """\
    - do: {decide: {by: amy}}
""",
        """
:23:12  N269  amy could not do "decide".
   23 |     - do: {decide: {by: amy}}
      |            ^^^^^^
  Expected: done
  In fact:
    refused
    "Decide" is for: Manager, Allocated worker. [decide: not_allowed]
""",
    ),
    "an_answer_that_is_refused": (
        """\
    - do:
        decide:
          by: max
          form:
            outcome: colse
            seen: no
""",
        """
:28:13  N269  max could not do "decide".
   28 |             seen: no
      |             ^^^^
  Expected: done
  In fact:
    refused
    "Was the child seen?" was answered at an earlier step. It is shown, not asked. [visit.seen: not_asked]
    "Outcome": Choose one of the answers listed. [visit.outcome: wrong_code]
""",
    ),
    "a_refusal_that_did_not_come": (
        """\
    - cannot:
        send_back: {by: max, reason: Say where, because: It cannot.}
""",
        """
:24:9  N269  max could do "send_back".
   24 |         send_back: {by: max, reason: Say where, because: It cannot.}
      |         ^^^^^^^^^
  Expected: It cannot.
  In fact:  done; now planned
""",
    ),
    "a_refusal_for_another_reason": (
        """\
    - cannot:
        send_back: {by: max, because: It cannot.}
""",
        """
:24:39  N269  "send_back" was refused for other reasons.
   24 |         send_back: {by: max, because: It cannot.}
      |                                       ^^^^^^^^^^
  Expected: It cannot.
  In fact:  "Send back" needs a reason.
""",
    ),
    "a_refusal_for_another_problem": (
        """\
    - cannot:
        close:
          by: max
          problems: {seen: required}
""",
        """
:25:11  N269  "close" was refused for other reasons.
   25 |           by: max
      |           ^^^^^^^
  Expected: nothing
  In fact:  "Close" needs a reason.

:26:21  N269  "close" was refused for other problems.
   26 |           problems: {seen: required}
      |                     ^^^^^^^^^^^^^^^^
  Expected: seen: required
  In fact:  outcome: required
""",
    ),
    "a_moment_that_is_over": (
        """\
    - wait_until: 2026-03-11
""",
        """
:23:19  N269  This moment is over.
   23 |     - wait_until: 2026-03-11
      |                   ^^^^^^^^^^
  Expected: a later moment
  In fact:  it is 2026-03-12T10:00 already
""",
    ),
    "a_draft_that_is_not_theirs": (
        """\
    - fill:
        visit: {by: amy, form: {seen: no}}
""",
        """
:24:9  N269  amy could not fill "visit".
   24 |         visit: {by: amy, form: {seen: no}}
      |         ^^^^^
  Expected: saved
  In fact:
    refused
    "Decide" is for: Manager, Allocated worker. [decide: not_allowed]
""",
    ),
    "a_person_who_may_not_open": (
        """\
    - open: {by: sol}
""",
        """
:23:7  N269  sol could not open a case of "visits".
   23 |     - open: {by: sol}
      |       ^^^^
  Expected: opened
  In fact:  Opening "Visits" is for: Officer. [visits: not_allowed]
""",
    ),
    "nothing_after_the_first_failing_step": (
        """\
    - do:
        send_back: {by: max}
    - expect: {state: closed}
""",
        """
:24:9  N269  max could not do "send_back".
   24 |         send_back: {by: max}
      |         ^^^^^^^^^
  Expected: done
  In fact:
    refused
    "Send back" needs a reason. [send_back: reason]
""",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_so_is_told_at_its_line_with_what_is(what: str) -> None:
    steps, told = WRONG[what]

    went = results(f"\n  it:\n{RECORDED}{steps}")

    assert as_printed(went[0].failures) == told


def test_a_given_fact_that_cannot_be_is_told_at_its_line() -> None:
    went = results(f"\n  it:\n{OPEN}", HEAD.replace("siblings: 2", "siblings: two"))

    assert (
        as_printed(went[0].failures)
        == """
:11:15  N269  This fact cannot be recorded.
   11 |     siblings: two
      |               ^^^
  Expected: recorded
  In fact:  "Brothers and sisters": Write a whole number, in digits. [siblings: wrong_type]
"""
    )


def test_a_case_that_nobody_may_see_fails_without_a_traceback() -> None:
    files = {
        **FILES,
        "casepath.yaml": MANIFEST.replace("\nroles:\n", "\nroles:\n  opener: Opener\n"),
        "workflow_definitions/visits.yaml": WORKFLOW.replace("opened_by: officer", "opened_by: [officer, opener]"),
    }
    head = HEAD.replace("amy: officer", "amy: opener").replace("max: manager", "max: worker_role")

    went = results(f"\n  it:\n{OPEN}    - expect: {{state: closed}}\n", head, files)

    assert went[0].histories[0].lines == ("Nobody in this scenario may see the case.",)
