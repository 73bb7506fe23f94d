"""The feed: every step once, in an order that never changes, and none skipped because it was committed late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import Case, Database
from tests.support import MANAGER, OFFICER, REFERRED, Office


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def opened(office: Office, number: int = 1) -> Case:
    return office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case


def test_every_step_is_in_the_feed_once_and_each_case_in_its_order(office: Office) -> None:
    cases = [opened(office, number) for number in range(3)]
    for case in cases:
        office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1)

    first = office.engine.events(office.database, limit=4)
    rest = office.engine.events(office.database, after=first[-1].position)

    assert [one.position for one in (*first, *rest)] == [1, 2, 3, 4, 5, 6]
    assert sorted((one.step.case, one.step.version) for one in (*first, *rest)) == sorted(
        (case.id, version) for case in cases for version in (1, 2)
    )
    assert office.engine.events(office.database, limit=4) == first


def test_a_step_that_is_committed_late_comes_after_what_was_read_already(office: Office) -> None:
    pool = office.database.pool
    if pool.dialect.name == "sqlite":
        return  # one writer at a time: nothing is committed out of order
    with Session(pool) as late, late.begin():
        office.engine.cases(late).open("path", subject={"child": "P-late"}, by=OFFICER)
        # The series of references is held by the transaction above, so the others are about cases that are there.
        with Session(pool) as early, early.begin():
            early.execute(sa.text("SELECT 1"))
        assert office.engine.events(office.database) == []
    seen = office.engine.events(office.database)
    case = opened(office)

    read_on = office.engine.events(office.database, after=seen[-1].position)
    assert [one.step.case for one in read_on] == [case.id]
    assert [one.position for one in (*seen, *read_on)] == [1, 2]


def test_a_clock_that_goes_back_does_not_turn_the_steps_of_a_case_round(office: Office) -> None:
    case = opened(office)
    office.clock.move(-timedelta(hours=3))
    other = opened(office, 2)
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
    office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school")

    feed = [(one.step.case, one.step.version) for one in office.engine.events(office.database)]

    assert feed == [(other.id, 1), (case.id, 1), (case.id, 2), (case.id, 3)]


def test_many_who_give_places_at_once_give_each_step_one(office: Office) -> None:
    for number in range(20):
        opened(office, number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: office.engine.events(office.database, limit=1), range(8)))

    feed = office.engine.events(office.database)
    assert [one.position for one in feed] == list(range(1, 21))
    assert len({one.step.case for one in feed}) == 20


def test_in_the_hosts_transaction_the_feed_holds_what_was_given_a_place_outside(office: Office) -> None:
    opened(office)
    with Session(office.database.pool) as session, session.begin():
        assert office.engine.events(session) == []
    assert len(office.engine.events(office.database.pool)) == 1
    with Session(office.database.pool) as session, session.begin():
        assert len(office.engine.events(session)) == 1
