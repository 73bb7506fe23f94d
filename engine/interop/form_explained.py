"""A form and how much it asks: its questions, and which of them are filled in from what is known already."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.burden import asked_by
from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.interop.question import Line, place_of, spot_of
from engine.interop.question_explained import Explained
from engine.interop.saying import label_in
from engine.interop.sources import source_said

ASKS, PREFILLED, TYPED = "How much it asks", "What comes prefilled", "What is typed each time"


def explain_form(book: Book, form: str) -> Explained:
    """Return how much the form asks and what it takes from elsewhere. Raises KeyError when there is none of that id."""
    compiled = book.definition.forms[form]
    lines = (*_asked(compiled), *_prefilled(book, compiled), *_typed(book, compiled))
    place = place_of(book, Spot("form", form, ("form",)))
    return Explained(form, compiled.definition.title, place, lines)


def _asked(form: CompiledForm) -> Iterator[Line]:
    asked, pages = asked_by(form), len(form.definition.pages)
    yield Line(ASKS, f"questions: {asked.questions}, on pages: {pages}; each set of rows counts as one")
    yield Line(
        ASKS, f"asked each time the form is begun: {asked.always}; the others on a condition, or at another step"
    )
    yield Line(ASKS, f"must be answered whenever they are asked: {asked.required}")
    yield Line(ASKS, f"filled in from what is known: {asked.sourced} of {asked.questions} ({asked.share} %)")


def _prefilled(book: Book, form: CompiledForm) -> Iterator[Line]:
    for one in form.fields:
        if one.sources and _is_asked(one):
            sources = " or ".join(source_said(source, book.definition, label_in(form)) for source in one.sources)
            place = place_of(book, spot_of(form, one).at("from"))
            yield Line(PREFILLED, f'"{one.definition.label}", from {sources}', place)


def _typed(book: Book, form: CompiledForm) -> Iterator[Line]:
    """Yield the questions that are always asked, must be answered and come from nowhere: what nobody is spared."""
    for one in form.fields:
        if not one.sources and not one.show and one.definition.required and _is_asked(one) and one.default is None:
            yield Line(TYPED, f'"{one.definition.label}"', place_of(book, spot_of(form, one)))


def _is_asked(one: CompiledField) -> bool:
    return one.asks or (one.row is not None and one.echo is None)
