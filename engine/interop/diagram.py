"""A workflow as people picture it: where a case can be, who moves it on, when, and by what day.

One picture is made from the compiled definition; Graphviz DOT, Mermaid and a table are three ways to write it down.
Every word in it is a council's and hostile until escaped. The same definition always gives the same bytes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from engine.cases.compiled import Check, CompiledAction, CompiledWorkflow, Definition, Route
from engine.definitions.workflows import DecisionRule
from engine.errors import EngineError
from engine.expressions.tree import Node
from engine.expressions.types import Choice, Choices

MOST_BOXES = 120
MOST_ARROWS = 400
"""More than this is not read by anyone, and drawing it would keep a server busy."""

ANYTIME = "anytime"
_LONGEST_TITLE = 90
_LONGEST_CONDITION = 60
_FEWEST_SHARED = 3
"""As many branches must two decisions have in common before they are drawn once."""

INK, GREY, BLUE, RED = "#0b0c0c", "#383f43", "#144e81", "#942514"
WHITE, STATE_FILL, FORK_FILL, ENDING_FILL = "#ffffff", "#e8f1f8", "#fff7d6", "#f3f2f1"
PAIRS = (
    *((text, WHITE) for text in (INK, GREY, BLUE, RED)),
    *((text, STATE_FILL) for text in (INK, GREY, RED)),
    *((text, FORK_FILL) for text in (INK, GREY, BLUE)),
    *((text, ENDING_FILL) for text in (INK, GREY, RED)),
    (WHITE, INK),
)
"""Every colour that text or a line has, with what is behind it: 4.5:1 or better (WCAG 2.2, 1.4.3 and 1.4.11)."""


class TooMuchToDraw(EngineError):
    """The author's turn: the picture would be too large to read or to make."""

    def __init__(self, title: str, boxes: int, arrows: int) -> None:
        super().__init__(
            f'"{_short(title)}" has {boxes} states and decisions and {arrows} arrows. A picture holds at most '
            f"{MOST_BOXES} and {MOST_ARROWS}. Read it as a table (--format text), or split the workflow."
        )


@dataclass(frozen=True, slots=True)
class Step:
    """Something a person can do. *notes* are its conditions in a few words, *details* in full, for the table."""

    title: str
    who: str
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit in words: `Decision on the contact`, and `1 working day, statutory`."""

    title: str
    limit: str

    def __str__(self) -> str:
        return f"{self.title}: {self.limit}"


@dataclass(frozen=True, slots=True)
class Box:
    """A state. *clocks* are its time limits; *stays* what can be done without leaving it."""

    id: str
    title: str
    ending: bool
    clocks: tuple[Clock, ...] = ()
    stays: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step that always leads to one place. *back* is a give-back or a reopening."""

    source: str
    target: str
    step: Step
    back: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """One way out of a decision: in a few *words*, and its whole *meaning*. Without a *target* the case stays."""

    words: str
    meaning: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Fork:
    """A step that leads to one of several places."""

    id: str
    source: str
    step: Step
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A workflow, ready to be drawn or listed. *opened_by* are role titles."""

    id: str
    title: str
    summary: str
    opened_by: str
    start: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    forks: tuple[Fork, ...]

    @property
    def titles(self) -> Mapping[str, str]:
        return {box.id: box.title for box in self.boxes}

    @property
    def description(self) -> str:
        """What the picture shows, in sentences, for those who do not see it. The table says all of it."""
        endings = [box.title for box in self.boxes if box.ending]
        ways = f"It ends in one of {len(endings)} ways: {'; '.join(endings)}." if endings else "It has no ending."
        return _clean(f"{self.summary} A case starts in: {self.titles[self.start]}. {ways}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table that says what the picture shows."""

    state: str
    step: str
    who: str
    when: str
    leads_to: str


# --- from the definition to the picture ------------------------------------------------------------------------------


