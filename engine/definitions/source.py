"""Reads a council's YAML strictly: one pass over the parser's events, everything bounded, every scalar still text.

The rule of this file: whatever the input, `read` returns. What YAML would let pass in silence, or would answer in a
library's words, is told as a finding with its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader as CharacterReader
from yaml.scanner import Scanner

from engine.definitions import faults, traps
from engine.definitions.composed import STYLES, composed
from engine.definitions.nodes import Entry, ListNode, MapNode, Mark, Node, Plain, Source, TextNode, at, plain
from engine.findings import Code, Finding, Place, in_order

__all__ = ["Entry", "ListNode", "MapNode", "Node", "Plain", "Reading", "Source", "TextNode", "at", "plain", "read"]

MAX_BYTES = 1_000_000
"""Of one file."""
MAX_DEPTH = 50
"""Maps and lists inside one another."""
MAX_VALUES = 100_000
"""Names, values, and the beginnings and ends of maps and lists in one file."""

TOO_LARGE = Code("Y170", "A file larger than 1 MB", "Split the file.")
TOO_DEEP = Code("Y171", "Nested too deep", "Move what is inside into a form, list or part of its own.")
TOO_MANY = Code("Y172", "Too many values in one file", "Split the file.")
NOT_UTF8 = Code("Y173", "A file that is not UTF-8", "Save the file as UTF-8.")
NOT_A_NAME = Code("Y184", "A list or map where a name belongs", "Put quotes round the text.")
TWICE = Code("Y185", "A name written twice", "Keep one of the two.")
EMPTY_FILE = Code("Y188", "An empty file", "Write something in it, or delete it.")
SLOW_READER = Code("Y199", "The slow YAML reader", "Install PyYAML with libyaml.", severity="warning")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds, and everything that is wrong with how it was written, ordered by place.

    *root* is nothing when the file could not be read to its end. When it could, *root* is there in spite of the
    findings (a name written twice keeps its first value), so that the models can report their mistakes with these.
    """

    root: Node | None
    findings: tuple[Finding, ...]


def read(text: str | bytes, file: str, *, libyaml: bool = yaml.__with_libyaml__) -> Reading:
    """Return the nodes of one YAML file, or what is wrong with it. Never raises, whatever *text* is.

    Refused: more than 1 MB, 50 levels or 100,000 values; anything that is not UTF-8 text; anchors, aliases, merge
    keys, tags, directives, a second document; names that are not plain text or are written twice; tabs; and text that
    YAML would read otherwise than it looks. *file* is only a name for the findings: nothing is opened.
    """
    decoded = _decode(text, file)
    if isinstance(decoded, Finding):
        return Reading(None, (decoded,))
    if "\r" in decoded:
        decoded = decoded.replace("\r\n", "\n")
    source = Source(file, decoded)
    strange, unreadable = traps.look_at_characters(decoded, source)
    if unreadable:
        return Reading(None, tuple(in_order(strange)))
    root, findings = _nodes(source, libyaml)
    if strange:
        # A tab or a hard space explains the fault of syntax beside it, and says it better.
        told = {one.place.line for one in strange}
        findings = [one for one in findings if one.code not in faults.SYNTAX or one.place.line not in told] + strange
    if not libyaml:
        findings.append(_slow(source))
    return Reading(root, tuple(in_order(findings)) if findings else ())


def read_text(content: bytes, file: str) -> Source | Reading:
    """Return a file that is text and not YAML, or why it cannot be read: size, encoding and letters are as for YAML."""
    decoded = _decode(content, file)
    if isinstance(decoded, Finding):
        return Reading(None, (decoded,))
    source = Source(file, decoded.replace("\r\n", "\n"))
    strange, unreadable = traps.look_at_characters(source.text, source)
    return Reading(None, tuple(in_order(strange))) if unreadable else source


def _nodes(source: Source, libyaml: bool) -> tuple[Node | None, list[Finding]]:
    if libyaml:
        # Nearly every file is read at once, in half the time; the others are read again, for what is to be told.
        found = composed(source, most_levels=MAX_DEPTH, most_values=MAX_VALUES)
        if found is not None:
            return found.root, traps.look_at_texts(found.root, found.doubtful, source.text)
    return _Pass(source).nodes(source.text, libyaml)


