"""A document of headings, facts and lists, and the two ways to write it: Markdown, and HTML that stands alone.

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
h4 { font-size: 1em; margin: .9em 0 .2em; }
h1, h2, h3, h4 { break-after: avoid; }
p { margin: .4em 0; }
"""
_BOOK_STYLE = """\
dl { margin: .2em 0 .2em 1em; display: grid; grid-template-columns: 9.5em 1fr; gap: .2em .8em; }
dt { color: #333; }
dd { margin: 0; }
dd ul { margin: 0; padding-left: 1.1em; }
dd ul.many { columns: 2; column-gap: 2em; }
.rows { border-left: 2pt solid #999; padding-left: 1em; margin-left: 1em; }
.question { break-inside: avoid-page; }
.code { font: .85em/1 monospace; color: #444; font-weight: normal; margin-left: .5em; }
"""
_MANY = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said of what the heading names: `Asked when` and the words, or a list of them."""

    name: str
    words: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs and facts under it, and the parts inside it. *id* is an id of the definition's."""

    title: str
    id: str = ""
    said: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    parts: tuple[Part, ...] = ()
    language: str = "en"
    """What the whole document is written in, where this is its outermost part."""


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
    for inner in part.parts:
        yield ""
        yield from _markdown(inner, level + 1)


def marked(text: str) -> str:
    """Return *text* on one line, with nothing in it that Markdown would read as a mark."""
    return _MARKS.sub(r"\\\1", one_line(text))


def as_html(part: Part) -> str:
    """Return *part* as a page of its own: in its language, without scripts, links or pictures, fit for a printer."""
    return page(part.title, _BOOK_STYLE, _html(part, 1), part.language)


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
        yield "<dl>"
        for fact in part.facts:
            yield f"<dt>{safe(fact.name)}</dt>"
            yield f"<dd>{safe(fact.words)}{_list(fact)}</dd>"
        yield "</dl>"
    for inner in part.parts:
        yield from _html(inner, level + 1)
    yield "</section>"


def _class(part: Part, level: int) -> str:
    if level > 3:
        return ' class="rows"'
    return ' class="question"' if level == 3 and not part.parts else ""


def _list(fact: Fact) -> str:
    if not fact.items:
        return ""
    many = ' class="many"' if len(fact.items) > _MANY else ""
    return f"<ul{many}>{''.join(f'<li>{safe(item)}</li>' for item in fact.items)}</ul>"
