"""What uses a question: conditions, rules, checks, deadlines, copies and titles, each with the line that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiled import Check, CompiledField
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedAction
from engine.definitions.fields import ChoiceField, RowsField
from engine.definitions.words import slot_names
from engine.definitions.workflows import Workflow
from engine.expressions.evaluate import Expression
from engine.interop.question import USED, Asked, Point, place_of, spot_of
from engine.interop.saying import Label, label_everywhere, label_in, said
from engine.interop.words import readable
from engine.sentences.say import Sentence, say

_SETTINGS: Mapping[str, Sentence] = {
    "show_if": Sentence('"{name}" is asked if {condition}'),
    "required_if": Sentence('"{name}" must be answered if {condition}'),
    "read_only_if": Sentence('"{name}" cannot be changed if {condition}'),
    "calc": Sentence('"{name}" is worked out from it: {condition}'),
}
_CLOCKS: Mapping[str, Sentence] = {
    "from": Sentence('the deadline "{deadline}" starts on it'),
    "until": Sentence('the deadline "{deadline}" stops on it'),
}


def uses(book: Book, asked: Asked) -> Iterator[Point]:
    """Yield everything that reads, copies or shows the question; one line says so where nothing does."""
    found = [*_in_form(book, asked), *_in_workflows(book, asked), *_in_copies(book, asked), *_in_shares(book, asked)]
    yield from (found or [Point(USED, say(book.definition.language, "nothing"))])


def _in_form(book: Book, asked: Asked) -> Iterator[Point]:
    label, form = label_in(asked.form), asked.form
    for page_id, page in form.definition.pages.items():
        first = next((one for one in form.fields if one.page == page_id), None)
        if page.show_if is not None and first is not None:
            spot = Spot("form", form.id, ("pages", page_id, "show_if"))
            sentence = Sentence('the page "{name}" is asked if {condition}')
            yield from _if_read(book, asked, first.show[0], spot, sentence, page.title, label)
    for one in form.fields:
        yield from _in_field_and_rows(book, asked, one, spot_of(form, one), label)
    for rule in form.rules:
        for expression, setting in ((rule.when, "when"), (rule.require, "require")):
            if expression is not None:
                where = Spot("form", form.id, ("rules", rule.id, setting))
                sentence = Sentence('the rule "{name}" holds if {condition}')
                if setting == "when":
                    sentence = Sentence('the rule "{name}" applies if {condition}')
                yield from _if_read(book, asked, expression, where, sentence, rule.id, label)


def _in_field_and_rows(book: Book, asked: Asked, one: CompiledField, spot: Spot, label: Label) -> Iterator[Point]:
    yield from _in_field(book, asked, one, spot, label)
    for cell in one.row.fields if one.row is not None else ():
        yield from _in_field_and_rows(book, asked, cell, spot.at("fields", cell.id), label)


def _in_field(book: Book, asked: Asked, one: CompiledField, spot: Spot, label: Label) -> Iterator[Point]:
    name = one.definition.label
    shown_if = one.show[-1] if one.definition.show_if is not None and one.show else None
    settings = {"show_if": shown_if, "required_if": one.required_if, "read_only_if": one.read_only_if, "calc": one.calc}
    for setting, expression in settings.items():
        if expression is not None:
            yield from _if_read(book, asked, expression, spot.at(setting), _SETTINGS[setting], name, label)
    own = len(one.definition.check)
    for index, check in enumerate(one.checks):
        where = spot.at("check", index) if index < own else spot.at("checks", index - own)
        checked = Sentence('"{name}" is checked: {condition}')
        yield from _if_read(book, asked, check.expression, where.at("that"), checked, name, label)
    for code, offered in one.options.offer_if.items() if one.options is not None else ():
        assert one.options is not None
        language, answer = book.definition.language, one.options.labels[code]
        if (offered.reads | offered.row_reads) & asked.names:
            sentence = Sentence('the answer "{answer}" to "{name}" is offered if {condition}')
            words = sentence.said(language, answer=answer, name=name, condition=said(offered, label, language))
            yield Point(USED, words, place_of(book, spot.at("options", code, "offer_if")))


def _if_read(
    book: Book, asked: Asked, expression: Expression, spot: Spot, sentence: Sentence, name: str, label: Label
) -> Iterator[Point]:
    if (expression.reads | expression.row_reads) & asked.names:
        language = book.definition.language
        words = sentence.said(language, name=name, condition=said(expression, label, language))
        yield Point(USED, words, place_of(book, spot))


def _in_workflows(book: Book, asked: Asked) -> Iterator[Point]:
    for flow in book.configuration.workflows.values():
        yield from _in_checks(book, asked, flow)
        for one in book.actions(flow):
            yield from _in_action(book, asked, flow, one)
        for place in flow.places.values():
            for name, deadline in place.state.deadlines.items():
                spot = Spot("workflow", flow.workflow, (*place.at, "deadlines", name))
                title = deadline.title or name
                for setting, moments in (("from", deadline.starts), ("until", deadline.until)):
                    for index, moment in enumerate(moments):
                        if moment.kind == "field" and moment.name == f"{asked.form.id}.{asked.field.id}":
                            does = _CLOCKS[setting].said(book.definition.language, deadline=title)
                            yield Point(USED, does, place_of(book, spot.at(setting, index)))


def _in_checks(book: Book, asked: Asked, flow: Workflow) -> Iterator[Point]:
    """Yield the workflow's own checks that read the question, where they are written."""
    actions = (
        one for state in book.definition.workflows[flow.workflow].states.values() for one in state.actions.values()
    )
    used = (check for one in actions for check in (*one.require, *(each for to in one.routes for each in to.checks)))
    for name, check in {one.name: one for one in used if one.name in flow.checks}.items():
        if _reads(check.expression, asked, None):
            language = book.definition.language
            holds = said(check.expression, label_everywhere(book.definition, None), language)
            words = say(language, 'the check "{check}" holds if {condition}', check=readable(name), condition=holds)
            yield Point(USED, words, place_of(book, Spot("workflow", flow.workflow, ("checks", name, "that"))))


