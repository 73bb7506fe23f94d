"""Which tasks open when a case enters a state, and whether what a state waits for is done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from engine.cases.compiled import CompiledAction, CompiledProceed, CompiledTask, CompiledWorkflow, Definition
from engine.cases.deadlines import due
from engine.cases.events import (
    AnswersSent,
    CaseLinked,
    Event,
    LinkedFrom,
    LinkFollowed,
    LinkMoved,
    LinkTaken,
    TaskDone,
    TaskNotOpened,
    TaskOpened,
    TaskPutAway,
)
from engine.cases.links import Linked, LinkRows, handle, link_row
from engine.cases.snapshot import CaseFile, Env, stored_value, workflow_env
from engine.cases.state import Case
from engine.cases.task_titles import task_title
from engine.cases.tasks import of_task, task_id
from engine.cases.values import Answers, Json
from engine.cases.waiting import is_met, tasks_of, waits_for
from engine.definitions.links import ROW
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
    about: str = "",
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
        about,
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
    work = _Opening(definition, flow, replace(file, case=case), now)
    return tuple(event for task in tasks for event in work.of(task))


def link_task_events(
    definition: Definition,
    flow: CompiledWorkflow,
    file: CaseFile,
    case: Case,
    now: datetime,
    *,
    since: tuple[Event, ...],
    entered: frozenset[str],
) -> tuple[Event, ...]:
    """Return the tasks that open, and those that are put away, because *since* made or ended links of *case*.

    The states that it has just *entered* have opened theirs. What was done for a link that has ended stays done.
    """
    changed = [one for one in since if isinstance(one, _OF_LINKS)] if flow.work.along else []
    if not changed:
        return ()
    gone = {handle(case.id, one.link, one.was if isinstance(one, LinkFollowed) else one.other) for one in changed}
    work = _Opening(definition, flow, replace(file, case=case), now)
    here = [one for one in flow.work.along if one.state in case.active and one.state not in entered]
    gone -= {handle(case.id, link, one.other) for link, rows in work.links.items() for one in rows}
    away = (TaskPutAway(key) for key, one in case.tasks.items() if one.is_open and one.about in gone)
    new = {(one.link, one.other) for one in changed if not isinstance(one, LinkFollowed)}
    return (*away, *(event for task in here for event in work.for_new(task, new)))


_OF_LINKS = (CaseLinked, LinkedFrom, LinkTaken, LinkMoved, LinkFollowed)


class _Opening:
    """The tasks of the states that a case enters, or that its links bring, on one picture of the case."""

    def __init__(self, definition: Definition, flow: CompiledWorkflow, file: CaseFile, now: datetime) -> None:
        self.definition, self.flow, self.case, self.now = definition, flow, file.case, now
        self.env: Env = workflow_env(definition, flow, file, now)
        self.links: LinkRows = file.links or {}

    def of(self, task: CompiledTask) -> Iterator[Event]:
        if task.gives in self.case.holders:
            return  # somebody holds the place
        if task.along is not None:
            yield from self._of_links(task, task.along.link)
            return
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
            names = (f"{inside}.{name[4:]}" if name.startswith(ROW) else name for name in unknown)
            yield TaskNotOpened(key, tuple(names))

    def _of_links(self, task: CompiledTask, link: str) -> Iterator[Event]:
        """Yield one task for each linked case, and that those of links which have gone are put away."""
        rows = self.links.get(link, ())
        there = {handle(self.case.id, link, one.other) for one in rows}
        yield from (TaskPutAway(key) for key, one in of_task(self.case.tasks, task.id) if one.about not in there)
        yield from self._opened_for(task, link, rows)

    def for_new(self, task: CompiledTask, new: Collection[tuple[str, str]]) -> Iterator[Event]:
        """Yield the tasks for links that were made just now, of which some may be known already."""
        link = task.along.link if task.along is not None else ""
        about = {one.about for _, one in of_task(self.case.tasks, task.id)}
        rows = [one for one in self.links.get(link, ()) if (link, one.other) in new]
        yield from self._opened_for(
            task, link, [one for one in rows if handle(self.case.id, link, one.other) not in about]
        )

    def _opened_for(self, task: CompiledTask, link: str, rows: Sequence[Linked]) -> Iterator[Event]:
        before = {one.about: (key, one.number or 0) for key, one in of_task(self.case.tasks, task.id)}
        last = max((number for _, number in before.values()), default=0)
        for one in rows:
            row = link_row(self.definition, self.flow.links[link], one)
            about = handle(self.case.id, link, one.other)
            key, number = before.get(about) or (_free_key(self.case, task.id, about), last := last + 1)
            unknown = self._unknown(task, {**self.env, **{f"{ROW}{name}": value for name, value in row.items()}})
            if unknown is None:
                yield _opened(self.definition, task, self.now, key, number=number, about=about)
                yield from _sent(self.definition, self.case, task, key)
            elif unknown:
                yield TaskNotOpened(key, tuple(_of_link(name, link) for name in unknown))

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


def _free_key(case: Case, task: str, about: str) -> str:
    """Return the key of a new task for the link that *about* names; a task that has gone on elsewhere keeps its own."""
    key = f"{task}/{about}"
    return key if key not in case.tasks else _free_key(case, task, handle(case.id, task, about))


def _of_link(name: str, link: str) -> str:
    """Return *name*, said of the linked case, as it is said of the link."""
    return f"links.{link}.{name.removeprefix(ROW)}" if name.startswith(ROW) else name


def _shown_in_title(task: CompiledTask, row: Answers) -> dict[str, Json]:
    names = (name.removeprefix(ROW) for name in slot_names(task.definition.title))
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
