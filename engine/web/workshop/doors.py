"""Everything that changes something beside what is typed: each door by its name, asked by POST at do/NAME.

Behind every one of them stands the same: the page's own host, its own origin, its token, and at most so many bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from engine.web.visit import Served
from engine.web.wire import Sent
from engine.web.workshop.snapshot import Fragment

if TYPE_CHECKING:
    from engine.web.workshop.desk import Desk


@dataclass(frozen=True, slots=True)
class Show:
    """What comes of it is seen in a view."""

    view: str
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declined:
    """It was not done: the sentence says why, and what to do."""

    sentence: str = field(repr=False)


Answer: TypeAlias = "Fragment | Show | Served | Declined"
"""A part of the page, a view to be shown, a file to be saved, or why nothing was done."""


class Door(Protocol):
    """Does what was sent. It runs in a thread of its own, one door at a time."""

    def __call__(self, desk: Desk, sent: Sent) -> Answer: ...