def picture_of(definition: Definition, workflow: str) -> Picture:
    """Return the picture of one of the definition's workflows. Raises KeyError when there is none of that id."""
    flow = definition.workflows[workflow]
    words = _Wording(definition, flow)
    anytime = flow.definition.anytime
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    forks: list[Fork] = []
    for state in flow.states.values():
        own = [one for one in state.actions.values() if one.id not in anytime]
        clocks = tuple(Clock(one.title, f"{one.definition.within}, {one.definition.kind}") for one in state.deadlines)
        stays = tuple(words.step(one) for one in own if _targets(one) == [None])
        boxes.append(Box(state.id, state.definition.title, state.definition.ending, clocks, stays))
        arrows += words.arrows(state.id, own)
        forks += words.forks(state.id, own)
    running = next((state for state in flow.states.values() if not state.definition.ending), None)
    if anytime and running is not None:
        offered = [running.actions[one] for one in anytime]
        stays = tuple(words.step(one) for one in offered if _targets(one) == [None])
        # Drawn once: an arrow from every state would hide the rest.
        boxes.append(Box(f":{ANYTIME}", "At any time", False, (), stays))
        arrows += words.arrows(f":{ANYTIME}", offered)
        forks += words.forks(f":{ANYTIME}", offered)
    said = flow.definition
    opened_by = words.roles(flow.opened_by)
    return Picture(
        flow.id, said.title, said.summary or "", opened_by, said.start, tuple(boxes), tuple(arrows), tuple(forks)
    )


def _targets(action: CompiledAction) -> list[str | None]:
    return list(dict.fromkeys(route.target for route in action.routes))


