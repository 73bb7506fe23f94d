"""Which tasks open when a case enters a state, and whether what a state waits for is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from engine.cases.compiled import CompiledAction, CompiledProceed, CompiledTask, CompiledWorkflow, Definition
from engine.cases.deadlines import due
from engine.cases.events import AnswersSent, Event, TaskDone, TaskNotOpened, TaskOpened, TaskPutAway
from engine.cases.snapshot import CaseFile, Env, stored_value, workflow_env
from engine.cases.state import Case
from engine.cases.task_titles import task_title
from engine.cases.tasks import of_task, task_id
from engine.cases.values import Answers, Json
from engine.cases.waiting import is_met, tasks_of, waits_for
from engine.definitions.words import slot_names
from engine.errors import Reason
from engine.expressions.types import UNKNOWN
from engine.sentences.say import say


def opened_task(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    task: str,
    now: datetime,
    *,
    reason: str | None = None,
) -> tuple[Event, ...]:
    """Return the opening of *task*, whatever it is that opens it, with what is sent along.

    Its time counts from *now*; one that stands open already is opened anew. Only a state's own task belongs to that
    state; any other belongs to the case.
    """
    one = flow.work.tasks[task]
    return (_opened(definition, one, now, task, reason=reason), *_sent(definition, case, one, task))


def _sent(definition: Definition, case: Case, task: CompiledTask, key: str) -> Iterator[AnswersSent]:
    """Yield what goes with a task: of each form that was submitted, the share for those who are to do it."""
    for form, name in task.sends:
        submitted = case.submissions.get(form)
        if submitted is not None:
            share = definition.forms[form].shares[name]
            to = tuple(sorted(share.to & task.by))
            yield AnswersSent(key, form, name, submitted.id, submitted.revision, share.basis, to)


def _opened(
    definition: Definition,
    task: CompiledTask,
    now: datetime,
    key: str,
    *,
    number: int | None = None,
    row: Answers | None = None,
    reason: str | None = None,
) -> TaskOpened:
    within = task.definition.due
    limit = due(within, now, definition.counting) if within is not None else None
    return TaskOpened(
        key,
        task.state,
        task.definition.required,
        limit.expires if limit else None,
        limit.day if limit else None,
        number,
        row or {},
        reason,
    )


def given(flow: CompiledWorkflow, case: Case, role: str) -> Iterator[TaskDone]:
    """Yield that the task to give a place on the case is done, because somebody holds it now."""
    for name, one in case.tasks.items():
        if one.is_open and flow.work.tasks[task_id(name)].gives == role:
            yield TaskDone(name)


def freed(definition: Definition, flow: CompiledWorkflow, case: Case, role: str, now: datetime) -> Iterator[Event]:
    """Yield that a place which is needed where *case* is must be given anew, because nobody holds it any more."""
    needed = {
        one.id: one for state in sorted(case.active) for one in flow.work.opening.get(state, ()) if one.gives == role
    }
    for name in needed:
        yield from opened_task(definition, flow, case, name, now)


def task_events(
    definition: Definition,
    flow: CompiledWorkflow,
    file: CaseFile,
    case: Case,
    now: datetime,
    *,
    entered: frozenset[str],
) -> tuple[Event, ...]:
    """Return the tasks that open because *case* has just entered these states, and those of which it is not known."""
    tasks = [task for state, those in flow.work.opening.items() if state in entered for task in those]
    if not tasks:
        return ()
    work = _Opening(definition, case, workflow_env(definition, flow, replace(file, case=case), now), now)
    return tuple(event for task in tasks for event in work.of(task))


class _Opening:
    """The tasks of the states that a case enters, on one picture of the case."""

    def __init__(self, definition: Definition, case: Case, env: Env, now: datetime) -> None:
        self.definition, self.case, self.env, self.now = definition, case, env, now

    def of(self, task: CompiledTask) -> Iterator[Event]:
        if task.gives in self.case.holders:
            return  # somebody holds the place
        if task.rows is None:
            unknown = self._unknown(task, self.env)
            if unknown is None:
                yield _opened(self.definition, task, self.now, task.id)
                yield from _sent(self.definition, self.case, task, task.id)
            elif unknown:
                yield TaskNotOpened(task.id, unknown)
            return
        rows = self._rows(task)
        if rows is None:
            yield TaskNotOpened(task.id, (f"{task.rows.form}.{task.rows.field}",))
            return
        there = {f"{task.id}/{row['id']}" for row in rows}
        yield from (TaskPutAway(key) for key, _ in of_task(self.case.tasks, task.id) if key not in there)
        for number, row in enumerate(rows, 1):
            yield from self._of_row(task, number, row)

    def _rows(self, task: CompiledTask) -> list[Answers] | None:
        """Return the rows that *task* is opened for; nothing where nobody has been asked for them yet."""
        assert task.rows is not None
        submitted = self.case.submissions.get(task.rows.form)
        if submitted is None:
            return None
        rows = submitted.answers.get(task.rows.field)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def _of_row(self, task: CompiledTask, number: int, row: Answers) -> Iterator[Event]:
        assert task.rows is not None
        cells = self.definition.forms[task.rows.form].by_id[task.rows.field].row
        known = cells.by_id if cells is not None else {}
        values: Env = {f"row.{name}": stored_value(one, row.get(name)) for name, one in known.items()}
        key = f"{task.id}/{row['id']}"
        unknown = self._unknown(task, {**self.env, **values})
        if unknown is None:
            shown = _shown_in_title(task, row)
            yield _opened(self.definition, task, self.now, key, number=number, row=shown)
            yield from _sent(self.definition, self.case, task, key)
        elif unknown:
            inside = f"{task.rows.form}.{task.rows.field}"
            names = (f"{inside}.{name[4:]}" if name.startswith("row.") else name for name in unknown)
            yield TaskNotOpened(key, tuple(names))

    def _unknown(self, task: CompiledTask, env: Env) -> tuple[str, ...] | None:
        """Return nothing where *task* opens, and the names that are not known yet; empty where it does not open."""
        values = [(check, check.expression.evaluate(env)) for check in task.only_if]
        if any(value is False for _, value in values):
            return ()
        unknown = [check for check, value in values if value is UNKNOWN]
        if not unknown:
            return None
        names = (name for check in unknown for name in check.expression.explain(env).unanswered())
        return tuple(dict.fromkeys(names)) or ("",)


def _shown_in_title(task: CompiledTask, row: Answers) -> dict[str, Json]:
    names = (name.removeprefix("row.") for name in slot_names(task.definition.title))
    return {name: row[name] for name in names if name in row}


def proceeding(
    definition: Definition, flow: CompiledWorkflow, file: CaseFile, case: Case, now: datetime
) -> CompiledProceed | None:
    """Return the wait that is over in one of the states of *case*, if any is: where it leads is where the case goes."""
    waits = [one for state, one in flow.work.proceeds.items() if state in case.active] if flow.work.proceeds else ()
    env: Mapping[str, object] | None = None
    for one in waits:
        if one.check is None:
            if is_met(case, (one.state,), one.awaited):
                return one
            continue
        env = env or workflow_env(definition, flow, replace(file, case=case), now)
        if one.check.expression.evaluate(env) is True:
            return one
    return None


def tasks_not_done(
    definition: Definition, flow: CompiledWorkflow, case: Case, action: CompiledAction
) -> tuple[Reason, ...]:
    """Return why *action* has to wait for tasks: one reason for each that it requires and that is still open."""
    awaited, language = action.definition.require_tasks, definition.language
    if awaited is None or is_met(case, case.active, awaited):
        return ()
    if awaited.at_least is not None:
        done = sum(one.status == "done" for one in tasks_of(case, case.active).values())
        more = '"{action}" needs more tasks done: {done} of at least {least}.'
        title = action.definition.title
        return (Reason("task", say(language, more, action=title, done=done, least=awaited.at_least), action.id),)
    return tuple(not_done_yet(definition, flow, case, key) for key in waits_for(case, case.active, awaited))


def not_done_yet(definition: Definition, flow: CompiledWorkflow, case: Case, key: str) -> Reason:
    """Return that a task is still open, and who is to do it."""
    task = flow.work.tasks[task_id(key)]
    roles = definition.roles.named(sorted(task.by), definition.language)
    title = task_title(task, case.tasks[key])
    return Reason("task", say(definition.language, 'Not done yet: "{task}" ({roles}).', task=title, roles=roles), key)
