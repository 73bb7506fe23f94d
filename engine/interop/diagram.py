"""A picture written down for programs that draw: Graphviz DOT, and Mermaid.

Words reach either only through `_html` or `_mermaid`, which escape them. The same picture always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from engine.interop.drawing import (
    BLUE,
    ENDING_FILL,
    FORK_FILL,
    GREY,
    INK,
    MOST_BOXES,
    RED,
    STATE_FILL,
    WHITE,
    Drawing,
    Label,
    depths_of,
    drawing_of,
)
from engine.interop.links import Link, Links
from engine.interop.picture import ANYTIME, Box, Picture, Step
from engine.interop.words import LONGEST_LIST, LONGEST_TITLE, one_line, shortened, wrapped
from engine.sentences.say import Sentence, say

_LONGEST_DESCRIPTION = 1000
_KEY = Sentence("Hexagon: a decision. Double border: an ending. Dashed: back, or opened again. Clock: a time limit.")
_HERE = Sentence("The case is here")
_MISSED = Sentence("Dotted and white: no scenario comes past it.")
_BREAK = '<BR ALIGN="LEFT"/>'
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">'
_FORK_LOOK = f'style=filled, fillcolor="{FORK_FILL}"'
_MISSED_LOOK = f'style="filled,dotted", fillcolor="{WHITE}"'
# Drawn and not typed, since the fonts that pictures are made with have no clock: a face, its hands at three o'clock.
_CELL = '<TD FIXEDSIZE="TRUE" WIDTH="7" HEIGHT="7"></TD>'
_HANDS = f'<TD FIXEDSIZE="TRUE" WIDTH="7" HEIGHT="7" BORDER="1" SIDES="LB" COLOR="{RED}"></TD>'
_CLOCK = (
    f'<TABLE BORDER="1" STYLE="ROUNDED" COLOR="{RED}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    f' FIXEDSIZE="TRUE" WIDTH="16" HEIGHT="16">'
    f"<TR>{_CELL}{_HANDS}</TR><TR>{_CELL}{_CELL}</TR></TABLE>"
)


# --- DOT -------------------------------------------------------------------------------------------------------------


def as_dot(picture: Picture, here: Container[str] = (), links: Links | None = None) -> str:
    """Return Graphviz DOT, for `dot` or any layout engine. Raises TooMuchToDraw when it would be too large to read.

    *here* are the states that a case is in: they are marked, and say so. With *links*, states and steps lead there.
    """
    drawing = drawing_of(picture)
    depths = depths_of(picture, drawing.junctions)
    nodes = _Nodes(picture, drawing, here, links or Links())
    lines = [*_dot_head(picture), *nodes.all()]
    lines += (f"  {drawing.names[source]} -> {drawing.names[target]};" for source, target in drawing.plain)
    for number, label in enumerate(drawing.labels):
        lines += [] if drawing.area_of(label) else [nodes.words(f"l{number}", label)]
        lines += _dot_label(f"l{number}", label, drawing.names, depths)
    return "\n".join([*lines, "}", ""])


def _dot_head(picture: Picture) -> Iterator[str]:
    """Yield how everything looks that says nothing else, with the title and the key above it."""
    title = _html(shortened(picture.title), size=15, bold=True)
    keys = (_KEY, *((_MISSED,) if picture.covers else ()))
    said = (_html(one.said(picture.language), size=9, colour=GREY) + _BREAK for one in keys)
    head = title + _BREAK + "".join(said)
    yield "digraph workflow {"
    yield f'  graph [rankdir=TB, fontname="Arial", bgcolor="{WHITE}", nodesep=0.12, ranksep=0.24,'
    yield f"    outputorder=edgesfirst, labelloc=t, labeljust=l, label=<{head}>];"
    yield f'  node [shape=box, style="rounded,filled", fontname="Arial", fontsize=11, color="{INK}", fontcolor="{INK}",'
    yield f'    fillcolor="{STATE_FILL}", margin="0.08,0.05"];'
    yield f'  edge [color="{GREY}", arrowsize=0.7];'


def _start(picture: Picture) -> str:
    return say(picture.language, "Start: opened by {roles}", roles=picture.opened_by)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The nodes of one drawing, each written down where it stands."""

    picture: Picture
    drawing: Drawing
    here: Container[str]
    links: Links

    def all(self) -> Iterator[str]:
        """Yield the start, the states, the decisions and the junctions, and that all endings stand in one row."""
        names = self.drawing.names
        start = _html(*wrapped(_start(self.picture), 48, LONGEST_LIST), size=10, colour=WHITE)
        yield f'  start [margin="0.12,0.04", height=0.3, fillcolor="{INK}", label=<{start}>];'
        yield f"  start -> {names[self.picture.start]};"
        yield from self._area("", "  ")
        for junction in self.drawing.junctions:
            yield f'  {names[junction]} [shape=diamond, {_FORK_LOOK}, label="", width=0.28, height=0.28];'
        endings = [names[box.id] for box in self.picture.boxes if box.ending]
        if endings:
            yield f"  {{ rank=same; {'; '.join(endings)}; }}"

    def _area(self, area: str, indent: str) -> Iterator[str]:
        """Yield what stands in an area, then the areas inside it, each in a box of its own, those of strands dashed."""
        names = self.drawing.names
        for box in self.picture.boxes:
            if box.area == area:
                yield f"{indent}{names[box.id]} [{self._box(box)}];"
        for fork in self.picture.forks:
            if self.drawing.areas[fork.id] == area:
                look = f'shape=hexagon, {_MISSED_LOOK if fork.step.missed else _FORK_LOOK}, margin="0,0.02"'
                look += _node_leading(self.links.steps.get((fork.source, fork.step.id)))
                yield f"{indent}{names[fork.id]} [{look}, label=<{_step(fork.step)}>];"
        for number, label in enumerate(self.drawing.labels):
            if area and self.drawing.area_of(label) == area:
                yield f"{indent[2:]}{self.words(f'l{number}', label)}"
        for number, inner in enumerate(self.picture.areas):
            if inner.around == area:
                style, title = ("dashed", 10) if inner.is_strand else ("rounded", 11)
                yield f"{indent}subgraph cluster_{number} {{"
                yield f'{indent}  style="{style}"; color="{GREY}"; margin=10; labelloc=t; labeljust=l;'
                yield f"{indent}  label=<{_html(*wrapped(inner.title, 40), size=title, bold=True)}>;"
                yield from self._area(inner.id, f"{indent}  ")
                yield f"{indent}}}"

    def words(self, name: str, label: Label) -> str:
        """Return the node of the words on an arrow."""
        return f'  {name} [shape=plain, style=filled, fillcolor="{WHITE}", label=<{self._label(label)}>];'

    def _label(self, label: Label) -> str:
        conditions = [line for words in label.words for line in wrapped(words, 22)]
        leading = [self.links.steps.get((label.sources[0], one.id)) for one in label.steps]
        if conditions or not any(leading):
            words = _html(*conditions, size=9) if conditions else "<BR/>".join(map(_step, label.steps))
            return f"{_TABLE}<TR><TD>{words}</TD></TR></TABLE>"
        rows = (
            f"<TR><TD{_cell_leading(to)}>{_step(one)}</TD></TR>" for one, to in zip(label.steps, leading, strict=True)
        )
        return f"{_TABLE}{''.join(rows)}</TABLE>"

    def _box(self, box: Box) -> str:
        width, size = (13, 10) if box.ending else (26, 11)
        title = _html(*wrapped(box.title, width), size=size, bold=True)
        rows = [f'<TR><TD COLSPAN="2"{_cell_leading(self.links.states.get(box.id))}>{title}</TD></TR>']
        if box.id in self.here:
            mark = _html(_HERE.said(self.picture.language), size=10, colour=WHITE, bold=True)
            rows.append(f'<TR><TD COLSPAN="2" BGCOLOR="{INK}">{mark}</TD></TR>')
        rows += (_row(_CLOCK, RED, f"{one.title}:", one.limit) for one in box.clocks)
        dot = _html("•", size=9)
        for one in box.stays:
            rows.append(_row(dot, GREY, one.title, f"({one.who})", to=self.links.steps.get((box.id, one.id))))
        look = f', fillcolor="{ENDING_FILL}", peripheries=2, style=filled' if box.ending else ""
        look += ', style="filled,dashed"' if box.id == ANYTIME else ""
        # Of a setting that is given twice, the last one holds.
        look += f", {_MISSED_LOOK}" if box.missed else ""
        look += ", penwidth=4" if box.id in self.here else ", penwidth=2.5" if box.id == self.picture.start else ""
        return f"label=<{_TABLE}{''.join(rows)}</TABLE>>{look}"


