"""A letter as plain text, for a terminal or the body of a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.documents.blocks import Block, Document, Table, plain_words
from engine.documents.page import with_title


def as_text(document: Document) -> str:
    """Return a letter as text: headings underlined, one blank line between its blocks."""
    return "\n\n".join(_blocks(with_title(document))) + "\n"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for one in blocks:
        match one.kind:
            case "heading":
                words = plain_words(one.words)
                yield f"{words}\n{('=' if one.level == 1 else '-') * len(words)}" if one.level < 3 else words
            case "paragraph":
                yield plain_words(one.words)
            case "line":
                yield "-" * 40
            case "table":
                assert one.table is not None
                yield "\n\n".join(_rows(one.table))
            case _:
                yield "\n".join(_item(one.kind, number, item) for number, item in enumerate(one.items, start=1))


def _item(kind: str, number: int, blocks: tuple[Block, ...]) -> str:
    sign = f"{number}. " if kind == "numbers" else "- "
    lines = "\n".join(_blocks(blocks)).split("\n")
    return "\n".join([sign + lines[0], *(" " * len(sign) + line if line else "" for line in lines[1:])])


def _rows(table: Table) -> Iterator[str]:
    """Yield the rows of a table, each cell with what stands above it: columns would not fit a narrow window."""
    heads = [plain_words(one) for one in table.head]
    for row in table.rows:
        yield "\n".join(
            f"{head}: {plain_words(cell)}" if head else plain_words(cell)
            for head, cell in zip(heads, row, strict=False)
        )
