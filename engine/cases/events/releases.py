"""That a case goes on under another release of the definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.cases.values import Answers


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """The case goes on under another release, whose *version* people know; *was* is the release before.

    *states* and *folded* are where it is and all that rules read of it, as the new release calls and reads them, in the
    form in which the store keeps them. *gone* are the tasks that are no longer there, or are there under another name:
    *renamed* says under which. With *back* the move before was taken back, and all is what it was.
    """

    was: str
    version: str
    states: tuple[str, ...]
    folded: Answers = field(repr=False)
    gone: tuple[str, ...] = ()
    back: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)


ReleaseEvent: TypeAlias = CaseMoved
"""What happens because definitions change."""
