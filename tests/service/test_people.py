"""What the host knows of people: who they are, who may be asked, who stands in, and what comes of its failing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest

from engine import Actor, Case, Database, Ports, Refused
from engine.service.people import Askable
from engine.service.ports import Known, RoleSought, StandIn
from engine.testing.fakes import FixedPeople
from tests.support import LITTLE, MANAGER, NOON, OFFICER, REFERRED, WORKER, Office, codes, referred, written
from tests.tasks import TASKS, asked

KNOWN = {
    "olive": Known(frozenset({"officer"})),
    "mo": Known(frozenset({"manager"})),
    "mary": Known(frozenset({"manager"}), frozenset({"east"})),
    "wendy": Known(frozenset({"social_worker"})),
}
MO_IS_AWAY = {"mo": [StandIn("olive", NOON - timedelta(days=1), NOON + timedelta(days=1))]}


class Failing:
    """A host whose directory is down, and would say more than it should about it."""

    def known(self, people: Sequence[str]) -> Mapping[str, Known]:
        raise ConnectionError("ldap: secret-password refused")

    def holders(self, sought: Sequence[RoleSought]) -> Mapping[RoleSought, Sequence[str]]:
        raise ConnectionError("ldap: secret-password refused")

    def stand_ins(self, people: Sequence[str]) -> Mapping[str, Sequence[StandIn]]:
        raise ConnectionError("ldap: secret-password refused")


class Odd(FixedPeople):
    """A host that answers with what nobody could use."""

    def holders(self, sought: Sequence[RoleSought]) -> Mapping[RoleSought, Sequence[str]]:
        return {sought[0]: ["x" * 65]}


def knowing(database: Database, people: FixedPeople | Failing, files: Mapping[str, bytes] = LITTLE) -> Office:
    return Office(database, ports=Ports(people=people), files=files)


@pytest.fixture
def office(database: Database) -> Office:
    return knowing(database, FixedPeople(KNOWN, MO_IS_AWAY))


def test_a_person_acts_with_the_roles_and_teams_that_the_host_knows(office: Office) -> None:
    assert office.engine.actor("mary") == Actor("mary", {"manager"}, {"east"})
    with pytest.raises(Refused) as unknown:
        office.engine.actor("nobody")

    assert codes(unknown.value) == {"unknown_person"}


def test_whoever_stands_in_has_the_others_roles_while_it_lasts_and_no_longer(office: Office) -> None:
    case = referred(office)
    olive = office.engine.actor("olive", instead_of="mo")

    assert olive == Actor("olive", {"officer", "manager"}, on_behalf_of="mo")
    office.cases.act(case, "give_back", by=olive, seen=2, reason="Name the school")

    office.clock.move(timedelta(days=1))
    for person, other in (("olive", "mo"), ("mary", "mo"), ("olive", "mary")):
        with pytest.raises(Refused) as refusal:
            office.engine.actor(person, instead_of=other)
        assert codes(refusal.value) == {"stand_in"}


def test_standing_in_never_defeats_the_keeping_apart_of_duties(office: Office) -> None:
    case = referred(office)  # by olive, who stands in for mo

    with pytest.raises(Refused) as own_work:
        office.cases.act(case, "decide", {"outcome": "close"}, by=office.engine.actor("olive", instead_of="mo"), seen=2)
    assert codes(own_work.value) == {"not_by"}

    mine = office.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case
    stood_in = office.engine.actor("olive", instead_of="mo")
    mine = office.cases.act(mine, "refer", REFERRED, by=stood_in, seen=1).case
    for actor in (MANAGER, Actor("mo", ["manager"])):
        with pytest.raises(Refused) as for_them:
            office.cases.act(mine, "decide", {"outcome": "close"}, by=actor, seen=2)
        assert codes(for_them.value) == {"not_by"}


def test_who_may_do_a_thing_is_told_with_who_stands_in_and_without_who_is_kept_apart(office: Office) -> None:
    case = referred(office)

    assert office.cases.who(case, "decide", by=OFFICER) == (Askable("mo", away=True), Askable("mary"))
    assert office.cases.who(case, "officer", by=OFFICER) == (
        Askable("mo", away=True),
        Askable("olive", instead_of="mo"),
        Askable("mary"),
    )


def test_whoever_holds_a_place_on_the_case_can_be_asked(office: Office) -> None:
    case = office.cases.assign(referred(office), "worker", "wendy", by=MANAGER, seen=2).case

    assert office.cases.who(case, "worker", by=OFFICER) == (Askable("wendy"),)


def test_a_place_goes_to_nobody_who_is_known_not_to_be_able_to_take_it(office: Office) -> None:
    case = referred(office)
    before = written(office)

    gives: list[Callable[[], object]] = [
        lambda: office.cases.assign(case, "worker", "olive", by=MANAGER, seen=2),
        lambda: office.cases.act(case, "name_worker", by=MANAGER, seen=2, assigns={"worker": "olive"}),
    ]
    for give in gives:
        with pytest.raises(Refused) as refusal:
            give()
        assert codes(refusal.value) == {"cannot_take"}
        assert written(office) == before

    assert office.cases.assign(case, "worker", "stranger", by=MANAGER, seen=2).case.holders == {"worker": "stranger"}


def test_a_task_goes_to_nobody_who_is_known_not_to_be_able_to_do_it(database: Database) -> None:
    office = knowing(database, FixedPeople(KNOWN), TASKS)
    case = asked(office)

    with pytest.raises(Refused) as refusal:
        office.cases.reassign(case, "note_it", "wendy", by=OFFICER, seen=2, reason="Her day")
    assert codes(refusal.value) == {"cannot_take"}

    office.cases.reassign(case, "note_it", "mary", by=OFFICER, seen=2, reason="Her day")


def test_while_the_host_cannot_be_asked_what_needs_it_is_refused_and_all_else_goes_on(database: Database) -> None:
    office = knowing(database, Failing())
    case = referred(office)
    before = written(office)

    asks: list[Callable[[], object]] = [
        lambda: office.engine.actor("olive"),
        lambda: office.cases.who(case, "decide", by=OFFICER),
        lambda: office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=2),
    ]
    for ask in asks:
        with pytest.raises(Refused) as refusal:
            ask()
        assert codes(refusal.value) == {"people"}
        assert "secret" not in str(refusal.value)
    assert written(office) == before

    office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=2)


def test_an_answer_that_nobody_could_use_is_as_good_as_none(database: Database) -> None:
    office = knowing(database, Odd(KNOWN))

    with pytest.raises(Refused) as refusal:
        office.cases.who(referred(office), "decide", by=OFFICER)

    assert codes(refusal.value) == {"people"}


def test_without_a_port_what_people_say_of_themselves_stands(database: Database) -> None:
    office = Office(database)
    case: Case = referred(office)

    assert office.cases.who(case, "decide", by=OFFICER) == ()
    assert office.cases.assign(case, "worker", "anyone", by=MANAGER, seen=2).case.holders == {"worker": "anyone"}


def test_the_host_is_asked_while_no_transaction_is_open(database: Database) -> None:
    said: list[str] = []

    class Listening(FixedPeople):
        def known(self, people: Sequence[str]) -> Mapping[str, Known]:
            said.append("asked")
            return super().known(people)

    office = knowing(database, Listening(KNOWN))
    case = referred(office)
    database.hook = lambda moment, name: said.append(f"{moment} {name}")
    office.cases.assign(case, "worker", "wendy", by=MANAGER, seen=2)

    assert said[0] == "asked"
    assert "asked" not in said[1:]
