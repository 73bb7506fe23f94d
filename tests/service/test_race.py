"""Many people at the same moment: exactly one wins, and every loser is told who and when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine import Actor, CaseChanged, Database
from tests.support import OFFICER, REFERRED, Office

CALLERS = 8


def test_of_many_who_decide_at_the_same_moment_one_wins_and_the_others_are_told_who(database: Database) -> None:
    office = Office(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
    together = Barrier(CALLERS)

    def decide(number: int) -> str:
        manager = Actor(f"manager-{number}", roles=["manager"])
        together.wait()
        try:
            office.cases.act(case, "decide", {"outcome": "act"}, by=manager, seen=2)
        except CaseChanged as late:
            return f"{late.by} {late.what}"
        return manager.id

    with ThreadPoolExecutor(CALLERS) as pool:
        said = list(pool.map(decide, range(CALLERS)))

    winners = [one for one in said if " " not in one]
    assert len(winners) == 1
    assert said.count(f'{winners[0]} "Decide" was done') == CALLERS - 1
    assert office.cases.get(case, by=OFFICER).version == 3


def test_references_given_at_the_same_moment_are_all_different(database: Database) -> None:
    office = Office(database)

    def open_one(number: int) -> str:
        return office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case.reference

    with ThreadPoolExecutor(CALLERS) as pool:
        references = list(pool.map(open_one, range(24)))

    assert sorted(references) == [f"CH-2026-{number:05}" for number in range(1, 25)]


@pytest.mark.parametrize("seen", [0, 1, 3, 99])
def test_a_version_that_is_not_the_newest_is_refused(database: Database, seen: int) -> None:
    office = Office(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case

    with pytest.raises(CaseChanged):
        office.cases.act(case, "decide", {"outcome": "act"}, by=Actor("m", roles=["manager"]), seen=seen)
