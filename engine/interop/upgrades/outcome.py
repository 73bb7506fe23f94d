"""What becomes of one difference of a council when its template changes, and what an upgrade comes to in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.definitions.origins import Assembled
from engine.definitions.overlay import Path
from engine.definitions.rewriting import Change, Rewritten, Steps
from engine.findings import Place

Group = Literal["decide", "follows", "take_out", "fits"]
"""A person has to decide; the council's file follows the template by itself; nothing differs any more; all is well."""

Kind = Literal["fits", "same", "conflict", "gone", "renamed", "anchor", "twice", "floor", "mistake", "version"]

_GROUPS: Mapping[Kind, Group] = {
    "fits": "fits",
    "same": "take_out",
    "renamed": "follows",
    "version": "follows",
}

Edited: TypeAlias = tuple[str, Change]
"""A file, by its path inside the folder, and a change of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sentence at the line of the council that it is about. *before* and *now* are where the templates say it.

    *edits* are what the council's files need to follow. Where there are none, and something is to be decided, *hint*
    says between what.
    """

    kind: Kind
    path: Path
    sentence: str
    place: Place
    file: str
    at: Steps
    before: Place | None = None
    now: Place | None = None
    hint: str = ""
    edits: tuple[Edited, ...] = ()

    @property
    def group(self) -> Group:
        # What stood beside something that is gone follows by itself where there is a place for it.
        fallback: Group = "follows" if self.kind == "anchor" and self.edits else "decide"
        return _GROUPS.get(self.kind, fallback)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """All that becomes of a council's differences, by place, and its files as they would be, where they change."""

    outcomes: tuple[Outcome, ...]
    files: Mapping[str, Rewritten] = field(repr=False)
    merged: Assembled = field(repr=False)
    """The council with these files, on the new template."""

    def in_group(self, group: Group) -> list[Outcome]:
        return [one for one in self.outcomes if one.group == group]

    def left(self, outcome: Outcome) -> bool:
        """Whether the files as they would be are without what *outcome* asks for: it is to be made by hand."""
        return any(change in self.files[file].left for file, change in outcome.edits if file in self.files)
