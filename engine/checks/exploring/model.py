"""The steps that can be taken on a case, as the definition has them: who acts, what they answer, where it leads.

People do what their role lets them do, and there are enough of them that somebody did not do what must be kept apart.
Where a step hangs on what is not known of a case (a date, a linked case, a message) it is taken as a guess: what no
step leads to cannot happen, what only guesses lead to might.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from engine.cases.access import RoleBook
from engine.cases.chart import active_in
from engine.cases.compiled import (
    Check,
    CompiledAction,
    CompiledDeadline,
    CompiledTask,
    CompiledWorkflow,
    Definition,
    Route,
)
from engine.cases.compiling.workflows import REOPEN
from engine.checks.exploring.answers import NOTHING
from engine.checks.exploring.following import Followed, Following
from engine.checks.exploring.relevant import relevant
from engine.checks.exploring.sight import (
    CANCELLED,
    DONE,
    OVERDUE,
    REQUIRED,
    Configuration,
    Numbers,
    Outcomes,
    Sight,
    States,
    Submitter,
    actions_of,
    is_open,
)
from engine.checks.graph import Graph
from engine.expressions.types import UNKNOWN


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens to a case: an *action* is taken, a *task* done, or what *kind* says.

    *answers* is the number of what its form was answered with, *owner* whose answers they are.
    """

    kind: str
    name: str
    owner: str = ""
    answers: int = NOTHING

    def __str__(self) -> str:
        return _SAID.get(self.kind, "{name}").format(name=self.name)


