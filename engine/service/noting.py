"""What is noted while somebody looks: which cases they are shown, and which they asked for and may not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.cases.access import Actor
from engine.cases.state import Case
from engine.store.looks import Look

_LONGEST_THING = 200


class Noted:
    """The cases that one call came upon, each once for whoever looked."""

    def __init__(self, surface: str, thing: str = "") -> None:
        self.surface, self.thing = surface, thing[:_LONGEST_THING]
        self._cases: dict[tuple[str, bool], tuple[Case, Actor]] = {}

    def saw(self, case: Case, by: Actor) -> None:
        """Note that *by* is shown something of *case*."""
        self._cases[case.id, False] = (case, by)

    def was_refused(self, case: Case, by: Actor) -> None:
        """Note that *by* asked for *case* and may not see it."""
        self._cases[case.id, True] = (case, by)

    def looks(self, at: datetime, *, refused: bool = False) -> Iterator[Look]:
        """Yield what was noted, to be kept; all of it as *refused* where no answer was given.

        What was asked for in vain is not kept: it may be anything that somebody typed.
        """
        for (case_id, not_shown), (case, by) in self._cases.items():
            who = (case_id, by.id, by.on_behalf_of, by.reason)
            in_vain = refused or not_shown
            yield Look(*who, at, self.surface, "" if in_vain else self.thing, case.release, in_vain)
