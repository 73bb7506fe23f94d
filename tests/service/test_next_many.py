"""What can be done on each of many cases: the same as asked one by one, with as many questions as for one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from engine import Actor, Case, Database, Ports
from engine.testing.fakes import FixedSystemFacts
from tests.support import GUEST, MANAGER, OFFICER, REFERRED, WORKER, Office
from tests.tasks import PAT, TASKS, asked


def some(office: Office, many: int) -> list[Case]:
    """Return cases in every condition: new, with a draft, referred, given back, and with facts known."""
    made = []
    for number in range(many):
        subject = f"P-{number % 3}"
        office.cases.record_facts("child", subject, {"full_name": f"Sam Example {number}"}, by=OFFICER)
        case = office.cases.open("path", subject={"child": subject}, by=OFFICER).case
        if number % 4 == 1:
            office.cases.save(case, "referral", {"level": "low"}, by=OFFICER, seen=0)
        if number % 4 > 1:
            case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
        if number % 4 == 3:
            case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case
        made.append(case)
    return made


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, ports=Ports(system=FixedSystemFacts({"missing_count": 2})))


@pytest.mark.parametrize("by", [OFFICER, MANAGER, WORKER, GUEST])
def test_it_is_the_same_as_asked_one_by_one(office: Office, by: Actor) -> None:
    cases = some(office, 8)
    seen = {one.id for one in office.cases.find(by=by)}

    found = office.cases.next_many(cases, by=by)

    assert found == {one.id: office.cases.next(one, by=by) for one in cases if one.id in seen}
    assert list(found) == [one.id for one in cases if one.id in seen]


def test_tasks_are_among_what_can_be_done(database: Database) -> None:
    office = Office(database, files=TASKS)
    cases = [asked(office) for _ in range(3)]

    assert office.cases.next_many(cases, by=OFFICER) == {one.id: office.cases.next(one, by=OFFICER) for one in cases}
    assert office.cases.next_many(cases, by=PAT) == {}


def test_what_is_not_there_or_not_theirs_has_no_row(office: Office) -> None:
    (case,) = some(office, 1)

    assert list(office.cases.next_many([case.id, "no-such-case", "\x00", case], by=OFFICER)) == [case.id]
    assert office.cases.next_many([], by=OFFICER) == {}


def test_fifty_cases_take_no_more_questions_than_four(office: Office) -> None:
    cases = some(office, 52)

    few, many = questions(office, cases[:4]), questions(office, cases)

    assert set(few) == set(many)
    assert len(many) <= len(few) <= 12


def questions(office: Office, cases: Iterable[Case]) -> list[str]:
    """Return what is asked of the database, in order."""
    said: list[str] = []
    office.database.hook = lambda moment, name: said.append(name) if moment == "before" else None
    office.cases.next_many(cases, by=OFFICER)
    office.database.hook = None
    return said
