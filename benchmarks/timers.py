"""Measure firing timers beside set-based SQL that writes the same rows, in turns, and print one table.

Run it with `make bench`, or `python benchmarks/timers.py --rounds 9 --due 5000`. How to read the figures is in
README.md beside this file.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.work import database
from engine import Actor, Database, Engine, Ports
from engine.cases.compiling import compile_configuration
from engine.definitions.assemble import assemble
from engine.testing.fakes import FakeClock

OPENED, DUE = datetime(2026, 3, 12, 10, tzinfo=UTC), datetime(2026, 3, 25, 9, tzinfo=UTC)
FILES: Mapping[str, bytes] = {
    "casepath.yaml": b"""\
casepath: 1
configuration: waiting
title: Waiting
version: 1.0.0
calendar: england_and_wales
roles:
  manager: {title: Manager, reach: council}
subjects:
  child: {title: Child, record: child, reference: "CH-{{ year }}-{{ number }}"}
""",
    "form_schemas/records/child.yaml": b"""\
record: child
title: Child
view: manager
edit: manager
fields:
  full_name: {type: text, label: Full name}
""",
    "workflow_definitions/path.yaml": b"""\
workflow: path
title: Path
subject: child
opened_by: manager
view: manager
start: contact
states:
  contact:
    title: Contact
    deadlines:
      decision:
        within: 10 working days
        kind: statutory
        until: done(decide)
        remind: {before: 2 working days, tell: manager}
        breach: {tell: manager}
    actions:
      decide: {title: Decide, by: manager, goes: closed}
  closed: {title: Closed, ending: true}
