"""Measure forms beside what someone would write by hand, in turns, and print one table.

Run it with `make bench`, or `python benchmarks/forms.py --rounds 15`. How to read the figures is in README.md beside
this file.
"""

from __future__ import annotations

import argparse
import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

import yaml

from benchmarks import by_hand
from benchmarks.work import ANSWERS, COUNCIL, PEOPLE, load
from engine.cases.answers import Asking, FormState, Papers
from engine.cases.compiled import CompiledForm, Definition
from engine.cases.compiling import compile_configuration
from engine.cases.compiling.forms import form_scope
from engine.cases.compiling.workshop import Compiler
from engine.cases.snapshot import form_values, time_env
from engine.cases.values import Json
from engine.cases.working_out import form_state
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.forms import Form
from engine.definitions.nodes import Plain, plain
from engine.definitions.read import folder_files
from engine.definitions.source import read
from engine.definitions.workflows import Workflow
from engine.expressions.evaluate import Expression, compile_expression
from engine.findings import Place

HEAD = ("work", "Casepath us", "by hand us", "ratio", "goal")
FORMS = 30
_TURN = 20_000_000
"""How long one turn of one side lasts, in nanoseconds."""

WRONG: Mapping[str, Json] = {
    **{name: given for name, given in ANSWERS.items() if name != "landlord_name"},
    "postcode": "not one",
    "income": "-5",
    "end_date": "2025-01-01",
    "email_confirm": "bob@example.org",
}
"""Five answers that cannot stand: one missing, two of another shape, two that do not go together."""


@dataclass(slots=True)
class Work:
    """One piece of work, done by both sides. *goal* is the ratio to reach, or microseconds where `us` is said."""

    name: str
    ours: Callable[[], object]
    limit: Callable[[], object]
    goal: str
    ratios: list[float] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure forms beside what someone would write by hand.")
    parser.add_argument("--rounds", type=int, default=11, help="how often each side has its turn (default 11)")
    rounds = max(1, parser.parse_args(arguments).rounds)
    works = all_works()
    gc.collect()
    gc.disable()
    for number in range(rounds):
        for work in works:
            take_turns(work, ours_first=number % 2 == 0)
    gc.enable()
    print(f"Forms in memory: {rounds} rounds, in turns\n\n{table(works)}\n")
    packages = ", ".join(f"{name} {version(name)}" for name in ("pydantic", "PyYAML"))
    print(f"Python {platform.python_version()}, {packages}")
    return 0


def all_works() -> list[Work]:
    """Return the works, each done once by both sides and found to be the work that it says."""
    engine = load()
    definition, form = engine.definition, engine.definition.forms["application"]
    asking = Asking(
        "submit",
        definition.roles.standing(PEOPLE["citizen"], None),
        time_env(definition, engine.ports.clock.now()),
    )

    def state(of: CompiledForm, answers: Mapping[str, Json]) -> FormState:
        return form_state(of, asking, Papers(sent=answers))

    sixty, sixty_answers = form_of_sixty(), answers_to_sixty()
    condition, env = one_condition(definition), form_values(form, ANSWERS)
    files, texts, models = council_of_thirty()
    works = [
        Work("30 questions, accepted", lambda: state(form, ANSWERS), lambda: by_hand.faults(ANSWERS), "2x"),
        Work("30 questions, rejected", lambda: state(form, WRONG), lambda: by_hand.faults(WRONG), "3x"),
        Work("one condition", lambda: condition.evaluate(env), lambda: by_hand.condition(env), "3x"),
        Work("60 questions of all kinds", lambda: state(sixty, sixty_answers), lambda: None, "1,000 us"),
        Work(
            "reading 1 workflow, 30 forms, and a place",
            lambda: read_and_placed(files),
            lambda: loaded_by_others(texts, models),
            "0.55x",
        ),
    ]
    assert state(form, ANSWERS).problems == ()
    assert by_hand.faults(ANSWERS) == []
    assert len({one.path for one in state(form, WRONG).problems}) == len(dict(by_hand.faults(WRONG)))
    assert condition.evaluate(env) is by_hand.condition(env) is True
    assert len(sixty.fields) == 60
    assert state(sixty, sixty_answers).problems == ()
    read_whole, place = read_and_placed(files)
    assert read_whole.configuration is not None
    assert len(read_whole.configuration.forms) == FORMS
    assert place.excerpt.strip() == "label: Email address"
    return works


# --- the works -------------------------------------------------------------------------------------------------------


def one_condition(definition: Definition) -> Expression:
    """Return the condition that `by_hand.condition` is written for, as a council writes it."""
    files = folder_files(COUNCIL)[0]
    assembled = assemble(files)
    assert assembled.configuration is not None
    compiler = Compiler(assembled.configuration, assembled.origins)
    scope = form_scope(compiler, definition.forms["application"].definition)
    assert scope is not None
    made = compile_expression(by_hand.CONDITION, scope)
    assert isinstance(made, Expression)
    return made


