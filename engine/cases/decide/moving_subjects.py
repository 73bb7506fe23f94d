"""A case goes on about another record, because the host found that the two are of one subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.cases.commands import MoveSubject
from engine.cases.compiled import Definition
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import Accepted, Declined, FactChange, accepted
from engine.cases.decide.writing_back import events_of
from engine.cases.events import SubjectMerged
from engine.cases.snapshot import CaseFile


def move_subject(definition: Definition, file: CaseFile, command: MoveSubject, now: datetime) -> Accepted | Declined:
    """Let the case be about another record; what the old one said otherwise is proposed, for somebody to settle.

    *file* holds what is known of the subject once its records are one.
    """
    case, flow = file.case, definition.workflows[file.case.workflow]
    known = (name for name in command.differing if (case.subject_kind, name) in definition.facts)
    changes = tuple(FactChange(name, command.differing[name], proposed=True) for name in known)
    events = (SubjectMerged(case.subject, command.to), *events_of(changes, ""))
    made = replace(accepted(case, command.by, now, events, None), facts=changes)
    return followed(definition, flow, file, made, now)
