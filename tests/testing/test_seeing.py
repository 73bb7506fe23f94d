"""What a scenario says of who sees what is exact: no answer less, no answer more, and no other form."""

from __future__ import annotations

import pytest

from engine.findings import render_all
from tests.testing.small import FILES, FORM, HEAD, OPEN, as_printed, results

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
