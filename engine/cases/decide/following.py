"""What follows from what was done: where the case moves, and what that starts and ends.

One order, whatever a step began with (an action, a task, a message, a clock that ran out): the case leaves and enters
states, then its clocks end and start on what the case has become.
"""

from __future__ import annotations

from datetime import datetime

from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide.clocks import clock_events
from engine.cases.decide.outcome import Accepted
from engine.cases.events import Event, StateEntered, StateLeft
from engine.cases.snapshot import CaseFile


def followed(
    definition: Definition,
    flow: CompiledWorkflow,
    file: CaseFile,
    made: Accepted,
    now: datetime,
    *,
    to: tuple[str, ...] = (),
    taken: str | None = None,
    redated: frozenset[str] = frozenset(),
) -> Accepted:
    """Return *made* with all that follows from it.

    *file* holds the papers of the step, *made* the case after what was done. *to* are the states that the case moves
    to; *taken* is the action of the step; *redated* the actions whose day was put right.
    """
    left: set[str] = set()
    entered: set[str] = set()
    for target in to:
        moved = _moved(flow, made.case.states, target)
        left.update(event.state for event in moved if isinstance(event, StateLeft))
        entered.update(event.state for event in moved if isinstance(event, StateEntered))
        made = made.with_events(moved)
    clocks = clock_events(
        definition,
        flow,
        made.case,
        taken=taken,
        left=frozenset(left),
        entered=frozenset(entered),
        redated=redated,
        now=now,
    )
    return made.with_events(clocks)


def _moved(flow: CompiledWorkflow, states: tuple[str, ...], target: str) -> tuple[Event, ...]:
    """Return the states that are left and entered on the way to *target*."""
    reopened = any(flow.states[state].definition.ending for state in states)
    entered = StateEntered(target, ending=flow.states[target].definition.ending, new_round=reopened)
    return (*(StateLeft(state) for state in states), entered)
