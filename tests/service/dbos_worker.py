"""A worker of a host: its own DBOS, which carries the work of one council or several until it is killed.

Run as a program: `dbos_worker.py URL NAME FOLDER DIES COUNCIL…`. What a council's receiver takes is a line in a file of
FOLDER. *DIES* says where it kills itself: `never`, half way through a message (`message:2`, the second) or having taken
an event (`event:2`); at `fault:1` it lives, and something goes wrong half way through the message.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from dbos import DBOS

from engine import Database
from engine.interop.cloud_events import CloudEvent
from engine.service.dbos_carrier import Carrier
from engine.service.deliveries import Target
from engine.store.transaction import Moment
from engine.testing.fakes import FakeClock
from tests.places import PLACES
from tests.support import NOON, Office

EVERY_SECOND = "* * * * * *"


def dying_at(count: int) -> Callable[[], None]:
    """Return what kills this process when it is called so often."""
    calls = iter(range(1, count)) if count else None

    def passed() -> None:
        if calls is not None and next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return passed


def carrier(url: str, council: str, folder: Path, dies: str) -> Carrier:
    """Return a council's carrier, an hour after the cases were worked on: no lease of a dead worker holds."""
    kind, _, count = dies.partition(":")
    at_message, at_event = (dying_at(int(count or 0) if kind == one else 0) for one in ("message", "event"))

    def hook(moment: Moment, name: str) -> None:
        if (moment, name) == ("after", "mark message delivered"):
            at_message()
            if kind == "fault":
                raise RuntimeError("Alex Example lives at the lock")

    def take(event: CloudEvent) -> None:
        with (folder / f"{council}.taken").open("a") as file:
            file.write(f"{event.id}\n")
        at_event()

    clock = FakeClock(NOON + timedelta(hours=1 if dies == "never" else 0.5))
    office = Office(Database(url, hook=hook), files=PLACES, council=council, clock=clock)
    return Carrier(office.engine, office.database, deliver=[Target("returns", take)])


def main(url: str, name: str, folder: str, dies: str, *councils: str) -> None:
    carriers = [carrier(url, one, Path(folder), dies) for one in councils]
    DBOS(
        config={
            "name": "host",
            "system_database_url": url,
            "executor_id": name,
            "application_version": "1",
            "log_level": "ERROR",
            "scheduler_polling_interval_sec": 1.0,
        }
    )
    DBOS.listen_queues([one.queue for one in carriers])
    for one in carriers:
        one.register(DBOS)
    DBOS.launch()
    for one in carriers:
        one.start(DBOS, every=EVERY_SECOND if dies == "never" else "0 0 1 1 *", polling_seconds=0.1)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
