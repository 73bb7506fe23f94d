"""What uses a question: conditions, rules, checks, deadlines, copies and titles, each with the line that says so."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledField
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedAction
from engine.definitions.fields import ChoiceField, RowsField
from engine.definitions.words import slot_names
from engine.definitions.workflows import Workflow
from engine.expressions.evaluate import Expression
from engine.interop.question import USED, Asked, Line, place_of, spot_of
from engine.interop.saying import Label, label_everywhere, label_in, said
from engine.interop.words import readable


def uses(book: Book, asked: Asked) -> Iterator[Line]:
    """Yield everything that reads, copies or shows the question; one line says so where nothing does."""
    found = [*_in_form(book, asked), *_in_workflows(book, asked), *_in_copies(book, asked)]
    yield from (found or [Line(USED, "nothing")])


def _in_form(book: Book, asked: Asked) -> Iterator[Line]:
    label, form = label_in(asked.form), asked.form
    for page_id, page in form.definition.pages.items():
        first = next((one for one in form.fields if one.page == page_id), None)
        if page.show_if is not None and first is not None:
            spot = Spot("form", form.id, ("pages", page_id, "show_if"))
            yield from _if_read(book, asked, first.show[0], spot, f'the page "{page.title}" is asked', label)
    for one in form.fields:
        yield from _in_field_and_rows(book, asked, one, spot_of(form, one), label)
    for rule in form.rules:
        for expression, setting in ((rule.when, "when"), (rule.require, "require")):
            if expression is not None:
                where = Spot("form", form.id, ("rules", rule.id, setting))
                words = f'the rule "{rule.id}" applies' if setting == "when" else f'the rule "{rule.id}" holds'
                yield from _if_read(book, asked, expression, where, words, label)


def _in_field_and_rows(book: Book, asked: Asked, one: CompiledField, spot: Spot, label: Label) -> Iterator[Line]:
    yield from _in_field(book, asked, one, spot, label)
    for cell in one.row.fields if one.row is not None else ():
        yield from _in_field_and_rows(book, asked, cell, spot.at("fields", cell.id), label)


def _in_field(book: Book, asked: Asked, one: CompiledField, spot: Spot, label: Label) -> Iterator[Line]:
    name = f'"{one.definition.label}"'
    settings = (
        ("show_if", one.show[-1] if one.definition.show_if is not None and one.show else None, f"{name} is asked"),
        ("required_if", one.required_if, f"{name} must be answered"),
        ("read_only_if", one.read_only_if, f"{name} cannot be changed"),
        ("calc", one.calc, f"{name} is worked out from it:"),
    )
    for setting, expression, words in settings:
        if expression is not None:
            yield from _if_read(book, asked, expression, spot.at(setting), words, label)
    own = len(one.definition.check)
    for index, check in enumerate(one.checks):
        where = spot.at("check", index) if index < own else spot.at("checks", index - own)
        yield from _if_read(book, asked, check.expression, where.at("that"), f"{name} is checked:", label)
    for code, offered in one.options.offer_if.items() if one.options is not None else ():
        assert one.options is not None
        words = f'the answer "{one.options.labels[code]}" to {name} is offered'
        yield from _if_read(book, asked, offered, spot.at("options", code, "offer_if"), words, label)


def _if_read(book: Book, asked: Asked, expression: Expression, spot: Spot, words: str, label: Label) -> Iterator[Line]:
    if (expression.reads | expression.row_reads) & asked.names:
        joined = "" if words.endswith(":") else " if"
        yield Line(USED, f"{words}{joined} {said(expression, label)}", place_of(book, spot))


def _in_workflows(book: Book, asked: Asked) -> Iterator[Line]:
    for flow in book.configuration.workflows.values():
        yield from _in_checks(book, asked, flow)
        for one in book.actions(flow):
            yield from _in_action(book, asked, flow, one)
        for state_id, state in flow.states.items():
            for name, deadline in state.deadlines.items():
                spot = Spot("workflow", flow.workflow, ("states", state_id, "deadlines", name))
                title = deadline.title or name
                for setting, moments in (("from", deadline.starts), ("until", deadline.until)):
                    for index, moment in enumerate(moments):
                        if moment.kind == "field" and moment.name == f"{asked.form.id}.{asked.field.id}":
                            does = "starts" if setting == "from" else "stops"
                            yield Line(
                                USED, f'the deadline "{title}" {does} on it', place_of(book, spot.at(setting, index))
                            )


def _in_checks(book: Book, asked: Asked, flow: Workflow) -> Iterator[Line]:
    """Yield the workflow's own checks that read the question, where they are written."""
    actions = (
        one for state in book.definition.workflows[flow.workflow].states.values() for one in state.actions.values()
    )
    used = (check for one in actions for check in (*one.require, *(each for to in one.routes for each in to.checks)))
    for name, check in {one.name: one for one in used if one.name in flow.checks}.items():
        if _reads(check.expression, asked, None):
            holds = said(check.expression, label_everywhere(book.definition, None))
            words = f'the check "{readable(name)}" holds if {holds}'
            yield Line(USED, words, place_of(book, Spot("workflow", flow.workflow, ("checks", name, "that"))))


