"""What a case does about what comes from a linked case: a message, or the news that it was linked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.cases.commands import HearMessage
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide.following import followed
from engine.cases.decide.links import heard_by
from engine.cases.decide.merging import handed_on
from engine.cases.decide.outcome import Accepted, Declined, accepted
from engine.cases.decide.tasks import opened_task
from engine.cases.events import Event, LinkedFrom, MessageHeard
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case


def hear_message(definition: Definition, file: CaseFile, command: HearMessage, now: datetime) -> Accepted | Declined:
    """Take a message into the history of the case, with whatever the present state does about it."""
    flow = definition.workflows[file.case.workflow]
    events = tuple(_events(definition, flow, file.case, command, now))
    made = handed_on(flow, file, accepted(file.case, command.by, now, events, None))
    return followed(definition, flow, file, made, now)


def _events(
    definition: Definition, flow: CompiledWorkflow, case: Case, command: HearMessage, now: datetime
) -> Iterator[Event]:
    """Yield what a message does: it is kept in the history, and does nothing where nobody hears it."""
    if not command.message:
        yield LinkedFrom(command.link, command.other, definition.counting.local_day(now))
        return
    heard = heard_by(flow, case, command)
    yield MessageHeard(command.link, command.message, command.other, bool(heard))
    for task in dict.fromkeys(one.task.id for one in heard if one.task is not None):
        yield from opened_task(definition, flow, case, task, now)
