"""Giving a place on a case to a person, and taking it back."""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import may
from engine.cases.commands import Assign
from engine.cases.compiled import Definition
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, accepted, declined
from engine.cases.decide.reasons import cannot_take
from engine.cases.decide.tasks import freed, given
from engine.cases.events import CaseRoleEnded, CaseRoleGiven, Event
from engine.cases.snapshot import CaseFile
from engine.errors import Reason
from engine.sentences.say import Sentence, say


def assign(definition: Definition, file: CaseFile, command: Assign, now: datetime) -> Accepted | Declined:
    """Give the case role of *command* to its person, or make the place free when there is none."""
    case = file.case
    language, flow = definition.language, definition.workflows[case.workflow]
    standing = definition.roles.standing(command.by, case)
    if not may(standing, "see", flow.view):
        return UNSEEN
    given_by = definition.roles.given_by.get(command.role)
    if given_by is None:
        return declined(Reason("unknown_role", say(language, "There is no such place on a case.")))
    title = definition.roles.titles[command.role]
    if not may(standing, "give", definition.roles.members(given_by)):
        roles = definition.roles.named(sorted(given_by), language)
        text = say(language, '"{role}" is given by: {roles}.', role=title, roles=roles)
        return declined(Reason("not_allowed", text, command.role))
    unable = cannot_take(definition, case, command.role, command.taker)
    if unable is not None:
        return declined(unable)
    holder = case.holders.get(command.role)
    if holder == command.person:
        already = Sentence('"{role}" is held by this person already.')
        already = Sentence('"{role}" is free already.') if holder is None else already
        return declined(Reason("no_change", already.said(language, role=title), command.role))
    made = accepted(case, command.by, now, _events(command, holder), None)
    if command.person is None:
        made = made.with_events(tuple(freed(definition, flow, made.case, command.role, now)))
    else:
        made = made.with_events(tuple(given(flow, made.case, command.role)))
    return followed(definition, flow, file, made, now)


def _events(command: Assign, holder: str | None) -> tuple[Event, ...]:
    ended: tuple[Event, ...] = (CaseRoleEnded(command.role, holder),) if holder is not None else ()
    given: tuple[Event, ...] = (CaseRoleGiven(command.role, command.person),) if command.person is not None else ()
    return ended + given
