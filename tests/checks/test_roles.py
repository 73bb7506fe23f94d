"""Whoever is named exists, in a place where they make sense."""

from __future__ import annotations

import pytest

from tests.checks.corpus import told


@pytest.mark.parametrize("who", ["officer", "[officer, manager]", "team"])
def test_a_case_may_be_opened_by_roles_and_groups(who: str) -> None:
    assert told(f"workflow_definitions/pathway.yaml\n-opened_by: officer\n+opened_by: {who}\n") == []


def test_a_case_role_may_be_given_by_another_case_role() -> None:
    change = (
        "casepath.yaml\n-    given_by: manager\n+    given_by: [manager, chair]\n"
        "+  chair:\n+    title: Chair\n+    from: manager\n+    given_by: manager\n"
    )

    assert told(change) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "path"),
    [
        ("form_schemas/contact.yaml", "view: [team, worker]", "view: [team, nobody]", "contact.view.1"),
        ("form_schemas/records/child.yaml", "edit: officer", "edit: nobody", "child.edit.0"),
        ("casepath.yaml", "    includes: officer", "    includes: nobody", "roles.manager.includes.0"),
        ("casepath.yaml", "  team: [officer, manager]", "  team: [officer, manager, nobody]", "groups.team.2"),
        (
            "workflow_definitions/pathway.yaml",
            "      by: manager\n-      to: screening",
            "      by: nobody\n+      to: screening",
            "pathway.states.closed.reopen.by.0",
        ),
    ],
)
def test_a_name_that_nobody_has_is_told_wherever_it_stands(file: str, before: str, after: str, path: str) -> None:
    assert ("N222", path) in told(f"{file}\n-{before}\n+{after}\n")


def test_a_long_circle_of_roles_is_told_once() -> None:
    change = (
        "casepath.yaml\n-    title: Officer\n+    title: Officer\n+    includes: clerk\n\n"
        "casepath.yaml\n-  social_worker: Social worker\n"
        "+  social_worker: Social worker\n+  clerk:\n+    title: Clerk\n+    includes: manager\n"
    )

    assert [code for code, _ in told(change)] == ["N224"]
