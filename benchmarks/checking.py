"""Measure how long large definitions take to be read and checked, beside the stock loader on the same YAML.

Run it with `python benchmarks/checking.py`. How to read the figures is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from engine.checks import check
from engine.definitions.assemble import assemble

STATES, ACTIONS_OF_A_STATE = 300, 5
PAGES, QUESTIONS_OF_A_PAGE = 20, 50
GOAL_SECONDS = 5.0

_MANIFEST = """\
casepath: 1
configuration: large
title: A large configuration
version: 1.0.0
calendar: england_and_wales
roles:
  officer: {title: Officer, reach: council}
  manager: {title: Manager, includes: officer, reach: council}
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
_LIST = "list: level\ntitle: Level\nordered: true\noptions: {low: Low, moderate: Moderate, high: High}\n"


@dataclass(slots=True)
class Work:
    """One definition, by its files, and how long each side took at each of its turns, in seconds of this process."""

    name: str
    files: Mapping[str, bytes]
    ours: list[float] = field(default_factory=list)
    loader: list[float] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how long large definitions take to be read and checked.")
    parser.add_argument("--rounds", type=int, default=5, help="how often (default 5)")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: definitions of a tenth of the size")
    chosen = parser.parse_args(arguments)
    rounds, works = max(1, chosen.rounds), all_works(chosen.scale)
    for number in range(rounds):
        for work in works:
            turns = [(work.ours, checked), (work.loader, loaded)]
            for kept, turn in turns if number % 2 == 0 else reversed(turns):
                kept.append(_seconds(turn, work.files))
    print(f"Checking large definitions: {rounds} rounds, in turns\n")
    print(f"{'definition':<28} {'lines':>7} {'checked s':>10} {'goal s':>7} {'loader s':>9} {'x loader':>9}")
    for work in works:
        ratio = statistics.median(ours / bare for ours, bare in zip(work.ours, work.loader, strict=True))
        ours, bare = statistics.median(work.ours), statistics.median(work.loader)
        print(f"{work.name:<28} {lines(work):>7,} {ours:>10.2f} {GOAL_SECONDS:>7.0f} {bare:>9.2f} {ratio:>9.1f}")
    return 0


def all_works(scale: float) -> list[Work]:
    """Return both definitions, and each at half its size: what takes twice the time for twice the size is linear."""
    works = []
    for size in (scale, scale / 2):
        states, pages = round(STATES * size), round(PAGES * size)
        works.append(Work(f"{states} states, {states * ACTIONS_OF_A_STATE:,} actions", large_workflow(states)))
        works.append(Work(f"a form of {pages * QUESTIONS_OF_A_PAGE:,} questions", large_form(pages)))
    return sorted(works, key=lambda work: "form" in work.name)


def checked(files: Mapping[str, bytes]) -> None:
    """Read and check a definition, and see that it has no errors."""
    found = [one for one in check(assemble(files)).findings if one.is_error]
    assert not found, found[:3]


def loaded(files: Mapping[str, bytes]) -> None:
    for content in files.values():
        yaml.load(content, yaml.CSafeLoader)  # this is what it is measured against


def lines(work: Work) -> int:
    return sum(content.count(b"\n") for content in work.files.values())


def _seconds(turn: Callable[[Mapping[str, bytes]], None], files: Mapping[str, bytes]) -> float:
    gc.collect()
    start = time.process_time()
    turn(files)
    return time.process_time() - start


# --- the definitions -------------------------------------------------------------------------------------------------


def large_workflow(states: int) -> dict[str, bytes]:
    """Return a configuration whose workflow has so many states, five actions in each, limits, tasks and twenty forms.

    >>> large_workflow(10)["workflow_definitions/large.yaml"].decode().count("goes:")
    50
    """
    forms = 20
    text = _FLOW + "".join(_STATE.format(n=n, form=n % forms, **_around(n, states)) for n in range(states))
    files = {"workflow_definitions/large.yaml": f"{text}  closed: {{title: Closed, ending: true}}\n"}
    files |= {f"form_schemas/form_{n}.yaml": _FORM.format(n=n) for n in range(forms)}
    return _whole(files)


