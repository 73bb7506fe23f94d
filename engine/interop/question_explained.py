"""One question and everything that has to do with it: who, when, what uses it, each with the line that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.cases.compiling.tasks import all_tasks
from engine.cases.compiling.workshop import Spot
from engine.cases.task_titles import task_title
from engine.checks.book import Book
from engine.expressions.evaluate import Expression
from engine.findings import Place
from engine.interop.hands import narrowed, role_titles, who_for
from engine.interop.question import FILLS, HEADINGS, MUST, ORIGIN, SEES, SHOWN, Asked, Line, Point, find, place_of
from engine.interop.question_uses import uses
from engine.interop.saying import label_in, said
from engine.interop.sources import source_said
from engine.sentences.say import say


@dataclass(frozen=True, slots=True)
class Explained:
    """A question explained: its label, where it is defined, and the lines, in the order of `HEADINGS`.

    Headings and lines are in the *language* of the definition. *whose* is as in a line.
    """

    path: str
    label: str
    place: Place
    lines: tuple[Line, ...]
    whose: str = ""


def explain_field(book: Book, form: str, *path: str) -> Explained:
    """Return the question at *path* of *form* (`"decision"`, or `"people", "name"` in rows), explained.

    Raises KeyError when there is none.
    """
    asked = find(book.definition.forms[form], path)
    lines = [*_people(book, asked), *_when(book, asked), *_origin(book, asked), *uses(book, asked)]
    ordered = sorted(lines, key=lambda one: HEADINGS.index(one.heading))
    said_lines = tuple(one.said(book.definition.language) for one in ordered)
    return Explained(".".join((form, *path)), asked.field.definition.label, place_of(book, asked.spot), said_lines)


def _people(book: Book, asked: Asked) -> Iterator[Point]:
    outer, field, language = asked.outer, asked.field, book.definition.language
    readers = say(language, "only whoever fills it in")
    if roles := role_titles(book.definition, field.view):
        readers = say(language, "{roles}, and whoever fills it in", roles=roles)
    yield Point(SEES, readers, _said(book, asked, "view"))
    if not outer.asks and outer.row is None:
        yield Point(FILLS, say(language, "nobody: it is shown, and not asked"), place_of(book, asked.spot))
        return
    for spot, who, title in _asking(book, asked):
        by = narrowed(book.definition, book.definition.roles.members(who), field.edit)
        yield Point(FILLS, who_for(book.definition, by, title), place_of(book, spot.at("by")))
    if outer.asked_for:
        only = say(language, "asked only for: {actions}", actions=", ".join(sorted(outer.asked_for)))
        yield Point(FILLS, only, _said(book, asked, "for"))
    if field.edit:
        narrow = say(language, "narrowed to: {roles}", roles=role_titles(book.definition, field.edit))
        yield Point(FILLS, narrow, _said(book, asked, "edit"))


def _asking(book: Book, asked: Asked) -> Iterator[tuple[Spot, tuple[str, ...], str]]:
    """Yield the actions and tasks that ask the question: where each stands, who may do it, and its title."""
    waits = asked.outer.asked_for
    for flow in book.configuration.workflows.values():
        for one in book.actions(flow):
            asks = one.id in waits if waits else one.action.form is not None
            if one.action.submits == asked.form.id and asks:
                yield one.spot, one.action.by, one.action.title
        done = book.definition.workflows[flow.workflow].work.tasks
        for placed in all_tasks(flow):
            if placed.task.form == asked.form.id and (not waits or placed.id in waits):
                yield placed.spot, placed.task.by, task_title(done[placed.id], None)


def _said(book: Book, asked: Asked, setting: str) -> Place | None:
    """Return where *setting* is written: at the question, its rows, its page or the form, nearest first."""
    page = Spot("form", asked.form.id, ("pages", asked.outer.page))
    own = [spot for _, spot in asked.chain]
    for spot in (*reversed(own), page, Spot("form", asked.form.id)):
        if (found := _written(book, spot.at(setting))) is not None:
            return found
    return None


def _written(book: Book, spot: Spot) -> Place | None:
    """Return the place of a setting, or nothing where it is not written."""
    here = book.origins.node(spot.kind, spot.name, *spot.path)
    above = book.origins.node(spot.kind, spot.name, *spot.path[:-1])
    return None if here is above else place_of(book, spot)


def _when(book: Book, asked: Asked) -> Iterator[Point]:
    label, field, language = label_in(asked.form), asked.field.definition, book.definition.language
    shows = list(_shows(book, asked))
    for show, place in shows:
        yield Point(SHOWN, say(language, "only if {condition}", condition=said(show, label, language)), place)
    if not shows:
        yield Point(SHOWN, say(language, "always"))
    if field.required:
        where = _written(book, asked.spot.at("required")) or place_of(book, asked.spot)
        yield Point(MUST, say(language, "whenever it is asked"), where)
    if asked.field.required_if is not None:
        must = say(language, "if {condition}", condition=said(asked.field.required_if, label, language))
        yield Point(MUST, must, place_of(book, asked.spot.at("required_if")))
    for action in field.required_for:
        title = next(
            (flow.titles[action] for flow in book.definition.workflows.values() if action in flow.titles), action
        )
        step = say(language, 'for "{action}"', action=title)
        yield Point(MUST, step, place_of(book, asked.spot.at("required_for")))
    if not field.required and asked.field.required_if is None and not field.required_for:
        yield Point(MUST, say(language, "never"))


def _shows(book: Book, asked: Asked) -> Iterator[tuple[Expression, Place]]:
    for one, spot in asked.chain:
        own = one.definition.show_if is not None
        on_page = one.show[:-1] if own else one.show
        if one.page:
            page = Spot("form", asked.form.id, ("pages", one.page, "show_if"))
            yield from ((show, place_of(book, page)) for show in on_page)
        if own:
            yield one.show[-1], place_of(book, spot.at("show_if"))


def _origin(book: Book, asked: Asked) -> Iterator[Point]:
    field, language = asked.field, book.definition.language
    for index, source in enumerate(field.sources):
        copied = say(
            language, "copied from {source}", source=source_said(source, book.definition, label_in(asked.form))
        )
        yield Point(ORIGIN, copied, place_of(book, asked.spot.at("from", index)))
    if field.calc is not None:
        calculation = said(field.calc, label_in(asked.form), language)
        worked_out = say(language, "worked out: {calculation}", calculation=calculation)
        yield Point(ORIGIN, worked_out, place_of(book, asked.spot.at("calc")))
    if field.echo is not None:
        echo = say(language, "shows {source}", source=source_said(field.echo, book.definition, label_in(asked.form)))
        yield Point(ORIGIN, echo, place_of(book, asked.spot.at("shows")))
    if field.default is not None:
        starts = say(language, "starts with a value of its own")
        yield Point(ORIGIN, starts, place_of(book, asked.spot.at("default")))
