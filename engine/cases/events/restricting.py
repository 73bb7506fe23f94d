"""Who was let in to a restricted case, and who broke the glass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CaseRestricted:
    """From here the case is there for these *people* and the holders of these *roles* alone. The glass is whole."""

    people: tuple[str, ...]
    roles: tuple[str, ...]
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RestrictionLifted:
    """The case is there again for all whom its workflow lets see it."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GlassBroken:
    """Whoever took this step is let in *until* then, for a *reason*, although nobody named them."""

    until: datetime
    reason: str = field(repr=False)


RestrictingEvent: TypeAlias = CaseRestricted | RestrictionLifted | GlassBroken
