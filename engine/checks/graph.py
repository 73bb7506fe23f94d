"""The ways a case can take through a workflow, as the definition draws them; no condition is looked at here.

A case inside strands is in several states at once, so the graph is one of configurations: which innermost states a case
can be in together. Questions are asked and answered in states.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TypeAlias

from engine.cases.chart import Chart, active_in, around, chart_of, innermost
from engine.cases.clock import BREACH
from engine.cases.compiling.workflows import REOPEN
from engine.definitions.decisions import STAY
from engine.definitions.workflows import Action, Workflow

Configuration: TypeAlias = tuple[str, ...]
"""The innermost states that a case is in: one, or one for each strand."""

PROCEED = "proceed"
"""How the way is called by which a state goes on by itself, when what it waits for is done."""
MOST_CONFIGURATIONS = 1_000
"""More than this nobody can follow in their head, and looking at all of them would take too long."""

MOST_WAYS = 20_000
"""As many arrows are looked at between them."""


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow: *action* can lead from *source* to *target*. *submits* is the form it leaves answered.

    What a case does by itself is an arrow too, by the name of the setting: `when_done`, `breach`.
    """

    source: Configuration
    action: str
    target: Configuration
    submits: str | None


@dataclass(frozen=True, slots=True)
class Graph:
    """All arrows of one workflow, by the configuration that they leave. *whole* is false where there were too many."""

    start: Configuration
    ways: Mapping[Configuration, tuple[Way, ...]]
    whole: bool = True
    _active: dict[Configuration, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    _reached: dict[str | None, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    _without: dict[str, dict[Configuration, Configuration]] = field(default_factory=dict, compare=False, repr=False)
    _written: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def active(self, one: Configuration) -> frozenset[str]:
        """Return the states that are active in a configuration, with those round them."""
        known = self._active.get(one)
        if known is None:
            known = self._active[one] = active_in(one)
        return known

    def of_one_round(self) -> Graph:
        """Return this without reopening."""
        kept = {one: tuple(way for way in ways if way.action != REOPEN) for one, ways in self.ways.items()}
        return Graph(self.start, kept, self.whole)

    def reached(self, start: str | None = None) -> frozenset[str]:
        """Return the states that a case can be in after the state *start* (the workflow's own start when not given)."""
        if start not in self._reached:
            after = self.after([self.start] if start is None else self.within(start))
            self._reached[start] = self.states(after)
        return self._reached[start]

    def within(self, state: str) -> list[Configuration]:
        """Return the configurations in which a state is active."""
        return [one for one in self.ways if state in self.active(one)]

    def states(self, configurations: Iterable[Configuration]) -> frozenset[str]:
        """Return every state that is active in one of *configurations*."""
        return frozenset(state for one in configurations for state in self.active(one))

    def after(self, starts: Iterable[Configuration], without: str | None = None) -> dict[Configuration, Configuration]:
        """Return for each configuration that can be reached from *starts* the one before it, nearest first.

        *without* is a form that nobody submits on the way.
        """
        came_from = {one: one for one in starts}
        waiting = deque(came_from)
        while waiting:
            for way in self.ways[waiting.popleft()]:
                if way.target not in came_from and (without is None or way.submits != without):
                    came_from[way.target] = way.source
                    waiting.append(way.target)
        return came_from

    def before(self, ends: Iterable[Configuration]) -> frozenset[Configuration]:
        """Return the configurations from which one of *ends* can be reached, with them."""
        sources: dict[Configuration, list[Configuration]] = {}
        for ways in self.ways.values():
            for way in ways:
                sources.setdefault(way.target, []).append(way.source)
        found = set(ends)
        waiting = list(found)
        while waiting:
            for one in sources.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return frozenset(found)

    def leaving(self, state: str) -> frozenset[str]:
        """Return the actions by which a case can leave *state*."""
        return frozenset(
            way.action for one in self.within(state) for way in self.ways[one] if state not in self.active(way.target)
        )

    def path_without(self, form: str, to: str) -> Configuration:
        """Return the shortest path from the start to *to* on which nobody submits *form*; empty when there is none.

        Each stop is one state, or those of several strands with a `+` between them.
        """
        if form not in self._without:
            self._without[form] = self.after([self.start], form)
        came_from = self._without[form]
        end = next((one for one in came_from if to in self.active(one)), None)
        if end is None:
            return ()
        path = [end]
        while path[-1] != self.start:
            path.append(came_from[path[-1]])
        return tuple(" + ".join(one) for one in reversed(path))

    def submitting(self, form: str) -> list[Configuration]:
        """Return where a case is right after someone submitted *form*, wherever a case can come."""
        return [way.target for one in self.after([self.start]) for way in self.ways[one] if way.submits == form]

    def forms_before(self, state: str) -> frozenset[str]:
        """Return the forms that someone may have submitted by the time a case is in *state*."""
        if not self._written:
            asked = {way.submits for ways in self.ways.values() for way in ways if way.submits is not None}
            self._written.update((form, self.states(self.after(self.submitting(form)))) for form in asked)
        return frozenset(form for form, states in self._written.items() if state in states)


def graph_of(workflow: Workflow) -> Graph:
    """Return the arrows of *workflow*, whose targets all exist."""
    chart = chart_of(workflow)
    assert chart is not None, "names are checked before ways are drawn"
    start = chart.move((), workflow.start).states
    found: dict[Configuration, tuple[Way, ...]] = {}
    # What no case can reach is looked at too: each state is told what is wrong with it.
    waiting = deque([start, *(chart.move((), path).states for path in workflow.places)])
    drawn = 0
    while waiting and len(found) < MOST_CONFIGURATIONS and drawn < MOST_WAYS:
        here = waiting.popleft()
        if here not in found:
            found[here] = tuple(_ways(workflow, chart, here))
            drawn += len(found[here])
            waiting.extend(way.target for way in found[here])
    whole = not any(one not in found for one in waiting)
    if not whole:
        known = {one: tuple(way for way in ways if way.target in found) for one, ways in found.items()}
        return Graph(start, known, whole=False)
    return Graph(start, found)


def _ways(workflow: Workflow, chart: Chart, here: Configuration) -> Iterator[Way]:
    over = chart.done(here)
    if over is not None:
        # Nobody gets to do anything here: the case goes on in the same step.
        yield Way(here, "when_done", chart.move(here, chart.targets[over, "when_done"]).states, None)
        return
    for name, actions in offers_in(workflow, here).items():
        submits = next(iter(actions.values())).submits
        # Of strands that one action moves at once each may go anywhere; past the bound there are too many to follow.
        for paths in islice(product(*_targets(workflow, actions)), MOST_CONFIGURATIONS + 1):
            target = here
            for path in paths:
                target = target if path is None else chart.move(target, path).states
            yield Way(here, name, target, submits)
    active = active_in(here)
    for source, step in ((one, step) for one in workflow.places if one in active for step in _breaches(workflow, one)):
        path = workflow.target(step, source)
        if path is not None:
            yield Way(here, BREACH, chart.move(here, path).states, None)
    yield from _by_tasks(workflow, chart, here)
    for leaf in here:
        reopen = workflow.places[leaf].state.reopen
        path = None if reopen is None else workflow.target(reopen.to, leaf)
        if path is not None:
            yield Way(here, REOPEN, chart.move(here, path).states, None)


def _targets(workflow: Workflow, actions: Mapping[str, Action]) -> list[list[str | None]]:
    """Return where each of *actions*, by its state, may lead (nothing: it stays), each target once."""
    return [
        list(dict.fromkeys(None if rule.target == STAY else workflow.target(rule.target, source) for rule in one.rules))
        for source, one in actions.items()
    ]


def _breaches(workflow: Workflow, path: str) -> Iterator[str]:
    """Yield where the limits of a state move the case when their last day is over."""
    for deadline in workflow.places[path].state.deadlines.values():
        yield from (step.to for step in deadline.breach if step.to is not None)


def _by_tasks(workflow: Workflow, chart: Chart, here: Configuration) -> Iterator[Way]:
    """Yield what the tasks of active states leave answered, and where the case goes once it waits for none of them."""
    for active in (one for leaf in here for one in around(leaf) if one in workflow.places):
        state = workflow.places[active].state
        yield from (Way(here, name, here, task.form) for name, task in state.tasks.items())
        target = None if state.proceed is None else workflow.target(state.proceed.to, active)
        if target is not None:
            yield Way(here, PROCEED, chart.move(here, target).states, None)


def offers_in(workflow: Workflow, here: Configuration) -> dict[str, dict[str, Action]]:
    """Return what can be done in a configuration, by action and by the state in which it is written."""
    offers: dict[str, dict[str, Action]] = {}
    for leaf in here:
        for source, name, action in workflow.offered_in(leaf):
            offers.setdefault(name, {})[source] = action
    return {name: {source: one[source] for source in innermost(one)} for name, one in offers.items()}
