"""Releases: one person proposes, another approves, and from a day on cases are opened under it; all is on record."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from engine import Actor, Database, DefinitionRejected, Engine, NotFound, Ports, Refused
from engine.definitions.assemble import assemble
from engine.service.releases import Releases
from tests.overlays import MANIFEST
from tests.releases import ANN, BEN, CAT, ONE, TWO, TWO_AGAIN, Desk, desk_at, refused, version
from tests.support import LITTLE, NOON, OFFICER, codes, definition_of

TODAY = date(2026, 3, 12)


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_at(database)


# --- from a draft to what is in force ---------------------------------------------------------------------------------


def test_a_release_is_proposed_approved_by_somebody_else_and_published(desk: Desk) -> None:
    made = desk.releases.propose(ONE, by=ANN, reason="First of all").release
    assert (made.state, made.edition, desk.in_force()) == ("draft", "Little council 1.0.0", "")

    assert desk.releases.approve("1.0.0", by=BEN).state == "approved"
    assert desk.in_force() == ""
    assert desk.releases.publish("1.0.0", by=ANN).state == "in_force"
    assert desk.in_force() == "1.0.0"

    told = [(one.what, one.by, one.at, one.reason) for one in desk.releases.history()]
    assert told == [
        ("proposed", "ann", NOON, "First of all"),
        ("approved", "ben", NOON, ""),
        ("published", "ann", NOON, ""),
    ]


def test_whoever_proposed_a_release_cannot_approve_it_nor_can_whoever_stands_in_for_them(desk: Desk) -> None:
    desk.releases.propose(ONE, by=Actor("ann", on_behalf_of="cat"))

    for person in (ANN, CAT, Actor("dan", on_behalf_of="ann"), Actor("dan", on_behalf_of="cat")):
        assert refused(desk.releases.approve, "1.0.0", by=person) == {"same_person"}
    assert desk.states() == {"1.0.0": "draft"}


def test_what_nobody_approved_cannot_be_published(desk: Desk) -> None:
    desk.releases.propose(ONE, by=ANN)

    assert refused(desk.releases.publish, "1.0.0", by=BEN) == {"is_draft"}


def test_doing_anything_twice_is_refused_and_says_what_to_do_instead(desk: Desk) -> None:
    releases = desk.releases
    releases.propose(ONE, by=ANN)
    assert refused(releases.propose, ONE, by=CAT) == {"is_draft"}
    releases.approve("1.0.0", by=BEN)
    with pytest.raises(Refused, match="approved already"):
        releases.approve("1.0.0", by=CAT)
    assert refused(releases.propose, ONE, by=CAT) == {"is_approved"}
    releases.publish("1.0.0", by=ANN)
    assert refused(releases.publish, "1.0.0", by=ANN) == {"is_in_force"}
    assert refused(releases.withdraw, "1.0.0", by=ANN, reason="Oh") == {"is_in_force"}
    assert refused(releases.roll_back, "1.0.0", by=ANN, reason="Oh") == {"is_in_force"}
    desk.published(TWO)
    assert refused(releases.publish, "1.0.0", by=ANN) == {"is_replaced"}
    assert len(releases.history()) == 6


def test_the_same_version_with_other_content_is_refused_for_ever(desk: Desk) -> None:
    desk.releases.propose(TWO, by=ANN)
    desk.releases.withdraw("2.0.0", by=ANN, reason="Spelt wrongly")

    with pytest.raises(Refused, match=r"Version 2\.0\.0 is kept already with other content, as \"Little council 2"):
        desk.releases.propose(TWO_AGAIN, by=ANN)
    assert desk.releases.propose(TWO, by=ANN).release.state == "draft"


def test_a_version_that_cases_were_opened_under_from_a_folder_is_taken_too(desk: Desk) -> None:
    folder = Engine(definition_of(TWO.files), TWO.files, ports=Ports(clock=desk.clock))
    folder.cases(desk.database).open("path", subject={"child": "P-1"}, by=OFFICER)

    assert refused(desk.releases.propose, TWO_AGAIN, by=ANN) == {"version_taken"}
    assert desk.releases.propose(TWO, by=ANN).release.state == "draft"


def test_another_configuration_than_was_published_before_is_refused(desk: Desk) -> None:
    desk.published(ONE)
    other = dict(LITTLE)
    other[MANIFEST] = other[MANIFEST].replace(b"configuration: little", b"configuration: large").replace(b"1.0.0", b"7")

    with pytest.raises(Refused, match='"large", and here "little" is published'):
        desk.releases.propose(assemble(other), by=ANN)


def test_errors_stop_a_proposal_and_warnings_are_told(desk: Desk) -> None:
    wrong = {**LITTLE, "form_schemas/referral.yaml": LITTLE["form_schemas/referral.yaml"].replace(b"levels", b"lvels")}
    with pytest.raises(DefinitionRejected) as rejected:
        desk.releases.propose(assemble(wrong), by=ANN)
    assert all(one.is_error for one in rejected.value.findings)
    assert desk.releases.all() == ()

    unused = {**LITTLE, "form_schemas/lists/unused.yaml": b"list: unused\ntitle: Unused\noptions: {a: A}\n"}
    proposed = desk.releases.propose(assemble(unused), by=ANN)
    assert {one.severity for one in proposed.warnings} == {"warning"}


def test_a_reason_is_needed_to_withdraw_and_to_roll_back_and_has_an_end(desk: Desk) -> None:
    desk.published(ONE)
    desk.published(TWO)
    for reason in ("", "   ", "x" * 501, "a\x00b"):
        assert refused(desk.releases.roll_back, "1.0.0", by=ANN, reason=reason) == {"reason"}
    assert refused(desk.releases.approve, "1.0.0", by=ANN, reason="x" * 501) == {"reason"}


@pytest.mark.parametrize("name", ["", "3.0.0", "abc", "é\x00", "0" * 64, "Little council"])
def test_a_release_that_is_not_there_is_not_found(desk: Desk, name: str) -> None:
    desk.published(ONE)
    for call in (
        lambda: desk.releases.find(name),
        lambda: desk.releases.read(name),
        lambda: desk.releases.approve(name, by=BEN),
        lambda: desk.releases.publish(name, by=BEN),
        lambda: desk.releases.withdraw(name, by=BEN, reason="Oh"),
        lambda: desk.releases.roll_back(name, by=BEN, reason="Oh"),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_release_is_found_by_its_version_its_edition_and_its_hash(desk: Desk) -> None:
    made = desk.published(ONE)
    for name in ("1.0.0", "Little council 1.0.0", made.release, made.release[:6]):
        assert desk.releases.find(name) == made
    assert desk.releases.history(made.release[:8]) == desk.releases.history()


# --- days -------------------------------------------------------------------------------------------------------------


def test_a_release_is_in_force_from_the_beginning_of_its_day_where_the_council_is(desk: Desk) -> None:
    desk.published(ONE)
    first_of_may = datetime(2026, 4, 30, 23, 0, tzinfo=UTC)  # midnight in London, where it is summer by then
    later = desk.published(TWO, from_day=date(2026, 5, 1))

    assert (later.state, later.starts_at) == ("scheduled", first_of_may)
    desk.clock.set(first_of_may - timedelta(microseconds=1))
    assert desk.states() == {"1.0.0": "in_force", "2.0.0": "scheduled"}
    desk.clock.set(first_of_may)
    assert desk.states() == {"1.0.0": "replaced", "2.0.0": "in_force"}


def test_today_is_now_and_yesterday_is_refused(desk: Desk) -> None:
    desk.releases.propose(ONE, by=ANN)
    desk.releases.approve("1.0.0", by=BEN)

    with pytest.raises(Refused, match="That day has passed"):
        desk.releases.publish("1.0.0", by=ANN, from_day=TODAY - timedelta(days=1))
    assert desk.releases.publish("1.0.0", by=ANN, from_day=TODAY).starts_at == NOON


def test_what_is_withdrawn_before_its_day_never_comes_into_force(desk: Desk) -> None:
    desk.published(ONE)
    desk.published(TWO, from_day=date(2026, 5, 1))
    assert desk.releases.withdraw("2.0.0", by=CAT, reason="The panel said no").state == "withdrawn"

    desk.clock.set(datetime(2026, 6, 1, tzinfo=UTC))
    assert desk.states() == {"1.0.0": "in_force", "2.0.0": "withdrawn"}
    assert refused(desk.releases.approve, "2.0.0", by=BEN) == {"is_withdrawn"}
    desk.published(TWO)
    assert desk.in_force() == "2.0.0"


def test_what_was_published_for_a_day_comes_whatever_was_published_meanwhile(desk: Desk) -> None:
    desk.published(ONE)
    desk.published(TWO, from_day=date(2026, 5, 1))
    desk.published(version("1.0.1", ("label: Level", "label: Level now")))
    assert desk.in_force() == "1.0.1"

    desk.clock.set(datetime(2026, 5, 2, tzinfo=UTC))
    assert desk.in_force() == "2.0.0"


def test_rolling_back_puts_the_earlier_release_in_force_again_and_deletes_nothing(desk: Desk) -> None:
    first = desk.published(ONE)
    desk.published(TWO)
    desk.clock.move(timedelta(hours=1))
    back = desk.releases.roll_back("1.0.0", by=CAT, reason="Sign-off is broken")

    assert (back.state, back.starts_at, back.release) == ("in_force", desk.clock.now(), first.release)
    assert desk.states() == {"1.0.0": "in_force", "2.0.0": "replaced"}
    assert [one.what for one in desk.releases.history()][-1] == "rolled_back"
    assert desk.releases.roll_back("2.0.0", by=CAT, reason="It was not").state == "in_force"
    assert len(desk.releases.history()) == 8


def test_only_what_was_in_force_can_be_rolled_back_to(desk: Desk) -> None:
    desk.published(ONE)
    desk.releases.propose(TWO, by=ANN)
    assert refused(desk.releases.roll_back, "2.0.0", by=CAT, reason="Oh") == {"is_draft"}


# --- several people at once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doing", ["propose", "approve", "publish", "roll_back"])
def test_of_many_people_who_do_the_same_at_once_one_does_it(desk: Desk, doing: str) -> None:
    if doing == "roll_back":
        desk.published(ONE)
        desk.published(TWO)
    elif doing != "propose":
        desk.releases.propose(ONE, by=ANN)
    if doing == "publish":
        desk.releases.approve("1.0.0", by=BEN)
    before = len(desk.releases.history())
    many, came = 6, list[str]()
    together = threading.Barrier(many)

    def do(number: int) -> None:
        releases, by = Releases(desk.database, "little", ports=Ports(clock=desk.clock)), Actor(f"p{number}")
        together.wait()
        try:
            if doing == "propose":
                releases.propose(ONE, by=by)
            elif doing == "roll_back":
                releases.roll_back("1.0.0", by=by, reason="Oh")
            else:
                getattr(releases, doing)("1.0.0", by=by)
            came.append("done")
        except Refused as refusal:
            came.extend(codes(refusal))

    threads = [threading.Thread(target=do, args=(number,)) for number in range(many)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert came.count("done") == 1
    assert len(came) == many
    assert len(desk.releases.history()) == before + 1
    assert desk.releases.verify() == ()


def test_nothing_is_said_of_a_reason(desk: Desk) -> None:
    desk.releases.propose(ONE, by=ANN, reason="Marker7391")
    assert "Marker7391" not in repr(desk.releases.history()) + repr(desk.releases.all())
