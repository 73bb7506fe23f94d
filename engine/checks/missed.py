"""Time limits that run on unseen, because what stops them can be missed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from engine.checks.book import Book
from engine.checks.clocks import limits, said, where
from engine.checks.graph import Configuration, Graph, Way
from engine.definitions.deadlines import Moment
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding

MISSED = Code(
    "C726",
    "A clock that runs on when a case goes another way",
    'Add to "until" what ends it on that path, or lead the path back to where it can be stopped.',
    "warning",
)


def clocks_are_stopped_on_every_path(book: Book) -> Iterator[Finding]:
    """Wherever a case goes while a clock runs, what stops the clock can still happen, or the case has ended."""
    for workflow, graph, state, spot in limits(book):
        deadline = workflow.places[state].state.deadlines[str(spot.path[-1])]
        stops = deadline.until
        if not stops or not graph.whole or any(one.kind not in ("done", "entered_state", "field") for one in stops):
            continue
        here = frozenset[str]().union(*(where(workflow, graph, one) for one in stops))
        if not here & graph.reached(state):
            continue  # told as a clock that this cannot stop
        path = _path_past(workflow, graph, state, stops, here)
        if path:
            until = " or ".join(f'"{said(one)}"' for one in stops)
            message = (
                f"{until} can be missed on the path {' > '.join(path)}; then only the end of the case stops this clock."
            )
            yield book.finding(MISSED, message, spot.at("until"))


def _path_past(
    workflow: Workflow, graph: Graph, state: str, stops: tuple[Moment, ...], here: frozenset[str]
) -> tuple[str, ...]:
    """Return the shortest path from *state*, on which nothing stops its clock, to where nothing can any more."""
    stopping = graph.before(one for one in graph.ways if graph.active(one) & here)
    came_from: dict[Configuration, Configuration] = {one: one for one in graph.within(state)}
    waiting = deque(came_from)
    while waiting:
        one = waiting.popleft()
        ended = any(workflow.places[leaf].state.ending for leaf in one)
        if not ended and one not in stopping:
            return _way_to(one, came_from)
        for way in () if ended else graph.ways[one]:
            if way.target not in came_from and not any(_stops(graph, way, moment, workflow) for moment in stops):
                came_from[way.target] = one
                waiting.append(way.target)
    return ()


def _way_to(end: Configuration, came_from: dict[Configuration, Configuration]) -> tuple[str, ...]:
    path = [end]
    while came_from[path[-1]] != path[-1]:
        path.append(came_from[path[-1]])
    return tuple(" + ".join(one) for one in reversed(path))


def _stops(graph: Graph, way: Way, moment: Moment, workflow: Workflow) -> bool:
    match moment.kind:
        case "done":
            return way.action == moment.name
        case "entered_state":
            return workflow.state_names[moment.name] in graph.active(way.target)
        case _:
            return way.submits == moment.name.partition(".")[0]
