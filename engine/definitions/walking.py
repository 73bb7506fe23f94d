"""Finding what a path with stars stands for in a definition, as people write paths: a question without its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.definitions.model import Kind
from engine.definitions.nodes import Entry, ListNode, MapNode, Node, Plain, plain, text_of

Path = tuple[str, ...]


def found(nodes: Mapping[tuple[Kind, str], Node], pattern: str) -> Iterator[tuple[Path, Node]]:
    """Yield the path and the node of all that *pattern* stands for, among definitions and in casepath.yaml."""
    steps = pattern.split(".")
    seen: set[Path] = set()
    for root, node in _roots(nodes, steps[0]):
        inside = steps[1:] if root or steps[0] in ("*", "**") else steps
        for path, one in _Walk(set()).found(node, inside, root, is_form="pages" in _names(node)):
            if path not in seen:
                seen.add(path)
                yield path, one


def is_there(nodes: Mapping[tuple[Kind, str], Node], pattern: str) -> bool:
    """Return whether *pattern* stands for anything, without asking where that stands, which takes much longer."""
    steps = pattern.split(".")
    for root, node in _roots(nodes, steps[0]):
        inside = steps[1:] if root or steps[0] in ("*", "**") else steps
        data = plain(node)
        if _is_there(data, tuple(inside), root, set(), is_form=isinstance(data, dict) and "pages" in data):
            return True
    return False


def _is_there(data: Plain, steps: Path, path: Path, been: set[tuple[Path, int]], *, is_form: bool = False) -> bool:
    if (path, len(steps)) in been:
        return False
    been.add((path, len(steps)))
    if not steps or (steps[0] == "**" and _is_there(data, steps[1:], path, been, is_form=is_form)):
        return True
    step, rest = steps[0], steps[1:]
    return any(
        _is_there(child, steps if step == "**" else rest, (*path, name), been)
        for name, child in _data_inside(data, is_form=is_form)
        if step in ("*", "**", name)
    )


def _data_inside(data: Plain, *, is_form: bool) -> Iterator[tuple[str, Plain]]:
    if isinstance(data, list):
        for at, one in enumerate(data):
            if isinstance(one, dict):
                said = one.get("id")
                yield said if isinstance(said, str) and said else f"{at}", one
    elif isinstance(data, dict):
        for name, value in data.items():
            if is_form and name == "pages" and isinstance(value, dict):
                pages = {page: one for page, one in value.items() if isinstance(one, dict)}
                yield (
                    name,
                    {page: {said: it for said, it in one.items() if said != "fields"} for page, one in pages.items()},
                )
                asked = [one.get("fields") for one in pages.values()]
                yield "fields", {said: it for one in asked if isinstance(one, dict) for said, it in one.items()}
            else:
                yield name, value


def _roots(nodes: Mapping[tuple[Kind, str], Node], first: str) -> Iterator[tuple[Path, Node]]:
    """Yield the definitions that a path may begin with; casepath.yaml has no name, its settings begin the path."""
    for (kind, name), node in nodes.items():
        if kind == "translation":
            continue
        if kind == "configuration":
            if first not in ("*", "**"):
                yield (), node
        elif first in (name, "*", "**"):
            yield (name,), node


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through one definition. *been* are the paths with the steps still to go: none is walked twice.

    So several `**` in one path take no longer than one, but for their number.
    """

    been: set[tuple[Path, int]]

    def found(
        self, node: Node, steps: Sequence[str], path: Path, *, is_form: bool = False
    ) -> Iterator[tuple[Path, Node]]:
        if (path, len(steps)) in self.been:
            return
        self.been.add((path, len(steps)))
        if not steps:
            yield path, node
            return
        step, rest = steps[0], steps[1:]
        if step == "**":
            yield from self.found(node, rest, path, is_form=is_form)
        for name, child in _inside(node, is_form):
            if step == "**":
                yield from self.found(child, steps, (*path, name))
            elif step in ("*", name):
                yield from self.found(child, rest, (*path, name))


def _inside(node: Node, is_form: bool) -> Iterator[tuple[str, Node]]:
    if isinstance(node, ListNode):
        items = ((at, one) for at, one in enumerate(node.items) if isinstance(one, MapNode))
        yield from ((text_of(one, "id") or f"{at}", one) for at, one in items)
    elif isinstance(node, MapNode):
        for name, entry in node.entries.items():
            if is_form and name == "pages":
                yield name, _without_questions(entry.value)
                yield "fields", _questions(entry.value)
            else:
                yield name, entry.value


def _names(node: Node) -> Mapping[str, Entry]:
    return node.entries if isinstance(node, MapNode) else {}


def _questions(pages: Node) -> MapNode:
    """Return the questions of all pages, in the order in which they are asked."""
    entries: dict[str, Entry] = {}
    for page in _names(pages).values():
        fields = _names(page.value).get("fields")
        entries |= {} if fields is None else _names(fields.value)
    return MapNode(pages.source, pages.start, pages.end, entries)


def _without_questions(pages: Node) -> MapNode:
    entries: dict[str, Entry] = {}
    for name, page in _names(pages).items():
        kept = {setting: one for setting, one in _names(page.value).items() if setting != "fields"}
        entries[name] = Entry(page.key, MapNode(page.value.source, page.value.start, page.value.end, kept))
    return MapNode(pages.source, pages.start, pages.end, entries)
