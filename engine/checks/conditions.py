"""Conditions of forms that say nothing: no answers make them true, or they wait for what is asked later."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.checks.tries import can_be_true, fields_of, types_of
from engine.expressions.evaluate import Expression
from engine.findings import Code, Finding

NEVER_TRUE = Code("T364", "A condition that can never be true", "Change the condition; no answers fit it.")
NEVER_SHOWN = Code("S402", "A question that can never be shown", "Change the conditions; no answers fit all of them.")
ASKED_LATER = Code(
    "S405",
    "A condition on a question that is asked later",
    "Ask the other question earlier, or this one later.",
    "warning",
)


def conditions_can_be_true(book: Book) -> Iterator[Finding]:
    """Every condition of a form is true for some answers."""
    for form in book.definition.forms.values():
        types, fields = types_of(form), fields_of(form)
        for spot, condition in _conditions(book, form):
            if not can_be_true([condition], None, types, fields):
                yield book.finding(NEVER_TRUE, f"This can never be true: {condition.text}", spot)


def questions_can_be_shown(book: Book) -> Iterator[Finding]:
    """Every question is shown for some answers, its own condition, its page's and those they rest on together."""
    for form in book.definition.forms.values():
        types, fields = types_of(form), fields_of(form)
        for one in form.fields:
            # A condition that contradicts itself is told by itself; here it is what several say together.
            alone = all(can_be_true([show], None, types, fields) for show in one.show)
            if one.show and alone and not can_be_true(one.show, form):
                required = "is required but " if one.definition.required else ""
                spot = Spot("form", form.id, ("pages", one.page, "fields", one.id, "show_if"))
                yield book.finding(NEVER_SHOWN, f'"{one.id}" {required}can never be shown.', spot)


def conditions_on_earlier_answers(book: Book) -> Iterator[Finding]:
    """A question that the first hand is asked does not depend on an answer that only a later hand gives."""
    for form in book.definition.forms.values():
        starting = _starting_actions(book, form.id)
        for one in form.fields:
            if one.asked_for:
                continue
            for setting, condition in (*_own_show(form, one), ("required_if", one.required_if)):
                for name in sorted(condition.reads) if condition is not None else ():
                    read = form.by_id.get(name)
                    if read is not None and read.asked_for and not read.asked_for & starting:
                        message = f'"{one.id}" is asked before "{name}", which its condition reads.'
                        spot = Spot("form", form.id, ("pages", one.page, "fields", one.id, setting))
                        yield book.finding(ASKED_LATER, message, spot)


def _conditions(book: Book, form: CompiledForm) -> Iterator[tuple[Spot, Expression]]:
    """Yield the conditions of *form* that should be true at some time, each with its place."""
    spot = Spot("form", form.id)
    for page_id, page in form.definition.pages.items():
        shared = next((one.show[0] for one in form.fields if one.page == page_id and page.show_if), None)
        if shared is not None:
            yield spot.at("pages", page_id, "show_if"), shared
    for one in form.fields:
        here = spot.at("pages", one.page, "fields", one.id)
        yield from ((here.at(setting), show) for setting, show in _own_show(form, one))
        for setting, condition in (("required_if", one.required_if), ("read_only_if", one.read_only_if)):
            if condition is not None:
                yield here.at(setting), condition
        written = [
            (name, index) for name in ("check", "checks") for index, _ in enumerate(getattr(one.definition, name))
        ]
        yield from ((here.at(*at, "that"), check.expression) for at, check in zip(written, one.checks, strict=True))
        if one.options is not None:
            yield from ((here.at("options", code, "offer_if"), offer) for code, offer in one.options.offer_if.items())
    for rule in form.rules:
        if rule.when is not None:
            yield spot.at("rules", rule.id, "when"), rule.when
        yield spot.at("rules", rule.id, "require"), rule.require


def _own_show(form: CompiledForm, one: CompiledField) -> list[tuple[str, Expression]]:
    """Return the condition of *one* itself, without its page's, which comes first."""
    if one.definition.show_if is None or one.id not in {name for _, name, _ in form.definition.placed_fields()}:
        return []
    return [("show_if", one.show[-1])]


def _starting_actions(book: Book, form: str) -> frozenset[str]:
    """Return the actions that ask *form* from its beginning, by `form:`."""
    return frozenset(
        one.id
        for flow in book.configuration.workflows.values()
        for one in book.actions(flow)
        if one.action.form == form
    )
