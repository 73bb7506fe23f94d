"""Sessions: who is signed in, for how long, in which language. A token is in the browser alone; its hash finds the row.

Each sign-in has a session of its own, under a new token: whoever planted one in a browser before has nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from engine.service.ports import Clock, Ids
from engine.store.sessions import (
    StoredSession,
    change_session,
    end_session,
    insert_session,
    read_session,
    sweep_sessions,
    touch_session,
)
from engine.store.transaction import Gateway
from engine.web.signing_in import NotSignedIn, Person

_OFTEN = timedelta(minutes=1)
"""Between two times that it is kept that a session was used: a page that is looked at writes nothing."""
_TO_SIGN_IN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Session:
    """A session as a page knows it. *person* is nothing before somebody has signed in."""

    token: str = field(repr=False)
    row: StoredSession = field(repr=False)

    @property
    def person(self) -> Person | None:
        one = self.row
        return None if one.person is None else Person(one.person, one.name, one.roles, one.teams)

    @property
    def language(self) -> str:
        return self.row.language

    @property
    def form_token(self) -> str:
        """Return what every form of this session carries: nobody who does not have the session can know it."""
        return _hash(f"form {self.token}")

    def gave(self, form_token: str) -> bool:
        """Whether a form that was sent is one of this session's."""
        return compare_digest(self.form_token.encode(), form_token.encode(errors="replace"))


class Sessions:
    """The sessions of one council."""

    def __init__(
        self, gateway: Gateway, council: str, clock: Clock, ids: Ids, idle: timedelta, longest: timedelta
    ) -> None:
        self._gateway, self._council, self._clock, self._ids = gateway, council, clock, ids
        self._idle, self._longest = idle, longest

    def find(self, token: str) -> Session | None:
        """Return the session of a token, while it has not run out."""
        if not 0 < len(token) <= 200:
            return None
        now, hashed = self._clock.now(), _hash(token)
        with self._gateway.read() as tx:
            row = read_session(tx, self._council, hashed)
        if row is None or not self._lasts(row, now):
            return None
        if now - row.seen_at >= _OFTEN:
            with self._gateway.write() as tx:
                touch_session(tx, self._council, hashed, now)
        return Session(token, row)

    def _lasts(self, row: StoredSession, now: datetime) -> bool:
        if row.person is None:
            return now - row.began_at < _TO_SIGN_IN
        return now - row.seen_at < self._idle and now - row.began_at < self._longest

    def begin(self, language: str) -> Session:
        """Begin a session for somebody who is about to sign in."""
        return self._begun(StoredSession("", self._clock.now(), self._clock.now(), language))

    def sign_in(self, before: Session, person: Person) -> Session:
        """Begin the session of somebody who signed in; the one *before*, and its token, end. Raises NotSignedIn."""
        now = self._clock.now()
        name, teams = person.name[:200], person.teams
        new = StoredSession("", now, now, before.language, person.id, name, person.roles, teams)
        return self._begun(new, instead_of=before)

    def _begun(self, row: StoredSession, instead_of: Session | None = None) -> Session:
        token = f"{self._ids.new()}{self._ids.new()}"
        made, now = replace(row, token=_hash(token)), self._clock.now()
        with self._gateway.write() as tx:
            if instead_of is not None and not end_session(tx, self._council, instead_of.row.token):
                raise NotSignedIn  # it was used to sign in already, or ended
            sweep_sessions(
                tx, self._council, seen_before=now - max(self._idle, _TO_SIGN_IN), began_before=now - self._longest
            )
            insert_session(tx, self._council, made)
        return Session(token, made)

    def change(self, one: Session, *, language: str | None = None, kept: Mapping[str, str] | None = None) -> Session:
        """Return a session in another language, or with what signing in has to know later."""
        row = replace(one.row, language=language or one.language, kept=one.row.kept if kept is None else kept)
        with self._gateway.write() as tx:
            change_session(tx, self._council, row.token, row.language, row.kept)
        return Session(one.token, row)

    def end(self, one: Session) -> None:
        """Sign somebody out."""
        with self._gateway.write() as tx:
            end_session(tx, self._council, one.row.token)


def _hash(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
