"""The tasks of every case as rows, for lists of work: written by the steps that change them, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.compiled import Definition
from engine.cases.decide.outcome import Accepted
from engine.cases.events import (
    CaseMoved,
    CaseRestricted,
    FormWithdrawn,
    RestrictionLifted,
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
from engine.store.lanes import task_waits_for
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_COLUMNS = tuple(one.name for one in t.task.columns)
_KEY = ("council", "case_id", "task")
_AT_ONCE = 200
"""Tasks in one statement; only a batch of many cases has more."""
_CHANGES = (TaskOpened, TaskPutAway, TaskDone, TaskCancelled, TaskClaimed, TaskReleased, TaskGiven)


def write_tasks(tx: Transaction, made: Iterable[Accepted]) -> None:
    """Write the tasks that these steps changed, as they are after them, at once. Steps without any write nothing."""
    changed = {
        (one.case.id, key): {**task_row(one.case, key, one.step.at), **task_waits(one.definition, one.case, key)}
        for one in made
        for key in _changed(one)
    }
    _write(tx, list(changed.values()))


def sort_tasks(tx: Transaction, definition: Definition, cases: Iterable[Case]) -> None:
    """Write all tasks of these cases as they are now, for whom each waits included."""
    _write(
        tx,
        [
            {**task_row(case, key, one.opened_at), **task_waits(definition, case, key)}
            for case in cases
            for key, one in case.tasks.items()
        ],
    )


def _write(tx: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
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
        elif isinstance(event, CaseMoved):
            keys |= dict.fromkeys((*event.gone, *made.case.tasks))
        elif isinstance(event, FormWithdrawn | CaseRestricted | RestrictionLifted):
            keys |= dict.fromkeys(key for key, one in made.case.tasks.items() if one.is_open)
    return keys


def task_waits(definition: Definition | None, case: Case, key: str) -> dict[str, object]:
    """Return by what lists of work find a task."""
    one, (lane, due) = case.tasks.get(key), task_waits_for(definition, case, key)
    return {"lane": lane, "team": case.team, "due_at": due, "number": one.number if one else None}


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
