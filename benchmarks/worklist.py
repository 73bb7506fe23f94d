"""Measure a page of somebody's work beside one hand-written question for the same rows, in turns, and print one table.

Run it with `python benchmarks/worklist.py`, on a million cases and three million tasks with `--cases 1000000`. How to
read the figures is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import Actor, Database, Engine, Ports
from engine.cases.compiling import compile_configuration
from engine.definitions.assemble import assemble
from engine.service.cursors import cursor_of
from engine.service.worklist import Worklist
from engine.store import tables as t
from engine.store.migrate import upgrade
from engine.store.tables import as_read, as_stored
from engine.store.worklist import Place
from engine.testing.fakes import FakeClock

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
TEAMS, PAGE = 20, 25
FILES: Mapping[str, bytes] = {
    "casepath.yaml": b"""\
casepath: 1
configuration: worklist
title: Worklist
version: 1.0.0
calendar: england_and_wales
roles:
  worker: {title: Worker, reach: team}
  lead: {title: Team lead, includes: worker, reach: team}
teams: {%s}
subjects:
  child: {title: Child, record: child, reference: "CH-{{ year }}-{{ number }}"}
"""
    % ", ".join(f"team_{number}: Team {number}" for number in range(TEAMS)).encode(),
    "form_schemas/records/child.yaml": b"""\
record: child
title: Child
view: worker
edit: worker
fields:
  full_name: {type: text, label: Full name}
""",
    "workflow_definitions/path.yaml": b"""\
workflow: path
title: Path
subject: child
opened_by: worker
view: worker
start: assessing
states:
  assessing:
    title: Assessing
    tasks:
      assess: {title: Assess, by: worker, due: 10 working days}
      visit: {title: Visit the home, by: worker, due: 5 working days}
      ask_school: {title: Ask the school, by: worker, due: 3 working days}
    deadlines:
      decision: {title: Decision, kind: statutory, within: 45 working days, until: done(decide)}
    actions:
      decide: {title: Decide, by: lead, goes: closed}
  closed: {title: Closed, ending: true}
""",
}
_LATER = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%f', 1767225600 + ({}), 'unixepoch') || '000+00:00'",
    "postgresql": "timestamptz '2026-01-01 00:00Z' + ({}) * interval '1 second'",
}
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {}) "
    "SELECT n FROM numbers) AS numbers",
    "postgresql": "generate_series(1::bigint, {}) AS numbers(n)",
}
_PADDED = {"sqlite": "printf('{}%08d', {})", "postgresql": "'{}' || lpad(({})::text, 8, '0')"}
_KEYSET = """
SELECT t.due_at, t.case_id, t.task, c.reference, c.subject, c.state, c.version
FROM casepath_task t JOIN casepath_case c ON c.council = t.council AND c.id = t.case_id
WHERE t.council = 'worklist' AND t.team = :team AND t.lane = 'path lead worker' AND t.status = 'open'
AND t.holder IS NULL AND (t.due_at, t.case_id, t.task) > (:due, :case, :task)
ORDER BY t.due_at, t.case_id, t.task LIMIT 25
"""
_PLACE = """
SELECT due_at, case_id, task FROM casepath_task WHERE council = 'worklist' AND team = :team
AND lane = 'path lead worker' AND status = 'open' AND holder IS NULL ORDER BY due_at, case_id, task LIMIT 1 OFFSET :skip
"""
_CAPPED = """
SELECT count(*) FROM (SELECT 1 FROM casepath_task WHERE council = 'worklist' AND team = :team
AND lane = 'path lead worker' AND status = 'open' AND holder IS NULL LIMIT 1001) AS counted
"""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look at a team's work, and the goal for it in milliseconds: on SQLite, and on PostgreSQL."""

    name: str
    look: Callable[[str], object]
    goals: tuple[float, float] | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure a page of work beside a hand-written question.")
    parser.add_argument("--rounds", type=int, default=40, help="how often each way has its turn (default 40)")
    parser.add_argument("--cases", type=int, default=100_000, help="cases, each with three tasks (default 100000)")
    parser.add_argument("--database", help="URL of an empty database to fill (default: SQLite in a temporary folder)")
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1 or chosen.cases < TEAMS * PAGE:
        parser.error(f"Give at least one round and {TEAMS * PAGE} cases.")
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder:
        database = Database(chosen.database or f"sqlite:///{Path(folder) / 'work.db'}")
        try:
            print(table(measure(database, chosen.rounds, chosen.cases), chosen.cases, database.pool.dialect.name))
        finally:
            database.close()
    return 0


