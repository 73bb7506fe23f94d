"""Copies: of a type that fits, from what this case has, and never of a judgement."""

from __future__ import annotations

import pytest

from tests.checks.corpus import told

NOTES = "form_schemas/visit.yaml\n-        label: Notes\n+        label: Notes\n+        from: {}\n"


@pytest.mark.parametrize(
    "source",
    [
        "child.full_name",
        "contact.story",
        "previous.notes",
        "case.reference",
        "case.worker",
        "me.name",
        "me.team",
        "system.previous_contacts",
        "[child.full_name, contact.name]",
    ],
)
def test_a_text_may_be_copied_from_any_text_of_the_case(source: str) -> None:
    assert told(NOTES.format(source)) == []


@pytest.mark.parametrize("source", ["case.opened_on", "deadlines.visited.due", "contact.siblings", "contact.people"])
def test_a_text_takes_no_other_type(source: str) -> None:
    assert told(NOTES.format(source)) == [("T360", "visit.fields.notes.from.0")]


def test_a_note_shows_whatever_there_is() -> None:
    change = (
        "form_schemas/visit.yaml\n-        type: text\n-        label: Notes\n"
        "+        type: note\n+        label: Due\n+        shows: deadlines.visited.due\n"
    )

    assert told(change) == []


def test_two_questions_over_one_list_fit_each_other() -> None:
    change = (
        "form_schemas/visit.yaml\n-        type: text\n-        label: Notes\n"
        "+        type: choices\n+        label: Levels\n+        options: risk_level\n+        from: contact.risk\n"
    )

    assert told(change) == []


def test_a_form_that_no_workflow_asks_beside_this_one_has_nothing_to_copy() -> None:
    change = (
        "form_schemas/extra.yaml\n+form: extra\n+title: Extra\n+subject: child\n+pages:\n+  only:\n+    title: Only\n"
        "+    fields:\n+      thing:\n+        type: text\n+        label: Thing\n\n" + NOTES.format("extra.thing")
    )

    assert ("N242", "visit.fields.notes.from.0") in told(change)


@pytest.mark.parametrize("default", ["2", "20"])
def test_a_default_that_the_question_would_take_is_fine(default: str) -> None:
    assert told(f"form_schemas/contact.yaml\n-        max: 20\n+        max: 20\n+        default: {default}\n") == []


@pytest.mark.parametrize("default", ["21", "two", "[1, 2]", "today()"])
def test_a_default_that_the_question_would_not_take_is_told(default: str) -> None:
    change = f"form_schemas/contact.yaml\n-        max: 20\n+        max: 20\n+        default: {default}\n"

    assert told(change) == [("T361", "contact.fields.siblings.default")]
