"""Where the parts of an older release of a workflow are now: under their names, or as its `changes` say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engine.cases.compiled import CompiledWorkflow
from engine.definitions.changes import ClockRule, PlaceChange, PlaceKind
from engine.definitions.workflows import State, Workflow


@dataclass(frozen=True, slots=True)
class Places:
    """What each state (by path), action, task and deadline is called now; what has no place is not there.

    *clocks* says of deadlines, by what they were called, how a running clock goes on.
    """

    states: Mapping[str, str]
    actions: Mapping[str, str]
    tasks: Mapping[str, str]
    deadlines: Mapping[str, str]
    clocks: Mapping[str, ClockRule]


def places_now(old: CompiledWorkflow, new: CompiledWorkflow) -> Places:
    """Return where everything in *old* is found in *new*."""
    changes = new.definition.changes
    return Places(
        states={path: now for path in old.states if (now := _state(path, new, changes)) is not None},
        actions=_named(old.titles, new.titles, "action", changes),
        tasks=_named(old.work.tasks, new.work.tasks, "task", changes),
        deadlines=_named(old.deadlines, new.deadlines, "deadline", changes),
        clocks={one.old: one.clock for one in changes if one.kind == "deadline"},
    )


def _named(old: Iterable[str], new: Collection[str], kind: PlaceKind, changes: Iterable[PlaceChange]) -> dict[str, str]:
    to = {one.old: one.to for one in changes if one.kind == kind}
    found = ((name, name if name in new else _followed(name, to, new)) for name in old)
    return {name: now for name, now in found if now is not None}


def _followed(name: str, to: Mapping[str, str], new: Collection[str]) -> str | None:
    """Return what became of *name*, change by change, if that is there."""
    seen: set[str] = set()
    while name in to and name not in seen:
        seen.add(name)
        name = to[name]
    return name if name in new else None


def _state(path: str, new: CompiledWorkflow, changes: Iterable[PlaceChange]) -> str | None:
    if path in new.states:
        return path
    to = {one.old: one.to for one in changes if one.kind == "state"}
    for called in (path, path.rpartition("/")[2]):
        found = _followed(called, to, new.names)
        if found is not None and called in to:
            return new.names[found]
    # A state inside one that is called otherwise now, and itself as before.
    steps = path.split("/")
    for length in range(len(steps) - 1, 0, -1):
        around = "/".join(steps[:length])
        found = _followed(around, to, new.names) or _followed(steps[length - 1], to, new.names)
        inside = "/".join((new.names[found], *steps[length:])) if found is not None else ""
        if inside in new.states:
            return inside
    return None


def is_configuration(workflow: Workflow, states: Collection[str]) -> bool:
    """Return whether a case can be in *states* at once: one at the top, one of each strand, none with more inside."""
    return len(set(states)) == len(states) and _one_of(workflow.states, [path.split("/") for path in states])


def _one_of(states: Mapping[str, State], paths: list[list[str]]) -> bool:
    tops = {path[0] for path in paths}
    if len(tops) != 1 or not tops <= states.keys():
        return False
    state, inner = states[tops.pop()], [path[1:] for path in paths]
    if state.states:
        return all(inner) and _one_of(state.states, inner)
    if state.parallel:
        if not all(inner) or {path[0] for path in inner} != state.parallel.keys():
            return False
        return all(
            _one_of(one.states, [path[1:] for path in inner if path[0] == strand and path[1:]])
            for strand, one in state.parallel.items()
        )
    return inner == [[]]
