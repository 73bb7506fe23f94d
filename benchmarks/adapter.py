"""Casepath as one more peer of a shared harness, whose `common` module offers `register(script, name)`.

The harness's own scripts load this file, so that every peer does the same work in the same run:
`python ../shared/bench/w1_case_step.py --adapter "$PWD/benchmarks/adapter.py" --peer casepath`.
The path is written in full because the harness starts its workers in its own folder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

# The harness runs from a folder of its own, perhaps with a Python in which Casepath is not installed.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.work import PEOPLE, casepath_side, load
from engine import Database
from engine.cases.answers import Asking, Papers
from engine.cases.problems import Problem
from engine.cases.snapshot import time_env
from engine.cases.values import Json
from engine.cases.working_out import form_state
from engine.store.migrate import upgrade

register = import_module("common").register

VIEWS = {
    "cases": "SELECT id, state, version FROM casepath_case",
    "submissions": "SELECT id, case_id, form, answers FROM casepath_submission",
    "audit": "SELECT case_id, version, events FROM casepath_step",
}
"""The harness counts what its warm-up cases left under these names."""


class HarnessDatabase(Protocol):
    """What the harness says of the database to use."""

    pg: bool
    url: str
    path: str
    attach: bool

    def pragmas(self, connection: DBAPIConnection) -> None:
        """Set what the harness wants of each connection; for SQLite, `synchronous` above all."""


Step = Callable[[str, int, Mapping[str, Json]], None]


def case_step(db: HarnessDatabase) -> tuple[Callable[[], str], Step]:
    """Return how a case is opened, and how it takes a step with the harness's answers."""
    database = Database(db.url.replace("postgresql:", "postgresql+psycopg:") if db.pg else f"sqlite:///{db.path}")
    if not db.pg:

        def as_the_harness_wants(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            db.pragmas(connection)

        sa.event.listen(database.pool, "connect", as_the_harness_wants)
    if not db.attach:
        with database.pool.begin() as connection:
            upgrade(connection)
            for name, query in VIEWS.items():
                connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
    side = casepath_side(load().cases(database))

    def step(case: str, number: int, answers: Mapping[str, Json]) -> None:
        side.step(case, number, in_our_words(answers))

    return side.open, step


def validate() -> Callable[[Mapping[str, Json]], tuple[Problem, ...]]:
    """Return a function from a submission's answers to what is wrong with them."""
    engine = load()
    definition, form = engine.definition, engine.definition.forms["application"]
    standing = definition.roles.standing(PEOPLE["citizen"], None)
    asking = Asking("submit", standing, time_env(definition, engine.ports.clock.now()))

    def problems(answers: Mapping[str, Json]) -> tuple[Problem, ...]:
        return form_state(form, asking, Papers(sent=answers)).problems

    problems.prepare = in_our_words  # type: ignore[attr-defined]  # the harness calls it first, untimed
    return problems


def in_our_words(answers: Mapping[str, Json]) -> dict[str, Json]:
    """Return the harness's answers with its true and false as the codes yes and no."""
    return {name: ("yes" if value else "no") if isinstance(value, bool) else value for name, value in answers.items()}


register("w1_case_step", "casepath")(case_step)
register("w2_validate", "casepath")(validate)
