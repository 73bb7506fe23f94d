"""A document of headings, facts, lists and tables, and two ways to write it: Markdown, and HTML that stands alone.

Whatever a council wrote is text here, never markup: both writers escape all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from engine.interop.words import one_line

_MARKS = re.compile(r"([\\`*_\[\]<>&#|~])")
_DEEPEST = 6

STYLE = """\
@page { size: A4; margin: 16mm 15mm; }
* { box-sizing: border-box; }
body { font: 11pt/1.45 Arial, Helvetica, sans-serif; color: #000; background: #fff; max-width: 46em;
  margin: 0 auto; padding: 1em; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } }
h1 { font-size: 1.8em; line-height: 1.2; margin: 0 0 .4em; }
h2 { font-size: 1.35em; line-height: 1.25; margin: 1.8em 0 .4em; padding-top: .5em; border-top: 2pt solid #000; }
h3 { font-size: 1.08em; margin: 1.3em 0 .3em; }
h4, h5, h6 { font-size: 1em; margin: .9em 0 .2em; }
h1, h2, h3, h4, h5, h6 { break-after: avoid; }
p { margin: .4em 0; }
"""
_BOOK_STYLE = """\
dl { margin: .2em 0 .2em 1em; display: grid; grid-template-columns: 9.5em 1fr; gap: .2em .8em; }
dl.long { grid-template-columns: 17em 1fr; }
dt { color: #333; }
dd { margin: 0; }
dd ul { margin: 0; padding-left: 1.1em; }
dd ul.many { columns: 2; column-gap: 2em; }
.rows { border-left: 2pt solid #999; padding-left: 1em; margin-left: 1em; }
.question { break-inside: avoid-page; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5em 0; font-size: .9em; line-height: 1.35; }
th, td { text-align: left; vertical-align: top; padding: .35em .6em .35em 0; border-bottom: 1px solid #aaa; }
thead th { border-bottom: 2px solid #000; }
thead { display: table-header-group; }
tbody th { font-weight: normal; }
tr { break-inside: avoid; }
.code { font: .85em/1 monospace; color: #444; font-weight: normal; margin-left: .5em; }
"""
_WIDE_STYLE = """\
@page { size: A4 landscape; }
body { max-width: 78em; }
table { table-layout: fixed; }
th, td { overflow-wrap: anywhere; hyphens: auto; }
thead th { overflow-wrap: normal; }
"""
_MANY = 8
_LONG = 40
"""Letters of a name that would stand in more than two lines beside what is said of it."""
_UPRIGHT = 5
"""Columns that fit on a page that stands upright."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said of what the heading names: `Asked when` and the words, or a list of them."""

    name: str
    words: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are *heads*; the first cell says what its row is about."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs, facts and a table under it, and the parts inside it. *id* is the definition's own."""

    title: str
    id: str = ""
    said: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    parts: tuple[Part, ...] = ()
    language: str = "en"
    """What the whole document is written in, where this is its outermost part."""
    table: Table | None = None


def as_markdown(part: Part) -> str:
    """Return *part* and all inside it as Markdown."""
    return "\n".join([*_markdown(part, 1), ""])


def _markdown(part: Part, level: int) -> Iterator[str]:
    ids = f" (`{part.id}`)" if part.id else ""
    yield f"{'#' * min(level, _DEEPEST)} {marked(part.title)}{ids}"
    for words in part.said:
        yield from ("", marked(words))
    if part.facts:
        yield ""
    for fact in part.facts:
        colon = "" if fact.name.endswith("?") else ":"
        yield f"- {marked(fact.name)}{colon} {marked(fact.words)}".rstrip()
        yield from (f"  - {marked(item)}" for item in fact.items)
    if part.table is not None:
        yield ""
        yield from _markdown_table(part.table)
    for inner in part.parts:
        yield ""
        yield from _markdown(inner, level + 1)


def _markdown_table(table: Table) -> Iterator[str]:
    yield _markdown_row(table.heads)
    yield f"|{' --- |' * len(table.heads)}"
    yield from map(_markdown_row, table.rows)


def _markdown_row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(marked, cells))} |"


def marked(text: str) -> str:
    """Return *text* on one line, with nothing in it that Markdown would read as a mark."""
    return _MARKS.sub(r"\\\1", one_line(text))


def as_html(part: Part) -> str:
    """Return *part* as a page of its own: in its language, without scripts, links or pictures, fit for a printer."""
    style = _BOOK_STYLE + (_WIDE_STYLE if _is_wide(part) else "")
    return page(part.title, style, _html(part, 1), part.language)


def _is_wide(part: Part) -> bool:
    """Return whether any table has more columns than fit on a page that stands upright."""
    return (part.table is not None and len(part.table.heads) > _UPRIGHT) or any(map(_is_wide, part.parts))


def page(title: str, style: str, body: Iterator[str], language: str) -> str:
    """Return an HTML page in *language* with *body*, whose lines are HTML already; *title* is plain text."""
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{"en-GB" if language == "en" else safe(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{safe(title)}</title>",
        f"<style>\n{STYLE}{style}</style>",
        "</head>",
        "<body>",
        "<main>",
        *body,
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join([*lines, ""])


def safe(text: str) -> str:
    """Return *text* on one line, fit to stand anywhere in HTML, attributes too."""
    return escape(one_line(text))


def _html(part: Part, level: int) -> Iterator[str]:
    tag = f"h{min(level, _DEEPEST)}"
    ids = f'<span class="code">{safe(part.id)}</span>' if part.id else ""
    yield f"<section{_class(part, level)}>"
    yield f"<{tag}>{safe(part.title)}{ids}</{tag}>"
    yield from (f"<p>{safe(words)}</p>" for words in part.said)
    if part.facts:
        yield '<dl class="long">' if any(len(fact.name) > _LONG for fact in part.facts) else "<dl>"
        for fact in part.facts:
            yield f"<dt>{safe(fact.name)}</dt>"
            yield f"<dd>{safe(fact.words)}{_list(fact)}</dd>"
        yield "</dl>"
    if part.table is not None:
        yield from _html_table(part.table, part.title)
    for inner in part.parts:
        yield from _html(inner, level + 1)
    yield "</section>"


def _html_table(table: Table, title: str) -> Iterator[str]:
    # A wide table scrolls by itself, also for those who have only a keyboard.
    yield f'<div class="table" role="region" aria-label="{safe(title)}" tabindex="0">'
    yield "<table>"
    heads = "".join(f'<th scope="col">{safe(head)}</th>' for head in table.heads)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for first, *others in table.rows:
        # A long id breaks between its words.
        cells = "".join(f"<td>{safe(cell).replace('_', '_<wbr>')}</td>" for cell in others)
        yield f'<tr><th scope="row">{safe(first)}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _class(part: Part, level: int) -> str:
    if part.table is not None:
        return ""
    if level > 3:
        return ' class="rows"'
    return ' class="question"' if level == 3 and not part.parts else ""


def _list(fact: Fact) -> str:
    if not fact.items:
        return ""
    many = ' class="many"' if len(fact.items) > _MANY else ""
    return f"<ul{many}>{''.join(f'<li>{safe(item)}</li>' for item in fact.items)}</ul>"
