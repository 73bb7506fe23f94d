"""Patterns over linked cases, looked for after every step: they tell people, never move a case and name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.cases.compiled import CompiledAlert, CompiledWorkflow, Definition
from engine.cases.deadlines import due
from engine.cases.decide.tasks import opened_task
from engine.cases.events import AlertRaised, Event, PeopleTold
from engine.cases.snapshot import CaseFile, workflow_env
from engine.cases.state import Case


def alert_events(definition: Definition, flow: CompiledWorkflow, file: CaseFile, now: datetime) -> tuple[Event, ...]:
    """Return the patterns that are noticed now, and who is told. *file* holds the case after all else in this step.

    A pattern that cannot be made out, because something is not known, is not there.
    """
    quiet = {name for name, until in file.case.alerts.items() if now < until}
    waiting = [one for one in flow.alerts if one.id not in quiet]
    if not waiting:
        return ()
    env = workflow_env(definition, flow, file, now)
    found = [one for one in waiting if one.when.evaluate(env) is True]
    return tuple(event for one in found for event in _raised(definition, flow, file.case, one, now))


def _raised(
    definition: Definition, flow: CompiledWorkflow, case: Case, alert: CompiledAlert, now: datetime
) -> Iterator[Event]:
    yield AlertRaised(alert.id, due(alert.definition.again_after, now, definition.counting).expires)
    if alert.definition.task is not None:
        yield from opened_task(definition, flow, case, alert.definition.task.id, now)
    yield PeopleTold(alert.tell, "alert", alert.id)
