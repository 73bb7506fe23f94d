"""Where a picture leads when somebody clicks in it: each state and each step to a place, with words about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and what is said of it: in a bubble where there is a pointer."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links by state, and by state and action. What is in neither leads nowhere."""

    states: Mapping[str, Link] = field(default_factory=dict)
    steps: Mapping[tuple[str, str], Link] = field(default_factory=dict)
