"""The dates that practice works out by hand (DOMAIN, section 11), through the doors of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Database
from engine.store.migrate import upgrade
from tests.clocks.limits import Council

NATIONS = ("england_and_wales", "scotland", "northern_ireland")


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """Return an empty SQLite; how days are counted does not depend on the database."""
    database = Database(f"sqlite:///{tmp_path / 'dates.db'}")
    with database.connection() as connection:
        upgrade(connection)
    yield database
    database.close()


@pytest.mark.parametrize(
    ("nation", "assessment", "counted_from_day_one"),
    [
        ("england_and_wales", "2026-05-19", "2026-05-18"),
        ("scotland", "2026-05-18", "2026-05-15"),  # Easter Monday is a working day there
        ("northern_ireland", "2026-05-20", "2026-05-19"),  # St Patrick's Day is none
    ],
)
def test_case_a_from_contact_to_assessment(
    sqlite: Database, nation: str, assessment: str, counted_from_day_one: str
) -> None:
    council = Council(sqlite, nation=nation)
    council.opened("2026-03-12T10:00")  # a Thursday

    assert council.due("decision") == "2026-03-13"
    assert council.due("assessment") == assessment
    assert council.due("counted_from_day_one") == counted_from_day_one


@pytest.mark.parametrize("nation", NATIONS)
def test_case_a_from_strategy_to_core_group(sqlite: Database, nation: str) -> None:
    council = Council(sqlite, nation=nation)
    council.opened("2026-03-12T10:00")
    council.does("hold_strategy", {"held_on": "2026-04-07"}, moment="2026-04-08T09:00")  # held the day before
    assert council.due("conference") == "2026-04-28"

    council.does("hold_conference", {"held_on": "2026-04-20"}, moment="2026-04-22T09:00")
    assert council.due("outline_plan") == "2026-04-27"
    assert council.due("core_group") == "2026-05-05"


@pytest.mark.parametrize("nation", NATIONS)
def test_case_a_is_interviewed_within_72_clock_hours_across_a_bank_holiday(sqlite: Database, nation: str) -> None:
    council = Council(sqlite, nation=nation)
    council.opened("2026-03-12T10:00")
    council.does("record_return", {"returned_at": "2026-05-01T23:30"}, moment="2026-05-02T09:00")

    assert council.due("interview") == "2026-05-04T23:30"


@pytest.mark.parametrize(
    ("nation", "check", "assessment"),
    [
        ("england_and_wales", "2026-01-06", "2026-02-24"),
        ("scotland", "2026-01-07", "2026-02-25"),  # 2 January is a bank holiday there
        ("northern_ireland", "2026-01-06", "2026-02-24"),
    ],
)
def test_the_christmas_clock(sqlite: Database, nation: str, check: str, assessment: str) -> None:
    council = Council(sqlite, nation=nation)
    council.opened("2025-12-18T16:40")

    assert council.due("decision") == "2025-12-19"
    assert council.due("check") == check
    assert council.due("assessment") == assessment


def test_what_arrives_on_the_saturday_before_christmas_counts_as_monday(sqlite: Database) -> None:
    council = Council(sqlite)
    council.opened("2025-12-20T11:00")

    assert council.clock_of("decision").started.isoformat() == "2025-12-22"
    assert council.due("decision") == "2025-12-23"


@pytest.mark.parametrize(
    ("nation", "conference"),
    [
        ("england_and_wales", "2026-06-15"),
        ("scotland", "2026-06-16"),  # Scotland has a bank holiday of its own for the World Cup, on 15 June
        ("northern_ireland", "2026-06-15"),
    ],
)
def test_a_transfer_notice_before_the_spring_bank_holiday(sqlite: Database, nation: str, conference: str) -> None:
    council = Council(sqlite, nation=nation)
    council.opened("2026-05-22T10:00")
    council.does("receive_notice", {"received_on": "2026-05-22"})

    assert council.due("transfer") == conference


@pytest.mark.parametrize(
    ("returned", "interview"),
    [
        ("2026-03-27T12:00", "2026-03-30T13:00"),  # an hour is lost on 29 March
        ("2026-10-23T12:00", "2026-10-26T11:00"),  # and comes twice on 25 October
    ],
)
def test_72_hours_are_72_hours_when_the_clocks_change(sqlite: Database, returned: str, interview: str) -> None:
    council = Council(sqlite)
    council.opened(returned)
    council.does("record_return", {"returned_at": returned})

    assert council.due("interview") == interview


@pytest.mark.parametrize(
    ("opened", "over"),
    [("2026-03-27T12:00", "2026-03-30T23:00+00:00"), ("2026-10-23T12:00", "2026-10-27T00:00+00:00")],
)
def test_a_last_day_is_over_at_midnight_here_after_the_clocks_changed(sqlite: Database, opened: str, over: str) -> None:
    council = Council(sqlite)
    council.opened(opened)

    assert council.clock_of("decision").expires.isoformat(timespec="minutes") == over
