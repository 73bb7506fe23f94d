"""The shortest way to a state, played through the real engine by the people of a scenario.

Which steps come nearer is read off the graph of the workflow; who does each, and with which answers, is found by trying
them. Where nothing comes nearer, what the refused steps wait for is done first: a place given, something linked. What
turns out to lead nowhere is taken back. Everything is tried in the order in which it is written, and not for ever.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.cases.access import Actor
from engine.cases.clock import BREACH
from engine.cases.compiled import CompiledAction
from engine.cases.state import Case
from engine.checks.graph import PROCEED, Configuration, Graph, graph_of
from engine.definitions.workflows import OVERRIDE
from engine.errors import Reason
from engine.testing.answers_for import AnswersFor, Found
from engine.testing.moves import (
    TASKS,
    Move,
    actions_of,
    checks_of,
    give,
    gives,
    play,
    search,
    standing,
    stopped,
    tasks_of,
    waits_for,
)
from engine.testing.small_answers import met_in
from engine.testing.stage import Stage

MOST_STEPS = 200
"""Steps played before another way is looked for, those that are taken back too."""

MOST_WAYS = 10
"""Ways that are looked for when each before turned out to be closed."""

MOST_QUESTIONS = 10_000
"""What the core is asked about answers in search of one way."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The case where it should be, who acted last, and the forms that were submitted on the way."""

    case: Case
    last_by: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stuck:
    """What stopped the way that came nearest: where, then what was refused to whom."""

    told: tuple[str, ...]


def bring(
    stage: Stage, case: Case, opened_by: str, wanted: tuple[str, ...], people: Mapping[str, str]
) -> Arrived | Stuck:
    """Bring *case* to where all states *wanted*, by path, are active. *people* says who takes a place on the case.

    When it cannot be brought there it stays as it was.
    """
    work = _Bringing(stage, case, wanted, people)
    stuck: Stuck | None = None
    for _ in range(MOST_WAYS):
        taken = work.go(case, (), (_Taken(opened_by, None),))
        if taken is not None:
            forms = dict.fromkeys(one.form for one in taken.steps if one.form is not None)
            return Arrived(taken.case, taken.steps[-1].by, tuple(forms))
        stuck = stuck or Stuck(work.told())
        if not work.goes_round(case):
            break
    assert stuck is not None
    return stuck


def distances(
    graph: Graph, ends: Iterable[Configuration], closed: Collection[tuple[Configuration, str]] = ()
) -> dict[Configuration, int]:
    """Return how many steps it is at least from each configuration to the nearest of *ends*.

    Not by what is *closed*: an action in a configuration.
    """
    sources: dict[Configuration, list[Configuration]] = {}
    for ways in graph.ways.values():
        # Nobody waits for a limit to be broken.
        for way in (one for one in ways if one.action != BREACH and (one.source, one.action) not in closed):
            sources.setdefault(way.target, []).append(way.source)
    found = dict.fromkeys(ends, 0)
    waiting = deque(found)
    while waiting:
        one = waiting.popleft()
        for source in sources.get(one, ()):
            if source not in found:
                found[source] = found[one] + 1
                waiting.append(source)
    return found


@dataclass(frozen=True, slots=True)
class _Taken:
    """A step that was played."""

    by: str
    form: str | None


@dataclass(frozen=True, slots=True)
class _There:
    case: Case
    steps: tuple[_Taken, ...]


@dataclass(slots=True)
class _Nearest:
    """Where the way that came nearest stopped. *refused* is what was said, by step and reasons, to whom."""

    distance: float = math.inf
    states: tuple[str, ...] = ()
    refused: dict[tuple[str, tuple[Reason, ...]], list[str]] = field(default_factory=dict)


