"""What follows from what was done: where the case moves, and what that starts and ends.

One order, whatever a step began with (an action, a task, a message, a clock that ran out): the case leaves and enters
states, and goes on by itself where all strands of a state have ended; then its clocks end and start on what the case
has become, messages go out, and patterns are looked for. Last of all it must not be where the workflow says that no
case may be.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.cases.chart import around
from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition
from engine.cases.decide.alerts import alert_events
from engine.cases.decide.clocks import clock_events
from engine.cases.decide.outcome import Accepted, Declined, declined
from engine.cases.decide.reasons import at_fault, goes_round
from engine.cases.decide.tasks import link_task_events, proceeding, task_events
from engine.cases.decide.telling import messages
from engine.cases.events import Event, StateEntered, StateLeft, StrandsEnded, WaitEnded
from engine.cases.snapshot import CaseFile, workflow_env
from engine.cases.state import Case
from engine.errors import Reason

MOST_AUTOMATIC_STEPS = 100
"""A workflow that goes round by itself is found when it is checked; this is for one that was not."""


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
) -> Accepted | Declined:
    """Return *made* with all that follows from it, or why that may not be.

    *file* holds the papers of the step, *made* the case after what was done. *to* are the states that the case moves
    to; *taken* is the action of the step; *redated* the actions whose day was put right.
    """
    # Looked up before anything moves: one action id can mean different things in different states.
    action = None if taken is None else _offered(flow, made.case.states, taken)
    left: set[str] = set()
    entered: set[str] = set()
    waiting, over = list(to), None
    news = made.step.events
    for _ in range(MOST_AUTOMATIC_STEPS):
        for target in waiting:
            events = _moved(flow, made.case, target, over)
            left.update(event.state for event in events if isinstance(event, StateLeft))
            here = frozenset(event.state for event in events if isinstance(event, StateEntered))
            entered |= here
            made = made.with_events(events)
            made = made.with_events(task_events(definition, flow, file, made.case, now, entered=here))
        there = frozenset(entered)
        made = made.with_events(link_task_events(definition, flow, file, made.case, now, since=news, entered=there))
        news = ()
        over = flow.chart.done(made.case.states)
        if over is not None:
            made = made.with_events((StrandsEnded(over),))
            waiting = [flow.chart.targets[over, "when_done"]]
        elif (wait := proceeding(definition, flow, file, made.case, now)) is not None:
            made = made.with_events((WaitEnded(wait.state),))
            waiting = [wait.target]
        else:
            break
    else:
        return declined(goes_round(definition, flow, made.case.states))
    clocks = clock_events(
        definition,
        flow,
        made.case,
        action=action,
        left=frozenset(left),
        entered=frozenset(entered),
        redated=redated,
        now=now,
    )
    made = made.with_events((*clocks, *messages(flow, sorted(entered))))
    if flow.alerts:
        made = made.with_events(alert_events(definition, flow, replace(file, case=made.case), now))
    broken = _broken(definition, flow, replace(file, case=made.case), now) if flow.always else ()
    return declined(*broken) if broken else made


def _offered(flow: CompiledWorkflow, states: tuple[str, ...], action: str) -> CompiledAction | None:
    return next(iter(flow.offers(states).get(action, ())), None)


def _moved(flow: CompiledWorkflow, case: Case, target: str, over: str | None) -> tuple[Event, ...]:
    """Return the states that are left and entered on the way to *target*, inner to outer and then outer to inner.

    *over* is the state that the case leaves by itself. What has ended is not gone on with when the case comes back.
    """
    reopened = any(flow.states[state].definition.ending for state in case.states)
    now = flow.chart.remembered(case.states)
    ended = frozenset(around(over)) if over is not None else frozenset()
    last = {} if reopened else {path: was for path, was in {**case.left, **now}.items() if path not in ended}
    move = flow.chart.move(case.states, target, last)
    left = (StateLeft(path, last[path] if path in now and path in last else ()) for path in move.left)
    entered = (
        StateEntered(path, ending=flow.states[path].definition.ending, new_round=reopened and place == 0)
        for place, path in enumerate(move.entered)
    )
    return (*left, *entered)


def _broken(definition: Definition, flow: CompiledWorkflow, file: CaseFile, now: datetime) -> tuple[Reason, ...]:
    """Return what is so of the case after the step and must never be."""
    env = workflow_env(definition, flow, file, now)
    return tuple(at_fault(definition, never) for never in flow.always if never.expression.evaluate(env) is True)
