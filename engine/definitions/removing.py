"""Taking something out of a definition by its path, written as people write it: a question without its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.definitions.nodes import Entry, ListNode, MapNode, Node, text_of


def taken_out(node: Node, steps: Sequence[str]) -> MapNode | None:
    """Return a definition without what is at *steps*; nothing where there is no such thing.

    `fields.x` is a question whatever its page; a rule of a decision list is named by its id. What `changes` say of how
    it came about goes with it: nobody could take that out otherwise.
    """
    left = _taken(node, _with_page(node, steps))
    return _without_its_changes(left, steps) if isinstance(left, MapNode) else None


def known_beside(node: Node, steps: Sequence[str]) -> list[str]:
    """Return the ids that are there where *steps* leads, as far as it leads anywhere."""
    if isinstance(node, MapNode) and "pages" in node.entries and steps[:1] == ("fields",) and len(steps) == 2:
        return [name for _, fields in _pages(node) for name in fields.entries]
    for step in _with_page(node, steps)[:-1]:
        inside = _step(node, step)
        if inside is None:
            break
        node = inside
    return list(_names(node))


def found_at(node: Node, steps: Sequence[str]) -> Node | None:
    """Return what is at *steps* in a definition, or nothing."""
    for step in _with_page(node, steps):
        inside = _step(node, step)
        if inside is None:
            return None
        node = inside
    return node


def _taken(node: Node, steps: Sequence[str]) -> Node | None:
    inside = _step(node, steps[0])
    if inside is None:
        return None
    left = _taken(inside, steps[1:]) if len(steps) > 1 else None
    if len(steps) > 1 and left is None:
        return None
    if isinstance(node, MapNode):
        entries = dict(node.entries)
        if left is None:
            del entries[steps[0]]
        else:
            entries[steps[0]] = Entry(entries[steps[0]].key, left)
        return replace(node, entries=entries)
    assert isinstance(node, ListNode)
    kept = (left if one is inside else one for one in node.items)
    return replace(node, items=tuple(one for one in kept if one is not None))


_KINDS = {"states": "state", "tasks": "task", "actions": "action", "deadlines": "deadline"}


def _without_its_changes(node: MapNode, steps: Sequence[str]) -> MapNode:
    changes = node.entries.get("changes")
    if changes is None or not isinstance(changes.value, ListNode):
        return node
    kept = tuple(one for one in changes.value.items if not (isinstance(one, MapNode) and _led_to(one, steps)))
    entries = {**node.entries, "changes": Entry(changes.key, replace(changes.value, items=kept))}
    if not kept:
        del entries["changes"]
    return replace(node, entries=entries)


def _led_to(change: MapNode, steps: Sequence[str]) -> bool:
    """Whether *change* says what became what is at *steps*."""
    said = {name: text_of(change, name) for name in change.entries}
    if set(steps[::2]) == {"fields"} and len(steps) % 2 == 0:
        name = ".".join(steps[1::2])
        return name in (said.get("new"), said.get("in_field")) or ("rename" in said and said.get("to") == name)
    if len(steps) > 3 and steps[-2] == "options":
        return said.get("in_field") == ".".join(steps[1:-2:2]) and said.get("to") == steps[-1]
    return len(steps) > 1 and _KINDS.get(steps[-2], "") in said and said.get("to") == steps[-1]


def _step(node: Node, step: str) -> Node | None:
    if isinstance(node, MapNode):
        entry = node.entries.get(step)
        return None if entry is None else entry.value
    if isinstance(node, ListNode):
        return next((one for one in node.items if isinstance(one, MapNode) and text_of(one, "id") == step), None)
    return None


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, MapNode):
        yield from node.entries
    elif isinstance(node, ListNode):
        yield from (name for one in node.items if isinstance(one, MapNode) and (name := text_of(one, "id")))


def _with_page(node: Node, steps: Sequence[str]) -> Sequence[str]:
    """Return *steps* with the page of the question that they name."""
    if len(steps) < 2 or steps[0] != "fields" or not isinstance(node, MapNode) or "pages" not in node.entries:
        return steps
    page = next((page for page, fields in _pages(node) if steps[1] in fields.entries), None)
    return steps if page is None else ("pages", page, *steps)


def _pages(form: MapNode) -> Iterator[tuple[str, MapNode]]:
    """Yield the pages of a form that have questions, with these."""
    pages = form.entries["pages"].value
    for name, page in pages.entries.items() if isinstance(pages, MapNode) else ():
        fields = page.value.entries.get("fields") if isinstance(page.value, MapNode) else None
        if fields is not None and isinstance(fields.value, MapNode):
            yield name, fields.value
