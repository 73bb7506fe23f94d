"""Measure one step through the state machine beside a look into a dict, and whole steps of a young and an old case.

Run it with `python benchmarks/machine.py`. How to read the figures is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.stores import database
from benchmarks.work import PEOPLE, WORKFLOW, load
from engine import Cases
from engine.cases.machine import Arrow, StateMachine
from engine.definitions.workflows import State, Strand

Work = tuple[StateMachine, tuple[str, ...], str, Mapping[str, str | None]]
YOUNG, OLD = 5, 500


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure one step through the state machine.")
    parser.add_argument("--rounds", type=int, default=9, help="how often each has its turn (default 9)")
    parser.add_argument("--times", type=int, default=1000, help="steps in one turn (default 1000)")
    parser.add_argument("--age", type=int, default=OLD, help=f"steps of the old case (default {OLD})")
    chosen = parser.parse_args(arguments)
    table = {("new", "go"): "open"}
    limit = _turns(lambda: table["new", "go"], chosen.rounds, chosen.times)
    print(f"{'one step':<44} {'us':>8} {'x a dict':>9}")
    for name, (machine, states, action, to) in {"flat": flat(), "inside strands": strands()}.items():
        first = _turns(lambda: machine._moved(states, action, to), chosen.rounds, chosen.times)  # noqa: B023 - called at once; the library, not what is remembered of it
        again = _turns(lambda: machine.step(states, action, to), chosen.rounds, chosen.times)  # noqa: B023 - as above
        for how, took in (("through the library", first), ("known from before", again)):
            ratio = statistics.median(one / base for one, base in zip(took, limit, strict=True))
            print(f"{name + ', ' + how:<44} {statistics.median(took):>8.2f} {ratio:>9.0f}")
    young, old = ages(chosen.age)
    print(f"\nThe last 20 steps of {chosen.age} take {old / young:.2f} times what early ones took (SQLite).")
    return 0


def flat() -> Work:
    states = {name: State(title=name) for name in ("new", "open")}
    return StateMachine(states, "new", [Arrow("new", "go", "open")]), ("new",), "go", {"new": "open"}


def strands() -> Work:
    inner = {name: State(title=name) for name in ("begun", "done")}
    beside = {name: Strand(start="begun", states=inner) for name in ("child", "place")}
    arrow = Arrow("enquiry/child/begun", "go", "enquiry/child/done")
    machine = StateMachine({"enquiry": State(title="Enquiry", parallel=beside)}, "enquiry", [arrow])
    return machine, ("enquiry/child/begun", "enquiry/place/begun"), "go", {arrow.source: arrow.target}


def _turns(work: Callable[[], object], rounds: int, times: int) -> list[float]:
    """Return the microseconds that *work* took, by round. The first time is not counted: it builds what is shared."""
    work()
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            work()
        took.append((time.perf_counter() - start) / times * 1e6)
    return took


def ages(steps: int) -> tuple[float, float]:
    """Return the seconds that a whole step of one case took when it was young and when it was old."""
    with (
        tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder,
        closing(database(Path(folder) / "casepath.db", "NORMAL")) as kept,
    ):
        took = _aged(load().cases(kept), steps)
    return statistics.median(took[YOUNG : YOUNG + 20]), statistics.median(took[-20:])


def _aged(cases: Cases, steps: int) -> list[float]:
    case = cases.open(WORKFLOW, by=PEOPLE["citizen"]).case
    took = []
    for _ in range(steps):
        start = time.perf_counter()
        case = cases.act(case, "note", by=PEOPLE["officer"], seen=case.version).case
        took.append(time.perf_counter() - start)
    return took


if __name__ == "__main__":
    sys.exit(main())
