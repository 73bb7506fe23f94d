"""What questions copy from linked cases: what a link that is there shares, and one answer from one case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.cases.compiling.links import OF_A_CASE, readable, shared_field
from engine.checks.book import Book, PlacedField
from engine.checks.links import UNKNOWN_LINK
from engine.definitions.fields import AnyField, RowsField
from engine.definitions.forms import Form
from engine.definitions.links import LINKED_ON, Link
from engine.definitions.workflows import Workflow
from engine.expressions.types import DATE, Type
from engine.findings import Code, Finding, suggestion

NOT_SHARED = Code(
    "N306", "A copy of what a link does not share", "Add it to shares of the link, or copy something that is there."
)
FROM_SEVERAL = Code(
    "T372",
    "One answer from several linked cases",
    "Write it at a field of rows: each linked case begins a row.",
)

_MOVES = "case.state"
"""What people read with a link and no form copies: a case goes on, and the copy would not."""


def copies_along_links_are_shared(book: Book) -> Iterator[Finding]:
    """What a question copies or shows of a linked case is shared along a link of the workflow that asks it."""
    for form, one, setting, text in _along_links(book):
        name, _, shared = text.removeprefix("links.").partition(".")
        spot, flows = one.spot.at(*setting), _flows(book, form)
        found = [(flow, flow.links[name]) for flow in flows if name in flow.links]
        if not found:
            asks = f' that asks "{form.form}"' if book.workflows_asking(form.form) else ""
            message = f'No workflow{asks} has a link called "{name}".'
            links = dict.fromkeys(link for flow in flows for link in flow.links)
            yield book.finding(UNKNOWN_LINK, message, spot, suggestion(name, links, what="links"))
        for flow, link in found:
            names = _copyable(book, link)
            if shared not in names:
                message = f'The link "{name}" of "{flow.workflow}" shares no "{shared}" that could be copied.'
                if not shared:
                    message = f'"{text}" names a link, and not what is copied of the case at its other end.'
                elif shared == _MOVES:
                    message = "The state of a linked case changes by itself, so a form does not copy it."
                yield book.finding(NOT_SHARED, message, spot, _hint(name, shared, names))
                break


def _hint(link: str, shared: str, names: Iterable[str]) -> str:
    if shared == _MOVES:
        return "People read it with the link. Conditions of the workflow may, too."
    if not shared:
        return f"Write for instance: links.{link}.{next(iter(names))}"
    return suggestion(shared, names, what="names") or NOT_SHARED.remedy


def one_answer_comes_from_one_case(book: Book) -> Iterator[Finding]:
    """Along a link to several cases only the fields of rows copy; rows are begun by what their fields copy."""
    for form, one, setting, text in _along_links(book):
        name, _, shared = text.removeprefix("links.").partition(".")
        found = [flow.links[name] for flow in _flows(book, form) if name in flow.links]
        several = [link for link in found if link.many and shared in _copyable(book, link)]
        if one.in_rows or not (several or isinstance(one.field, RowsField)):
            continue
        spot = one.spot.at(*setting)
        if setting == ("shows",):
            message = f'"{name}" can lead to several cases, so "{one.id}" cannot show one of them.'
            yield book.finding(FROM_SEVERAL, message, spot, "Copy it into a field of rows, or take it out.")
        elif isinstance(one.field, RowsField):
            message = f'"{one.id}" is rows: what is copied of linked cases is written at the fields of a row.'
            yield book.finding(FROM_SEVERAL, message, spot, f'Write "from: {text}" at one of its fields.')
        else:
            message = f'"{name}" can lead to several cases, so "{one.id}" cannot take one answer from it.'
            yield book.finding(FROM_SEVERAL, message, spot)


def linked_source(book: Book, form: Form, name: str) -> tuple[Type | None, AnyField | None]:
    """Return the type of `<link>.<what it shares>`, and the field as written; nothing where it is not there."""
    link_id, _, shared = name.partition(".")
    for flow in _flows(book, form):
        link = flow.links.get(link_id)
        far = book.configuration.workflows.get(link.to) if link is not None else None
        if link is None or far is None or shared not in _copyable(book, link):
            continue
        if shared == LINKED_ON or shared in OF_A_CASE:
            return (DATE if shared == LINKED_ON else OF_A_CASE[shared]), None
        if shared in link.fields:
            return book.type_of(link.fields[shared], f"{flow.workflow}.{link_id}.{shared}"), link.fields[shared]
        found = shared_field(book.configuration, far, shared)
        if found is not None:
            return book.type_of(found[0], f"{found[1]}.{shared.partition('.')[2]}"), found[0]
    return None, None


def _along_links(book: Book) -> Iterator[tuple[Form, PlacedField, tuple[str | int, ...], str]]:
    """Yield what questions copy or show along links: the form, the question, the setting and the source."""
    for form in book.configuration.forms.values():
        for one in book.fields_of(form):
            shown = [(("shows",), one.field.shows)] if one.field.shows is not None else []
            copied = [(("from", index), text) for index, text in enumerate(one.field.source)]
            yield from ((form, one, setting, text) for setting, text in (*copied, *shown) if text.startswith("links."))


def _flows(book: Book, form: Form) -> list[Workflow]:
    return book.workflows_asking(form.form) or list(book.configuration.workflows.values())


def _copyable(book: Book, link: Link) -> list[str]:
    """Return what can be copied of a case at the other end of *link*, with what is known about the two together."""
    shared = [name for name in readable(book.configuration, link) if name != _MOVES]
    return [*shared, *link.fields, LINKED_ON]
