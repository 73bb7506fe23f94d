"""What holds whatever is edited: nothing differs from itself, and nothing that differs goes untold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cases.compiling.workshop import Spot
from engine.definitions.configuration import Configuration
from engine.definitions.deadlines import Moment
from engine.definitions.fields import FormField
from engine.definitions.keeping import Term
from engine.definitions.lists import Option
from engine.definitions.model import Model
from engine.definitions.read import folder_files
from engine.definitions.words import Duration
from engine.interop.differences.comparing import Comparing
from engine.interop.differences.edition import Edition
from engine.interop.differences.phrases import Known, Setting
from engine.interop.differences.things import PHRASES, Thing, phrase_of
from engine.interop.differences.whole import differences
from engine.sentences.say import Sentence
from engine.shipped import shipped_configuration
from tests.interop.differences.council import council, edition

Steps = tuple[str | int, ...]
_WHOLE = Path(__file__).resolve().parents[2] / "definitions" / "whole"


def models(model: type[Model], known: set[type[Model]]) -> set[type[Model]]:
    """Return *model* and every model that stands in it, wherever."""
    if model not in known:
        known.add(model)
        for info in model.model_fields.values():
            for one in _inside(info.annotation):
                models(one, known)
    return known


def _inside(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in get_args(annotation) or get_args(getattr(annotation, "__value__", None)):
        yield from _inside(part)


ALL = sorted(models(Configuration, set()), key=lambda one: one.__name__)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_every_setting_of_the_language_has_its_words(model: type[Model]) -> None:
    keys = [info.alias or name for name, info in model.model_fields.items()]

    assert [key for key in keys if phrase_of(model, key) is None] == []


def test_the_walk_reaches_the_whole_language() -> None:
    kinds = {one for union in get_args(get_args(FormField)[0]) for one in (union,) if isinstance(one, type)}

    assert kinds <= set(ALL)
    assert len(ALL) > 50


def test_no_words_are_kept_for_a_setting_that_is_not_there() -> None:
    gone = [
        (model.__name__, key)
        for model, phrases in PHRASES.items()
        for key in phrases
        if key not in {info.alias or name for name, info in model.model_fields.items()}
    ]

    assert gone == []


# --- every setting that is changed is told ---------------------------------------------------------------------------


@cache
def editions() -> tuple[Edition, ...]:
    folders = (shipped_configuration(), _WHOLE)
    return council(), *(edition(folder_files(folder)[0]) for folder in folders)


def settings(one: object, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the way to everything that is said in *one*."""
    if isinstance(one, Model):
        for name in type(one).model_fields:
            yield from settings(getattr(one, name), (*steps, name))
    elif isinstance(one, dict):
        for key, value in one.items():
            if isinstance(key, str):
                yield from settings(value, (*steps, key))
        if len(one) > 1:
            yield steps
    elif isinstance(one, tuple):
        yield steps
        for place, value in enumerate(one):
            yield from settings(value, (*steps, place))
    elif one is not None:
        yield steps


@cache
def ways(number: int) -> tuple[Steps, ...]:
    ids = {"manifest", "parts", "forms", "lists", "records", "workflows"}
    configuration = editions()[number].configuration
    return tuple(
        (name, *steps)
        for name in sorted(ids)
        for steps in settings(getattr(configuration, name))
        if name == "manifest" or steps  # that one file is read before another says nothing
        if not _is_an_id(configuration, (name, *steps))
    )


def _is_an_id(one: object, steps: Steps) -> bool:
    """Return whether the last of *steps* only repeats the id by which its owner is kept, or makes it another model."""
    for step in steps[:-1]:
        one = getattr(one, str(step)) if isinstance(one, Model) else one[step]  # type: ignore[index]  # a map or a row
    last = steps[-1]
    if last == "type" or steps == ("manifest", "configuration"):
        return True  # a type that is none cannot be said; and another id makes it another configuration
    return isinstance(one, Model) and last in ("form", "list", "part", "record", "workflow") and len(steps) == 3


