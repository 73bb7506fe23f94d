"""One question that is being explained, where it stands, and what can be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.findings import Place
from engine.sentences.say import Sentence

SEES = Sentence("Who sees it")
FILLS = Sentence("Who may fill it in")
SHOWN = Sentence("When it is asked")
MUST = Sentence("When it must be answered")
ORIGIN = Sentence("Where its value comes from")
USED = Sentence("What uses it")
HEADINGS = (SEES, FILLS, SHOWN, MUST, ORIGIN, USED)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said under a heading. *place* is the line of the file that says so, where one does.

    *whose* is whose line that is, of a council's that builds on a template.
    """

    heading: str
    words: str
    place: Place | None = None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """The same before its heading is said."""

    heading: Sentence
    words: str
    place: Place | None = None

    def said(self, language: str) -> Line:
        return Line(self.heading.said(language), self.words, self.place)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question being explained. *rows* are the repeating questions that it stands in, outermost first."""

    form: CompiledForm
    field: CompiledField
    rows: tuple[CompiledField, ...]
    spot: Spot

    @property
    def outer(self) -> CompiledField:
        return (*self.rows, self.field)[0]

    @property
    def chain(self) -> Iterator[tuple[CompiledField, Spot]]:
        """Yield the repeating questions that it stands in and the question itself, each with its place."""
        spot = spot_of(self.form, self.outer)
        for depth, one in enumerate((*self.rows, self.field)):
            spot = spot.at("fields", one.id) if depth else spot
            yield one, spot

    @property
    def names(self) -> frozenset[str]:
        """What conditions of its own form call it."""
        return frozenset({self.field.id, ".".join(one.id for one in (*self.rows, self.field))})


def find(form: CompiledForm, path: tuple[str, ...]) -> Asked:
    """Return the question at *path*: its id, after those of its rows. Raises KeyError when there is none."""
    field, rows = form.by_id[path[0]], list[CompiledField]()
    spot = spot_of(form, field)
    for name in path[1:]:
        if field.row is None:
            raise KeyError(name)
        rows.append(field)
        field, spot = field.row.by_id[name], spot.at("fields", name)
    return Asked(form, field, tuple(rows), spot)


def spot_of(form: CompiledForm, field: CompiledField) -> Spot:
    """Return where *field* stands; the text that `other` adds stands at that setting."""
    spot = Spot("form", form.id, ("pages", field.page, "fields"))
    if field.id in form.definition.pages[field.page].fields:
        return spot.at(field.id)
    return spot.at(field.id.removesuffix("_other"), "other")


def place_of(book: Book, spot: Spot) -> Place:
    """Return the place of the setting at *spot*: of its name, where it has one."""
    return book.origins.place(spot.kind, spot.name, *spot.path, key=True)


def fields_of(form: CompiledForm) -> Iterable[str]:
    """Yield the path of every question of *form*, as `explain_field` takes it, joined by a dot."""
    for one in form.fields:
        yield from _paths(one)


def _paths(one: CompiledField) -> Iterator[str]:
    yield one.id
    for cell in one.row.by_id.values() if one.row is not None else ():
        yield from (f"{one.id}.{path}" for path in _paths(cell))