def _decode(text: str | bytes, file: str) -> str | Finding:
    """Return the text without a byte order mark, or why it cannot be text."""
    if len(text) > MAX_BYTES or (isinstance(text, str) and len(text.encode("utf-8", "replace")) > MAX_BYTES):
        message = "This file is larger than 1 MB."
        return Finding(TOO_LARGE, message, Place(file, 1, 1, 1, 2), "Split it into several forms or workflows.")
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or text[:2].count(0) == 1:
        message = "This file is saved as UTF-16, and Casepath reads UTF-8."
        return Finding(NOT_UTF8, message, Place(file, 1, 1, 1, 2), _SAVE_AS)
    try:
        return text.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        return _not_utf8(error, file)


def _not_utf8(error: UnicodeDecodeError, file: str) -> Finding:
    lines = error.object[: error.start].decode().split("\n")
    excerpt = error.object.split(b"\n")[len(lines) - 1].decode("utf-8", "replace").rstrip("\r")
    line, column = len(lines), len(lines[-1]) + 1
    message = "This file is not saved as UTF-8: the character here cannot be read."
    return Finding(NOT_UTF8, message, Place(file, line, column, line, column + 1, excerpt), _SAVE_AS)


_SAVE_AS = 'Save it again and choose "UTF-8" as its encoding.'


def _slow(source: Source) -> Finding:
    message = "Casepath reads YAML ten times slower on this machine, because PyYAML came without libyaml."
    return Finding(SLOW_READER, message, source.place(1, 1), "Install a PyYAML wheel for this platform.")


class _PureParser(CharacterReader, Scanner, Parser):
    """PyYAML's own reader, for machines without libyaml."""

    def __init__(self, text: str) -> None:
        CharacterReader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def _event_source(text: str, libyaml: bool) -> Callable[[], Any]:
    # Any: each kind of event has attributes of its own, and PyYAML's types do not know them.
    parser: Any = yaml.CBaseLoader(text) if libyaml else _PureParser(text)
    get_event: Callable[[], Any] = parser.get_event
    return get_event


_Frame: TypeAlias = tuple["dict[str, Entry] | None", list[Node], "TextNode | None", Mark, bool]
"""A map or list that is not finished: its entries (a map's), its items (a list's), the name that waits for its value,
where it began, and whether it is in brackets."""


@dataclass(frozen=True, slots=True)
class _Start:
    line: int = 0
    column: int = 0


