"""Who was told something, or written to: one event for each thing said, however many roles it is said to."""

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


@dataclass(frozen=True, slots=True)
class LetterDrawn:
    """A letter was drawn up for *roles*, of the answers as they stood after this step.

    What it says is not kept: it is drawn again, of the same answers, for whoever reads it. So an answer that is erased
    is gone from the letters that quoted it.
    """

    letter: str
    roles: tuple[str, ...]


TellingEvent: TypeAlias = PeopleTold | LetterDrawn
