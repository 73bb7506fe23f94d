"""Signing in, behind a port: who somebody is, the host says. The pages keep the session and never a password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from engine.errors import EngineError


class NotSignedIn(EngineError):
    """The user's turn: signing in did not work, and they begin again. It says nothing of why to anybody outside."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in. *name* is what colleagues are shown.

    With *roles* the sign-in vouches for them, and they hold as long as the session; with none, the `people` port of the
    engine is asked at each page, so that whoever leaves is out at once.
    """

    id: str
    name: str = ""
    roles: tuple[str, ...] | None = None
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to sign in that a person can choose on the page."""

    id: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Where to send the browser for signing in, and what has to be known when it is back."""

    url: str
    kept: Mapping[str, str] = field(repr=False)


Begun: TypeAlias = "Away | Person"


class SignIn(Protocol):
    """A way to find out who somebody is. Each call may take its time: no transaction is open meanwhile."""

    @property
    def is_demo(self) -> bool:
        """Whether anybody may be anyone: every page then says that its people are fictional."""

    @property
    def leads_away(self) -> bool:
        """Whether the browser is sent elsewhere to sign in."""

    def choices(self) -> Sequence[Choice]:
        """Return what can be chosen to begin with: one way, or the people of a demonstration."""

    def begin(self, choice: str, back: str) -> Begun:
        """Begin, for what was chosen; *back* is the address to which the browser returns. Raises NotSignedIn."""

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str], back: str) -> Person:
        """Return who came *back*, by what the address says (*answer*) and what was *kept*. Raises NotSignedIn."""


class Names(Protocol):
    """What people are called by their colleagues."""

    def names(self, people: Sequence[str]) -> Mapping[str, str]:
        """Return the name of each person, in one go; whoever is not known is left out and shown by their id."""


class NoNames:
    """A host that says nothing: people are shown by their ids."""

    def names(self, people: Sequence[str]) -> Mapping[str, str]:
        return {}
