"""An engine that runs what is published takes up the next release without a restart, and leaves open cases alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import Database, Engine, Ports
from engine.service.following import NothingPublished
from engine.service.releases import Releases
from engine.store.transaction import Moment, begin_immediate
from tests.overlays import MANIFEST
from tests.releases import ANN, BEN, CAT, ONE, TWO, Desk, desk_at, version
from tests.support import LITTLE, OFFICER, REFERRED, definition_of

TODAY = date(2026, 3, 12)


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_at(database)


def test_an_engine_needs_something_that_is_in_force(desk: Desk) -> None:
    desk.published(ONE, from_day=date(2026, 5, 1))

    with pytest.raises(NothingPublished, match="casepath publish"):
        desk.engine()


def test_a_running_engine_opens_cases_under_what_is_in_force_and_leaves_open_ones_alone(desk: Desk) -> None:
    one = desk.published(ONE)
    engine = desk.engine()
    cases = engine.cases(desk.database)
    first = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    two = desk.published(TWO)

    second = cases.open("path", subject={"child": "P-2"}, by=OFFICER).case
    assert (first.release, second.release) == (one.release, two.release)
    moved = cases.act(first, "refer", REFERRED, by=OFFICER, seen=1).case
    assert moved.release == one.release
    labels = {case.id: cases.show(case, "referral", by=OFFICER).field("level") for case in (first, second)}
    assert {name: said.label if said else "" for name, said in labels.items()} == {
        first.id: "Level",
        second.id: "Level of concern",
    }

    desk.releases.roll_back("1.0.0", by=CAT, reason="Oh")
    assert cases.open("path", subject={"child": "P-3"}, by=OFFICER).case.release == one.release
    assert engine.verify(desk.database).is_sound


def test_lists_and_all_else_follow_within_two_seconds(desk: Desk) -> None:
    desk.published(ONE)
    engine = desk.engine()
    cases = engine.cases(desk.database)
    cases.find(by=OFFICER)
    desk.published(TWO)
    cases.find(by=OFFICER)
    assert engine.definition.version == "1.0.0"

    desk.clock.move(timedelta(seconds=2))
    cases.find(by=OFFICER)
    assert engine.definition.version == "2.0.0"


def test_what_was_published_for_a_day_needs_nobody_to_ask_on_that_day(desk: Desk) -> None:
    desk.published(ONE)
    desk.published(TWO, from_day=TODAY + timedelta(days=1))
    engine = desk.engine()
    cases = engine.cases(desk.database)
    desk.clock.set(datetime(2026, 3, 12, 23, 59, 59, tzinfo=UTC))
    cases.find(by=OFFICER)
    assert engine.definition.version == "1.0.0"

    desk.clock.move(timedelta(seconds=1))
    cases.find(by=OFFICER)
    assert engine.definition.version == "2.0.0"


def test_a_release_that_a_host_rolls_back_is_not_run(desk: Desk) -> None:
    desk.published(ONE)
    engine = desk.engine()
    with Session(desk.database.pool) as session:
        inside = Releases(session, "little", ports=Ports(clock=desk.clock))
        inside.propose(TWO, by=ANN)
        inside.approve("2.0.0", by=BEN)
        inside.publish("2.0.0", by=ANN)
        made = engine.cases(session).open("path", subject={"child": "P-1"}, by=OFFICER).case
        assert engine.definition.version == "2.0.0"
        session.rollback()

    case = engine.cases(desk.database).open("path", subject={"child": "P-1"}, by=OFFICER).case
    assert (engine.definition.version, case.release == made.release) == ("1.0.0", False)


def test_the_host_gives_its_own_engine_session_or_connection(desk: Desk, database_url: str) -> None:
    desk.published(ONE)
    host = sa.create_engine(database_url)
    if host.dialect.name == "sqlite":
        begin_immediate(host)
    ports = Ports(clock=desk.clock)

    assert Engine.from_releases(host, "little", ports=ports).definition.version == "1.0.0"
    with Session(host) as session, session.begin():
        engine = Engine.from_releases(session, "little", ports=ports)
        desk_in_session = engine.releases(session)
        desk_in_session.propose(TWO, by=ANN)
        desk_in_session.approve("2.0.0", by=BEN)
        desk_in_session.publish("2.0.0", by=ANN)
        assert engine.cases(session).open("path", subject={"child": "P-1"}, by=OFFICER).case.version == 1
    host.dispose()
    assert engine.definition.version == "2.0.0"
    assert desk.in_force() == "2.0.0"


def test_an_engine_in_another_language_follows_too(desk: Desk) -> None:
    files = {
        **LITTLE,
        MANIFEST: LITTLE[MANIFEST] + b"languages: {default: en, also: cy}\n",
    }
    desk.published(version("1.0.0", files=files))
    engine = desk.engine()
    welsh = engine.in_language("cy")
    welsh_cases = welsh.cases(desk.database)
    other = desk.engine()
    assert other.in_language("cy").definition.version == "1.0.0"
    two = desk.published(version("2.0.0", ("label: Level", "label: Level of concern"), files=files))

    assert welsh_cases.open("path", subject={"child": "P-1"}, by=OFFICER).case.release == two.release
    assert (welsh.definition.language, welsh.definition.version) == ("cy", "2.0.0")
    desk.clock.move(timedelta(seconds=2))
    for each in (engine, other):
        each.cases(desk.database).find(by=OFFICER)
        assert each.in_language("cy").definition.version == "2.0.0"


def test_following_costs_an_opening_no_statement_and_a_look_one_in_two_seconds(desk: Desk) -> None:
    desk.published(ONE)
    ran: list[str] = []

    def hook(moment: Moment, name: str) -> None:
        if moment == "before" and name not in ("begin", "commit"):
            ran.append(name)

    def statements(do: Callable[[], object]) -> list[str]:
        ran.clear()
        do()
        return list(ran)

    desk.database.hook = hook
    folder, published = (
        Engine(definition_of(ONE.files), ONE.files, ports=Ports(clock=desk.clock), council="little"),
        desk.engine(),
    )
    counts: dict[str, list[list[str]]] = {}
    for name, engine in (("folder", folder), ("published", published)):
        cases = engine.cases(desk.database)
        case = cases.open("path", subject={"child": "P-0"}, by=OFFICER).case
        opened = statements(partial(cases.open, "path", subject={"child": "P-1"}, by=OFFICER))
        acted = statements(partial(cases.act, case, "visit", by=OFFICER, seen=1))
        counts[name] = [opened, acted]
    desk.database.hook = None

    assert len(counts["published"][0]) == len(counts["folder"][0])
    assert counts["published"][1] == counts["folder"][1]
