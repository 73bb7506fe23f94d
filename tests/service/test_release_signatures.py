"""The history of releases is chained and signed: whatever is changed by hand is found, and with a key not run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import Database, Ports
from engine.service.engine import ReleaseLost
from engine.service.following import NothingPublished
from engine.service.releases import Releases
from engine.service.seal_lines import NoSealKey, SealKey
from engine.store import tables as t
from tests.releases import ANN, CAT, ONE, TWO, Desk, desk_at
from tests.support import NOON, OFFICER

KEY = SealKey.new()


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_at(database)


@pytest.fixture
def signing(desk: Desk) -> Desk:
    """Return the same with a key, by whoever has it."""
    ports = Ports(clock=desk.clock, release_key=KEY)
    return replace(desk, releases=Releases(desk.database, "little", ports=ports))


def test_what_is_done_is_signed_and_verified_with_the_public_key(signing: Desk) -> None:
    made = signing.published(ONE)
    public = Releases(signing.database, "little", ports=Ports(release_key=SealKey(KEY.public)))

    assert made.is_signed
    assert public.verify() == ()
    assert [
        one.code for one in Releases(signing.database, "little", ports=Ports(release_key=SealKey.new())).verify()
    ] == ["release_step_unsigned"] * 3
    with pytest.raises(NoSealKey, match="private key"):
        public.propose(TWO, by=ANN)


def test_with_a_key_an_engine_takes_up_only_what_was_signed_with_it(signing: Desk, desk: Desk) -> None:
    signing.published(ONE)
    engine = signing.engine(release_key=SealKey(KEY.public))
    desk.published(TWO)  # by somebody who can write to the database, and has no key

    assert desk.in_force() == "2.0.0"
    engine.cases(desk.database).open("path", subject={"child": "P-1"}, by=OFFICER)
    assert engine.definition.version == "1.0.0"
    with pytest.raises(NothingPublished):
        signing.engine(release_key=SealKey.new())


@pytest.mark.parametrize(
    "change",
    [
        {"person": "somebody"},
        {"reason": "because"},
        {"at": NOON + timedelta(days=1)},
        {"starts_at": NOON - timedelta(days=1)},
        {"hash": "0" * 64},
    ],
)
def test_whatever_is_changed_by_hand_in_the_history_is_found(desk: Desk, change: dict[str, object]) -> None:
    desk.published(ONE)
    with desk.database.connection() as connection:
        connection.execute(t.release_step.update().where(t.release_step.c.what == "published").values(change))

    assert {one.code for one in desk.releases.verify()} == {"release_step_changed"}


def test_a_step_that_was_taken_out_is_found(desk: Desk) -> None:
    desk.published(ONE)
    with desk.database.connection() as connection:
        connection.execute(t.release_step.delete().where(t.release_step.c.what == "approved"))

    assert "release_step_changed" in {one.code for one in desk.releases.verify()}


def test_content_that_was_changed_by_hand_is_found_and_not_run(desk: Desk) -> None:
    one = desk.published(ONE)
    two = desk.published(TWO)
    with desk.database.connection() as connection:
        files = connection.execute(sa.select(t.release.c.files).where(t.release.c.release == two.release)).scalar_one()
        connection.execute(t.release.update().where(t.release.c.release == one.release).values(files=files))
    desk.releases.roll_back("1.0.0", by=CAT, reason="Oh")

    assert [one.code for one in desk.releases.verify()] == ["release_changed"]
    with pytest.raises(ReleaseLost):
        desk.engine()
