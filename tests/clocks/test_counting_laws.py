"""The laws of counting: the engine, and somebody who ticks off one day after another, come to the same end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from engine.cases.calendar import WorkingCalendar
from engine.cases.deadlines import Counting, Due, add_months, due, extended
from engine.cases.ladder import said_at
from engine.cases.meetings import is_held, next_meeting, papers_day
from engine.definitions.meetings import WEEKDAYS, Meeting
from engine.definitions.words import Duration
from tests.support import LONDON

DAYS = some.dates(date(2019, 1, 1), date(2035, 12, 31))
NATIONS = some.sampled_from(["england_and_wales", "scotland", "northern_ireland"])
ONE_DAY = timedelta(days=1)


@some.composite
def countings(draw: some.DrawFn) -> Counting:
    closures = draw(some.frozensets(DAYS, max_size=5))
    return Counting(WorkingCalendar(draw(NATIONS), closures), LONDON)


@given(countings(), DAYS, some.integers(1, 120), some.booleans())
def test_working_days_are_those_that_someone_ticks_off(
    counting: Counting, start: date, amount: int, inclusive: bool
) -> None:
    day = start - ONE_DAY if inclusive else start
    left = amount
    while left:
        day += ONE_DAY
        left -= counting.calendar.day_off(day) is None

    assert due(Duration(amount, "working_days"), start, counting, inclusive=inclusive).day == day


@given(countings(), DAYS, some.integers(1, 400), some.sampled_from(["calendar_days", "weeks", "months", "years"]))
def test_counting_from_day_one_ends_a_day_sooner(counting: Counting, start: date, amount: int, unit: str) -> None:
    length = Duration(amount if unit != "years" else amount % 40 + 1, unit)  # type: ignore[arg-type]  # one of the units
    plain = due(length, start, counting).day
    from_day_one = due(length, start, counting, inclusive=True).day

    assert plain is not None
    assert from_day_one == plain - ONE_DAY


@given(countings(), DAYS, some.integers(1, 60))
def test_months_end_on_the_same_day_of_the_month_or_its_last(counting: Counting, start: date, amount: int) -> None:
    last = due(Duration(amount, "months"), start, counting).day

    assert last is not None
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == amount
    assert last.day == start.day or (last.day < start.day and (last + ONE_DAY).day == 1)


@given(countings(), DAYS, some.integers(1, 36))
def test_a_limit_that_rolls_ends_on_the_nearest_working_day_on_its_side(
    counting: Counting, start: date, amount: int
) -> None:
    months, calendar = Duration(amount, "months"), counting.calendar
    plain, later, sooner = (
        due(months, start, counting, roll=roll).day for roll in ("none", "next_working_day", "previous_working_day")
    )

    assert plain is not None
    assert later is not None
    assert sooner is not None
    assert calendar.is_working_day(later)
    assert calendar.is_working_day(sooner)
    assert sooner <= plain <= later
    assert calendar.working_days_between(sooner, later) == (sooner != later)


@given(countings(), some.integers(0, 500_000_000), some.integers(1, 500))
def test_hours_are_as_long_as_hours_are(counting: Counting, seconds: int, hours: int) -> None:
    moment = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)

    assert due(Duration(hours, "hours"), moment.astimezone(LONDON), counting).expires - moment == timedelta(hours=hours)


@given(countings(), DAYS, some.integers(1, 60), some.integers(0, 30), some.integers(0, 30))
def test_what_pauses_took_is_added_whether_at_once_or_one_after_another(
    counting: Counting, start: date, amount: int, one: int, other: int
) -> None:
    limit = due(Duration(amount, "working_days"), start, counting)

    assert extended(extended(limit, one, counting), other, counting) == extended(limit, one + other, counting)
    assert extended(limit, one, counting) == due(Duration(amount + one, "working_days"), start, counting)


@given(countings(), DAYS, some.integers(1, 40))
def test_a_reminder_so_many_working_days_before_leaves_so_many(counting: Counting, last: date, amount: int) -> None:
    limit = Due(counting.end_of(last), last)
    day = counting.local_day(said_at(Duration(amount, "working_days"), limit, counting))

    assert counting.calendar.is_working_day(day)
    whole = counting.calendar.working_days_between(day, last)
    assert whole == amount if counting.calendar.is_working_day(last) else whole == amount - 1


@given(
    countings(),
    some.sampled_from([Duration(1, "weeks"), Duration(2, "weeks"), Duration(1, "months"), Duration(3, "months")]),
    some.dates(date(2024, 1, 1), date(2026, 12, 31)),
    some.dates(date(2024, 1, 1), date(2030, 12, 31)),
    some.integers(0, 10),
)
def test_the_next_meeting_is_held_and_no_earlier_one_would_do(
    counting: Counting, every: Duration, first: date, day: date, papers: int
) -> None:
    calendar = counting.calendar
    settings = {"title": "M", "every": every, "on": WEEKDAYS[first.weekday()], "first": first.isoformat()}
    meeting = Meeting.model_validate({**settings, **({"papers": f"{papers} working days before"} if papers else {})})

    held = next_meeting(meeting, day, calendar)

    assert is_held(meeting, held, calendar)
    assert papers_day(meeting, held, calendar) >= day
    assert held.weekday() == first.weekday()
    if every.unit == "weeks":
        sooner = held - timedelta(weeks=every.amount)
        while sooner >= first:
            would_do = is_held(meeting, sooner, calendar) and papers_day(meeting, sooner, calendar) >= day
            assert not would_do
            sooner -= timedelta(weeks=every.amount)


@given(DAYS, some.integers(-60, 60))
def test_months_there_and_back_lose_at_most_what_was_clipped(day: date, count: int) -> None:
    back = add_months(add_months(day, count), -count)

    assert back <= day
    assert (day - back).days <= 3
