"""A task as one person may see it: plain data for any screen or list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from engine.cases.access import Actor, may
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide.completing import who_may_not_complete
from engine.cases.links import LinkRows
from engine.cases.state import Case
from engine.cases.task_titles import full_title
from engine.cases.tasks import TaskStatus, task_id
from engine.errors import Reason


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task of a case. *id* is what commands call it, *task* what the definition calls it, *for_* whom it is for.

    *unmet* says why this person cannot complete it now; *on_behalf* that they may record what someone else said. *day*
    is its last day (none for hours), *version* what a command is told it saw.
    """

    id: str
    task: str
    title: str = field(repr=False)
    hint: str
    form: str | None
    for_: str
    status: TaskStatus
    required: bool
    opened_at: datetime
    day: date | None
    expires: datetime | None
    overdue: bool
    holder: str | None
    done_at: datetime | None
    unmet: tuple[Reason, ...]
    on_behalf: bool
    version: int

    @property
    def ready(self) -> bool:
        """Whether this person may complete it, once its form is filled."""
        return not self.unmet


def task_view(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    key: str,
    by: Actor,
    now: datetime,
    links: LinkRows | None = None,
) -> TaskView:
    """Return the task *key* of *case* as *by* sees it; whether they may know of it was asked before.

    *links* are the linked cases, where there are tasks about them.
    """
    task, one = flow.work.tasks[task_id(key)], case.tasks[key]
    standing = definition.roles.standing_on_tasks(by, case)
    forbidden = who_may_not_complete(definition, flow, case, key, by)
    return TaskView(
        id=key,
        task=task.id,
        title=full_title(definition, flow, case, key, by, links),
        hint=task.definition.hint or "",
        form=task.definition.form,
        for_=definition.roles.named(sorted(task.by), definition.language),
        status=one.status,
        required=one.required,
        opened_at=one.opened_at,
        day=one.day,
        expires=one.expires,
        overdue=one.is_overdue(now),
        holder=one.holder,
        done_at=one.done_at,
        unmet=() if forbidden is None else (forbidden,),
        on_behalf=one.is_open and may(standing, "record", task.on_behalf),
        version=case.version,
    )
