"""What is noted while somebody looks: which cases they are shown, and which they asked for and may not see."""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import Actor
from engine.cases.state import Case
from engine.store.looks import Look

_LONGEST_THING = 200


class Noted:
    """The cases that one call came upon, each once, with whoever looked."""

    def __init__(self, surface: str, thing: str = "") -> None:
        self.surface, self.thing = surface, thing[:_LONGEST_THING]
        self._cases: dict[str, tuple[str, Actor, bool]] = {}
        self._in_vain: dict[str, Actor] = {}

    def saw(self, case: str, release: str, by: Actor, *, glass: bool = False) -> None:
        """Note that *by* is shown something of a case pinned to *release*; *glass*: as they broke it."""
        self._cases[case] = (release, by, glass)

    def asked_in_vain(self, case: Case | None, by: Actor) -> None:
        """Note that *by* asked for a case that they may not see, or that is not there."""
        self._in_vain["" if case is None else case.id] = by

    def looks(self, at: datetime) -> list[Look]:
        """Return what was shown, to be kept."""
        return [
            Look(name, by.id, by.on_behalf_of, by.reason, at, self.surface, self.thing, release, glass=glass)
            for name, (release, by, glass) in self._cases.items()
        ]

    def in_vain(self, at: datetime) -> list[Look]:
        """Return what was asked for where no answer was given, and at which cases; not at what of them.

        That may be anything that somebody typed.
        """
        people = {**self._in_vain, **{name: by for name, (_, by, _) in self._cases.items()}}
        return [
            Look(name, by.id, by.on_behalf_of, by.reason, at, self.surface, "", "", refused=True)
            for name, by in people.items()
        ]
