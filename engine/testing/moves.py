"""One step that somebody may play on a case: an action taken or a task completed. Who may, what the core makes of some
answers to it, and the step itself, taken through the real service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.cases.commands import CompleteTask, TakeAction
from engine.cases.compiled import Check, CompiledAction
from engine.cases.decide import Accepted, Declined, decide
from engine.cases.decide.acting import who_may_not
from engine.cases.decide.completing import completing, who_may_not_complete
from engine.cases.decide.opening_others import ids_wanted
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.errors import CaseChanged, NotFound, Reason, Refused
from engine.service.links import linking_of
from engine.testing.answering import answers_to_send
from engine.testing.answers_for import AnswersFor, Found, Papers, fits
from engine.testing.linking import link_on_the_way
from engine.testing.small_answers import Hand, Met
from engine.testing.stage import Stage

REASON = "On the way."
"""The reason that is given where a step needs one."""

TASKS = "tasks"
"""What a condition reads that asks about tasks."""
LINKS = "links"
"""What a condition reads that asks about linked cases."""


@dataclass(frozen=True, slots=True)
class Move:
    """A step that a person may play, and whom it gives a place on the case (*assigns*)."""

    case: Case
    action: CompiledAction
    name: str
    assigns: Mapping[str, str]


def actions_of(stage: Stage, case: Case) -> tuple[CompiledAction, ...]:
    """Return what can be done on a case, in the order in which it is written."""
    return stage.flow(case).offered(case.states)


def tasks_of(stage: Stage, case: Case) -> Iterator[CompiledAction]:
    """Yield completing each open task of a case, as an action."""
    for key in (key for key, one in case.tasks.items() if one.is_open):
        action = completing(stage.definition, case, key)
        if action is not None:
            yield action


def stopped(stage: Stage, case: Case, action: CompiledAction, name: str) -> Reason | None:
    """Return why a person may not do this, whatever they answer; nothing when they may."""
    by, flow = stage.people[name], stage.flow(case)
    if action.task:
        return who_may_not_complete(stage.definition, flow, case, action.task, by)
    return who_may_not(stage.definition, flow, case, action, by.people, standing(stage, case, action, name))


def standing(stage: Stage, case: Case, action: CompiledAction, name: str) -> frozenset[str]:
    """Return the roles in which a person stands towards what is to be done."""
    roles, by = stage.definition.roles, stage.people[name]
    return roles.standing_on_tasks(by, case) if action.task else roles.standing(by, case)


def search(stage: Stage, move: Move, reaches: Callable[[Case], bool], met: Met) -> AnswersFor:
    """Return the search for answers with which *move* is done and *reaches* is true of the case."""
    action, by, now = move.action, stage.people[move.name], stage.clock.now()
    hand = Hand(by.id, now.astimezone(stage.definition.zone))
    link = linking_of(link_on_the_way(stage, move.case, action, by, hand))
    file = stage.looking.with_others(stage.looking.papers(move.case, action, by), action, link, by)
    ids = tuple(f"tried-{number}" for number in range(ids_wanted(action)))

    def attempt(answers: Answers, passed: Mapping[str, str]) -> Accepted | Declined:
        if action.task:
            return decide(stage.definition, file, CompleteTask(action.task, by, "tried", answers, None, passed), now)
        reason = _reason(action)
        command = TakeAction(action.id, by, "tried", answers, reason, move.assigns, passed, link, ids)
        return decide(stage.definition, file, command, now)

    form = stage.definition.forms.get(action.definition.submits or "")
    sets = stage.given.answers
    fitting = (one for one in sets.values() if form is not None and fits(form, one))
    preferred = tuple(answers_to_send(form, one, sets) for one in fitting)
    papers = Papers(hand, file.draft, preferred)
    return AnswersFor(action, form, papers, attempt, reaches, met)


def play(stage: Stage, move: Move, found: Found) -> Case | tuple[Reason, ...]:
    """Play *move* and return the case after it, or why it was refused."""
    case, action, by = move.case, move.action, stage.people[move.name]
    try:
        if action.task:
            with stage.heard(case, action.task):
                stage.cases.complete(case, action.task, found.answers, by=by, seen=case.version, passed=found.passed)
        else:
            link = link_on_the_way(stage, case, action, by, Hand(by.id, stage.clock.now()))
            with stage.heard(case, action.id):
                stage.cases.act(
                    case,
                    action.id,
                    found.answers,
                    by=by,
                    seen=case.version,
                    reason=_reason(action),
                    assigns=move.assigns,
                    passed=found.passed,
                    link=link,
                )
    except Refused as refused:
        return tuple(refused.reasons)
    stage.deliver()
    # Read again: somebody who does a task without seeing the case gets only the task back.
    return stage.looking.case(case.id)


def give(stage: Stage, case: Case, role: str, person: str, name: str) -> Case | None:
    """Let somebody give a place on the case to *person*; nothing where they may not."""
    try:
        return stage.cases.assign(case, role, person, by=stage.people[name], seen=case.version).case
    except (Refused, NotFound, CaseChanged):
        return None


def waits_for(action: CompiledAction) -> frozenset[str]:
    """Return the names that the conditions of *action* read: forms, what was done, and tasks."""
    names = frozenset(name for check in checks_of(action) for name in check.expression.reads)
    asked = frozenset(name if name.endswith(")") else name.partition(".")[0] for name in names)
    return asked | {TASKS} if action.definition.require_tasks is not None else asked


def gives(action: CompiledAction) -> frozenset[str]:
    """Return the names that doing *action* may change."""
    submits = action.definition.submits
    forms = {submits, f"last({submits})"} if submits is not None else set()
    others = {TASKS} if action.task else set()
    if action.definition.link is not None or action.opens:
        others.add(LINKS)
    return frozenset({f"done({action.id})", f"times({action.id})", *forms, *others})


def checks_of(action: CompiledAction) -> tuple[Check, ...]:
    """Return what must hold for *action* to be done, and what decides where it leads."""
    return (*action.require, *(check for route in action.routes for check in route.checks))


def _reason(action: CompiledAction) -> str | None:
    return REASON if action.definition.reason == "required" else None
