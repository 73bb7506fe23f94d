"""Made-up cases are made up beyond doubt, the same for the same seed, and as many as were asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from engine import Database
from engine.cli import main
from engine.definitions.read import folder_files
from engine.shipped import shipped_configuration
from engine.store.migrate import upgrade
from engine.testing.fakes import CountingIds, FakeClock
from engine.testing.fictional import MOST_CASES, Fictional, Players, play_cases
from tests.support import Office, national

TODAY = date(2026, 3, 12)
MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}")
seeds = st.integers(min_value=0, max_value=2**32)


def everything(seed: int) -> str:
    made = Fictional(seed)
    child = made.child(TODAY)
    said = [child, made.contact(child), made.screening(), made.decision(TODAY)]
    said += [made.place(kind, "A place", TODAY) for kind in ("peer_group", "online_space", "transport_route")]
    return json.dumps([*said, made.phone(), made.email()], default=list)


@given(seeds)
def test_nothing_could_be_taken_for_a_real_postcode_telephone_or_address(seed: int) -> None:
    text = everything(seed)

    assert not POSTCODE.search(text)
    assert all(DRAMA.fullmatch(one) for one in re.findall(r"\b0\d[\d ]{8,}\b", text))
    assert set(re.findall(r"@([\w.]+)", text)) == {"example.org"}
    assert all(one.endswith(" Example") for one in re.findall(r'"(?:full|referrer)_name": "([^"]+)"', text))
    assert all(one.startswith("999") for one in re.findall(r'"nhs_number": "([^"]+)"', text))


@given(seeds)
def test_children_are_of_an_age_at_which_the_template_is_about_them(seed: int) -> None:
    born = Fictional(seed).born(TODAY)

    assert 11 <= (TODAY - born).days / 365.25 < 18


@given(seeds)
def test_the_same_seed_makes_the_same_people(seed: int) -> None:
    assert everything(seed) == everything(seed)


def test_another_seed_makes_other_people() -> None:
    assert len({everything(seed) for seed in range(20)}) == 20


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    with made.connection() as connection:
        upgrade(connection)
    yield made
    made.close()


def players(database: Database, ids: str, seed: int = 7) -> Players:
    clock = FakeClock(MONDAY)
    office = Office(database, files=folder_files(shipped_configuration())[0], definition=national(), clock=clock)
    return Players(office.cases, clock, CountingIds(ids), Fictional(seed))


def test_cases_stand_at_many_stages_and_are_added_to_what_is_there(database: Database) -> None:
    first = play_cases(players(database, "a"), 30, over=timedelta(days=7))
    again = play_cases(players(database, "b"), 30, over=timedelta(days=7))

    assert first == again
    assert sum(first.values()) == 30
    assert {flow for flow, _ in first} == {"child_front_door", "context_pathway"}
    assert len(first) >= 6


@pytest.mark.parametrize("number", [0, -1, MOST_CASES + 1])
def test_too_many_or_none_are_refused_before_anything_is_written(database: Database, number: int) -> None:
    with pytest.raises(ValueError, match="from 1 to"):
        play_cases(players(database, "a"), number, over=timedelta(days=7))


def test_the_demo_fills_a_database_and_says_what_is_in_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["demo", "--cases", "12", "--seed", "3", "--database", str(tmp_path / "demo.db")])

    assert done.exit_code == 0, done.output
    assert "    12  in all." in done.output
    assert "Front door, a child: " in done.output


def test_the_demo_says_how_many_it_can_make(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["demo", "--cases", "5001", "--database", str(tmp_path / "demo.db")])

    assert done.exit_code == 2
    assert "5000" in done.output
    assert not (tmp_path / "demo.db").exists()
