"""Decision lists: complete where they can be proved to be, and honest about questions that need no answer."""

from __future__ import annotations

from tests.checks.corpus import told

PATHWAY = "workflow_definitions/pathway.yaml\n"
GOES = "pathway.states.screening.actions.decide.goes"


def test_a_list_without_else_that_has_a_rule_for_every_answer_is_complete() -> None:
    assert (
        told(
            PATHWAY + "-          - else: closed\n+          - if: contact.outcome == advice\n+            to: closed\n"
        )
        == []
    )


def test_a_list_without_else_over_text_cannot_be_proved_complete() -> None:
    change = PATHWAY + '-          - else: closed\n+          - if: contact.name == "x"\n+            to: closed\n'

    assert ("F508", GOES) in told(change)


def test_a_question_that_one_hand_must_answer_does_not_stop_the_list() -> None:
    change = (
        "form_schemas/contact.yaml\n-        max: 20\n+        max: 20\n+        required_for: record\n\n"
        + PATHWAY
        + "-    that: contact.outcome == visit\n+    that: contact.siblings >= 3\n"
    )

    assert told(change) == []


def test_a_list_that_asks_first_whether_there_is_an_answer_does_not_stop() -> None:
    change = PATHWAY + "-    that: contact.outcome == visit\n+    that: default(contact.siblings, 0) >= 3\n"

    assert told(change) == []


def test_two_checks_that_exclude_each_other_can_never_lead_anywhere() -> None:
    change = PATHWAY + "-            if: needs_visit\n+            if: [needs_visit, contact.outcome == advice]\n"

    assert told(change) == [("T364", f"{GOES}.0.if")]
