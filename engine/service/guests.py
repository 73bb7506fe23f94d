"""Somebody of an outside agency, without an account: one task, by a link that is signed, runs out and is used once.

Whatever is wrong with a link looks the same: it is not there. What a link lets somebody do stands in the database, and
the signature only keeps ids of the database from being links.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine.cases.access import Actor
from engine.cases.commands import CompleteTask, InviteGuest
from engine.cases.compiled import CompiledAction, CompiledField, CompiledForm, Definition
from engine.cases.decide import decide
from engine.cases.decide.completing import completing, who_may_not_complete
from engine.cases.door import as_given, is_name
from engine.cases.events import GuestInvited
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.cases.views import FormView
from engine.errors import EngineError, NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.facts import write_back
from engine.service.files import keep, question_for_files, taken
from engine.service.looking import looking
from engine.service.papers import to_fill
from engine.service.register import Outcome, Register, raise_at_the_door, raise_if_declined
from engine.service.sending import SentView, sent_with
from engine.service.vouching import Voucher
from engine.store.cases import StoredDraft, delete_draft, read_case, read_case_and_drafts
from engine.store.files import StoredFile, read_files
from engine.store.invitations import Invitation, insert_invitation, read_invitation, use_invitation
from engine.store.transaction import Gateway, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine

LONGEST = timedelta(days=90)
"""A link that lasts longer would outlive what anybody remembers of it."""
MOST_FILES = 40
"""Files that somebody without an account can send with one link, also those that they then leave out."""
_LONGEST_TOKEN = 200
_SHORTEST_KEY = 32


class NoLinkKey(EngineError):
    """The host's turn: links for guests are signed, and the engine was given no key, or one that can be guessed."""

    def __init__(self) -> None:
        super().__init__(f"Links need a secret key of at least {_SHORTEST_KEY} bytes. Give one: Ports(link_key=...).")


@dataclass(frozen=True, slots=True)
class Invited:
    """What came of inviting somebody: the token for their link, said once and kept nowhere, and when it runs out."""

    token: str = field(repr=False)
    expires: datetime
    outcome: Outcome


def invite(
    register: Register, gateway: Gateway, case: Case | str, command: InviteGuest, seen: int, valid_for: timedelta
) -> Invited:
    """Ask somebody to do a task by a link; see `Cases.invite`."""
    key = _key(register.engine)
    raise_at_the_door({}, register.language, words=(command.to,))
    now, made_id = register.now(), register.engine.ports.ids.new()
    expires = now + max(timedelta(), min(valid_for, LONGEST))
    with gateway.write() as tx:
        current, definition, _ = register.held_as_seen(tx, case, command.by, seen)
        asked = InviteGuest(command.task, command.by, command.to, expires)
        made = raise_if_declined(decide(definition, CaseFile(current), asked, now))
        role = next(event.role for event in made.step.events if isinstance(event, GuestInvited))
        outcome = register.save(tx, definition, made, command.by)
        one = Invitation(made_id, current.id, command.task, role, expires)
        insert_invitation(tx, register.council, one, command.by.id, now)
    return Invited(_token(key, register.council, made_id), expires, outcome)


