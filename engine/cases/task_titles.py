"""What a task is called: its title, the slots filled from the row, or the linked case, that it is about.

What a linked case shares is read where it stands whenever a title is wanted, and is never kept with the task.
"""

from __future__ import annotations

from engine.cases.access import Actor, may
from engine.cases.compiled import CompiledTask, CompiledWorkflow, Definition
from engine.cases.links import LinkRows, handle, in_words
from engine.cases.state import Case
from engine.cases.tasks import Task, task_id
from engine.cases.values import Answers, Json
from engine.definitions.links import ROW
from engine.definitions.words import fill_slots


def task_title(task: CompiledTask, one: Task | None) -> str:
    """Return the title of a task without anybody's answers: a row is told by its number, `Person 2`."""
    return numbered_title(task, one.number if one is not None else None)


def numbered_title(task: CompiledTask, number: int | None) -> str:
    """Return the title of a task about the row, or the linked case, of this *number*, or about none in particular."""
    if not task.of_several:
        return task.definition.title
    told = _told(task, number)
    return fill_slots(task.definition.title, lambda name: told)


def _told(task: CompiledTask, number: int | None) -> str:
    each = task.rows.row if task.rows is not None else task.along.title if task.along is not None else ""
    return each if number is None else f"{each} {number}"


def full_title(
    definition: Definition, flow: CompiledWorkflow, case: Case, key: str, by: Actor, links: LinkRows | None
) -> str:
    """Return the title of the task *key* for this person: with what they may know of the row, or of the linked case.

    Whoever is to do the task may know all that its title says; and whoever sees the case, what the link shares.
    """
    task, one = flow.work.tasks[task_id(key)], case.tasks[key]
    standing = definition.roles.standing_on_tasks(by, case)
    if task.along is None:
        return _of_row(definition, task, one, standing)
    if not (may(standing, "do", task.by) or may(definition.roles.standing(by, case), "see", flow.view)):
        return task_title(task, one)
    return _of_link(definition, flow, case, task, one, standing, links or {})


def _of_row(definition: Definition, task: CompiledTask, one: Task, standing: frozenset[str]) -> str:
    if task.rows is None or one.number is None:
        return task.definition.title
    cells = definition.forms[task.rows.form].by_id[task.rows.field].row
    known = cells.by_id if cells is not None else {}
    told = _told(task, one.number)

    def value_of(slot: str) -> str:
        name = slot.removeprefix(ROW)
        is_theirs = may(standing, "do", task.by) or (name in known and may(standing, "see", known[name].view))
        return _in_words(one.row, name) or told if is_theirs else told

    return fill_slots(task.definition.title, value_of)


def _in_words(row: Answers, name: str) -> str:
    given: Json = row.get(name)
    return str(given) if isinstance(given, str | int) else ""


def _of_link(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    task: CompiledTask,
    one: Task,
    standing: frozenset[str],
    links: LinkRows,
) -> str:
    assert task.along is not None
    link, told = flow.links[task.along.link], _told(task, one.number)
    linked = next((row for row in links.get(link.id, ()) if handle(case.id, link.id, row.other) == one.about), None)
    own = link.asks.row.by_id if link.asks is not None and link.asks.row is not None else {}

    def value_of(slot: str) -> str:
        name = slot.removeprefix(ROW)
        if linked is None or (name in own and own[name].view and not may(standing, "see", own[name].view | task.by)):
            return told
        return in_words(definition, link, linked, name) or told

    return fill_slots(task.definition.title, value_of)


def title_of(flow: CompiledWorkflow, key: str) -> str:
    """Return the title of the task *key*, wherever the case is by now, without anybody's answers."""
    name, _, row = key.partition("/")
    task = flow.work.tasks.get(name)
    if task is None:
        return name
    return fill_slots(task.definition.title, lambda slot: _told(task, None) if row else slot)
