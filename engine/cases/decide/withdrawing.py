"""Withdrawing what should never have been submitted: taken out with a reason, and a note that stays.

The state never changes. What the submission wrote to the subject's record stays there, and is named, so that somebody
looks at it; what it only proposed is taken back.
"""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.commands import WithdrawForm
from engine.cases.compiled import Definition
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, accepted, declined
from engine.cases.events import Event, FactTakenBack, FormStandsAgain, FormWithdrawn
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.submissions import Traces
from engine.errors import Reason
from engine.sentences.say import say


def withdraw_form(definition: Definition, file: CaseFile, command: WithdrawForm, now: datetime) -> Accepted | Declined:
    """Take out a form's latest submission; the one before it, if there was one, is the latest again."""
    case = file.case
    if not may(definition.roles.standing(command.by, case), "see", definition.workflows[case.workflow].view):
        return UNSEEN
    stopped = why_not_withdrawn(definition, case, command.form, command.by)
    if stopped is not None:
        return declined(stopped)
    form = definition.forms[command.form].definition
    if form.withdraw is not None and form.withdraw.reason == "required" and not (command.reason or "").strip():
        return declined(
            Reason(
                "reason",
                say(definition.language, 'Withdrawing "{form}" needs a reason.', form=form.title),
                command.form,
            )
        )
    return _accepted(definition, file, command, now)


def why_not_withdrawn(definition: Definition, case: Case, form: str, by: Actor) -> Reason | None:
    """Return why this person may not withdraw *form* from *case*, or nothing when they may."""
    language, compiled = definition.language, definition.forms.get(form)
    if compiled is None:
        return Reason("unknown_form", say(language, "There is no such form."))
    title = compiled.definition.title
    if compiled.definition.withdraw is None:
        text = say(language, '"{form}" cannot be withdrawn once it is submitted.', form=title)
        return Reason("not_withdrawn", text, form)
    if not may(definition.roles.standing(by, case), "withdraw", compiled.withdrawn_by):
        roles = definition.roles.named(sorted(compiled.withdrawn_by), language)
        return Reason(
            "not_allowed", say(language, 'Withdrawing "{form}" is for: {roles}.', form=title, roles=roles), form
        )
    if form not in case.submissions:
        missing = '"{form}" is not submitted on this case, so there is nothing to withdraw.'
        return Reason("not_submitted", say(language, missing, form=title), form)
    return None


def _accepted(definition: Definition, file: CaseFile, command: WithdrawForm, now: datetime) -> Accepted | Declined:
    case, traces = file.case, file.traces or Traces()
    latest, before = case.submissions[command.form], traces.before
    events: list[Event] = [FormWithdrawn(command.form, latest.id, latest.revision, command.reason, traces.wrote)]
    if before is not None:
        again = FormStandsAgain(command.form, before.id, before.revision, before.on, before.by, before.answers)
        events.append(again)
    events += [FactTakenBack(fact) for fact in traces.proposed]
    done = accepted(case, command.by, now, tuple(events), None)
    made = Accepted(done.step, done.case, withdrawn=latest.id)
    return followed(definition, definition.workflows[case.workflow], file, made, now)
