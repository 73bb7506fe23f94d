"""What is copied of one linked case is not shared with another: nobody learns of a child through a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.cases.compiling.links import shared_field
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedField
from engine.definitions.forms import Form
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding

PASSED_ON = Code(
    "P614",
    "Shared, though it comes from another linked case",
    "Take it out of shares: who reads one case would learn of another.",
)


def nothing_is_passed_on(book: Book) -> Iterator[Finding]:
    """What a link shares does not come, by a copy or a calculation, from a case like the one that reads it."""
    ways = _ways(book)
    for spot, name, owner, reader in _shared(book):
        found = shared_field(book.configuration, owner, name)
        if found is not None and reader.subject in _origins(ways, f"{found[1]}.{name.partition('.')[2]}"):
            message = f'"{name}" comes from a linked {reader.subject}, and this link shares it with others.'
            yield book.finding(PASSED_ON, message, spot)


def _shared(book: Book) -> Iterator[tuple[Spot, str, Workflow, Workflow]]:
    """Yield what links share: where it is written, its name, the workflow of whose cases it is, and who reads it."""
    flows = book.configuration.workflows
    for here in flows.values():
        for link_id, link in here.links.items():
            spot, there = Spot("workflow", here.workflow, ("links", link_id, "shares")), flows[link.to]
            yield from ((spot.at("out", index), name, here, there) for index, name in enumerate(link.shares.out))
            yield from ((spot.at("in", index), name, there, here) for index, name in enumerate(link.shares.taken))


@dataclass(slots=True)
class _Ways:
    """From where answers and facts come, by `<form or record>.<id>`: other answers, and kinds of linked cases."""

    answers: dict[str, set[str]] = field(default_factory=dict)
    cases: dict[str, set[str]] = field(default_factory=dict)


def _ways(book: Book) -> _Ways:
    ways = _Ways()
    for form in book.configuration.forms.values():
        compiled = book.definition.forms.get(form.form)
        for one in book.fields_of(form):
            # Rows are one answer: what stands in one of their fields stands in them.
            name = f"{form.form}.{one.rows[0].id if one.rows else one.id}"
            for text in (*one.field.source, *([one.field.shows] if one.field.shows else [])):
                _add(book, ways, form, one, name, text)
            question = compiled.by_id.get(one.id) if compiled is not None and not one.rows else None
            if question is not None and question.calc is not None:
                reads = {read.partition(".")[0] for read in question.calc.reads}
                ways.answers.setdefault(name, set()).update(f"{form.form}.{read}" for read in reads)
    return ways


def _add(book: Book, ways: _Ways, form: Form, one: PlacedField, name: str, text: str) -> None:
    owner, _, rest = text.partition(".")
    if owner == "links":
        link_id, _, shared = rest.partition(".")
        for flow in book.workflows_asking(form.form):
            link = flow.links.get(link_id)
            if link is not None:
                far = book.configuration.workflows[link.to]
                ways.cases.setdefault(name, set()).add(far.subject)
                found = shared_field(book.configuration, far, shared)
                if found is not None:
                    ways.answers.setdefault(name, set()).add(f"{found[1]}.{shared.partition('.')[2]}")
        return
    source = f"{form.form}.{rest}" if owner == "previous" else text
    ways.answers.setdefault(name, set()).add(source)
    if owner in book.configuration.records and one.field.write_back != "never":
        ways.answers.setdefault(source, set()).add(name)


def _origins(ways: _Ways, name: str) -> set[str]:
    """Return the kinds of linked cases from which *name* comes, directly or through other answers."""
    seen, waiting = {name}, [name]
    while waiting:
        further = ways.answers.get(waiting.pop(), set()) - seen
        seen |= further
        waiting += further
    return {kind for one in seen for kind in ways.cases.get(one, ())}
