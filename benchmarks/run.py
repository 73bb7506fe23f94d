"""Measure a step of Casepath beside bare SQL that writes the same rows, in turns, and print one table.

Run it with `make bench`, or `python benchmarks/run.py --rounds 15 --cases 20 --db sqlite-normal`. How to read the
figures is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks.stores import KINDS, Store, store
from benchmarks.work import (
    ANSWERS,
    STEPS,
    Side,
    Stored,
    casepath_side,
    limit_side,
    load,
    sample,
    stored,
)

HEAD = ("who", "steps/s", "x limit", "step p50 ms", "step p95 ms", "own CPU ms/step", "opening p50 ms")


@dataclass(slots=True)
class Figures:
    """What was measured of one side. A round's *rates* counts the openings' time too, as cases do need opening."""

    steps: list[float] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


class Nonsense(Exception):
    """A measurement that cannot be true, or did not measure the work."""


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder:
        disk = fdatasync_ms(Path(folder))
        try:
            with store(chosen.db, Path(folder)) as kept:
                figures, limit = measure(kept, chosen.rounds, chosen.cases)
        except Nonsense as wrong:
            print(f"This run is not to be trusted: {wrong}", file=sys.stderr)
            return 1
        disk += fdatasync_ms(Path(folder))
    work = f"{chosen.rounds} rounds x {chosen.cases} cases x {len(STEPS)} steps, in turns"
    print(f"Case step on {chosen.db}: {work}\n\n{table(figures, limit)}\n")
    print(
        f"fdatasync of 4 KiB before and after: p50 {percentile(disk, 0.5):.2f} ms, p95 {percentile(disk, 0.95):.2f} ms"
    )
    packages = ", ".join(f"{name} {version(name)}" for name in ("SQLAlchemy", "transitions", "pydantic"))
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}, {os.cpu_count()} cores")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measure a step of Casepath beside bare SQL that writes the same rows."
    )
    parser.add_argument("--rounds", type=_one_or_more, default=9, help="how often each side has its turn (default 9)")
    parser.add_argument(
        "--cases", type=_one_or_more, default=20, help="cases that a side opens in one turn (default 20)"
    )
    parser.add_argument("--db", choices=KINDS, default="sqlite-full", help="which database, and whether a commit waits")
    return parser.parse_args(arguments)


def _one_or_more(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give 1 or more")
    return number


# --- measuring -------------------------------------------------------------------------------------------------------


def measure(kept: Store, rounds: int, cases: int) -> tuple[dict[str, Figures], str]:
    """Return the figures of all sides by name, and the limit's name. Raises Nonsense when the work was not done."""
    engine = load()
    with (
        closing(kept.database("casepath")) as ours,
        closing(kept.database("limit")) as theirs,
        closing(kept.database("encrypted")) as encrypted,
        closing(kept.bare("casepath")) as beside_ours,
        closing(kept.bare("limit")) as bare,
    ):
        casepath = casepath_side(engine.cases(ours))
        like = sample(beside_ours, casepath)
        # The limit's rows point at a release too: one case opened by Casepath puts it there.
        sample(bare, casepath_side(engine.cases(theirs)))
        limit = limit_side(bare, like)
        with_keys = casepath_side(load(encrypts=True).cases(encrypted), "Casepath, encrypted")
        sides = (casepath, with_keys, limit)
        for side in sides:  # not counted: first calls build what later ones share
            take_turn(side, Figures(), 2)
        figures = {side.name: Figures() for side in sides}
        for number in range(rounds):
            for side in sides if number % 2 == 0 else sides[::-1]:
                take_turn(side, figures[side.name], cases)
        judge(stored(beside_ours), stored(bare), 1 + 2 + rounds * cases)
    return figures, limit.name


def take_turn(side: Side, figures: Figures, cases: int) -> None:
    """Open *cases* cases and take each through all steps, adding what it took to *figures*."""
    cpu, began = time.process_time(), time.perf_counter()
    for _ in range(cases):
        start = time.perf_counter()
        case = side.open()
        figures.openings.append(time.perf_counter() - start)
        for number in range(len(STEPS)):
            start = time.perf_counter()
            side.step(case, number, ANSWERS)
            figures.steps.append(time.perf_counter() - start)
    steps = cases * len(STEPS)
    figures.rates.append(steps / (time.perf_counter() - began))
    figures.cpu.append((time.process_time() - cpu) / steps)


def judge(ours: Stored, limit: Stored, cases: int) -> None:
    """Raise Nonsense unless both databases hold *cases* finished cases with every row of every step."""
    moves = cases * len(STEPS)
    expected = Stored(cases=cases, moves=moves, submissions=moves, steps=cases + moves, closed=cases)
    for name, found in (("Casepath", ours), ("bare SQL", limit)):
        if found != expected:
            raise Nonsense(f"{name} left {found}, and the work is {expected}.")


def fdatasync_ms(folder: Path, times: int = 100) -> list[float]:
    """Return how long this disk takes to keep 4 KiB for certain, in milliseconds."""
    took: list[float] = []
    with (folder / "sync.tmp").open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            start = time.perf_counter()
            getattr(os, "fdatasync", os.fsync)(file.fileno())  # macOS has only fsync
            took.append((time.perf_counter() - start) * 1e3)
    return took


# --- telling ---------------------------------------------------------------------------------------------------------


def table(figures: Mapping[str, Figures], limit: str) -> str:
    """Return the table, fastest first. A ratio is the median of the ratios taken round by round."""
    base = figures[limit].rates
    fastest = sorted(figures.items(), key=lambda one: -statistics.median(one[1].rates))
    rows = [
        (
            name,
            f"{statistics.median(one.rates):,.0f}",
            f"{statistics.median(ours / theirs for ours, theirs in zip(one.rates, base, strict=True)):.2f}",
            f"{percentile(one.steps, 0.5) * 1e3:.3f}",
            f"{percentile(one.steps, 0.95) * 1e3:.3f}",
            f"{statistics.median(one.cpu) * 1e3:.3f}",
            f"{percentile(one.openings, 0.5) * 1e3:.3f}",
        )
        for name, one in fastest
    ]
    widths = [max(len(row[column]) for row in (HEAD, *rows)) for column in range(len(HEAD))]
    return "\n".join(
        (
            _line(HEAD, widths),
            "|" + "|".join("-" * (one + 2) for one in widths) + "|",
            *(_line(row, widths) for row in rows),
        )
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join((first, *others))} |"


def percentile(values: Iterable[float], part: float) -> float:
    """Return the value that *part* of *values* lie below: 0.5 is the median."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


if __name__ == "__main__":
    sys.exit(main())
