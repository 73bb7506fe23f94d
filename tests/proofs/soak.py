"""The long run of every proof, on both databases: `make soak`. It takes about an hour on two cores.

`--part races` runs one of them; `--scale 0.01` a hundredth of the rounds, timers and seconds, to see that it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine import Database
from engine.store.migrate import upgrade
from tests.proofs.driving import driven
from tests.proofs.servers import Server
from tests.proofs.stories import COUNCILS

PROCESSES, THREADS, ROUNDS = 8, 50, 1000
TIMERS, RUNNERS, EVERY, SILENCE = 10_000, 6, 1.0, 2.0
SECONDS, PEOPLE = 600, 8


def kills(url: str, _scale: float) -> list[Any]:
    return [driven("killing.py", url, council) for council in COUNCILS]


def races(url: str, scale: float) -> list[Any]:
    return [driven("racing.py", url, PROCESSES, THREADS, max(4, round(ROUNDS * scale)))]


def chaos(url: str, scale: float) -> list[Any]:
    return [driven("chaos.py", url, max(100, round(TIMERS * scale)), RUNNERS, EVERY, SILENCE)]


PARTS: dict[str, Callable[[str, float], list[Any]]] = {"kills": kills, "races": races, "chaos": chaos}


@contextmanager
def folder() -> Iterator[Path]:
    """Return an empty folder that a server of another user may have."""
    with tempfile.TemporaryDirectory(prefix="cp") as made:
        os.chmod(made, 0o755)  # noqa: S103 - a throw-away server, which is another user where we are root
        yield Path(made)


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """Yield by the name of each kind of database what makes an empty one and returns its URL."""
    with folder() as files, folder() as place:
        server, made = Server(place), iter(range(1_000))

        def sqlite() -> str:
            return _migrated(f"sqlite:///{files / f'{next(made)}.db'}")

        def postgresql() -> str:
            return _migrated(server.new_database(f"soak{next(made)}"))

        try:
            yield {"sqlite": sqlite, "postgresql": postgresql}
        finally:
            server.remove()


def _migrated(url: str) -> str:
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    database.close()
    return url


def restarts(scale: float) -> list[Any]:
    with folder() as place:
        return [driven("restarting.py", place / "pg", max(4, round(SECONDS * scale)), PEOPLE, 7)]


def told(name: str, began: float, found: list[Any]) -> int:
    """Print what came of one proof, and return how many promises were broken."""
    faults = [fault for one in found for fault in one.pop("faults")]
    figures = "; ".join(", ".join(f"{key} {_figure(value)}" for key, value in one.items()) for one in found)
    print(f"{name:<18} {time.monotonic() - began:6.0f} s  broken: {len(faults)}  {figures}", flush=True)  # noqa: T201 - its output
    for fault in faults[:20]:
        print(f"  {fault}", flush=True)  # noqa: T201 - its output
    return len(faults)


def _figure(value: Any) -> Any:
    return sum(value.values()) if isinstance(value, dict) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=[*PARTS, "restarts"])
    parser.add_argument("--scale", type=float, default=1.0)
    wanted = parser.parse_args()
    broken = 0
    with databases() as made:
        for part, prove in PARTS.items():
            for kind, new in made.items():
                if wanted.part in (None, part):
                    began = time.monotonic()
                    broken += told(f"{part} {kind}", began, prove(new(), wanted.scale))
    if wanted.part in (None, "restarts"):
        began = time.monotonic()
        broken += told("restarts", began, restarts(wanted.scale))
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
