"""Runners that are killed, stopped past their claim and have wrong clocks, after three days in which nothing ran.

Run as a program: `chaos.py URL TIMERS RUNNERS EVERY SILENCE`. Most of the timers have been due for three days, the
others fall due about now. Every EVERY seconds one of the runners is killed and another takes its place; the first of
them stops in the middle of a batch for three times SILENCE seconds, the longest that PostgreSQL lets a transaction be
silent. It prints one JSON line: how many were killed, whether the one that stopped was sent away from its claim, and
every broken promise.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import engine.store.transaction
from engine import Database, Unavailable
from engine.cases.events import ClockBreached
from engine.store.cases import find_cases, read_steps
from engine.store.transaction import Moment
from engine.testing.fakes import FakeClock
from tests.dice import Dice
from tests.proofs.racing import DEFINITION, FILES
from tests.support import NOON, OFFICER, Office

NOW = NOON + timedelta(days=3)
SKEW = timedelta(minutes=5)
"""As far each clock goes wrong, one way or the other."""
LONGEST = 60
"""Seconds after the last kill in which all must be done."""
WITHIN = timedelta(hours=1)
SENT_AWAY = 7
MOST_KILLS = 60
BATCH = 4
CLAIMED = "update case"
"""The statement before which a runner has claimed what is due and done nothing of it."""


def office_at(database: Database, skew: timedelta = timedelta()) -> Office:
    return Office(database, files=FILES, definition=DEFINITION, clock=FakeClock(NOW + skew))


def opened(database: Database, timers: int) -> None:
    """Open as many cases as *timers*: of every three two were due three days ago, one is within ten minutes of now."""
    office = office_at(database)
    with database.connection() as connection:
        cases = office.engine.cases(connection)
        for number in range(timers):
            near = timedelta(seconds=number % 1200 - 600)
            office.clock.set(NOW + near - WITHIN if number % 3 == 0 else NOON - WITHIN)
            cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER)


def run(url: str, skew: timedelta, *, stops: bool) -> None:
    """Fire what is due in this process until it is killed; where it *stops*, once, when it has claimed a batch.

    It ends with SENT_AWAY where its claim was taken from it meanwhile.
    """
    stopped = False

    def hook(moment: Moment, name: str) -> None:
        nonlocal stops, stopped
        if stopped and (moment, name) != ("after", CLAIMED):
            os._exit(SENT_AWAY)  # what it had done in its sleep was not kept
        stopped = False
        if stops and (moment, name) == ("before", CLAIMED):
            stops, stopped = False, True
            os.kill(os.getpid(), signal.SIGSTOP)

    database = Database(url, hook=hook)
    runner = office_at(database, skew).engine.runner(database)
    while True:
        try:
            if runner.run_due(batch=BATCH).fired == 0:
                time.sleep(0.05)
        except Unavailable:
            time.sleep(0.05)


class Chaos:
    """The runners at work, and what befalls them."""

    def __init__(self, url: str, runners: int, every: float, silence: float) -> None:
        self.url, self.every, self.silence = url, every, silence
        self.chance = Dice(runners)
        self.killed = self.started = 0
        self.stopping = 0
        self.was_sent_away = False
        self.running = [self.start(stops=number == 0) for number in range(runners)]
        self.stopping = self.running.pop(0)

    def start(self, *, stops: bool = False) -> int:
        """Start a runner, whose clock is right, ahead or behind."""
        self.started += 1
        child = os.fork()
        if child == 0:
            try:
                run(self.url, SKEW * (self.started % 3 - 1), stops=stops)
            finally:
                os._exit(1)
        return child

    def wreak(self, database: Database) -> float:
        """Kill one after another until nothing is due; return how many seconds after the last kill all was done."""
        last = time.monotonic()
        while self.is_work_left(database):
            time.sleep(self.every)
            if time.monotonic() > last + LONGEST:
                break
            if self.killed < MOST_KILLS:
                last = time.monotonic()
                self.kill_one()
            self.wake()
        return time.monotonic() - last

    def kill_one(self) -> None:
        place = self.chance.below(len(self.running))
        os.kill(self.running[place], signal.SIGKILL)
        os.waitpid(self.running[place], 0)
        self.killed += 1
        self.running[place] = self.start()

    def is_work_left(self, database: Database) -> bool:
        """Whether anything is due by the clock that is behind, too."""
        due = office_at(database).engine.runner(database).next_due()
        return due is not None and due <= NOW - SKEW

    def wake(self) -> None:
        """Let the one that stopped go on, once it has been silent for too long."""
        if not self.stopping or not os.waitpid(self.stopping, os.WUNTRACED | os.WNOHANG)[0]:
            return  # it has not come so far
        until = time.monotonic() + 3 * self.silence
        while time.monotonic() < until:
            time.sleep(self.every)
            self.kill_one()
        os.kill(self.stopping, signal.SIGCONT)
        until = time.monotonic() + 10 * self.silence
        while not self.was_sent_away and time.monotonic() < until and not self.url.startswith("sqlite"):
            ended, status = os.waitpid(self.stopping, os.WNOHANG)
            self.was_sent_away = bool(ended) and os.waitstatus_to_exitcode(status) == SENT_AWAY
            time.sleep(0.01)
        if not self.was_sent_away:
            self.running.append(self.stopping)
        self.stopping = 0

    def end(self) -> None:
        for one in filter(None, (*self.running, self.stopping)):
            os.kill(one, signal.SIGKILL)
            os.waitpid(one, 0)


def judged(database: Database, timers: int) -> Iterator[str]:
    """Yield every broken promise, once all clocks have passed what is due: each timer has fired, once."""
    office = office_at(database, WITHIN)
    office.engine.runner(database).run_due()
    with database.read() as tx:
        cases = [read_steps(tx, case.council, case.id) for case in find_cases(tx, office.engine.council)]
    if len(cases) != timers:
        yield f"{len(cases)} cases of {timers} are there"
    for steps in cases:
        fired = sum(isinstance(event, ClockBreached) for step in steps for event in step.events)
        if fired != 1:
            yield f"a timer fired {fired} times"
    yield from (one.text for one in office.engine.verify(database).faults)


def main(url: str, timers: int, runners: int, every: float, silence: float) -> None:
    engine.store.transaction.SILENT_SECONDS = silence
    database = Database(url)
    opened(database, timers)
    database.close()
    chaos = Chaos(url, runners, every, silence)
    took = chaos.wreak(database)
    chaos.end()
    faults = list(judged(database, timers))
    if took > LONGEST:
        faults.append(f"it took {took:.0f} s after the last kill until all was done")
    database.close()
    said = {"killed": chaos.killed, "sent_away": chaos.was_sent_away, "took": round(took, 1)}
    sys.stdout.write(json.dumps({**said, "faults": faults}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))
