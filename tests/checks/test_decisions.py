"""Decision lists: complete where they can be proved to be, and honest about questions that need no answer."""

from __future__ import annotations

from engine.checks import check
from engine.definitions.assemble import assemble
from tests.checks.corpus import told, with_changes

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


COUNTED = "form_schemas/contact.yaml\n-        max: 20\n+        max: 20\n+        required_for: record\n\n"
RULES = (
    PATHWAY
    + "-          - id: visit\n-            if: needs_visit\n-            to: visiting\n-          - else: closed\n"
)
RULES += "-checks:\n-  needs_visit:\n-    that: contact.outcome == visit\n-    say: A visit is needed.\n"
RULES = COUNTED + RULES.replace("-checks:", f"\n{PATHWAY}-checks:")


def goes(*rules: str) -> str:
    """Return the change that puts *rules* (`condition > state`, or `> state` for else) in place of those there are."""
    lines = [
        f"- if: {when}\n+            to: {to}\n" for when, to in (one.rsplit(" > ", 1) for one in rules if " > " in one)
    ]
    lines += [f"- else: {one}\n" for one in rules if " > " not in one]
    return RULES.replace(
        "-          - else: closed\n", "-          - else: closed\n" + "".join(f"+          {one}" for one in lines)
    )


def test_whole_numbers_leave_no_gap_between_two_and_three() -> None:
    assert told(goes("contact.siblings <= 2 > visiting", "contact.siblings >= 3 > closed")) == []


def test_a_gap_in_numbers_is_told_with_a_number_that_can_be_an_answer() -> None:
    report = check(assemble(with_changes(goes("contact.siblings < 2 > visiting", "contact.siblings >= 3 > closed"))))

    assert [one.message for one in report.findings] == ['"Record the decision" has no rule for contact.siblings = "2".']


def test_a_rule_that_repeats_an_earlier_one_is_never_read() -> None:
    twice = "length(contact.name) >= 3"
    change = goes(f'"{twice}" > visiting', f'["{twice}", contact.harm == home] > referral', "closed")

    assert ("F570", f"{GOES}.1") in told(change)


def test_a_rule_with_answers_of_its_own_is_read_and_so_is_an_else_that_nothing_may_come_to() -> None:
    assert told(goes("contact.siblings < 3 > visiting", "contact.siblings >= 2 > referral", "closed")) == []


def test_a_rule_that_only_a_stopped_list_would_come_to_is_never_read() -> None:
    change = goes(
        "contact.harm == home > visiting", "contact.harm != home > closed", "not answered(contact.harm) > referral"
    )

    assert ("F570", f"{GOES}.2") in told(change)
