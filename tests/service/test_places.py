"""Places on a case that must be held: while nobody does, giving one is a task, which is done by giving it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Database, NotFound, Refused
from engine.cases.state import Case
from tests.support import GUEST, MANAGER, OFFICER, OTHER_MANAGER, WORKER, Office, codes, little_with, referred

GIVEN = "    given_by: manager\n"


def at_work(database: Database) -> Office:
    return Office(database, files=little_with(manifest=(GIVEN, f"{GIVEN}    needed_from: waiting\n")))


def open_tasks(office: Office, case: Case) -> list[str]:
    return [one.title for one in office.cases.tasks(case, by=MANAGER) if one.status == "open"]


def test_a_place_that_nobody_holds_where_it_is_needed_is_a_task_for_who_gives_it(database: Database) -> None:
    office = at_work(database)

    case = referred(office)

    assert open_tasks(office, case) == ["Say who takes the place: Allocated worker"]
    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "give_worker", by=OFFICER, seen=case.version)
    assert codes(refusal.value) == {"not_allowed"}


def test_giving_the_place_does_the_task_and_making_it_free_opens_it_again(database: Database) -> None:
    office = at_work(database)
    case = referred(office)

    case = office.cases.act(case, "name_worker", by=MANAGER, seen=case.version, assigns={"worker": WORKER.id}).case
    assert open_tasks(office, case) == []
    case = office.cases.assign(case, "worker", None, by=MANAGER, seen=case.version).case
    assert open_tasks(office, case) == ["Say who takes the place: Allocated worker"]
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case
    assert open_tasks(office, case) == []


def test_the_task_is_not_ticked_off_by_hand(database: Database) -> None:
    office = at_work(database)
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "give_worker", by=MANAGER, seen=case.version)

    assert [one.text for one in refusal.value.reasons] == [
        'Give the place "Allocated worker" to somebody: that is what this task waits for.'
    ]


def test_a_place_that_somebody_holds_already_is_no_task(database: Database) -> None:
    office = at_work(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case

    case = office.cases.act(
        case,
        "refer",
        {"child_name": "Sam Example", "harm": "outside", "where": ["school"], "level": "high"},
        by=OFFICER,
        seen=case.version,
    ).case

    assert case.state == "waiting"
    assert open_tasks(office, case) == []


def test_who_held_a_place_is_known_from_when_until_when(office: Office) -> None:
    case = referred(office)
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case
    first = office.clock.now()
    office.clock.move(timedelta(days=3))
    case = office.cases.assign(case, "worker", "walt", by=OTHER_MANAGER, seen=case.version).case
    second = office.clock.now()
    office.clock.move(timedelta(days=1))
    office.cases.assign(case, "worker", None, by=MANAGER, seen=case.version)

    held = office.cases.places(case, by=OFFICER)

    assert [(one.person, one.since, one.until, one.given_by) for one in held] == [
        (WORKER.id, first, second, MANAGER.id),
        ("walt", second, office.clock.now(), OTHER_MANAGER.id),
    ]
    assert {one.title for one in held} == {"Allocated worker"}


def test_whoever_may_not_see_a_case_learns_of_nobody_on_it(office: Office) -> None:
    case = referred(office)

    with pytest.raises(NotFound):
        office.cases.places(case, by=GUEST)
