"""Clocks that can start and stop, and a calendar that a council can mean."""

from __future__ import annotations

import pytest

from tests.checks.corpus import told

PATHWAY = "workflow_definitions/pathway.yaml\n"


@pytest.mark.parametrize(
    "moment", ["entered", "opened", "done(record)", "entered(referral)", "contact.received_at", "done(reopen)"]
)
def test_a_clock_may_count_from_whatever_can_happen_before(moment: str) -> None:
    assert told(PATHWAY + f"-        kind: standard\n+        kind: standard\n+        from: {moment}\n") == []


@pytest.mark.parametrize("moment", ["done(record_visit)", "entered(closed)", "visit.visited_on"])
def test_a_clock_may_be_stopped_by_whatever_can_happen_after(moment: str) -> None:
    assert told(PATHWAY + f"-        kind: standard\n+        kind: standard\n+        until: {moment}\n") == []


def test_a_statutory_clock_that_one_action_stops_needs_no_until() -> None:
    assert told(PATHWAY + "-        until: done(decide)\n") == []


def test_hours_may_count_from_a_datetime() -> None:
    change = (
        PATHWAY + "-        within: 5 working days\n+        within: 72 hours\n+        from: contact.received_at\n"
    )

    assert told(change) == []


@pytest.mark.parametrize("day", ["2026-12-24", "2000-01-03", "2100-12-31"])
def test_a_closure_on_a_weekday_of_our_time_is_fine(day: str) -> None:
    assert told(f"casepath.yaml\n-closures: [2026-12-24]\n+closures: [{day}]\n") == []
