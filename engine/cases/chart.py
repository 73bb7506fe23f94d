"""Where a case is when states hold states: what it leaves and enters on its way, and when strands are done. Pure.

A case is in one innermost state, or inside strands in one for each. That is its configuration: a sorted tuple of the
paths of the innermost states. Every state around one of them is active as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.definitions.workflows import Place, Workflow

_MOST_REMEMBERED = 10_000
"""Moves that are remembered once worked out; a workflow has few, and there may be many workflows."""

_Asked: TypeAlias = tuple[tuple[str, ...], str, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Move:
    """A way from one configuration to another: the states left, inner to outer, and entered, outer to inner."""

    left: tuple[str, ...]
    entered: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The states of one workflow as a tree."""

    places: Mapping[str, Place]
    start: str
    targets: Mapping[tuple[str, str], str]
    """Where `start` and `when_done` of a state or strand lead, by its path and the setting."""
    joins: tuple[str, ...] = ()
    """The states that the case leaves by itself once their strands have ended: inner before outer, else as written."""
    resuming: tuple[str, ...] = ()
    """The states that go on where they were left."""
    _moves: dict[_Asked, Move] = field(default_factory=dict, compare=False, repr=False)
    _over: dict[tuple[str, ...], str | None] = field(default_factory=dict, compare=False, repr=False)

    def move(self, states: tuple[str, ...], target: str, last: Mapping[str, tuple[str, ...]] | None = None) -> Move:
        """Return the way from the configuration *states* (none: a case that is being opened) to *target*.

        What need not be left stays: the other strands, and the states around both. A target that is active is left and
        entered again. *last* are the configurations in which states that resume were left.
        """
        asked = (states, target, tuple(sorted(last.items())) if last else ())
        known = self._moves.get(asked)
        if known is None:
            known = self._worked_out(states, target, last or {})
            if len(self._moves) < _MOST_REMEMBERED:
                self._moves[asked] = known
        return known

    def _worked_out(self, states: tuple[str, ...], target: str, last: Mapping[str, tuple[str, ...]]) -> Move:
        active = active_in(states)
        common = self._common(active, target)
        # Inside a strand nothing but the strand is left, beside one nothing but what is on the way.
        leaving = [one for one in states if not common or one.startswith(f"{common}/")]
        left = sorted(
            {place for leaf in leaving for place in around(leaf) if place in self.places and len(place) > len(common)},
            key=self._depth,
            reverse=True,
        )
        entered = list(self._entered(common, target, last))
        staying = [one for one in states if one not in leaving]
        inner = [one for one in entered if not any(other.startswith(f"{one}/") for other in entered)]
        return Move(tuple(left), tuple(entered), tuple(sorted([*staying, *inner])))

    def _common(self, active: frozenset[str], target: str) -> str:
        """Return the innermost active state or strand round *target* that is not left; empty for the top."""
        outer = target.rpartition("/")[0]
        while outer and not (outer in active or any(one.startswith(f"{outer}/") for one in active)):
            outer = outer.rpartition("/")[0]
        return outer

    def _depth(self, path: str) -> tuple[int, str]:
        return path.count("/"), path

    def _entered(self, common: str, target: str, last: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """Yield the states on the way from *common* down to *target*, the strands beside it, and those inside it."""
        on_the_way = [one for one in reversed(around(target)) if len(one) > len(common)]
        for path in on_the_way:
            if path not in self.places:
                continue  # a strand: no state of its own
            yield path
            if path != target:
                state, below = self.places[path].state, on_the_way[on_the_way.index(path) + 1]
                for strand in state.parallel:
                    if f"{path}/{strand}" != below:
                        yield from self._inside(self.targets[f"{path}/{strand}", "start"], last)
        yield from self._below(target, last)

    def _inside(self, path: str, last: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        yield path
        yield from self._below(path, last)

    def _below(self, path: str, last: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """Yield the states that are entered with *path*: where it was left, or where it and its strands start."""
        if path in last:
            yield from self._again(path, last[path])
            return
        state = self.places[path].state
        if state.states:
            yield from self._inside(self.targets[path, "start"], last)
        for strand in state.parallel:
            yield from self._inside(self.targets[f"{path}/{strand}", "start"], last)

    def _again(self, path: str, leaves: tuple[str, ...]) -> Iterator[str]:
        told: set[str] = set()
        for leaf in leaves:
            for one in reversed(around(leaf)):
                if one in self.places and one not in told and one.startswith(f"{path}/"):
                    told.add(one)
                    yield one

    def done(self, states: tuple[str, ...]) -> str | None:
        """Return the state that is over because all its strands have ended, the innermost first; else nothing."""
        if not self.joins:
            return None
        if states not in self._over:
            over = self._is_over(states)
            if len(self._over) >= _MOST_REMEMBERED:
                return over
            self._over[states] = over
        return self._over[states]

    def _is_over(self, states: tuple[str, ...]) -> str | None:
        active = active_in(states)
        known = [self.places[one] for one in active if one in self.places]
        ended = {place.parent for place in known if place.state.finished}
        for path in self.joins:
            if path in active and all(f"{path}/{strand}" in ended for strand in self.places[path].state.parallel):
                return path
        return None

    def remembered(self, states: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        """Return where the states that resume would go on if they were left now."""
        found = {path: tuple(one for one in states if one.startswith(f"{path}/")) for path in self.resuming}
        return {path: leaves for path, leaves in found.items() if leaves}


def around(path: str) -> list[str]:
    """Return *path* and the paths round it, inner to outer, strands too."""
    found = [path]
    while "/" in found[-1]:
        found.append(found[-1].rpartition("/")[0])
    return found


def active_in(states: tuple[str, ...]) -> frozenset[str]:
    """Return everything active in a configuration: the states, and the states and strands round them."""
    return frozenset(one for leaf in states for one in around(leaf))


def innermost(sources: Iterable[str]) -> list[str]:
    """Return those of *sources* that hold no other: where strands and a state round them offer the same action.

    The empty source, of what is offered at any time, is round all others.
    """
    named = list(sources)
    return [
        one for one in named if not any(other != one and (not one or other.startswith(f"{one}/")) for other in named)
    ]


def chart_of(workflow: Workflow) -> Chart | None:
    """Return the states of *workflow* as a tree, or nothing where a start or a `when_done` names no state."""
    targets: dict[tuple[str, str], str | None] = {}
    for path, place in workflow.places.items():
        state = place.state
        if state.start is not None:
            targets[path, "start"] = _child(workflow, path, state.start)
        for strand, one in state.parallel.items():
            targets[f"{path}/{strand}", "start"] = _child(workflow, f"{path}/{strand}", one.start)
        if state.when_done is not None:
            targets[path, "when_done"] = workflow.target(state.when_done, path)
    found = {key: target for key, target in targets.items() if target is not None}
    if len(found) < len(targets) or workflow.start not in workflow.states:
        return None
    joins: list[str] = []
    for path in workflow.places:
        if (path, "when_done") in found:
            outer = next((one for one in around(path) if one in joins), None)
            joins.insert(len(joins) if outer is None else joins.index(outer), path)
    resuming = tuple(path for path, place in workflow.places.items() if place.state.resume is not None)
    return Chart(workflow.places, workflow.start, found, tuple(joins), resuming)


def _child(workflow: Workflow, parent: str, name: str) -> str | None:
    path = f"{parent}/{name}"
    return path if path in workflow.places else None
