"""Many people at the same moment, in many processes, at one case: exactly one wins, and every other is told who.

Run as a program: `racing.py URL PROCESSES THREADS ROUNDS [unchecked]`. In each round all threads of all processes start
together on one case. With `unchecked` a mistake is planted, to be found: the version is not checked and nothing is
held. It prints one JSON line: how many rounds there were, how many came too late, and every broken promise.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy.pool import PoolProxiedConnection

from engine import Actor, Case, CaseChanged, Database, Refused
from engine.cases.decide.firing import TIME
from engine.store.transaction import BEGIN_TO_READ, Ran, Transaction
from engine.testing.fakes import FakeClock
from tests.support import MANAGER, NOON, OFFICER, REFERRED, Office, definition_of, little_with

LONGEST = 600
"""Seconds in which a round has to begin: then one of the processes is gone."""
FILES = little_with(workflow=("within: 2 working days", "within: 1 hours"))
DEFINITION = definition_of(FILES)
LATE = timedelta(minutes=90)
"""After opening: the limit is over."""


# --- what is raced for ------------------------------------------------------------------------------------------------


def _submit(office: Office, case: Case, number: int) -> None:
    by = Actor(f"officer-{number}", roles=["officer"])
    office.cases.act(case, "refer", REFERRED, by=by, seen=case.version)


def _decide(office: Office, case: Case, number: int) -> None:
    office.cases.act(case, "decide", {"outcome": "act"}, by=_manager(number), seen=case.version)


def _decide_or_give_back(office: Office, case: Case, number: int) -> None:
    if number % 2:
        _decide(office, case, number)
    else:
        office.cases.act(case, "give_back", by=_manager(number), seen=case.version, reason="Not clear")


def _cancel_or_run(office: Office, case: Case, number: int) -> None:
    if number % 4:
        office.cases.act(case, "drop", by=_manager(number), seen=case.version, reason="Sent in error")
    elif office.engine.runner(office.database).run_due().fired == 0:
        raise _NothingDue


def _manager(number: int) -> Actor:
    return Actor(f"manager-{number}", roles=["manager"])


class _NothingDue(Exception):
    """The runner had nothing to do: somebody else was first, and nothing is due any more."""


RACES: Sequence[Callable[[Office, Case, int], None]] = (_submit, _decide, _decide_or_give_back, _cancel_or_run)


@dataclass(frozen=True)
class Race:
    """One round: which race, in which council, at which case and when. Each race has a council of its own, so that the
    runner of one round has nothing to do in the others.
    """

    number: int
    case: Case
    at: datetime

    @property
    def kind(self) -> int:
        return self.number % len(RACES)


@dataclass(frozen=True)
class Came:
    """What came of one caller's attempt: they *won*, or were told *who* did, or there was an *error*."""

    round: int
    by: str
    won: bool = False
    who: str = ""
    error: str = ""


# --- the planted mistake ----------------------------------------------------------------------------------------------


class Unchecked(Database):
    """A mistake to be found: no version is compared, no row is held, and no writer waits for its turn."""

    @contextmanager
    def _transaction(self, begin: str, council: str) -> Iterator[tuple[PoolProxiedConnection, Transaction]]:
        with super()._transaction(BEGIN_TO_READ, council) as (connection, tx):

            def execute(sql: str, values: Any, several: bool) -> Ran:
                sql = sql.partition(" FOR NO KEY UPDATE")[0].partition(" FOR UPDATE")[0]
                for one in ("?", "%(seen)s"):
                    sql = sql.replace(f"casepath_case.version = {one}", f"CAST({one} AS INTEGER) IS NOT NULL")
                return tx._execute(sql, values, several)

            yield connection, Transaction(self.pool.dialect, execute, self.hook)

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext()


# --- racing -----------------------------------------------------------------------------------------------------------


def offices(database: Database) -> list[Office]:
    """Return an office for each race."""
    return [
        Office(database, files=FILES, definition=DEFINITION, council=f"race-{kind}", clock=FakeClock(NOON))
        for kind in range(len(RACES))
    ]


