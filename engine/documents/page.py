"""A letter as a page of HTML that stands alone: readable without sight, without a network, and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from engine.documents.blocks import Block, Document, Piece, Table, Words

STYLE = """
@page { size: A4; margin: 22mm 22mm 24mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #505a5f } }
body { font: 12pt/1.5 Arial, "Liberation Sans", "DejaVu Sans", sans-serif; color: #0b0c0c;
  max-width: 42em; margin: 2em auto; padding: 0 1em }
@media print { body { margin: 0; padding: 0; max-width: none } }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.4em 0 .5em; break-after: avoid }
h1 { font-size: 1.7em; margin-top: 0 } h2 { font-size: 1.3em } h3, h4 { font-size: 1.1em }
p, ul, ol { margin: 0 0 1em } li { margin: .25em 0 } li p { margin: 0 }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.2em }
th, td { text-align: left; vertical-align: top; padding: .4em .8em .4em 0; border-bottom: 1px solid #b1b4b6;
  overflow-wrap: anywhere }
th { border-bottom-width: 2px } tr { break-inside: avoid }
hr { border: 0; border-top: 1px solid #b1b4b6; margin: 1.5em 0 }
"""
"""Ink on paper: nothing is told by colour alone, and no line is longer than is read with ease."""


def as_html(document: Document) -> str:
    """Return a letter as a whole page. Every word of it is escaped."""
    language, title = escape(document.language), escape(document.title)
    inside = body_of(document)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{inside}\n</main>\n</body>\n</html>\n"
    )


def body_of(document: Document) -> str:
    """Return what stands in the page of a letter, to be put into another. Every word of it is escaped."""
    return "\n".join(_blocks(with_title(document)))


def with_title(document: Document) -> Iterator[Block]:
    """Yield the blocks of a letter, its title first: one heading of the first level, and all others below it.

    The levels of an author's headings may have gaps, over which those who hear a page stumble.
    """
    yield Block("heading", (Piece(document.title),), level=1)
    levels = sorted({one.level for one in document.blocks if one.kind == "heading"})
    for one in document.blocks:
        level = min(levels.index(one.level) + 2, 4) if one.kind == "heading" else one.level
        yield Block(one.kind, one.words, level, one.items, one.table)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for one in blocks:
        match one.kind:
            case "heading":
                yield f"<h{one.level}>{_words(one.words)}</h{one.level}>"
            case "paragraph":
                yield f"<p>{_words(one.words)}</p>"
            case "line":
                yield "<hr>"
            case "table":
                assert one.table is not None
                yield _table(one.table)
            case _:
                tag = "ol" if one.kind == "numbers" else "ul"
                items = "\n".join(f"<li>{_item(item)}</li>" for item in one.items)
                yield f"<{tag}>\n{items}\n</{tag}>"


def _item(blocks: tuple[Block, ...]) -> str:
    if len(blocks) == 1 and blocks[0].kind == "paragraph":
        return _words(blocks[0].words)
    return "\n".join(_blocks(blocks))


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_words(one)}</th>' for one in table.head)
    rows = "\n".join("<tr>" + "".join(f"<td>{_words(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f"<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _words(words: Words) -> str:
    said = []
    for one in words:
        text = escape(one.text).replace("\n", "<br>\n")
        text = f"<em>{text}</em>" if one.italic else text
        said.append(f"<strong>{text}</strong>" if one.bold else text)
    return "".join(said)
