"""What happened to tasks, in the sentences of a case's history. It never says what was answered."""

from __future__ import annotations

from typing import TypeAlias

from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.events import (
    AnswersSent,
    Event,
    GuestInvited,
    TaskCancelled,
    TaskClaimed,
    TaskDone,
    TaskGiven,
    TaskNotOpened,
    TaskOpened,
    TaskPutAway,
    TaskReleased,
    WaitEnded,
)
from engine.cases.links import shared_label
from engine.cases.shares import BASES
from engine.cases.task_titles import title_of
from engine.sentences.dates import long_day, long_moment
from engine.sentences.say import say

_Told: TypeAlias = (
    TaskOpened | TaskNotOpened | TaskPutAway | TaskDone | TaskCancelled | TaskClaimed | TaskReleased | TaskGiven
)
_OF_TASKS = (
    TaskOpened,
    TaskNotOpened,
    TaskPutAway,
    TaskDone,
    TaskCancelled,
    TaskClaimed,
    TaskReleased,
    TaskGiven,
)


def task_line(definition: Definition, flow: CompiledWorkflow, event: Event) -> str:
    """Return one line for what happened to a task; nothing for anything else that can happen."""
    language = definition.language
    if isinstance(event, WaitEnded):
        state = flow.states.get(event.state)
        title = state.definition.title if state else event.state
        return say(language, '"{state}" waits for nothing more', state=title)
    if isinstance(event, GuestInvited):
        until = long_moment(language, event.expires.astimezone(definition.zone))
        invited = '{person} invited to "{task}" by a link that runs out at {moment}'
        return say(language, invited, person=event.to, task=title_of(flow, event.task), moment=until)
    if isinstance(event, AnswersSent):
        return _sent(definition, flow, event)
    return _of_task(definition, flow, title_of(flow, event.task), event) if isinstance(event, _OF_TASKS) else ""


def _of_task(definition: Definition, flow: CompiledWorkflow, task: str, event: _Told) -> str:
    language = definition.language
    match event:
        case TaskOpened():
            return _opened(definition, task, event)
        case TaskNotOpened():
            return _not_opened(definition, flow, task, event)
        case TaskPutAway():
            return say(language, '"{task}" put away: what it was about is no longer here', task=task)
        case TaskDone():
            return _done(definition, task, event)
        case TaskCancelled():
            return say(language, '"{task}" cancelled. Reason: {reason}', task=task, reason=event.reason)
        case TaskClaimed():
            return say(language, '"{task}" taken by {person}', task=task, person=event.person)
        case TaskReleased():
            done = say(language, '"{task}" let go by {person}', task=task, person=event.person)
            return say(language, "{done}. Reason: {reason}", done=done, reason=event.reason) if event.reason else done
        case TaskGiven():
            done = say(language, '"{task}" given to {person}', task=task, person=event.person)
            return say(language, "{done}. Reason: {reason}", done=done, reason=event.reason)


def _sent(definition: Definition, flow: CompiledWorkflow, event: AnswersSent) -> str:
    """Return what was disclosed to whom, and on which legal basis."""
    language, form = definition.language, definition.forms.get(event.form)
    title = form.definition.title if form is not None else event.form
    roles = definition.roles.named(event.to, language)
    basis = BASES[event.basis].said(language)
    sent = '"{form}" sent in part with "{task}" to: {roles}. Legal basis: {basis}'
    return say(language, sent, form=title, task=title_of(flow, event.task), roles=roles, basis=basis)


def _opened(definition: Definition, task: str, event: TaskOpened) -> str:
    language = definition.language
    done = say(language, '"{task}" opened', task=task)
    if event.day is not None:
        done = say(language, '"{task}" opened, due by {day}', task=task, day=long_day(language, event.day))
    elif event.expires is not None:
        local = event.expires.astimezone(definition.zone)
        done = say(language, '"{task}" opened, due by {day}', task=task, day=long_moment(language, local))
    return say(language, "{done}. Reason: {reason}", done=done, reason=event.reason) if event.reason else done


def _not_opened(definition: Definition, flow: CompiledWorkflow, task: str, event: TaskNotOpened) -> str:
    language = definition.language
    missing = " ".join(
        _missing_of_link(definition, flow, name) or missing_answer(definition, name) for name in event.unanswered
    )
    return say(language, '"{task}" was not opened. {missing}', task=task, missing=missing)


def _missing_of_link(definition: Definition, flow: CompiledWorkflow, name: str) -> str:
    """Return that something is not known of a linked case; nothing where *name* is no such thing."""
    owner, _, rest = name.partition(".")
    link, _, shared = rest.partition(".")
    if owner != "links" or link not in flow.links or not shared:
        return ""
    fact, subject = shared_label(definition, flow.links[link], shared), flow.links[link].title
    return say(definition.language, 'Not known yet: "{fact}" of "{subject}".', fact=fact, subject=subject)


def missing_answer(definition: Definition, name: str) -> str:
    """Return that the question *name* of a form, or of its rows, is not answered, or that a fact is not known."""
    language = definition.language
    owner, _, path = name.partition(".")
    form, steps = definition.forms.get(owner), path.split(".")
    question = form.question(steps) if form is not None and path else None
    if form is not None and question is not None:
        label, title = question.definition.label, form.definition.title
        return say(language, 'Not answered yet: "{field}" in "{form}".', field=label, form=title)
    fact = definition.facts.get((owner, path))
    if fact is not None:
        label, title = fact.definition.label, definition.subjects[owner].title
        return say(language, 'Not known yet: "{fact}" of "{subject}".', fact=label, subject=title)
    return say(language, "Not known yet: {name}.", name=name)


def _done(definition: Definition, task: str, event: TaskDone) -> str:
    language = definition.language
    if event.said_by is None or event.said_at is None:
        return say(language, '"{task}" done', task=task)
    when = long_moment(language, event.said_at.astimezone(definition.zone))
    told = '"{task}" done: said by {person} ({how}) at {moment}'
    return say(language, told, task=task, person=event.said_by, how=event.how or "", moment=when)
