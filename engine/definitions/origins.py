"""What came of reading a configuration: its definitions, where each of them stands, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.definitions.configuration import Configuration
from engine.definitions.decided import Decided
from engine.definitions.model import Kind
from engine.definitions.nodes import MapNode, Node, TextNode, at
from engine.definitions.overlay import Edit
from engine.definitions.sidecars import Original
from engine.findings import Finding, Place


@dataclass(frozen=True, slots=True)
class Origins:
    """Where every definition stands, so that any later finding points at the line its author can change."""

    nodes: Mapping[tuple[Kind, str], Node] = field(default_factory=dict)
    left_out: Mapping[tuple[Kind, str], frozenset[str]] = field(default_factory=dict)
    """The paths that modules which are off left out of a definition, as a translation writes them."""
    over: Over | None = None
    """What the configuration extends, and how it differs from that; nothing where it stands alone."""

    def version_at(self, kind: Kind, name: str, *path: str | int, present: str) -> str:
        """Return the version of the configuration in whose file something stands; *present* is of the outermost."""
        if self.over is None:
            return present
        over: Over | None = self.over
        file = self.node(kind, name, *path).source.file
        while over is not None and file not in over.files:
            base = over.template.configuration
            present, over = base.manifest.version if base else present, over.template.origins.over
        return present

    def is_left_out(self, kind: Kind, name: str, path: str) -> bool:
        """Return whether a translation of *path* is of something that a module left out."""
        return any(path == one or path.startswith(f"{one}.") for one in self.left_out.get((kind, name), ()))

    def node(self, kind: Kind, name: str, *path: str | int, key: bool = False) -> Node:
        """Return the deepest node of *path* that exists in a definition."""
        return at(self.nodes[kind, name], path, key=key)

    def place(self, kind: Kind, name: str, *path: str | int, key: bool = False) -> Place:
        return self.node(kind, name, *path, key=key).place

    def place_in(self, kind: Kind, name: str, *path: str | int, start: int, end: int) -> Place:
        """Return the place of characters *start* to *end* of the text at *path*: inside a condition, for instance."""
        node = self.node(kind, name, *path)
        return node.place_of(start, end) if isinstance(node, TextNode) else node.place


@dataclass(frozen=True, slots=True)
class Over:
    """What a council's configuration extends. *edits* are its differences, and *files* its own files, as shown.

    *without* returns the configuration with some differences left undone, by their parts: so it is found which of them
    brought a mistake into what the template says.
    """

    template: Assembled
    edits: tuple[Edit, ...]
    files: frozenset[str]
    without: Callable[..., Assembled] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A folder as read. *configuration* is missing when any definition's shape is wrong."""

    configuration: Configuration | None
    origins: Origins
    scenarios: Mapping[str, Node]
    findings: tuple[Finding, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The files themselves, with those of what it extends: what a release keeps."""
    written: Mapping[tuple[Kind, str], MapNode] = field(default_factory=dict, repr=False)
    """Each definition as written, before modules and parts: what an overlay is merged with."""
    earlier: Mapping[str, Assembled] | None = field(default=None, repr=False)
    """The earlier releases that scenarios play on, by the name of the folder of each; nothing where none were read."""
    decided: Decided | None = field(default=None, repr=False)
    """The decisions log of the folder itself, where there is one without mistakes."""
    originals: Mapping[str, Original] = field(default_factory=dict, repr=False)
    """What each file holds, by its path inside the folder: what a translation of it may be of."""
