"""Restricting cases, lifting that, and breaking the glass: each is a step, and the last is a look and an alert too."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.commands import BreakGlass, RestrictCase
from engine.cases.decide import decide
from engine.cases.decide.restricting import BREAK_GLASS, MOST_NAMED, RESTRICT, WHY_BROKEN
from engine.cases.door import is_name
from engine.cases.restriction import as_of
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.looking import looking
from engine.service.people import known_people
from engine.service.ports import NobodyKnown
from engine.service.register import Outcome, Register, raise_at_the_door, raise_if_declined
from engine.store.cases import find_case_called
from engine.store.transaction import Gateway, Transaction


def restrict(register: Register, tx: Transaction, case: Case | str, command: RestrictCase, seen: int) -> Outcome:
    """Restrict a case, or lift that; see `Cases.restrict` and `Cases.lift_restriction`."""
    current, definition, _ = register.held_as_seen(tx, case, command.by, seen)
    made = raise_if_declined(decide(definition, CaseFile(current), command, register.now()))
    return register.save(tx, definition, made, command.by)


def named_once(register: Register, people: Iterable[str]) -> tuple[str, ...]:
    """Return *people*, each once. Raises Refused for whoever the host does not know, where it knows anybody."""
    named = tuple(dict.fromkeys(people))
    raise_at_the_door({}, register.language, people=named[: MOST_NAMED + 1])
    if isinstance(register.engine.ports.people, NobodyKnown) or len(named) > MOST_NAMED:
        return named
    known = known_people(register, named)
    if any(one not in known for one in named):
        text = say(register.language, "Somebody who is named here is not known. Name people by their ids.")
        raise Refused((Reason("unknown_person", text, RESTRICT),))
    return named


def break_glass(register: Register, gateway: Gateway, case: Case | str, command: BreakGlass) -> Outcome:
    """Let somebody in to a restricted case for a while; see `Cases.break_glass`."""
    if not (command.reason or "").strip():
        # Before anything is looked up: whoever says nothing learns nothing.
        raise Refused((Reason("reason", WHY_BROKEN.said(register.language), BREAK_GLASS),))
    with looking(register, gateway, BREAK_GLASS, writing=True) as (looked, tx):
        return _broken(looked, tx, _called(tx, looked.council, case), command)


def _called(tx: Transaction, council: str, case: Case | str) -> Case | str:
    """Return the id of a case that is named by its reference; what can be none is not looked for."""
    if isinstance(case, Case) or not is_name(case):
        return case
    return find_case_called(tx, council, case) or case


def _broken(register: Register, tx: Transaction, case: Case | str, command: BreakGlass) -> Outcome:
    current, definition = register.held_behind(tx, case, command.by)
    made = decide(definition, CaseFile(current), command, register.now())
    try:
        accepted = raise_if_declined(made)
    except NotFound:
        raise register.not_found(current, command.by) from None
    outcome = register.save(tx, definition, accepted, command.by)
    register.saw(as_of(outcome.case, register.now()), command.by)
    return outcome
