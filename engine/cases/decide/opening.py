"""Opening a case: who may, and what starts with it."""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.commands import OpenCase
from engine.cases.compiled import Definition
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import Accepted, Declined, declined
from engine.cases.events import CaseOpened, LinkedFrom, Step
from engine.cases.evolve import evolve
from engine.cases.links import Linked
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.values import is_reference
from engine.errors import Reason
from engine.sentences.say import say


def open_case(definition: Definition, command: OpenCase, now: datetime) -> Accepted | Declined:
    """Open a case in its workflow's first state, with the clocks that start there."""
    language, flow = definition.language, definition.workflows.get(command.workflow)
    if flow is None:
        return declined(Reason("unknown_workflow", say(language, "There is no such workflow.")))
    title = flow.definition.title
    refused = not_opened_by(definition, flow.id, command.by)
    if refused is not None and not command.linked:
        return declined(refused)
    if command.subject_kind != flow.definition.subject:
        subject = definition.subjects[flow.definition.subject].title
        text = say(language, '"{workflow}" is about: {subject}.', workflow=title, subject=subject)
        return declined(Reason("wrong_subject", text, flow.id))
    if not is_reference(command.subject):
        text = say(language, "Name the subject by a reference of letters, digits and dashes.")
        return declined(Reason("wrong_subject", text, flow.id))
    today = definition.counting.local_day(now)
    opened = CaseOpened(flow.id, command.reference, command.subject_kind, command.subject, command.team, today)
    by = command.by
    step = Step("", command.case_id, definition.release, 1, now, by.id, by.on_behalf_of, (opened,), by.reason)
    made = Accepted(step, evolve(None, step))
    if command.split_off is not None:
        made = made.with_events((command.split_off,))
    links: dict[str, tuple[Linked, ...]] = {}
    for back, other in command.linked:
        made = made.with_events((LinkedFrom(back, other, today),))
        links[back] = (*links.get(back, ()), Linked(back, other, today))
    file = CaseFile(made.case, command.facts, links=links)
    return followed(definition, flow, file, made, now, to=(flow.definition.start,))


def not_opened_by(definition: Definition, workflow: str, by: Actor, beside: Case | None = None) -> Reason | None:
    """Return why this person may not open a case of *workflow*, or nothing when they may.

    *beside* is the case from which they open it: they may hold a place there.
    """
    flow = definition.workflows[workflow]
    standing = definition.roles.standing(by, None) | definition.roles.standing(by, beside)
    if may(standing, "open", flow.opened_by):
        return None
    roles = definition.roles.named(sorted(flow.opened_by), definition.language)
    said = 'Opening "{workflow}" is for: {roles}.'
    return Reason("not_allowed", say(definition.language, said, workflow=flow.definition.title, roles=roles), flow.id)