def _dot_label(name: str, label: Label, names: Mapping[str, str], depths: Mapping[str, int]) -> Iterator[str]:
    """Yield a label as a node of its own, so that nothing is ever drawn over it, and the lines on both its sides."""
    dashed = ", style=dotted" if label.missed else ", style=dashed" if label.back else ""
    target, goal = names[label.target], depths[label.target]
    starts = [depths.get(one, goal) for one in label.sources]
    # Layout goes downwards along every line, so a line that leads up is written from its upper end.
    up = all(goal <= depth for depth in starts) and goal < MOST_BOXES
    above = up and all(depth < MOST_BOXES for depth in starts)
    for source in (names[one] for one in label.sources):
        yield f"  {name} -> {source} [dir=none{dashed}];" if above else f"  {source} -> {name} [dir=none{dashed}];"
    yield f"  {target} -> {name} [dir=back{dashed}];" if up else f"  {name} -> {target} [weight=2{dashed}];"


def _row(sign: str, colour: str, *parts: str, to: Link | None = None) -> str:
    shown = (line for part in parts for line in wrapped(part, 32, LONGEST_LIST))
    lines = "".join(_html(line, size=9, colour=colour) + _BREAK for line in shown)
    return f'<TR><TD VALIGN="TOP">{sign}</TD><TD ALIGN="LEFT"{_cell_leading(to)}>{lines}</TD></TR>'


