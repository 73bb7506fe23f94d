"""Parts: questions that several forms share. A page takes them by `use`, under their own ids, after its own questions.

The questions are put in place node by node, before any model sees the form: so a mistake in a shared question points
at the part's file, where it can be put right for every form at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import Field

from engine.definitions.fields import FormField
from engine.definitions.model import Model
from engine.definitions.source import Entry, ListNode, MapNode, Node, Plain, TextNode, plain
from engine.definitions.words import Id
from engine.findings import Code, Finding, suggestion

UNKNOWN_PART = Code("N276", "A part that does not exist", "Name a part of form_schemas/parts.")
ASKED_TWICE = Code("N277", "A question of a part that the page has already", "Take one of them out, or rename it.")


class Part(Model):
    """Questions that several forms end with, or begin with."""

    part: Id
    fields: dict[Id, FormField] = Field(min_length=1)
    in_overlays = frozenset({"why"})


def with_parts(form: MapNode, parts: Mapping[str, MapNode], findings: list[Finding]) -> MapNode:
    """Return *form* with the questions of each part that its pages use; tell a part that is not there."""
    if not _uses_any(plain(form)):
        return form
    pages = form.entries["pages"]
    assert isinstance(pages.value, MapNode)
    filled = {name: _page(entry, parts, findings) for name, entry in pages.value.entries.items()}
    if all(entry is pages.value.entries[name] for name, entry in filled.items()):
        return form
    return replace(form, entries={**form.entries, "pages": Entry(pages.key, replace(pages.value, entries=filled))})


def uses(form: Plain) -> Iterator[str]:
    """Yield the parts that the pages of a form take."""
    pages = form.get("pages") if isinstance(form, dict) else None
    for page in pages.values() if isinstance(pages, dict) else ():
        used = page.get("use", []) if isinstance(page, dict) else []
        yield from (one for one in ([used] if isinstance(used, str) else used) if isinstance(one, str))


def _uses_any(form: Plain) -> bool:
    pages = form.get("pages") if isinstance(form, dict) else None
    return isinstance(pages, dict) and any(isinstance(page, dict) and "use" in page for page in pages.values())


def _page(page: Entry, parts: Mapping[str, MapNode], findings: list[Finding]) -> Entry:
    if not isinstance(page.value, MapNode) or "use" not in page.value.entries:
        return page
    own = page.value.entries.get("fields")
    fields: dict[str, Entry] = dict(own.value.entries) if own and isinstance(own.value, MapNode) else {}
    for name in _texts(page.value.entries["use"].value):
        part = parts.get(name.value)
        if part is None:
            hint = suggestion(name.value, parts, what="parts")
            findings.append(Finding(UNKNOWN_PART, f'There is no part called "{name.value}".', name.place, hint))
            continue
        for field, entry in _fields(part):
            if field in fields:
                message = f'"{field}" is asked on this page already; the part "{name.value}" asks it too.'
                findings.append(Finding(ASKED_TWICE, message, name.place, ASKED_TWICE.remedy))
            fields.setdefault(field, entry)
    if not fields:
        return page
    key = own.key if own else page.value.entries["use"].key
    there = own.value if own else page.value.entries["use"].value
    filled = MapNode(there.source, there.start, there.end, fields)
    return Entry(page.key, replace(page.value, entries={**page.value.entries, "fields": Entry(key, filled)}))


def _texts(node: Node) -> Iterator[TextNode]:
    """Yield the names in `use`: one may stand alone."""
    for one in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(one, TextNode):
            yield one


def _fields(part: MapNode) -> Iterator[tuple[str, Entry]]:
    fields = part.entries.get("fields")
    if fields is not None and isinstance(fields.value, MapNode):
        yield from fields.value.entries.items()
