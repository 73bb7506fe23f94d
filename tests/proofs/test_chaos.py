"""Runners that die, stop and have wrong clocks, and a database that comes and goes: each thing is done, and once."""

from __future__ import annotations

from pathlib import Path

from tests.proofs.driving import driven

TIMERS, RUNNERS = 600, 6
SECONDS, PEOPLE = 20, 8


def test_each_timer_fires_once_whatever_befalls_the_runners(database_url: str) -> None:
    found = driven("chaos.py", database_url, TIMERS, RUNNERS, 0.1, 0.5)

    assert found["faults"] == []
    # How many die before everything is done hangs on the machine; `make soak` has more to do, and kills more.
    assert found["killed"] >= 1
    # SQLite has one writer, who keeps what was claimed for as long as the file is open.
    assert found["sent_away"] == database_url.startswith("postgresql")


def test_a_database_that_is_restarted_at_any_moment_loses_nothing_that_was_acknowledged(server_folder: Path) -> None:
    found = driven("restarting.py", server_folder, SECONDS, PEOPLE, 7)

    assert found["faults"] == []
    assert found["restarts"] >= 4
    assert found["unavailable"] > 0
    assert found["acknowledged"] > 20


def test_a_database_that_answers_before_it_has_kept_anything_is_found(server_folder: Path) -> None:
    faults = driven("restarting.py", server_folder, 4, PEOPLE, 7, "careless")["faults"]

    assert any("was acknowledged, and is not there" in one for one in faults)
