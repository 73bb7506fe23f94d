"""What reading a folder came to the last time, for whoever reads it again and again while it is being written.

A file that says what it said is not read again, and a definition that is made of the same files is the very object
that it was. So whatever is built on it can see, without comparing, that nothing changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import is_

from engine.definitions.model import Kind, Model
from engine.definitions.nodes import MapNode
from engine.definitions.source import Reading


@dataclass(frozen=True, slots=True)
class Settled:
    """A definition without mistakes: what it was made of (its file, its template, its parts), and what came of it."""

    made_of: tuple[MapNode, ...]
    node: MapNode
    model: Model


@dataclass(slots=True)
class Memory:
    """One folder as it was last read. It holds a single version, however often that changes."""

    shown_under: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    readings: Mapping[str, Reading] = field(default_factory=dict, repr=False)
    settled: Mapping[tuple[Kind, str], Settled] = field(default_factory=dict, repr=False)

    def readings_of(self, files: Mapping[str, bytes], shown_under: str) -> dict[str, Reading]:
        """Return those of *files* that were read already, as they are read."""
        if shown_under != self.shown_under:
            return {}  # messages would name other places
        return {path: self.readings[path] for path, content in files.items() if self.files.get(path) == content}

    def keep(self, files: Mapping[str, bytes], readings: Mapping[str, Reading], shown_under: str) -> None:
        """Remember *files* as they are read now."""
        self.files, self.readings, self.shown_under = files, readings, shown_under

    def known(self, kind: Kind, name: str, made_of: tuple[MapNode, ...]) -> Settled | None:
        """Return a definition as it was, if it is made of the very same now."""
        known = self.settled.get((kind, name))
        same = known is not None and len(known.made_of) == len(made_of)
        return known if known is not None and same and all(map(is_, known.made_of, made_of)) else None