""",
}
_TABLES = {
    "casepath_case": "council, 'P-' || n, 'P-' || n, workflow, release, subject_kind, subject, team, state, version, "
    "updated_at, folded, head, sealed, lane, due_at",
    "casepath_step": "council, 'P-' || n, version, release, at, person, on_behalf_of, events, reason, submitted, hash, "
    "position",
    "casepath_timer": "council, 'P-' || n, clock, turn, rung, fires_at, {wakes}, failures, fault",
}


@dataclass(frozen=True, slots=True)
class Fired:
    """What one timer left behind, as Casepath wrote it: what the limit writes again, ready made."""

    folded: str
    events: str
    next_at: str
    waits: tuple[object, object]
    """For whom the case waits, and until when."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure firing timers beside set-based SQL.")
    parser.add_argument("--rounds", type=int, default=7, help="how often each side has its turn (default 7)")
    parser.add_argument("--due", type=int, default=2_000, help="timers that fall due in one turn (default 2000)")
    parser.add_argument("--waiting", type=int, default=20_000, help="timers that wait besides (default 20000)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder:
        ours, limit = measure(Path(folder), chosen.rounds, chosen.due, chosen.waiting)
    ratio = statistics.median(one / other for one, other in zip(ours, limit, strict=True))
    print(
        f"Timers on sqlite-full: {chosen.rounds} rounds x {chosen.due:,} due of {chosen.waiting:,} waiting, in turns\n"
    )
    print("| who | us a timer | timers/s | x limit | goal |\n|---|---|---|---|---|")
    for name, times, times_limit, goal in (("Casepath", ours, ratio, "2"), ("set-based SQL (limit)", limit, 1.0, "")):
        middle = statistics.median(times)
        print(f"| {name} | {middle * 1e6:.0f} | {1 / middle:,.0f} | {times_limit:.2f} | {goal} |")
    return 0


def measure(folder: Path, rounds: int, due: int, waiting: int) -> tuple[list[float], list[float]]:
    """Return the seconds a timer that each side took, round by round."""
    clock = FakeClock(OPENED)
    assembled = assemble(FILES)
    assert assembled.configuration is not None
    definition = compile_configuration(assembled.configuration, assembled.origins).definition
    engine = Engine(definition, FILES, ports=Ports(clock=clock))
    times: dict[str, list[float]] = {"ours": [], "limit": []}
    with closing(database(folder / "ours.db", "FULL")) as one, closing(database(folder / "limit.db", "FULL")) as other:
        like = sample(engine, clock, one)
        sample(engine, clock, other)
        clock.set(DUE)
        with closing(_bare(folder / "ours.db")) as own, closing(_bare(folder / "limit.db")) as bare:
            sides: dict[str, tuple[sqlite3.Connection, Callable[[], int]]] = {
                "ours": (own, lambda: engine.runner(one).run_due(limit=due, batch=500).fired),
                "limit": (bare, lambda: set_based(bare, like, 500)),
            }
            gc.freeze()  # as `casepath worker` does once its definitions are read
            for connection, _ in sides.values():
                copy(connection, 0, waiting, "'9999-01-01T00:00:00.000000+00:00'")
            for number in range(rounds + 1):
                for name in list(sides) if number % 2 else list(sides)[::-1]:
                    connection, fire = sides[name]
                    copy(connection, waiting + number * due, due, "fires_at")
                    began = time.perf_counter()
                    fired = fire()
                    took = time.perf_counter() - began
                    assert fired == due, f"{name} fired {fired} of {due}"
                    if number:  # the first round builds what later ones share
                        times[name].append(took / due)
            gc.unfreeze()
            left = [_left(connection) for connection, _ in sides.values()]
            assert left[0] == left[1], f"they left different rows: {left}"
    return times["ours"], times["limit"]


def sample(engine: Engine, clock: FakeClock, db: Database) -> Fired:
    """Open a case whose rows all others are copies of, let its reminder fire on a copy, and return what that left."""
    clock.set(OPENED)
    manager = Actor("mo", roles=["manager"])
    pattern = engine.cases(db).open("path", subject={"child": "C-1"}, by=manager).case
    with db.pool.begin() as connection:
        run = connection.exec_driver_sql
        run("CREATE TABLE pattern_casepath_case AS SELECT * FROM casepath_case")
        run("CREATE TABLE pattern_casepath_step AS SELECT * FROM casepath_step")
        run("CREATE TABLE pattern_casepath_timer AS SELECT * FROM casepath_timer")
    clock.set(DUE)
    assert engine.runner(db).run_due().fired == 1
    with db.pool.begin() as connection:
        run = connection.exec_driver_sql
        folded = run("SELECT folded FROM casepath_case WHERE id = ?", (pattern.id,)).scalar_one()
        events = run("SELECT events FROM casepath_step WHERE case_id = ? AND version = 2", (pattern.id,)).scalar_one()
        next_at = run("SELECT fires_at FROM casepath_timer WHERE case_id = ?", (pattern.id,)).scalar_one()
        lane, due_at = run("SELECT lane, due_at FROM casepath_case WHERE id = ?", (pattern.id,)).one()
        run("DELETE FROM casepath_timer")
    return Fired(str(folded), str(events), str(next_at), (lane, due_at))


def copy(connection: sqlite3.Connection, first: int, count: int, wakes: str) -> None:
    """Write *count* copies of the pattern, numbered from *first*; *wakes* says when their timers are looked at."""
    connection.execute("BEGIN IMMEDIATE")
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"
    for table, columns in _TABLES.items():
        values = columns.format(wakes=wakes)
        connection.execute(
            f"INSERT INTO {table} {numbers} SELECT {values} FROM numbers, pattern_{table}",  # noqa: S608 - our own words
            (first, first + count - 1),
        )
    connection.execute("COMMIT")


_FIRE = """
UPDATE casepath_timer SET rung = 'breach', fires_at = ?, wakes_at = ? WHERE council = 'waiting' AND case_id IN (
    SELECT case_id FROM casepath_timer WHERE council = 'waiting' AND wakes_at <= ? ORDER BY wakes_at LIMIT ?
) RETURNING case_id
"""
_MOVE = """
UPDATE casepath_case
SET version = 2, updated_at = ?, folded = ?, head = hex(zeroblob(32)), sealed = NULL, lane = ?, due_at = ?
WHERE council = 'waiting' AND id = ? AND version = 1
"""
_STEP = """
INSERT INTO casepath_step (council, case_id, version, release, at, person, on_behalf_of, events, hash)
SELECT council, id, 2, release, ?, 'casepath', NULL, ?, hex(zeroblob(32)) FROM casepath_case
WHERE council = 'waiting' AND id = ?
"""


_TELL = """
INSERT INTO casepath_notification (council, case_id, version, number, role, about, thing, urgent, at)
VALUES ('waiting', ?, 2, 0, 'manager', 'reminder', 'decision', 0, ?)
"""


def set_based(connection: sqlite3.Connection, like: Fired, batch: int) -> int:
    """Fire what is due with one statement a table and batch; nothing is read, checked or decided."""
    run, at, fired = connection.execute, DUE.isoformat(timespec="microseconds"), 0
    while True:
        run("BEGIN IMMEDIATE")
        found = run(_FIRE, (like.next_at, like.next_at, at, batch)).fetchall()
        connection.executemany(_MOVE, [(at, like.folded, *like.waits, case) for (case,) in found])
        connection.executemany(_STEP, [(at, like.events, case) for (case,) in found])
        connection.executemany(_TELL, [(case, at) for (case,) in found])
        run("COMMIT")
        fired += len(found)
        if not found:
            return fired


def _left(connection: sqlite3.Connection) -> tuple[object, ...]:
    """Return what is in the tables: so many rows of each, and so many timers that fired."""
    (cases,) = connection.execute("SELECT count(*) FROM casepath_case WHERE version = 2").fetchone()
    (steps,) = connection.execute("SELECT count(*) FROM casepath_step WHERE version = 2").fetchone()
    rungs = connection.execute("SELECT rung, count(*) FROM casepath_timer GROUP BY rung ORDER BY rung").fetchall()
    told = (
        "SELECT role, about, thing, urgent, count(*) FROM casepath_notification WHERE version = 2 GROUP BY 1, 2, 3, 4"
    )
    return cases, steps, *rungs, *connection.execute(told).fetchall()


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


if __name__ == "__main__":
    sys.exit(main())