def _cell_leading(to: Link | None) -> str:
    if to is None:
        return ""
    return f' HREF="{escape(one_line(to.href))}" TOOLTIP="{escape(one_line(to.words))}"'


def _node_leading(to: Link | None) -> str:
    """Return the same for a whole node, whose settings are texts in quotation marks."""
    if to is None:
        return ""
    href, words = (one_line(text).replace("\\", "\\\\").replace('"', '\\"') for text in (to.href, to.words))
    return f', URL="{href}", tooltip="{words}"'


def _step(step: Step) -> str:
    parts = [_html(*wrapped(step.title, 24), size=10, bold=True)]
    parts += [_html(*wrapped(step.who, 26, LONGEST_LIST), size=9, colour=BLUE)] if step.who else []
    parts += (_html(*wrapped(note, 28, LONGEST_LIST), size=9, colour=GREY) for note in step.notes)
    return "<BR/>".join(parts)


def _html(*lines: str, size: int, colour: str = INK, bold: bool = False) -> str:
    """Return lines for an HTML-like label. Titles go through here and nowhere else: what a tag needs is escaped."""
    words = "<BR/>".join(escape(one_line(line)) for line in lines)
    words = f"<B>{words}</B>" if bold else words
    return f'<FONT POINT-SIZE="{size}" COLOR="{colour}">{words}</FONT>'


# --- Mermaid ---------------------------------------------------------------------------------------------------------


