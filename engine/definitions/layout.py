"""The house layout of a definition file: block style, one setting a line wherever there is text, comments kept.

Nothing is dumped from data: each text, comment and blank line is carried over from its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.definitions.margins import margins
from engine.definitions.nodes import ListNode, MapNode, Node, TextNode
from engine.definitions.page import page
from engine.definitions.source import MAX_BYTES, TOO_LARGE, read
from engine.findings import Finding, has_errors

_LONGEST_NAME = 1_000
"""YAML finds the colon after a longer name only where a `?` announces it."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A file in the house layout. There is no text when the file has mistakes."""

    text: str | None
    findings: tuple[Finding, ...] = ()


def lay_out(text: str | bytes, file: str) -> LaidOut:
    """Return *text* in the house layout, or the mistakes for which it cannot be read. Never raises.

    Values, their order and the comments stay as they are; runs of blank lines become one. A file that holds one text
    and no settings, or a name of several lines or more than 1,000 letters, is no definition and comes back as it was.
    """
    reading = read(text, file)
    if reading.root is None or has_errors(reading.findings):
        return LaidOut(None, reading.findings)
    root = reading.root
    if isinstance(root, TextNode) or any(len(key.value) > _LONGEST_NAME or "\n" in key.value for key in _names(root)):
        return LaidOut(text if isinstance(text, str) else text.decode())
    made = page(root)
    if len(made.encode()) > MAX_BYTES:
        message = "In the house layout this file would be larger than 1 MB."
        return LaidOut(None, (Finding(TOO_LARGE, message, root.source.place(1, 1), TOO_LARGE.remedy),))
    return LaidOut(made)


def says_the_same(before: str | bytes, after: str) -> bool:
    """Tell whether two files hold the same names, values and comments in the same order, and *after* has no mistake."""
    one, other = read(before, ""), read(after, "")
    if one.root is None or other.root is None or has_errors(other.findings):
        return False
    return _words(one.root) == _words(other.root) and margins(one.root).texts == margins(other.root).texts


def _words(root: Node) -> list[tuple[str, str]]:
    """Return everything a file says, in order; two files are alike exactly when these are."""
    words: list[tuple[str, str]] = []
    waiting: list[Node | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            words.append((node, ""))
        elif isinstance(node, TextNode):
            words.append(("nothing" if node.is_empty else "text", node.value))
        elif isinstance(node, ListNode):
            words.append(("list", ""))
            waiting += ["end", *reversed(node.items)]
        else:
            words.append(("map", ""))
            waiting.append("end")
            for entry in reversed(list(node.entries.values())):
                waiting += [entry.value, entry.key]
    return words


def _names(root: Node) -> Iterator[TextNode]:
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ListNode):
            waiting += node.items
        elif isinstance(node, MapNode):
            for entry in node.entries.values():
                yield entry.key
                waiting.append(entry.value)