def prepared(database: Database, rounds: int) -> list[Race]:
    """Open a case for each round, as its race finds it."""
    at, found = offices(database), []
    for number in range(rounds):
        kind = number % len(RACES)
        office = at[kind]
        case = office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case
        if RACES[kind] in (_decide, _decide_or_give_back):
            case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=case.version).case
        found.append(Race(number, case, office.clock.now() + LATE))
        office.clock.move(2 * LATE)
    return found


def race(database: Database, races: Sequence[Race], process: int, threads: int, together: Barrier) -> list[Came]:
    """Take part in all *races* with as many *threads*, each round together with all other processes."""
    at, came = offices(database), list[Came]()
    here = threading.Barrier(threads)

    def take_part(thread: int) -> None:
        number = process * threads + thread
        for one in races:
            office = at[one.kind]
            if thread == 0:
                office.clock.set(one.at)
                together.wait(LONGEST)
            here.wait(LONGEST)
            came.append(_attempt(office, one, number))
            here.wait(LONGEST)  # nobody's clock moves while others still race

    started = [threading.Thread(target=take_part, args=(number,)) for number in range(threads)]
    for each in started:
        each.start()
    for each in started:
        each.join()
    return came


def _attempt(office: Office, one: Race, number: int) -> Came:
    kind = RACES[one.kind]
    is_runner = kind is _cancel_or_run and number % 4 == 0
    by = TIME.id if is_runner else f"{'officer' if kind is _submit else 'manager'}-{number}"
    try:
        kind(office, one.case, number)
    except CaseChanged as late:
        return Came(one.number, by, who=late.by)
    except _NothingDue:
        return Came(one.number, by, who="somebody")
    except Refused as refused:
        return Came(one.number, by, error=f"refused: {refused.reasons[0].code}")
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody who races may meet it
        return Came(one.number, by, error=f"{type(error).__name__}: {error}")
    return Came(one.number, by, won=True)


def judged(database: Database, races: Sequence[Race], came: Sequence[Came]) -> Iterator[str]:
    """Yield every broken promise: who won must be who stands in the history, once, and all others must know."""
    at = offices(database)
    by_round: dict[int, list[Came]] = {one.number: [] for one in races}
    for attempt in came:
        by_round[attempt.round].append(attempt)
    for one in races:
        steps = at[one.kind].cases.steps(one.case, by=MANAGER)[one.case.version :]
        won = [attempt.by for attempt in by_round[one.number] if attempt.won]
        if len(won) != 1 or [step.by for step in steps] != won:
            yield f"round {one.number}: {len(won)} won, and {len(steps)} steps were written"
        told = {attempt.who for attempt in by_round[one.number] if not attempt.won and not attempt.error}
        if not told <= {*won, "somebody"}:
            yield f"round {one.number}: somebody was told of another winner"
        yield from (f"round {one.number}: {attempt.error}" for attempt in by_round[one.number] if attempt.error)
    for office in at:
        yield from (one.text for one in office.engine.verify(database).faults)


def main(url: str, processes: int, threads: int, rounds: int, kind: type[Database]) -> None:
    database = Database(url)
    races = prepared(database, rounds)
    database.close()
    together = multiprocessing.get_context("fork").Barrier(processes)
    with tempfile.TemporaryDirectory() as folder:
        children = []
        for process in range(processes):
            child = os.fork()
            if child == 0:
                came = race(kind(url), races, process, threads, together)
                Path(folder, str(process)).write_text(json.dumps([asdict(one) for one in came]))
                os._exit(0)
            children.append(child)
        ended = [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children]
        assert ended == [0] * processes, ended
        came = [Came(**one) for file in Path(folder).iterdir() for one in json.loads(file.read_text())]
    faults = list(judged(database, races, came))
    database.close()
    late = sum(bool(one.who) for one in came)
    sys.stdout.write(json.dumps({"rounds": len(races), "came": len(came), "late": late, "faults": faults}))


if __name__ == "__main__":
    many = [int(one) for one in sys.argv[2:5]]
    main(sys.argv[1], many[0], many[1], many[2], Unchecked if sys.argv[5:] else Database)
