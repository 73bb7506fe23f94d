"""What a scenario says of who sees what is exact: no answer less, no answer more, and no other form."""

from __future__ import annotations

import pytest

from engine.findings import render_all
from tests.testing.small import FILES, FORM, HEAD, MANIFEST, OPEN, WORKFLOW, as_printed, results

SEALED = FORM.replace(
    """\
          name:
            type: text
            label: Name
            required: true
""",
    """\
          name:
            type: text
            label: Name
            required: true
            view: worker
""",
).replace(
    """\
        label: Brothers and sisters at home
""",
    """\
        label: Brothers and sisters at home
        view: worker
""",
)
HEAD_WITH_A_WORKER = HEAD.replace("    sol: worker_role\n", "    sol: worker_role\n    sue: worker_role\n")


def told(step: str) -> str:
    """Return what a scenario says of *step*, after a visit was recorded and sol made its worker."""
    steps = (
        OPEN
        + """\
    - do:
        allocate: {by: max, assigns: {worker: sol}}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
"""
    )
    files = {**FILES, "form_schemas/visit.yaml": SEALED}
    went = results(f"\n  seen:\n{steps}    - {step}\n", HEAD_WITH_A_WORKER, files)
    return as_printed(went[0].failures) if went[0].failures else ""


EXACT = [
    "sees: {amy: {visit: [child_name, seen, where, people.age]}}",
    "sees: {sol: {visit: [child_name, siblings, seen, where, people]}}",
    "sees: {sue: {}}",
    "sees: {sue: {visit: []}}",
    "sees_nothing_of: {sue: visit}",
]


@pytest.mark.parametrize("step", EXACT)
def test_what_is_said_exactly_holds(step: str) -> None:
    assert told(step) == ""


WRONG = {
    "sees: {amy: {visit: [child_name, seen]}}": """
:26:27  N269  amy sees other answers of "visit".
   26 |     - sees: {amy: {visit: [child_name, seen]}}
      |                           ^^^^^^^^^^^^^^^^^^
  Expected: child_name, seen
  In fact:  child_name, people.age, seen, where
""",
    "sees: {amy: {visit: [child_name, siblings, seen, where, people.age]}}": """
:26:27  N269  amy sees other answers of "visit".
   26 |     - sees: {amy: {visit: [child_name, siblings, seen, where, people.age]}}
      |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Expected: child_name, people.age, seen, siblings, where
  In fact:  child_name, people.age, seen, where
""",
    "sees: {sol: {}}": """
:26:14  N269  sol also sees "visit".
   26 |     - sees: {sol: {}}
      |              ^^^
  Expected: nothing of it
  In fact:  child_name, people, seen, siblings, where
""",
    "sees: {sue: {visit: seen}}": """
:26:27  N269  sue sees other answers of "visit".
   26 |     - sees: {sue: {visit: seen}}
      |                           ^^^^
  Expected: seen
  In fact:  nothing of it
""",
    "sees_nothing_of: {sue: visit, sol: visit}": """
:26:42  N269  sol sees "visit".
   26 |     - sees_nothing_of: {sue: visit, sol: visit}
      |                                          ^^^^^
  Expected: nothing of it
  In fact:  child_name, people, seen, siblings, where
""",
}


@pytest.mark.parametrize("step", WRONG)
def test_more_or_less_than_was_said_is_told(step: str) -> None:
    assert told(step) == WRONG[step]


def test_a_form_that_nobody_filled_in_shows_what_was_copied_into_it_to_who_may_fill_it() -> None:
    steps = (
        OPEN
        + """\
    - sees: {amy: {visit: [child_name, siblings]}}
    - sees: {max: {visit: [child_name, siblings]}, sol: {}}
"""
    )

    went = results(f"\n  first:\n{steps}")

    assert [render_all(one.failures) for one in went] == [""]


SHARED = """\
share:
  helpers:
    to: helper
    fields: [child_name, people.age]
    basis: public_task
rules:
"""
ASKED = """\
  visited:
    title: Visited
    tasks:
      help_out:
        title: Help out
        by: helper
        form: help
        send: visit.helpers
"""
HELP = """\
form: help
title: Help
subject: child
view: officer
pages:
  one:
    title: Help
    fields:
      given:
        type: text
        label: What was done?
        required: true
"""


def test_who_does_a_task_sees_what_was_sent_with_it_and_what_they_answered() -> None:
    files = {
        **FILES,
        "casepath.yaml": MANIFEST.replace("roles:\n", "roles:\n  helper:\n    title: Helper\n    external: true\n", 1),
        "form_schemas/visit.yaml": FORM.replace("rules:\n", SHARED),
        "form_schemas/help.yaml": HELP,
        "workflow_definitions/visits.yaml": WORKFLOW.replace("  visited:\n    title: Visited\n", ASKED),
    }
    head = HEAD.replace("    amy: officer\n", "    amy: officer\n    hal: helper\n    hob: helper\n")
    steps = (
        OPEN
        + """\
    - sees: {hal: {}}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - sees: {hal: {visit: [child_name, people.age]}}
    - sees_nothing_of: {hal: help, sol: [visit, help]}
    - do:
        help_out: {by: hal, form: {given: Brought bread}}
    - sees: {amy: {visit: [child_name, siblings, seen, where, people], help: given}}
    - sees: {hal: {visit: [child_name, people.age], help: given}}
"""
    )

    went = results(f"\n  sent:\n{steps}", head, files)

    assert [render_all(one.failures) for one in went] == [""]


def test_others_are_all_who_are_not_named() -> None:
    can = "can: {max: [allocate, record_visit], others: []}"
    nobody = "sees_nothing_of: {max: visit, others: visit}"

    assert "amy can do other things." in as_printed(results(f"\n  can:\n{OPEN}    - {can}\n")[0].failures)
    assert 'amy sees "visit".' in told(nobody)
    assert "sue sees" not in told(nobody)
