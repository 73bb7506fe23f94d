"""A file changed at single places, all else staying byte for byte: its comments, its order and its layout.

Nothing is written out anew. A change is a stretch of the file that goes, or that another text stands in for; what came
of it is read again, and is only given out if it says what it was meant to say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.definitions.nodes import Entry, ListNode, MapNode, Mark, Node, Plain, TextNode, plain
from engine.definitions.source import read
from engine.findings import has_errors

Steps: TypeAlias = tuple[str | int, ...]
"""Names and numbers that lead to something in a file as it is written."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is at *steps* goes: a setting with its name, or an item of a list; with what stands beside or inside it."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class Name:
    """The setting at *steps* has another name."""

    steps: Steps
    to: str


@dataclass(frozen=True, slots=True)
class Put:
    """The text at *steps* is another one."""

    steps: Steps
    to: str


@dataclass(frozen=True, slots=True)
class Word:
    """In the text at *steps* the letters of *old* from letter *start*, counted from 0, are *to*."""

    steps: Steps
    start: int
    old: str
    to: str


@dataclass(frozen=True, slots=True)
class Write:
    """What is at *steps*, a text or a list, is this text or this list of texts, however it has to be quoted."""

    steps: Steps
    to: str | tuple[str, ...]


Change: TypeAlias = Cut | Name | Put | Word | Write


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Letters of a file, from *start* to before *end*, and what comes in their place."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file with changes in it. *left* are those that no place could be found for; they are to be made by hand.

    *cuts* are the ways to what went. *lines* are, line by line, the numbers that the lines had before; all of them are
    there where nothing was changed.
    """

    content: bytes = field(repr=False)
    lines: Sequence[int] = field(repr=False)
    left: frozenset[Change] = frozenset()
    cuts: frozenset[Steps] = frozenset()

    def line(self, before: int) -> int:
        """Return where line *before* of the file as it was is now; of one that went, where it stood."""
        return max(1, bisect_right(self.lines, before))

    def line_before(self, now: int) -> int:
        """Return where line *now* was in the file as it was."""
        return self.lines[min(now, len(self.lines)) - 1] if self.lines else 1


def rewritten(content: bytes, changes: Collection[Change]) -> Rewritten:
    """Return *content* with *changes*. A map or list of which nothing would be left is to be cut itself.

    Where what is between two things is not only commas and blanks, or the file would then say something else than it
    is meant to, the changes are *left*.
    """
    root = read(content, "").root
    if root is None or not changes:
        return _as_it_was(content, changes)
    text = _Text(content.decode().removeprefix("\ufeff"))
    work = _Work(text, frozenset(one.steps for one in changes if isinstance(one, Cut)), list(changes))
    work.through(root, ())
    made = text.with_stretches(work.stretches)
    left = frozenset(changes) - work.done
    after = read(made, "")
    meant = _meant(plain(root), (), {(type(one), one.steps): one for one in work.done}, work.words)
    if after.root is None or has_errors(after.findings) or _in_order(plain(after.root)) != _in_order(meant):
        return _as_it_was(content, changes)
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    return Rewritten(
        mark + made.encode(), text.lines_left(work.stretches), left, work.cuts - {one.steps for one in left}
    )


def _as_it_was(content: bytes, changes: Collection[Change]) -> Rewritten:
    return Rewritten(content, range(1, content.count(b"\n") + 2), frozenset(changes))


def paths_in(root: Node) -> Iterator[tuple[Steps, Node]]:
    """Yield everything of a file in its order, by the way that leads to it; of a setting its value."""
    waiting: list[tuple[Steps, Node]] = [((), root)]
    while waiting:
        steps, node = waiting.pop()
        yield steps, node
        inside = [((*steps, name), one) for name, one in _inside(node)]
        waiting += reversed(inside)


def emptied(root: Node, gone: Collection[Steps], kept: Collection[Steps], silent: Collection[str]) -> frozenset[Steps]:
    """Return *gone* with every map and list of which nothing would be left but *silent* settings; the file stays.

    What is at one of *kept*, or has one of them inside, stays as well.
    """
    cut = set(gone)
    stays = {steps[:length] for steps in kept for length in range(len(steps) + 1)}
    for steps, node in reversed(list(paths_in(root))):
        inside = [(*steps, name) for name, _ in _inside(node)]
        if not steps or steps in stays or not cut.intersection(inside):
            continue
        if all(one in cut or (one[-1] in silent and one not in stays) for one in inside):
            cut.add(steps)
    return frozenset(cut)


class _Text:
    """The letters of a file, found by line and column as the reader counts them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(hit.end() for hit in re.finditer("\n", text))]

    def at(self, mark: Mark) -> int:
        if mark.line >= len(self.starts):
            return len(self.text)
        return min(self.starts[mark.line] + mark.column, len(self.text))

    def line_start(self, offset: int) -> int:
        return self.starts[bisect_right(self.starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Return where the line of *offset* ends, with its line end."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def end_of(self, node: Node) -> int:
        """Return where the last letter of *node* ends; a text in block style ends before the blank lines after it."""
        end = self.at(node.end)
        last = _last(node)
        if isinstance(last, TextNode) and last.style == "block":
            begin = self.at(last.start)
            end = begin + len(self.text[begin:end].rstrip())
        return end

    def with_stretches(self, stretches: Sequence[_Stretch]) -> str:
        parts: list[str] = []
        done = 0
        for one in sorted(stretches, key=lambda each: each.start):
            parts += [self.text[done : one.start], one.text]
            done = one.end
        return "".join([*parts, self.text[done:]])

    def lines_left(self, stretches: Sequence[_Stretch]) -> tuple[int, ...]:
        """Return, line by line of what it became, which line it was."""
        lines: list[int] = []
        begins, done = True, 0
        for one in [*sorted(stretches, key=lambda each: each.start), _Stretch(len(self.text), len(self.text))]:
            for part, at in ((self.text[done : one.start], done), (one.text, one.start)):
                if part and begins:
                    lines.append(bisect_right(self.starts, at))
                lines += (bisect_right(self.starts, at + hit.end()) for hit in re.finditer("\n(?=.)", part, re.DOTALL))
                begins = part.endswith("\n") if part else begins
            done = one.end
        return tuple(lines)


class _Work:
    """One way through a file, finding the stretch of each change."""

    def __init__(self, text: _Text, cuts: frozenset[Steps], changes: Sequence[Change]) -> None:
        self.text, self.cuts = text, cuts
        self.others = {(one.__class__, one.steps): one for one in changes if isinstance(one, Name | Put | Write)}
        self.inside = [one for one in changes if isinstance(one, Word)]
        self.words: dict[Steps, list[Word]] = {}
        self.stretches: list[_Stretch] = []
        self.done: set[Change] = set()

    def through(self, node: Node, steps: Steps) -> None:
        write = self.others.get((Write, steps))
        if isinstance(write, Write) and not isinstance(node, MapNode):
            self._write(node, write)
            return
        put = self.others.get((Put, steps))
        if isinstance(put, Put) and isinstance(node, TextNode):
            self._text(node, put)
        for word in self.inside:
            if word.steps == steps and isinstance(node, TextNode) and put is None:
                self._word(node, word)
        children = list(_inside(node))
        flags = [(*steps, name) in self.cuts for name, _ in children]
        is_cut = any(flags) and self._cut(node, flags)
        for (name, child), flag in zip(children, flags, strict=True):
            if flag and is_cut:
                # What was to change inside it goes with it.
                inside = (*steps, name)
                within = (*self.others.values(), *self.inside)
                self.done.update(one for one in within if one.steps[: len(inside)] == inside)
                self.done.update(Cut(one) for one in self.cuts if one[: len(inside)] == inside)
                continue
            key = node.entries[str(name)].key if isinstance(node, MapNode) else None
            other = self.others.get((Name, (*steps, name)))
            if key is not None and isinstance(other, Name):
                self._text(key, other)
            self.through(child, (*steps, name))

    def _word(self, node: TextNode, change: Word) -> None:
        quotes = 1 if node.style == "quoted" else 0
        begin, end = self.text.at(node.start) + quotes, self.text.at(node.end) - quotes
        start = begin + change.start
        stands = self.text.text[start : start + len(change.old)] == change.old and change.start >= 0
        if (
            node.style == "block"
            or self.text.text[begin:end] != node.value
            or not stands
            or not _WORD.fullmatch(change.to)
        ):
            return
        self.stretches.append(_Stretch(start, start + len(change.old), change.to))
        self.words.setdefault(change.steps, []).append(change)
        self.done.add(change)

    def _write(self, node: Node, change: Write) -> None:
        """Write a list in the lines or the brackets in which it stands, and one text where one is enough."""
        start, end = self.text.at(node.start), self.text.end_of(node)
        to, spans = change.to, [self._span(one) for one in _entries(node)]
        between = zip([start, *(after for _, after in spans)], [*(before for before, _ in spans), end], strict=True)
        if spans and any("#" in self.text.text[after:before] for after, before in between):
            return  # a comment stands among the items, and belongs to one of them
        if isinstance(to, str):
            text = quoted(to)
        elif isinstance(node, ListNode) and self.text.text[start : start + 1] == "-" and to:
            ends = "\r\n" if "\r\n" in self.text.text else "\n"
            new_line = ends + " " * (start - self.text.line_start(start))
            text = new_line.join(f"- {quoted(one)}" for one in to)
        else:
            text = f"[{', '.join(map(quoted, to))}]"
        self.stretches.append(_Stretch(start, end, text))
        self.done.add(change)

    def _text(self, node: TextNode, change: Name | Put) -> None:
        start, end = self.text.at(node.start), self.text.at(node.end)
        written = self.text.text[start:end]
        quote = written[:1] if node.style == "quoted" else ""
        if node.style == "block" or "\n" in written or not _PLAIN.fullmatch(change.to):
            return
        self.stretches.append(_Stretch(start, end, f"{quote}{change.to}{quote}"))
        self.done.add(change)

    def _cut(self, node: Node, flags: list[bool]) -> bool:
        """Find the stretches of what is to be cut of *node*; say whether there is one for each."""
        begin = self.text.at(node.start)
        in_brackets = self.text.text[begin : begin + 1] in ("{", "[")
        spans = [self._span(one) for one in _entries(node)]
        found: list[_Stretch] = []
        for first, after in _runs(flags):
            if in_brackets:
                made = self._from_brackets(spans, first, after)
            else:
                made = self._from_block(spans, first, after, _ITEM if isinstance(node, ListNode) else _SETTING)
            if made is None:
                return False
            found += made
        self.stretches += found
        return True

    def _span(self, one: Entry | Node) -> tuple[int, int]:
        if isinstance(one, Entry):
            return self.text.at(one.key.start), max(self.text.end_of(one.value), self.text.at(one.key.end))
        return self.text.at(one.start), self.text.end_of(one)

    def _from_brackets(self, spans: Sequence[tuple[int, int]], first: int, after: int) -> list[_Stretch] | None:
        if after < len(spans):
            stretch = _Stretch(spans[first][0], spans[after][0])
        elif first:
            stretch = _Stretch(spans[first - 1][1], spans[after - 1][1])
        else:
            return None  # brackets with nothing in them are to be cut themselves
        between = zip(spans[max(first - 1, 0) : after], spans[max(first - 1, 0) + 1 : after + 1], strict=False)
        ok = all(self.text.text[end:start].strip() in (",", "") for (_, end), (start, _) in between)
        return [stretch] if ok else None

    def _from_block(
        self, spans: Sequence[tuple[int, int]], first: int, after: int, own_line: re.Pattern[str]
    ) -> list[_Stretch] | None:
        found: list[_Stretch] = []
        for number in range(first, after):
            start, end = spans[number]
            line = self.text.line_start(start)
            before = self.text.text[line:start]
            if own_line.fullmatch(before):
                found.append(self._lines(line, self.text.line_end(end), is_first=not number))
                continue
            # The first setting of an item stands behind the dash; the next one takes its place.
            if number != first or after == len(spans) or "#" in self.text.text[spans[after - 1][1] : spans[after][0]]:
                return None
            return [_Stretch(start, spans[after][0])] if _ITEM.fullmatch(before) else None
        return found

    def _lines(self, start: int, end: int, *, is_first: bool) -> _Stretch:
        """Return whole lines, and of blank lines on both sides those after them: nothing begins with a blank line."""
        text = self.text.text
        spaced = is_first or text[:start].endswith(("\n\n", "\n\r\n"))
        while spaced and text[end : self.text.line_end(end)].strip() == "" and end < len(text):
            end = self.text.line_end(end)
        if end == len(text):
            start = len(text[:start].rstrip()) and self.text.line_end(len(text[:start].rstrip()))
        return _Stretch(start, end)


def quoted(text: str) -> str:
    """Return *text* as it can stand anywhere, as it is or in single quotes."""
    return text if _PLAIN.fullmatch(text) and "=" not in text else "'" + text.replace("'", "''") + "'"


_PLAIN = re.compile(r"[=A-Za-z0-9][A-Za-z0-9_./ =]*")
"""What can be written without quotes, or in any."""
_WORD = re.compile(r"[A-Za-z0-9_./]+")
_SETTING = re.compile(r" *")
_ITEM = re.compile(r" *- +")
"""What stands on a line before something that has the line to itself."""


def _inside(node: Node) -> list[tuple[str | int, Node]]:
    if isinstance(node, MapNode):
        return [(name, one.value) for name, one in node.entries.items()]
    return list(enumerate(node.items)) if isinstance(node, ListNode) else []


def _entries(node: Node) -> list[Entry | Node]:
    if isinstance(node, MapNode):
        return list(node.entries.values())
    return list(node.items) if isinstance(node, ListNode) else []


def _last(node: Node) -> Node:
    while not isinstance(node, TextNode) and (inside := _inside(node)):
        node = inside[-1][1]
    return node


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where things that go side by side begin, and where the next one stays."""
    first: int | None = None
    for number, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = number
        elif not flag and first is not None:
            yield first, number
            first = None


def _meant(
    data: Plain,
    steps: Steps,
    done: Mapping[tuple[type[Change], Steps], Change],
    words: Mapping[Steps, list[Word]],
) -> Plain:
    """Return what a file is meant to say once what is *done* is."""
    write = done.get((Write, steps))
    if isinstance(write, Write):
        return write.to if isinstance(write.to, str) else list(write.to)
    put = done.get((Put, steps))
    if isinstance(put, Put):
        return put.to
    if isinstance(data, dict):
        kept = {name: one for name, one in data.items() if (Cut, (*steps, name)) not in done}
        names = {name: done.get((Name, (*steps, name))) for name in kept}
        return {
            (named.to if isinstance(named := names[name], Name) else name): _meant(one, (*steps, name), done, words)
            for name, one in kept.items()
        }
    if isinstance(data, list):
        numbered = [(at, one) for at, one in enumerate(data) if (Cut, (*steps, at)) not in done]
        return [_meant(one, (*steps, at), done, words) for at, one in numbered]
    for word in sorted(words.get(steps, ()), key=lambda one: -one.start):
        data = data[: word.start] + word.to + data[word.start + len(word.old) :]
    return data


def _in_order(data: Plain) -> str:
    """Return *data* so that two are the same only if their order is."""
    return repr(data)
