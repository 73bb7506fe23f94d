"""The tasks of every case as rows, for lists of work: written by the steps that change them, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.decide.outcome import Accepted
from engine.cases.events import (
    FormWithdrawn,
    StateLeft,
    TaskCancelled,
    TaskClaimed,
    TaskDone,
    TaskGiven,
    TaskOpened,
    TaskPutAway,
    TaskReleased,
)
from engine.cases.state import Case
from engine.cases.tasks import Task
from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_COLUMNS = tuple(one.name for one in t.task.columns)
_KEY = ("council", "case_id", "task")
_AT_ONCE = 200
"""Tasks in one statement; only a batch of many cases has more."""
_CHANGES = (TaskOpened, TaskPutAway, TaskDone, TaskCancelled, TaskClaimed, TaskReleased, TaskGiven)
_OPEN = Statement(
    "read open tasks",
    sa.select(t.task.c.case_id, t.task.c.task)
    .where(
        t.task.c.council == sa.bindparam("key_council"),
        t.task.c.status == "open",
        t.task.c.workflow == sa.bindparam("key_workflow"),
    )
    .order_by(t.task.c.expires, t.task.c.opened_at, t.task.c.case_id, t.task.c.task),
)


def write_tasks(tx: Transaction, made: Iterable[Accepted]) -> None:
    """Write the tasks that these steps changed, as they are after them, at once. Steps without any write nothing."""
    changed = {(one.case.id, key): task_row(one.case, key, one.step.at) for one in made for key in _changed(one)}
    rows = list(changed.values())
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        values = {f"{name}_{place}": value for place, row in enumerate(some) for name, value in row.items()}
        tx.write(_upsert(tx.dialect, len(some)), values)


def _changed(made: Accepted) -> dict[str, None]:
    """Return the tasks that a step changed, in order, each once."""
    keys: dict[str, None] = {}
    for event in made.step.events:
        if isinstance(event, _CHANGES):
            keys[event.task] = None
        elif isinstance(event, StateLeft):
            keys |= dict.fromkeys(key for key, one in made.case.tasks.items() if one.state == event.state)
        elif isinstance(event, FormWithdrawn):
            keys |= dict.fromkeys(key for key, one in made.case.tasks.items() if one.is_open)
    return keys


def task_row(case: Case, key: str, at: datetime) -> dict[str, object]:
    """Return the row of a task of *case*; of one that was put away, at the instant *at*, that it was."""
    one: Task | None = case.tasks.get(key)
    return {
        "council": case.council,
        "case_id": case.id,
        "task": key,
        "workflow": case.workflow,
        "state": one.state if one else "",
        "status": one.status if one else "put_away",
        "required": one.required if one else False,
        "holder": one.holder if one else None,
        "opened_at": one.opened_at if one else at,
        "expires": one.expires if one else None,
        "done_at": one.done_at if one else None,
    }


@cache
def _upsert(dialect: str, count: int) -> Statement:
    """Return the statement that writes so many tasks at once."""
    rows: list[dict[str, object]] = [
        {name: sa.bindparam(f"{name}_{place}") for name in _COLUMNS} for place in range(count)
    ]
    if dialect == "sqlite":
        insert = sqlite.insert(t.task).values(rows)
        new = {name: insert.excluded[name] for name in _COLUMNS if name not in _KEY}
        return Statement("write tasks", insert.on_conflict_do_update(index_elements=list(_KEY), set_=new))
    other = postgresql.insert(t.task).values(rows)
    new = {name: other.excluded[name] for name in _COLUMNS if name not in _KEY}
    return Statement("write tasks", other.on_conflict_do_update(index_elements=list(_KEY), set_=new))


def open_tasks(tx: Transaction, council: str, workflow: str) -> Iterator[tuple[str, str]]:
    """Yield case and task of everything that stands open in a workflow, the most urgent first."""
    for row in tx.rows(_OPEN, {"key_council": council, "key_workflow": workflow}):
        yield row["case_id"], row["task"]
