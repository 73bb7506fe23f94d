"""From a picture to what DOT and Mermaid draw of it: no more than can be read, each thing once, in clear colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.errors import EngineError
from engine.interop.picture import Arrow, Branch, Fork, Picture, Step
from engine.interop.words import one_line, shortened
from engine.sentences.say import say

MOST_BOXES = 120
MOST_ARROWS = 400
"""More than this is not read by anyone, and drawing it would keep a server busy."""

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
            f'"{shortened(title)}" has {boxes} states and decisions and {arrows} arrows. A picture holds at most '
            f"{MOST_BOXES} and {MOST_ARROWS}. Read it as a table (--format text), or split the workflow."
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Words on an arrow, with the nodes that lead to it and the one it leads to."""

    sources: tuple[str, ...]
    target: str
    steps: tuple[Step, ...]
    words: tuple[str, ...] = ()
    back: bool = False
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Labels between nodes. *names* has a name for each node that no title and no id can spoil.

    *plain* are arrows without words; *junctions* are where decisions share their branches,
    each with those decisions.
    """

    labels: tuple[Label, ...]
    plain: tuple[tuple[str, str], ...]
    junctions: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    areas: Mapping[str, str]
    """The area that each node stands in."""

    def area_of(self, label: Label) -> str:
        """Return the innermost area that holds all that *label* stands between; empty for none."""
        held = [self.areas.get(one, "") for one in (*label.sources, label.target)]
        area = held[0]
        while area and not all(f"{one}/".startswith(f"{area}/") for one in held):
            area = area.rpartition("/")[0]
        return area


def drawing_of(picture: Picture) -> Drawing:
    """Return what is drawn of *picture*. Raises TooMuchToDraw past the bounds above."""
    _refuse_too_much(picture)
    branches, junctions = _shared(picture.forks, picture.language)
    plain = [(fork.source, fork.id) for fork in picture.forks]
    plain += ((fork, junction) for junction, forks in junctions.items() for fork in forks)
    nodes = [*(box.id for box in picture.boxes), *(fork.id for fork in picture.forks), *junctions]
    names = {node: f"n{number}" for number, node in enumerate(nodes)}
    areas = {box.id: box.area for box in picture.boxes}
    areas |= {fork.id: areas[fork.source] for fork in picture.forks}
    labels = (*_merged(picture.arrows), *branches)
    return Drawing(labels, (*picture.begins, *plain), junctions, names, areas)


def _refuse_too_much(picture: Picture) -> None:
    boxes = len(picture.boxes) + len(picture.forks)
    arrows = len(picture.arrows) + sum(1 + len(fork.branches) for fork in picture.forks)
    if boxes > MOST_BOXES or arrows > MOST_ARROWS:
        raise TooMuchToDraw(picture.title, boxes, arrows)


def _merged(arrows: Iterable[Arrow]) -> list[Label]:
    """Return one label for all arrows between the same two states, and one for the same step from several states."""
    between: dict[tuple[str, str, bool], list[Step]] = {}
    for arrow in arrows:
        # Only the table shows details.
        between.setdefault((arrow.source, arrow.target, arrow.back), []).append(replace(arrow.step, details=()))
    same: dict[tuple[str, tuple[Step, ...], bool], list[tuple[str, list[Step]]]] = {}
    for (source, target, back), steps in between.items():
        # Two steps that look alike are drawn once, as the first of them.
        looks = tuple(replace(one, id="") for one in steps)
        same.setdefault((target, looks, back), []).append((source, steps))
    return [
        Label(
            tuple(source for source, _ in alike),
            target,
            tuple(alike[0][1]),
            back=back,
            missed=all(one.missed for one in alike[0][1]),
        )
        for (target, _, back), alike in same.items()
    ]


def _shared(forks: Sequence[Fork], language: str) -> tuple[list[Label], dict[str, tuple[str, ...]]]:
    """Return the labels of all branches. Those that several decisions have in common leave from one junction."""
    labels: list[Label] = []
    junctions: dict[str, tuple[str, ...]] = {}
    for ids, branches in _in_common(forks, language).items():
        sources: Sequence[str] = ids
        if len(ids) > 1 and len(branches) >= _FEWEST_SHARED:
            sources = [f":junction{len(junctions)}"]
            junctions[sources[0]] = ids
        labels += (
            Label((one,), target, (), words, missed=missed) for target, words, missed in branches for one in sources
        )
    return labels, junctions


def _in_common(forks: Sequence[Fork], language: str) -> dict[tuple[str, ...], list[tuple[str, tuple[str, ...], bool]]]:
    """Return, for each set of decisions, the branches that they and no others have.

    Of each where to, in what words, and whether all of it is missed.
    """
    # By meaning too: two decisions may use one word for different things.
    owners: dict[tuple[str, tuple[str, ...], tuple[str, ...], bool], list[str]] = {}
    for fork in forks:
        for target, branches in _by_target(fork).items():
            meanings = tuple(branch.meaning for branch in branches)
            missed = all(branch.missed for branch in branches)
            owners.setdefault((target, _words(branches, language), meanings, missed), []).append(fork.id)
    found: dict[tuple[str, ...], list[tuple[str, tuple[str, ...], bool]]] = {}
    for (target, words, _, missed), deciding in owners.items():
        found.setdefault(tuple(deciding), []).append((target, words, missed))
    return found


def _by_target(fork: Fork) -> dict[str, list[Branch]]:
    found: dict[str, list[Branch]] = {}
    for branch in fork.branches:
        found.setdefault(branch.target or fork.source, []).append(branch)
    return found


def _words(branches: Sequence[Branch], language: str) -> tuple[str, ...]:
    first, *others = (one_line(branch.words) for branch in branches)
    return (first, *(say(language, "or {words}", words=words) for words in others))


def depths_of(picture: Picture, junctions: Mapping[str, Sequence[str]]) -> Mapping[str, int]:
    """Return how many steps each node is from the start, so that arrows that lead back are known.

    Endings count as MOST_BOXES: they stand together below everything, however soon a case can get there.
    """
    following = _following(picture)
    depths, waiting = {picture.start: 0}, [picture.start]
    for state in waiting:
        for target in following.get(state, ()):
            if target not in depths:
                depths[target] = depths[state] + 1
                waiting.append(target)
    depths |= {box.id: MOST_BOXES if box.ending else depths.get(box.id, 0) for box in picture.boxes}
    depths |= {fork.id: depths[fork.source] for fork in picture.forks}
    return depths | {junction: min(depths[one] for one in forks) for junction, forks in junctions.items()}


def _following(picture: Picture) -> Mapping[str, Sequence[str]]:
    following: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        following.setdefault(arrow.source, []).append(arrow.target)
    for fork in picture.forks:
        following.setdefault(fork.source, []).extend(one.target for one in fork.branches if one.target)
    for outer, inner in picture.begins:
        following.setdefault(outer, []).append(inner)
    return following
