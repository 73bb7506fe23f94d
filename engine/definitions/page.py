"""Writes the nodes of a file out again in the house layout, each comment and blank line with what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.definitions import writing
from engine.definitions.margins import Comment, Margins, margins
from engine.definitions.nodes import ListNode, MapNode, Node, TextNode
from engine.definitions.writing import WIDTH

COMMENT_COLUMN = 43
"""Where a comment beside a setting begins, counted from 0; later where the setting is longer."""


def page(root: MapNode | ListNode) -> str:
    """Return the text of a whole file in the house layout. *root* was read without errors."""
    return "\n".join(_rendered(_Page(margins(root)).whole(root))) + "\n"


@dataclass(slots=True)
class _Line:
    """One line to come."""

    indent: int
    text: str
    beside: str = ""
    """A comment on the same line."""
    spaced: bool = False
    """A blank line goes before it."""
    is_comment: bool = False
    comment_column: int = COMMENT_COLUMN


class _Page:
    """One file on its way: each map and list becomes lines, with its comments."""

    def __init__(self, found: Margins) -> None:
        self.margins = found

    def whole(self, root: MapNode | ListNode) -> list[_Line]:
        above = [*self.margins.above.get(root, ()), *_one(self.margins.opening.get(root))]
        lines = [*_comments(above, 0), *self._children(root, 0)]
        if not any(not line.is_comment for line in lines):
            lines.append(_Line(0, "[]" if isinstance(root, ListNode) else "{}"))
        return lines

    def _children(self, node: MapNode | ListNode, indent: int) -> list[_Line]:
        lines: list[_Line] = []
        if isinstance(node, ListNode):
            self._items(node, indent, lines)
        else:
            for entry in node.entries.values():
                lines += _comments(self.margins.above.get(entry.key, ()), indent)
                lines += self._entry(entry.key, entry.value, node, indent)
        lines += _comments(self.margins.below.get(node, ()), indent)
        return lines

    def _entry(self, key: TextNode, value: Node, outer: MapNode, indent: int) -> list[_Line]:
        head = writing.name(key, brackets=False, moved=outer in self.margins.bracketed) + ":"
        spaced = key in self.margins.spaced
        # What stands between a name and its value.
        between = [*_one(self.margins.beside.get(key)), *self.margins.above.get(value, ())]
        if isinstance(value, TextNode):
            return self._text(head, value, outer, indent, between, spaced=spaced)
        line = self._in_brackets(value, WIDTH - indent - len(head) - 1)
        if line is not None:
            return self._with_comments(_Line(indent, f"{head} {line}", spaced=spaced), between, value)
        above, below = self._round_brackets(value)
        above = [*between, *above]
        # Only one that stood beside something may do so again: a comment alone on its line may hold a tab.
        beside = above.pop() if above and above[-1] not in self.margins.above.get(value, ()) else None
        lines = [_Line(indent, head, beside.text if beside else "")]
        lines += [*self._children(value, indent + 2), *_comments(below, indent + 2)]
        return _under([_comment(one, indent) for one in above], lines, spaced=spaced)

    def _round_brackets(self, node: MapNode | ListNode) -> tuple[list[Comment], list[Comment]]:
        """Return the comments beside the brackets of *node*, which lose them: those that go before what is inside, and
        those that go after it."""
        opening, closing = _one(self.margins.opening.get(node)), _one(self.margins.beside.get(node))
        return (opening, closing) if node in self.margins.commented else (opening + closing, [])

    def _items(self, node: ListNode, indent: int, lines: list[_Line]) -> None:
        rows: list[_Line] = []
        for item in node.items:
            spaced = item in self.margins.spaced
            lines += _comments(self.margins.above.get(item, ()), indent)
            if isinstance(item, TextNode):
                lines += self._text("-", item, node, indent, [], spaced=spaced)
            elif (line := self._in_brackets(item, WIDTH - indent - 2)) is not None:
                made = self._with_comments(_Line(indent, f"- {line}", spaced=spaced), [], item)
                rows.append(made[-1])
                lines += made
            else:
                lines += self._dashed(item, indent, spaced=spaced)
        if len(rows) == len(node.items):
            # Rows of a table: the comments beside them stand under one another.
            column = max((row.indent + len(row.text) + 2 for row in rows if row.beside), default=0)
            for row in rows:
                row.comment_column = max(COMMENT_COLUMN, column)

    def _dashed(self, item: MapNode | ListNode, indent: int, *, spaced: bool) -> list[_Line]:
        """Return the lines of a map or list in a list; its first line is that of the dash."""
        above, below = self._round_brackets(item)
        lines = [*self._children(item, indent + 2), *_comments(below, indent + 2)]
        first = next(number for number, line in enumerate(lines) if not line.is_comment)
        for line in lines[:first]:
            line.indent = indent
        lines[first].indent = indent
        lines[first].text = "- " + lines[first].text
        return _under([_comment(one, indent) for one in above], lines, spaced=spaced)

    def _text(
        self, head: str, value: TextNode, outer: Node, indent: int, between: list[Comment], *, spaced: bool
    ) -> list[_Line]:
        if writing.stays_block(value):
            first, further = writing.block(value, outer.start.column)
        else:
            moved = outer in self.margins.bracketed
            first, further = writing.flow(value, WIDTH - indent - len(head) - 1, WIDTH - indent - 2, moved=moved)
        line = _Line(indent, f"{head} {first}".rstrip(), spaced=spaced)
        lines = self._with_comments(line, between, value)
        if further:
            inside = " " * (indent + 2)
            lines.append(_Line(0, "\n".join(inside + text if text else "" for text in further)))
        return [*lines, *_comments(self.margins.below.get(value, ()), indent + 2)]

    def _with_comments(self, line: _Line, between: list[Comment], value: Node) -> list[_Line]:
        """Return *line*, with the comment beside *value* beside it, and above it those that stood in between."""
        beside = self.margins.beside.get(value)
        if value in self.margins.commented:
            # Brackets with nothing but comments inside.
            between = [*between, *_one(self.margins.opening.get(value)), *self.margins.below.get(value, ())]
        elif beside is None and len(between) == 1 and value not in self.margins.above:
            beside = between.pop()
        line.beside = beside.text if beside else ""
        spaced, line.spaced = line.spaced, False
        return _under([_comment(one, line.indent) for one in between], [line], spaced=spaced)

    def _in_brackets(self, node: Node, room: int) -> str | None:
        """Return *node* in brackets on one line, where its author wrote brackets, they hold codes only, and it fits."""
        if isinstance(node, TextNode):
            return self._code(node, room)
        inside = node.items if isinstance(node, ListNode) else node.entries.values()
        if node not in self.margins.bracketed or (node in self.margins.commented and inside):
            return None
        parts: list[str] = []
        for one in inside:
            if isinstance(one, (TextNode, MapNode, ListNode)):
                head, value = "", one
            else:
                head, value = writing.name(one.key, brackets=True) + ": ", one.value
            part = self._in_brackets(value, room - 2 - len(head))
            if part is None:
                return None
            parts.append(head + part)
            room -= len(head) + len(part) + 2
            if room < 0:
                return None
        return "[" + ", ".join(parts) + "]" if isinstance(node, ListNode) else "{" + ", ".join(parts) + "}"

    def _code(self, node: TextNode, room: int) -> str | None:
        value = node.value
        if node.style == "block" or node.is_empty or "\n" in value or len(value) > room or writing.is_prose(value):
            return None
        line = writing.in_one_line(node, brackets=True)
        return line if len(line) <= room else None


def _one(comment: Comment | None) -> list[Comment]:
    return [] if comment is None else [comment]


def _comments(comments: Iterable[Comment], indent: int) -> list[_Line]:
    return [_Line(indent, one.text, spaced=one.is_spaced, is_comment=True) for one in comments]


def _comment(comment: Comment, indent: int) -> _Line:
    return _Line(indent, comment.text, is_comment=True)


def _under(above: list[_Line], lines: list[_Line], *, spaced: bool) -> list[_Line]:
    """Return *lines* under *above*, with a blank line before the first of them all if it is *spaced*."""
    together = [*above, *lines]
    together[0].spaced = together[0].spaced or spaced
    return together


def _rendered(lines: list[_Line]) -> Iterator[str]:
    begun = False
    for line in lines:
        if line.spaced and begun:
            yield ""
        begun = True
        text = " " * line.indent + line.text
        if not line.beside:
            yield text
            continue
        column = max(line.comment_column, len(text) + 2)
        if column + len(line.beside) > WIDTH:
            column = max(COMMENT_COLUMN, len(text) + 2)
        if column + len(line.beside) <= WIDTH:
            yield text.ljust(column) + line.beside
        else:
            yield " " * line.indent + line.beside
            yield text
