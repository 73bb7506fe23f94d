"""Opening a case: who may, and what starts with it."""

from __future__ import annotations

from datetime import datetime

from engine.cases.commands import OpenCase
from engine.cases.compiled import Definition
from engine.cases.decide.clocks import clock_events
from engine.cases.decide.outcome import Accepted, Declined, declined
from engine.cases.events import CaseOpened, Event, StateEntered, Step
from engine.cases.evolve import evolve
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
    start = flow.definition.start
    today = definition.counting.local_day(now)
    opened = CaseOpened(flow.id, command.reference, command.subject_kind, command.subject, command.team, today)
    first: tuple[Event, ...] = (opened, StateEntered(start, ending=flow.states[start].definition.ending))
    step = Step("", command.case_id, definition.release, 1, now, command.by.id, command.by.on_behalf_of, first)
    before = evolve(None, step)
    clocks = clock_events(definition, flow, before, taken=None, left=frozenset(), entered=frozenset((start,)), now=now)
    step = Step(step.council, step.case, step.release, 1, now, step.by, step.on_behalf_of, (*first, *clocks))
    return Accepted(step, evolve(None, step))
