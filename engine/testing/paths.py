"""The shortest way to a state, played through the real engine by the people of a scenario.

Which steps come nearer is read off the graph of the workflow; who does each, and with which answers, is found by trying
them. Where nothing comes nearer, what the refused steps wait for is done first: a place given, something linked. What
turns out to lead nowhere is taken back. Everything is tried in the order in which it is written, and not for ever.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.cases.access import Actor
from engine.cases.commands import TakeAction
from engine.cases.compiled import Check, CompiledAction, CompiledForm
from engine.cases.decide import Accepted, Declined, decide
from engine.cases.decide.acting import who_may_not
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.checks.graph import Configuration, Graph, graph_of
from engine.errors import CaseChanged, NotFound, Reason, Refused
from engine.testing.answering import answers_to_send
from engine.testing.answers_for import AnswersFor, Found, Papers, fits
from engine.testing.small_answers import Hand, met_in
from engine.testing.stage import Stage

MOST_STEPS = 200
"""Steps played in search of one way, those that are taken back too."""

MOST_QUESTIONS = 10_000
"""What the core is asked about answers in search of one way."""

REASON = "On the way."
"""The reason that is given where a step needs one."""


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
    taken = work.go(case, (), (_Taken(opened_by, None),))
    if taken is None:
        return Stuck(work.told())
    forms = dict.fromkeys(one.form for one in taken.steps if one.form is not None)
    return Arrived(taken.case, taken.steps[-1].by, tuple(forms))


def distances(graph: Graph, ends: Iterable[Configuration]) -> dict[Configuration, int]:
    """Return how many steps it is at least from each configuration to the nearest of *ends*."""
    sources: dict[Configuration, list[Configuration]] = {}
    for ways in graph.ways.values():
        for way in ways:
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


@dataclass(frozen=True, slots=True)
class _Doing:
    """An action that somebody may take, *assigns* to whom, after which at most *away* steps may be left."""

    case: Case
    action: CompiledAction
    name: str
    assigns: Mapping[str, str]
    away: float


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
        ends = [one for one in stays if all(state in self.graph.active(one) for state in wanted)]
        self.distance = distances(self.graph, ends)
        self.left, self.questions = MOST_STEPS, MOST_QUESTIONS
        self.nearest = _Nearest()
        self.met = met_in(
            check.expression
            for state in self.flow.states.values()
            for action in state.actions.values()
            for check in (*action.require, *(check for route in action.routes for check in route.checks))
        )
        self.blamed: dict[str, None] = {}
        self.kept_apart = False

    def away(self, states: Configuration) -> float:
        return self.distance.get(states, math.inf)

    def go(self, case: Case, prepared: tuple[str, ...], steps: tuple[_Taken, ...]) -> _There | None:
        """Go on from where *case* is. *prepared* is what was done here already without coming nearer."""
        here = self.away(case.states)
        if here < self.nearest.distance or not self.nearest.states:
            self.nearest = _Nearest(here, case.states)
        if here == 0:
            return self._with_people(case, steps)
        nearer = sorted(self._nearer(case), key=lambda one: one[0])
        for away, action in nearer:
            found = self._through(case, action, away, steps, ())
            if found is not None:
                return found
        waits_for = {name for _, action in nearer for name in _waits_for(action)}
        found = self._after_a_place(case, nearer, prepared, steps)
        for action in self.flow.offered(case.states):
            if found is not None:
                break
            if action.id not in prepared and _gives(action) & waits_for:
                found = self._through(case, action, here, steps, (*prepared, action.id))
        return found

    def _nearer(self, case: Case) -> Iterator[tuple[float, CompiledAction]]:
        """Yield what can be done here that comes nearer, with how near it can come."""
        here = self.away(case.states)
        for action in self.flow.offered(case.states):
            ways = [self.away(way.target) for way in self.graph.ways.get(case.states, ()) if way.action == action.id]
            if min(ways, default=math.inf) < here:
                yield min(ways), action

    # --- one step ----------------------------------------------------------------------------------------------------

    def _through(
        self, case: Case, action: CompiledAction, away: float, steps: tuple[_Taken, ...], prepared: tuple[str, ...]
    ) -> _There | None:
        """Let whoever can take *action*, so that at most *away* steps are left, and go on from there."""
        known: dict[tuple[frozenset[str], tuple[str, ...]], tuple[Reason, ...]] = {}
        for name, by in self.stage.people.items():
            standing = self.definition.roles.standing(by, case)
            stopped = who_may_not(self.definition, self.flow, case, action, by.people, standing)
            if stopped is not None:
                self._refused(case, action.id, name, (stopped,))
                continue
            for assigns in self._assigning(action, by):
                # Whoever stands as somebody did who came no further would come no further either, unless what is
                # left must be done by different people.
                hand = (standing, tuple(assigns.values()))
                if hand in known:
                    if known[hand]:
                        self._refused(case, action.id, name, known[hand])
                    continue
                there = self._by(_Doing(case, action, name, assigns, away), steps, prepared)
                if isinstance(there, _There):
                    return there
                if there is not None or not self.kept_apart:
                    known[hand] = there or ()
        return None

    def _by(
        self, doing: _Doing, steps: tuple[_Taken, ...], prepared: tuple[str, ...]
    ) -> _There | tuple[Reason, ...] | None:
        """Do it with each answers that do, and go on from there; else return why there are none."""
        search = self._search(doing)
        step = _Taken(doing.name, doing.action.definition.submits)
        is_done = False
        for found in self._answers(search):
            is_done = True
            if self.left == 0:
                break
            self.left -= 1
            with self.stage.tried() as trial:
                after = self._played(doing, found)
                there = self.go(after, prepared, (*steps, step)) if after is not None else None
                trial.kept = there is not None
            if there is not None:
                return there
        if is_done:
            return None
        self.blamed |= dict.fromkeys(search.blamed_on_others())
        reasons = search.refused or ()
        self._refused(doing.case, doing.action.id, doing.name, reasons)
        return reasons

    def _answers(self, search: AnswersFor) -> Iterator[Found]:
        """Yield the first answers that do, then those that what was refused further on may have wanted otherwise."""
        left = self.questions
        first = next(search.found(), None) if left > 0 else None
        self.questions -= search.tries
        if first is None:
            return
        yield first
        search.blamed |= self.blamed
        tries = search.tries
        for at_once in (1, 2):
            for found in search.changed(first.answers, search.names_blamed(), at_once):
                self.questions -= search.tries - tries
                tries = search.tries
                if self.questions < 0:
                    return
                yield found

    def _search(self, doing: _Doing) -> AnswersFor:
        action, by, now = doing.action, self.stage.people[doing.name], self.stage.clock.now()
        file = self.stage.looking.papers(doing.case, action, by)

        def attempt(answers: Answers, passed: Mapping[str, str]) -> Accepted | Declined:
            command = TakeAction(action.id, by, "tried", answers, _reason(action), doing.assigns, passed)
            return decide(self.definition, file, command, now)

        form = self.definition.forms.get(action.definition.submits or "")
        papers = Papers(Hand(by.id, now.astimezone(self.definition.zone)), file.draft, self._preferred(form))
        return AnswersFor(action, form, papers, attempt, lambda after: self._comes(doing, after), self.met)

    def _comes(self, doing: _Doing, after: Case) -> bool:
        """Return whether the case has come as near as it should; what only prepares leaves it where it was.

        Inside strands something may have to be done in another strand first.
        """
        away, before = self.away(after.states), doing.case.states
        is_nearer = away < self.away(before)
        return away <= doing.away and (is_nearer or after.states == before or len(before) > 1)

    def _preferred(self, form: CompiledForm | None) -> tuple[Answers, ...]:
        """Return the scenario's own sets of answers to *form*."""
        sets = self.stage.given.answers
        if form is None:
            return ()
        return tuple(answers_to_send(form, answers, sets) for answers in sets.values() if fits(form, answers))

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

    def _played(self, doing: _Doing, found: Found) -> Case | None:
        case, action = doing.case, doing.action
        try:
            made = self.stage.cases.act(
                case,
                action.id,
                found.answers,
                by=self.stage.people[doing.name],
                seen=case.version,
                reason=_reason(action),
                assigns=doing.assigns,
                passed=found.passed,
            )
        except Refused as refused:
            self._refused(case, action.id, doing.name, tuple(refused.reasons))
            return None
        return made.case

    # --- places on the case ------------------------------------------------------------------------------------------

    def _after_a_place(
        self,
        case: Case,
        nearer: Iterable[tuple[float, CompiledAction]],
        prepared: tuple[str, ...],
        steps: tuple[_Taken, ...],
    ) -> _There | None:
        """Give a place on the case that is free and that a step which comes nearer is for, and go on."""
        taken_from = self.definition.roles.taken_from
        free = [role for role in taken_from if role not in case.holders and f"{role} given" not in prepared]
        for role in (one for one in free if any(one in action.by for _, action in nearer)):
            for giver, by in self.stage.people.items():
                for person in self._takers(role, by):
                    with self.stage.tried() as trial:
                        after = self._given(case, role, person, by)
                        step, done = _Taken(giver, None), (*prepared, f"{role} given")
                        there = self.go(after, done, (*steps, step)) if after is not None else None
                        trial.kept = there is not None
                    if there is not None:
                        return there
        return None

    def _given(self, case: Case, role: str, person: str, by: Actor) -> Case | None:
        if self.left == 0:
            return None
        self.left -= 1
        try:
            return self.stage.cases.assign(case, role, person, by=by, seen=case.version).case
        except (Refused, NotFound, CaseChanged):
            return None

    def _with_people(self, case: Case, steps: tuple[_Taken, ...]) -> _There | None:
        """Return the case with everyone in the place that they should have; nothing when nobody may give it."""
        for role, person in self.people.items():
            if case.holders.get(role) == person:
                continue
            for giver, by in self.stage.people.items():
                after = self._given(case, role, person, by)
                if after is not None:
                    case, steps = after, (*steps, _Taken(giver, None))
                    break
            else:
                told = Reason("not_allowed", f"Nobody here may give {person} this place.", role)
                self._refused(case, role, person, (told,))
                return None
        return _There(case, steps)

    # --- what stopped it ---------------------------------------------------------------------------------------------

    def _refused(self, case: Case, action: str, name: str, reasons: tuple[Reason, ...]) -> None:
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


def _reason(action: CompiledAction) -> str | None:
    return REASON if action.definition.reason == "required" else None


def _is_for_others(reasons: tuple[Reason, ...]) -> bool:
    return any(one.code == "not_allowed" for one in reasons)


def _said(reasons: tuple[Reason, ...]) -> str:
    if not reasons:
        return "done, but with no answers that were tried does it lead on"
    return " ".join(f"{one.text} [{one.path}: {one.code}]" for one in reasons)


def _waits_for(action: CompiledAction) -> frozenset[str]:
    """Return the names that the conditions of *action* read: by form, by action, by link."""
    checks: list[Check] = [*action.require, *(check for route in action.routes for check in route.checks)]
    names = frozenset(name for check in checks for name in check.expression.reads)
    return frozenset(name if name.endswith(")") else name.partition(".")[0] for name in names)


def _gives(action: CompiledAction) -> frozenset[str]:
    """Return the names that doing *action* may change."""
    submits = action.definition.submits
    forms = {submits, f"last({submits})"} if submits is not None else set()
    return frozenset({f"done({action.id})", f"times({action.id})", *forms})