def as_mermaid(picture: Picture) -> str:
    """Return a Mermaid flowchart, for wikis that draw it themselves. Raises TooMuchToDraw as `as_dot` does."""
    drawing = drawing_of(picture)
    names = drawing.names
    lines = [*_mermaid_head(picture), *_mermaid_nodes(picture, drawing)]
    lines += (f"  {names[source]} --> {names[target]}" for source, target in drawing.plain)
    for number, label in enumerate(drawing.labels):
        lines += _mermaid_arrow(f"l{number}", label, names)
    fills = (("state", STATE_FILL), ("fork", FORK_FILL), ("ending", ENDING_FILL), ("words", WHITE))
    lines += (f"  classDef {name} fill:{fill},stroke:{INK},color:{INK}" for name, fill in fills)
    if picture.covers:
        lines.append(f"  classDef missed fill:{WHITE},stroke:{INK},color:{INK},stroke-dasharray:2")
    return "\n".join([*lines, ""])


def _mermaid_head(picture: Picture) -> Iterator[str]:
    yield "flowchart TB"
    yield f"  accTitle: {_mermaid(picture.title)}"
    yield f"  accDescr: {_mermaid(picture.description.replace(';', ','), most=_LONGEST_DESCRIPTION)}"


def _mermaid_nodes(picture: Picture, drawing: Drawing) -> Iterator[str]:
    names = drawing.names
    yield f'  start(["{_mermaid(_start(picture))}"]) --> {names[picture.start]}'
    yield from _mermaid_area(picture, drawing, "", "  ")
    for junction in drawing.junctions:
        yield f'  {names[junction]}{{" "}}:::fork'


def _mermaid_area(picture: Picture, drawing: Drawing, area: str, indent: str) -> Iterator[str]:
    """Yield what stands in an area, and the areas inside it as subgraphs; those of strands are dashed."""
    names = drawing.names
    for box in picture.boxes:
        if box.area == area:
            kind = "missed" if box.missed else "ending" if box.ending else "state"
            left, right = ("[[", f"]]:::{kind}") if box.ending else ("[", f"]:::{kind}")
            stays = (
                say(picture.language, "also: {action} ({roles})", action=one.title, roles=one.who) for one in box.stays
            )
            words = _mermaid(box.title, *(f"\u23f1 {one}" for one in box.clocks), *stays)
            yield f'{indent}{names[box.id]}{left}"{words}"{right}'
    for fork in picture.forks:
        if drawing.areas[fork.id] == area:
            kind = "missed" if fork.step.missed else "fork"
            yield f'{indent}{names[fork.id]}{{{{"{_mermaid(*_parts(fork.step))}"}}}}:::{kind}'
    for number, inner in enumerate(picture.areas):
        if inner.around == area:
            dashes = ",stroke-dasharray:4" if inner.is_strand else ""
            yield f'{indent}subgraph a{number}["{_mermaid(inner.title)}"]'
            yield from _mermaid_area(picture, drawing, inner.id, f"{indent}  ")
            yield f"{indent}end"
            yield f"{indent}style a{number} fill:{WHITE},stroke:{GREY},color:{INK}{dashes}"


def _mermaid_arrow(name: str, label: Label, names: Mapping[str, str]) -> Iterator[str]:
    words = _mermaid(*(label.words or (word for step in label.steps for word in _parts(step))))
    line, arrow = ("-.-", "-.->") if label.back or label.missed else ("---", "-->")
    if len(label.sources) == 1:
        yield f'  {names[label.sources[0]]} {arrow}|"{words}"| {names[label.target]}'
        return
    yield f'  {name}["{words}"]:::words'
    yield from (f"  {names[one]} {line} {name}" for one in label.sources)
    yield f"  {name} {arrow} {names[label.target]}"


def _parts(step: Step) -> tuple[str, ...]:
    return (step.title, *((step.who,) if step.who else ()), *step.notes)


def _mermaid(*lines: str, most: int = LONGEST_TITLE) -> str:
    """Return lines for a Mermaid label. Whatever is not a letter, a digit or a plain sign becomes its number."""
    shown = (shortened(line, most) for line in lines)
    plain = ("".join(one if one.isalnum() or one in " .,:()'?" else f"#{ord(one)};" for one in line) for line in shown)
    return "<br/>".join(plain)
