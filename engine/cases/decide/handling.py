"""Who does a task, and whether it is needed: opened from a list, cancelled with a reason, taken, let go, given away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.cases.access import may
from engine.cases.commands import CancelTask, HandTask, OpenTask
from engine.cases.compiled import CompiledAdHoc, CompiledWorkflow, Definition
from engine.cases.decide.completing import may_know_of, still_open
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, accepted, declined
from engine.cases.decide.reasons import not_let_in
from engine.cases.decide.tasks import opened_task
from engine.cases.events import Event, TaskCancelled, TaskClaimed, TaskGiven, TaskReleased
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.errors import Reason
from engine.sentences.say import say


def open_task(definition: Definition, file: CaseFile, command: OpenTask, now: datetime) -> Accepted | Declined:
    """Open a task from a list of the workflow, or of the state that the case is in."""
    case, language = file.case, definition.language
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(command.by, case)
    if not may(standing, "see", flow.view):
        return UNSEEN
    task = flow.work.tasks.get(command.task)
    lists = [one for one in ad_hoc_lists(flow, case) if command.task in one.tasks]
    if task is None or not task.ad_hoc:
        return declined(Reason("unknown_task", say(language, "There is no such task that could be opened here.")))
    if not lists:
        where = flow.where(case.states)
        text = say(language, '"{action}" cannot be done in "{state}".', action=task.definition.title, state=where)
        return declined(Reason("not_here", text, task.id))
    by = frozenset().union(*(one.by for one in lists))
    if not may(standing, "do", by):
        roles = definition.roles.named(sorted(by), language)
        text = say(language, 'Opening "{task}" is for: {roles}.', task=task.definition.title, roles=roles)
        return declined(Reason("not_allowed", text, task.id))
    before = case.tasks.get(task.id)
    if before is not None and before.is_open:
        text = say(language, '"{task}" is open already.', task=task.definition.title)
        return declined(Reason("open_already", text, task.id))
    opened = opened_task(definition, flow, case, task.id, now, reason=command.reason)
    return followed(definition, flow, file, accepted(case, command.by, now, opened, None), now)


def ad_hoc_lists(flow: CompiledWorkflow, case: Case) -> Iterator[CompiledAdHoc]:
    """Yield the lists of tasks that may be opened now; in an ending there are none."""
    if case.ended_at is None:
        yield from (flow.work.ad_hoc[state] for state in ("", *sorted(case.active)) if state in flow.work.ad_hoc)


def cancel_task(definition: Definition, file: CaseFile, command: CancelTask, now: datetime) -> Accepted | Declined:
    """Cancel a task of the case, with a reason. A state's own task ends with the state, so it is not cancelled."""
    case, language = file.case, definition.language
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(command.by, case)
    held = still_open(definition, flow, case, command.task, known=may(standing, "see", flow.view))
    if isinstance(held, Declined):
        return held
    task, _, title = held
    if task.state:
        text = say(language, '"{task}" cannot be cancelled: it belongs to the state of the case.', task=title)
        return declined(Reason("not_cancelled", text, command.task))
    by = may_cancel(flow, command.task)
    if not may(standing, "do", by):
        roles = definition.roles.named(sorted(by), language)
        text = say(language, 'Cancelling "{task}" is for: {roles}.', task=title, roles=roles)
        return declined(Reason("not_allowed", text, command.task))
    if not (command.reason or "").strip():
        text = say(language, 'Cancelling "{task}" needs a reason.', task=title)
        return declined(Reason("reason", text, command.task))
    cancelled = TaskCancelled(command.task, command.reason or "")
    return followed(definition, flow, file, accepted(case, command.by, now, (cancelled,), None), now)


def may_cancel(flow: CompiledWorkflow, task: str) -> frozenset[str]:
    """Return who may cancel a task of the case: whoever may open it ad hoc, else whoever is to do it."""
    lists = [one.by for one in flow.work.ad_hoc.values() if task in one.tasks]
    return frozenset().union(*lists) if lists else flow.work.tasks[task].by


def hand_task(definition: Definition, file: CaseFile, command: HandTask, now: datetime) -> Accepted | Declined:
    """Take a task, let it go, or give it to somebody. What is somebody else's is taken from them only with a reason."""
    case = file.case
    flow = definition.workflows[case.workflow]
    known = may_know_of(definition, flow, case, command.by, command.task)
    held = still_open(definition, flow, case, command.task, known=known)
    if isinstance(held, Declined):
        return held
    (task, one, title), language = held, definition.language
    if not may(definition.roles.standing_on_tasks(command.by, case), "do", task.by):
        roles = definition.roles.named(sorted(task.by), language)
        text = say(language, '"{action}" is for: {roles}.', action=title, roles=roles)
        return declined(Reason("not_allowed", text, command.task))
    if (shut_out := not_let_in(definition, case, command.task, command.taker)) is not None:
        return declined(shut_out)
    if command.taker is not None and not may(definition.roles.standing_on_tasks(command.taker, case), "do", task.by):
        roles = definition.roles.named(sorted(task.by), language)
        text = say(language, '"{task}" can be given to: {roles}.', task=title, roles=roles)
        return declined(Reason("cannot_take", text, command.task))
    if one.holder == command.person:
        text = say(language, '"{task}" is held by nobody.', task=title)
        if command.person is not None:
            text = say(language, '"{task}" is held by {person}.', task=title, person=command.person)
        return declined(Reason("no_change", text, command.task))
    is_own = command.by.id in (one.holder, command.person) and (one.holder is None or command.person is None)
    if not is_own and not (command.reason or "").strip():
        text = say(language, 'Taking "{task}" from somebody, or giving it to them, needs a reason.', task=title)
        return declined(Reason("reason", text, command.task))
    return accepted(case, command.by, now, (_handed(command, one.holder),), None)


def _handed(command: HandTask, holder: str | None) -> Event:
    if command.person is None:
        return TaskReleased(command.task, holder or "", command.reason)
    if command.person == command.by.id and holder is None:
        return TaskClaimed(command.task, command.person)
    return TaskGiven(command.task, command.person, command.reason or "")
