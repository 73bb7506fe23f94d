"""From a case and what happened to it, the next case. Nothing is judged here: events are facts."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from typing import cast, get_args

from engine.cases.clock import change
from engine.cases.entries import changeable
from engine.cases.events import (
    ActionRedated,
    ActionTaken,
    AlertRaised,
    AnswersErased,
    CaseLinked,
    CaseMerged,
    CaseMoved,
    CaseOpened,
    CaseRestricted,
    CaseRoleEnded,
    CaseRoleGiven,
    ClockEvent,
    Event,
    FactEvent,
    FormCorrected,
    FormEvent,
    FormGivenBack,
    FormStandsAgain,
    FormSubmitted,
    FormWithdrawn,
    GlassBroken,
    LetterDrawn,
    LinkedFrom,
    LinkEvent,
    LinkFollowed,
    LinkMoved,
    LinkTaken,
    MergeEvent,
    MessageHeard,
    MessageSent,
    MoveEvent,
    PeopleTold,
    RestrictingEvent,
    StateEntered,
    StateLeft,
    Step,
    SubjectMerged,
    TaskEvent,
)
from engine.cases.links import handle
from engine.cases.making import remade
from engine.cases.restriction import Restriction
from engine.cases.state import Case, Columns, Done, Folded, Submitted, from_json
from engine.cases.tasks import Task, after, corrected, gone_on, left_behind, withdrawn


def evolve(case: Case | None, step: Step) -> Case:
    """Return the case after *step*. The first step of a case opens it."""
    events = iter(step.events)
    if case is None:
        first = next(events, None)
        if not isinstance(first, CaseOpened):
            raise ValueError("the first step of a case must open it")
        case = _opened(first, step)
    changing = _Changing(case)
    for event in events:
        if type(event) is CaseMoved:
            changing = _Changing(_moved(changing.after(step), event))
            continue
        changing.apply(event, step)
    return changing.after(step)


def fold(steps: Iterable[Step]) -> Case:
    """Return the case that *steps* made: the record, replayed from its beginning."""
    case: Case | None = None
    for step in steps:
        case = evolve(case, step)
    if case is None:
        raise ValueError("a case has at least one step")
    return case


_APART: frozenset[type[Event]] = frozenset((*get_args(FactEvent), PeopleTold, LetterDrawn, AnswersErased))
"""The record, its proposals and who was told have rows of their own; the history says that they happened.

