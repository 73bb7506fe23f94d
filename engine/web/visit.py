"""One visit to a page: who asks, in which language, for what; and what a page answers. All plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.cases.access import Actor
from engine.errors import EngineError, Reason, Refused
from engine.sentences.say import Part, say
from engine.service.cases import Cases
from engine.service.engine import Engine
from engine.service.worklist import Worklist
from engine.store.transaction import Database
from engine.web.sessions import Session, Sessions
from engine.web.signing_in import Names, SignIn
from engine.web.theme import Theme
from engine.web.wire import Sent

if TYPE_CHECKING:
    from starlette.routing import Router


_PLACE = re.compile(r"/[A-Za-z0-9_./-]*")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the pages run. *address* is the one that people type, which signing in elsewhere has to know.

    Whoever does nothing for *idle* signs in again, and everybody does after *longest*. *secure* keeps the session to
    HTTPS: off only on one's own machine. *most_bytes* is the largest form that is taken, files apart.
    """

    theme: Theme = field(default_factory=Theme)
    address: str = ""
    idle: timedelta = timedelta(hours=1)
    longest: timedelta = timedelta(hours=12)
    secure: bool = True
    most_bytes: int = 2_000_000
    merged_by: frozenset[str] = frozenset()
    """The roles that may say that two records are of one subject; where none is named, nobody does it at the pages."""
    contact: str = ""
    """Whom to tell that a page cannot be used, for the accessibility statement: words, no address is made of them."""


@dataclass(frozen=True, slots=True)
class Site:
    """What all visits share. *engines* are one for each language of the pages, the first being the usual one."""

    engines: Mapping[str, Engine]
    database: Database
    sessions: Sessions
    sign_in: SignIn
    names: Names
    settings: Settings
    router: Router

    @property
    def language(self) -> str:
        return next(iter(self.engines))


class Absent(EngineError):
    """The user's turn: nobody is signed in, or not any more."""


@dataclass(frozen=True)
class Visit:
    """One request, by one person. *root* is where the pages are mounted, and *path* what was asked for below it."""

    # No slots: who acts and their names are worked out once, when they are first asked for.

    site: Site
    path: str
    root: str
    method: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    session: Session | None
    sent: Sent

    @property
    def language(self) -> str:
        wanted = self.session.language if self.session is not None else ""
        return wanted if wanted in self.site.engines else self.site.language

    @property
    def engine(self) -> Engine:
        return self.site.engines[self.language]

    @cached_property
    def by(self) -> Actor:
        """Return who acts. Raises Absent where nobody is signed in, or the host does not know them any more."""
        person = self.session.person if self.session is not None else None
        if person is None:
            raise Absent
        if person.roles is not None:
            return Actor(person.id, person.roles, person.teams)
        try:
            return self.engine.actor(person.id)
        except Refused as refusal:
            raise Absent from refusal

    @property
    def cases(self) -> Cases:
        return self.engine.cases(self.site.database)

    @property
    def worklist(self) -> Worklist:
        return self.engine.worklist(self.site.database)

    @property
    def now(self) -> datetime:
        return self.engine.ports.clock.now()

    def local(self, moment: datetime) -> datetime:
        """Return a moment as clocks show it where the council is."""
        return moment.astimezone(self.engine.definition.zone)

    def url(self, name: str, /, **params: str) -> str:
        """Return the address of a page, below wherever the pages are mounted."""
        return f"{self.root}{self.site.router.url_path_for(name, **params)}"

    def called(self, people: Sequence[str]) -> Mapping[str, str]:
        """Return what people are called, each by their id; whoever has no name here is called by that."""
        wanted = list(dict.fromkeys(people))
        known = self.site.names.names(wanted) if wanted else {}
        return {one: known.get(one, one) for one in wanted}

    def key(self) -> str:
        """Return what a form carries so that it is done once, however often it is sent."""
        return self.engine.ports.ids.new()


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be shown: its file among the templates, and what it is about. *session* begins with it."""

    file: str
    about: Mapping[str, object] = field(default_factory=dict, repr=False)
    status: int = 200
    session: Session | None = None


@dataclass(frozen=True, slots=True)
class GoTo:
    """Where the browser is sent next. *session* begins there, and without one *ends* ends the present one."""

    url: str
    session: Session | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """Something that is no page: a picture, a style sheet, a file to be saved."""

    content: bytes = field(repr=False)
    media_type: str
    save_as: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


Answer: TypeAlias = "Page | GoTo | Served"


@dataclass(frozen=True, slots=True)
class Door:
    """One address, and what answers there. *is_open* lets in whoever is not signed in, *files* takes files.

    *keeps* answers where a form was sent by whose session has ended: what was typed is to be lost to nobody.
    """

    path: str
    name: str
    answers: Callable[[Visit], Answer]
    method: Literal["GET", "POST"] = "GET"
    is_open: bool = False
    most_bytes: int | None = None
    files: bool = False
    keeps: Callable[[Visit], Answer | None] | None = None


def own_place(text: str) -> str:
    """Return a place on our own pages, to go on to after something else; nothing for any other, or one with a query."""
    ours = len(text) <= 500 and _PLACE.fullmatch(text) is not None and not text.startswith("//")
    return text if ours else ""


def seen_version(visit: Visit) -> int:
    """Return the version of the case that a form was made from; 0, which no case has, where it does not say."""
    text = visit.sent.get("seen")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def refused(visit: Visit, code: str, template: str, path: str = "", **parts: Part) -> Refused:
    """Return the refusal of a page itself, in the reader's language."""
    return Refused((Reason(code, say(visit.language, template, **parts), path),))