def _in_action(book: Book, asked: Asked, flow: Workflow, one: PlacedAction) -> Iterator[Line]:
    compiled = book.definition.workflows[flow.workflow]
    state = one.state or next(name for name, state in flow.states.items() if not state.ending)
    action = compiled.states[state].actions[one.id]
    label = label_everywhere(book.definition, one.action.submits)
    title = f'"{one.action.title}"'
    if one.action.dated == asked.field.id and one.action.submits == asked.form.id and not asked.rows:
        yield Line(USED, f"{title} counts as done on that day", place_of(book, one.spot.at("dated")))
    for index, check in enumerate(action.require):
        if _reads(check.expression, asked, one.action.submits):
            needs = f'"{readable(check.name)}" holds' if check.name else said(check.expression, label)
            words = f"{title} can be taken only if {needs}"
            yield Line(USED, words, place_of(book, one.spot.at("require", index)))
    for index, route in enumerate(action.routes):
        target = flow.states[route.target].title if route.target in flow.states else "where it is"
        for item, check in enumerate(route.checks):
            if _reads(check.expression, asked, one.action.submits):
                needs = f'"{readable(check.name)}" holds' if check.name else said(check.expression, label)
                words = f'{title} leads to "{target}" if {needs}'
                yield Line(USED, words, place_of(book, one.spot.at("goes", index, "if", item)))


def _reads(expression: Expression, asked: Asked, this: str | None) -> bool:
    owners = {asked.form.id, *(["this"] if this == asked.form.id else [])}
    names = {f"{owner}.{name}" for owner in owners for name in asked.names}
    return bool((expression.reads | expression.row_reads) & names)


def _in_copies(book: Book, asked: Asked) -> Iterator[Line]:
    """Yield what copies or echoes the question, takes its options, or shows it above a row."""
    full = f"{asked.form.id}.{asked.field.id}"
    if asked.rows:
        rows = asked.rows[-1].definition
        title = rows.row_title if isinstance(rows, RowsField) else None
        if title is not None and asked.field.id in slot_names(title):
            spot = list(asked.chain)[-2][1].at("row_title")
            yield Line(USED, f'shown above each row of "{rows.label}"', place_of(book, spot))
        return
    for one in (*book.questions(), *book.facts()):
        previous = one.owner == asked.form.id and f"previous.{asked.field.id}"
        for index, text in enumerate(one.field.source):
            if text in (full, previous):
                yield Line(
                    USED, f'copied into "{one.field.label}" ({one.owner})', place_of(book, one.spot.at("from", index))
                )
        if one.field.shows in (full, previous) and one.field.shows is not None:
            yield Line(USED, f'shown at "{one.field.label}" ({one.owner})', place_of(book, one.spot.at("shows")))
        if isinstance(one.field, ChoiceField) and one.field.options == full:
            yield Line(
                USED, f'its answers are those of "{one.field.label}" too', place_of(book, one.spot.at("options"))
            )