def measure(database: Database, rounds: int, cases: int) -> dict[Way, list[float]]:
    """Return the milliseconds that each way took, round by round; a team of its own each time."""
    engine = council_at_work()
    fill(engine, database, cases)
    times: dict[Way, list[float]] = {}
    teams = random.Random(1)  # noqa: S311 - which team is looked at needs no secrecy, only the same every time
    with _by_hand(database) as run:
        ways = _ways(database, engine.worklist(database), run, deep=_deep(cases))
        times = {way: [] for way in ways}
        for number in range(rounds + 6):
            for way in ways if number % 2 else ways[::-1]:
                team = f"team_{teams.randrange(TEAMS)}"
                began = time.perf_counter()
                found = way.look(team)
                took = time.perf_counter() - began
                assert found, f"{way.name} found nothing for {team}"
                if number > 5:  # the first rounds build what later ones share, here and in the database
                    times[way].append(took * 1_000)
    return times


def _deep(cases: int) -> int:
    """Return the number of a page far down: the thousandth, where a team has so many."""
    return min(1_000, max(2, cases // TEAMS // PAGE - 1))


def _ways(
    database: Database, work: Worklist, run: Callable[[str, Mapping[str, object]], object], *, deep: int
) -> list[Way]:
    dialect = database.pool.dialect.name
    places = _places(database, PAGE * (deep - 1) - 1)
    start = Place(datetime(1, 1, 2, tzinfo=UTC), "", "")

    def page(team: str, role: str, place: Place | None) -> object:
        return work.page(by=Actor("ada", [role], [team]), after=None if place is None else cursor_of(place)).rows

    def bare(sql: str, team: str, place: Place) -> object:
        values = {"team": team, "due": as_stored(place.due, dialect), "case": place.case, "task": place.task}
        return run(sql, values)

    return [
        Way("Casepath, a worker's page 1", lambda team: page(team, "worker", None), (1, 3)),
        Way(f"Casepath, a worker's page {deep:,}", lambda team: page(team, "worker", places[team])),
        Way("Casepath, a lead's page 1: tasks and cases", lambda team: page(team, "lead", None), (1, 3)),
        Way(f"Casepath, a lead's page {deep:,}", lambda team: page(team, "lead", places[team])),
        Way("Casepath, counted to 1,000", lambda team: str(work.count(by=Actor("ada", ["worker"], [team])))),
        Way("by hand, page 1", lambda team: bare(_KEYSET, team, start)),
        Way(f"by hand, page {deep:,}", lambda team: bare(_KEYSET, team, places[team])),
        Way("by hand, counted to 1,000", lambda team: bare(_CAPPED, team, start)),
    ]


@contextmanager
def _by_hand(database: Database) -> Iterator[Callable[[str, Mapping[str, object]], object]]:
    """Open a driver's connection, and give what runs a text on it and returns the rows."""
    raw = database.pool.raw_connection()
    cursor, is_sqlite = raw.cursor(), database.pool.dialect.name == "sqlite"

    def run(sql: str, values: Mapping[str, object]) -> object:
        cursor.execute(sql if is_sqlite else re.sub(r":(\w+)", r"%(\1)s", sql), values)
        rows = cursor.fetchall()
        raw.rollback()
        return rows

    yield run
    raw.close()


def _places(database: Database, skip: int) -> dict[str, Place]:
    """Return where each team's page far down begins."""
    with database.connection() as connection:
        rows = {
            team: connection.execute(sa.text(_PLACE), {"team": team, "skip": skip}).one()
            for team in (f"team_{number}" for number in range(TEAMS))
        }
    return {team: Place(as_read(row[0]) or NOW, str(row[1]), str(row[2])) for team, row in rows.items()}


def council_at_work() -> Engine:
    """Return a little council whose teams have much to do."""
    assembled = assemble(FILES)
    assert assembled.configuration is not None, assembled.findings
    definition = compile_configuration(assembled.configuration, assembled.origins).definition
    return Engine(definition, FILES, ports=Ports(clock=FakeClock(NOW)))


def fill(engine: Engine, database: Database, cases: int, *, documents: bool = False) -> None:
    """Make so many cases, and three times as many tasks of which one in three is open, set by set.

    They are copies of what Casepath opened, but for their documents, which no list of work reads; with *documents*
    they have those too.
    """
    with database.connection() as connection:
        upgrade(connection)
    engine.cases(database).open("path", subject={"child": "C-1"}, by=Actor("ada", ["lead"], ["team_0"]))
    dialect = database.pool.dialect.name
    of_case, day = "1 + (n - 1) / 3", _LATER[dialect].format("n * 7919 % 31536000")
    case = {
        "id": _PADDED[dialect].format("P-", "n"),
        "reference": _PADDED[dialect].format("CH-", "n"),
        "subject": _PADDED[dialect].format("S-", "n"),
        "team": "'team_' || (n * 31 % 20)",
        **({} if documents else {"folded": "'{}'"}),
        "due_at": day,
    }
    task = {
        "case_id": _PADDED[dialect].format("P-", of_case),
        "team": f"'team_' || (({of_case}) * 31 % 20)",
        "task": "'assess/' || (n % 3)",
        "status": "CASE WHEN n % 3 = 0 THEN 'open' ELSE 'done' END",
        "due_at": day,
        "expires": day,
    }
    with database.connection() as connection:
        _copy(connection, t.case, case, "id <> ''", cases)
        _copy(connection, t.task, task, "task = 'assess'", 3 * cases)
    _tidy(database)


def _tidy(database: Database) -> None:
    """Let the database know what it holds, as it does by itself in time."""
    raw = database.pool.raw_connection()
    if database.pool.dialect.name == "postgresql":
        raw.rollback()
        raw.driver_connection.set_autocommit(True)  # type: ignore[union-attr]  # psycopg's own, known by the dialect
        raw.cursor().execute("VACUUM ANALYZE")
        raw.driver_connection.set_autocommit(False)  # type: ignore[union-attr]  # likewise
    else:
        raw.cursor().execute("ANALYZE")
    raw.close()


def _copy(connection: Connection, table: sa.Table, new: Mapping[str, str], pattern: str, many: int) -> None:
    """Write *many* copies of the row that is told by *pattern*, with *new* values, which may count by `n`."""
    names = [one.name for one in table.columns]
    made = ", ".join(new.get(name, f"like_it.{name}") for name in names)
    numbers = _NUMBERS[connection.dialect.name].format(many)
    copied = f"SELECT {made} FROM {numbers}, {table.name} AS like_it WHERE {pattern}"  # noqa: S608 - our own words
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) {copied}"
    connection.exec_driver_sql(sql.replace("%", "%%") if connection.dialect.name == "postgresql" else sql)


def table(times: Mapping[Way, Sequence[float]], cases: int, dialect: str) -> str:
    """Return the table of what was measured. A ratio is to the hand-written first page, in the same run."""
    by_hand = next(statistics.median(took) for way, took in times.items() if way.name == "by hand, page 1")
    lines = [
        f"Worklist on {dialect}: {cases:,} cases, {3 * cases:,} tasks, {TEAMS} teams, {PAGE} a page, in turns\n",
        "| way | ms, middle | ms, 95 of 100 | x by hand | goal, ms |",
        "|---|---|---|---|---|",
    ]
    for way, took in times.items():
        middle, late = statistics.median(took), sorted(took)[int(len(took) * 0.95)]
        goal = "" if way.goals is None else f"{way.goals[dialect == 'postgresql']:g}"
        lines.append(f"| {way.name} | {middle:.2f} | {late:.2f} | {middle / by_hand:.1f} | {goal} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
