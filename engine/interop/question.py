"""One question that is being explained, where it stands, and what can be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.findings import Place

SEES, FILLS, SHOWN, MUST, ORIGIN, USED = (
    "Who sees it",
    "Who may fill it in",
    "When it is asked",
    "When it must be answered",
    "Where its value comes from",
    "What uses it",
)
HEADINGS = (SEES, FILLS, SHOWN, MUST, ORIGIN, USED)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said under a heading. *place* is the line of the file that says so, where one does."""

    heading: str
    words: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question being explained. *rows* is the repeating question that it stands in, if any."""

    form: CompiledForm
    field: CompiledField
    rows: CompiledField | None
    spot: Spot

    @property
    def outer(self) -> CompiledField:
        return self.rows or self.field

    @property
    def names(self) -> frozenset[str]:
        """What conditions of its own form call it."""
        return frozenset({self.field.id} | ({f"{self.rows.id}.{self.field.id}"} if self.rows else set()))


def find(form: CompiledForm, path: tuple[str, ...]) -> Asked:
    """Return the question at *path*: its id, or its rows' id and its own. Raises KeyError when there is none."""
    outer = form.by_id[path[0]]
    spot = spot_of(form, outer)
    if len(path) == 1:
        return Asked(form, outer, None, spot)
    if outer.row is None or len(path) > 2:
        raise KeyError(path[-1])
    return Asked(form, outer.row.by_id[path[1]], outer, spot.at("fields", path[1]))


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
        yield one.id
        yield from (f"{one.id}.{name}" for name in (one.row.by_id if one.row is not None else ()))
