"""Messages between linked cases, patterns over them, and what people are told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from engine import Actor, Case, Database, NotFound
from engine.cases.events import AlertRaised, Event, MessageHeard
from engine.service.messages import deliver_due
from engine.store.tables import metadata
from tests.places import LEAD, MANAGER, MASH, OTHER_LEAD, PLACES, WORKER
from tests.service.test_links import child, deliver, linked, place
from tests.support import Office, written

BUSY = "Three or more children have been linked here in the last 90 days."


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=PLACES)


def planned(office: Office, case: Case) -> Case:
    return office.cases.act(case, "plan", by=WORKER, seen=case.version).case


def heavy(office: Office, towpath: Case) -> Case:
    now = office.cases.get(towpath, by=LEAD)
    return office.cases.act(now, "weigh", {"weight": "heavy"}, by=LEAD, seen=now.version).case


def events(office: Office, case: Case, by: Actor) -> list[Event]:
    return [one for step in office.cases.steps(case, by=by) for one in step.events]


def told(office: Office, by: Actor, *, unread: bool = False) -> list[str]:
    return [one.text for one in office.cases.notifications(by=by, unread=unread)]


def with_children(office: Office, towpath: Case, *numbers: int) -> None:
    for number in numbers:
        linked(office, child(office, f"P-{number}"), towpath)
        deliver(office)


# --- messages ---------------------------------------------------------------------------------------------------


def test_entering_a_state_sends_its_message_to_every_linked_case(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = linked(office, linked(office, child(office), towpath), lock)
    deliver(office)

    planned(office, case)

    assert deliver(office) == 2
    for one in (towpath, lock):
        (heard,) = [event for event in events(office, one, LEAD) if isinstance(event, MessageHeard)]
        assert heard == MessageHeard("children", "child_planned", case.id, acted=True)
    assert office.cases.timeline(towpath, by=LEAD)[-1].lines == ("Message from Children: child planned",)
    assert "Message to Places and groups: child planned" in office.cases.timeline(case, by=WORKER)[-1].lines


def test_a_message_that_nobody_hears_now_is_kept_and_does_nothing(office: Office) -> None:
    towpath = place(office)
    case = linked(office, child(office), towpath)
    deliver(office)

    heavy(office, towpath)
    before = office.cases.get(case, by=WORKER)
    assert deliver(office) == 1

    after = office.cases.get(case, by=WORKER)
    assert (after.states, after.clocks, after.version) == (before.states, before.clocks, before.version + 1)
    lines = office.cases.timeline(case, by=WORKER)[-1].lines
    assert lines == ("Message from Places and groups, for which nothing waited: place heavy",)


def test_a_message_that_a_state_hears_opens_its_task(office: Office) -> None:
    towpath = place(office)
    case = planned(office, linked(office, child(office), towpath))
    deliver(office)

    heavy(office, towpath)
    assert deliver(office) == 1

    (task,) = office.cases.tasks(case, by=WORKER)
    assert (task.id, task.status, task.required) == ("look_again", "open", True)
    lines = office.cases.timeline(case, by=WORKER)[-1].lines
    assert lines[0] == "Message from Places and groups: place heavy"


def test_a_message_arrives_once_however_many_deliver_it(office: Office) -> None:
    towpath = place(office)
    case = linked(office, child(office), towpath)
    deliver(office)
    planned(office, case)

    with ThreadPoolExecutor(4) as pool:
        arrived = list(pool.map(lambda _: deliver(office), range(4)))

    assert sum(arrived) == 1
    assert [type(one) for one in events(office, towpath, LEAD)].count(MessageHeard) == 1


def test_a_delivery_that_dies_half_way_is_made_again_in_whole(office: Office) -> None:
    towpath = place(office)
    planned(office, linked(office, child(office), towpath))
    before = office.cases.get(towpath, by=LEAD)
    broken = iter([True])

    def fail(moment: str, name: str) -> None:
        if (moment, name) == ("after", "insert step") and next(broken, False):
            raise RuntimeError("the lights went out")

    office.database.hook = fail
    with pytest.raises(RuntimeError):
        deliver(office)
    office.database.hook = None
    # The one that failed has written nothing and waits; the other had its turn, and the fault was not hidden.
    assert office.cases.get(towpath, by=LEAD).version == before.version + 1

    office.clock.move(timedelta(minutes=2))
    assert deliver(office) == 1
    assert office.cases.get(towpath, by=LEAD).version == before.version + 2


def test_a_message_that_cannot_be_delivered_waits_and_stands_in_nobodys_way(office: Office) -> None:
    lost, towpath = place(office), place(office, "Example Lock")
    case = linked(office, linked(office, child(office), lost), towpath)
    deliver(office)
    planned(office, case)
    release = metadata.tables["casepath_case"]
    with office.database.connection() as connection:
        pinned = sa.select(release.c.release).where(release.c.id == lost.id)
        right = connection.execute(pinned).scalar_one()
        _pin(connection, lost, "lost")

    assert deliver(office) == 1
    assert deliver(office) == 0
    with office.database.connection() as connection:
        _pin(connection, lost, right)
    office.clock.move(timedelta(minutes=2))
    assert deliver(office) == 1


def _pin(connection: sa.Connection, case: Case, release: str) -> None:
    """Pin a case to a release by hand, as a backup that was half restored would."""
    releases, cases = metadata.tables["casepath_release"], metadata.tables["casepath_case"]
    if connection.execute(sa.select(releases.c.release).where(releases.c.release == release)).first() is None:
        row = {"council": case.council, "release": release, "version": "0", "title": "", "files": "{}"}
        connection.execute(releases.insert().values(**row, first_used_at=case.opened_at))
    connection.execute(cases.update().where(cases.c.id == case.id).values(release=release))


def test_a_step_without_links_sends_nothing(office: Office) -> None:
    case = child(office)

    assert deliver(office) == 0
    assert written(office)["casepath_outbox"] == 0
    assert case.links == {}


# --- alerts -----------------------------------------------------------------------------------------------------


def test_the_third_child_linked_to_a_place_raises_one_alert_that_names_nobody(office: Office) -> None:
    towpath = place(office)
    with_children(office, towpath, 1, 2)
    assert told(office, LEAD) == []

    with_children(office, towpath, 3)
    assert told(office, LEAD) == [BUSY]
    with_children(office, towpath, 4)
    assert told(office, LEAD) == [BUSY]

    after = office.cases.get(towpath, by=LEAD)
    assert after.state == "found"
    assert office.cases.timeline(towpath, by=LEAD)[-2].lines[:2] == (
        "Linked from another case: Children",
        f"Noticed: {BUSY}",
    )
    assert [one.id for one in office.cases.tasks(towpath, by=LEAD)] == ["talk"]


def test_an_alert_is_raised_again_after_its_time_while_the_pattern_is_there(office: Office) -> None:
    towpath = place(office)
    with_children(office, towpath, 1, 2, 3)
    office.clock.move(timedelta(days=31))

    with_children(office, towpath, 4)

    assert told(office, LEAD) == [BUSY, BUSY]


def test_a_pattern_that_is_over_raises_nothing(office: Office) -> None:
    towpath = place(office)
    with_children(office, towpath, 1, 2)
    office.clock.move(timedelta(days=91))

    with_children(office, towpath, 3, 4)

    assert told(office, LEAD) == []


def test_an_alert_is_looked_for_after_each_step_of_the_case_itself(office: Office) -> None:
    towpath = place(office)
    for number in (1, 2, 3):
        linked(office, child(office, f"P-{number}"), towpath)
    assert told(office, LEAD) == []  # the place has not heard of them yet

    now = office.cases.get(towpath, by=LEAD)
    step = office.cases.act(now, "weigh", {"weight": "light"}, by=LEAD, seen=now.version)

    assert [type(one) for one in step.events].count(AlertRaised) == 1
    assert deliver(office) == 3
    assert told(office, LEAD) == [BUSY]


# --- people -----------------------------------------------------------------------------------------------------


def test_whoever_holds_the_role_within_reach_when_they_look_was_told(office: Office) -> None:
    towpath = place(office)
    with_children(office, towpath, 1, 2, 3)

    assert told(office, LEAD) == [BUSY]
    assert told(office, OTHER_LEAD) == []  # of another team
    assert told(office, Actor("new", ["lead"], ["east"])) == [BUSY]
    assert told(office, MASH) == []


def test_an_action_tells_those_it_notifies(office: Office) -> None:
    case = linked(office, child(office), place(office))

    planned(office, case)

    (one,) = office.cases.notifications(by=MANAGER)
    assert (one.reference, one.text, one.urgent, one.read) == (case.reference, '"Plan" was done', True, False)
    assert office.cases.notifications(by=MANAGER, language="en")[0].about == "action"


def test_reading_is_each_persons_own(office: Office) -> None:
    planned(office, linked(office, child(office), place(office)))
    other = Actor("mia", ["manager"], ["east"])
    (one,) = office.cases.notifications(by=MANAGER)

    office.cases.mark_read(one, by=MANAGER)
    office.cases.mark_read(one.id, by=MANAGER)

    assert told(office, MANAGER, unread=True) == []
    assert office.cases.notifications(by=MANAGER)[0].read
    assert told(office, other, unread=True) == ['"Plan" was done']
    for person, what in ((LEAD, one.id), (MANAGER, "nothing"), (MANAGER, "\x00/1/0"), (MANAGER, f"{one.id}9")):
        with pytest.raises(NotFound):
            office.cases.mark_read(what, by=person)


def test_the_latest_come_first_and_no_more_than_asked_for(office: Office) -> None:
    for number in range(3):
        planned(office, linked(office, child(office, f"P-{number}"), place(office)))
        office.clock.move(timedelta(hours=1))

    found = office.cases.notifications(by=MANAGER, limit=2)

    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    assert len(found) == 2


@pytest.fixture(autouse=True)
def everything_is_delivered_at_the_end(office: Office) -> Iterator[None]:
    """Whatever a test did, nothing is left waiting that could be delivered."""
    yield
    office.clock.move(timedelta(hours=2))
    deliver_due(office.engine, office.database)
    assert list(map(partial(deliver_due, office.engine), [office.database])) == [0]
