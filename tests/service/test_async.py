"""Hosts that are asynchronous: `run_sync` brings their session's transaction to the engine, and only they commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from engine import Case, CaseChanged, Database, Engine, NotFound, Outcome, Refused
from engine.store.transaction import begin_immediate
from tests.support import MANAGER, OFFICER, REFERRED, Office


@asynccontextmanager
async def host(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Open a host's asynchronous engine on the same database, with a table of its own."""
    url = database_url.replace("sqlite:", "sqlite+aiosqlite:").replace("+psycopg:", "+asyncpg:")
    pool = create_async_engine(url)
    if pool.dialect.name == "sqlite":
        begin_immediate(pool.sync_engine)
    async with pool.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE IF NOT EXISTS vendor_log (what TEXT NOT NULL)"))
        await connection.execute(sa.text("DELETE FROM vendor_log"))
    try:
        yield pool
    finally:
        async with pool.begin() as connection:
            await connection.execute(sa.text("DROP TABLE vendor_log"))
        await pool.dispose()


def opened(engine: Engine) -> Callable[[Session], Outcome]:
    return lambda session: engine.cases(session).open("path", subject={"child": "P-1"}, by=OFFICER)


def stepped(engine: Engine, case: Case) -> Callable[[Session], Outcome]:
    return lambda session: engine.cases(session).act(case, "refer", REFERRED, by=OFFICER, seen=case.version)


async def noted(session: AsyncSession, what: str) -> None:
    await session.execute(sa.text("INSERT INTO vendor_log VALUES (:what)"), {"what": what})


async def in_log(pool: AsyncEngine) -> list[str]:
    async with pool.connect() as connection:
        return [str(one) for one in (await connection.execute(sa.text("SELECT what FROM vendor_log"))).scalars()]


def run(database_url: str, work: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    """Run what an asynchronous host does, with an engine of its own in a loop of its own."""

    async def main() -> None:
        async with host(database_url) as pool:
            await work(pool)

    asyncio.run(main())


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def test_one_commit_keeps_the_rows_of_an_asynchronous_host_and_ours(office: Office, database_url: str) -> None:
    async def work(pool: AsyncEngine) -> None:
        async with AsyncSession(pool) as session, session.begin():
            case = (await session.run_sync(opened(office.engine))).case
            outcome = await session.run_sync(stepped(office.engine, case))
            await noted(session, type(outcome.events[0]).__name__)
        assert office.cases.get(case, by=OFFICER).state == "waiting"
        assert await in_log(pool) == [type(outcome.events[0]).__name__]

    run(database_url, work)
    assert office.engine.verify(office.database).is_sound


def test_its_rollback_takes_ours_with_it(office: Office, database_url: str) -> None:
    async def work(pool: AsyncEngine) -> None:
        async with AsyncSession(pool) as session:
            case = (await session.run_sync(opened(office.engine))).case
            await noted(session, "opened")
            await session.rollback()
        with pytest.raises(NotFound):
            office.cases.get(case, by=OFFICER)
        assert await in_log(pool) == []

    run(database_url, work)


def test_after_a_refusal_its_transaction_is_still_good(office: Office, database_url: str) -> None:
    async def work(pool: AsyncEngine) -> None:
        async with AsyncSession(pool) as session, session.begin():
            case = (await session.run_sync(opened(office.engine))).case
            with pytest.raises(Refused):
                await session.run_sync(
                    lambda bare: office.engine.cases(bare).act(case, "refer", {"level": "odd"}, by=OFFICER, seen=1)
                )
            await session.run_sync(stepped(office.engine, case))
        assert office.cases.get(case, by=OFFICER).version == 2

    run(database_url, work)


def test_whoever_comes_second_is_told_who_was_first(office: Office, database_url: str) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.act(case, "visit", by=MANAGER, seen=1)

    async def work(pool: AsyncEngine) -> None:
        async with AsyncSession(pool) as session, session.begin():
            with pytest.raises(CaseChanged, match="mo was first"):
                await session.run_sync(stepped(office.engine, case))

    run(database_url, work)


def test_what_can_be_looked_at_can_be_looked_at_asynchronously(office: Office, database_url: str) -> None:
    cases = [office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case for number in range(3)]

    async def work(pool: AsyncEngine) -> None:
        async with AsyncSession(pool) as session:
            page = await session.run_sync(lambda bare: office.engine.worklist(bare).page(by=OFFICER))
            many = await session.run_sync(lambda bare: office.engine.cases(bare).next_many(cases, by=OFFICER))
        assert {row.case for row in page.rows} == {one.id for one in cases}
        assert many == {one.id: office.cases.next(one, by=OFFICER) for one in cases}

    run(database_url, work)


def test_time_does_its_work_in_the_transaction_of_an_asynchronous_host(office: Office, database_url: str) -> None:
    office.cases.open("path", subject={"child": "P-1"}, by=OFFICER)
    due = office.engine.runner(office.database).next_due()
    assert due is not None
    office.clock.set(due)

    async def work(pool: AsyncEngine) -> None:
        async with AsyncSession(pool) as session, session.begin():
            ran = await session.run_sync(lambda bare: office.engine.runner(bare).run_due())
        assert ran.fired == 1

    run(database_url, work)
