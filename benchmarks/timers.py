"""Measure firing timers beside set-based SQL that writes the same rows, in turns, and print one table.

Run it with `make bench`, or `python benchmarks/timers.py --rounds 9 --due 5000`. How to read the figures is in
README.md beside this file.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.stores import KINDS, Bare, Kind, Store, store
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
GOALS: Mapping[Kind, str] = {"sqlite-full": "2", "sqlite-normal": "2", "postgresql": "4"}
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
    next_at: object
    waits: tuple[object, object]
    """For whom the case waits, and until when."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure firing timers beside set-based SQL.")
    parser.add_argument("--rounds", type=int, default=7, help="how often each side has its turn (default 7)")
    parser.add_argument("--due", type=int, default=2_000, help="timers that fall due in one turn (default 2000)")
    parser.add_argument("--waiting", type=int, default=20_000, help="timers that wait besides (default 20000)")
    parser.add_argument("--db", choices=KINDS, default="sqlite-full", help="which database, and whether a commit waits")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder, store(chosen.db, Path(folder)) as kept:
        ours, limit = measure(kept, chosen.rounds, chosen.due, chosen.waiting)
    ratio = statistics.median(one / other for one, other in zip(ours, limit, strict=True))
    print(
        f"Timers on {chosen.db}: {chosen.rounds} rounds x {chosen.due:,} due of {chosen.waiting:,} waiting, in turns\n"
    )
    print("| who | us a timer | timers/s | x limit | goal |\n|---|---|---|---|---|")
    for name, times, times_limit, goal in (
        ("Casepath", ours, ratio, GOALS[chosen.db]),
        ("set-based SQL (limit)", limit, 1.0, ""),
    ):
        middle = statistics.median(times)
        print(f"| {name} | {middle * 1e6:.0f} | {1 / middle:,.0f} | {times_limit:.2f} | {goal} |")
    return 0


