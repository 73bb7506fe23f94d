"""How time limits are counted: the worked dates of the domain, the cut-off, and both ends of a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from engine.cases.calendar import WorkingCalendar
from engine.cases.deadlines import Counting, add_months, due, ended_as
from engine.definitions.words import read_duration
from tests.support import LONDON

ENGLAND = Counting(WorkingCalendar("england_and_wales"), LONDON, time(17))


@pytest.mark.parametrize(
    ("within", "start", "last_day"),
    [
        ("1 working day", date(2026, 3, 12), date(2026, 3, 13)),  # contact on a Thursday: decision on the Friday
        ("45 working days", date(2026, 3, 12), date(2026, 5, 19)),  # past Easter and the May bank holiday
        ("15 working days", date(2026, 4, 7), date(2026, 4, 28)),
        ("10 working days", date(2026, 4, 20), date(2026, 5, 5)),
        ("1 working day", date(2025, 12, 18), date(2025, 12, 19)),
        ("10 working days", date(2025, 12, 18), date(2026, 1, 6)),
        ("45 working days", date(2025, 12, 18), date(2026, 2, 24)),
        ("15 working days", date(2026, 5, 22), date(2026, 6, 15)),
        ("90 calendar days", date(2026, 1, 31), date(2026, 5, 1)),
        ("6 weeks", date(2026, 3, 27), date(2026, 5, 8)),
        ("3 months", date(2026, 11, 30), date(2027, 2, 28)),
        ("25 years", date(2000, 2, 29), date(2025, 2, 28)),
    ],
)
def test_a_limit_in_days_ends_on_the_day_that_practice_says(within: str, start: date, last_day: date) -> None:
    assert due(read_duration(within), start, ENGLAND).day == last_day


def test_an_inclusive_count_ends_one_working_day_earlier() -> None:
    fifteen = read_duration("15 working days")

    assert due(fifteen, date(2026, 4, 7), ENGLAND, inclusive=True).day == date(2026, 4, 27)


def test_hours_are_clock_hours_through_a_bank_holiday() -> None:
    back = datetime(2026, 5, 1, 23, 30, tzinfo=LONDON)

    found = due(read_duration("72 hours"), back, ENGLAND)

    assert found.day is None
    assert found.expires == datetime(2026, 5, 4, 23, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("arrived", "counts_as"),
    [
        (datetime(2025, 12, 18, 16, 40, tzinfo=LONDON), date(2025, 12, 18)),
        (datetime(2025, 12, 18, 17, 0, tzinfo=LONDON), date(2025, 12, 18)),
        (datetime(2025, 12, 18, 17, 1, tzinfo=LONDON), date(2025, 12, 19)),
        (datetime(2025, 12, 20, 9, 0, tzinfo=LONDON), date(2025, 12, 22)),
        (datetime(2025, 12, 24, 18, 0, tzinfo=LONDON), date(2025, 12, 29)),
    ],
)
def test_what_arrives_late_or_on_a_day_off_counts_as_the_next_working_day(arrived: datetime, counts_as: date) -> None:
    assert ENGLAND.day_of_arrival(arrived) == counts_as


def test_the_last_day_is_over_at_midnight_here_also_when_the_clocks_change() -> None:
    winter = due(read_duration("1 calendar day"), date(2026, 3, 27), ENGLAND)
    changing = due(read_duration("1 calendar day"), date(2026, 3, 28), ENGLAND)

    assert winter.expires == datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert changing.expires == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)


def test_nations_and_closures_have_days_off_of_their_own() -> None:
    scotland = WorkingCalendar("scotland")
    closed = WorkingCalendar("england_and_wales", frozenset({date(2026, 4, 7)}))

    assert not scotland.is_working_day(date(2026, 1, 2))
    assert ENGLAND.calendar.is_working_day(date(2026, 1, 2))
    assert closed.next_working_day(date(2026, 4, 2)) == date(2026, 4, 8)


def test_months_clip_to_the_end_of_the_month() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), 12 * 9_999) == date(9000, 3, 31)
    assert add_months(date(2026, 3, 31), -12 * 9_999) == date(1, 3, 31)


def test_done_in_time_but_recorded_late_is_kept_apart_from_late() -> None:
    limit = due(read_duration("2 working days"), date(2026, 3, 12), ENGLAND)
    assert limit.day == date(2026, 3, 16)
    on_the_day, after = datetime(2026, 3, 16, 23, 59, tzinfo=UTC), datetime(2026, 3, 17, 9, 0, tzinfo=UTC)

    assert ended_as(limit, happened=date(2026, 3, 16), recorded=on_the_day) == "met"
    assert ended_as(limit, happened=date(2026, 3, 16), recorded=after) == "recorded_late"
    assert ended_as(limit, happened=date(2026, 3, 17), recorded=after) == "breached"
