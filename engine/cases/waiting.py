"""What the tasks of a case say to those who ask: conditions, actions that require them, states that wait for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.cases.state import Case
from engine.cases.tasks import Task, of_task, task_id
from engine.definitions.tasks import Awaited
from engine.expressions.types import UNKNOWN, Unknown, Value


def task_value(case: Case, name: str, now: datetime) -> Value | Unknown:
    """Return what conditions see of tasks under *name*, which stands after `tasks.`; the tasks themselves if empty."""
    if not name:
        return tuple(_as_row(key, one, now) for key, one in case.tasks.items())
    task, _, asked = name.partition(".")
    those = [one for _, one in of_task(case.tasks, task)]
    match asked:
        case "done":
            return bool(those) and all(one.status == "done" for one in those)
        case "open":
            return any(one.is_open for one in those)
        case "overdue":
            return any(one.is_overdue(now) for one in those)
    return UNKNOWN


def last_answered(case: Case, name: str) -> Task | None:
    """Return the task that holds the answers to *name*: of several that rows opened, the one that was done last."""
    answered = [one for _, one in of_task(case.tasks, name) if one.submission]
    return max(answered, key=lambda one: one.done_at or one.opened_at, default=None)


def _as_row(key: str, one: Task, now: datetime) -> dict[str, Value | Unknown]:
    return {
        "id": task_id(key),
        "open": one.is_open,
        "done": one.status == "done",
        "required": one.required,
        "overdue": one.is_overdue(now),
    }


def tasks_of(case: Case, states: Iterable[str]) -> dict[str, Task]:
    """Return the tasks that opened on entering *states*."""
    here = frozenset(states)
    return {key: one for key, one in case.tasks.items() if one.state in here}


def waits_for(case: Case, states: Iterable[str], awaited: Awaited) -> tuple[str, ...]:
    """Return the open tasks of *states* that *awaited* waits for; nobody waits for one that was never opened."""
    if awaited.each_of:
        named = (pair for name in awaited.each_of for pair in of_task(case.tasks, name))
        return tuple(key for key, one in named if one.is_open)
    here = tasks_of(case, states).items()
    return tuple(key for key, one in here if one.is_open and (one.required or awaited.at_least is not None))


def is_met(case: Case, states: Iterable[str], awaited: Awaited) -> bool:
    """Whether all that *awaited* asks for is done. So many tasks must be done even where fewer were opened."""
    if awaited.at_least is None:
        return not waits_for(case, states, awaited)
    return sum(one.status == "done" for one in tasks_of(case, states).values()) >= awaited.at_least