def _around(number: int, states: int) -> dict[str, int]:
    return {"next": min(number + 1, states - 1), "back": max(number - 1, 0), "far": (number * 7 + 3) % states}


def large_form(pages: int) -> dict[str, bytes]:
    """Return a configuration with a form of so many pages of fifty questions, two in five shown on a condition.

    >>> large_form(2)["form_schemas/form_0.yaml"].decode().count("label:")
    100
    """
    text = "form: form_0\ntitle: A large form\nsubject: child\npurpose: To measure.\nview: officer\npages:\n"
    for page in range(pages):
        text += f"  page_{page}:\n    title: Page {page}\n    fields:\n"
        for group in range(10):
            number = page * 10 + group
            before = f"kind_{number - 1} == b" if number else "answered(kind_0)"
            text += _QUESTIONS.format(n=number, before=before)
    flow = _FLOW + _STATE.format(n=0, form=0, next=0, back=0, far=0) + "  closed: {title: Closed, ending: true}\n"
    flow = flow.replace("form_0.kind", "form_0.kind_0").replace("form_0.level", "form_0.level_0")
    return _whole({"form_schemas/form_0.yaml": text, "workflow_definitions/large.yaml": flow})


def _whole(files: Mapping[str, str]) -> dict[str, bytes]:
    shared = {
        "casepath.yaml": _MANIFEST,
        "form_schemas/records/child.yaml": _RECORD,
        "form_schemas/lists/level.yaml": _LIST,
    }
    return {path: text.encode() for path, text in {**shared, **files}.items()}


_FLOW = """\
workflow: large
title: A large workflow
subject: child
opened_by: officer
view: officer
checks:
  serious: {that: form_0.kind == a and form_0.level >= moderate, say: This is serious.}
start: state_0
states:
"""
_STATE = """\
  state_{n}:
    title: State {n}
    deadlines:
      limit_{n}:
        within: 10 working days
        kind: standard
        from: entered
        until: done(record_{n})
        remind: {{before: 2 working days, tell: officer}}
        breach: {{tell: manager}}
    tasks:
      look_{n}: {{title: Look, by: officer, only_if: form_0.level == high, required: false}}
    actions:
      record_{n}: {{title: Record {n}, by: officer, form: form_{form}, goes: state_{next}}}
      decide_{n}:
        title: Decide {n}
        by: manager
        not_by: done(record_{n})
        require: "answered(form_{form}.kind)"
        goes:
          - {{if: serious, to: state_{far}}}
          - {{if: form_{form}.kind == b, to: state_{next}}}
          - {{if: [form_{form}.kind == c, form_{form}.level < high], to: state_{back}}}
          - else: closed
      back_{n}: {{title: Back {n}, by: manager, reason: required, goes: state_{back}}}
      wait_{n}: {{title: Wait {n}, by: officer, goes: stay}}
      close_{n}: {{title: Close {n}, by: manager, reason: required, goes: closed}}
"""
_FORM = """\
form: form_{n}
title: Form {n}
subject: child
purpose: To measure.
view: officer
pages:
  page:
    title: Page
    fields:
      kind: {{type: choice, label: Kind, options: {{a: A, b: B, c: C}}, required: true}}
      level: {{type: choice, label: Level, options: level, required: true}}
      reason: {{type: long_text, label: Reason, show_if: kind == b}}
      times: {{type: integer, label: Times, min: 0, max: 9}}
"""
_QUESTIONS = """\
      kind_{n}: {{type: choice, label: Kind {n}, options: {{a: A, b: B, c: C}}}}
      reason_{n}: {{type: long_text, label: Reason {n}, show_if: "{before}", required: true}}
      times_{n}: {{type: integer, label: Times {n}, min: 0, max: 99, show_if: "kind_{n} != a and {before}"}}
      twice_{n}: {{type: integer, label: Twice {n}, calc: times_{n} * 2}}
      level_{n}: {{type: choice, label: Level {n}, options: level, required_if: times_{n} > 3}}
"""


if __name__ == "__main__":
    sys.exit(main())
