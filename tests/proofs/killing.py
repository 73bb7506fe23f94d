"""Interrupts every operation before and after each of its statements, and round each commit, and says what was left.

Run as a program: `killing.py URL COUNCIL [careless]`, on a database with our tables and nothing in them. With
`careless` a mistake is planted, to be found: each statement is committed by itself. First each story is run
to its end, and every row is kept as it stood before it and after each of its commits: nothing else may ever be found.
Then, at each point:

- a child process is forked, acts, and is killed there, and the database must stand as after the last commit that
  had passed; what was acknowledged is there; doing it again from another process gives the end, done once;
- an error is raised there instead, with the same outcome, and the same object does it again.

It prints one JSON line: how many points were tried in each story, and every broken promise.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.pool import PoolProxiedConnection

from engine import Database, EngineError
from engine.service.file_seals import FileSeals
from engine.store import tables as t
from engine.store.transaction import BEGIN_TO_WRITE, Moment, Ran, Transaction
from engine.testing.fakes import CountingIds
from tests.proofs.rows import Prepared, Rows, all_rows, clear, counted
from tests.proofs.stories import STORIES, Do, Story, at_work
from tests.support import Office

BESIDE = (t.look.name, t.counter.name, t.seal.name)
"""Doing it again is to look once more and may take a turn more; what was sealed at once may be sealed in two lines."""


class Interrupted(Exception):
    """What is raised in place of a kill."""


@dataclass
class Passing:
    """A hook that counts the points it passes, and interrupts at one of them."""

    at: int = 0
    interrupt: Callable[[], object] = lambda: None
    passed: int = 0
    commits: int = 0
    commits_by_point: list[int] = field(default_factory=list)
    on_commit: Callable[[], object] = lambda: None

    def __call__(self, moment: Moment, name: str) -> None:
        self.passed += 1
        if (moment, name) == ("after", "commit"):
            self.commits += 1
            self.on_commit()
        self.commits_by_point.append(self.commits)
        if self.passed == self.at:
            self.interrupt()


@dataclass(frozen=True)
class Whole:
    """A story that was not interrupted: every row before it and after each commit, and the commits at each point."""

    stood: Sequence[Rows]
    commits: Sequence[int]

    def after(self, point: int) -> Rows:
        """Return how all rows stand for whoever is interrupted at *point*."""
        return self.stood[self.commits[point - 1]]


class Careless(Database):
    """A mistake to be found: a database that keeps each statement as it comes."""

    @contextmanager
    def _transaction(self, begin: str, council: str) -> Iterator[tuple[PoolProxiedConnection, Transaction]]:
        with super()._transaction(begin, council) as (connection, tx):

            def execute(sql: str, values: Any, several: bool) -> Ran:
                ran = tx._execute(sql, values, several)
                if begin == BEGIN_TO_WRITE and "SELECT" not in sql and "RETURNING" not in sql:
                    connection.commit()
                return ran

            yield connection, Transaction(self.pool.dialect, execute, self.hook)


class Interrupting:
    """One story, interrupted wherever it can be."""

    def __init__(self, url: str, story: Story, kind: type[Database] = Database) -> None:
        self.url, self.story, self.kind = url, story, kind
        self.server = kind(url)
        self.seals = Path(tempfile.mkdtemp())
        self.faults: list[str] = []
        self.do = self._prepared()
        with self.opened() as database:
            self.kept = Prepared.of(url, database)
        self.whole = self._whole()

    def end(self) -> None:
        """Close and remove what this needed."""
        self.server.close()
        shutil.rmtree(self.seals)

    def _prepared(self) -> Do:
        with self.opened() as database:
            clear(database)
            return self.story.prepare(at_work(self.story.council, database, CountingIds("made")))

    def _whole(self) -> Whole:
        stood = [self.kept.rows]
        passing = Passing(on_commit=lambda: stood.append(self._sound()))
        with self.opened(passing) as database:
            self.do(self.office(database))
        return Whole(stood, passing.commits_by_point)

    @property
    def points(self) -> int:
        return len(self.whole.commits)

    @contextmanager
    def opened(self, hook: Passing | None = None) -> Iterator[Database]:
        """Open the database, in this process. A file is closed again, so that the next to open it has to recover it."""
        if self.url.startswith("sqlite"):
            database = self.kind(self.url, hook=hook)
            try:
                yield database
            finally:
                database.close()
            return
        self.server.hook = hook
        yield self.server
        self.server.hook = None

    def office(self, database: Database, ids: CountingIds | None = None) -> Office:
        """Return the council at work; the ids that it gives are the same each time, whichever process gives them."""
        return at_work(self.story.council, database, ids or CountingIds("done"), FileSeals(self.seals))

    def _rows(self) -> Rows:
        with self.opened() as database:
            return _looked_at(database)

    def _sound(self) -> Rows:
        """Return all rows, once the invariants were looked at: nothing else is ever found than what was looked at."""
        database = Database(self.url)
        self.look_for_faults(self.office(database), "a commit")
        rows = _looked_at(database)
        database.close()
        return rows

    def fault(self, point: int | str, what: str) -> None:
        self.faults.append(f"{self.story.name} at {point}: {what}")

    def look_for_faults(self, office: Office, point: int | str) -> None:
        for one in office.engine.verify(office.database).faults:
            self.fault(point, one.text)

    # --- killed ------------------------------------------------------------------------------------------------------

    def killed(self, point: int) -> None:
        """Kill a child process at *point*, look at what it left, and do it again."""
        self.put_back()
        acknowledged, died = self._killed_there(point)
        found, expected = self._rows(), self.whole.after(min(point, self.points))
        if found != expected:
            self.fault(point, f"other rows are there than were committed: {_apart(found, expected)}")
        if acknowledged and found != self.whole.stood[-1]:
            self.fault(point, "it was acknowledged, and is not there")
        if died == acknowledged:
            self.fault(point, "it was not killed there" if not died else "it answered and died")
        self._again(point, is_done=self._is_done(point))

    def _killed_there(self, point: int) -> tuple[bool, bool]:
        """Return whether the child acknowledged what it did, and whether it was killed."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                killed = Passing(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
                self.do(self.office(self.kind(self.url, hook=killed)))
                os.write(writing, b"x")
            finally:
                os._exit(0)
        os.close(writing)
        answered = os.read(reading, 1) == b"x"
        os.close(reading)
        return answered, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    def _again(self, point: int, *, is_done: bool) -> None:
        """Do it again, in another process than that which was killed: it is done once."""
        if self.story.again == "later":
            with self.opened() as database:
                self._settled_by_running(self.office(database), point)
            return
        once_more = is_done and self.story.again == "once more"
        with self.opened() as database:
            came = _came_of(self.do, self.office(database, CountingIds("more") if once_more else None))
        self._look_again(point, came, is_done=is_done)

    def _look_again(self, point: int, came: str, *, is_done: bool) -> None:
        """Look at what came of doing it again, where it was done before or was not."""
        expected = "refused" if is_done and self.story.again == "refused" else "done"
        if came != expected:
            self.fault(point, f"doing it again was {came}, not {expected}")
        once_more = is_done and self.story.again == "once more"
        found, whole = _but_beside(self._rows()), _but_beside(self.whole.stood[-1])
        if not once_more and found != whole:
            self.fault(point, f"doing it again left other rows: {_apart(found, whole)}")

    # --- raised ------------------------------------------------------------------------------------------------------

    def raised(self, point: int) -> None:
        """Raise an error at *point*; nothing is half written, and the same object does it afterwards."""
        self.put_back()
        passing, ids = Passing(point, _raise), StartingAgain()
        with self.opened(passing) as database:
            office = self.office(database, ids)
            came = _came_of(self.do, office)
            passing.at = 0
            if self.story.name.startswith("Runner."):
                self._settled_by_running(office, point)
                return
            if came != Interrupted.__name__:
                self.fault(point, f"after an error it was {came}")
            if (found := _looked_at(database)) != self.whole.after(point):
                self.fault(point, f"an error left other rows than were committed: {_apart(found, self.kept.rows)}")
            is_done = self._is_done(point)
            ids.start_again("more" if is_done and self.story.again == "once more" else "done")
            came = _came_of(self.do, office)
        self._look_again(point, came, is_done=is_done)

    def _settled_by_running(self, office: Office, point: int) -> None:
        """A runner puts off what fails, and does it the next time."""
        self.do(office)
        office.clock.move(timedelta(hours=2))
        self.do(office)
        self.look_for_faults(office, point)
        if counted(_but_beside(_looked_at(office.database))) != counted(_but_beside(self.whole.stood[-1])):
            self.fault(point, "an error had it done twice, or in part")

    def _is_done(self, point: int) -> bool:
        """Whether all that it does is committed at *point*."""
        return self.whole.commits[min(point, self.points) - 1] == len(self.whole.stood) - 1

    def put_back(self) -> None:
        self.kept.put_back(self.server)
        for one in self.seals.iterdir():
            one.unlink()


