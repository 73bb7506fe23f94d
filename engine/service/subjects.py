"""Two records of the host that turned out to be of one child: cases and facts follow, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.cases.access import Actor
from engine.cases.commands import MoveSubject
from engine.cases.decide import decide
from engine.cases.state import Case
from engine.cases.values import Answers, is_reference
from engine.errors import Reason, Refused
from engine.sentences.say import say
from engine.service.facts import write_back
from engine.service.register import Outcome, Register, raise_if_declined
from engine.store.cases import find_cases_about, read_case_and_drafts
from engine.store.keeping import move_holds
from engine.store.references import next_number
from engine.store.subjects import merge_facts, move_case
from engine.store.transaction import Transaction

_TURN = "merges"


@dataclass(frozen=True, slots=True)
class Merged:
    """What followed when two records became one: the step of each case that moved, and the facts that came over.

    In *differing* the records said different things: what the one that stays says counts, and the other is proposed.
    """

    cases: tuple[Outcome, ...]
    facts: tuple[str, ...]
    differing: tuple[str, ...]


def subject_merged(register: Register, tx: Transaction, kind: str, old: str, new: str, by: Actor) -> Merged:
    """Let all that is about *old* be about *new*; see `Cases.subject_merged`."""
    if kind not in register.engine.definition.subjects or not (is_reference(old) and is_reference(new)):
        text = say(register.language, "Name the subject by a reference of letters, digits and dashes.")
        raise Refused((Reason("wrong_subject", text),))
    if old == new:
        return Merged((), (), ())
    next_number(tx, register.council, _TURN)  # one after another, so that no two go round in a ring
    facts, differing = merge_facts(tx, register.council, kind, old, new)
    move_holds(tx, register.council, kind, old, new)
    cases = find_cases_about(tx, register.council, kind, old)
    asks = _asks(cases)
    moved = tuple(_moved(register, tx, one, new, by, differing if one.id == asks else {}) for one in cases)
    return Merged(moved, facts, tuple(differing))


def _asks(cases: Sequence[Case]) -> str:
    """Return the case on which somebody is asked about what differs: the last that is open, or else the last."""
    still_open = [one for one in cases if one.ended_at is None]
    return next((one.id for one in reversed(still_open or cases)), "")


def _moved(register: Register, tx: Transaction, one: Case, new: str, by: Actor, differing: Answers) -> Outcome:
    held = read_case_and_drafts(tx, register.council, one.id)
    assert held is not None  # cases are never taken out
    case, definition, now = held[0], register.engine.release(tx, held[0].release), register.now()
    # What conditions read of the subject is what is known once its records are one.
    file = register.desk(tx, definition, replace(case, subject=new), by, now).bare()
    command = MoveSubject(new, by, differing)
    made = raise_if_declined(decide(definition, replace(file, case=case), command, now))
    outcome = register.save(tx, definition, made)
    move_case(tx, made.case)
    write_back(tx, made)
    return outcome
