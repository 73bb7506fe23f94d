"""Where a case can go, and which papers are there when it does."""

from __future__ import annotations

from tests.checks.corpus import told

PATHWAY = "workflow_definitions/pathway.yaml\n"


def test_a_state_that_only_reopening_reaches_is_reached() -> None:
    change = PATHWAY + (
        "-      to: screening\n+      to: again\n\nworkflow_definitions/pathway.yaml\n-  visiting:\n"
        "+  again:\n+    title: Again\n+    actions:\n+      close_again:\n+        title: Close again\n"
        "+        by: manager\n+        goes: closed\n+  visiting:\n"
    )

    assert told(change) == []


def test_a_state_with_only_an_action_that_stays_is_a_dead_end() -> None:
    change = PATHWAY + (
        "-          - else: closed\n+          - else: waiting\n\nworkflow_definitions/pathway.yaml\n-  visiting:\n"
        "+  waiting:\n+    title: Waiting\n+    actions:\n+      look:\n+        title: Look\n"
        "+        by: manager\n+        goes: stay\n+  visiting:\n"
    )

    assert told(change) == [("F502", "pathway.states.waiting")]


def test_a_form_started_in_the_same_state_can_be_continued_there() -> None:
    change = PATHWAY + (
        "-        form: contact\n-        goes: screening\n+        form: contact\n+        goes: stay\n"
        "+      go_on:\n+        title: Go on\n+        by: officer\n+        not_by: done(record)\n"
        "+        continue: contact\n+        goes: screening\n"
    )

    assert told(change) == []


def test_a_condition_that_asks_whether_a_form_is_answered_may_read_it_early() -> None:
    change = (
        PATHWAY + "-        assigns: worker\n+        assigns: worker\n+        require: not answered(visit.seen)\n"
    )

    assert told(change) == []


def test_a_condition_may_read_the_form_that_its_own_action_submits() -> None:
    change = PATHWAY + "-        dated: visited_on\n+        dated: visited_on\n+        require: visit.seen == yes\n"

    assert told(change) == []


def test_a_case_that_only_goes_round_is_told_once() -> None:
    change = PATHWAY + (
        "-          - else: closed\n+          - else: round\n\nworkflow_definitions/pathway.yaml\n-  visiting:\n"
        "+  round:\n+    title: Round\n+    actions:\n+      onward:\n+        title: 'On'\n+        by: manager\n"
        "+        goes: about\n+  about:\n+    title: About\n+    actions:\n+      back:\n+        title: Back\n"
        "+        by: manager\n+        goes: round\n+  visiting:\n"
    )

    assert told(change) == [("F503", "pathway.states.round")]
