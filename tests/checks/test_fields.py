"""Ids, limits and settings of fields; what only looks like a clash is left alone."""

from __future__ import annotations

from tests.checks.corpus import told


def test_two_kinds_of_rows_may_use_the_same_ids() -> None:
    change = (
        "form_schemas/contact.yaml\n-  decision:\n-    title: Decision\n"
        "+      places:\n+        type: rows\n+        label: Places\n+        row: Place\n+        fields:\n"
        "+          known_for:\n+            type: text\n+            label: For how long?\n"
        "+  decision:\n+    title: Decision\n"
    )

    assert told(change) == []


def test_a_form_and_a_record_may_have_fields_of_the_same_id() -> None:
    change = "form_schemas/records/child.yaml\n-  home_language:\n+  name:\n"

    assert told(change) == []


def test_one_action_may_be_offered_in_several_states() -> None:
    change = (
        "workflow_definitions/pathway.yaml\n-      record_visit:\n"
        "+      give_back:\n+        title: Give back\n+        by: manager\n+        gives_back: contact\n"
        "+        reason: required\n+        goes: referral\n+      record_visit:\n"
    )

    assert told(change) == []


def test_the_same_least_and_most_are_in_order() -> None:
    assert told("form_schemas/contact.yaml\n-        min: 0\n+        min: 20\n") == []


def test_a_calculation_may_not_be_required() -> None:
    change = (
        "form_schemas/contact.yaml\n-        min: 0\n-        max: 20\n"
        "+        calc: count(people)\n+        required: true\n"
    )

    assert told(change) == [("S403", "contact.fields.siblings.required")]
