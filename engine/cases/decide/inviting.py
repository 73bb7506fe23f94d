"""Asking somebody without an account: a link by which they do one task, once. That it went out is on record."""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.commands import InviteGuest
from engine.cases.compiled import CompiledTask, Definition
from engine.cases.decide.completing import still_open
from engine.cases.decide.outcome import Accepted, Declined, accepted, declined
from engine.cases.decide.reasons import not_let_in
from engine.cases.events import GuestInvited
from engine.cases.snapshot import CaseFile
from engine.errors import Reason
from engine.sentences.say import say


def invite_guest(definition: Definition, file: CaseFile, command: InviteGuest, now: datetime) -> Accepted | Declined:
    """Record that somebody of an outside agency is asked to do a task by a link.

    Whoever may record what the agency says may ask it this way; the task is one that an outside agency does.
    """
    case, language = file.case, definition.language
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(command.by, case)
    held = still_open(definition, flow, case, command.task, known=may(standing, "see", flow.view))
    if isinstance(held, Declined):
        return held
    task, _, title = held
    if not may(standing, "record", task.on_behalf):
        roles = definition.roles.named(sorted(task.on_behalf), language)
        text = say(language, 'Inviting somebody to "{task}" is for: {roles}.', task=title, roles=roles)
        return declined(Reason("not_allowed", text, command.task))
    role = outside_role(definition, task)
    if role is None:
        text = say(language, '"{task}" is not done by an outside agency, so nobody is invited to it.', task=title)
        return declined(Reason("not_outside", text, command.task))
    if (shut_out := not_let_in(definition, case, command.task, Actor("guest", [role]))) is not None:
        return declined(shut_out)
    if not command.to.strip():
        text = say(language, "Say who is invited: a name, and where they work.")
        return declined(Reason("who", text, command.task))
    return accepted(case, command.by, now, (GuestInvited(command.task, role, command.to, command.expires),), None)


def outside_role(definition: Definition, task: CompiledTask) -> str | None:
    """Return the role of an outside agency that does *task*, if one does."""
    return next((one for one in sorted(task.by) if definition.roles.reach.get(one) == "task"), None)
