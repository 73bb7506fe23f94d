"""Rows: how deep they nest, which settings mean something inside them, and what tells one row from another."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.book import Book, PlacedField
from engine.checks.fields import FACT_TWICE, ID_TWICE
from engine.definitions.fields import NoteField, RowsField
from engine.findings import Code, Finding, suggestion

TOO_DEEP = Code("S408", "Rows inside rows inside rows", "Ask the innermost rows in a form of their own.")
NOT_IN_ROWS = Code(
    "S409",
    "A setting that does nothing inside rows",
    "Put it on the rows themselves; they are copied and asked whole.",
)
UNKNOWN_KEY = Code("N279", "A key that its rows do not ask", "Name one of the fields of the rows.")

_WHOLE_ROWS_ONLY = {
    "from": "source",
    "shows": "shows",
    "confirm": "confirm",
    "confirm_after": "confirm_after",
    "for": "asked_for",
    "write_back": "write_back",
}
"""Settings that speak of a whole question, as they are written and as the model calls them."""


def rows_nest_once(book: Book) -> Iterator[Finding]:
    """Rows may hold rows, and those no further ones."""
    for one in _everything(book):
        if isinstance(one.field, RowsField) and len(one.rows) == 2:
            message = f'"{one.id}" is rows inside rows inside rows; they go two deep at most.'
            yield book.finding(TOO_DEEP, message, one.spot.at("type"))


def settings_mean_something_in_rows(book: Book) -> Iterator[Finding]:
    """What speaks of a whole question stands on the rows, and not inside them."""
    for one in _everything(book):
        for written, name in _WHOLE_ROWS_ONLY.items() if one.in_rows else ():
            given = getattr(one.field, name)
            if given and given != "never" and not (written == "from" and _begins_rows(one)):
                message = f'"{one.id}" is asked in each row of "{one.rows[-1].id}", where "{written}" has no effect.'
                yield book.finding(NOT_IN_ROWS, message, one.spot.at(written), key=True)


def _begins_rows(one: PlacedField) -> bool:
    """Whether each linked case begins a row of its own, with what is copied into *one*."""
    along_links = all(text.startswith("links.") for text in one.field.source)
    return one.spot.kind == "form" and len(one.rows) == 1 and along_links


def keys_are_asked(book: Book) -> Iterator[Finding]:
    """The key of rows is one of their questions, and holds one answer."""
    for one in _everything(book):
        if not isinstance(one.field, RowsField) or one.field.key is None:
            continue
        key, cells = one.field.key, one.field.fields
        if key not in cells:
            message = f'The rows of "{one.id}" have no field "{key}" to be their key.'
            yield book.finding(UNKNOWN_KEY, message, one.spot.at("key"), suggestion(key, cells, what="fields"))
        elif isinstance(cells[key], RowsField | NoteField):
            message = f'"{key}" is {cells[key].type}, which cannot tell one row of "{one.id}" from another.'
            yield book.finding(UNKNOWN_KEY, message, one.spot.at("key"))


def ids_inside_rows(book: Book) -> Iterator[Finding]:
    """The fields of rows inside rows repeat none of the row around them."""
    for code, placed in ((ID_TWICE, book.questions()), (FACT_TWICE, book.facts())):
        for one in placed:
            for around in one.rows[:-1]:
                if isinstance(around.field, RowsField) and one.id in around.field.fields:
                    message = f'"{one.id}" is asked in each row of "{around.id}", so the rows inside it cannot use it.'
                    yield book.finding(code, message, one.spot, key=True)


def _everything(book: Book) -> Iterator[PlacedField]:
    yield from book.facts()
    yield from book.questions()
