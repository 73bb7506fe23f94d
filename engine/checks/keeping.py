"""How long answers are kept: until a date that the subject's own record can say."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.definitions.fields import DateField
from engine.findings import Code, Finding, suggestion

UNKNOWN_START = Code(
    "C708", "Kept until a date that does not exist", "Name a fact of the record of the form's own subject."
)
NOT_A_DAY = Code("C709", "Kept until something that is not a date", "Name a fact of the type date or datetime.")


def what_keeping_counts_from_is_a_date(book: Book) -> Iterator[Finding]:
    """Answers are kept until so long after a date of their own subject's record."""
    for form in book.configuration.forms.values():
        term = form.keep.submitted if form.keep is not None else None
        subject = book.configuration.manifest.subjects.get(form.subject)
        record = book.configuration.records.get(subject.record) if subject is not None else None
        if term is None or not term.record or record is None:
            continue
        spot, named = Spot("form", form.form, ("keep", "submitted")), f"{term.record}.{term.fact}"
        dates = [f"{record.record}.{name}" for name, one in record.fields.items() if _is_a_date(one)]
        if term.record != record.record or term.fact not in record.fields:
            message = f'There is no "{named}" for these answers to be kept until.'
            yield book.finding(UNKNOWN_START, message, spot, suggestion(named, dates, what="dates"))
        elif named not in dates:
            message = f'"{record.fields[term.fact].label}" is not a date, so nothing can be kept until then.'
            yield book.finding(NOT_A_DAY, message, spot, suggestion(named, dates, what="dates"))


def _is_a_date(field: object) -> bool:
    return isinstance(field, DateField) and field.type != "time"
