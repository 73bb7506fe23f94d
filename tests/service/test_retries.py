"""Giving a command again: done once, answered the same, whatever happened in between and whoever was first."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.orm import Session

from engine import Actor, Database, NotFound, Refused
from engine.service.register import Outcome
from tests.support import GUEST, MANAGER, OFFICER, REFERRED, WORKER, Office, codes, little_with, referred, written

KEY = "8f14e45f-ceea-4e0d"


def test_a_command_that_is_given_again_is_done_once_and_answered_the_same(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    first = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1, key=KEY)
    before = written(office)

    # The caller never heard back: it still says that it saw version 1.
    again = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1, key=KEY)

    assert again == first
    assert written(office) == before


def test_the_answer_is_the_one_of_then_though_the_case_has_moved_on(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    first = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1, key=KEY)
    office.cases.act(case, "visit", by=OFFICER, seen=2)

    assert office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1, key=KEY) == first


def test_opening_and_giving_a_place_take_a_key_too(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER, key="one").case
    office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=1, key="two")

    assert office.cases.open("path", subject={"child": "P-1"}, by=OFFICER, key="one").case == case
    assert office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=1, key="two").case.version == 2
    assert written(office)["casepath_case"] == 1


def test_corrections_withdrawals_and_tasks_take_a_key_too(database: Database) -> None:
    correcting = "view: [officer, worker]\npages:\n"
    by = "{by: officer, reason: optional}"
    change = f"view: [officer, worker]\ncorrect: {by}\nwithdraw: {by}\npages:\n"
    tasks = "  waiting:\n    title: Waiting\n"
    asked = tasks + "    tasks:\n      call: {title: Call, by: officer}\n"
    office = Office(database, files=little_with(form=(correcting, change), workflow=(tasks, asked)))
    case = referred(office)

    for _ in range(2):
        office.cases.complete(case, "call", by=OFFICER, seen=2, key="three")
        office.cases.correct(case, "referral", {"child_name": "Kim Example"}, by=OFFICER, seen=3, key="four")
        office.cases.withdraw(case, "referral", by=OFFICER, seen=4, key="five")

    assert office.cases.get(case, by=OFFICER).version == 5


def test_a_key_is_not_given_with_another_command(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1, key=KEY)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "refer", {**REFERRED, "level": "low"}, by=OFFICER, seen=1, key=KEY)

    assert codes(refusal.value) == {"key_reused"}
    assert not any(str(value) in str(refusal.value) for value in REFERRED.values())


def test_keys_of_two_people_have_nothing_to_do_with_each_other(office: Office) -> None:
    case = referred(office)
    office.cases.act(case, "visit", by=OFFICER, seen=2, key=KEY)

    assert office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=3, key=KEY).case.version == 4


def test_rights_are_looked_at_again(office: Office) -> None:
    case = referred(office)
    office.cases.act(case, "visit", by=OFFICER, seen=2, key=KEY)
    no_longer = Actor(OFFICER.id, roles=GUEST.roles)

    with pytest.raises(NotFound):
        office.cases.act(case, "visit", by=no_longer, seen=2, key=KEY)


def test_a_command_that_was_refused_may_be_given_again_with_its_key(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    with pytest.raises(Refused):
        office.cases.act(case, "refer", {}, by=OFFICER, seen=1, key=KEY)

    assert office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1, key=KEY).case.version == 2


@pytest.mark.parametrize("key", ["", "x" * 65, "a\nb", "\x00"])
def test_what_is_no_key_is_refused_before_anything_is_kept(office: Office, key: str) -> None:
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "visit", by=OFFICER, seen=2, key=key)

    assert codes(refusal.value) == {"key"}


def test_of_many_at_once_one_is_done_and_all_hear_the_same(office: Office) -> None:
    case = referred(office)
    heard: list[Outcome] = []

    def give() -> None:
        heard.append(office.cases.act(case, "visit", by=OFFICER, seen=2, key=KEY))

    threads = [threading.Thread(target=give) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(heard) == 6
    assert all(one == heard[0] for one in heard)
    assert office.cases.get(case, by=OFFICER).version == 3


def test_in_the_hosts_transaction_the_answer_is_kept_only_if_the_host_keeps_it(office: Office) -> None:
    case = referred(office)
    with Session(office.database.pool) as session, session.begin() as transaction:
        office.engine.cases(session).act(case, "visit", by=OFFICER, seen=2, key=KEY)
        transaction.rollback()

    assert office.cases.act(case, "visit", by=OFFICER, seen=2, key=KEY).case.version == 3
