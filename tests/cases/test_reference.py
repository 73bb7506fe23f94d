"""The engine and a slow reading of the language agree on thousands of random forms and answers nobody planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

import pytest

from engine.cases.answers import Asking, FormState, Papers
from engine.cases.compiled import CompiledForm
from engine.cases.compiling import compile_configuration
from engine.cases.snapshot import time_env
from engine.cases.working_out import form_state
from engine.definitions.assemble import Origins, assemble
from engine.definitions.configuration import Configuration
from engine.definitions.forms import Form
from engine.expressions.types import UNKNOWN
from engine.findings import render_all
from tests.cases.naive import Filling, Naive
from tests.cases.random_forms import Answering, Draw
from tests.dice import Dice
from tests.support import LITTLE, little

PARTS: Final = 4
FORMS: Final = 500
"""Forms of each part; the parts may run side by side."""
FILLED: Final = 4
"""Times that each form is filled, by different people at different steps."""

UNREADABLE: Final = frozenset(
    {"wrong_type", "wrong_code", "too_small", "too_large", "too_long", "exclusive", "too_many"}
)


@dataclass(frozen=True)
class Both:
    """One form filled once: what the reference says of it, and what the engine says."""

    seed: int
    form: Form
    naive: Naive
    state: FormState


@cache
def little_configuration() -> Configuration:
    assembled = assemble({name: text for name, text in LITTLE.items() if "workflow" not in name})
    assert assembled.configuration is not None, render_all(assembled.findings)
    return assembled.configuration


def drawn(seed: int) -> tuple[Form, CompiledForm]:
    """Return a random form, as it was written and as it runs."""
    form = Form.model_validate(Draw(Dice(seed)).form())
    whole = little_configuration().model_copy(update={"forms": {form.form: form}})
    return form, compile_configuration(whole, Origins()).definition.forms[form.form]


def filled(seed: int) -> Iterator[Both]:
    form, compiled = drawn(seed)
    lists = little_configuration().lists
    dice = Dice(seed + 1)
    for _ in range(FILLED):
        filling = Answering(dice, form, lists).filling()
        yield Both(seed, form, Naive(form, lists, filling), by_the_engine(compiled, filling))


def by_the_engine(compiled: CompiledForm, filling: Filling) -> FormState:
    noon = datetime(filling.today.year, filling.today.month, filling.today.day, 12, tzinfo=UTC)
    asking = Asking(filling.action, filling.standing, time_env(little(), noon), reopened=filling.reopened)
    return form_state(compiled, asking, Papers(filling.kept, filling.draft, filling.sent))


def differences(both: Both) -> dict[str, tuple[object, object]]:
    """Return what the two disagree about: what the reference says, and then the engine."""
    naive, state = both.naive, both.state
    said = {
        "shown": (naive.shown, set(state.shown)),
        "asked": (naive.asked, set(state.asked)),
        "required": (naive.required, set(state.required)),
        "read only": (naive.read_only, set(state.read_only)),
        "dropped": (naive.dropped, set(state.dropped)),
        "offered": (naive.offered, {name: list(codes) for name, codes in state.offered.items()}),
        "answers": (naive.answers, dict(state.answers)),
        "values": (
            {name: plain(value) for name, value in naive.values.items()},
            {name: plain(state.values.get(name, UNKNOWN)) for name in naive.values},
        ),
        "problems": (naive.problems, problems(state)),
    }
    return {what: pair for what, pair in said.items() if pair[0] != pair[1]}


def plain(value: Any) -> Any:
    """Return a value as both can be compared: unknown is None, and a row is what was answered in it."""
    if isinstance(value, tuple) and all(isinstance(row, dict) for row in value):
        return [{name: plain(cell) for name, cell in row.items() if plain(cell) is not None} for row in value]
    return None if value is UNKNOWN else int(value) if isinstance(value, Decimal) else value


def problems(state: FormState) -> set[tuple[str, str]]:
    return {(one.path, "unreadable" if one.code in UNREADABLE else one.code) for one in state.problems}


def smallest(found: list[Both]) -> str:
    """Return the disagreement about the shortest form, for whoever has to find out who is right."""
    both = min(found, key=lambda one: len(one.form.model_dump_json(exclude_defaults=True)))
    told = [
        f"{what}:\n  the reference: {one}\n  the engine:    {other}" for what, (one, other) in differences(both).items()
    ]
    form = both.form.model_dump_json(exclude_defaults=True, indent=1, by_alias=True)
    return "\n".join([f"seed {both.seed}, {len(found)} in all", *told, str(both.naive.filling), form])


@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_and_a_slow_reading_of_the_language_agree(part: int) -> None:
    found = [both for seed in range(part * FORMS, (part + 1) * FORMS) for both in filled(seed) if differences(both)]

    assert not found, smallest(found)


def test_the_random_forms_meet_everything_that_a_form_can_do() -> None:
    met = Counter[str]()
    for both in (both for seed in range(FORMS) for both in filled(seed)):
        naive = both.naive
        met.update(kind for _, kind in naive.problems if not kind.startswith("rule"))
        met.update("a broken rule" for _, kind in naive.problems if kind.startswith("rule"))
        met.update(f"{kind} in a row" for path, kind in naive.problems if "." in path)
        met.update("dropped from a row" if "." in path else "dropped" for path in naive.dropped)
        met.update({"read only": len(naive.read_only), "shown, not asked": len(naive.shown - naive.asked)})

    in_rows = ("hidden", "calculated", "required", "not_offered", "check", "unreadable", "twice", "not_allowed")
    expected = {
        *("unknown_field", "hidden", "calculated", "read_only", "not_asked", "not_allowed", "unreadable", "required"),
        *("too_few", "not_offered", "check", "a broken rule", "dropped", "dropped from a row", "read only"),
        *("shown, not asked", "read_only in a row", "too_few in a row", *(f"{kind} in a row" for kind in in_rows)),
    }
    assert {kind: met[kind] for kind in expected if met[kind] < 4} == {}
