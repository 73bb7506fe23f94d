"""The fakes keep the promises of the ports that they stand in for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.service.ports import Clock, Ids, Ports, SystemFacts
from engine.testing.fakes import CountingIds, FakeClock, FixedSystemFacts

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400))


def test_the_fakes_fit_the_ports() -> None:
    clock: Clock = FakeClock(NOON)
    ids: Ids = CountingIds()
    system: SystemFacts = FixedSystemFacts({})

    assert Ports(clock, ids, system).clock.now() == NOON


def test_a_fake_clock_stands_still_until_it_is_set() -> None:
    clock = FakeClock(NOON)

    assert (clock.now(), clock.now()) == (NOON, NOON)
    clock.set(datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert clock.now() == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_fake_clock_tells_utc_wherever_it_was_set() -> None:
    summer = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Europe/London"))

    assert FakeClock(summer).now().isoformat() == "2026-07-01T09:00:00+00:00"


@given(first=SPANS, second=SPANS)
def test_moving_twice_is_moving_by_both(first: timedelta, second: timedelta) -> None:
    twice, once = FakeClock(NOON), FakeClock(NOON)

    twice.move(first)
    twice.move(second)
    once.move(first + second)

    assert twice.now() == once.now()


def test_a_fake_clock_refuses_a_moment_without_a_zone() -> None:
    local = NOON.replace(tzinfo=None)
    clock = FakeClock(NOON)

    with pytest.raises(ValueError, match="does not know its time zone"):
        FakeClock(local)
    with pytest.raises(ValueError, match="does not know its time zone"):
        clock.set(local)
    assert clock.now() == NOON


def test_counting_ids_are_the_same_in_every_run_and_never_given_twice() -> None:
    first, second = CountingIds(), CountingIds()

    given_out = [first.new() for _ in range(200)]

    assert given_out == [second.new() for _ in range(200)]
    assert len(set(given_out)) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9-]{1,64}", one) for one in given_out)


def test_a_fixed_host_supplies_the_same_about_everyone_and_keeps_its_facts() -> None:
    told = {"missing_count_90d": 2}
    host = FixedSystemFacts(told)
    told.clear()

    assert host.facts("child", "P-1") == host.facts("context", "C-1") == {"missing_count_90d": 2}
