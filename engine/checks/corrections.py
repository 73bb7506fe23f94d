"""Correcting and withdrawing what was submitted: whoever may can see the case and reach it, and the case can go on."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledAction, CompiledState, CompiledWorkflow
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.checks.flow import forms_read
from engine.checks.people import BLIND, NEVER_THERE, never_there, standing
from engine.findings import Code, Finding

FILLS_NOTHING = Code(
    "P609", "A form corrected by people who may fill nothing in it", 'Take them out of "by", or add them to an "edit".'
)
STUCK = Code(
    "F513",
    "A case that cannot go on once a form is withdrawn",
    "Add an action that leads back to where the form is filled in, or to an ending.",
    "warning",
)


def who_corrects_sees(book: Book) -> Iterator[Finding]:
    """Whoever may correct or withdraw a form may see some case that has it."""
    for form, spot, name in _named(book):
        flows = book.workflows_asking(form)
        views = [book.definition.roles.members(flow.view) for flow in flows]
        for one in sorted(book.definition.roles.members([name])):
            if flows and not any(standing(book, one) & view for view in views):
                message = f'"{one}" may do this, but may not see a case of "{flows[0].workflow}".'
                yield book.finding(BLIND, message, spot)


def who_corrects_is_there(book: Book) -> Iterator[Finding]:
    """Whoever may correct or withdraw a form reaches cases: by their role, or by a place on them."""
    for _, spot, name in _named(book):
        for message in never_there(book, name):
            yield book.finding(NEVER_THERE, message, spot)


def who_corrects_can_fill(book: Book) -> Iterator[Finding]:
    """Whoever may correct a form may fill at least one of its questions."""
    for form, spot, name in _named(book, ("correct",)):
        compiled = book.definition.forms.get(form)
        for one in sorted(book.definition.roles.members([name])) if compiled is not None else ():
            asked = [field for field in compiled.fields if field.asks or field.row is not None] if compiled else []
            if asked and not any(not field.edit or field.edit & standing(book, one) for field in asked):
                message = f'"{one}" may correct "{form}", but may not fill any question of it.'
                yield book.finding(FILLS_NOTHING, message, spot)


def withdrawn_forms_are_written_again(book: Book) -> Iterator[Finding]:
    """Where a form may be withdrawn, a case that waits for its answers can still be moved on, or they written again."""
    for flow in book.definition.workflows.values():
        for name, state in flow.states.items():
            for form in flow.needs if not state.definition.ending else ():
                settings = book.configuration.forms[form]
                if settings.withdraw is not None and _is_stuck(flow, state, form):
                    message = f'If "{form}" is withdrawn in "{name}", nobody can take the case on from there.'
                    yield book.finding(
                        STUCK, message, Spot("workflow", flow.id, flow.definition.places[name].at), key=True
                    )


def _is_stuck(flow: CompiledWorkflow, state: CompiledState, form: str) -> bool:
    """Return whether every action that leads out of *state*, or fills *form* in anew, waits for *form*'s answers.

    A state in which nothing waits for them is not stuck for want of them, however it is left.
    """
    ways = [
        action
        for action in state.actions.values()
        if action.definition.form == form or any(route.target is not None for route in action.routes)
    ]
    return bool(ways) and all(_waits_for(flow, action, form) for action in ways)


def _waits_for(flow: CompiledWorkflow, action: CompiledAction, form: str) -> bool:
    if action.definition.carries_on == form:
        return True
    checks = [*action.require, *(action.routes[0].checks if action.routes else ())]
    return action.definition.form != form and any(form in forms_read(flow, check) for check in checks)


def _named(book: Book, settings: tuple[str, ...] = ("correct", "withdraw")) -> Iterator[tuple[str, Spot, str]]:
    """Yield the form, place and name of everyone who may correct or withdraw a form."""
    for form in book.configuration.forms.values():
        for setting in settings:
            said = form.correct if setting == "correct" else form.withdraw
            for index, name in enumerate(said.by if said is not None else ()):
                yield form.form, Spot("form", form.form, (setting, "by", index)), name
