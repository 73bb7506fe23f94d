"""What a template fixes, said before anybody breaks it: what may be done at each place, and what stands there now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.checks.book import Book
from engine.checks.floors import floors_of
from engine.definitions.locks import Lock
from engine.definitions.nodes import ListNode, MapNode, Node, TextNode
from engine.definitions.walking import found
from engine.findings import Place
from engine.interop.words import one_line, shortened
from engine.sentences.say import Sentence, listing, say

_RULES: Mapping[Lock, Sentence] = {
    "may not change": Sentence("may not be changed"),
    "may not be removed": Sentence("may not be taken out"),
    "may only get shorter": Sentence("may only get shorter"),
    "may only get longer": Sentence("may only get longer"),
    "may only grow": Sentence("may only get more in it"),
    "may only shrink": Sentence("may only get less in it"),
}


@dataclass(frozen=True, slots=True)
class FloorSaid:
    """What is fixed at one place: what may be done (*rule*), what the template says (*before*), what is there *now*.

    *stands* compares the two, and *below* is true where it goes below the floor, which somebody approved.
    """

    path: str
    rule: str
    before: str
    now: str
    stands: str
    below: bool
    place: Place


def floors_said(book: Book, language: str) -> Iterator[FloorSaid]:
    """Yield every place that the template of *book* locks, in the order of its locks; of a template itself, its own."""
    over = book.origins.over
    nodes = over.template.origins.nodes if over is not None else book.origins.nodes
    base = over.template.configuration if over is not None else book.configuration
    below = {one.dotted for one in floors_of(book)}
    for pattern, lock in base.manifest.locked.items() if base is not None else ():
        for path, node in found(nodes, pattern):
            dotted = ".".join(path)
            now = next((one for _, one in found(book.origins.nodes, dotted)), None)
            before, here = _said(language, node), _said(language, now)
            stands = say(language, "as in the template")
            if dotted in below:
                stands = say(language, "below the floor, by an exception that was approved")
            elif before != here:
                stands = say(language, "changed, within what is allowed")
            rule = _RULES[lock].said(language)
            yield FloorSaid(dotted, rule, before, here, stands, dotted in below, (now or node).place)


def _said(language: str, node: Node | None) -> str:
    """Return what a node says in one line: its text, what it lists, or that it is there."""
    match node:
        case None:
            return say(language, "taken out")
        case TextNode():
            return shortened(node.value)
        case ListNode():
            return listing(language, [one_line(one.value) for one in node.items if isinstance(one, TextNode)])
        case MapNode():
            label = node.entries.get("label") or node.entries.get("title")
            value = label.value if label is not None else None
            return shortened(value.value) if isinstance(value, TextNode) else say(language, "is there")
