"""Counting with days: full years and months, working days, and moving to another day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expressions.days import years_between
from engine.expressions.types import UNKNOWN
from tests.expressions.questions import MARCH_27, NeverOpen, days, ready


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2010-03-27", "2026-03-26", 15),
        ("2010-03-27", "2026-03-27", 16),
        ("2026-03-27", "2026-03-27", 0),
        ("2026-03-27", "2010-03-27", -16),
        ("2026-03-27", "2010-03-28", -15),
    ],
)
def test_years_are_full_years_and_29_february_turns_on_1_march(born: str, day: str, years: int) -> None:
    env = {"date_of_birth": date.fromisoformat(born), "seen_on": date.fromisoformat(day)}

    assert days("years_between(date_of_birth, seen_on)", **env) == years
    assert days("age_on(date_of_birth, seen_on)", **env) == (years if born <= day else UNKNOWN)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2025-12-27", "2026-03-27", 3),
        ("2025-12-28", "2026-03-27", 2),
        ("2026-03-27", "2025-12-27", -3),
        ("2026-03-27", "2026-03-27", 0),
    ],
)
def test_months_are_full_months(start: str, end: str, months: int) -> None:
    assert days(f'months_between("{start}", "{end}")') == months


def test_days_between_counts_calendar_days_either_way() -> None:
    assert days("days_between(seen_on, today())", seen_on=date(2026, 3, 20)) == 7
    assert days("days_between(today(), seen_on)", seen_on=date(2026, 3, 20)) == -7
    assert days("days_between(seen_on, today())") is UNKNOWN


@pytest.mark.parametrize(
    ("start", "end", "working"),
    [
        ("2026-03-27", "2026-03-27", 0),
        ("2026-03-27", "2026-03-28", 0),
        ("2026-03-27", "2026-03-30", 1),
        ("2026-04-02", "2026-04-07", 1),
        ("2026-04-07", "2026-04-02", -1),
        ("1926-01-01", "2026-01-01", UNKNOWN),
        ("2026-01-01", "1926-01-01", UNKNOWN),
    ],
)
def test_working_days_count_after_the_first_up_to_and_including_the_last(start: str, end: str, working: object) -> None:
    assert days(f'working_days_between("{start}", "{end}")') == working


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("add_days(today(), 3)", date(2026, 3, 30)),
        ("add_days(today(), -90)", date(2025, 12, 27)),
        ("add_days(today(), 1.5)", UNKNOWN),
        ("add_days(today(), 999999999)", UNKNOWN),
        ("add_days(today(), -999999999999999)", UNKNOWN),
        ('add_days("2024-02-28", 1)', date(2024, 2, 29)),
        ("add_working_days(today(), 0)", MARCH_27),
        ("add_working_days(today(), 1)", date(2026, 3, 30)),
        ("add_working_days(today(), 5)", date(2026, 4, 7)),
        ("add_working_days(today(), -1)", date(2026, 3, 26)),
        ('add_working_days("2026-03-28", 0)', date(2026, 3, 28)),
        ("add_working_days(today(), 0.5)", UNKNOWN),
        ("add_working_days(today(), 999999999)", UNKNOWN),
        ('add_working_days("9999-12-30", 10)', UNKNOWN),
        ("add_days(seen_on, 1)", UNKNOWN),
        ("add_working_days(today(), age)", UNKNOWN),
    ],
)
def test_days_move_by_calendar_or_working_days(text: str, day: object) -> None:
    assert days(text) == day


def test_a_calendar_that_never_opens_gives_unknown_and_not_an_endless_search() -> None:
    assert days("add_working_days(today(), 1)", **{"calendar()": NeverOpen()}) is UNKNOWN


def test_working_days_without_a_calendar_are_unknown() -> None:
    assert ready("add_working_days(seen_on, 1)").evaluate({"seen_on": MARCH_27}) is UNKNOWN


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 4000))
def test_days_added_are_the_days_between(start: date, distance: int) -> None:
    moved = days("add_days(seen_on, age)", seen_on=start, age=distance)

    assert moved == start + timedelta(days=distance)
    assert days("days_between(seen_on, date_of_birth)", seen_on=start, date_of_birth=moved) == distance


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_working_days_added_are_the_working_days_between(start: date, distance: int) -> None:
    moved = days("add_working_days(seen_on, age)", seen_on=start, age=distance)

    assert days("working_days_between(seen_on, date_of_birth)", seen_on=start, date_of_birth=moved) == distance


@given(st.dates(), st.dates())
def test_years_between_turns_its_sign_when_the_days_are_swapped(one: date, other: date) -> None:
    assert years_between(one, other) == -years_between(other, one)


def test_today_and_now_are_given_and_never_asked_of_a_clock() -> None:
    now = datetime(2026, 3, 27, 10, tzinfo=UTC)

    assert ready("today()").evaluate({"today()": MARCH_27}) == MARCH_27
    assert ready("now()").evaluate({"now()": now}) == now
    assert ready("today()").evaluate({}) is UNKNOWN
