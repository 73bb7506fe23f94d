"""A picture of a case and of what it is linked with: one box each, and on every line what kind of link it is.

Words reach it only through `_quoted`, which escapes them. The same links always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.interop.drawing import GREY, INK, MOST_BOXES, STATE_FILL, WHITE
from engine.interop.words import wrapped

_WIDTH = 30
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked case as a picture shows it: the kind of link, and what may be read of the case, line by line."""

    title: str
    lines: tuple[str, ...] = field(repr=False)


def links_as_dot(here: Sequence[str], links: Sequence[Linked]) -> str:
    """Return Graphviz DOT of a case, told by the lines *here*, in the middle of its links.

    Nothing is returned where there is no link, and where there are more than anybody reads in a picture.
    """
    return "\n".join([*_drawn(here, links), ""]) if 0 < len(links) < MOST_BOXES else ""


def _drawn(here: Sequence[str], links: Sequence[Linked]) -> Iterator[str]:
    yield "digraph links {"
    yield f'  graph [rankdir=LR, fontname="Arial", bgcolor="{WHITE}", nodesep=0.15, ranksep=0.5];'
    yield f'  node [shape=box, style="rounded,filled", fontname="Arial", fontsize=11, color="{INK}", fontcolor="{INK}",'
    yield f'    fillcolor="{WHITE}", margin="0.12,0.08"];'
    yield f'  edge [color="{GREY}", fontname="Arial", fontsize=10, fontcolor="{GREY}", dir=none];'
    yield f'  here [fillcolor="{STATE_FILL}", penwidth=2, label={_quoted(here)}];'
    for number, one in enumerate(links):
        yield f"  l{number} [label={_quoted(one.lines[:_MOST_LINES] or ('?',))}];"
        yield f"  here -> l{number} [label={_quoted((one.title,))}];"
    yield "}"


def _quoted(lines: Sequence[str]) -> str:
    """Return lines as one label, in which nothing that anybody wrote means anything to Graphviz."""
    every = [part for line in lines for part in wrapped(line, _WIDTH)]
    safe = (one.replace("\\", "\\\\").replace('"', '\\"') for one in every)
    return '"' + "\\n".join(one.replace("&", "&amp;") for one in safe) + '"'
