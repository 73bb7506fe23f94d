"""Giving a command again: with the same key it is done once, and whoever gives it again gets the same answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.cases.access import Actor
from engine.cases.door import is_name
from engine.cases.evolve import fold
from engine.cases.state import Case
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.noting import Noted
from engine.service.register import Outcome, Register
from engine.service.shadows import as_known, of_the_known
from engine.store.cases import read_steps
from engine.store.looks import write_looks
from engine.store.retries import answer, claim
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Retry:
    """A command with its *key*. *said* is a hash of all that it says, so that nothing of it is kept here."""

    by: Actor
    key: str
    said: str
    command: str


def retry(register: Register, by: Actor, key: str | None, command: str, *said: object) -> Retry | None:
    """Return a command as it is known by its key, nothing where it has none. Raises Refused for what is no key."""
    if key is None:
        return None
    if not is_name(key):
        text = say(register.language, "A key is 1 to 64 letters, digits and signs.")
        raise Refused((Reason("key", text),))
    whole = [command, by.on_behalf_of, *map(_plain, said)]
    text = json.dumps(whole, ensure_ascii=True, sort_keys=True, default=str)
    return Retry(by, key, hashlib.sha256(text.encode()).hexdigest(), command)


def _plain(one: object) -> object:
    """Return what a command says without what may change between one time and the next: a case is its id."""
    if isinstance(one, Case):
        return one.id
    return {name: _plain(value) for name, value in one.items()} if isinstance(one, Mapping) else one


def once(
    register: Register,
    tx: Transaction,
    given: Retry | None,
    do: Callable[[], Outcome],
    *,
    for_outsiders: Callable[[Outcome], Outcome] | None = None,
) -> Outcome:
    """Do a command, or return what it came to if it was done before under its key, as the case was then.

    Raises Refused for a key that was given with another command, and NotFound where the person may not see the case
    any more: rights are looked at again each time. *for_outsiders* is what may be said of the outcome to somebody who
    does not see the case but has a task on it.
    """
    if given is None:
        return do()
    council, person = register.council, given.by.id
    before = claim(tx, council, person, given.key, given.said, register.now())
    if before is None:
        outcome = do()
        case = outcome.case
        answer(tx, council, person, given.key, said=given.said, case=case.id, version=case.version, at=register.now())
        return outcome
    if before.said != given.said:
        text = say(register.language, "This key was given with another command. Give each command a key of its own.")
        raise Refused((Reason("key_reused", text),))
    current, definition = register.known(tx, before.case, given.by)
    noted = Noted(given.command)
    glass = current.restriction is not None and current.restriction.is_broken_by(given.by.id)
    noted.saw(current.id, current.release, given.by, glass=glass)  # the step that is on record was another moment's
    write_looks(tx, council, noted.looks(register.now()))
    steps = read_steps(tx, council, before.case)[: before.version]
    lets_in = register.lets_in(definition, given.by)
    (last,) = of_the_known(tx, steps[-1:], lets_in)
    outcome = Outcome(as_known(tx, fold(steps), lets_in), last.events)
    if register.sees(definition, current, given.by):
        return outcome
    if for_outsiders is None:
        raise NotFound
    return for_outsiders(outcome)
