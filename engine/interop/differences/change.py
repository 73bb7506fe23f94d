"""One change between two configurations: where it is, what kind it is, whose business it is, and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.cases.compiling.workshop import Spot
from engine.findings import Place
from engine.sentences.say import Sentence

Group: TypeAlias = Literal["statutory", "local", "wording"]
"""What the law or a lock has a say in; what a council decides; and what only reads differently."""
ChangeKind: TypeAlias = Literal["added", "removed", "renamed", "changed", "moved"]

GROUPS: Mapping[Group, Sentence] = {
    "statutory": Sentence("Statutory or locked"),
    "local": Sentence("Local"),
    "wording": Sentence("Wording"),
}
"""The groups in the order in which they are told, each with its heading."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. *path* is that of the newer configuration, of what was taken out that of the older.

    *about* names the form, list or workflow. *decision* is what was decided upon, in a few words, and *before* and
    *after* how: for tables, in which the sentence would say too much. *was* and *spot* are where it stands in each.
    """

    path: str
    kind: ChangeKind
    group: Group
    about: str
    sentence: str
    decision: str
    before: str
    after: str
    old: Place | None
    new: Place | None
    why: str
    was: Spot | None
    spot: Spot | None
