"""Tasks as those who are to do them meet them: what is theirs on a case, done, taken, given, opened and cancelled.

Whoever may see the case sees all its tasks. Somebody whose role reaches only tasks sees their own and nothing else: not
the case, and not that it is there at all.
"""

from __future__ import annotations

from dataclasses import replace

from engine.cases.access import Actor
from engine.cases.commands import CompleteTask, TaskCommand
from engine.cases.compiled import CompiledForm
from engine.cases.decide import decide
from engine.cases.decide.completing import completing, may_know_of, on_case
from engine.cases.events import Event, TaskCancelled, TaskClaimed, TaskDone, TaskGiven, TaskOpened, TaskReleased
from engine.cases.explain import NextStep, next_task
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.task_views import TaskView, task_view
from engine.cases.views import FormView
from engine.errors import NotFound
from engine.service.drafting import raise_unless_as_seen
from engine.service.facts import write_back
from engine.service.loading import Desk
from engine.service.papers import task_to_read, to_read
from engine.service.register import Outcome, Register, raise_if_declined
from engine.service.shadows import known_links
from engine.store.cases import delete_draft, draft_key
from engine.store.transaction import Transaction


def tasks_on(register: Register, tx: Transaction, case: Case | str, by: Actor) -> tuple[TaskView, ...]:
    """Return the tasks of a case that this person may know of; raise NotFound when there is nothing for them."""
    current, definition = register.known(tx, case, by)
    flow = definition.workflows[current.workflow]
    about_links = any(one.about for one in current.tasks.values())
    links = known_links(tx, definition, current, register.lets_in(definition, by)) if about_links else None
    views = tuple(
        task_view(definition, flow, current, key, by, register.now(), links)
        for key in current.tasks
        if may_know_of(definition, flow, current, by, key)
    )
    if not views and not register.sees(definition, current, by):
        raise NotFound
    return views


def read_on(register: Register, desk: Desk, form: CompiledForm, task: str | None) -> FormView:
    """Return what was submitted of *form*, or answered to *task*, for reading. Raises NotFound."""
    if task is None:
        if not register.sees(desk.definition, desk.case, desk.by):
            raise NotFound
        return to_read(desk, form)
    held = on_case(desk.definition.workflows[desk.case.workflow], desk.case, task)
    if held is None or held[0].definition.form != form.id:
        raise NotFound
    return task_to_read(desk, form, held[1], held[0].by)


def next_tasks(desk: Desk) -> tuple[NextStep, ...]:
    """Return the open tasks of a case as what can be done next, each with every reason why not."""
    keys = (key for key, one in desk.case.tasks.items() if one.is_open)
    actions = (completing(desk.definition, desk.case, key) for key in keys)
    return tuple(
        next_task(desk.definition, desk.file_for(action)[0], action, desk.by, desk.now)
        for action in actions
        if action is not None
    )


def do_task(
    register: Register,
    tx: Transaction,
    case: Case | str,
    command: TaskCommand,
    seen: int,
    draft_seen: int | None = None,
) -> Outcome:
    """Do what *command* asks of a task, and return it as far as this person may know of it."""
    current, definition, drafts = register.known_as_seen(tx, case, command.by, seen)
    now = register.now()
    file, has_draft = CaseFile(current), False
    if isinstance(command, CompleteTask):
        action = completing(definition, current, command.task)
        desk = register.desk(tx, definition, current, command.by, now, drafts)
        if action is not None:
            form = action.definition.form
            if form is not None:
                command = replace(command, answers=desk.vouched(definition.forms[form], command.answers))
            file, draft = desk.file_for(action)
            raise_unless_as_seen(definition, draft, draft_seen)
            has_draft = form is not None and draft_key(form, command.task) in drafts
    else:
        file = register.desk(tx, definition, current, command.by, now, drafts).bare()
    made = raise_if_declined(decide(definition, file, command, now))
    outcome = register.save(tx, definition, made, command.by)
    write_back(tx, made)
    if has_draft and made.submission is not None:
        delete_draft(tx, register.council, current.id, made.submission.form, command.task)
    return outcome if register.sees(definition, current, command.by) else for_outsiders(outcome, command.task)


def for_outsiders(outcome: Outcome, key: str) -> Outcome:
    """Return of an outcome what somebody may know who does not see the case: their own task."""
    return Outcome(only_task(outcome.case, key), tuple(one for one in outcome.events if _about(one) == key))


def only_task(case: Case, key: str) -> Case:
    """Return *case* with nothing in it but one task, for somebody who does not see the case."""
    own = case.tasks.get(key)
    return Case(
        id=case.id,
        council=case.council,
        workflow=case.workflow,
        release=case.release,
        reference="",
        subject_kind=case.subject_kind,
        subject="",
        team="",
        version=case.version,
        states=(),
        opened_at=case.opened_at if own is None else own.opened_at,
        opened_on=case.opened_on if own is None else own.opened_at.date(),
        tasks={} if own is None else {key: replace(own, state="")},
    )


def _about(event: Event) -> str:
    about = (TaskOpened, TaskDone, TaskCancelled, TaskClaimed, TaskReleased, TaskGiven)
    return event.task if isinstance(event, about) else ""
