"""DBOS carries the background work of many machines: with the step or not at all, and each thing is still done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from dbos import DBOS, DBOSClient, run_dbos_database_migrations
from sqlalchemy.engine import Engine as Pool
from sqlalchemy.orm import Session

from engine import Case, Database
from engine.cases.events import MessageHeard
from engine.interop.cloud_events import cloud_event
from engine.service.dbos_carrier import Carrier, NotCarried, NotRegistered
from engine.service.deliveries import Target
from engine.store.transaction import open_pool
from tests.behind_walls import APPLICATION, walled
from tests.places import LEAD, PLACES, WORKER
from tests.service.test_links import child, deliver, linked, place
from tests.support import Office

DRIVER = Path(__file__).with_name("dbos_worker.py")
ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds until a worker counts as never getting there. None of them needs two."""
NORTH, SOUTH = "north", "south"


def nobody(_event: object) -> None:
    """Take an event, where only its name matters."""


class Host:
    """A host's web process: its own pool, sessions and client of DBOS; and the machines that it has for workers."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.pool: Pool = open_pool(url)
        self.client = DBOSClient(system_database_url=url)
        self.offices = {one: Office(Database(url), files=PLACES, council=one) for one in (NORTH, SOUTH)}

    def carrier(self, council: str = NORTH) -> Carrier:
        return Carrier(self.offices[council].engine, self.pool, deliver=[Target("returns", nobody)])

    def linked_child(self, council: str = NORTH, *, places: int = 1) -> tuple[Case, list[Case]]:
        """Return a case that is ready to be planned, and those that will hear of it."""
        office = self.offices[council]
        case, others = child(office), [place(office, f"Example Place {one}") for one in range(places)]
        for one in others:
            case = linked(office, case, one)
            deliver(office)
        return case, others

    def plan(self, case: Case, *, commit: bool = True) -> int:
        """Take a step that sends messages, in a session of the host's; return how many jobs went with it."""
        with Session(self.pool) as session:
            engine = self.offices[case.council].engine
            engine.cases(session).act(case, "plan", by=WORKER, seen=case.version)
            jobs = self.carrier(case.council).enqueue(self.client, session)
            if commit:
                session.commit()
            else:
                session.rollback()
        return jobs

    def heard(self, places: Sequence[Case]) -> list[int]:
        """Return how often each of these cases heard a message."""
        histories = [self.offices[one.council].cases.steps(one, by=LEAD) for one in places]
        return [sum(isinstance(event, MessageHeard) for step in steps for event in step.events) for steps in histories]

    def taken(self, council: str = NORTH) -> list[str]:
        """Return the ids of the events that a council's receiver has taken, in order."""
        file = self.folder / f"{council}.taken"
        return file.read_text().split() if file.exists() else []

    def happened(self, council: str = NORTH) -> list[str]:
        """Return the ids of all events of a council, in order."""
        engine = self.offices[council].engine
        found = engine.events(self.pool, limit=10_000)
        return [cloud_event(one.step, one.position, one.hash).id for one in found]

    def kept_by_dbos(self) -> str:
        """Return all that stands in DBOS's tables."""
        inspector = sa.inspect(self.pool)
        schema = "dbos" if self.pool.dialect.name == "postgresql" else None
        names = [one for one in inspector.get_table_names(schema) if not one.startswith("casepath_")]
        with self.pool.connect() as connection:
            tables = [sa.Table(one, sa.MetaData(), schema=schema, autoload_with=connection) for one in names]
            return str([row for one in tables for row in connection.execute(sa.select(one))])

    def jobs(self, status: str = "ENQUEUED") -> list[str]:
        return sorted(one.name for one in self.client.list_workflows(status=status))

    @contextmanager
    def worker(self, *councils: str, name: str = "first", dies: str = "never") -> Iterator[subprocess.Popen[str]]:
        """Start a worker, let it work, and kill it: that is how a machine goes."""
        with subprocess.Popen(
            [sys.executable, str(DRIVER), self.url, name, str(self.folder), dies, *councils],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
                yield process
            finally:
                process.kill()

    def close(self) -> None:
        self.client.destroy()
        self.pool.dispose()
        for one in self.offices.values():
            one.database.close()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


@pytest.fixture
def host(database_url: str, tmp_path: Path) -> Iterator[Host]:
    run_dbos_database_migrations(database_url)
    made = Host(database_url, tmp_path)
    yield made
    made.close()
    if database_url.startswith("postgresql"):
        drop_dbos(database_url)


def drop_dbos(url: str) -> None:
    pool = sa.create_engine(url)
    with pool.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA dbos CASCADE")
    pool.dispose()


# --- enqueued with the step -------------------------------------------------------------------------------------------


def test_a_step_enqueues_what_it_makes_due_and_a_worker_does_it(host: Host) -> None:
    case, places = host.linked_child()
    assert host.heard(places) == [0]

    assert host.plan(case) == 2

    assert host.jobs() == ["casepath.north.deliver", "casepath.north.run"]
    with host.worker(NORTH, dies="at my hand"):
        until(lambda: host.heard(places) == [1] and set(host.taken()) == set(host.happened()))


def test_what_a_job_brings_about_is_handed_over_with_no_job_of_anybody_elses(host: Host) -> None:
    case, places = host.linked_child()
    engine = host.offices[NORTH].engine
    with Session(host.pool) as session, session.begin():
        engine.cases(session).act(case, "plan", by=WORKER, seen=case.version)
        assert Carrier(engine, host.pool).enqueue(host.client, session) == 1

    with host.worker(NORTH, dies="at my hand"):
        until(lambda: host.heard(places) == [1] and set(host.taken()) == set(host.happened()))


def test_a_step_that_is_rolled_back_enqueues_nothing(host: Host) -> None:
    case, _ = host.linked_child()

    assert host.plan(case, commit=False) == 2

    assert host.jobs() == []


def test_a_step_that_makes_nothing_due_enqueues_nothing(host: Host) -> None:
    office = host.offices[NORTH]
    carrier = Carrier(office.engine, host.pool)

    with Session(host.pool) as session:
        office.engine.cases(session).open("place_path", by=LEAD)
        assert carrier.enqueue(host.client, session) == 0
        session.commit()

    assert host.jobs() == []


def test_a_job_says_the_council_and_the_receiver_and_nothing_else(host: Host) -> None:
    case, _ = host.linked_child()
    host.plan(case)

    jobs = {one.name: (one.queue_name, one.input) for one in host.client.list_workflows()}

    assert jobs == {
        "casepath.north.deliver": ("casepath.north", {"args": ("returns",), "kwargs": {}}),
        "casepath.north.run": ("casepath.north", {"args": (), "kwargs": {}}),
    }
    assert [one for one in (case.id, case.reference, case.subject, WORKER.id) if one in host.kept_by_dbos()] == []


def test_a_job_that_fails_is_kept_by_its_kind_of_error_alone(host: Host) -> None:
    case, places = host.linked_child()
    host.plan(case)
    stranger = Carrier(host.offices[NORTH].engine, host.pool, deliver=[Target("stranger", nobody)])
    with host.pool.begin() as connection:
        assert stranger.enqueue(host.client, connection) == 2

    with host.worker(NORTH, dies="fault:1"):
        until(lambda: len(host.jobs("ERROR")) >= 2 and not host.jobs() and not host.jobs("PENDING"))

    assert "RuntimeError" in host.kept_by_dbos()
    assert "This worker has no receiver of that name" in host.kept_by_dbos()
    assert "Alex Example" not in host.kept_by_dbos()
    assert host.heard(places) == [0]


def test_what_time_makes_due_needs_no_job(host: Host) -> None:
    case, places = host.linked_child()
    host.offices[NORTH].cases.act(case, "plan", by=WORKER, seen=case.version)
    assert host.jobs() == []

    with host.worker(NORTH):
        until(lambda: host.heard(places) == [1] and host.taken() == host.happened())


# --- workers that die -------------------------------------------------------------------------------------------------


def test_what_workers_killed_half_way_left_another_does_and_each_thing_happens_once(host: Host) -> None:
    case, places = host.linked_child(places=3)
    host.plan(case)

    with host.worker(NORTH, dies="message:2") as process:
        assert process.wait(PATIENCE) == -signal.SIGKILL
    assert sorted(host.heard(places)) == [0, 0, 1]
    assert host.jobs("PENDING") != []

    with host.worker(NORTH, name="second"):
        until(lambda: host.heard(places) == [1, 1, 1])
        until(lambda: set(host.taken()) == set(host.happened()))
    assert host.heard(places) == [1, 1, 1]


def test_a_receiver_gets_all_that_a_worker_killed_half_way_had_not_noted(host: Host) -> None:
    case, _ = host.linked_child()
    host.plan(case)

    with host.worker(NORTH, dies="event:2") as process:
        assert process.wait(PATIENCE) == -signal.SIGKILL
    assert len(host.taken()) == 2

    with host.worker(NORTH, name="second"):
        until(lambda: set(host.taken()) == set(host.happened()))
    assert list(dict.fromkeys(host.taken())) == host.happened()


# --- two councils in one DBOS -----------------------------------------------------------------------------------------


def test_a_worker_of_one_council_leaves_the_jobs_of_another_alone(host: Host) -> None:
    (north, of_north), (south, of_south) = host.linked_child(NORTH), host.linked_child(SOUTH)
    host.plan(north)
    host.plan(south)

    with host.worker(NORTH):
        until(lambda: host.heard(of_north) == [1] and host.taken(NORTH) == host.happened(NORTH))

    assert host.heard(of_south) == [0]
    assert host.taken(SOUTH) == []
    assert [one for one in host.jobs() if "south" in one] == ["casepath.south.deliver", "casepath.south.run"]


def test_one_dbos_carries_two_councils_and_tells_each_its_own(host: Host) -> None:
    (north, of_north), (south, of_south) = host.linked_child(NORTH), host.linked_child(SOUTH)
    host.plan(north)
    host.plan(south)

    with host.worker(NORTH, SOUTH):
        until(lambda: host.heard([*of_north, *of_south]) == [1, 1])
        until(lambda: all(host.taken(one) == host.happened(one) for one in (NORTH, SOUTH)))


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_a_database_without_the_tables_of_dbos_is_refused_in_a_sentence(database: Database) -> None:
    office = Office(database, files=PLACES)
    client = DBOSClient(system_database_url=str(database.pool.url), lazy=True)
    carrier = Carrier(office.engine, database, deliver=[Target("returns", nobody)])

    with Session(database.pool) as session, pytest.raises(NotCarried, match="so roll it back") as refused:
        carrier.enqueue(client, session)

    assert refused.value.__context__ is None
    client.destroy()


def test_a_role_that_owns_no_table_enqueues_behind_the_walls(postgres_url: str) -> None:
    with walled(postgres_url) as urls:
        run_dbos_database_migrations(urls.above, application_role=APPLICATION)
        office = Office(Database(urls.application), files=PLACES)
        client = DBOSClient(system_database_url=urls.application)
        carrier = Carrier(office.engine, office.database, deliver=[Target("returns", nobody)])

        with Session(office.database.pool) as session, session.begin():
            opened = office.engine.cases(session).open("place_path", by=LEAD)
            assert carrier.enqueue(client, session) == 1

        assert office.cases.get(opened.case, by=LEAD) == opened.case
        assert [one.name for one in client.list_workflows()] == ["casepath.places.deliver"]
        client.destroy()
        office.database.close()
        drop_dbos(urls.above)


def test_jobs_that_were_not_registered_cannot_be_started(database: Database) -> None:
    with pytest.raises(NotRegistered, match="register"):
        Carrier(Office(database).engine, database).start(DBOS)


def test_without_dbos_one_sentence_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['dbos'] = None; import engine.service.dbos_carrier"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.stderr.splitlines()[-1] == "ImportError: DBOS is not installed. Run: pip install 'casepath[dbos]'"


def test_casepath_itself_loads_no_dbos() -> None:
    loads = "import sys, engine.service.engine, engine.cli.worker, engine.service.health; print('dbos' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout == "False\n"