class _Pass:
    """One reading of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.bracketed: list[MapNode | ListNode] = []

    def nodes(self, text: str, libyaml: bool) -> tuple[Node | None, list[Finding]]:
        try:
            root, finished = self._build(_event_source(text, libyaml))
        except (yaml.YAMLError, UnicodeError) as error:
            # UnicodeError: the bytes behind a %-escape in a tag.
            self._not_yaml(error)
            return None, self.findings
        if not finished:
            return None, self.findings
        if root is None or (isinstance(root, TextNode) and root.is_empty):
            self._tell(EMPTY_FILE, "This file is empty.", _Start(), "Write something in it, or delete it.")
            return None, self.findings
        self.findings += traps.look_at_texts(root, self.bracketed, text)
        return root, self.findings

    def _build(self, get_event: Callable[[], Any]) -> tuple[Node | None, bool]:  # noqa: PLR0912, PLR0915 - a call per word is slower
        """Return the root, and whether the file was read to its end.

        The hot loop: long, flat and nearly without calls, because it runs for every word of every definition.
        """
        source, styles = self.source, STYLES
        stack: list[_Frame] = []
        entries: dict[str, Entry] | None = None
        items: list[Node] = []
        key: TextNode | None = None
        start: Mark = _Start()
        end: Mark = start
        flow = False
        node: Any  # a Node; where a name is due it is a TextNode, by _not_a_name
        for _ in range(MAX_VALUES):
            event = get_event()
            kind = event.__class__
            if kind is ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self._reference(event, key, flow)
                end = event.end_mark
                node = TextNode(source, event.start_mark, end, event.value, styles[event.style])
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    self._reference(event, key, flow)
                if len(stack) == MAX_DEPTH:
                    return self._too_deep(event.start_mark)
                stack.append((entries, items, key, start, flow))
                start, flow, key = event.start_mark, event.flow_style, None
                entries, items = ({}, items) if kind is MappingStartEvent else (None, [])
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                # A block ends with its last value: YAML's own end is wherever the next thing begins.
                if flow:
                    end = event.end_mark
                if entries is None:
                    node = ListNode(source, start, end, tuple(items))
                else:
                    node = MapNode(source, start, end, entries)
                    if "" in entries or "<<" in entries:
                        self.findings += traps.look_at_names(entries)
                if flow:
                    self.bracketed.append(node)
                entries, items, key, start, flow = stack.pop()
                if entries is not None and key is None:
                    node = self._not_a_name(node)
            elif kind is AliasEvent:
                self._reference(event, key, flow)
                end = event.end_mark
                node = TextNode(source, event.start_mark, end, f"*{event.anchor}", "plain")
            elif self._goes_on(kind, event, begun=bool(items)):
                continue
            else:
                return (items[0] if items else None), True
            if entries is None:
                items.append(node)
            elif key is None:
                key = node
            else:
                name = key.value
                if name in entries:
                    self._twice(key, entries[name].key, stack)
                else:
                    entries[name] = Entry(key, node)
                key = None
        return self._too_many(end)

    def _too_deep(self, at: Mark) -> tuple[None, bool]:
        hint = "Move what is inside into a form, list or part of its own."
        self._tell(TOO_DEEP, f"This is more than {MAX_DEPTH} levels deep.", at, hint)
        return None, False

    def _too_many(self, at: Mark) -> tuple[None, bool]:
        hint = "Split it into several forms, lists or parts."
        self._tell(TOO_MANY, f"This file has more than {MAX_VALUES:,} names and values.", at, hint)
        return None, False

    def _goes_on(self, kind: type[object], event: Any, *, begun: bool) -> bool:
        """Answer the events round a document: one, without directives, opened by a line of `---` or by nothing."""
        if kind is StreamEndEvent:
            return False
        at = event.start_mark
        if kind is DocumentEndEvent and event.explicit:
            self._tell(traps.DOCUMENT, 'This line ends the file for YAML: "...".', at, "Delete it.")
        elif kind is DocumentStartEvent and begun:
            hint = "Put what follows in a file of its own, or delete this line."
            self._tell(traps.DOCUMENT, "A second document starts here; a file holds one.", at, hint)
            return False
        elif kind is DocumentStartEvent and (event.version is not None or event.tags or self._at(at).startswith("%")):
            self.findings.append(traps.directive(self.source))
        elif kind is DocumentStartEvent and event.explicit and self._at(at).rstrip() != "---":
            hint = 'Put what follows "---" on the next line, or delete the "---".'
            self._tell(traps.DOCUMENT, 'There is more on the line of "---".', at, hint)
        return True

    def _at(self, mark: Mark) -> str:
        return self.source.line(mark.line + 1)

    def _tell(self, code: Code, message: str, at: Mark, hint: str) -> None:
        if len(self.findings) < traps.MOST_FINDINGS:
            self.findings.append(Finding(code, message, self.source.place(at.line + 1, at.column + 1), hint))

    def _reference(self, event: Any, key: TextNode | None, flow: bool) -> None:
        if len(self.findings) >= traps.MOST_FINDINGS:
            return
        code, sign, what = traps.ALIAS, "*", "a reference"
        if event.__class__ is not AliasEvent:
            tagged = event.anchor is None
            code, sign, what = (traps.TAG, "!", "a tag") if tagged else (traps.ANCHOR, "&", "an anchor")
        self.findings.append(traps.starts_with(code, sign, what, self.source, event.start_mark, key, flow))

    def _not_a_name(self, node: Node) -> TextNode:
        """Tell of a list or map where a name belongs, and go on with the text that stands there."""
        line, column = self._at(node.start), node.start.column
        text = line[column : node.end.column if node.end.line == node.start.line else None][:200]
        what = "list" if isinstance(node, ListNode) else "map"
        # `{{ name }}` is a text to its author, and told once.
        outer = "{" + text + "}" if line[column - 1 : column] == "{" else text
        hint = f"If it is text, put quotes round it: {traps.quoted(outer)}."
        self._tell(NOT_A_NAME, f"A {what} stands here where a name belongs.", node.start, hint)
        while self.bracketed and (self.bracketed[-1].line, self.bracketed[-1].column) >= (node.line, node.column):
            self.bracketed.pop()
        return TextNode(self.source, node.start, node.end, text, "plain")

    def _twice(self, key: TextNode, first: TextNode, stack: list[_Frame]) -> None:
        parent = next((name.value for _, _, name, _, _ in reversed(stack) if name is not None), None)
        within = f' in "{traps.short(parent)}"' if parent else ""
        lines = f"lines {first.line} and {key.line}" if first.line != key.line else f"line {key.line}"
        message = f'"{traps.short(key.value)}" is written twice{within} ({lines}). Keep one.'
        if len(self.findings) < traps.MOST_FINDINGS:
            self.findings.append(Finding(TWICE, message, key.place))

    def _not_yaml(self, error: Exception) -> None:
        finding = faults.explain(error, self.source)
        # `label: *required fields` is an alias to YAML and then nonsense: the first of the two is the mistake.
        if all(one.place.line != finding.place.line for one in self.findings):
            self.findings.append(finding)