def _in_action(book: Book, asked: Asked, flow: Workflow, one: PlacedAction) -> Iterator[Point]:
    compiled = book.definition.workflows[flow.workflow]
    state = one.state or next(path for path, place in flow.places.items() if not place.state.ending)
    action = compiled.states[state].actions[one.id]
    label = label_everywhere(book.definition, one.action.submits)
    title, language = one.action.title, book.definition.language
    if one.action.dated == asked.field.id and one.action.submits == asked.form.id and not asked.rows:
        counts = say(language, '"{action}" counts as done on that day', action=title)
        yield Point(USED, counts, place_of(book, one.spot.at("dated")))
    for index, check in enumerate(action.require):
        if _reads(check.expression, asked, one.action.submits):
            needs = _needed(check, label, language)
            words = say(language, '"{action}" can be taken only if {condition}', action=title, condition=needs)
            yield Point(USED, words, place_of(book, one.spot.at("require", index)))
    for index, route in enumerate(action.routes):
        goal = flow.places.get(route.target or "")
        target = goal.state.title if goal is not None else say(language, "where it is")
        for item, check in enumerate(route.checks):
            if _reads(check.expression, asked, one.action.submits):
                needs = _needed(check, label, language)
                leads = '"{action}" leads to "{state}" if {condition}'
                words = say(language, leads, action=title, state=target, condition=needs)
                yield Point(USED, words, place_of(book, one.spot.at(*one.action.at_condition(index, item))))


def _needed(check: Check, label: Label, language: str) -> str:
    """Return a check in words: by its name, if it has one."""
    if not check.name:
        return said(check.expression, label, language)
    return say(language, '"{check}" holds', check=readable(check.name))


def _reads(expression: Expression, asked: Asked, this: str | None) -> bool:
    owners = {asked.form.id, *(["this"] if this == asked.form.id else [])}
    names = {f"{owner}.{name}" for owner in owners for name in asked.names}
    return bool((expression.reads | expression.row_reads) & names)


def _in_shares(book: Book, asked: Asked) -> Iterator[Point]:
    """Yield which partners are sent the answer: on its own, or with the whole rows that it stands in."""
    path = tuple(one.id for one in (*asked.rows, asked.field))
    for share in asked.form.shares.values():
        for index, name in enumerate(asked.form.definition.share[share.id].fields):
            if path[: name.count(".") + 1] == tuple(name.split(".")):
                sent = say(book.definition.language, "sent to: {roles}", roles=share.title)
                spot = Spot("form", asked.form.id, ("share", share.id, "fields", index))
                yield Point(USED, sent, book.origins.place(spot.kind, spot.name, *spot.path))


def _in_copies(book: Book, asked: Asked) -> Iterator[Point]:
    """Yield what copies or echoes the question, takes its options, or shows it above a row."""
    full = f"{asked.form.id}.{asked.field.id}"
    if asked.rows:
        rows = asked.rows[-1].definition
        title = rows.row_title if isinstance(rows, RowsField) else None
        if title is not None and asked.field.id in slot_names(title):
            spot = list(asked.chain)[-2][1].at("row_title")
            above = say(book.definition.language, 'shown above each row of "{rows}"', rows=rows.label)
            yield Point(USED, above, place_of(book, spot))
        return
    for one in (*book.questions(), *book.facts()):
        label, owner, language = one.field.label, one.owner, book.definition.language
        previous = owner == asked.form.id and f"previous.{asked.field.id}"
        for index, text in enumerate(one.field.source):
            # A link says what it shares as the form does: links.children.screening.level.
            if text in (full, previous) or (text.startswith("links.") and text.split(".", 2)[2:] == [full]):
                copied = say(language, 'copied into "{field}" ({owner})', field=label, owner=owner)
                yield Point(USED, copied, place_of(book, one.spot.at("from", index)))
        if one.field.shows in (full, previous) and one.field.shows is not None:
            shown = say(language, 'shown at "{field}" ({owner})', field=label, owner=owner)
            yield Point(USED, shown, place_of(book, one.spot.at("shows")))
        if isinstance(one.field, ChoiceField) and one.field.options == full:
            shared = say(language, 'its answers are those of "{field}" too', field=label)
            yield Point(USED, shared, place_of(book, one.spot.at("options")))
