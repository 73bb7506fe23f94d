"""The ways a case can take through a workflow, as the definition draws them; no condition is looked at here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.cases.compiling.workflows import REOPEN
from engine.definitions.workflows import STAY, Workflow


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow: *action* taken in *source* can lead to *target*. *submits* is the form it leaves answered."""

    source: str
    action: str
    target: str
    submits: str | None


@dataclass(frozen=True, slots=True)
class Graph:
    """All arrows of one workflow, by the state that they leave."""

    start: str
    ways: Mapping[str, tuple[Way, ...]]

    def reached(self, start: str | None = None) -> frozenset[str]:
        """Return the states that a case can be in after *start* (the workflow's own when not given), with it."""
        return frozenset(self._tree(start or self.start, None))

    def path_without(self, form: str, to: str) -> tuple[str, ...]:
        """Return the shortest path from the start to *to* on which nobody submits *form*; empty when there is none."""
        came_from = self._tree(self.start, form)
        if to not in came_from:
            return ()
        path = [to]
        while path[-1] != self.start:
            path.append(came_from[path[-1]])
        return tuple(reversed(path))

    def forms_before(self, state: str) -> frozenset[str]:
        """Return the forms that someone may have submitted by the time a case is in *state*."""
        return frozenset(
            way.submits
            for source in self.reached()
            for way in self.ways[source]
            if way.submits is not None and state in self.reached(way.target)
        )

    def _tree(self, start: str, without: str | None) -> dict[str, str]:
        """Return for each state that can be reached the one before it, nearest first."""
        came_from = {start: start}
        waiting = deque([start])
        while waiting:
            for way in self.ways[waiting.popleft()]:
                if way.target not in came_from and (without is None or way.submits != without):
                    came_from[way.target] = way.source
                    waiting.append(way.target)
        return came_from


def graph_of(workflow: Workflow, *, reopening: bool = True) -> Graph:
    """Return the arrows of *workflow*, whose targets all exist; without *reopening*, those of one round."""
    return Graph(workflow.start, {name: tuple(_ways(workflow, name, reopening)) for name in workflow.states})


def _ways(workflow: Workflow, state: str, reopening: bool) -> Iterator[Way]:
    for name, action in workflow.actions_in(state).items():
        for rule in action.goes:
            yield Way(state, name, state if rule.target == STAY else rule.target, action.submits)
    reopen = workflow.states[state].reopen
    if reopen is not None and reopening:
        yield Way(state, REOPEN, reopen.to, None)
