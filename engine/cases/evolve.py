"""From a case and what happened to it, the next case. Nothing is judged here: events are facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.cases.events import (
    ActionTaken,
    CaseOpened,
    CaseRoleEnded,
    CaseRoleGiven,
    ClockEnded,
    ClockStarted,
    Event,
    FormGivenBack,
    FormSubmitted,
    StateEntered,
    StateLeft,
    Step,
)
from engine.cases.state import Case, Clock, Done, Submitted


def evolve(case: Case | None, step: Step) -> Case:
    """Return the case after *step*. The first step of a case opens it."""
    for event in step.events:
        case = apply(case, event, step)
    if case is None:
        raise ValueError("the first step of a case must open it")
    return replace(case, version=step.version, release=step.release)


def fold(steps: Iterable[Step]) -> Case:
    """Return the case that *steps* made: the record, replayed from its beginning."""
    case: Case | None = None
    for step in steps:
        case = evolve(case, step)
    if case is None:
        raise ValueError("a case has at least one step")
    return case


def apply(case: Case | None, event: Event, step: Step) -> Case:
    """Return the case after one event of *step*."""
    if isinstance(event, CaseOpened):
        return _opened(event, step)
    assert case is not None
    match event:
        case FormSubmitted():
            made = Submitted(event.submission, event.revision, event.on, step.by, event.answers)
            return replace(case, submissions={**case.submissions, event.form: made})
        case ActionTaken():
            return replace(case, done={**case.done, event.action: _done(case.done.get(event.action), event, step)})
        case FormGivenBack():
            back = replace(case.submissions[event.form], given_back=event.reason)
            return replace(case, submissions={**case.submissions, event.form: back})
        case CaseRoleGiven():
            return replace(case, holders={**case.holders, event.role: event.person})
        case CaseRoleEnded():
            return replace(case, holders={role: who for role, who in case.holders.items() if role != event.role})
        case StateLeft():
            return replace(case, states=tuple(state for state in case.states if state != event.state))
        case StateEntered():
            return _entered(case, event, step)
        case ClockStarted():
            clock = Clock(event.started, event.expires, event.day)
            return replace(case, clocks={**case.clocks, event.deadline: clock})
        case ClockEnded():
            ended = replace(case.clocks[event.deadline], status=event.status)
            return replace(case, clocks={**case.clocks, event.deadline: ended})


def _opened(event: CaseOpened, step: Step) -> Case:
    return Case(
        id=step.case,
        council=step.council,
        workflow=event.workflow,
        release=step.release,
        reference=event.reference,
        subject_kind=event.subject_kind,
        subject=event.subject,
        team=event.team,
        version=step.version,
        states=(),
        opened_at=step.at,
        opened_on=event.on,
    )


def _done(before: Done | None, event: ActionTaken, step: Step) -> Done:
    earlier = before.by if before else ()
    doers = tuple(dict.fromkeys((*earlier, *event.doers)))
    return Done((before.times if before else 0) + 1, event.on, step.at, doers)


def _entered(case: Case, event: StateEntered, step: Step) -> Case:
    if event.new_round:
        # `done`, `times` and `entered` look at this round only; the history keeps the ones before.
        case = replace(case, round=case.round + 1, round_at=step.at, ended_at=None, done={}, entered={})
    return replace(
        case,
        states=(*case.states, event.state),
        entered={**case.entered, event.state: step.at},
        ended_at=step.at if event.ending else case.ended_at,
    )
