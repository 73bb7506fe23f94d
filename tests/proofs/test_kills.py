"""Wherever a process dies, and wherever an error is raised: all of a step is kept or nothing, and it can be done again.

The invariants are looked at after every commit, and after every interruption each row must be as after one of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

import pytest

from engine import Cases, Database, Engine
from engine.service.guests import Guest
from engine.service.keeping import Keeping
from engine.service.moving import Moving
from engine.service.releases import Releases
from engine.service.runner import Runner
from engine.service.worklist import Worklist
from engine.testing.fakes import CountingIds
from tests.proofs.driving import driven
from tests.proofs.rows import all_rows
from tests.proofs.stories import COUNCILS, STORIES, at_work, looks, looks_at_agencies, looks_at_places
from tests.support import Office

LOOKS = {"little": looks, "agencies": looks_at_agencies, "places": looks_at_places}
"""By council, what only looks."""
FEWEST = {"little": 600, "agencies": 120, "places": 190}
"""Points that are tried at each council, at the least: fewer means that something is not interrupted any more."""


SURFACE = (Cases, Guest, Runner, Keeping, Moving, Worklist, Releases)


KILLED_ELSEWHERE = {"Engine.keys"}
"""Going over to another key needs keys: `tests/service/test_keys.py` kills that at any moment."""


def operations() -> set[str]:
    """Return everything that the surface of the engine can do: a new method is among them."""
    return {f"{kind.__name__}.{name}" for kind in SURFACE for name, _ in _methods(kind)} | {
        f"Engine.{name}"
        for name, one in _methods(Engine)
        if "database" in (asked := inspect.signature(one)).parameters and asked.return_annotation not in _NAMES
    } - KILLED_ELSEWHERE


_NAMES = {kind.__name__ for kind in SURFACE}


def _methods(kind: type) -> Iterator[tuple[str, Callable[..., object]]]:
    return ((name, one) for name, one in vars(kind).items() if not name.startswith("_") and inspect.isfunction(one))


@pytest.mark.parametrize("council", COUNCILS)
def test_a_process_killed_at_any_statement_leaves_all_of_a_step_or_nothing(database_url: str, council: str) -> None:
    found = driven("killing.py", database_url, council)

    assert found["faults"] == []
    assert sum(found["points"].values()) >= FEWEST[council]


def test_what_is_committed_in_parts_is_found(database_url: str) -> None:
    faults = driven("killing.py", database_url, "little", "careless")["faults"]

    assert any("other rows are there than were committed" in one for one in faults)
    assert any("an error left other rows" in one for one in faults)


def test_every_operation_that_writes_is_interrupted(database: Database) -> None:
    told = {one.name.partition(",")[0] for one in STORIES}
    looked = {name for council, prepare in LOOKS.items() for name in prepare(_office(council, database))}

    assert told | looked == operations()
    assert not told & looked


@pytest.mark.parametrize("council", LOOKS)
def test_whatever_is_not_interrupted_writes_nothing_but_who_looked(database: Database, council: str) -> None:
    looked: dict[str, Callable[[], object]] = dict(LOOKS[council](_office(council, database)))
    before = all_rows(database)

    for name, look in looked.items():
        look()
        after = all_rows(database)
        assert [one for one in after if after[one] != before[one] and one != "casepath_look"] == [], name


def _office(council: str, database: Database) -> Office:
    return at_work(council, database, CountingIds(council))
