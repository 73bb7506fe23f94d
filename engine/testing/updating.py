"""Scenarios brought up to date: what they expect is written as it is now, for somebody to look through and keep.

Only what is expected changes, at its place; comments and layout stay. A scenario that fails for anything else, because
a step cannot be done for instance, is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.definitions.nodes import Node, plain
from engine.definitions.rewriting import Steps, Write, paths_in, rewritten
from engine.definitions.scenarios import ScenarioSet
from engine.findings import Finding, Place
from engine.testing.databases import IN_MEMORY, scenario_database
from engine.testing.finding import Difference, Observed
from engine.testing.scenarios import Loaded, Result, play_run


@dataclass(frozen=True, slots=True)
class Updated:
    """One thing that a scenario expects, as it was and as it is now."""

    place: Place
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class UpdatedFile:
    """A file of scenarios with what changed in it. *shown* is what it is called in messages.

    *left* are the runs that fail for something else, with that alone; of those that *disagree* two examples say
    different things.
    """

    shown: str
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)
    changes: tuple[Updated, ...]
    left: tuple[Result, ...]
    disagree: tuple[str, ...]
    by_hand: tuple[Updated, ...]
    """What has comments among it, so that only its author can say where they belong."""


def updated(folder: Loaded, *, matching: str = "", database: str = IN_MEMORY) -> Iterator[UpdatedFile]:
    """Yield each file of scenarios as it would be written; nothing is. Raises DatabaseNotUsable."""
    with scenario_database(database) as opened:
        for scenarios in folder.scenarios():
            workflow = scenarios.file.scenarios_of
            runs = [one for one in scenarios.runs if matching in f"{workflow} {one.name}"]
            results = [(one.name, play_run(folder, scenarios, one, opened, goes_on=True)) for one in runs]
            if results:
                yield _file(scenarios, results, _content(folder, scenarios.node))


def _content(folder: Loaded, root: Node) -> bytes:
    shown = root.source.file
    return next(content for path, content in folder.files.items() if shown == path or shown.endswith(f"/{path}"))


def _file(scenarios: ScenarioSet, results: list[tuple[str, Result]], before: bytes) -> UpdatedFile:
    ways = _ways(scenarios.node)
    left = tuple(_of_something_else(result) for _, result in results if not _can_be_written(result))
    stuck = {name for name, result in results if not _can_be_written(result)}
    wanted: dict[str, dict[Steps, tuple[Node, Observed]]] = {}
    disagree: list[str] = []
    for name, result in results:
        for node, so in _observed(result) if name not in stuck else ():
            known = wanted.setdefault(name, {}).setdefault(ways[_stretch(node)], (node, so))
            if known[1] != so:
                disagree.append(name)
    # Where one row of the examples says otherwise than another, no text would do for both.
    writes = {steps: one for name, found in wanted.items() if name not in disagree for steps, one in found.items()}
    made = rewritten(before, [Write(steps, so) for steps, (_, so) in writes.items()])
    changes: list[Updated] = []
    by_hand: list[Updated] = []
    for steps, (node, so) in sorted(writes.items(), key=lambda one: one[1][0].place):
        kept = by_hand if Write(steps, so) in made.left else changes
        kept.append(Updated(node.place, _said(node), _told(so)))
    names = tuple(dict.fromkeys(disagree))
    return UpdatedFile(scenarios.node.source.file, before, made.content, tuple(changes), left, names, tuple(by_hand))


def _can_be_written(result: Result) -> bool:
    return all(map(_is_writable, result.failures))


def _is_writable(one: Finding) -> bool:
    return isinstance(one, Difference) and bool(one.observed)


def _of_something_else(result: Result) -> Result:
    return replace(result, failures=tuple(one for one in result.failures if not _is_writable(one)))


def _observed(result: Result) -> Iterator[tuple[Node, Observed]]:
    for one in result.failures:
        if isinstance(one, Difference):
            yield from one.observed


def _ways(root: Node) -> dict[tuple[int, int, int, int], Steps]:
    """Return the way to everything in a file, by where it stands."""
    found: dict[tuple[int, int, int, int], Steps] = {}
    for steps, node in paths_in(root):
        found.setdefault(_stretch(node), steps)
    return found


def _stretch(node: Node) -> tuple[int, int, int, int]:
    return node.line, node.column, node.end_line, node.end_column


def _said(node: Node) -> str:
    data = plain(node)
    return _told(data if isinstance(data, str) else tuple(map(str, data)))


def _told(so: Observed) -> str:
    return so if isinstance(so, str) else ", ".join(so) or "nothing"