_SAID = {
    "breach": "{name} runs out",
    "overdue": "{name} is late",
    "message": "{name} arrives",
    "opened": "{name} is opened",
    "cancelled": "{name} is cancelled",
    "corrected": "{name} is corrected",
    "withdrawn": "{name} is withdrawn",
    "linked": "{name} is linked from there",
    "facts": "the record changes",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step and where it leads. *sure* is false where it is a guess. *broken* are the promises that it breaks.

    A step that surely breaks a promise is refused when it is taken; of a guess *maybe* says which it might break.
    """

    step: Step
    to: Configuration
    sure: bool
    broken: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """An action in a configuration, and which numbers decide what comes of it."""

    offers: tuple[CompiledAction, ...]
    reads: tuple[int, ...]
    submits: str | None
    done: int | None
    links: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One way in which an action can come out."""

    answers: int
    targets: tuple[str, ...]
    tasks: tuple[str, ...]
    sure: bool


class Model:
    """One workflow, ready to be explored. *bound* are the roles that somebody holds; nothing: all of them."""

    def __init__(
        self, definition: Definition, flow: CompiledWorkflow, graph: Graph, bound: frozenset[str] | None = None
    ) -> None:
        self.definition, self.flow = definition, flow
        self.sight = sight = Sight(definition, flow)
        self._relevant = relevant(sight, graph)
        self.following = Following(sight)
        self._bound = bound
        self._plans: dict[States, tuple[tuple[str, _Plan], ...]] = {}
        self._outcomes: dict[tuple[object, ...], tuple[_Outcome, ...]] = {}
        self._promises: dict[tuple[object, ...], tuple[tuple[int, ...], tuple[int, ...]]] = {}
        reads = {name for check in flow.always for name in check.expression.reads}
        self._promised = tuple(sorted(self.sight.slots_read(reads, None)))
        self._all_answers: dict[str, tuple[int, ...]] = {}
        self._corrected: dict[tuple[States, str], tuple[int, ...]] = {}
        self._papers_of = [
            (sight.slots["form", owner], owner, answers.form.id, corrected, withdrawn)
            for owner, answers in sight.answers.items()
            for corrected in [self.is_staffed(answers.form.corrected_by)]
            for withdrawn in [self.is_staffed(answers.form.withdrawn_by)]
            if corrected or withdrawn
        ]
        self._kinds = self._kinds_of_steps()
        self._work = [
            (sight.slots["task", name], name, task)
            for name, task in flow.work.tasks.items()
            if ("task", name) in sight.slots
        ]

    def starts(self) -> Iterator[Configuration]:
        """Yield where a case can be when it has just been opened."""
        count = len(self.sight.slots)
        place = self.sight.slot("facts", self.flow.definition.subject)
        for facts in range(len(self.sight.facts)) if place is not None else (0,):
            numbers = [0] * count
            if place is not None:
                numbers[place] = facts
            first: Configuration = ((), (), tuple(numbers))
            for one in self.following.after(first, (self.flow.definition.start,), True):
                yield self._read(one.to)

    def is_staffed(self, by: Iterable[str]) -> bool:
        """Whether anybody holds one of the roles *by*, or may be given one of these places on the case."""
        return is_staffed(self.definition.roles, by, self._bound)

    def is_ended(self, states: States) -> bool:
        return any(self.flow.states[one].definition.ending for one in states)

    def steps(self, here: Configuration) -> Iterator[Taken]:
        """Yield every step that can be taken from a configuration, those that people take first."""
        for kind in self._kinds:
            yield from kind(here)

    def _kinds_of_steps(self) -> list[Callable[[Configuration], Iterator[Taken]]]:
        """Return what there is to look for at all in this workflow, those steps first that people take."""
        flow, slots = self.flow, {kind for kind, _ in self.sight.slots}
        kinds: list[Callable[[Configuration], Iterator[Taken]]] = [self._actions]
        if "task" in slots:
            kinds.append(self._tasks)
        limits = [one for one in flow.deadlines.values() if one.to is not None or _tasks_of(one)]
        if limits:
            kinds.append(self._time)
        if self._papers_of:
            kinds.append(self._papers)
        if (
            slots & {"links", "facts"}
            or flow.definition.merge
            or any(one.definition.hears for one in flow.states.values())
        ):
            kinds.append(self._others)
        return kinds

    # --- actions ---------------------------------------------------------------------------------------------------

    def _actions(self, here: Configuration) -> Iterator[Taken]:
        states, left, numbers = here
        for name, plan in self._planned(states):
            key = (states, name, *[numbers[place] for place in plan.reads])
            outcomes = self._outcomes.get(key)
            if outcomes is None:
                outcomes = self._outcomes[key] = tuple(dict.fromkeys(self._worked_out(plan, states, numbers)))
            for one in outcomes:
                changed = self._changed(plan, one, numbers)
                step = Step("action", name, plan.submits or "", one.answers)
                yield from self._arrived(step, (states, left, changed), one.targets, one.sure)

    def _planned(self, states: States) -> tuple[tuple[str, _Plan], ...]:
        known = self._plans.get(states)
        if known is None:
            offers = self.flow.offers(states).items()
            found = [(name, self._plan(actions)) for name, actions in offers if self.is_staffed(actions[0].by)]
            known = self._plans[states] = tuple(found)
        return known

    def _plan(self, offers: tuple[CompiledAction, ...]) -> _Plan:
        action, sight = offers[0], self.sight
        submits = action.definition.submits if action.definition.submits in sight.answers else None
        checks = [*action.require, *(check for one in offers for route in one.routes for check in route.checks)]
        reads = {name for check in checks for name in check.expression.reads}
        slots = set(sight.slots_read(reads, submits))
        if submits is not None:
            slots.add(sight.slots["form", submits])
        if action.definition.require_tasks is not None:
            slots |= {place for (kind, _), place in sight.slots.items() if kind == "task"}
        opened = [*(one.link for one in action.opens), *([action.definition.link] if action.definition.link else [])]
        counted = [(sight.slot("links", one), sight.most.get(f"links.{one}", 1)) for one in dict.fromkeys(opened)]
        return _Plan(
            offers,
            tuple(sorted(slots)),
            submits,
            sight.slot("done", action.id),
            tuple((place, most) for place, most in counted if place is not None),
        )

    def _worked_out(self, plan: _Plan, states: States, numbers: Numbers) -> Iterator[_Outcome]:
        """Yield what can come of an action, whatever it is answered with."""
        action = plan.offers[0]
        if action.definition.require_tasks is not None and not self.sight.is_met(
            action.definition.require_tasks, active_in(states), numbers
        ):
            return
        # A clock that runs, and a case to pick, are not looked at here.
        sure = not (action.definition.pauses or action.definition.resumes or action.definition.link)
        for given in self._given(plan, action, numbers):
            answers, this = given, None if plan.submits is None else Submitter(plan.submits, given)

            def judged(check: Check, this: Submitter | None = this) -> Outcomes:
                return self.sight.judged(check.expression, states, numbers, this)

            held = [judged(check) for check in action.require]
            if not all(any(value is True for value, _ in one) for one in held):
                continue
            kept = self._relevant.after.get((states, action.id))
            if plan.submits is not None and kept is not None:
                answers = self.sight.answers[plan.submits].narrowed(answers, kept)
            still_sure = sure and all(is_sure for one in held for _, is_sure in one)
            ways = [list(_routes(offer, judged)) for offer in plan.offers]
            for routes in product(*ways):
                targets = tuple(route.target for route, _ in routes if route.target is not None)
                tasks = tuple(task for route, _ in routes for task in route.tasks)
                yield _Outcome(answers, targets, tasks, still_sure and all(is_sure for _, is_sure in routes))

    def _given(self, plan: _Plan, action: CompiledAction, numbers: Numbers) -> Sequence[int]:
        if plan.submits is None:
            return (NOTHING,)
        before = numbers[self.sight.slots["form", plan.submits]]
        if action.definition.carries_on is not None and before == NOTHING:
            return ()  # there is nothing to continue
        return self.sight.answers[plan.submits].given(action, before)

    def _changed(self, plan: _Plan, one: _Outcome, numbers: Numbers) -> Numbers:
        action, changed = plan.offers[0], list(numbers)
        if plan.done is not None and action.id != REOPEN:
            changed[plan.done] = min(changed[plan.done] + 1, self.sight.most.get(action.id, 1))
        if plan.submits is not None:
            changed[self.sight.slots["form", plan.submits]] = one.answers
        for place, most in plan.links:
            changed[place] = min(changed[place] + 1, most)
        for task in one.tasks:
            self.following.open(changed, task)
        if action.definition.assigns is not None:
            for name, one_task in self.flow.work.tasks.items():
                if one_task.gives == action.definition.assigns:
                    self._set_done(changed, name)
        return tuple(changed)

    # --- tasks -----------------------------------------------------------------------------------------------------

    def _tasks(self, here: Configuration) -> Iterator[Taken]:
        states, left, numbers = here
        for place, name, task in self._work:
            if not is_open(numbers[place]):
                continue
            if self.is_staffed(task.by | task.on_behalf):
                for owner, answers in self._answered(name, task, numbers):
                    changed = list(numbers)
                    self._set_done(changed, name)
                    for one, number in zip(owner, answers, strict=True):
                        changed[self.sight.slots["form", one]] = number
                    shown = (owner[0], answers[0]) if owner else ("", NOTHING)
                    yield from self._arrived(Step("task", name, *shown), (states, left, tuple(changed)), (), True)
            if not task.state and self.is_staffed(self._may_cancel(name)):
                changed = list(numbers)
                changed[place] = CANCELLED | (numbers[place] & REQUIRED)
                yield from self._arrived(Step("cancelled", name), (states, left, tuple(changed)), (), True)
            late = self.sight.tells_overdue and task.definition.due is not None and numbers[place] < OVERDUE
            if late:
                changed = list(numbers)
                changed[place] += OVERDUE
                yield Taken(Step("overdue", name), (states, left, tuple(changed)), sure=True)
        yield from self._opened_at_will(here)

    def _answered(
        self, name: str, task: CompiledTask, numbers: Numbers
    ) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
        """Yield whose answers doing a task changes, and what they become."""
        owners = tuple(one for one in (f"tasks.{name}.answers", task.definition.form) if one in self.sight.answers)
        sets = [
            self.sight.answers[one].given(task.action, numbers[self.sight.slots["form", one]]) for one in owners if one
        ]
        yield from ((tuple(one for one in owners if one), some) for some in product(*sets))

    def _set_done(self, numbers: list[int], task: str) -> None:
        place = self.sight.slot("task", task)
        if place is not None and is_open(numbers[place]):
            numbers[place] = DONE | (numbers[place] & REQUIRED)

    def _may_cancel(self, task: str) -> frozenset[str]:
        lists = [one.by for one in self.flow.work.ad_hoc.values() if task in one.tasks]
        return frozenset().union(*lists) if lists else self.flow.work.tasks[task].by

    def _opened_at_will(self, here: Configuration) -> Iterator[Taken]:
        states, left, numbers = here
        if self.is_ended(states):
            return
        for state in ("", *sorted(active_in(states))):
            listed = self.flow.work.ad_hoc.get(state)
            for task in listed.tasks if listed is not None and self.is_staffed(listed.by) else ():
                place = self.sight.slot("task", task)
                if place is not None and not is_open(numbers[place]):
                    changed = list(numbers)
                    self.following.open(changed, task)
                    yield from self._arrived(Step("opened", task), (states, left, tuple(changed)), (), True)

    # --- what nobody does ------------------------------------------------------------------------------------------

    def _time(self, here: Configuration) -> Iterator[Taken]:
        """Yield what the clocks do: a limit that moves the case or opens a task is broken."""
        states, left, numbers = here
        if self.is_ended(states):
            return
        active = active_in(states)
        for name, deadline in self.flow.deadlines.items():
            tasks = _tasks_of(deadline)
            if deadline.to is None and not tasks:
                continue
            place = self.sight.slot("clock", name)
            if place is not None and numbers[place] != 1:
                continue
            changed = list(numbers)
            if place is not None:
                changed[place] = 2
            for task in tasks:
                self.following.open(changed, task)
            targets = (deadline.to,) if deadline.to is not None and deadline.state in active else ()
            yield from self._arrived(Step("breach", name), (states, left, tuple(changed)), targets, place is not None)

    def _papers(self, here: Configuration) -> Iterator[Taken]:
        """Yield what is put right of forms that were submitted, and what is taken out."""
        states, left, numbers = here
        for place, owner, form, corrected, withdrawn in self._papers_of:
            if numbers[place] == NOTHING:
                continue
            for number in self._corrections(states, owner) if corrected else ():
                if number != numbers[place]:
                    changed = (*numbers[:place], number, *numbers[place + 1 :])
                    yield from self._arrived(Step("corrected", form, owner, number), (states, left, changed), (), True)
            if withdrawn:
                changed = (*numbers[:place], NOTHING, *numbers[place + 1 :])
                # A guess, as most are never withdrawn; that a case needs a way on then is told by another check.
                yield from self._arrived(Step("withdrawn", form), (states, left, changed), (), False)

    def _corrections(self, states: States, owner: str) -> tuple[int, ...]:
        """Return what a form can be corrected to, as far as anybody in a configuration can tell it apart."""
        key = (states, owner)
        known = self._corrected.get(key)
        if known is None:
            unread = self._relevant.unread.get(states)
            kept = self.sight.answers[owner].names if unread is None else unread.kept(owner, self.sight)
            numbers = (self.sight.answers[owner].narrowed(one, kept) for one in self._every_answer(owner))
            known = self._corrected[key] = tuple(dict.fromkeys(numbers))
        return known

    def _every_answer(self, owner: str) -> tuple[int, ...]:
        """Return everything that a form can have been answered with, through all the hands that it goes through."""
        known = self._all_answers.get(owner)
        if known is None:
            answers = self.sight.answers[owner]
            hands = [one for one in actions_of(self.flow) if one.definition.submits == answers.form.id]
            hands += [one.action for one in self.flow.work.tasks.values() if one.definition.form == answers.form.id]
            found: dict[int, None] = {}
            waiting = [NOTHING]
            while waiting:
                before = waiting.pop()
                for hand in hands:
                    if before != NOTHING or hand.definition.carries_on is None:
                        new = [one for one in answers.given(hand, before) if one not in found]
                        found |= dict.fromkeys(new)
                        waiting += new
            known = self._all_answers[owner] = tuple(found)
        return known

    def _others(self, here: Configuration) -> Iterator[Taken]:
        """Yield what comes from elsewhere: messages, links, another case that this one is merged into, the record."""
        states, left, numbers = here
        if self.is_ended(states):
            return
        for state in sorted(active_in(states) & self.flow.states.keys()):
            for message, heard in self.flow.states[state].definition.hears.items():
                if heard.task is not None and self.sight.slot("task", heard.task.id) is not None:
                    changed = list(numbers)
                    self.following.open(changed, heard.task.id)
                    yield from self._arrived(Step("message", message), (states, left, tuple(changed)), (), False)
        for (kind, name), place in self.sight.slots.items():
            if kind == "links" and numbers[place] < self.sight.most[f"links.{name}"]:
                changed = list(numbers)
                changed[place] += 1
                yield from self._arrived(Step("linked", name), (states, left, tuple(changed)), (), False)
        merge = self.flow.definition.merge
        target = None if merge is None else self.flow.definition.target(merge.to, "")
        if target is not None and self.is_staffed(self.flow.merged_by):
            yield from self._arrived(Step("merge", "merge"), here, (target,), False)
        known = self.sight.slot("facts", self.flow.definition.subject)
        for number in range(len(self.sight.facts)) if known is not None else ():
            if known is not None and number != numbers[known]:
                now = (*numbers[:known], number, *numbers[known + 1 :])
                yield Taken(Step("facts", ""), (states, left, now), sure=False)

    # --- where it leads --------------------------------------------------------------------------------------------

    def _arrived(self, step: Step, here: Configuration, targets: tuple[str, ...], sure: bool) -> Iterator[Taken]:
        for one in self.following.after(here, targets, sure):
            broken, maybe = self._kept(one)
            yield Taken(step, self._read(one.to), one.sure, broken, maybe)

    def _read(self, one: Configuration) -> Configuration:
        """Return a configuration without the numbers that nobody reads any more before they are written anew."""
        unread = self._relevant.unread.get(one[0])
        return one if unread is None else (one[0], one[1], unread.forgotten(one[2]))

    def _kept(self, one: Followed) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the promises that are broken here, by their number, and those that might be."""
        if not self.flow.always:
            return (), ()
        states, _, numbers = one.to
        key = (states, *[numbers[place] for place in self._promised])
        known = self._promises.get(key)
        if known is None:
            told = [self.sight.judged(check.expression, states, numbers) for check in self.flow.always]
            surely = tuple(index for index, outcomes in enumerate(told) if outcomes == ((True, True),))
            maybe = tuple(index for index, outcomes in enumerate(told) if (True, False) in outcomes)
            known = self._promises[key] = (surely, maybe)
        return known


def _tasks_of(deadline: CompiledDeadline) -> list[str]:
    """Return the tasks that open when a limit is broken."""
    return [step.task.id for step in deadline.definition.breach if step.task is not None]


def is_staffed(roles: RoleBook, by: Iterable[str], bound: frozenset[str] | None) -> bool:
    """Return whether anybody who holds one of the roles *bound* is among *by*, or may take such a place on a case."""
    if bound is None:
        return bool(frozenset(by))
    held = frozenset(power for role in bound for power in roles.powers.get(role, ()))
    return any(name in held or roles.taken_from.get(name, frozenset()) & held for name in by)


def _routes(offer: CompiledAction, judged: Callable[[Check], Outcomes]) -> Iterator[tuple[Route, bool]]:
    """Yield the rules of a decision list that may fire, each with whether that is sure."""
    if offer.definition.decide is not None and offer.definition.decide.hit == "collect":
        yield from _collected(offer, judged)
        return
    sure = True
    for route in offer.routes:
        told = [judged(check) for check in route.checks]
        if all(any(value is True for value, _ in one) for one in told):
            fires = all(is_sure for one in told for _, is_sure in one)
            yield route, sure and fires
            if fires:
                return
        # It is passed over only where one of its checks is false; anything unknown stops the list.
        if not any(value is False for one in told for value, _ in one):
            return
        sure = sure and any(one == ((False, True),) for one in told)


def _collected(offer: CompiledAction, judged: Callable[[Check], Outcomes]) -> Iterator[tuple[Route, bool]]:
    """Yield the tasks of all rows that fit, as one rule; what is not known counts as fitting."""
    tasks: list[str] = []
    sure = True
    for route in offer.routes:
        told = [judged(check) for check in route.checks]
        if any(one == ((False, True),) for one in told):
            continue
        if any(one == ((UNKNOWN, True),) for one in told):
            return
        sure = sure and all(is_sure for one in told for _, is_sure in one)
        tasks += route.tasks
    yield Route("collected", (), None, tuple(dict.fromkeys(tasks))), sure
