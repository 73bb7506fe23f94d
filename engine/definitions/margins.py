"""What stands in a file beside its nodes: comments, and the blank lines between groups, each at the node it belongs to.

Found by position: between two words of a file there is only white space, punctuation and comments, so the first `#`
there begins a comment.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.definitions.nodes import ListNode, MapNode, Node, Source, TextNode


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, from its `#` to the end of its line."""

    text: str
    column: int
    """Where its line begins, counted from 0: as far in as the author thinks the comment belongs."""
    is_spaced: bool = False
    """A blank line stands above it."""


@dataclass(slots=True)
class Margins:
    """Comments by node, in the order of the file. A map or list in block style stands behind its first word here."""

    above: dict[Node, list[Comment]] = field(default_factory=dict)
    """On lines of their own above a word or an opening bracket."""
    beside: dict[Node, Comment] = field(default_factory=dict)
    """On the line on which a text or a closing bracket ends."""
    opening: dict[Node, Comment] = field(default_factory=dict)
    """On the line of an opening bracket, behind it."""
    below: dict[Node, list[Comment]] = field(default_factory=dict)
    """On lines of their own after the last thing of a map or list, or under a name without a value."""
    spaced: set[Node] = field(default_factory=set)
    """Words and brackets with a blank line above them (and above them no comment in between)."""
    bracketed: set[Node] = field(default_factory=set)
    """Maps and lists written in { } and [ ]."""
    commented: set[Node] = field(default_factory=set)
    """Those of them with a comment inside."""
    texts: list[str] = field(default_factory=list)
    """Every comment of the file."""


def margins(root: Node) -> Margins:
    """Return what stands beside the nodes of a file that was read without errors."""
    walk = _Walk(root.source)
    walk.through(root, -1)
    walk.to_the_end(root)
    return walk.found


def keeps_line_ends(text: TextNode) -> bool:
    """Tell whether the blank lines after this text in block style are part of it."""
    return text.style == "block" and (text.value.endswith("\n\n") or text.value == "\n")


class _Walk:
    """One way through the nodes in the order of the file, looking at what lies between them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Margins()
        self.line, self.column = 0, 0
        self.last: tuple[dict[Node, Comment], Node] | None = None
        """Where a comment on the present line belongs."""
        self.ended: list[tuple[Node, int]] = []
        """What ended since the last word, innermost first, and how far in a comment must stand to belong to it."""
        self.brackets: list[Node] = []

    def through(self, node: Node, outer: int) -> None:
        """Walk through *node*, which stands in a map or list that begins in column *outer*."""
        if isinstance(node, TextNode):
            self._text(node, outer)
            return
        bracket = self.source.line(node.start.line + 1)[node.start.column : node.start.column + 1] in ("{", "[")
        if bracket or self.brackets:
            # `[a: b]` holds a map that has no brackets of its own; it counts as one that has.
            self._in_brackets(node, width=int(bracket))
            return
        self._inside(node, node.start.column)
        # A list may begin in the column of its own name: a comment there belongs to what follows.
        self.ended.append((node, max(node.start.column, outer + 1)))

    def to_the_end(self, root: Node) -> None:
        comments, _ = self._gap(len(self.source.lines), 0)
        # Beside the last bracket of a file is below all that is in it.
        beside = self.found.beside.pop(root, None) if root in self.found.bracketed else None
        rest = [*((beside,) if beside else ()), *self._share_out(comments)]
        if rest:
            self.found.below.setdefault(root, []).extend(rest)

    def _inside(self, node: MapNode | ListNode, column: int) -> None:
        if isinstance(node, ListNode):
            for item in node.items:
                self.through(item, column)
            return
        for entry in node.entries.values():
            self._text(entry.key, column)
            self.through(entry.value, column)

    def _text(self, node: TextNode, outer: int) -> None:
        line, column = self.source.within(node.start)
        self._reach(node, line, column)
        self.line, self.column = self.source.within(node.end)
        self.last = (self.found.beside, node)
        if node.style == "block":
            self._block(node, line, column)
        elif node.is_empty and not self.brackets:
            self.ended.append((node, outer + 1))

    def _block(self, node: TextNode, line: int, column: int) -> None:
        """Pass over a text in block style, whose first line may hold a comment."""
        head = self.source.lines[line]
        found = head.find("#", column)
        if found >= 0:
            self.found.beside[node] = self._comment(head[found:], 0, is_spaced=False)
        self.last = None
        if keeps_line_ends(node):
            return
        # Its mark is where the next thing begins; blank lines in between are a gap like any other.
        if not self.column:
            self.line -= 1
        while self.line > line and not self.source.lines[self.line].strip():
            self.line -= 1
        self.column = len(self.source.lines[self.line])

    def _in_brackets(self, node: MapNode | ListNode, *, width: int) -> None:
        self.found.bracketed.add(node)
        self._reach(node, node.start.line, node.start.column)
        self.line, self.column = node.start.line, node.start.column + width
        self.last = (self.found.opening, node) if width else self.last
        self.brackets.append(node)
        self._inside(node, node.start.column)
        end, column = self.source.within(node.end)
        below, _ = self._gap(end, column - width)
        if below:
            self.found.below[node] = below
        self.brackets.pop()
        if width:
            self.last = (self.found.beside, node)
        elif end > self.line:
            self.last = None
        self.line, self.column = end, column

    def _reach(self, node: Node, line: int, column: int) -> None:
        """Look at what lies before *node*."""
        comments, is_spaced = self._gap(line, column)
        rest = self._share_out(comments)
        if rest:
            self.found.above[node] = rest
        if is_spaced:
            self.found.spaced.add(node)

    def _share_out(self, comments: list[Comment]) -> list[Comment]:
        """Give each comment to the innermost thing that ended before it and reaches as far in; return the rest."""
        taken = 0
        for node, column in self.ended if comments else ():
            begun = taken
            while taken < len(comments) and comments[taken].column >= column:
                taken += 1
            if taken > begun:
                self.found.below.setdefault(node, []).extend(comments[begun:taken])
        self.ended.clear()
        return comments[taken:]

    def _gap(self, line: int, column: int) -> tuple[list[Comment], bool]:
        """Return the comments on lines of their own up to a point, and whether a blank line stands right before it."""
        comments: list[Comment] = []
        is_spaced = False
        last = min(line + 1, len(self.source.lines))
        # On the line of the word before there is no comment if another word follows.
        for number in range(self.line, last) if line > self.line else ():
            whole = self.source.lines[number]
            found = whole.find("#", self.column if number == self.line else 0, column if number == line else None)
            if found >= 0:
                comment = self._comment(whole[found:], len(whole) - len(whole.lstrip(" ")), is_spaced=is_spaced)
                is_spaced = False
                if number == self.line and self.last is not None:
                    self.last[0][self.last[1]] = comment
                else:
                    comments.append(comment)
            elif number > self.line and not whole.strip():
                is_spaced = True
        return comments, is_spaced

    def _comment(self, text: str, column: int, *, is_spaced: bool) -> Comment:
        made = Comment(text.rstrip(), column, is_spaced)
        self.found.texts.append(made.text)
        self.found.commented.update(self.brackets)
        return made
