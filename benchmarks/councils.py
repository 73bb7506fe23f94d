"""Measure how long 150 councils on one template take to be read and compiled, beside the template by itself.

Run it with `python benchmarks/councils.py`. How to read the figures is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.cases.compiling.shared import Beneath
from engine.checks import check
from engine.definitions.origins import Assembled
from engine.definitions.read import Known, read_folder
from engine.service.shelf import Shelf
from engine.shipped import shipped_configuration

HEAD = "casepath: 1\nconfiguration: council_{0}\ntitle: Council {0}\nextends: national 1.0\nversion: 1\n"
FORM = "form_schemas/contact_referral.yaml"
FLOW = "workflow_definitions/child_front_door.yaml"
DIFFERENCES: Sequence[Mapping[str, str]] = (
    {FLOW: "workflow: child_front_door\nstates:\n  screening: {title: Screening in {0}}\n"},
    {FORM: "form: contact_referral\nfields:\n  bus: {type: text, label: Bus in {0}, page: concern}\n"},
    {
        FORM: "form: contact_referral\nfields:\n  working_well: {required_for: finish_screening}\n",
        FLOW: "workflow: child_front_door\nstates:\n  screening: {deadlines: {screened: {within: 2 working days}}}\n",
    },
    {
        "form_schemas/lists/agency.yaml": "list: agency\noptions:\n  leisure: {label: Leisure in {0}, new: true}\n",
        "casepath.yaml": "roles:\n  nurse: {title: Nurse in {0}, new: true}\n",
        FORM: "form: contact_referral\nview: {add: nurse}\n",
    },
)
"""What councils differ in, one after the other: a workflow, a form, both, and what everything hangs on."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of this process, for the template by itself and for all councils on it, and the bytes that these hold."""

    template: float
    reading: float
    compiling: float
    held: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how long many councils on one template take to be loaded.")
    parser.add_argument("--rounds", type=int, default=5, help="how often (default 5)")
    parser.add_argument("--councils", type=int, default=150, help="how many councils (default 150)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="casepath-bench-") as folder:
        councils = written(Path(folder), chosen.councils)
        shared, apart = [], []
        for _ in range(chosen.rounds):
            shared.append(loaded(councils, share=True))
            apart.append(loaded(councils, share=False))
        held = loaded(councils, share=True, weigh=True).held
        kept = on_a_shelf(councils)
    print(f"{chosen.councils} councils on one template, {chosen.rounds} rounds in turns\n")
    print(f"{'compiled forms and workflows':<30} {'read s':>8} {'compiled s':>11} {'x the template':>15}")
    for name, rounds in (("shared where untouched", shared), ("each its own", apart)):
        read, made = (statistics.median(getattr(one, of) for one in rounds) for of in ("reading", "compiling"))
        ratio = statistics.median((one.reading + one.compiling) / one.template / chosen.councils for one in rounds)
        print(f"{name:<30} {read:>8.2f} {made:>11.2f} {ratio:>15.2f}")
    print(f"\nHeld by all councils, beside the template: {held / 1e6:.0f} MB.")
    read, checked, found = kept
    print(f"A council read {read * 1e3:.1f} ms, with its checks {checked * 1e3:.1f} ms; found on a shelf ", end="")
    print(f"{found * 1e3:.1f} ms: {found / read:.2f} times reading it.")
    return 0


def on_a_shelf(councils: Sequence[Path]) -> tuple[float, float, float]:
    """Return what one council costs to be read alone, read and checked, and found again where it is as it was."""
    some = councils[: min(len(councils), 8)]
    shelf = Shelf()

    def each(work: Callable[[Path], object]) -> float:
        took = []
        for one in some:
            gc.collect()
            start = time.process_time()
            work(one)
            took.append(time.process_time() - start)
        return statistics.median(took)

    read, checked = each(read_folder), each(lambda one: check(read_folder(one)))
    each(shelf.checked)
    return read, checked, each(shelf.checked)


def written(folder: Path, number: int) -> list[Path]:
    """Write the folders of *number* councils, and return them."""
    councils = []
    for council in range(number):
        place = folder / "councils" / f"council_{council}"
        files = {"casepath.yaml": "", **DIFFERENCES[council % len(DIFFERENCES)]}
        files["casepath.yaml"] = HEAD + files["casepath.yaml"]
        for path, text in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(text.replace("{0}", str(council)), "utf-8")
        councils.append(place)
    return councils


def loaded(councils: Sequence[Path], *, share: bool, weigh: bool = False) -> Took:
    """Load the template, then all *councils* on it, and return what it took. Weighing makes it slow."""
    known, start = Known(), time.process_time()
    base = read_folder(shipped_configuration(), known=known)
    assert base.configuration is not None
    beneath = Beneath(base.configuration, compile_configuration(base.configuration, base.origins).definition)
    template = time.process_time() - start
    gc.collect()
    if weigh:
        tracemalloc.start()
    start = time.process_time()
    read = [read_folder(one, known=known) for one in councils]
    middle = time.process_time()
    made = [_compiled(one, beneath if share else None) for one in read]
    end = time.process_time()
    assert len({one.release for one in made}) == len(councils)
    held = tracemalloc.get_traced_memory()[0] if weigh else 0
    tracemalloc.stop()
    return Took(template, middle - start, end - middle, held)


def _compiled(council: Assembled, beneath: Beneath | None) -> Definition:
    assert council.configuration is not None, council.findings
    compilation = compile_configuration(council.configuration, council.origins, beneath=beneath)
    assert compilation.findings == ()
    return compilation.definition


if __name__ == "__main__":
    sys.exit(main())
