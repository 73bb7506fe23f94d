"""Measure how many configurations of a case are explored in a second, beside a bare search over tuples.

Run it with `python benchmarks/explore.py`. How to read the figures is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.checks.exploring.model import Model
from engine.checks.exploring.walk import Seen, explore
from engine.checks.graph import graph_of
from engine.definitions.assemble import assemble
from engine.definitions.read import folder_files

STATES, ACTIONS_OF_A_STATE, TURNS = 40, 3, 8

_MANIFEST = """\
casepath: 1
configuration: wide
title: A wide configuration
version: 1.0.0
calendar: england_and_wales
roles:
  officer: {title: Officer, reach: council}
subjects:
  child: {title: Child, record: child, reference: "CYP-{{ number }}"}
"""
_RECORD = """\
record: child
title: Child
view: officer
edit: officer
fields:
  full_name: {type: text, label: Full name}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how many configurations are explored in a second.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each side has its turn (default 5)")
    parser.add_argument("--most", type=int, default=10_000, help="configurations of a turn (default 10000)")
    parser.add_argument("--folder", help="a folder of definitions instead of the one that is made up")
    given = parser.parse_args(arguments)
    files = made_up() if given.folder is None else folder_files(given.folder)[0]
    assembled = assemble(files)
    assert assembled.configuration is not None, assembled.findings
    definition = compile_configuration(assembled.configuration, assembled.origins).definition
    for name in definition.workflows:
        measure(definition, name, given.most, given.rounds)
    return 0


def measure(definition: Definition, name: str, most: int, rounds: int) -> None:
    """Print how fast one workflow is explored, in turns with the bare search over what was found."""
    flow = definition.workflows[name]
    graph = graph_of(flow.definition)
    seen = explore(Model(definition, flow, graph), most)
    neighbours = drawn(seen)
    ours, bare = list[float](), list[float]()
    for _ in range(rounds):
        ours.append(timed(lambda: explore(Model(definition, flow, graph), most)))
        bare.append(timed(lambda: searched(neighbours, seen.looked_at)))
    looked, steps = seen.looked_at, len(seen.sources)
    ratios = [theirs / mine for mine, theirs in zip(ours, bare, strict=True)]
    print(
        f"{name}: {looked:,} configurations, {steps / max(looked, 1):.1f} steps from each; "
        f"{looked / statistics.median(ours):,.0f} configurations and {steps / statistics.median(ours):,.0f} steps "
        f"a second of CPU; {statistics.median(ratios):.3f} of a bare search over the same tuples"
    )


def drawn(seen: Seen) -> dict[object, list[object]]:
    """Return the same configurations with what each leads to, as plain tuples."""
    found: dict[object, list[object]] = {one: [] for one in seen.configurations}
    for source, target in zip(seen.sources, seen.targets, strict=True):
        found[seen.configurations[source]].append(seen.configurations[target])
    return found


def searched(neighbours: dict[object, list[object]], most: int) -> int:
    """Search breadth-first over tuples that are there already: no condition, no move, no answer."""
    first = next(iter(neighbours))
    known, waiting, looked = {first}, deque([first]), 0
    while waiting and looked < most:
        looked += 1
        for one in neighbours[waiting.popleft()]:
            if one not in known:
                known.add(one)
                waiting.append(one)
    return looked


def timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def made_up() -> dict[str, bytes]:
    """Return a configuration with one workflow in which conditions count what was done."""
    lines = ["workflow: wide", "title: Wide", "subject: child", "opened_by: officer", "view: officer", "start: s0"]
    lines.append("states:")
    for state in range(STATES):
        lines += [f"  s{state}:", f"    title: State {state}", "    actions:"]
        for turn in range(ACTIONS_OF_A_STATE):
            name, target = f"a{state}_{turn}", (state * 7 + turn * 13 + 1) % STATES
            lines += [f"      {name}:", "        title: Go on", "        by: officer"]
            if turn == 0 and state < TURNS:
                lines.append(f"        require: not done({name})")
            lines.append(f"        goes: s{target}")
    lines += ["  over:", "    title: Over", "    ending: true", "anytime:", "  close:", "    title: Close"]
    lines += ["    by: officer", "    goes: over"]
    return {
        "casepath.yaml": _MANIFEST.encode(),
        "form_schemas/records/child.yaml": _RECORD.encode(),
        "workflow_definitions/wide.yaml": ("\n".join(lines) + "\n").encode(),
    }


if __name__ == "__main__":
    sys.exit(main())
