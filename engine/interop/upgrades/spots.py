"""Where the differences of a council stand: in its own files, and in the definitions that they are differences of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.definitions.assemble import MANIFEST, Assembled
from engine.definitions.extending import layers
from engine.definitions.grown import as_row
from engine.definitions.letters import ENDING
from engine.definitions.model import Kind
from engine.definitions.nodes import ListNode, MapNode, Node, TextNode, at, text_of
from engine.definitions.overlay import Edit, Path
from engine.definitions.removing import found_at
from engine.definitions.rewriting import Steps, paths_in
from engine.definitions.source import read
from engine.findings import Place

_Stretch: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One file of the council, as it stands."""

    path: str
    content: bytes = field(repr=False)
    root: Node = field(repr=False)
    values: Mapping[_Stretch, Steps] = field(repr=False)
    keys: Mapping[_Stretch, Steps] = field(repr=False)
    texts: Mapping[Steps, TextNode] = field(repr=False)

    def at(self, place: Place) -> Steps | None:
        """Return the way to what stands at *place*: a value, or the name of a setting."""
        stretch = (place.line, place.column, place.end_line, place.end_column)
        return self.values.get(stretch, self.keys.get(stretch))

    def named(self, place: Place) -> Steps | None:
        """Return the way to the setting whose name stands at *place*."""
        return self.keys.get((place.line, place.column, place.end_line, place.end_column))


@dataclass(frozen=True, slots=True)
class Spot:
    """One difference, with the definition that it is of, the *steps* to it there, and where the council wrote it."""

    edit: Edit
    kind: Kind
    name: str
    steps: Path
    file: str
    own: Steps
    root: Node = field(repr=False)

    def place_of(self, own: Steps) -> Place:
        """Return where something stands in the council's file: of a setting its name."""
        return at(self.root, own, key=True).place


def own_files(assembled: Assembled) -> dict[str, OwnFile]:
    """Return the council's own files by the names that they have in messages."""
    under = shown_under(assembled)
    own, _ = layers(assembled.files)
    made: dict[str, OwnFile] = {}
    for path, content in own.items():
        if path.endswith(ENDING):
            continue  # a council has the whole of a letter, or only its settings; it is no file to edit by lines
        root = read(content, under + path).root
        if root is None:
            continue
        values: dict[_Stretch, Steps] = {}
        keys: dict[_Stretch, Steps] = {}
        for steps, node in paths_in(root):
            values.setdefault(_stretch(node), steps)
            for name, entry in node.entries.items() if isinstance(node, MapNode) else ():
                keys[_stretch(entry.key)] = (*steps, name)
        texts = {steps: node for steps, node in paths_in(root) if isinstance(node, TextNode)}
        made[under + path] = OwnFile(path, content, root, values, keys, texts)
    return made


def shown_under(assembled: Assembled) -> str:
    """Return what stands before each path of the council's files in messages."""
    return assembled.written["configuration", ""].source.file.removesuffix(MANIFEST)


def spots_of(assembled: Assembled, files: Mapping[str, OwnFile]) -> Iterator[Spot]:
    """Yield each difference with where it stands."""
    over = assembled.origins.over
    for edit in over.edits if over is not None else ():
        file = files.get(edit.node.source.file)
        own = file.at(edit.part.place) if file is not None else None
        if file is None or own is None:
            continue
        if file.path == MANIFEST:
            yield Spot(edit, "configuration", "", edit.path, file.path, own, file.root)
            continue
        kind = next((kind for kind, name in assembled.written if name == edit.path[0] and name), None)
        if kind is not None:
            yield Spot(edit, kind, edit.path[0], edit.path[1:], file.path, own, file.root)


_SHORT = ("label", "title", "type")
"""What may stand alone for the whole of an option, a role or a module, or of what a system supplies."""


def look(definition: Node | None, steps: Path) -> Node | None:
    """Return what a definition has at *steps*, which name a question without its page, or nothing.

    A number stands for the `else` of a decision list, which has no id.
    """
    number = next((at for at, step in enumerate(steps) if step.isdigit()), None)
    if definition is None or not steps:
        return definition
    if steps == ("fields",) and isinstance(definition, MapNode) and "pages" in definition.entries:
        return definition.entries["pages"].value
    if number is None:
        found = found_at(definition, steps)
        short = found_at(definition, steps[:-1]) if found is None and len(steps) > 1 and steps[-1] in _SHORT else None
        return short if isinstance(short, TextNode) else found
    rules = found_at(definition, steps[:number]) if number else definition
    items = as_row(rules) if isinstance(rules, ListNode) else ()
    last = next((one for one in items if isinstance(one, MapNode) and "else" in one.entries), None)
    return look(last, steps[number + 1 :])


def steps_of(root: Node, own: Steps) -> Path:
    """Return how a definition names what the council wrote at *own* in its file."""
    steps: list[str] = []
    for number, step in enumerate(own):
        there = at(root, own[: number + 1])
        is_item = isinstance(step, int)
        steps.append((text_of(there, "id") if isinstance(there, MapNode) and is_item else None) or str(step))
    if steps[:1] == ["forms"]:
        steps = steps[2:]
    return tuple(steps[2:] if steps[:1] == ["pages"] and steps[2:3] == ["fields"] else steps)


def _stretch(node: Node) -> _Stretch:
    return node.line, node.column, node.end_line, node.end_column


def own_ways(
    before: Mapping[str, OwnFile], after: Mapping[str, OwnFile], cuts: Mapping[str, frozenset[Steps]]
) -> dict[str, OwnFile]:
    """Return the files *after* changes in them, each thing being found by the way to it *before*. *cuts* went."""
    made: dict[str, OwnFile] = {}
    for shown, now in after.items():
        if shown not in before:
            continue
        gone = cuts.get(shown, frozenset())
        left = (steps for steps, _ in paths_in(before[shown].root) if not _goes(steps, gone))
        ways = {new: old for (new, _), old in zip(paths_in(now.root), left, strict=True)}
        values = {stretch: ways[steps] for stretch, steps in now.values.items()}
        keys = {stretch: ways[steps] for stretch, steps in now.keys.items()}
        texts = {ways[steps]: node for steps, node in now.texts.items()}
        made[shown] = OwnFile(now.path, now.content, now.root, values, keys, texts)
    return made


def _goes(steps: Steps, gone: frozenset[Steps]) -> bool:
    return bool(gone) and any(steps[:length] in gone for length in range(1, len(steps) + 1))
