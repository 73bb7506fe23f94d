"""What happens is handed over at least once, each case's steps in order; one that is refused holds up no other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine import Case, Database
from engine.errors import DeliveryFailed
from engine.interop.cloud_events import CloudEvent
from engine.service.deliveries import Target
from engine.service.runner import SendsInTransaction
from engine.store.feed import read_feed
from engine.store.transaction import Moment
from tests.support import LITTLE, MANAGER, OFFICER, REFERRED, Office


class Receiver:
    """A receiver that notes what it is given, and refuses what it is told to."""

    def __init__(self) -> None:
        self.got: list[CloudEvent] = []
        self.refuses: Callable[[CloudEvent], bool] = lambda _: False

    def __call__(self, event: CloudEvent) -> None:
        if self.refuses(event):
            raise DeliveryFailed("It answered 500.")
        self.got.append(event)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.got]

    @property
    def steps(self) -> list[str]:
        return [f"{one.subject}.{one.data['version']}" for one in self.got]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def opened(office: Office, number: int = 1) -> Case:
    return office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case


def referred(office: Office, case: Case) -> Case:
    return office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version).case


def run(office: Office, receiver: Receiver, later: timedelta = timedelta()) -> tuple[int, int, int]:
    office.clock.move(later)
    handed = office.engine.runner(office.database, deliver=receiver).hand_over()
    return handed.taken, handed.refused, handed.given_up


def test_each_step_is_handed_over_once_in_order(office: Office, receiver: Receiver) -> None:
    case = referred(office, opened(office))

    assert run(office, receiver) == (2, 0, 0)
    assert run(office, receiver) == (0, 0, 0)
    office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school")
    run(office, receiver)

    assert receiver.steps == [f"{case.id}.1", f"{case.id}.2", f"{case.id}.3"]
    assert [one.position for one in receiver.got] == [1, 2, 3]


def test_an_id_names_one_step_and_no_other_that_ever_has_its_place(office: Office, receiver: Receiver) -> None:
    case = opened(office)
    run(office, receiver)
    with office.database.read() as tx:
        hash_ = read_feed(tx, "little", 0, 1)[0].hash

    assert receiver.ids == [f"{case.id}.1.{hash_[:16]}"]


def test_an_event_says_what_was_done_and_never_what_was_answered_or_to_whom(office: Office, receiver: Receiver) -> None:
    case = referred(office, opened(office))
    office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school")
    run(office, receiver)

    told = [json.loads(one.as_json()) for one in receiver.got]
    assert {(one["specversion"], one["type"], one["source"], one["subject"]) for one in told} == {
        ("1.0", "casepath.case_changed.v1", "casepath:little", case.id)
    }
    assert {"event": "action_taken", "action": "refer", "on": "2026-03-12"} in told[1]["data"]["events"]
    text = repr(told)
    for secret in ("P-1", "Sam Example", "Name the school", OFFICER.id, MANAGER.id, case.reference):
        assert secret not in text


def test_a_step_that_is_refused_holds_up_its_own_case_and_no_other(office: Office, receiver: Receiver) -> None:
    bad, good = opened(office, 1), opened(office, 2)
    receiver.refuses = lambda event: event.subject == bad.id
    assert run(office, receiver) == (1, 1, 0)
    referred(office, bad)
    referred(office, good)

    assert run(office, receiver) == (1, 0, 0)
    assert receiver.steps == [f"{good.id}.1", f"{good.id}.2"]
    receiver.refuses = lambda _: False
    assert run(office, receiver) == (0, 0, 0)
    assert run(office, receiver, timedelta(minutes=1)) == (2, 0, 0)
    assert receiver.steps[2:] == [f"{bad.id}.1", f"{bad.id}.2"]


def test_a_receiver_that_is_down_for_two_days_gets_everything_in_order_once_it_is_back(
    office: Office, receiver: Receiver
) -> None:
    receiver.refuses = lambda _: True
    for number in range(30):
        opened(office, number)
    for _ in range(48 * 12):
        run(office, receiver, timedelta(minutes=5))

    receiver.refuses = lambda _: False
    assert run(office, receiver, timedelta(hours=1)) == (30, 0, 0)
    assert [one.position for one in receiver.got] == list(range(1, 31))
    assert office.engine.dead_letters(office.database) == []


def test_a_step_that_nobody_can_take_is_given_up_and_somebody_decides(office: Office, receiver: Receiver) -> None:
    bad, good = opened(office, 1), opened(office, 2)
    referred(office, bad)
    receiver.refuses = lambda event: (event.subject, event.data["version"]) == (bad.id, 1)
    while not office.engine.dead_letters(office.database):
        run(office, receiver, timedelta(hours=1))

    letter = office.engine.dead_letters(office.database)[0]
    assert (letter.target, letter.case_id, letter.version, letter.fault) == ("host", bad.id, 1, "It answered 500.")
    assert run(office, receiver, timedelta(days=30)) == (0, 0, 0)
    assert receiver.steps == [f"{good.id}.1"]

    assert office.engine.deliver_again(office.database, "host", bad.id)
    assert run(office, receiver) == (0, 1, 0)
    while not office.engine.dead_letters(office.database):
        run(office, receiver, timedelta(hours=1))
    assert office.engine.pass_over(office.database, "host", bad.id)
    assert not office.engine.pass_over(office.database, "host", bad.id)
    assert run(office, receiver) == (1, 0, 0)
    assert receiver.steps == [f"{good.id}.1", f"{bad.id}.2"]


def test_receivers_do_not_wait_for_each_other(office: Office, receiver: Receiver) -> None:
    opened(office)
    broken = Receiver()
    broken.refuses = lambda _: True

    office.engine.runner(office.database, deliver=[Target("broken", broken), Target("whole", receiver)]).run_due()

    assert (len(broken.got), len(receiver.got)) == (0, 1)


def test_a_runner_that_dies_after_the_receiver_took_it_hands_it_over_again_with_the_same_id(
    office: Office, receiver: Receiver
) -> None:
    opened(office)

    def die(moment: Moment, name: str) -> None:
        if (moment, name) == ("before", "note target") and receiver.got:
            raise KeyboardInterrupt

    office.database.hook = die
    with pytest.raises(KeyboardInterrupt):
        run(office, receiver)
    office.database.hook = None
    assert run(office, receiver) == (0, 0, 0)  # the one that died still has it
    assert run(office, receiver, timedelta(minutes=10)) == (1, 0, 0)

    assert Counter(receiver.ids).most_common(1)[0][1] == 2


def test_a_runner_that_was_stopped_past_its_lease_notes_nothing(office: Office, receiver: Receiver) -> None:
    opened(office)
    opened(office, 2)
    other = Receiver()

    def stop(event: CloudEvent) -> bool:
        if not other.got:
            office.clock.move(timedelta(minutes=10))
            run(office, other)
        return False

    receiver.refuses = stop
    run(office, receiver)

    assert len(other.ids) == 2
    assert set(receiver.ids) < set(other.ids)
    assert run(office, receiver) == (0, 0, 0)


def test_a_slow_receiver_gives_its_turn_up_and_goes_on_where_it_was(office: Office, receiver: Receiver) -> None:
    for number in range(5):
        opened(office, number)

    def slow(_event: CloudEvent) -> bool:
        office.clock.move(timedelta(seconds=20))
        return False

    receiver.refuses = slow
    assert [run(office, receiver)[0] for _ in range(4)] == [2, 2, 1, 0]
    assert [one.position for one in receiver.got] == [1, 2, 3, 4, 5]


def test_nothing_is_sent_in_the_hosts_transaction(office: Office, receiver: Receiver) -> None:
    with Session(office.database.pool) as session, pytest.raises(SendsInTransaction, match="Nothing is sent inside"):
        office.engine.runner(session, deliver=receiver)


def test_councils_in_one_database_are_handed_their_own(database: Database) -> None:
    one, other = Office(database, files=LITTLE, council="one"), Office(database, files=LITTLE, council="other")
    opened(one)
    receivers = Receiver(), Receiver()

    run(one, receivers[0])
    run(other, receivers[1])

    assert (len(receivers[0].got), len(receivers[1].got)) == (1, 0)


def test_the_runner_knows_when_there_is_something_to_hand_over(office: Office, receiver: Receiver) -> None:
    runner = office.engine.runner(office.database, deliver=receiver)
    due = runner.next_due()
    receiver.refuses = lambda _: True
    opened(office)
    runner.run_due()

    assert due is None
    next_due = runner.next_due()
    assert next_due is not None
    assert office.clock.now() < next_due <= office.clock.now() + timedelta(seconds=30)