That answers were erased is said beside events that have them no more.
"""


class _Changing:
    """The parts of a case that events change, while the events of one step change them."""

    __slots__ = (
        "alerts",
        "case",
        "clocks",
        "done",
        "ended_at",
        "entered",
        "holders",
        "left",
        "links",
        "merged_into",
        "restriction",
        "round",
        "states",
        "submissions",
        "tasks",
    )

    def __init__(self, case: Case) -> None:
        self.case, self.states = case, case.states
        self.round, self.ended_at = (case.round, case.round_at), case.ended_at
        # What no event changes is the same in the case before and the case after.
        self.done, self.entered, self.left, self.tasks = case.done, case.entered, case.left, case.tasks
        self.submissions, self.clocks, self.holders = case.submissions, case.clocks, case.holders
        self.links, self.alerts, self.merged_into = case.links, case.alerts, case.merged_into
        self.restriction = case.restriction

    def apply(self, event: Event, step: Step) -> None:
        """Change what *event* of *step* changes."""
        if type(event) in _APART:
            return
        if isinstance(event, ClockEvent):
            self.clocks = clocks = changeable(self.clocks, self.case.clocks)
            change(clocks, event, step.at)
        elif isinstance(event, FormEvent):
            self._apply_to_form(event, step)
        elif isinstance(event, MoveEvent):
            self._apply_to_place(event, step)
        elif isinstance(event, TaskEvent):
            after(self._own_tasks(), event, step.at, step.by)
        elif isinstance(event, LinkEvent):
            self._apply_to_links(event)
        elif isinstance(event, MergeEvent):
            self._apply_to_ends(event)
        elif isinstance(event, CaseRoleGiven):
            self.holders = {**self.holders, event.role: event.person}
        elif isinstance(event, CaseRoleEnded):
            self.holders = {role: person for role, person in self.holders.items() if role != event.role}
        elif isinstance(event, RestrictingEvent):
            self.restriction = _restricted(self.restriction, event, step)

    def _apply_to_place(self, event: MoveEvent, step: Step) -> None:
        """Change where the case is and what was done there."""
        match event:
            case CaseOpened():
                raise ValueError("a case opens once")
            case ActionTaken():
                self.done = done = changeable(self.done, self.case.done)
                done[event.action] = _done(done.get(event.action), event, step)
            case ActionRedated():
                self.done = done = changeable(self.done, self.case.done)
                done[event.action] = replace(done[event.action], on=event.on)
            case StateLeft():
                self._leave(event)
            case StateEntered():
                self._enter(event, step)

    def _apply_to_links(self, event: LinkEvent) -> None:
        """Change how many cases are known to be linked, and which patterns were noticed. The links are the store's."""
        match event:
            case CaseLinked() | LinkedFrom():
                self._count(event.link, 1)
            case AlertRaised():
                self.alerts = {**self.alerts, event.alert: event.until}
            case MessageSent() | MessageHeard():
                pass  # the history says that it happened; the case is as it was

    def _apply_to_ends(self, event: MergeEvent) -> None:
        """Change what this case is linked with because cases were merged or split."""
        match event:
            case CaseMerged():
                self.merged_into = event.into
            case LinkMoved():
                self._count(event.link, -1)
            case LinkTaken():
                self._count(event.link, 1)
            case LinkFollowed(kept=False):
                self._count(event.link, -1)
            case SubjectMerged():
                self.case = replace(self.case, subject=event.now)
            case LinkFollowed():
                gone_on(self._own_tasks(), *(handle(self.case.id, event.link, one) for one in (event.was, event.now)))

    def _count(self, link: str, by: int) -> None:
        # News comes later than what it tells: a link may have gone on from here before this case heard that it came.
        self.links = {name: one for name, one in {**self.links, link: self.links.get(link, 0) + by}.items() if one}

    def _apply_to_form(self, event: FormEvent, step: Step) -> None:
        """Change which submission of a form is its latest, and what it says."""
        self.submissions = latest = changeable(self.submissions, self.case.submissions)
        match event:
            case FormSubmitted():
                latest[event.form] = Submitted(event.submission, event.revision, event.on, step.by, event.answers)
            case FormCorrected():
                latest[event.form] = replace(latest[event.form], revision=event.revision, answers=event.answers)
                corrected(self._own_tasks(), event.submission, event.answers)
            case FormWithdrawn():
                del latest[event.form]
                withdrawn(self._own_tasks(), event.submission)
            case FormStandsAgain():
                latest[event.form] = Submitted(event.submission, event.revision, event.on, event.by, event.answers)
            case FormGivenBack():
                latest[event.form] = replace(latest[event.form], given_back=event.reason)

    def _own_tasks(self) -> MutableMapping[str, Task]:
        self.tasks = tasks = changeable(self.tasks, self.case.tasks)
        return tasks

    def _leave(self, event: StateLeft) -> None:
        self.states = tuple(state for state in self.states if state != event.state)
        left_behind(self._own_tasks(), event.state)
        if event.was or event.state in self.left:
            self.left = left = changeable(self.left, self.case.left)
            left.pop(event.state, None)
            if event.was:
                left[event.state] = event.was

    def _enter(self, event: StateEntered, step: Step) -> None:
        if event.new_round:
            # `done`, `times` and `entered` look at this round only; the history keeps the ones before.
            self.round, self.ended_at, self.done, self.entered = (self.round[0] + 1, step.at), None, {}, {}
            self.left = {}
        # A state that holds states gives way to those inside it: only the innermost are kept.
        others = (state for state in self.states if not event.state.startswith(f"{state}/"))
        self.states = tuple(sorted((*others, event.state)))
        self.entered = entered = changeable(self.entered, self.case.entered)
        entered[event.state] = step.at
        self.ended_at = step.at if event.ending else self.ended_at

    def after(self, step: Step) -> Case:
        """Return the case after *step*."""
        fields = {
            "release": step.release,
            "version": step.version,
            "states": self.states,
            "round": self.round[0],
            "round_at": self.round[1],
            "ended_at": self.ended_at,
            "done": self.done,
            "entered": self.entered,
            "submissions": self.submissions,
            "clocks": self.clocks,
            "holders": self.holders,
            "left": self.left,
            "tasks": self.tasks,
            "links": self.links,
            "alerts": self.alerts,
            "merged_into": self.merged_into,
            "restriction": self.restriction,
        }
        return remade(self.case, fields)


def _moved(case: Case, event: CaseMoved) -> Case:
    """Return the case where the release that it moved to has it."""
    columns: Columns = {
        "id": case.id,
        "council": case.council,
        "workflow": case.workflow,
        "release": case.release,
        "reference": case.reference,
        "subject_kind": case.subject_kind,
        "subject": case.subject,
        "team": case.team,
        "version": case.version,
        "states": event.states,
        "head": case.head,
    }
    return from_json(columns, cast("Folded", event.folded))


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


def _restricted(before: Restriction | None, event: RestrictingEvent, step: Step) -> Restriction | None:
    match event:
        case CaseRestricted():
            return Restriction(event.people, event.roles)
        case GlassBroken() if before is not None:
            # Whose time is over is forgotten here; until then it is told by the clock of whoever asks.
            still = {person: until for person, until in before.glass.items() if step.at < until}
            return replace(before, glass={**still, step.by: event.until})
        case _:
            return None