def measure(kept: Store, rounds: int, due: int, waiting: int) -> tuple[list[float], list[float]]:
    """Return the seconds a timer that each side took, round by round."""
    clock = FakeClock(OPENED)
    assembled = assemble(FILES)
    assert assembled.configuration is not None
    definition = compile_configuration(assembled.configuration, assembled.origins).definition
    engine = Engine(definition, FILES, ports=Ports(clock=clock))
    times: dict[str, list[float]] = {"ours": [], "limit": []}
    with (
        closing(kept.database("ours")) as one,
        closing(kept.database("limit")) as other,
        closing(kept.bare("ours")) as own,
        closing(kept.bare("limit")) as bare,
    ):
        like = sample(engine, clock, one, own)
        sample(engine, clock, other, bare)
        clock.set(DUE)
        write = one_by_one if bare.dialect == "sqlite" else set_based
        sides: dict[str, tuple[Bare, Callable[[], int]]] = {
            "ours": (own, lambda: engine.runner(one).run_due(limit=due, batch=500).fired),
            "limit": (bare, lambda: in_batches(bare, like, 500, write)),
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


def sample(engine: Engine, clock: FakeClock, db: Database, bare: Bare) -> Fired:
    """Open a case whose rows all others are copies of, let its reminder fire on a copy, and return what that left."""
    clock.set(OPENED)
    manager, run = Actor("mo", roles=["manager"]), bare.run
    pattern = engine.cases(db).open("path", subject={"child": "C-1"}, by=manager).case
    for table in _TABLES:
        run(f"CREATE TABLE pattern_{table} AS SELECT * FROM {table}")  # noqa: S608 - our own words
    clock.set(DUE)
    assert engine.runner(db).run_due().fired == 1
    ((folded, lane, due),) = run(
        "SELECT folded, lane, due_at FROM casepath_case WHERE id = ?", (pattern.id,)
    ).fetchall()
    ((events,),) = run("SELECT events FROM casepath_step WHERE case_id = ? AND version = 2", (pattern.id,)).fetchall()
    ((next_at,),) = run("SELECT fires_at FROM casepath_timer WHERE case_id = ?", (pattern.id,)).fetchall()
    run("DELETE FROM casepath_timer")
    return Fired(str(folded), str(events), next_at, (lane, due))


def copy(connection: Bare, first: int, count: int, wakes: str) -> None:
    """Write *count* copies of the pattern, numbered from *first*; *wakes* says when their timers are looked at."""
    connection.run("BEGIN IMMEDIATE")
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"
    for table, columns in _TABLES.items():
        values = columns.format(wakes=wakes)
        connection.run(
            f"INSERT INTO {table} {numbers} SELECT {values} FROM numbers, pattern_{table}",  # noqa: S608 - our own words
            (first, first + count - 1),
        )
    connection.run("COMMIT")


_HASH = "0" * 64
"""Where Casepath works out a hash, the limit writes one that is ready."""
_FIRE = """
UPDATE casepath_timer SET rung = 'breach', fires_at = ?, wakes_at = ? WHERE council = 'waiting' AND case_id IN (
    SELECT case_id FROM casepath_timer WHERE council = 'waiting' AND wakes_at <= ? ORDER BY wakes_at LIMIT ?
) RETURNING case_id
"""
_MOVE = """
UPDATE casepath_case
SET version = 2, updated_at = ?, folded = ?, head = ?, sealed = NULL, lane = ?, due_at = ?
WHERE council = 'waiting' AND version = 1 AND id
"""
_STEP = """
INSERT INTO casepath_step (council, case_id, version, release, at, person, on_behalf_of, events, hash)
SELECT council, id, 2, release, CAST(? AS {instant}), 'casepath', NULL, ?, ? FROM casepath_case
WHERE council = 'waiting' AND id
"""
_TELL = """
INSERT INTO casepath_notification (council, case_id, version, number, role, about, thing, urgent, at)
SELECT 'waiting', {cases}, 2, 0, 'manager', 'reminder', 'decision', FALSE, CAST(? AS {instant})
"""


def in_batches(db: Bare, like: Fired, batch: int, write: Callable[[Bare, Fired, list[str], str], None]) -> int:
    """Fire what is due, so many in a transaction; nothing is read of cases, checked or decided."""
    run, at, fired = db.run, DUE.isoformat(timespec="microseconds"), 0
    while True:
        run("BEGIN IMMEDIATE")
        found = [str(case) for (case,) in run(_FIRE, (like.next_at, like.next_at, at, batch)).fetchall()]
        write(db, like, found, at)
        run("COMMIT")
        fired += len(found)
        if not found:
            return fired


def one_by_one(db: Bare, like: Fired, found: list[str], at: str) -> None:
    """Write the rest with one statement a table, run for each row: SQLite has no faster way."""
    db.run_each(f"{_MOVE} = ?", [(at, like.folded, _HASH, *like.waits, case) for case in found])
    db.run_each(f"{_STEP.format(instant='TEXT')} = ?", [(at, like.events, _HASH, case) for case in found])
    db.run_each(_TELL.format(cases="?", instant="TEXT"), [(case, at) for case in found])


def set_based(db: Bare, like: Fired, found: list[str], at: str) -> None:
    """Write the rest with one statement a table for all rows."""
    db.run(f"{_MOVE} = ANY(?)", (at, like.folded, _HASH, *like.waits, found))
    db.run(f"{_STEP.format(instant='timestamptz')} = ANY(?)", (at, like.events, _HASH, found))
    db.run(_TELL.format(cases="unnest(?::text[])", instant="timestamptz"), (found, at))


def _left(connection: Bare) -> tuple[object, ...]:
    """Return what is in the tables: so many rows of each, and so many timers that fired."""
    ((cases,),) = connection.run("SELECT count(*) FROM casepath_case WHERE version = 2").fetchall()
    ((steps,),) = connection.run("SELECT count(*) FROM casepath_step WHERE version = 2").fetchall()
    rungs = connection.run("SELECT rung, count(*) FROM casepath_timer GROUP BY rung ORDER BY rung").fetchall()
    told = (
        "SELECT role, about, thing, urgent, count(*) FROM casepath_notification WHERE version = 2 GROUP BY 1, 2, 3, 4"
    )
    return cases, steps, *rungs, *connection.run(told).fetchall()


if __name__ == "__main__":
    sys.exit(main())