class StartingAgain(CountingIds):
    """Ids that count, and can count from the beginning again."""

    def __init__(self) -> None:
        self.start_again("done")

    def start_again(self, prefix: str) -> None:
        super().__init__(prefix)


def _raise() -> None:
    raise Interrupted


def _came_of(do: Do, office: Office) -> str:
    """Return what came of it: done, refused, or the name of any other error."""
    try:
        do(office)
    except EngineError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault to be told
        return type(error).__name__
    return "done"


def _looked_at(database: Database) -> Rows:
    """Return every row; of seals only which there are, for they name cases in no order of their own."""
    rows = all_rows(database)
    return {**rows, t.seal.name: [one[:2] for one in rows[t.seal.name]]}


def _but_beside(rows: Rows) -> Rows:
    return {name: found for name, found in rows.items() if name not in BESIDE}


def _apart(found: Rows, expected: Rows) -> str:
    """Return which tables differ, and by how many rows; never what is in them."""
    there, wanted = counted(found), counted(expected)
    return ", ".join(f"{one} {wanted[one]}->{there[one]}" for one in found if found[one] != expected[one])


def main(url: str, council: str, *planted: str) -> None:
    points: dict[str, int] = {}
    faults: list[str] = []
    kind = Careless if planted else Database
    for story in STORIES[:1] if planted else STORIES:
        if story.council == council:
            work = Interrupting(url, story, kind)
            for point in range(1, work.points + 1):
                work.killed(point)
                work.raised(point)
            work.killed(work.points + 1)  # which is never reached: it answers
            work.end()
            points[story.name] = work.points
            faults += work.faults
    sys.stdout.write(json.dumps({"points": points, "faults": faults}))


if __name__ == "__main__":
    main(*sys.argv[1:])
