"""What live cases hang on that changed: states, tasks and time limits by their ids of before, and forms with drafts.

A change of wording alone touches none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.cases.compiling.workshop import Spot
from engine.definitions.fields import AnyField, ChoiceField, GridField, RowsField
from engine.definitions.forms import Form
from engine.interop.differences.change import Change
from engine.interop.differences.edition import Edition


@dataclass(frozen=True, slots=True)
class Touched:
    """Parts of the older configuration that changed, each with its workflow; *whole* are workflows as such."""

    forms: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    """Workflow, and the path of the state."""
    tasks: tuple[tuple[str, str], ...] = ()
    clocks: tuple[tuple[str, str], ...] = ()
    rules: int = 0
    """How many changes are of rules: where an action leads, checks, and rules across questions."""


def touched(changes: Iterable[Change], old: Edition) -> Touched:
    """Return what *changes*, made to *old*, touch of what may be live."""
    deciding = [one for one in changes if one.group != "wording"]
    spots = [spot for one in deciding if (spot := one.was or one.spot) is not None]
    places = [_place(one, old) for one in spots if one.kind == "workflow"]
    return Touched(
        forms=tuple(dict.fromkeys(form for one in spots for form in _forms(one, old))),
        whole=tuple(dict.fromkeys(flow for flow, state, held, _ in places if not state and held != "tasks")),
        states=tuple(dict.fromkeys((flow, state) for flow, state, held, _ in places if state and not held)),
        tasks=tuple(dict.fromkeys((flow, name) for flow, _, held, name in places if held == "tasks")),
        clocks=tuple(dict.fromkeys((flow, name) for flow, _, held, name in places if held == "deadlines")),
        rules=sum(_is_rule(one) for one in spots),
    )


def _place(spot: Spot, old: Edition) -> tuple[str, str, str, str]:
    """Return the workflow, the path of the state if any, and the task or the time limit if it is one."""
    flow = old.configuration.workflows.get(spot.name)
    steps, state, held, name = [str(one) for one in spot.path], "", "", ""
    while len(steps) > 1 and steps[0] in ("states", "parallel"):
        state = f"{state}/{steps[1]}" if state else steps[1]
        steps = steps[2:]
    if "tasks" in steps[:2] and len(steps) > steps.index("tasks") + 1:
        held, name = "tasks", steps[steps.index("tasks") + 1]
    elif steps[:1] == ["deadlines"] and len(steps) > 1:
        held, name = "deadlines", steps[1]
    while flow is not None and state and state not in flow.places:
        state = state.rpartition("/")[0]
    return spot.name, state, held, name


def _is_rule(spot: Spot) -> bool:
    steps = [str(one) for one in spot.path]
    in_action = (
        steps[at] in ("actions", "anytime") and steps[at + 2 : at + 3] in (["goes"], ["decide"])
        for at in range(len(steps))
    )
    return steps[:1] in (["checks"], ["rules"]) or any(in_action)


def _forms(spot: Spot, old: Edition) -> Iterator[str]:
    """Yield the forms whose drafts a change at *spot* touches: the form itself, or those that use the list or part."""
    forms = old.configuration.forms
    match spot.kind:
        case "form" if spot.name in forms:
            yield spot.name
        case "list":
            yield from (name for name, form in forms.items() if spot.name in set(_lists(form)))
        case "part":
            yield from (
                name for name, form in forms.items() if any(spot.name in page.use for page in form.pages.values())
            )


def _parts(form: Form) -> Iterator[str]:
    for page in form.pages.values():
        yield from page.use


def _lists(form: Form) -> Iterator[str]:
    for _, _, one in form.placed_fields():
        yield from _lists_of(one)


def _lists_of(one: AnyField) -> Iterator[str]:
    if isinstance(one, ChoiceField | GridField) and isinstance(one.options, str):
        yield one.options
    elif isinstance(one, RowsField):
        for cell in one.fields.values():
            yield from _lists_of(cell)