class _Bringing:
    """One search for a way."""

    def __init__(self, stage: Stage, case: Case, wanted: tuple[str, ...], people: Mapping[str, str]) -> None:
        self.stage, self.definition, self.people = stage, stage.definition, people
        self.flow = stage.flow(case)
        self.graph = graph_of(self.flow.definition)
        # Where all strands have ended no case stays: it goes on in the same step.
        stays = [one for one in self.graph.ways if self.flow.chart.done(one) is None]
        self.ends = [one for one in stays if all(state in self.graph.active(one) for state in wanted)]
        self.closed: set[tuple[Configuration, str]] = set()
        self.distance = distances(self.graph, self.ends)
        self.left, self.questions = MOST_STEPS, MOST_QUESTIONS
        self.nearest = _Nearest()
        self.met = met_in(
            check.expression
            for state in self.flow.states.values()
            for action in state.actions.values()
            for check in checks_of(action)
        )
        self.blamed: dict[str, None] = {}
        self.kept_apart = False

    def away(self, states: Configuration) -> float:
        return self.distance.get(states, math.inf)

    def goes_round(self, case: Case) -> bool:
        """Take what came nearest and stopped for closed; return whether another way leads on from where *case* is."""
        here = self.nearest.states
        ways = self.graph.ways.get(here, ())
        closed = {(here, way.action) for way in ways if self.away(way.target) < self.nearest.distance} - self.closed
        self.closed |= closed
        self.distance = distances(self.graph, self.ends, self.closed)
        self.nearest, self.blamed, self.left = _Nearest(), {}, MOST_STEPS
        return bool(closed) and self.questions > 0 and self.away(case.states) < math.inf

    def go(self, case: Case, prepared: tuple[str, ...], steps: tuple[_Taken, ...]) -> _There | None:
        """Go on from where *case* is. *prepared* is what was done here already without coming nearer."""
        here = self.away(case.states)
        if here < self.nearest.distance or not self.nearest.states:
            self.nearest = _Nearest(here, case.states)
        if here == 0:
            return self._with_people(case, steps)
        nearer = sorted(self._nearer(case), key=lambda one: one[0])
        # Where the case goes on by itself when tasks are done, doing them comes before going on without them.
        proceeds = self._proceeds(case)
        at_last = [one for one in nearer if one[1].id.startswith(OVERRIDE)] if self._can_do_all_tasks(case) else []
        for away, action in (one for one in nearer if one not in at_last):
            found = self._through(case, action, away, steps, ())
            if found is not None:
                return found
        found = self._prepared(case, [action for _, action in nearer], prepared, steps, tasks=proceeds)
        for away, action in at_last:
            if found is None:
                found = self._through(case, action, away, steps, ())
        return found

    def _nearer(self, case: Case) -> Iterator[tuple[float, CompiledAction]]:
        """Yield what can be done here that comes nearer, with how near it can come."""
        here = self.away(case.states)
        for action in actions_of(self.stage, case):
            away = min(self._ways(case, action.id), default=math.inf)
            if away < here:
                yield away, action

    def _ways(self, case: Case, action: str) -> list[float]:
        ways = self.graph.ways.get(case.states, ()) if (case.states, action) not in self.closed else ()
        return [self.away(way.target) for way in ways if way.action == action]

    def _proceeds(self, case: Case) -> bool:
        return min(self._ways(case, PROCEED), default=math.inf) < self.away(case.states)

    def _can_do_all_tasks(self, case: Case) -> bool:
        """Whether somebody may do each open task."""
        people = self.stage.people
        return all(
            any(stopped(self.stage, case, task, name) is None for name in people) for task in tasks_of(self.stage, case)
        )

    def _prepared(
        self,
        case: Case,
        nearer: list[CompiledAction],
        prepared: tuple[str, ...],
        steps: tuple[_Taken, ...],
        *,
        tasks: bool,
    ) -> _There | None:
        """Do something that what comes nearer waits for, or the *tasks* that the state waits for, and go on."""
        needed = frozenset(name for action in nearer for name in waits_for(action)) | ({TASKS} if tasks else set())
        found = self._after_a_place(case, nearer, prepared, steps)
        for action in (*actions_of(self.stage, case), *tasks_of(self.stage, case)):
            if found is not None:
                break
            done = action.task or action.id
            if done not in prepared and gives(action) & needed:
                found = self._through(case, action, self.away(case.states), steps, (*prepared, done))
        return found

    # --- one step ----------------------------------------------------------------------------------------------------

    def _through(
        self, case: Case, action: CompiledAction, away: float, steps: tuple[_Taken, ...], prepared: tuple[str, ...]
    ) -> _There | None:
        """Let whoever can do *action*, so that at most *away* steps are left, and go on from there."""
        known: dict[tuple[frozenset[str], tuple[str, ...]], tuple[Reason, ...]] = {}
        for name, by in self.stage.people.items():
            reason = stopped(self.stage, case, action, name)
            if reason is not None:
                self._refused(case, action, name, (reason,))
                continue
            for assigns in self._assigning(action, by):
                # Whoever stands as somebody did who came no further would come no further either, unless what is
                # left must be done by different people.
                hand = (standing(self.stage, case, action, name), tuple(assigns.values()))
                if hand in known:
                    if known[hand]:
                        self._refused(case, action, name, known[hand])
                    continue
                there = self._by(Move(case, action, name, assigns), away, steps, prepared)
                if isinstance(there, _There):
                    return there
                if there is not None or not self.kept_apart:
                    known[hand] = there or ()
        return None

    def _by(
        self, move: Move, away: float, steps: tuple[_Taken, ...], prepared: tuple[str, ...]
    ) -> _There | tuple[Reason, ...] | None:
        """Play it with each answers that do, and go on from there; else return why there are none."""
        looked = search(self.stage, move, lambda after: self._comes(move.case, after, away), self.met)
        step = _Taken(move.name, move.action.definition.submits)
        is_done = False
        for found in self._answers(looked):
            is_done = True
            if self.left == 0:
                break
            self.left -= 1
            with self.stage.tried() as trial:
                after = play(self.stage, move, found)
                if isinstance(after, Case):
                    there = self.go(after, prepared, (*steps, step))
                else:
                    self._refused(move.case, move.action, move.name, after)
                    there = None
                trial.kept = there is not None
            if there is not None:
                return there
        if is_done:
            return None
        self.blamed |= dict.fromkeys(looked.blamed_on_others())
        reasons = looked.refused or ()
        self._refused(move.case, move.action, move.name, reasons)
        return reasons

    def _answers(self, looked: AnswersFor) -> Iterator[Found]:
        """Yield the first answers that do, then those that what was refused further on may have wanted otherwise."""
        first = next(looked.found(), None) if self.questions > 0 else None
        self.questions -= looked.tries
        if first is None:
            return
        yield first
        looked.blamed |= self.blamed
        tries = looked.tries
        for found in looked.otherwise(first):
            self.questions -= looked.tries - tries
            tries = looked.tries
            if self.questions < 0:
                return
            yield found

    def _comes(self, before: Case, after: Case, away: float) -> bool:
        """Return whether the case has come as near as it should; what only prepares leaves it where it was.

        Inside strands something may have to be done in another strand first.
        """
        left = self.away(after.states)
        is_nearer = left < self.away(before.states)
        return left <= away and (is_nearer or after.states == before.states or len(before.states) > 1)

    def _assigning(self, action: CompiledAction, by: Actor) -> Iterator[Mapping[str, str]]:
        """Yield who may take the place that *action* gives: whoever is said to, else each who can, then who acts."""
        role = action.definition.assigns
        if role is None:
            yield {}
            return
        yield from ({role: person} for person in self._takers(role, by))

    def _takers(self, role: str, by: Actor) -> Iterator[str]:
        if role in self.people:
            yield self.people[role]
            return
        taken_from = self.definition.roles.taken_from[role]
        names = sorted(self.stage.people, key=lambda name: name == by.id)
        for name in names:
            if any(self.definition.roles.powers[one] & taken_from for one in self.stage.people[name].roles):
                yield name

    # --- places on the case ------------------------------------------------------------------------------------------

    def _after_a_place(
        self,
        case: Case,
        nearer: list[CompiledAction],
        prepared: tuple[str, ...],
        steps: tuple[_Taken, ...],
    ) -> _There | None:
        """Give a place on the case that is free and that a step which comes nearer is for, and go on."""
        taken_from = self.definition.roles.taken_from
        free = [role for role in taken_from if role not in case.holders and f"{role} given" not in prepared]
        for role in (one for one in free if any(one in action.by for action in nearer)):
            for giver, by in self.stage.people.items():
                for person in self._takers(role, by):
                    with self.stage.tried() as trial:
                        after = self._given(case, role, person, giver)
                        step, done = _Taken(giver, None), (*prepared, f"{role} given")
                        there = self.go(after, done, (*steps, step)) if after is not None else None
                        trial.kept = there is not None
                    if there is not None:
                        return there
        return None

    def _given(self, case: Case, role: str, person: str, giver: str) -> Case | None:
        if self.left == 0:
            return None
        self.left -= 1
        return give(self.stage, case, role, person, giver)

    def _with_people(self, case: Case, steps: tuple[_Taken, ...]) -> _There | None:
        """Return the case with everyone in the place that they should have; nothing when nobody may give it."""
        for role, person in self.people.items():
            if case.holders.get(role) == person:
                continue
            for giver in self.stage.people:
                after = self._given(case, role, person, giver)
                if after is not None:
                    case, steps = after, (*steps, _Taken(giver, None))
                    break
            else:
                told = Reason("not_allowed", f"Nobody here may give {person} this place.", role)
                self._note(case, role, person, (told,))
                return None
        return _There(case, steps)

    # --- what stopped it ---------------------------------------------------------------------------------------------

    def _refused(self, case: Case, action: CompiledAction, name: str, reasons: tuple[Reason, ...]) -> None:
        self._note(case, action.task or action.id, name, reasons)

    def _note(self, case: Case, action: str, name: str, reasons: tuple[Reason, ...]) -> None:
        self.kept_apart = self.kept_apart or any(one.code == "not_by" for one in reasons)
        if case.states == self.nearest.states:
            self.nearest.refused.setdefault((action, reasons), []).append(name)

    def told(self) -> tuple[str, ...]:
        """Return what stopped the way that came nearest. What is not for somebody is told where nobody may do it."""
        where = f"stopped in {' + '.join(self.nearest.states)}"
        if self.nearest.distance == math.inf:
            return (where, "no way leads on from there")
        refused = self.nearest.refused
        tried = {action for action, reasons in refused if not _is_for_others(reasons)}
        lines = [
            f'"{action}" by {", ".join(dict.fromkeys(names))}: {_said(reasons)}'
            for (action, reasons), names in refused.items()
            if action not in tried or not _is_for_others(reasons)
        ]
        return (where, *lines) if lines else (where, "nothing that anybody here may do comes nearer")


def _is_for_others(reasons: tuple[Reason, ...]) -> bool:
    return any(one.code == "not_allowed" for one in reasons)


def _said(reasons: tuple[Reason, ...]) -> str:
    if not reasons:
        return "done, but with no answers that were tried does it lead on"
    return " ".join(f"{one.text} [{one.path}: {one.code}]" for one in reasons)
