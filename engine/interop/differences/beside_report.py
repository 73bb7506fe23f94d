"""Councils side by side as a table: text for a terminal, and a page that stands alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from engine.interop.differences.beside import Beside, Cell, Row
from engine.interop.differences.change import GROUPS, Group
from engine.interop.outline import page, safe
from engine.interop.words import one_line
from engine.sentences.say import say

_FIRST, _OTHERS = 34, 24
"""Letters of the first column of a text, and of each other one."""
_GAP = "  "
_STYLE = """\
body { max-width: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .4em 0 1.2em; }
th, td { border: 1px solid #767676; padding: .35em .6em; text-align: left; vertical-align: top; min-width: 9em; }
thead th { background: #f3f2f1; }
tbody th { font-weight: normal; min-width: 16em; }
thead th:first-child, tbody th[scope="row"] { position: sticky; left: 0; background: #fff; }
tbody th.about { font-weight: bold; background: #fafafa; }
.why { margin-top: .3em; color: #383838; font-size: .9em; }
@media print { .wide { overflow: visible; } thead { display: table-header-group; } tr { break-inside: avoid; } }
"""


def headline(found: Beside) -> str:
    """Return what stands beside what."""
    return say(found.language, "What councils changed in {base}", base=found.base)


def summary(found: Beside) -> str:
    """Return how many decisions there are, and what a blank means."""
    if not found.rows:
        return say(found.language, "Nothing differs.")
    many = "Decisions that somebody changed: {count}. A blank is the same as the template."
    return say(found.language, many, count=str(len(found.rows)))


# --- text ------------------------------------------------------------------------------------------------------------


def as_text(found: Beside) -> str:
    """Return the table for a terminal: the decision, the template, then a column for each council."""
    width = _FIRST + (_OTHERS + len(_GAP)) * (len(found.councils) + 1)
    lines = [*textwrap.wrap(headline(found), width), *textwrap.wrap(summary(found), width)]
    for group in _groups(found):
        heads = (GROUPS[group].said(found.language), say(found.language, "Template"), *found.councils)
        lines += ["", *_laid_out(heads), "-" * width]
        about = ""
        for row in found.in_group(group):
            lines += [] if row.about == about else [one_line(row.about)]
            about = row.about
            lines += _laid_out((f"  {_decision(row)}", row.base, *_cells(found, row)))
    return "\n".join([*lines, ""])


def _decision(row: Row) -> str:
    return row.decision[:1].upper() + row.decision[1:]


def _cells(found: Beside, row: Row) -> Iterator[str]:
    for council in found.councils:
        cell = row.cells.get(council)
        if cell is None:
            yield ""
        elif cell.why:
            yield say(found.language, "{value} ({why})", value=cell.said, why=cell.why)
        else:
            yield cell.said


def _laid_out(words: Sequence[str]) -> list[str]:
    """Return the lines of one row, each cell wrapped to the width of its column."""
    widths = [_FIRST, *[_OTHERS] * (len(words) - 1)]
    indents = ["  " if text.startswith("  ") else "" for text in words]
    cells = [
        textwrap.wrap(one_line(text), width, initial_indent=indent, subsequent_indent=indent * 2) or [""]
        for text, width, indent in zip(words, widths, indents, strict=True)
    ]
    tall = max(map(len, cells))
    lines = zip(*([*cell, *[""] * (tall - len(cell))] for cell in cells), strict=True)
    return [_GAP.join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def _groups(found: Beside) -> Iterator[Group]:
    return (group for group in GROUPS if found.in_group(group))


# --- HTML ------------------------------------------------------------------------------------------------------------


def as_html(found: Beside) -> str:
    """Return the table as a page without scripts: a table for each group, which scrolls by itself where it is wide."""
    return page(headline(found), _STYLE, _html(found), found.language)


def _html(found: Beside) -> Iterator[str]:
    yield f"<h1>{safe(headline(found))}</h1>"
    yield f"<p>{safe(summary(found))}</p>"
    for group in _groups(found):
        title = safe(GROUPS[group].said(found.language))
        yield f'<h2 id="{group}">{title} ({len(found.in_group(group))})</h2>'
        # Whoever has no mouse scrolls it by keys, so it takes the focus and says what it is.
        yield f'<div class="wide" role="region" aria-labelledby="{group}" tabindex="0">'
        yield "<table>"
        heads = (say(found.language, "Decision"), say(found.language, "Template"), *found.councils)
        columns = "".join(f'<th scope="col">{safe(one)}</th>' for one in heads)
        yield f"<thead><tr>{columns}</tr></thead>"
        yield from _bodies(found, found.in_group(group), len(heads))
        yield "</table>"
        yield "</div>"


def _bodies(found: Beside, rows: Sequence[Row], columns: int) -> Iterator[str]:
    for about in dict.fromkeys(one.about for one in rows):
        yield "<tbody>"
        yield f'<tr><th class="about" scope="rowgroup" colspan="{columns}">{safe(about)}</th></tr>'
        for row in rows:
            if row.about == about:
                cells = "".join(_cell(found, row.cells.get(council)) for council in found.councils)
                head = f'<th scope="row">{safe(_decision(row))}</th><td>{safe(row.base)}</td>'
                yield f"<tr>{head}{cells}</tr>"
        yield "</tbody>"


def _cell(found: Beside, cell: Cell | None) -> str:
    if cell is None:
        return "<td></td>"
    why = f'<div class="why">{safe(say(found.language, "Why: {why}", why=cell.why))}</div>' if cell.why else ""
    return f"<td>{safe(cell.said)}{why}</td>"
