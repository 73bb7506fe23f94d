"""What time does by itself: reminders, each once, last days that are over, and what the record makes of them."""

from __future__ import annotations

import json

import pytest

from engine import Refused
from engine.cases import clock
from engine.service.runner import Ran
from engine.store.encoding import text_of
from tests.clocks.limits import CHAIR, MANAGER, Council


def test_a_ladder_of_reminders_is_said_rung_by_rung_each_at_the_start_of_its_day(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("decide")
    council.runs_daily("2026-05-20T12:00")

    told = [line for line in council.said() if "assessment" in line or "PeopleTold" in line]
    assert told == [
        "05-05T00:00 ClockReminded assessment remind_2",
        "05-05T00:00 PeopleTold worker",
        "05-12T00:00 ClockReminded assessment remind_1",
        "05-12T00:00 PeopleTold worker manager",
        "05-18T00:00 ClockReminded assessment remind_3",
        "05-18T00:00 PeopleTold manager chair",
        "05-20T00:00 ClockBreached assessment",
        "05-20T00:00 PeopleTold manager chair",
        "05-20T00:00 PeopleTold chair",
    ]


def test_three_days_down_and_each_rung_is_said_once_in_order(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("decide")
    council.runs_daily("2026-05-17T12:00")
    before = council.said()

    assert council.runs("2026-05-20T09:00") == Ran(fired=3)
    assert council.runs("2026-05-20T09:01") == Ran()
    assert [line for line in council.said()[len(before) :] if "Clock" in line] == [
        "05-20T09:00 ClockReminded assessment remind_3",
        "05-20T09:00 ClockBreached counted_from_day_one",
        "05-20T09:00 ClockBreached assessment",
    ]


def test_a_reminder_whose_day_was_over_when_the_clock_started_is_not_said(council: Council) -> None:
    council.opened("2026-03-12T10:00")  # the decision is due on the 13th, and its reminder was due on the 12th

    assert council.clock_of("decision").rung == "breach"
    council.runs_daily("2026-03-14T12:00")
    assert council.said() == ["03-14T00:00 ClockBreached decision", "03-14T00:00 PeopleTold manager"]


def test_a_clock_that_was_met_says_nothing_any_more(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("decide", moment="2026-03-13T23:59")

    assert council.runs("2026-03-20T09:00") == Ran()
    assert council.clock_of("decision").status == "met"


def test_what_is_overdue_is_overdue_with_every_worker_stopped(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.clock.set(council.clock_of("decision").expires)

    found = {one.id: one for one in council.cases.deadlines(council.case, by=MANAGER)}
    assert (found["decision"].overdue, found["decision"].status) == (True, "breached")
    assert not found["assessment"].overdue


@pytest.mark.parametrize(("held_on", "settled"), [("2026-04-28", "recorded_late"), ("2026-04-29", "breached")])
def test_a_breach_is_found_by_the_clock_and_settled_by_the_record(council: Council, held_on: str, settled: str) -> None:
    council.opened("2026-03-12T10:00")
    council.does("hold_strategy", {"held_on": "2026-04-07"}, moment="2026-04-07T09:00")
    council.runs_daily("2026-04-29T12:00")
    assert council.clock_of("conference").status == "breached"
    assert council.clock_of("conference").is_open

    council.does("hold_conference", {"held_on": held_on}, moment="2026-05-06T09:00")
    assert council.clock_of("conference").status == settled
    assert not council.clock_of("conference").is_open
    assert "04-29T00:00 ClockBreached conference" in council.said()


def test_hours_are_settled_by_the_hour_that_the_record_says(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("record_return", {"returned_at": "2026-05-01T23:30"}, moment="2026-05-02T09:00")
    council.runs_daily("2026-05-06T09:00")
    assert "05-04T11:30 ClockReminded interview remind_1" in council.said()

    council.does("record_return", {"returned_at": "2026-05-01T23:30", "seen_at": "2026-05-04T23:29"})
    assert council.clock_of("interview").status == "recorded_late"


def test_a_correction_moves_a_clock_and_its_reminders_and_takes_a_breach_back(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("hold_strategy", {"held_on": "2026-03-12"})
    council.runs_daily("2026-04-20T12:00")
    assert council.clock_of("conference").status == "breached"

    case = council.case
    council.case = council.cases.correct(
        case, "strategy", {"held_on": "2026-04-07"}, by=MANAGER, seen=case.version
    ).case
    assert council.due("conference") == "2026-04-28"
    assert council.clock_of("conference").status == "running"

    council.runs_daily("2026-04-30T12:00")
    assert [line for line in council.said() if line.endswith("ClockBreached conference")] == [
        "04-03T00:00 ClockBreached conference",
        "04-29T00:00 ClockBreached conference",
    ]


def test_a_breach_moves_the_case_and_tells_people_in_one_step(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("discuss")
    council.runs_daily("2026-03-17T00:00")

    assert council.case.states == ("reviewing",)
    assert council.due("review") == "2026-06-17"
    assert council.clock_of("held").status == "breached"
    assert not council.clock_of("held").is_open


def test_a_review_is_counted_anew_from_the_day_it_was_held(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("start_reviews", moment="2026-03-27T09:00")
    assert council.due("review") == "2026-06-29"  # 27 June is a Saturday

    council.does("hold_review", {"held_on": "2026-06-26"}, moment="2026-07-01T09:00", by=CHAIR)
    assert council.due("review") == "2026-12-29"  # the 26th is a Saturday, and Boxing Day is kept on the Monday
    ended = [event for event in council.cases.steps(council.case, by=MANAGER)[-1].events if "Ended" in repr(event)]
    assert [getattr(event, "status", "") for event in ended] == ["recorded_late"]

    council.runs_daily("2026-12-30T12:00")
    assert council.said()[-3:] == [
        "12-11T00:00 PeopleTold chair",
        "12-30T00:00 ClockBreached review",
        "12-30T00:00 PeopleTold manager",
    ]


@pytest.mark.parametrize(
    ("entered", "heard"),
    [
        ("2026-03-27T09:00", "2026-04-14"),
        ("2026-04-10T16:00", "2026-04-14"),  # the papers are due that day
        ("2026-04-11T09:00", "2026-04-28"),
        ("2026-04-24T18:00", "2026-04-28"),  # the council's own step: the cut-off is for what arrives
        ("2026-04-25T09:00", "2026-05-26"),  # 12 May is skipped
    ],
)
def test_the_next_meeting_is_the_first_whose_papers_are_not_due_yet(council: Council, entered: str, heard: str) -> None:
    council.opened("2026-03-12T10:00")
    council.does("wait_for_panel", moment=entered)

    assert council.due("heard") == heard


def test_a_planned_limit_waits_for_its_date_and_moves_with_it(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    assert "seen" not in council.case.clocks

    council.does("plan", {"review_on": "2026-05-01"})
    assert council.due("seen") == "2026-05-01"
    council.does("plan", {"review_on": "2026-06-01"})
    assert council.due("seen") == "2026-06-01"
    council.does("plan", {"review_on": "9999-12-31"})  # a slip of the pen: nothing counts from it
    assert "seen" not in council.case.clocks


# --- pauses -----------------------------------------------------------------------------------------------------------


def test_a_paused_clock_gets_the_working_days_it_stood_still(council: Council) -> None:
    council.opened("2026-03-27T09:00")
    council.does("discuss")
    assert council.due("held") == "2026-03-31"

    council.does("pause")
    council.does("go_on", moment="2026-04-01T09:00")
    assert council.due("held") == "2026-04-07"  # three days more, past Good Friday and Easter Monday
    assert council.clock_of("held").added == 3


def test_a_pause_ends_by_itself_and_takes_no_longer_than_it_may(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("discuss")
    council.does("pause")
    found = {one.id: one for one in council.cases.deadlines(council.case, by=MANAGER)}
    assert found["held"].status == "paused"

    council.clock.set(council.clock.now().replace(month=4, day=20))
    found = {one.id: one for one in council.cases.deadlines(council.case, by=MANAGER)}
    assert (found["held"].status, str(found["held"].day)) == ("breached", "2026-03-30")

    council.runs_daily("2026-04-20T12:00")
    assert [line for line in council.said() if "held" in line] == [
        "04-20T11:00 ClockResumed held remind_1",
        "04-20T11:00 ClockReminded held remind_1",
        "04-20T11:00 ClockBreached held",
        "04-20T11:00 ClockEnded held breached",
    ]
    assert council.case.states == ("reviewing",)


def test_a_clock_cannot_be_paused_more_often_than_it_may_nor_go_on_unless_it_is_paused(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("discuss")
    with pytest.raises(Refused, match='None of these clocks is paused: "Discussion held"'):
        council.does("go_on")

    council.does("pause")
    with pytest.raises(Refused, match='None of these clocks is running: "Discussion held"'):
        council.does("pause")
    council.does("go_on")
    with pytest.raises(Refused, match='No more pauses are left for: "Discussion held"'):
        council.does("pause")


def test_a_paused_clock_can_be_met(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("discuss")
    council.does("pause")
    council.does("finish", moment="2026-03-18T09:00")

    assert council.clock_of("held").status == "met"
    assert council.runs("2026-05-01T09:00") == Ran()


def test_a_reopened_case_has_clocks_of_its_new_round(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("discuss")
    council.does("finish")
    council.does("reopen", moment="2026-04-01T09:00")

    assert council.due("decision") == "2026-04-02"
    assert council.clock_of("decision").turn == 2


def test_the_history_tells_what_time_did(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.does("discuss")
    council.does("pause")
    council.does("go_on", moment="2026-03-13T09:00")
    council.runs_daily("2026-03-14T09:00")

    lines = [line for entry in council.cases.timeline(council.case, by=MANAGER) for line in entry.lines]
    assert "Discussion held: paused, until Thursday 26 March 2026 at most" in lines
    assert "Discussion held: goes on, due by Tuesday 17 March 2026" in lines
    assert "Decision: the last day is over" in lines


def test_a_clock_that_was_kept_before_clocks_had_timers_is_read() -> None:
    before = ["2026-03-12", "2026-03-14T00:00:00+00:00", "2026-03-13", "met"]

    old = clock.from_json(json.loads(json.dumps(before)))
    assert (old.status, old.is_open, str(old.day)) == ("met", False, "2026-03-13")
    assert clock.from_json(json.loads(text_of(clock.to_json(old)))) == old
