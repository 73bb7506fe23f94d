"""From Markdown to blocks: headings, paragraphs, lists, tables and lines. It runs only in `engine.documents.child`.

Nothing else of Markdown is read: no links, no pictures, no HTML. What an author writes of these is told when the
definitions are checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.documents.blocks import Block, Piece, Table, Words
from engine.documents.template import CLOSES, OPENS, Drawn, Refused

_MARK = re.compile(f"{OPENS}([0-9]+){CLOSES}")
_READ = ("heading", "list", "emphasis", "table", "hr", "newline", "escape", "entity")
_UNWANTED = {
    "image": "picture",
    "link_open": "link",
    "html_inline": "html",
    "html_block": "html",
    "code_inline": "code",
    "code_block": "code",
    "fence": "code",
}
MOST_NESTED = 20


def blocks(drawn: Drawn) -> list[Block]:
    """Return what was drawn as blocks, its answers in their places. Raises Refused where they nest too deep."""
    reader = MarkdownIt("zero", {"maxNesting": MOST_NESTED, "html": False}).enable(list(_READ))
    return list(_Blocks(drawn.values).of(reader.parse(drawn.text)))


def unwanted(body: str) -> Iterator[Refused]:
    """Yield what *body* holds that Markdown has and a letter does not: links, pictures, HTML, code."""
    reader = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED})
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # wherever one leads, it is told
    for token in reader.parse(body):
        for one in (token, *(token.children or ())):
            if one.type in _UNWANTED:
                yield Refused(_UNWANTED[one.type], (token.map or [0])[0] + 1)
                break


class _Blocks:
    """Tokens on their way to blocks. *values* are the answers by their marks."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = values

    def of(self, tokens: Sequence[Token]) -> Iterator[Block]:
        number = 0
        while number < len(tokens):
            token = tokens[number]
            end = _closing(tokens, number)
            inside = tokens[number + 1 : end]
            match token.type:
                case "heading_open":
                    yield Block("heading", self._words(inside), level=int(token.tag[1:]))
                case "paragraph_open":
                    yield Block("paragraph", self._words(inside))
                case "bullet_list_open" | "ordered_list_open":
                    items = tuple(tuple(self.of(one)) for one in _inside(inside, "list_item_open"))
                    yield Block("numbers" if token.tag == "ol" else "list", items=items)
                case "table_open":
                    yield Block("table", table=self._table(inside))
                case "hr":
                    yield Block("line")
            number = end + 1

    def _table(self, tokens: Sequence[Token]) -> Table:
        rows = [tuple(self._words(cell) for cell in _inside(row, "th_open", "td_open")) for row in _inside_all(tokens)]
        return Table(rows[0] if rows else (), tuple(rows[1:]))

    def _words(self, tokens: Sequence[Token]) -> Words:
        pieces: list[Piece] = []
        bold = italic = 0
        for token in (child for one in tokens for child in one.children or ()):
            match token.type:
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "softbreak":
                    pieces.append(Piece(" "))
                case "hardbreak":
                    pieces.append(Piece("\n"))
                case _:
                    pieces.append(Piece(self._filled(token.content), bold=bold > 0, italic=italic > 0))
        return tuple(one for one in pieces if one.text)

    def _filled(self, text: str) -> str:
        return _MARK.sub(lambda mark: self.values[int(mark[1])], text)


def _closing(tokens: Sequence[Token], start: int) -> int:
    """Return the place of the token that closes the one at *start*; of one that opens nothing, its own."""
    level = 0
    for number in range(start, len(tokens)):
        level += tokens[number].nesting
        if level <= 0:
            return number
    return len(tokens) - 1


def _inside(tokens: Sequence[Token], *opens: str) -> Iterator[Sequence[Token]]:
    """Yield what is inside each token of the types *opens*, at the top level of *tokens*."""
    number = 0
    while number < len(tokens):
        end = _closing(tokens, number)
        if tokens[number].type in opens:
            yield tokens[number + 1 : end]
        number = end + 1


def _inside_all(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield what is inside each row of a table, of its head and of its body."""
    for part in _inside(tokens, "thead_open", "tbody_open"):
        yield from _inside(part, "tr_open")
