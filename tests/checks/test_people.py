"""Whoever is to act can, and does not sign off alone; what is fine is left alone."""

from __future__ import annotations

from tests.checks.corpus import told

PATHWAY = "workflow_definitions/pathway.yaml\n"
SIGNING_OFF = PATHWAY + "-        not_by: done(record)\n"


def test_a_manager_sees_what_the_role_it_includes_may_see() -> None:
    assert told(PATHWAY + "-view: [team, worker]\n+view: [officer, worker]\n") == []


def test_someone_with_a_place_on_the_case_reaches_it_by_that_place() -> None:
    assert told(PATHWAY + "-        by: [team, worker]\n+        by: worker\n") == []


def test_a_second_pair_of_eyes_further_down_is_enough() -> None:
    change = PATHWAY + (
        "-        not_by: done(record)\n\n"
        "workflow_definitions/pathway.yaml\n"
        "         by: [team, worker]\n+        not_by: done(decide)\n"
    )

    assert told(SIGNING_OFF) == [("P607", "pathway.states.screening.actions.decide.by")]
    assert told(change) == []


def test_people_who_could_never_be_the_same_need_not_be_kept_apart() -> None:
    change = SIGNING_OFF + (
        "\nworkflow_definitions/pathway.yaml\n-        by: officer\n+        by: clerk\n\n"
        "workflow_definitions/pathway.yaml\n-view: [team, worker]\n+view: [team, worker, clerk]\n\n"
        "casepath.yaml\n-  social_worker: Social worker\n"
        "+  social_worker: Social worker\n+  clerk:\n+    title: Clerk\n+    reach: council\n"
    )

    assert told(change) == []


def test_what_another_hand_must_answer_is_not_asked_of_this_one() -> None:
    change = (
        "form_schemas/contact.yaml\n-        label: Is the child in danger now?\n"
        "+        label: Is the child in danger now?\n+        edit: officer\n"
    )

    assert told(change) == []


def test_a_page_may_not_be_closed_to_everyone_who_must_fill_it() -> None:
    change = "form_schemas/contact.yaml\n-    for: decide\n+    for: decide\n+    edit: worker\n"

    assert ("P606", "contact.pages.decision.edit") in told(change)


def test_an_external_role_cannot_act_on_a_case() -> None:
    change = (
        "casepath.yaml\n-  social_worker: Social worker\n"
        "+  social_worker: Social worker\n+  police:\n+    title: Police\n+    external: true\n\n"
        "workflow_definitions/pathway.yaml\n-        by: [team, worker]\n+        by: [team, police]\n\n"
        "workflow_definitions/pathway.yaml\n-view: [team, worker]\n+view: [team, worker, police]\n"
    )

    assert told(change) == [("P605", "pathway.states.visiting.actions.record_visit.by.1")]
