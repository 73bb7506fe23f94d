"""What was written in a file, piece by piece: text, maps and lists, each knowing its place. Nothing is typed here.

A node is a value: the type checker refuses a change (`Final`). The classes are not frozen at run time, because that
makes each of the thousands of nodes of a council four times as slow to build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, TypeAlias

from engine.findings import Place

Style = Literal["plain", "quoted", "block"]
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""The data of a node alone. Scalars stay text: a council's "no" must stay "no" (YAML 1.1 reads False)."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it stands, shared by all its nodes."""

    file: str
    text: str = field(repr=False)
    _lines: list[tuple[str, ...]] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines without their line ends; the first is `lines[0]`. Most files are never asked for theirs."""
        if not self._lines:
            self._lines.append(tuple(self.text.split("\n")))
        return self._lines[0]

    def line(self, number: int) -> str:
        """Return line *number*, counted from 1, or nothing where the file has no such line."""
        lines = self.lines
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def within(self, mark: Mark) -> tuple[int, int]:
        """Return line and column of *mark*, counted from 0; where it lies after the last letter, that letter's end.

        libyaml counts one line more than there is in a file whose last line has no end.
        """
        lines = self.lines
        last = len(lines) - 1
        return (mark.line, mark.column) if mark.line <= last else (last, len(lines[last]))

    def place(self, line: int, column: int, end_line: int | None = None, end_column: int | None = None) -> Place:
        """Return a place with its excerpt. Without an end it is one character wide."""
        end = line if end_line is None else end_line
        return Place(self.file, line, column, end, column + 1 if end_column is None else end_column, self.line(line))


class Mark(Protocol):
    """A point in a file, counted from 0, as the YAML reader gives it."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


@dataclass(slots=True, eq=False)
class Located:
    """What the three kinds of node share. Lines and columns count from 1; the end column is the one after the last."""

    source: Final[Source]
    start: Final[Mark]
    end: Final[Mark]

    @property
    def line(self) -> int:
        return self.source.within(self.start)[0] + 1

    @property
    def column(self) -> int:
        return self.source.within(self.start)[1] + 1

    @property
    def end_line(self) -> int:
        return self.source.within(self.end)[0] + 1

    @property
    def end_column(self) -> int:
        return self.source.within(self.end)[1] + 1

    @property
    def place(self) -> Place:
        return self.source.place(self.line, self.column, self.end_line, self.end_column)


@dataclass(slots=True, eq=False)
class TextNode(Located):
    """One text, as its author wrote it: `yes`, `12:30` and `010` stay those letters."""

    value: Final[str]
    style: Final[Style]

    @property
    def is_empty(self) -> bool:
        """Nothing was written at all. `""` is something: an empty text, on purpose."""
        return self.value == "" and self.style == "plain"

    def place_of(self, start: int, end: int) -> Place:
        """Return the place of the characters from *start* to before *end* of this text.

        Text over several lines, and quoted text with escapes, does not stand in the file letter by letter: there the
        whole node's place is given.
        """
        inside = 1 if self.style == "quoted" else 0
        first, last = self.column - 1 + inside, self.end_column - 1 - inside
        if self.style == "block" or self.line != self.end_line:
            return self.place
        if self.source.line(self.line)[first:last] != self.value:
            return self.place
        begin = min(max(start, 0), len(self.value))
        stop = min(max(end, begin), len(self.value))
        return self.source.place(self.line, first + begin + 1, self.line, first + stop + 1)


@dataclass(slots=True, eq=False)
class Entry:
    """One `key: value` of a map."""

    key: Final[TextNode]
    value: Final[Node]


@dataclass(slots=True, eq=False)
class MapNode(Located):
    """Settings by name, in the order they were written."""

    entries: Final[Mapping[str, Entry]]


class Written(Mapping[str, Entry]):
    """The entries of a map whose *data* is known already; each is found when it is asked for, and then stays the same.

    Most words of a council are judged by their data alone, and nobody ever asks where they stand.
    """

    __slots__ = ("_find", "_found", "data")

    def __init__(self, data: dict[str, Plain], find: Callable[[str], Entry]) -> None:
        """*find* returns the entry of a name, or raises KeyError."""
        self.data: Final = data
        self._find = find
        self._found: dict[str, Entry] = {}

    def __getitem__(self, name: str) -> Entry:
        entry = self._found.get(name)
        if entry is None:
            entry = self._found[name] = self._find(name)
        return entry

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __contains__(self, name: object) -> bool:
        return name in self.data


@dataclass(slots=True, eq=False)
class ListNode(Located):
    """Things in a row, in the order they were written."""

    items: Final[tuple[Node, ...]]


Node: TypeAlias = TextNode | MapNode | ListNode


def plain(node: Node) -> Plain:
    """Return the data of *node* alone: maps, lists, and texts that stay texts. It is shared, and for reading only."""
    if isinstance(node, TextNode):
        return node.value
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    if isinstance(node.entries, Written):
        return node.entries.data
    return {name: plain(entry.value) for name, entry in node.entries.items()}


def text_of(node: MapNode, name: str) -> str | None:
    """Return the text of a setting, without asking where it stands; nothing when it is not there, or is no text."""
    if isinstance(node.entries, Written):
        value = node.entries.data.get(name)
        return value if isinstance(value, str) else None
    entry = node.entries.get(name)
    return entry.value.value if entry is not None and isinstance(entry.value, TextNode) else None


def at(node: Node, path: Sequence[str | int], *, key: bool = False) -> Node:
    """Return the deepest node of *path* that exists under *node*.

    Steps that do not exist are skipped, because a model's error path holds steps of its own (the branch of a union,
    say). With *key* the name of the last entry found is given instead of its value, as for a setting nobody knows.
    """
    name: TextNode | None = None
    for step in path:
        if isinstance(node, MapNode) and (entry := node.entries.get(str(step))) is not None:
            node, name = entry.value, entry.key
        elif isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
            node, name = node.items[step], None
    return name if key and name is not None else node