def council_of_thirty() -> tuple[dict[str, bytes], list[str], list[tuple[type[Form] | type[Workflow], Plain]]]:
    """Return a council of one workflow and thirty forms: its files, their texts, and what pydantic is given of each."""
    files = dict(folder_files(COUNCIL)[0])
    text = files["form_schemas/application.yaml"].decode()
    for number in range(1, FORMS):
        files[f"form_schemas/application_{number}.yaml"] = text.replace(
            "form: application", f"form: application_{number}", 1
        ).encode()
    models: list[tuple[type[Form] | type[Workflow], Plain]] = []
    texts = []
    for path, content in files.items():
        if path.startswith(("form_schemas/application", "workflow_definitions/")):
            root = read(content, path).root
            assert root is not None
            models.append((Form if path.startswith("form_schemas/") else Workflow, plain(root)))
            texts.append(content.decode())
    return files, texts, models


def read_and_placed(files: Mapping[str, bytes]) -> tuple[Assembled, Place]:
    """Read a council, and find the place of one word, as for a mistake: places are looked for when one is asked for."""
    assembled = assemble(files)
    return assembled, assembled.origins.place("form", "application", "pages", "you", "fields", "email", "label")


def loaded_by_others(texts: Sequence[str], models: Sequence[tuple[type[Form] | type[Workflow], Plain]]) -> None:
    """Read the same texts with the stock loader, which keeps no places, and judge the same data by the same models."""
    for text in texts:
        yaml.load(text, yaml.CSafeLoader)  # this is what it is measured against
    for model, data in models:
        model.model_validate(data)


def form_of_sixty() -> CompiledForm:
    """Return a form of sixty questions: every third is conditional, and there are calculations, checks, rules, rows."""
    fields = ""
    for number in range(14):
        before = f"kind_{number - 1} == b" if number else "answered(kind_0)"
        fields += _FOUR.format(n=number, before=before)
    text = f"{_SIXTY}{fields}{_MORE}"
    files = {**folder_files(COUNCIL)[0], "form_schemas/sixty.yaml": text.encode()}
    assembled = assemble(files)
    assert assembled.configuration is not None, assembled.findings
    return compile_configuration(assembled.configuration, assembled.origins).definition.forms["sixty"]


def answers_to_sixty() -> dict[str, Json]:
    """Return answers to them, some of which are hidden by others."""
    answers: dict[str, Json] = {"people": [{"name": f"Person {n} Example", "age": n} for n in range(10)]}
    for number in range(14):
        answers |= {f"kind_{number}": "b", f"why_{number}": "Because it is so", f"times_{number}": number + 1}
    return answers | {"first": "2026-01-01", "last": "2026-02-01"}


_SIXTY = """\
form: sixty
title: Sixty questions
subject: household
view: [citizen, officer, manager]
pages:
  one:
    title: One
    fields:
"""
_FOUR = """\
      kind_{n}:
        type: choice
        label: Kind {n}
        required: true
        options: {{a: Kind A, b: Kind B, c: Kind C}}
      why_{n}:
        type: text
        label: Why {n}
        show_if: {before}
        required_if: kind_{n} == b
      times_{n}:
        type: integer
        label: Times {n}
        min: 0
        check: {{that: times_{n} < 100, say: That is a lot.}}
      worth_{n}:
        type: integer
        label: Worth {n}
        calc: times_{n} * 2
"""
_MORE = """\
      first: {type: date, label: First}
      last: {type: date, label: Last}
      people:
        type: rows
        label: People
        row: Person
        fields:
          name: {type: text, label: Name, required: true}
          age: {type: integer, label: Age}
          school: {type: text, label: School, show_if: age > 90, required: true}
      grown: {type: integer, label: Grown up, calc: "count(people, age >= 18)"}
rules:
  in_order:
    require: last >= first
    say: The last comes before the first.
    at: last
"""


# --- measuring and telling -------------------------------------------------------------------------------------------


def take_turns(work: Work, *, ours_first: bool) -> None:
    """Let both sides do the work as often as fits into their turn, one after the other."""
    sides = [work.ours, work.limit] if ours_first else [work.limit, work.ours]
    took = [_one_turn(side) for side in sides]
    ours, limit = took if ours_first else reversed(took)
    work.times.append((ours, limit))
    work.ratios.append(ours / limit)


def _one_turn(do: Callable[[], object]) -> float:
    """Return how long it took once, in microseconds, done over and over for one turn."""
    times, began = 0, time.perf_counter_ns()
    while (now := time.perf_counter_ns()) - began < _TURN:
        for _ in range(5):
            do()
        times += 5
    return (now - began) / times / 1e3


def table(works: Sequence[Work]) -> str:
    """Return the table; a ratio is the median of the ratios taken round by round."""
    rows = [HEAD]
    for work in works:
        ours, limit = (statistics.median(one) for one in zip(*work.times, strict=True))
        nothing = work.goal.endswith("us")
        ratio = "" if nothing else f"{statistics.median(work.ratios):.2f}x"
        rows.append((work.name, f"{ours:,.1f}", "" if nothing else f"{limit:,.1f}", ratio, f"<= {work.goal}"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "| "
        + " | ".join(
            cell.ljust(w) if not n else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    return "\n".join((lines[0], "|" + "|".join("-" * (one + 2) for one in widths) + "|", *lines[1:]))


if __name__ == "__main__":
    sys.exit(main())
