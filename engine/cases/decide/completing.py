"""Completing a task: its own answers, from whoever is to give them, or said another way and recorded for them.

Where the case is by then does not matter: a return that comes late is welcome, and nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.answers import Asking, FormState, Papers
from engine.cases.commands import CompleteTask
from engine.cases.compiled import CompiledAction, CompiledTask, CompiledWorkflow, Definition
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, FactChange, NewSubmission, accepted, declined
from engine.cases.decide.reasons import of_form
from engine.cases.decide.writing_back import events_of, fact_changes
from engine.cases.events import Event, FormSubmitted, TaskDone
from engine.cases.snapshot import CaseFile, time_env
from engine.cases.state import Case
from engine.cases.task_titles import task_title
from engine.cases.tasks import Task, TaskStatus, task_id
from engine.cases.working_out import form_state
from engine.errors import Reason
from engine.sentences.say import Sentence, say

_OVER: Mapping[TaskStatus, Sentence] = {
    "done": Sentence('"{task}" has been done.'),
    "cancelled": Sentence('"{task}" has been cancelled.'),
}


def complete_task(definition: Definition, file: CaseFile, command: CompleteTask, now: datetime) -> Accepted | Declined:
    """Complete a task, with the answers to its form if it has one; without a form it is ticked off.

    Declined to someone who may not: only that is said. Otherwise all that is wrong is said together.
    """
    case = file.case
    flow = definition.workflows[case.workflow]
    held = on_case(flow, case, command.task)
    if not may_know_of(definition, flow, case, command.by, command.task):
        return UNSEEN
    if held is None:
        return declined(no_such_task(definition))
    task, one = held
    standing = definition.roles.standing_on_tasks(command.by, case)
    forbidden = who_may_not_complete(definition, flow, case, command.task, command.by, on_behalf=command.on_behalf)
    if forbidden is not None:
        return declined(forbidden)
    return _Completing(definition, flow, file, command, task, one, standing, now).outcome()


def on_case(flow: CompiledWorkflow, case: Case, key: str) -> tuple[CompiledTask, Task] | None:
    """Return a task as the definition and the case know it; nothing when the case has no such task."""
    task, one = flow.work.tasks.get(task_id(key)), case.tasks.get(key)
    return None if task is None or one is None else (task, one)


def still_open(
    definition: Definition, flow: CompiledWorkflow, case: Case, key: str, *, known: bool
) -> tuple[CompiledTask, Task, str] | Declined:
    """Return a task that is open, as the definition and the case know it, with its title; or why nothing can be done.

    *known* says whether the person who asks may know of it.
    """
    if not known:
        return UNSEEN
    held = on_case(flow, case, key)
    if held is None:
        return declined(no_such_task(definition))
    title = task_title(*held)
    return (*held, title) if held[1].is_open else declined(no_longer_open(definition, title, held[1].status, key))


def completing(definition: Definition, case: Case, key: str) -> CompiledAction | None:
    """Return what completing the task *key* is, as an action; nothing when the case has no such task."""
    held = on_case(definition.workflows[case.workflow], case, key)
    return None if held is None else replace(held[0].action, task=key)


def may_know_of(definition: Definition, flow: CompiledWorkflow, case: Case, by: Actor, key: str) -> bool:
    """Whether this person may know of a task: they see the case, or it is theirs to do."""
    if may(definition.roles.standing(by, case), "see", flow.view):
        return True
    held = on_case(flow, case, key)
    return held is not None and may(definition.roles.standing_on_tasks(by, case), "do", held[0].by)


def no_longer_open(definition: Definition, title: str, status: TaskStatus, key: str) -> Reason:
    """Return why nothing more can be done about a task that is not open."""
    return Reason("not_open", _OVER[status].said(definition.language, task=title), key)


def no_such_task(definition: Definition) -> Reason:
    return Reason("unknown_task", say(definition.language, "There is no such task on this case."))


def who_may_not_complete(
    definition: Definition,
    flow: CompiledWorkflow,
    case: Case,
    key: str,
    by: Actor,
    *,
    on_behalf: object = None,
) -> Reason | None:
    """Return why this person may not complete the task *key* now, or nothing when they may.

    With *on_behalf* they record what someone else said, which the task lets only some people do.
    """
    language, held = definition.language, on_case(flow, case, key)
    if held is None:
        return no_such_task(definition)
    task, one = held
    title = task_title(task, one)
    if one.status != "open":
        return no_longer_open(definition, title, one.status, key)
    standing = definition.roles.standing_on_tasks(by, case)
    if on_behalf is not None and not may(standing, "record", task.on_behalf):
        roles = definition.roles.named(sorted(task.on_behalf), language)
        text = say(language, 'Recording "{task}" for somebody else is for: {roles}.', task=title, roles=roles)
        return Reason("not_allowed", text, key)
    if on_behalf is None and not may(standing, "do", task.by):
        roles = definition.roles.named(sorted(task.by), language)
        text = say(language, '"{action}" is for: {roles}.', action=title, roles=roles)
        if may(standing, "record", task.on_behalf):
            text = say(language, "{refusal} You may record what they said: say from whom, how and when.", refusal=text)
        return Reason("not_allowed", text, key)
    if task.gives:
        text = say(
            language,
            'Give the place "{role}" to somebody: that is what this task waits for.',
            role=definition.roles.titles[task.gives],
        )
        return Reason("by_giving", text, key)
    if on_behalf is None and one.holder is not None and one.holder not in by.people:
        text = say(language, '"{task}" is held by {person}.', task=title, person=one.holder)
        return Reason("held", text, key)
    return None


def asking_of_task(
    definition: Definition, task: CompiledTask, file: CaseFile, standing: frozenset[str], now: datetime
) -> tuple[Asking, Papers]:
    """Return in what circumstances *task* asks its form, and with what papers at hand."""
    context = time_env(definition, now)
    return Asking(task.id, standing, context, file.echoes), Papers(file.kept, file.draft, {}, file.copied)


class _Completing:
    """One task being completed by someone who may."""

    def __init__(
        self,
        definition: Definition,
        flow: CompiledWorkflow,
        file: CaseFile,
        command: CompleteTask,
        task: CompiledTask,
        one: Task,
        standing: frozenset[str],
        now: datetime,
    ) -> None:
        self.definition, self.flow, self.file, self.command = definition, flow, file, command
        self.task, self.one, self.now, self.case = task, one, now, file.case
        # Who records what someone else said fills in what that person was asked.
        self.standing = standing | task.by if command.on_behalf is not None else standing
        self.form = task.definition.form

    def outcome(self) -> Accepted | Declined:
        state = self._form_state()
        reasons = [*self._form_reasons(state), *self._said_reasons()]
        if reasons:
            return Declined(tuple(dict.fromkeys(reasons)))
        submission = self._submission(state)
        facts: tuple[FactChange, ...] = ()
        if state is not None and self.form is not None and self.definition.forms[self.form].writes_back:
            facts = fact_changes(self.definition, self.file, self.form, state, self.standing)
        events = (*self._done(state, submission), *events_of(facts, self.form or ""))
        made = replace(accepted(self.case, self.command.by, self.now, events, submission), facts=facts)
        return followed(self.definition, self.flow, self.file, made, self.now)

    def _form_state(self) -> FormState | None:
        if self.form is None:
            return None
        asking, papers = asking_of_task(self.definition, self.task, self.file, self.standing, self.now)
        return form_state(self.definition.forms[self.form], asking, replace(papers, sent=self.command.answers))

    def _form_reasons(self, state: FormState | None) -> list[Reason]:
        if state is not None and self.form is not None:
            return of_form(self.definition, self.form, state, self.command.passed)
        if not self.command.answers:
            return []
        title = task_title(self.task, self.one)
        text = say(self.definition.language, '"{action}" asks no questions.', action=title)
        return [Reason("no_form", text, self.command.task)]

    def _said_reasons(self) -> list[Reason]:
        """What was said another way says from whom, how and when; nobody said it before it was asked, or tomorrow."""
        said, language = self.command.on_behalf, self.definition.language
        if said is None:
            return []
        if not (said.said_by.strip() and said.how.strip()):
            text = say(language, "Say from whom the answer came, and how: by phone, for instance.")
            return [Reason("on_behalf", text, self.command.task)]
        if said.at > self.now:
            text = say(language, "When the answer was given cannot be in the future.")
            return [Reason("future", text, self.command.task)]
        return []

    def _submission(self, state: FormState | None) -> NewSubmission | None:
        if state is None or self.form is None:
            return None
        copied = {name: replace(one, confirmed=True) for name, one in self.file.copied.items() if name in state.answers}
        return NewSubmission(self.command.submission, self.form, 1, self.task.id, state.answers, copied)

    def _done(self, state: FormState | None, made: NewSubmission | None) -> tuple[Event, ...]:
        said = self.command.on_behalf
        how = (said.said_by, said.how, said.at) if said is not None else (None, None, None)
        if state is None or made is None:
            return (TaskDone(self.command.task, "", {}, *how),)
        needed = self.flow.needs[made.form]
        named = {name: value for name, value in made.answers.items() if name in needed}
        passed = {one.code: self.command.passed[one.code] for one in state.warnings if one.code in self.command.passed}
        today = self.definition.counting.local_day(self.now)
        submitted = FormSubmitted(made.form, made.id, 1, today, named, state.dropped, passed)
        return (submitted, TaskDone(self.command.task, made.id, named, *how))
