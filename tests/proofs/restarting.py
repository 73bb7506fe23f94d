"""People at work while their PostgreSQL is restarted, again and again, at moments that nobody chose.

Run as a program: `restarting.py FOLDER SECONDS PEOPLE SEED [careless]`, with an empty folder for a server of its own.
With `careless` a mistake is planted, to be found: the server answers before it has kept anything. Everybody opens cases
and acts on them, each command with a key, and notes what was acknowledged. Where a command ends in `Unavailable` they
give it again, with the same key, until they hear. It prints one JSON line: how often the database was restarted, how
much was done, how long it took at most until somebody was answered, and every broken promise.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from engine import Actor, Database, Outcome, Unavailable
from engine.store.migrate import upgrade
from engine.testing.fakes import FakeClock
from tests.dice import Dice
from tests.proofs.servers import Server
from tests.support import NOON, REFERRED, Office, little

HEALS_IN = 5.0
"""Seconds from when the database is back until somebody is answered."""
BETWEEN = (0.5, 3.0)
"""Seconds between two restarts."""


@dataclass
class Work:
    """What everybody did: each *acknowledged* command by its key, with the case and its version."""

    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    answered_at: list[float] = field(default_factory=list)
    unavailable: int = 0
    faults: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)


def at_work(database: Database, work: Work, person: int) -> None:
    """Open cases and submit their referrals, one after another, until the work is over."""
    office = Office(database, definition=little(), clock=FakeClock(NOON))
    by, number = Actor(f"officer-{person}", roles=["officer"]), 0
    while not work.is_over.is_set():
        number += 1
        subject, keys = {"child": f"P-{person}-{number}"}, (f"open-{number}", f"refer-{number}")
        opens = partial(office.cases.open, "path", subject=subject, by=by, key=keys[0])
        opened = until_heard(work, opens, f"{by.id} {keys[0]}")
        if opened is not None:
            refers = partial(office.cases.act, opened.case, "refer", REFERRED, by=by, seen=1, key=keys[1])
            until_heard(work, refers, f"{by.id} {keys[1]}")


def until_heard(work: Work, command: Callable[[], Outcome], key: str) -> Outcome | None:
    """Give *command* until it is answered, and note that; nothing where it was refused or failed, which is a fault."""
    while True:
        try:
            outcome = command()
        except Unavailable:
            work.unavailable += 1
            time.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody may meet it because a database restarts
            work.faults.append(f"{key}: {type(error).__name__}: {error}")
            return None
        else:
            work.acknowledged[key] = (outcome.case.id, outcome.case.version)
            work.answered_at.append(time.monotonic())
            return outcome


def restarted(ways: Sequence[Callable[[], None]], work: Work, seconds: float, chance: Dice) -> list[float]:
    """Restart the server in these *ways* for so many *seconds*; return how long nobody was answered each time."""
    waits, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(BETWEEN[0] + chance.below(1000) / 1000 * (BETWEEN[1] - BETWEEN[0]))
        chance.one(ways)()
        back = time.monotonic()
        while not (work.answered_at and work.answered_at[-1] > back) and time.monotonic() < back + 2 * HEALS_IN:
            time.sleep(0.01)
        waits.append(time.monotonic() - back)
    return waits


def judged(database: Database, work: Work, waits: list[float]) -> Iterator[str]:
    """Yield every broken promise: what was acknowledged is there, done once, and all that is kept is sound."""
    yield from work.faults
    yield from (f"it took {wait:.1f} s until somebody was answered" for wait in waits if wait > HEALS_IN)
    office = Office(database, definition=little())
    found = office.engine.verify(database)
    yield from (one.text for one in found.faults)
    with database.connection() as connection:
        rows = connection.exec_driver_sql("SELECT person, key, case_id, version FROM casepath_command").fetchall()
        kept = {f"{person} {key}": (case, version) for person, key, case, version in rows}
        cases = {one for (one,) in connection.exec_driver_sql("SELECT subject FROM casepath_case")}
        steps = connection.exec_driver_sql("SELECT count(*) FROM casepath_step").scalar_one()
    yield from (f"{key} was acknowledged, and is not there" for key in work.acknowledged.items() - kept.items())
    if len(kept) != steps or len(cases) != found.cases:
        yield f"{len(kept)} commands were given, {steps} steps are kept, and {found.cases} cases about {len(cases)}"


def main(folder: str, seconds: float, people: int, seed: int, *, careless: bool) -> None:
    server = Server(Path(folder))
    if careless:
        server.answer_too_soon()
    ways = [server.crash] if careless else [server.restart, server.crash, server.cut_all]
    database, work = Database(server.url), Work()
    with database.connection() as connection:
        upgrade(connection)
    threads = [threading.Thread(target=at_work, args=(database, work, one), daemon=True) for one in range(people)]
    for one in threads:
        one.start()
    waits = restarted(ways, work, seconds, Dice(seed))
    work.is_over.set()
    for one in threads:
        one.join(60)
        if one.is_alive():
            work.faults.append("somebody was never answered")
    faults = list(judged(database, work, waits))
    database.close()
    server.remove()
    said = {"restarts": len(waits), "acknowledged": len(work.acknowledged), "unavailable": work.unavailable}
    sys.stdout.write(json.dumps({**said, "longest": round(max(waits), 2), "faults": faults}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), careless=bool(sys.argv[5:]))