def changed(one: object, steps: Steps) -> object:
    """Return *one* with what stands at the end of *steps* said otherwise."""
    if not steps:
        return _another(one)
    step, *rest = steps
    if isinstance(one, Model):
        value = changed(getattr(one, str(step)), tuple(rest))
        return one.model_copy(update={str(step): value})
    if isinstance(one, Mapping):
        return {key: changed(value, tuple(rest)) if key == step else value for key, value in one.items()}
    assert isinstance(one, tuple)
    return tuple(changed(value, tuple(rest)) if place == step else value for place, value in enumerate(one))


def _another(value: object) -> object:
    match value:
        case bool():
            return not value
        case str():
            return f"{value}_x"
        case int() | Decimal():
            return value + 1
        case Duration():
            return replace(value, amount=value.amount + 1)
        case Term():
            return replace(value, length=replace(value.length, amount=value.length.amount + 1))
        case Moment():
            return Moment("opened") if value.kind != "opened" else Moment("entered")
        case date():
            return value + timedelta(days=1)
        case time():
            return value.replace(minute=(value.minute + 1) % 60)
        case tuple():
            return value[1:] if value else value
        case dict():
            return dict(reversed(value.items()))
    raise AssertionError(value)


@given(data=st.data())
def test_a_setting_that_is_said_otherwise_is_told(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 2))
    old = editions()[number]
    steps = data.draw(st.sampled_from(ways(number)))
    made = changed(old.configuration, steps)
    assert isinstance(made, Configuration)
    if list(_flat(made)) == list(_flat(old.configuration)):
        return  # an empty list stays empty

    found = differences(old, replace(old, configuration=made))

    assert found, steps
    for one in found:
        assert one.sentence.endswith((".", "”"))
        assert not re.search(r"\{[a-z]+\}", one.sentence)
        assert one.path
        assert one.decision


def _flat(one: object) -> Iterator[object]:
    """Yield all that is said in *one*, in its order."""
    if isinstance(one, Model):
        for name in type(one).model_fields:
            yield from _flat(getattr(one, name))
    elif isinstance(one, Mapping):
        for key, value in one.items():
            yield key
            yield from _flat(value)
    elif isinstance(one, tuple):
        yield len(one)
        for value in one:
            yield from _flat(value)
    else:
        yield one


@given(order=st.permutations("abcdef"))
def test_a_new_order_is_told_in_the_fewest_moves(order: list[str]) -> None:
    one = next(iter(council().configuration.lists["levels"].options.values()))
    old, new = (_with_options(dict.fromkeys(names, one)) for names in ("abcdef", order))
    in_order = max(many for many in range(1, 7) for some in combinations(order, many) if list(some) == sorted(some))

    found = differences(old, new)

    assert {change.kind for change in found} <= {"moved"}
    assert len(found) == 6 - in_order


def _with_options(options: dict[str, Option]) -> Edition:
    configuration = council().configuration
    made = configuration.lists["levels"].model_copy(update={"options": options})
    return replace(council(), configuration=configuration.model_copy(update={"lists": {"levels": made}}))


@pytest.mark.parametrize("number", range(3))
def test_a_configuration_does_not_differ_from_itself(number: int) -> None:
    assert differences(editions()[number], editions()[number]) == ()


def test_a_setting_without_words_of_its_own_is_still_told_truly() -> None:
    class Later(Model):
        label: str
        new_setting: str | None = None

    spot = Spot("form", "referral", ("pages", "decision"))
    thing = Thing(Sentence('the page "{title}"'), "Decision", "Decision", spot, spot, "Form")
    work = Comparing(council(), council(), {})

    (found,) = work.settings(Later(label="x"), Later(label="x", new_setting="deep"), thing)

    assert found.sentence == 'You set the setting "new_setting": "deep".'
    assert not isinstance(phrase_of(Later, "new_setting"), Setting | Known)