@dataclass(frozen=True, slots=True)
class _Wording:
    """What the ids, roles and conditions of one workflow are called when people read them."""

    definition: Definition
    flow: CompiledWorkflow

    def roles(self, names: frozenset[str]) -> str:
        """Return role titles in the order of the manifest, which does not change from run to run."""
        return ", ".join(title for name, title in self.definition.roles.titles.items() if name in names) or "nobody"

    def arrows(self, state: str, actions: Iterable[CompiledAction]) -> Iterator[Arrow]:
        for action in actions:
            targets = _targets(action)
            if len(targets) == 1 and targets[0] is not None:
                reopens = state in self.flow.states and self.flow.states[state].definition.ending
                back = reopens or action.definition.gives_back is not None
                yield Arrow(state, targets[0], self.step(action), back)

    def forks(self, state: str, actions: Iterable[CompiledAction]) -> Iterator[Fork]:
        for action in actions:
            if len(_targets(action)) > 1:
                rules = zip(action.routes, action.definition.goes, strict=True)
                branches = tuple(
                    Branch(self.branch(route, rule, action), self.meaning(route.checks, action), route.target)
                    for route, rule in rules
                )
                yield Fork(f"{state}:{action.id}", state, self.step(action), branches)

    def step(self, action: CompiledAction) -> Step:
        said, notes, details = action.definition, [], []
        if action.require:
            notes.append("only if: " + _list(self.check(one, action) for one in action.require))
            details.append("Only if " + self.meaning(action.require, action))
        if action.not_by:
            did = _list(self.flow.titles.get(one.name, _readable(one.name)) for one in action.not_by)
            notes.append(f"not whoever did: {did}")
            details.append(f'Not by whoever did "{did}"')
        if said.reason == "required":
            notes.append("with a reason")
            details.append("With a reason")
        if said.submits:
            details.append(f'Fills in "{self.definition.forms[said.submits].definition.title}"')
        if said.gives_back:
            details.append(f'Gives back "{self.definition.forms[said.gives_back].definition.title}" to be changed')
        return Step(said.title, self.roles(action.by), tuple(notes), tuple(details))

    def branch(self, route: Route, rule: DecisionRule, action: CompiledAction) -> str:
        """Return a few words for one line of a decision list: its own id, its checks' ids, or its condition."""
        if rule.id:
            return _readable(rule.id)
        said = " and ".join(self.check(one, action) for one in route.checks)
        return said[:1].upper() + said[1:] or "Otherwise"

    def check(self, check: Check, action: CompiledAction) -> str:
        return _readable(check.name).lower() or _short(self.meaning((check,), action), _LONGEST_CONDITION)

    def meaning(self, checks: Sequence[Check], action: CompiledAction) -> str:
        """Return conditions in words: the questions' and answers' labels, and the signs said aloud."""
        said = (self.said(one.expression.root, one.expression.text, action) for one in checks)
        return " and ".join(said)

    def said(self, node: Node, text: str, action: CompiledAction) -> str:
        signs = {"==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}
        parts = [self.said(part, text, action) for part in node.args]
        match node.op:
            case "and" | "or":
                held = (
                    f"({one})" if part.op in ("and", "or") else one for one, part in zip(parts, node.args, strict=True)
                )
                return f" {node.op} ".join(held)
            case "in" | "not in" if len(parts) == 2:
                return f"{parts[1]} {'includes' if node.op == 'in' else 'does not include'} {parts[0]}"
            case "constant" if isinstance(node.type, Choice | Choices):
                options = node.type.options
                return f'"{dict(zip(options.codes, options.labels, strict=True)).get(node.value, node.value)}"'
            case "name" if label := self.label(str(node.value), action):
                return f'"{label}"'
            case sign if sign in signs and len(parts) == 2:
                return f"{parts[0]} {signs[sign]} {parts[1]}"
        return text[node.start : node.end]

    def label(self, name: str, action: CompiledAction) -> str:
        owner, _, field = name.partition(".")
        form = self.definition.forms.get((action.definition.submits or "") if owner == "this" else owner)
        if form is not None and field in form.by_id:
            return form.by_id[field].definition.label
        fact = self.definition.facts.get((owner, field))
        return "" if fact is None else fact.definition.label


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _clean(text: str) -> str:
    """Return *text* on one line, without what no one can see: controls, and marks that turn the reading direction."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _short(text: str, most: int = _LONGEST_TITLE) -> str:
    clean = _clean(text)
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(_short(text), width, break_on_hyphens=False) or [""]


# --- from the picture to a drawing: what is said twice is drawn once -------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Label:
    """Words on an arrow, with the nodes that lead to it and the one it leads to."""

    sources: tuple[str, ...]
    target: str
    steps: tuple[Step, ...]
    words: tuple[str, ...] = ()
    back: bool = False


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Labels between nodes; *plain* are arrows without words; *junctions* are where decisions share their branches."""

    labels: tuple[_Label, ...]
    plain: tuple[tuple[str, str], ...]
    junctions: tuple[str, ...]


def _drawing(picture: Picture) -> _Drawing:
    arrows = len(picture.arrows) + sum(1 + len(fork.branches) for fork in picture.forks)
    boxes = len(picture.boxes) + len(picture.forks)
    if boxes > MOST_BOXES or arrows > MOST_ARROWS:
        raise TooMuchToDraw(picture.title, boxes, arrows)
    branches, junctions = _shared(picture.forks)
    plain = [(fork.source, fork.id) for fork in picture.forks] + [
        (fork, junction) for junction, forks in junctions.items() for fork in forks
    ]
    return _Drawing((*_merged(picture.arrows), *branches), tuple(plain), tuple(junctions))


def _merged(arrows: Iterable[Arrow]) -> list[_Label]:
    """Return one label for all arrows between the same two states, and one for the same step from several states."""
    between: dict[tuple[str, str, bool], list[Step]] = {}
    for arrow in arrows:
        step = replace(
            arrow.step, details=()
        )  # only the table shows them, and two steps that look alike are drawn once
        between.setdefault((arrow.source, arrow.target, arrow.back), []).append(step)
    same: dict[tuple[str, tuple[Step, ...], bool], list[str]] = {}
    for (source, target, back), steps in between.items():
        same.setdefault((target, tuple(steps), back), []).append(source)
    return [_Label(tuple(sources), target, steps, back=back) for (target, steps, back), sources in same.items()]


def _shared(forks: Sequence[Fork]) -> tuple[list[_Label], dict[str, tuple[str, ...]]]:
    """Return the labels of all branches. Those that several decisions have in common leave from one junction."""
    # By meaning too: two decisions may use one word for different things.
    owners: dict[tuple[str, str, str], list[str]] = {}
    for fork in forks:
        for target, branches in _by_target(fork).items():
            words = "\nor ".join(_clean(one.words) for one in branches)
            owners.setdefault((target, words, "\n".join(one.meaning for one in branches)), []).append(fork.id)
    groups: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for (target, words, _), deciding in owners.items():
        groups.setdefault(tuple(deciding), []).append((target, words))
    labels: list[_Label] = []
    junctions: dict[str, tuple[str, ...]] = {}
    for ids, group in groups.items():
        sources: Sequence[str] = ids
        if len(ids) > 1 and len(group) >= _FEWEST_SHARED:
            junctions[f":junction{len(junctions)}"] = ids
            sources = [f":junction{len(junctions) - 1}"]
        labels += [_Label((one,), target, (), tuple(words.split("\n"))) for target, words in group for one in sources]
    return labels, junctions


def _by_target(fork: Fork) -> dict[str, list[Branch]]:
    found: dict[str, list[Branch]] = {}
    for branch in fork.branches:
        found.setdefault(branch.target or fork.source, []).append(branch)
    return found


def _depths(picture: Picture) -> dict[str, int]:
    """Return how many steps each state and decision is from the start, so that arrows that lead back are known."""
    following: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        following.setdefault(arrow.source, []).append(arrow.target)
    for fork in picture.forks:
        following.setdefault(fork.source, []).extend(one.target for one in fork.branches if one.target)
    depths, waiting = {picture.start: 0}, [picture.start]
    for state in waiting:
        for target in following.get(state, ()):
            if target not in depths:
                depths[target] = depths[state] + 1
                waiting.append(target)
    # Endings stand together below everything, however soon a case can get there.
    depths |= {box.id: MOST_BOXES if box.ending else depths.get(box.id, 0) for box in picture.boxes}
    return depths | {fork.id: depths[fork.source] for fork in picture.forks}


# --- DOT -------------------------------------------------------------------------------------------------------------


def as_dot(picture: Picture) -> str:
    """Return Graphviz DOT, for `dot` or any layout engine. Raises TooMuchToDraw past the bounds above."""
    drawing = _drawing(picture)
    depths = _depths(picture)
    names = _names(picture, drawing, "n")
    key = "Hexagon: a decision. Double border: an ending. Dashed: back, or opened again. Clock: a time limit."
    head = _html(_short(picture.title), size=15, bold=True) + _BREAK + _html(key, size=9, colour=GREY) + _BREAK
    lines = [
        "digraph workflow {",
        f'  graph [rankdir=TB, fontname="Arial", bgcolor="{WHITE}", nodesep=0.12, ranksep=0.24,',
        f"    outputorder=edgesfirst, labelloc=t, labeljust=l, label=<{head}>];",
        f'  node [shape=box, style="rounded,filled", fontname="Arial", fontsize=11, color="{INK}", fontcolor="{INK}",',
        f'    fillcolor="{STATE_FILL}", margin="0.08,0.05"];',
        f'  edge [color="{GREY}", arrowsize=0.7];',
        f'  start [margin="0.12,0.04", height=0.3, fillcolor="{INK}", label=<{_start(picture)}>];',
        f"  start -> {names[picture.start]};",
    ]
    lines += (f"  {names[box.id]} [{_box(box, start=box.id == picture.start)}];" for box in picture.boxes)
    look = f'style=filled, fillcolor="{FORK_FILL}"'
    lines += (
        f'  {names[one.id]} [shape=hexagon, {look}, margin="0,0.02", label=<{_step(one.step)}>];'
        for one in picture.forks
    )
    lines += (
        f'  {names[one]} [shape=diamond, {look}, label="", width=0.28, height=0.28];' for one in drawing.junctions
    )
    endings = [names[box.id] for box in picture.boxes if box.ending]
    if endings:
        lines.append(f"  {{ rank=same; {'; '.join(endings)}; }}")
    lines += (f"  {names[source]} -> {names[target]};" for source, target in drawing.plain)
    for number, label in enumerate(drawing.labels):
        lines += _label(f"l{number}", label, names, depths)
    return "\n".join([*lines, "}", ""])


def _names(picture: Picture, drawing: _Drawing, prefix: str) -> dict[str, str]:
    """Return a name for each node that no title and no id can spoil."""
    nodes = [*(box.id for box in picture.boxes), *(fork.id for fork in picture.forks), *drawing.junctions]
    return {one: f"{prefix}{number}" for number, one in enumerate(nodes)}


def _label(name: str, label: _Label, names: Mapping[str, str], depths: Mapping[str, int]) -> Iterator[str]:
    """Yield a label as a node of its own, so that nothing is ever drawn over it, and the lines on both its sides."""
    dashed = ", style=dashed" if label.back else ""
    conditions = [line for words in label.words for line in _wrapped(words, 22)]
    words = _html(*conditions, size=9) if conditions else "<BR/>".join(_step(one) for one in label.steps)
    yield f'  {name} [shape=plain, style=filled, fillcolor="{WHITE}", label=<{_padded(words)}>];'
    target, goal = names[label.target], depths[label.target]
    starts = [(depths.get(one, goal), names[one]) for one in label.sources]
    # Layout goes downwards along every line, so a line that leads up is written from its upper end.
    up = all(goal <= depth for depth, _ in starts) and goal < MOST_BOXES
    above = up and all(depth < MOST_BOXES for depth, _ in starts)
    for _, source in starts:
        yield f"  {name} -> {source} [dir=none{dashed}];" if above else f"  {source} -> {name} [dir=none{dashed}];"
    yield f"  {target} -> {name} [dir=back{dashed}];" if up else f"  {name} -> {target} [weight=2{dashed}];"


def _start(picture: Picture) -> str:
    return _html(*_wrapped(f"Start: opened by {picture.opened_by}", 48), size=10, colour=WHITE)


def _box(box: Box, *, start: bool) -> str:
    width, size = (13, 10) if box.ending else (26, 11)
    title = _html(*_wrapped(box.title, width), size=size, bold=True)
    rows = [f'<TR><TD COLSPAN="2">{title}</TD></TR>']
    rows += (_row(_CLOCK, RED, f"{one.title}:", one.limit) for one in box.clocks)
    rows += (_row(_html("•", size=9), GREY, one.title, f"({one.who})") for one in box.stays)
    label = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">{"".join(rows)}</TABLE>'
    look = f', fillcolor="{ENDING_FILL}", peripheries=2, style=filled' if box.ending else ""
    look += ', style="filled,dashed"' if box.id == f":{ANYTIME}" else ""
    return f"label=<{label}>{look}{', penwidth=2.5' if start else ''}"


def _step(step: Step) -> str:
    parts = [_html(*_wrapped(step.title, 24), size=10, bold=True), _html(*_wrapped(step.who, 26), size=9, colour=BLUE)]
    parts += (_html(*_wrapped(note, 28), size=9, colour=GREY) for note in step.notes)
    return "<BR/>".join(parts)


def _row(sign: str, colour: str, *parts: str) -> str:
    lines = "".join(_html(line, size=9, colour=colour) + _BREAK for part in parts for line in _wrapped(part, 32))
    return f'<TR><TD>{sign}</TD><TD ALIGN="LEFT">{lines}</TD></TR>'


def _html(*lines: str, size: int, colour: str = INK, bold: bool = False) -> str:
    """Return lines for an HTML-like label. Titles go through here and nowhere else: what a tag needs is escaped."""
    words = "<BR/>".join(escape(_clean(line)) for line in lines)
    words = f"<B>{words}</B>" if bold else words
    return f'<FONT POINT-SIZE="{size}" COLOR="{colour}">{words}</FONT>'


def _padded(words: str) -> str:
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD>{words}</TD></TR></TABLE>'


_BREAK = '<BR ALIGN="LEFT"/>'
# Drawn and not typed, since the fonts that pictures are made with have no clock: a face, its hands at three o'clock.
_CELL = '<TD FIXEDSIZE="TRUE" WIDTH="7" HEIGHT="7"></TD>'
_HANDS = f'<TD FIXEDSIZE="TRUE" WIDTH="7" HEIGHT="7" BORDER="1" SIDES="LB" COLOR="{RED}"></TD>'
_CLOCK = (
    f'<TABLE BORDER="1" STYLE="ROUNDED" COLOR="{RED}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    f' FIXEDSIZE="TRUE" WIDTH="16" HEIGHT="16">'
    f"<TR>{_CELL}{_HANDS}</TR><TR>{_CELL}{_CELL}</TR></TABLE>"
)


# --- Mermaid ---------------------------------------------------------------------------------------------------------


def as_mermaid(picture: Picture) -> str:
    """Return a Mermaid flowchart, for wikis that draw it themselves. Raises TooMuchToDraw past the bounds above."""
    drawing = _drawing(picture)
    names = _names(picture, drawing, "n")
    lines = [
        "flowchart TB",
        f"  accTitle: {_mermaid(picture.title)}",
        f"  accDescr: {_mermaid(picture.description.replace(';', ','), most=1000)}",
        f'  start(["{_mermaid(f"Start: opened by {picture.opened_by}")}"]) --> {names[picture.start]}',
    ]
    for box in picture.boxes:
        left, right = ("[[", "]]:::ending") if box.ending else ("[", "]:::state")
        stays = (f"also: {one.title} ({one.who})" for one in box.stays)
        words = [box.title, *(f"\u23f1 {one}" for one in box.clocks), *stays]
        lines.append(f'  {names[box.id]}{left}"{_mermaid(*words)}"{right}')
    lines += (f'  {names[one.id]}{{{{"{_mermaid(*_parts(one.step))}"}}}}:::fork' for one in picture.forks)
    lines += (f'  {names[one]}{{" "}}:::fork' for one in drawing.junctions)
    lines += (f"  {names[source]} --> {names[target]}" for source, target in drawing.plain)
    for number, label in enumerate(drawing.labels):
        lines += _mermaid_arrow(f"l{number}", label, names)
    lines += (
        f"  classDef {name} fill:{fill},stroke:{INK},color:{INK}"
        for name, fill in (("state", STATE_FILL), ("fork", FORK_FILL), ("ending", ENDING_FILL), ("words", WHITE))
    )
    return "\n".join([*lines, ""])


def _mermaid_arrow(name: str, label: _Label, names: Mapping[str, str]) -> Iterator[str]:
    words = _mermaid(*(label.words or (word for step in label.steps for word in _parts(step))))
    line, arrow = ("-.-", "-.->") if label.back else ("---", "-->")
    if len(label.sources) == 1:
        yield f'  {names[label.sources[0]]} {arrow}|"{words}"| {names[label.target]}'
        return
    yield f'  {name}["{words}"]:::words'
    yield from (f"  {names[one]} {line} {name}" for one in label.sources)
    yield f"  {name} {arrow} {names[label.target]}"


def _parts(step: Step) -> tuple[str, ...]:
    return (step.title, step.who, *step.notes)


def _mermaid(*lines: str, most: int = _LONGEST_TITLE) -> str:
    """Return lines for a Mermaid label. Whatever is not a letter, a digit or a plain sign becomes its number."""
    shown = (_short(line, most) for line in lines)
    plain = ("".join(one if one.isalnum() or one in " .,:()'?" else f"#{ord(one)};" for one in line) for line in shown)
    return "<br/>".join(plain)


# --- the table -------------------------------------------------------------------------------------------------------


def rows_of(picture: Picture) -> tuple[Row, ...]:
    """Return all that the picture says, and its conditions in full: for a table beside it, or instead of it."""
    return tuple(row for box in picture.boxes for row in _rows(picture, box))


def as_text(picture: Picture) -> str:
    """Return the table as plain text, for a terminal or an e-mail. There is no limit to its size."""
    head = [_clean(picture.title), _clean(picture.summary), f"A case is opened by: {_clean(picture.opened_by)}.", ""]
    lines = [line for line in head if line or line is head[-1]]
    lines += _text_row(Row("Where", "What can be done", "By", "When", "Leads to"))
    for box in picture.boxes:
        lines.append("-" * (sum(_WIDTHS) + 2 * len(_WIDTHS) - 2))
        first, *others = _rows(picture, box)
        lines += _text_row(first)
        lines += (line for row in others for line in _text_row(replace(row, state="")))
    return "\n".join([*lines, ""])


_WIDTHS = (22, 28, 15, 34, 22)


def _rows(picture: Picture, box: Box) -> Iterator[Row]:
    mark = " (start)" if box.id == picture.start else " (ending)" if box.ending else ""
    state, titles = _clean(box.title) + mark, picture.titles
    found = [Row(state, "Time limit", "", _clean(str(one)), "") for one in box.clocks]
    found += (_step_row(state, one, "stays") for one in box.stays)
    found += (_step_row(state, one.step, titles[one.target]) for one in picture.arrows if one.source == box.id)
    for fork in (one for one in picture.forks if one.source == box.id):
        found.append(_step_row(state, fork.step, "one of these:"))
        for one in fork.branches:
            when = _sentences((f"If {one.meaning}" if one.meaning else "Otherwise",))
            found.append(Row(state, "", "", when, _clean(titles[one.target]) if one.target else "stays"))
    yield from found or [Row(state, "Nothing: the case ends here." if box.ending else "Nothing", "", "", "")]


def _step_row(state: str, step: Step, leads_to: str) -> Row:
    return Row(state, _clean(step.title), _clean(step.who), _sentences(step.details), _clean(leads_to))


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{_clean(part)}." for part in parts)


def _text_row(row: Row) -> list[str]:
    cells = [
        textwrap.wrap(text, width) or [""]
        for text, width in zip((row.state, row.step, row.who, row.when, row.leads_to), _WIDTHS, strict=True)
    ]
    tall = max(map(len, cells))
    columns = ([*cell, *[""] * (tall - len(cell))] for cell in cells)
    lines = zip(*columns, strict=True)
    return ["  ".join(part.ljust(width) for part, width in zip(line, _WIDTHS, strict=True)).rstrip() for line in lines]
