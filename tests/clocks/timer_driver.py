"""Runners in processes of their own, some of which are killed while they work; for the tests of timers.

Run as a program: `timer_driver.py URL RUNNERS DEATHS BATCH MOMENT...`. At each moment, one after another, RUNNERS
processes fire what is due. DEATHS of them kill themselves before or after some statement, and another takes their
place. It prints how many were killed.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime

from engine import Database, Engine, Ports
from engine.store.transaction import Moment
from engine.testing.fakes import FakeClock
from tests.clocks.limits import LIMITS
from tests.support import definition_of

DEFINITION = definition_of(LIMITS)
STATEMENTS = 12
"""Deaths are spread over about so many statements: one batch."""


def work(url: str, moment: str, batch: int, dies_at: int | None) -> None:
    """Fire what is due at *moment* in this process, and end it; kill it at the statement numbered *dies_at*."""
    passed = 0

    def hook(_moment: Moment, _name: str) -> None:
        nonlocal passed
        passed += 1
        if passed == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = Engine(DEFINITION, LIMITS, ports=Ports(clock=FakeClock(datetime.fromisoformat(moment))))
    engine.runner(Database(url, hook=hook)).run_due(batch=batch)
    os._exit(0)


def main(url: str, runners: int, deaths: int, batch: int, moments: list[str]) -> int:
    killed = started = 0

    def start(moment: str) -> None:
        nonlocal started
        started += 1
        dies_at = 1 + started * 17 % STATEMENTS if killed < deaths else None
        if os.fork() == 0:
            work(url, moment, batch, dies_at)

    for moment in moments:
        running = runners
        for _ in range(runners):
            start(moment)
        while running:
            status = os.waitstatus_to_exitcode(os.wait()[1])
            if status == -signal.SIGKILL:
                killed += 1
                start(moment)
            else:
                assert status == 0
                running -= 1
    return killed


if __name__ == "__main__":
    runners, deaths, batch = map(int, sys.argv[2:5])
    print(main(sys.argv[1], runners, deaths, batch, sys.argv[5:]))  # noqa: T201 - the one line that the test reads
