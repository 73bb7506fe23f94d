"""The usual file, read at once: libyaml puts the whole tree together, and its data is taken out.

The tree itself, with the place of each word, is ten times the size of the data, and for most files nobody ever asks
for a place. So it is not kept: whoever asks has the file put together once more, which takes half a millisecond.

The rule of this file: whatever is not quite usual is left alone. It is then read event by event in `source`, which
knows each oddity and says what is wrong with it. So nothing is told here, and nothing is let pass that is told there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from engine.definitions.nodes import Entry, ListNode, MapNode, Mark, Node, Plain, Source, Style, TextNode, Written

STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "quoted",
    '"': "quoted",
    "|": "block",
    ">": "block",
}
"""How a text is written, by the sign that YAML readers give."""

_MOST_CHARACTERS = 100_000
"""A larger file may hold too many values to be put together before they are counted."""

_SIGN = re.compile(r"[&*!]")

_Piece: TypeAlias = ScalarNode | MappingNode | SequenceNode


class _Unusual(Exception):
    """There is something that only the reading event by event can tell."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A file read at once. *doubtful* are the maps and lists in brackets that may hold a trap, inner before outer."""

    root: Node
    doubtful: list[MapNode | ListNode]


def composed(source: Source, *, most_levels: int, most_values: int) -> Composed | None:
    """Return what a file holds, or nothing where anything in it is unusual or wrong.

    Unusual are anchors, references, tags and merge keys, directives, lines that start or end a document, names that
    are no text or are written twice, and a file of no values, of too many, or of *most_levels* and deeper.
    """
    text = source.text
    if len(text) > _MOST_CHARACTERS or _has_signs(text):
        return None
    pieces = _Pieces(source, "?" in text)
    try:
        root: _Piece | None = _parser(text, most_levels).get_single_node()
        if not isinstance(root, MappingNode):
            return None
        data = pieces.settings(root)
    except (_Unusual, yaml.YAMLError, UnicodeError):
        return None
    if pieces.values >= most_values:
        return None
    again: list[MapNode] = []

    def find(name: str) -> Entry:
        if not again:
            again.append(pieces.map(_parser(text, most_levels).get_single_node(), data))
        return again[0].entries[name]

    return Composed(MapNode(source, root.start_mark, _end(root), Written(data, find)), pieces.doubtful)


def _has_signs(text: str) -> bool:
    if text.startswith(("%", "...")) or "<<" in text:
        return True
    if "\n---" in text or "\n..." in text or "\n%" in text or (text.startswith("---") and text[3:4] != "\n"):
        return True
    if "&" not in text and "*" not in text and "!" not in text:
        return False  # as in most files, and told far sooner than by looking at each letter
    return any(_may_be_read(text, hit.start()) for hit in _SIGN.finditer(text))


def _may_be_read(text: str, at: int) -> bool:
    """Whether the sign at *at* may be an anchor, a reference or a tag; inside a text it is no more than a letter."""
    before = text[max(0, at - 200) : at].rstrip(" \t")
    return not before or before[-1] in "-?:,[]{}\"'\n"


def _parser(text: str, most_levels: int) -> Any:
    # Any: a parser asks for tags, and tells of levels, by methods that PyYAML's types fix; here they are functions,
    # because they are called for every word and a function is called in half the time of a method.
    parser: Any = yaml.CBaseLoader(text)
    level = 0

    def down(_parent: object, _index: object) -> None:
        nonlocal level
        level += 1
        if level > most_levels:
            raise _Unusual

    def up() -> None:
        nonlocal level
        level -= 1

    def tag(_kind: object, _value: object, _implicit: object) -> str:
        return ""  # every text stays text

    parser.descend_resolver, parser.ascend_resolver, parser.resolve = down, up, tag
    return parser


@dataclass(slots=True)
class _Pieces:
    """The pieces of one file. *questions*: whether there is a question mark anywhere, which is a trap in brackets."""

    source: Source
    questions: bool
    values: int = 10
    """Names, values, and the beginnings and ends of maps and lists; never fewer than there are."""
    doubtful: list[MapNode | ListNode] = field(default_factory=list)

    def settings(self, piece: MappingNode) -> dict[str, Plain]:
        """Return the data of a map. Raises _Unusual for a name that is no text, or is there twice."""
        self.values += 2 * len(piece.value) + 2
        found: dict[str, Plain] = {}
        for name, of in piece.value:
            if name.__class__ is not ScalarNode:
                raise _Unusual
            kind = of.__class__
            # Most are texts, and a call for each of them would take longer than all the rest.
            found[name.value] = (
                of.value if kind is ScalarNode else self.settings(of) if kind is MappingNode else self.items(of)
            )
        if len(found) < len(piece.value) or "" in found:
            raise _Unusual
        if piece.flow_style and ("" in found.values() or (self.questions and any(map(_either_asks, piece.value)))):
            self.doubtful.append(self.map(piece, found))
        return found

    def items(self, piece: SequenceNode) -> list[Plain]:
        """Return the data of a list. Raises _Unusual as `settings` does."""
        self.values += 2 * len(piece.value) + 2
        found = [self._data(of) for of in piece.value]
        if piece.flow_style and self.questions and any(map(_asks, piece.value)):
            self.doubtful.append(self.list(piece, found))
        return found

    def _data(self, piece: _Piece) -> Plain:
        if isinstance(piece, ScalarNode):
            text: str = piece.value
            return text
        return self.settings(piece) if isinstance(piece, MappingNode) else self.items(piece)

    def map(self, piece: MappingNode, data: dict[str, Plain]) -> MapNode:
        """Return a map as a node, each of whose entries is made when it is asked for."""
        there = {name.value: (name, of) for name, of in piece.value}

        def find(name: str) -> Entry:
            key, of = there[name]
            return Entry(self.text(key), self.node(of, data[name]))

        return MapNode(self.source, piece.start_mark, _end(piece), Written(data, find))

    def list(self, piece: SequenceNode, data: list[Plain]) -> ListNode:
        items = tuple(self.node(item, of) for item, of in zip(piece.value, data, strict=True))
        return ListNode(self.source, piece.start_mark, _end(piece), items)

    def text(self, piece: ScalarNode) -> TextNode:
        return TextNode(self.source, piece.start_mark, piece.end_mark, piece.value, STYLES[piece.style])

    def node(self, piece: _Piece, data: Plain) -> Node:
        if isinstance(piece, ScalarNode):
            return self.text(piece)
        if isinstance(piece, MappingNode):
            assert isinstance(data, dict)
            return self.map(piece, data)
        assert isinstance(data, list)
        return self.list(piece, data)


def _asks(piece: _Piece) -> bool:
    return isinstance(piece, ScalarNode) and "?" in piece.value


def _either_asks(pair: tuple[_Piece, _Piece]) -> bool:
    return _asks(pair[0]) or _asks(pair[1])


def _end(piece: _Piece) -> Mark:
    """A block ends with its last value: YAML's own end is wherever the next thing begins."""
    while not isinstance(piece, ScalarNode) and not piece.flow_style:
        last = piece.value[-1]
        piece = last[1] if isinstance(piece, MappingNode) else last
    end: Mark = piece.end_mark
    return end
