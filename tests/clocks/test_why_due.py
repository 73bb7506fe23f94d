"""Why a time limit falls when it does: the counting, day by day, in the language of who reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import Actor, NotFound
from engine.cases.counted import WhyDue, why_due
from tests.clocks.limits import CHAIR, MANAGER, Council


def explained(council: Council, deadline: str) -> WhyDue:
    return council.cases.why_due(council.case, deadline, by=MANAGER)


def counting(council: Council, deadline: str) -> list[str]:
    """Return the counting as people would read it: the day, and its number or why it is off."""
    days = explained(council, deadline).days
    return [f"{one.day:%m-%d} {'+' if one.paused else ''}{one.off or one.number}" for one in days]


def test_working_days_are_shown_one_by_one_with_what_is_off_and_why(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("hold_strategy", {"held_on": "2026-03-27"}, moment="2026-03-27T12:00")

    assert explained(council, "conference").because == (
        'It counts from Friday 27 March 2026: the day in "Held on" in "Strategy discussion".',
        "It runs for 15 working days, and the day after is the first.",
        "The last day is Tuesday 21 April 2026.",
    )
    assert counting(council, "conference")[:12] == [
        *("03-28 Saturday", "03-29 Sunday", "03-30 1", "03-31 2", "04-01 3", "04-02 4", "04-03 Good Friday"),
        *("04-04 Saturday", "04-05 Sunday", "04-06 Easter Monday", "04-07 5", "04-08 6"),
    ]
    assert counting(council, "conference")[-1] == "04-21 15"


def test_the_last_day_that_is_shown_is_the_day_it_is_due(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("receive_notice", {"received_on": "2026-04-01"})
    council.does("hold_conference", {"held_on": "2026-03-12"})

    for deadline in (
        "decision",
        "check",
        "assessment",
        "counted_from_day_one",
        "outline_plan",
        "core_group",
        "transfer",
    ):
        assert explained(council, deadline).days[-1].day == council.clock_of(deadline).day


def test_what_arrived_late_says_as_which_day_it_counts(council: Council) -> None:
    council.opened("2025-12-20T11:00")

    assert explained(council, "decision").because[0] == (
        "It counts from Monday 22 December 2025: the case was opened at 11:00 on Saturday 20 December 2025, "
        "which counts as that day."
    )


def test_hours_have_no_days_to_show(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("record_return", {"returned_at": "2026-05-01T23:30"}, moment="2026-05-02T09:00")

    assert explained(council, "interview").because[1:] == (
        "It runs for 72 hours, every hour of the day and night.",
        "It runs out at 23:30 on Monday 4 May 2026.",
    )
    assert explained(council, "interview").days == ()


def test_a_pause_is_shown_with_the_days_that_make_up_for_it(council: Council) -> None:
    council.opened("2026-03-27T09:00")
    council.does("discuss")
    council.does("pause")
    council.clock.set(council.clock.now().replace(day=31))
    assert "It is paused since 09:00 on Friday 27 March 2026: 2 working days so far." in (
        explained(council, "held").because
    )

    council.does("go_on", moment="2026-04-01T09:00")
    assert "Pauses added 3 working days." in explained(council, "held").because
    assert counting(council, "held")[-8:] == [
        *("03-31 2", "04-01 +1", "04-02 +2", "04-03 +Good Friday", "04-04 +Saturday", "04-05 +Sunday"),
        *("04-06 +Easter Monday", "04-07 +3"),
    ]


def test_meetings_are_shown_with_why_each_is_not_the_one(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("wait_for_panel", moment="2026-04-25T09:00")

    assert explained(council, "heard").because == (
        'It counts from Saturday 25 April 2026: "Waiting for the panel" was entered.',
        'It runs to the next meeting: "Panel".',
        "The last day is Tuesday 26 May 2026.",
    )
    assert counting(council, "heard") == [
        "04-14 its papers were due: Friday 10 April 2026",
        "04-28 its papers were due: Friday 24 April 2026",
        "05-12 skipped",
        "05-26 1",
    ]


def test_months_roll_to_a_working_day_and_reviews_count_from_the_last_one(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("start_reviews", moment="2026-03-27T09:00")
    assert counting(council, "review") == ["04-27 1", "05-27 2", "06-27 3", "06-28 Sunday", "06-29 None"]

    council.does("hold_review", {"held_on": "2026-04-01"}, moment="2026-04-02T09:00", by=CHAIR)
    assert explained(council, "review").because[:3] == (
        'It counts from Wednesday 1 April 2026: "Record a review" was done.',
        "It runs for 6 months, and the day after is the first.",
        "Where the last day is off, it is the next working day.",
    )


def test_a_planned_limit_names_the_question_that_says_its_day(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("plan", {"review_on": "2026-05-01"})

    assert 'It runs to the day in "Next seen on" in "Plan".' in explained(council, "seen").because


def test_who_may_not_see_the_case_and_what_has_not_started_are_not_found(council: Council) -> None:
    council.opened("2026-03-12T10:00")

    for deadline, by in (("conference", MANAGER), ("nothing", MANAGER), ("decision", Actor("x", roles=["officer"]))):
        with pytest.raises(NotFound):
            council.cases.why_due(council.case, deadline, by=by)


def test_the_counting_is_told_in_welsh_as_well(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("hold_strategy", {"held_on": "2026-03-27"}, moment="2026-03-27T12:00")
    in_welsh = replace(council.engine.definition, language="cy")

    told = why_due(in_welsh, council.case, "conference", council.clock.now())

    assert told is not None
    assert told.because[-1] == "Y diwrnod olaf yw Dydd Mawrth 21 Ebrill 2026."
    assert [one.off for one in told.days if one.off][2:5] == ["Dydd Gwener y Groglith", "Dydd Sadwrn", "Dydd Sul"]
