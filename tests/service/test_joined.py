"""Inside the host's transaction: their rows and ours are kept together or not at all, and only they commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from engine import CaseChanged, Database, NotFound, Refused
from engine.store.transaction import NotBegun, begin_immediate, open_pool
from tests.support import MANAGER, OFFICER, REFERRED, Office


class Base(DeclarativeBase):
    """The host's own tables."""


class VendorLog(Base):
    __tablename__ = "vendor_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def host(database_url: str) -> Iterator[sa.Engine]:
    """Return the host's own engine on the same database, with the host's own table."""
    pool = open_pool(database_url)
    Base.metadata.create_all(pool)
    yield pool
    Base.metadata.drop_all(pool)
    pool.dispose()


def logged(host: sa.Engine) -> int:
    with Session(host) as session:
        return session.scalars(sa.select(sa.func.count()).select_from(VendorLog)).one()


def test_one_commit_keeps_the_hosts_rows_and_ours(office: Office, host: sa.Engine) -> None:
    with Session(host) as session, session.begin():
        outcome = office.engine.cases(session).open("path", subject={"child": "P-1"}, by=OFFICER)
        session.add_all(VendorLog(what=type(event).__name__) for event in outcome.events)

    assert office.cases.get(outcome.case, by=OFFICER).state == "new"
    assert logged(host) == 3


def test_a_rollback_of_the_hosts_takes_ours_with_it(office: Office, host: sa.Engine) -> None:
    with Session(host) as session:
        case = office.engine.cases(session).open("path", subject={"child": "P-1"}, by=OFFICER).case
        session.add(VendorLog(what="opened"))
        session.rollback()

    with pytest.raises(NotFound):
        office.cases.get(case, by=OFFICER)
    assert logged(host) == 0


def test_after_a_refusal_the_hosts_transaction_is_still_good(office: Office, host: sa.Engine) -> None:
    with Session(host) as session, session.begin():
        cases = office.engine.cases(session)
        case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
        with pytest.raises(Refused):
            cases.act(case, "refer", {"level": "nonsense"}, by=OFFICER, seen=1)
        cases.act(case, "refer", REFERRED, by=OFFICER, seen=1)

    assert office.cases.get(case, by=OFFICER).state == "waiting"


def test_a_step_taken_from_under_the_hosts_view_is_refused(office: Office, host: sa.Engine) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.act(case, "visit", by=MANAGER, seen=1)

    with Session(host) as session, session.begin(), pytest.raises(CaseChanged):
        office.engine.cases(session).act(case, "visit", by=OFFICER, seen=1)


def test_a_sqlite_host_that_has_not_begun_is_told_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'host.db'}"
    ours = Database(url)
    careless = sa.create_engine(url)
    office = Office(ours)

    with careless.connect() as connection, pytest.raises(NotBegun, match="BEGIN IMMEDIATE"):
        office.engine.cases(connection).open("path", subject={"child": "P-1"}, by=OFFICER)

    begin_immediate(careless)
    careless.dispose()
    ours.close()
