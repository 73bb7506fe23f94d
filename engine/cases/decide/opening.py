"""Opening a case: who may, and what starts with it."""

from __future__ import annotations

from datetime import datetime

from engine.cases.commands import OpenCase
from engine.cases.compiled import Definition
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import Accepted, Declined, declined
from engine.cases.events import CaseOpened, Step
from engine.cases.evolve import evolve
from engine.cases.snapshot import CaseFile
from engine.cases.values import is_reference
from engine.errors import Reason
from engine.sentences.say import say


def open_case(definition: Definition, command: OpenCase, now: datetime) -> Accepted | Declined:
    """Open a case in its workflow's first state, with the clocks that start there."""
    language, flow = definition.language, definition.workflows.get(command.workflow)
    if flow is None:
        return declined(Reason("unknown_workflow", say(language, "There is no such workflow.")))
    title = flow.definition.title
    if not (definition.roles.standing(command.by, None) & flow.opened_by):
        roles = definition.roles.named(sorted(flow.opened_by), language)
        text = say(language, 'Opening "{workflow}" is for: {roles}.', workflow=title, roles=roles)
        return declined(Reason("not_allowed", text, flow.id))
    if command.subject_kind != flow.definition.subject:
        subject = definition.subjects[flow.definition.subject].title
        text = say(language, '"{workflow}" is about: {subject}.', workflow=title, subject=subject)
        return declined(Reason("wrong_subject", text, flow.id))
    if not is_reference(command.subject):
        text = say(language, "Name the subject by a reference of letters, digits and dashes.")
        return declined(Reason("wrong_subject", text, flow.id))
    today = definition.counting.local_day(now)
    opened = CaseOpened(flow.id, command.reference, command.subject_kind, command.subject, command.team, today)
    step = Step("", command.case_id, definition.release, 1, now, command.by.id, command.by.on_behalf_of, (opened,))
    made = Accepted(step, evolve(None, step))
    return followed(definition, flow, CaseFile(made.case, command.facts), made, now, to=(flow.definition.start,))