class Guest:
    """Whoever holds a link: the form of one task with its files, what was sent with it, and one answer. Nothing else.

    Every method raises NotFound for a link that is not ours, has run out or was used, and for a task that is done.
    """

    def __init__(self, engine: Engine, gateway: Gateway, token: str) -> None:
        self._register, self._gateway, self._token = Register(engine), gateway, token

    def form(self) -> FormView | None:
        """Return the form to fill, with what is known copied in; nothing where the task is only to be ticked off."""
        with looking(self._register, self._gateway, "guest form") as (register, tx):
            link = self._asked(tx)
            register.saw(link.case, link.by)
            if link.action.definition.form is None:
                return None
            desk = self._register.desk(tx, link.definition, link.case, link.by, self._register.now())
            return to_fill(desk, link.definition.forms[link.action.definition.form], link.action)

    def sent(self) -> tuple[SentView, ...]:
        """Return what was sent with the task."""
        with looking(self._register, self._gateway, "guest sent") as (register, tx):
            link = self._asked(tx)
            return sent_with(register, tx, link.case, link.invitation.task, link.by)

    def upload(self, field: str, name: str, content: bytes) -> Answers:
        """Keep a file for a question of the task's form (`evidence`; inside rows `visits.photo`); see `Cases.upload`.

        Returns what is known of it, `{id, name, type, bytes, sha256}`, for `submit` to name. Raises Refused, with
        nothing kept, for what the form does not ask of them, and for more files than one link can send.
        """
        with looking(self._register, self._gateway, "guest upload") as (register, tx):
            link = self._asked(tx)
            register.saw(link.case, link.by)
            form, question = self._takes(tx, link, field)
        file = taken(self._register, question, f"{form}.{field}", name, content, link.by)
        with self._gateway.write() as tx:
            link = self._asked(tx, hold=True)
            self._takes(tx, link, field)
            keep(self._register, tx, link.case, file, content)
        return file.facts.as_json()

    def _takes(self, tx: Transaction, link: _Link, field: str) -> tuple[str, CompiledField]:
        """Return the form of the task and its question *field*, which takes one more file; raise Refused."""
        definition, form = link.definition, link.action.definition.form
        if form is None:
            text = say(definition.language, '"{action}" asks no questions.', action=link.action.definition.title)
            raise Refused((Reason("no_form", text),))
        question = question_for_files(definition, link.case, frozenset((link.action.id,)), form, field, link.by)
        if len(self._sent_by(tx, link)) >= MOST_FILES:
            text = say(definition.language, "No more than {most} files can be sent with one link.", most=MOST_FILES)
            raise Refused((Reason("too_many", text, f"{form}.{field}"),))
        return form, question

    def _sent_by(self, tx: Transaction, link: _Link) -> dict[str, StoredFile]:
        """Return the files that were sent with this link."""
        files = read_files(tx, self._register.council, link.case.id)
        return {name: one for name, one in files.items() if one.by == link.by.id}

    def submit(self, answers: Answers | None = None, *, passed: Mapping[str, str] | None = None) -> None:
        """Complete the task. Raises Refused for what is wrong with the answers; then nothing is kept or used up."""
        went_past = dict(passed or {})
        raise_at_the_door(answers or {}, self._register.language, words=went_past.values())
        now = self._register.now()
        with self._gateway.write() as tx:
            link = self._asked(tx, hold=True)
            desk = self._register.desk(tx, link.definition, link.case, link.by, now, link.drafts)
            file, draft = desk.file_for(link.action)
            given = as_given(answers or {})
            form = link.action.definition.form
            sent = given if form is None else self._vouched(tx, link, link.definition.forms[form], given, draft, now)
            task, ids = link.invitation.task, self._register.engine.ports.ids
            command = CompleteTask(task, link.by, ids.new(), sent, passed=went_past)
            made = raise_if_declined(decide(link.definition, file, command, now))
            # The link is used up before anything is kept, so that of two at once one finds it gone.
            if not use_invitation(tx, self._register.council, link.invitation.id, now):
                raise NotFound
            self._register.save(tx, link.definition, made)
            write_back(tx, made)
            if draft is not None and form is not None:
                delete_draft(tx, self._register.council, link.case.id, form, task)

    def _vouched(
        self,
        tx: Transaction,
        link: _Link,
        form: CompiledForm,
        given: Answers,
        draft: StoredDraft | None,
        now: datetime,
    ) -> Answers:
        """Return *given* with its files as the engine knows them: those of this link, or that the draft has already."""
        if not form.vouched & given.keys():
            return given
        there = set(_named(draft.answers)) if draft is not None else set()
        files = read_files(tx, self._register.council, link.case.id)
        own = {name: one for name, one in files.items() if one.by == link.by.id or name in there}
        return Voucher(link.by.id, now, own).vouched(form, given)

    def _asked(self, tx: Transaction, *, hold: bool = False) -> _Link:
        """Return what this link is for, if it is good. Whatever is wrong with it, it is not there."""
        engine, council = self._register.engine, self._register.council
        found = read_invitation(tx, council, _id_in(_key(engine), council, self._token))
        if found is None or found.used or found.expires <= self._register.now():
            raise NotFound
        case, drafts = _read(tx, council, found.case, hold=hold)
        definition = engine.release(tx, case.release)
        by = Actor(f"guest-{found.id}"[:64], roles=[found.role])
        action = completing(definition, case, found.task)
        flow = definition.workflows[case.workflow]
        if action is None or who_may_not_complete(definition, flow, case, found.task, by) is not None:
            raise NotFound
        return _Link(found, case, definition, by, action, drafts)


@dataclass(frozen=True, slots=True)
class _Link:
    """A good link, and all that it leads to."""

    invitation: Invitation
    case: Case
    definition: Definition
    by: Actor
    action: CompiledAction
    drafts: Mapping[str, StoredDraft] | None


def _named(given: Json) -> Iterator[str]:
    """Yield whatever may be the id of a file in *given*."""
    if isinstance(given, Mapping):
        yield str(given.get("id", ""))
        given = list(given.values())
    for one in given if isinstance(given, list | tuple) else ():
        yield from _named(one)


def _read(tx: Transaction, council: str, case: str, *, hold: bool) -> tuple[Case, Mapping[str, StoredDraft] | None]:
    found = read_case_and_drafts(tx, council, case) if hold else (read_case(tx, council, case), None)
    if found is None or found[0] is None:
        raise NotFound
    return found[0], found[1]


def _key(engine: Engine) -> bytes:
    key = engine.ports.link_key
    if key is None or len(key) < _SHORTEST_KEY:
        raise NoLinkKey
    return key


def _token(key: bytes, council: str, invitation: str) -> str:
    return f"{invitation}.{_signature(key, council, invitation)}"


def _signature(key: bytes, council: str, invitation: str) -> str:
    said = f"casepath-guest-1\n{council}\n{invitation}".encode()
    return base64.urlsafe_b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode().rstrip("=")


def _id_in(key: bytes, council: str, token: object) -> str:
    """Return the invitation that *token* was signed for; raise NotFound for any other text, taking as long for each."""
    if not isinstance(token, str) or len(token) > _LONGEST_TOKEN or not token.isascii():
        raise NotFound
    invitation, _, signature = token.partition(".")
    is_ours = hmac.compare_digest(_signature(key, council, invitation).encode(), signature.encode())
    if not is_ours or not is_name(invitation):
        raise NotFound
    return invitation
