"""What a case does about what comes from a linked case: a message, or the news that it was linked."""

from __future__ import annotations

from datetime import datetime

from engine.cases.commands import HearMessage
from engine.cases.compiled import Definition
from engine.cases.decide.following import followed
from engine.cases.decide.links import heard
from engine.cases.decide.outcome import Accepted, Declined, accepted
from engine.cases.snapshot import CaseFile


def hear_message(definition: Definition, file: CaseFile, command: HearMessage, now: datetime) -> Accepted | Declined:
    """Take a message into the history of the case, with whatever the present state does about it."""
    case, today = file.case, definition.counting.local_day(now)
    flow = definition.workflows[case.workflow]
    made = accepted(case, command.by, now, tuple(heard(flow, case, command, today)), None)
    return followed(definition, flow, file, made, now)
