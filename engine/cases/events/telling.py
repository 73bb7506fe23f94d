"""Who was told something: one event for each thing said, however many roles it is said to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class PeopleTold:
    """The holders of *roles* within reach of the case were told. *about* is the kind of thing, *id* which one.

    *about* is `deadline` or `breach` with a deadline's id, for instance. *urgent* asks for it to stand out.
    """

    roles: tuple[str, ...]
    about: str
    id: str
    urgent: bool = False


TellingEvent: TypeAlias = PeopleTold
