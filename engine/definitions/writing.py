"""How a text is written so that it reads back letter by letter: plain where that is safe, in quotes, or folded."""

from __future__ import annotations

import re

from engine.definitions.margins import keeps_line_ends
from engine.definitions.nodes import TextNode

WIDTH = 120
"""Columns of a line."""


def in_one_line(node: TextNode, *, brackets: bool, moved: bool = False) -> str:
    """Return *node* on one line, in quotes only where it needs them.

    In *brackets* more needs quotes, and quotes round anything but a code stay. *moved*: it stood in brackets and does
    so no more.
    """
    value = node.value
    if node.style == "plain" and (node.is_empty or not (moved or node.start.line != node.end.line)):
        # What was plain here may stay so, but for a name that would end the file at the beginning of a line.
        return quoted(value) if value.startswith(_ENDS) else value
    if _CODE.fullmatch(value) if brackets else _is_safe(value):
        return value
    return quoted(value)


def name(node: TextNode, *, brackets: bool, moved: bool = False) -> str:
    """Return the name of a setting, in quotes only where it needs them."""
    if node.style == "plain":
        return in_one_line(node, brackets=brackets, moved=moved)
    return node.value if _CODE.fullmatch(node.value) else quoted(node.value)


def quoted(value: str) -> str:
    """Return *value* in quotes: double ones, unless it holds such quotes or a backslash itself."""
    if not all(letter.isprintable() or letter in _JOINERS for letter in value):
        return '"' + "".join(_escaped(letter) for letter in value) + '"'
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def flow(node: TextNode, first: int, further: int, *, moved: bool) -> tuple[str, list[str]]:
    """Return how *node* is written outside brackets: its first line, and further lines where it is folded.

    It is folded where it is longer than *first* or has several lines, *further* columns wide, if that changes nothing.
    """
    line = in_one_line(node, brackets=False, moved=moved)
    if len(line) > first or "\n" in node.value:
        lines = _folded(node.value, further)
        if lines is not None and (len(lines) > 1 or len(lines[0]) <= further):
            return ">-", lines
    return line, []


def block(node: TextNode, outer: int) -> tuple[str, list[str]]:
    """Return a text in block style as it stands: its sign, and its lines without their indent.

    *outer* is the column in which the map or list that holds it begins. The lines are meant to stand two further in.
    """
    if not node.value.strip("\n"):
        return "|+", [""] * len(node.value)
    lines = node.source.lines[node.start.line + 1 : node.end.line + (1 if node.end.column else 0)]
    head = node.source.lines[node.start.line][node.start.column : node.start.column + 3]
    digit = re.search("[1-9]", head[1:].partition(" ")[0])
    indent = outer + int(digit[0]) if digit else next(len(one) - len(one.lstrip(" ")) for one in lines if one.strip())
    content = [line[indent:] for line in lines]
    while content and not content[-1]:
        content.pop()
    first = next(line for line in content if line)
    kept = len(node.value) - len(node.value.rstrip("\n"))
    end = "+" if keeps_line_ends(node) else "-" if not kept else ""
    return head[0] + ("2" if first.startswith(" ") else "") + end, content + [""] * (kept - 1)


def stays_block(node: TextNode) -> bool:
    """Tell whether *node* is in block style and can stay so: there is something in it."""
    return node.style == "block" and node.value != ""


def is_prose(value: str) -> bool:
    """Tell words for people from codes, dates, durations and comparisons: `in 3 months` is none, `Social worker` is."""
    words = value.split()
    return len(words) > 3 or (len(words) > 1 and value[0].isupper())


_ENDS = ("---", "...")
_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.*/-]*")
_FIRST = frozenset("(_.+<=/£$€")
_JOINERS = "\u200c\u200d"
"""They shape letters and emoji, and may stand in a text as they are."""


def _is_safe(value: str) -> bool:
    """Tell whether every reader takes *value* for the same text without quotes, outside brackets."""
    if not value.isprintable() or value != value.strip() or not value or value.startswith(_ENDS):
        return False
    begins = value[0].isalnum() or value[0] in _FIRST or (value[0] == "-" and value[1:2].isalnum())
    return begins and ": " not in value and " #" not in value and not value.endswith(":")


def _escaped(letter: str) -> str:
    if letter in _NAMED:
        return _NAMED[letter]
    if letter.isprintable() or letter in _JOINERS:
        return letter
    number = ord(letter)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


_NAMED = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def _folded(value: str, room: int) -> list[str] | None:
    """Return the lines of *value* under `>-`, each at most *room* wide where it has a space to break at.

    Nothing where that would not read back the same: `>-` takes away line ends at the end, and keeps the line ends
    beside a line that begins with a space.
    """
    if not value or not all(letter.isprintable() or letter in _JOINERS or letter == "\n" for letter in value):
        return None
    lines: list[str] = []
    # A line end in the text is a blank line under `>-`; two are two.
    for number, paragraph in enumerate(re.split("(\n+)", value)):
        if number % 2:
            lines += [""] * len(paragraph)
        elif not paragraph or paragraph.startswith(" ") or paragraph.endswith(" "):
            return None
        else:
            lines += _wrapped(paragraph, room)
    return lines


def _wrapped(paragraph: str, room: int) -> list[str]:
    """Break at single spaces only: where there are two, both belong to the text."""
    lines: list[str] = []
    present = ""
    for word in re.split("(?<! ) (?! )", paragraph):
        if present and len(present) + 1 + len(word) > room:
            lines.append(present)
            present = word
        else:
            present = f"{present} {word}" if present else word
    return [*lines, present]
