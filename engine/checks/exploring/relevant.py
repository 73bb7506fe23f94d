"""Which of what a case is made of still matters: what nobody reads before it is written anew is forgotten.

The screening that decided where a case went at first tells no two cases apart once nothing looks at it any more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.cases.chart import active_in
from engine.cases.compiled import Check, CompiledAction
from engine.cases.compiling.workflows import REOPEN
from engine.checks.exploring.answers import Answers
from engine.checks.exploring.sight import Numbers, Sight, States
from engine.checks.graph import Graph, Way

Token: TypeAlias = tuple[str, str]
"""What may matter: a thing by its kind and name as `Sight` has it; of a form each question, `owner.question`."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What no longer matters in a configuration: the places of numbers, and of each form the questions that do."""

    places: tuple[int, ...] = ()
    questions: tuple[tuple[int, Answers, frozenset[str]], ...] = field(default=(), repr=False)

    def kept(self, owner: str, sight: Sight) -> frozenset[str]:
        """Return the questions of a form, or of a task's own, that still matter."""
        place = sight.slots["form", owner]
        names = (kept for at, _, kept in self.questions if at == place)
        return next(names, sight.answers[owner].names)

    def forgotten(self, numbers: Numbers) -> Numbers:
        """Return *numbers* without what nobody reads any more."""
        changed: list[int] | None = None
        for place in self.places:
            if numbers[place]:
                changed = changed or list(numbers)
                changed[place] = 0
        for place, answers, kept in self.questions:
            number = numbers[place]
            if number and (narrowed := answers.narrowed(number, kept)) != number:
                changed = changed or list(numbers)
                changed[place] = narrowed
        return numbers if changed is None else tuple(changed)


@dataclass(frozen=True, slots=True)
class Relevant:
    """What matters in each configuration, and of a form that an action submits, which questions do after it."""

    unread: Mapping[States, Unread]
    after: Mapping[tuple[States, str], frozenset[str]]


def relevant(sight: Sight, graph: Graph) -> Relevant:
    """Return what still matters in each configuration of *graph*; of others nothing is known."""
    if not graph.whole:
        return Relevant({}, {})
    reading = _Reading(sight, graph)
    read = reading.read()
    unread = {states: reading.unread(bits) for states, bits in read.items()}
    return Relevant(unread, reading.after(read))


class _Reading:
    """For each configuration what something reads from there on, as bits."""

    def __init__(self, sight: Sight, graph: Graph) -> None:
        self.sight, self.flow, self.graph = sight, sight.flow, graph
        tokens = [one for one in sight.slots if one[0] in ("done", "entered")]
        tokens += [("form", f"{owner}.{name}") for owner, one in sight.answers.items() for name in sorted(one.names)]
        self._bit: dict[Token, int] = {token: 1 << number for number, token in enumerate(tokens)}
        self._always = self._bits(self.flow.always)

    def unread(self, bits: int) -> Unread:
        places = tuple(
            place for token, place in self.sight.slots.items() if token in self._bit and not self._bit[token] & bits
        )
        questions = []
        for owner, answers in self.sight.answers.items():
            kept = frozenset(name for name in answers.names if self._bit["form", f"{owner}.{name}"] & bits)
            if kept != answers.names:
                questions.append((self.sight.slots["form", owner], answers, kept))
        return Unread(places, tuple(questions))

    def after(self, read: Mapping[States, int]) -> dict[tuple[States, str], frozenset[str]]:
        """Return which questions of its form somebody reads after an action, wherever it leads."""
        bits: dict[tuple[States, str], int] = {}
        for states, ways in self.graph.ways.items():
            for way in ways:
                bits[states, way.action] = bits.get((states, way.action), 0) | read[way.target]
        return {key: frozenset(self._questions(*key, those)) for key, those in bits.items()}

    def _questions(self, states: States, name: str, bits: int) -> Iterator[str]:
        action = next(iter(self.flow.offers(states).get(name, ())), None)
        owner = action.definition.submits if action is not None else None
        if owner is not None and owner in self.sight.answers:
            names = self.sight.answers[owner].names
            yield from (one for one in names if self._bit["form", f"{owner}.{one}"] & bits)

    def read(self) -> dict[States, int]:
        """Return the bits of every configuration."""
        found = {states: self._here(states) for states in self.graph.ways}
        sources: dict[States, list[tuple[States, int]]] = {}
        for ways in self.graph.ways.values():
            for way in ways:
                sources.setdefault(way.target, []).append((way.source, ~self._written(way)))
        waiting = deque(found)
        while waiting:
            target = waiting.popleft()
            for source, kept in sources.get(target, ()):
                bits = found[source] | (found[target] & kept)
                if bits != found[source]:
                    found[source] = bits
                    waiting.append(source)
        return found

    def _here(self, states: States) -> int:
        """Return what is read in a configuration by what can be done there, and on coming there."""
        bits, active = self._always, active_in(states)
        for actions in self.flow.offers(states).values():
            for action in actions:
                checks = (*action.require, *(check for route in action.routes for check in route.checks))
                bits |= self._bits(checks, action)
        for state, tasks in self.flow.work.opening.items():
            if state in active:
                bits |= self._bits(check for task in tasks for check in task.only_if)
        for state, wait in self.flow.work.proceeds.items():
            if state in active and wait.check is not None:
                bits |= self._bits((wait.check,))
        return bits

    def _bits(self, checks: Iterable[Check], action: CompiledAction | None = None) -> int:
        """Return what *checks* read; what *action* itself asks is read as it is answered then."""
        bits = 0
        for check in checks:
            for name in check.expression.reads:
                owner, _, question = name.rpartition(".")
                if owner == "this" and action is not None:
                    owner = action.definition.submits or ""
                if action is not None and owner == action.definition.submits and self._asks(action, owner, question):
                    continue
                bits |= self._bit.get(("form", f"{owner}.{question}"), 0)
                function, _, what = name.removesuffix(")").partition("(")
                if function in ("done", "times"):
                    bits |= self._bit.get(("done", what), 0)
                elif function == "entered":
                    bits |= self._bit.get(("entered", self.flow.names.get(what, what)), 0)
        return bits

    def _asks(self, action: CompiledAction, owner: str, question: str) -> bool:
        """Return whether *action* answers a question anew, whatever was answered before."""
        one = self.sight.answers[owner].form.by_id.get(question) if owner in self.sight.answers else None
        if one is None or one.calc is not None:
            return False
        return action.id in one.asked_for if one.asked_for else action.definition.carries_on is None

    def _written(self, way: Way) -> int:
        """Return what a way writes anew, whatever it was before."""
        bits = 0
        if way.action == REOPEN:
            for token, bit in self._bit.items():
                bits |= bit if token[0] in ("done", "entered") else 0
        action = next(iter(self.flow.offers(way.source).get(way.action, ())), None)
        owner = action.definition.submits if action is not None else None
        if action is not None and owner is not None and owner in self.sight.answers:
            for question in self.sight.answers[owner].names:
                if self._asks(action, owner, question):
                    bits |= self._bit["form", f"{owner}.{question}"]
        return bits
