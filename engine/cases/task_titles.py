"""What a task is called: its title, the slots filled from the row that it is about."""

from __future__ import annotations

from engine.cases.compiled import CompiledTask, CompiledWorkflow, Definition
from engine.cases.tasks import Task
from engine.cases.values import Answers, Json
from engine.definitions.words import fill_slots


def task_title(task: CompiledTask, one: Task | None) -> str:
    """Return the title of a task without anybody's answers: a row is told by its number, `Person 2`."""
    rows, number = task.rows, one.number if one is not None else None
    if rows is None:
        return task.definition.title
    told = rows.row if number is None else f"{rows.row} {number}"
    return fill_slots(task.definition.title, lambda name: told)


def full_title(definition: Definition, task: CompiledTask, one: Task, standing: frozenset[str]) -> str:
    """Return the title of a task for someone of this standing: with the answers of its row that they may know.

    Whoever is to do the task may know all that its title says.
    """
    if task.rows is None or one.number is None:
        return task.definition.title
    cells = definition.forms[task.rows.form].by_id[task.rows.field].row
    known = cells.by_id if cells is not None else {}
    told = f"{task.rows.row} {one.number}"

    def value_of(slot: str) -> str:
        name = slot.removeprefix("row.")
        may = bool(standing & task.by) or (name in known and bool(known[name].view & standing))
        return _in_words(one.row, name) or told if may else told

    return fill_slots(task.definition.title, value_of)


def _in_words(row: Answers, name: str) -> str:
    given: Json = row.get(name)
    return str(given) if isinstance(given, str | int) else ""


def title_of(flow: CompiledWorkflow, key: str) -> str:
    """Return the title of the task *key*, wherever the case is by now, without anybody's answers."""
    name, _, row = key.partition("/")
    task = flow.work.tasks.get(name)
    if task is None:
        return name
    return fill_slots(task.definition.title, lambda slot: task.rows.row if row and task.rows else slot)
