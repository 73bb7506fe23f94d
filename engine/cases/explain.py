"""What can be done next on a case, where it leads, and if not, every reason why not. Asked of `decide` itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from engine.cases.access import Actor
from engine.cases.clock import Clock
from engine.cases.commands import CompleteTask, TakeAction
from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition
from engine.cases.deadlines import ClockStatus
from engine.cases.decide import Accepted, decide
from engine.cases.decide.acting import who_may_not
from engine.cases.decide.completing import who_may_not_complete
from engine.cases.reckoning import Reckoning
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.task_titles import full_title
from engine.errors import Reason


@dataclass(frozen=True, slots=True)
class NextStep:
    """One action of the present state, for one person. *leads_to* are titles: one when it is decided already."""

    action: str
    title: str
    allowed: bool
    leads_to: tuple[str, ...]
    form: str | None
    unmet: tuple[Reason, ...]
    hint: str = ""
    is_task: bool = False
    """Whether it is a task to be completed, and no action of the state."""
    reason: Literal["required", "optional"] | None = None
    """Whether a reason is asked beside the form, or may be given."""
    assigns: str | None = None
    """The place on the case that it gives somebody, whom the command names."""
    link: str | None = None
    """The link along which it links another case, which the command may name."""

    @property
    def ready(self) -> bool:
        """Whether it could be done right now, as things stand."""
        return self.allowed and not self.unmet


def next_step(definition: Definition, file: CaseFile, action: CompiledAction, by: Actor, now: datetime) -> NextStep:
    """Return what taking *action* now, with the draft as it stands, would do or why it can't be done."""
    flow = definition.workflows[file.case.workflow]
    standing = definition.roles.standing(by, file.case)
    forbidden = who_may_not(definition, flow, file.case, action, by.people, standing)
    step = NextStep(
        action=action.id,
        title=action.definition.title,
        allowed=forbidden is None,
        leads_to=leads_to(flow, file.case, action),
        form=action.definition.submits,
        unmet=(forbidden,) if forbidden is not None else (),
        hint=action.definition.hint or "",
        reason=action.definition.reason,
        assigns=action.definition.assigns,
        link=action.definition.link,
    )
    if forbidden is not None:
        return step
    decision = decide(definition, file, TakeAction(action.id, by, submission=""), now)
    if isinstance(decision, Accepted):
        return replace(step, leads_to=_titles(flow, _new(flow, file.case, decision.case, action)))
    return replace(step, unmet=decision.reasons)


def next_task(definition: Definition, file: CaseFile, action: CompiledAction, by: Actor, now: datetime) -> NextStep:
    """Return what completing a task now, with its draft as it stands, would do or why it can't be done."""
    case, flow = file.case, definition.workflows[file.case.workflow]
    here = (flow.where(case.states),)
    forbidden = who_may_not_complete(definition, flow, case, action.task, by)
    step = NextStep(
        action=action.task,
        title=full_title(definition, flow, case, action.task, by, file.links),
        allowed=forbidden is None,
        leads_to=here,
        form=action.definition.form,
        unmet=(forbidden,) if forbidden is not None else (),
        hint=action.definition.hint or "",
        is_task=True,
    )
    if forbidden is not None:
        return step
    decision = decide(definition, file, CompleteTask(action.task, by, submission=""), now)
    if isinstance(decision, Accepted):
        return replace(step, leads_to=(flow.where(decision.case.states),))
    return replace(step, unmet=decision.reasons)


def leads_to(flow: CompiledWorkflow, case: Case, action: CompiledAction) -> tuple[str, ...]:
    """Return the titles of every state that *action* can lead to: of strands that it moves at once, in each."""
    targets: list[str] = []
    for one in flow.offers(case.states).get(action.id, (action,)):
        stays = _under(case, flow.source_in(one, case.states))
        targets += (state for route in one.routes for state in ((route.target,) if route.target else stays))
    return _titles(flow, targets)


def _titles(flow: CompiledWorkflow, states: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flow.states[one].definition.title for one in states))


def _new(flow: CompiledWorkflow, before: Case, after: Case, action: CompiledAction) -> tuple[str, ...]:
    """Return where *action* leads: the states that the case was not in before, or those it stays in."""
    new = tuple(one for one in after.states if one not in before.states)
    return new or _under(after, flow.source_in(action, before.states))


def _under(case: Case, source: str) -> tuple[str, ...]:
    """Return the innermost states that the case is in, in or under the state *source*."""
    return tuple(one for one in case.states if one == source or one.startswith(f"{source}/"))


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A time limit as it stands now. *day* is its last day (none for hours); *overdue* is worked out on reading.

    While it is paused, *day* and *expires* are what they would be if it went on now.
    """

    id: str
    title: str
    kind: str
    day: date | None
    expires: datetime
    status: ClockStatus | Literal["paused"]
    overdue: bool


def deadlines(definition: Definition, case: Case, now: datetime) -> tuple[DeadlineView, ...]:
    """Return the time limits of a case, right with every worker stopped: overdue does not wait for anyone to notice."""
    flow = definition.workflows[case.workflow]
    reckoning = Reckoning(definition, flow, case)
    return tuple(_as_it_stands(reckoning, name, clock, now) for name, clock in case.clocks.items())


def _as_it_stands(reckoning: Reckoning, name: str, clock: Clock, now: datetime) -> DeadlineView:
    deadline = reckoning.flow.deadlines.get(name)
    title, kind = (deadline.title, deadline.definition.kind) if deadline else (name, "")
    _, found = reckoning.as_resumed(clock, now)
    still = clock.paused_until is not None and clock.is_open and now < clock.paused_until
    overdue = clock.is_open and not still and now >= found.expires
    status: ClockStatus | Literal["paused"] = "paused" if still else "breached" if overdue else clock.status
    return DeadlineView(name, title, kind, found.day, found.expires, status, overdue)
