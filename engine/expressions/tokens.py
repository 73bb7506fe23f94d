"""The words of an expression, each with its place, and the text put together again with some of them mended.

Words are found before Python's parser sees the text, so a mistake is named in the author's words and never in Python's.
Nothing is dropped: the tokens of a text, joined, are the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.findings import Code

_TOKEN: Final = re.compile(
    r"""(?P<space>[ ]+) | (?P<text>"[^"]*"|'[^']*') | (?P<date>\d{4}-\d\d-\d\d(T[\d:.+-]*\d)?|\d\d?:\d\d(:\d\d)?)
      | (?P<number>\d[\w.]*) | (?P<name>[^\W\d]\w*) | (?P<sign>===|!==|==|!=|<=|>=|<>|=<|=>|&&|\|\||\*\*|//|.)""",
    re.VERBOSE,
)
NUMBER: Final = re.compile(r"(0|[1-9]\d{0,14})(\.\d{1,6})?")
PLAIN_DIGITS: Final = "A number here is plain digits: at most 15, then a point and at most 6 more."
_CURLY: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})
OPERATOR_WORDS: Final = frozenset({"and", "or", "not", "in"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word, sign, text or run of spaces, and where it starts, in characters from 0."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokens_of(text: str) -> list[Token]:
    """Return every word, sign, text and space of a line, in order."""
    return [Token(str(match.lastgroup), match.group(), match.start()) for match in _TOKEN.finditer(text)]


def straightened(text: str) -> str:
    """Return *text* with straight quotes, letter for letter. A curly apostrophe inside a text is the text's own."""
    return "".join(token.text if token.kind == "text" else token.text.translate(_CURLY) for token in tokens_of(text))


class Repair:
    """Collects the slips of one text and, beside them, the text as it should have been written."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.words = [token for token in tokens if token.kind != "space"]
        self.pieces = {token.start: token.text for token in tokens}
        self.found: list[tuple[Code, str, int, int]] = []

    def word(self, index: int) -> str:
        return self.words[index].text if 0 <= index < len(self.words) else ""

    def kind(self, index: int) -> str:
        return self.words[index].kind if 0 <= index < len(self.words) else ""

    def path_before(self, index: int) -> int | None:
        """Return where the dotted name that ends just before *index* begins."""
        at = index - 1
        if self.kind(at) != "name" or self.word(at) in OPERATOR_WORDS:
            return None
        while self.word(at - 1) == "." and self.kind(at - 2) == "name":
            at -= 2
        return at

    def replace(self, first: int, last: int, text: str) -> None:
        """Put *text* in the place of the words from *first* to *last*."""
        for index in range(first, last + 1):
            self.pieces[self.words[index].start] = ""
        self.pieces[self.words[first].start] = text

    def said(self, code: Code, message: str, first: int, last: int) -> None:
        """Note the slip that the words from *first* to *last* are."""
        self.found.append((code, message, self.words[first].start, self.words[last].end))

    def path(self, first: int, after: int) -> str:
        """Return the words from *first* up to *after*, joined: a dotted name."""
        return "".join(token.text for token in self.words[first:after])

    def mended(self) -> str:
        """Return the text with every slip put right."""
        text = ""
        for _, piece in sorted(self.pieces.items()):
            text += piece.lstrip(" ") if text.endswith(" ") or not text else piece
        return text.strip()
