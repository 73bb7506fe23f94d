"""Merging two cases that turn out to be one, and splitting one that turns out to be two.

Only the case that is merged or split is held. Merges and splits of a council wait for each other, so that no two cases
can be merged into each other at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.cases.commands import MergeCase, SplitCase
from engine.cases.compiled import Definition
from engine.cases.decide import decide
from engine.cases.links import LinkRows
from engine.cases.snapshot import CaseFile, Picked
from engine.cases.state import Case
from engine.service.register import Outcome, Register, raise_if_declined
from engine.service.shadows import unknown_handles
from engine.store.links import hold_ends, read_links
from engine.store.references import next_number
from engine.store.transaction import Transaction

_TURN = "merges"


def merge(
    register: Register, tx: Transaction, case: Case | str, into: Case | str, command: MergeCase, seen: int
) -> Outcome:
    """End *case* as the same as *into*; see `Cases.merge`."""
    next_number(tx, register.council, _TURN)
    current, definition, drafts = register.held_as_seen(tx, case, command.by, seen)
    other, _ = register.seen(tx, into, command.by)
    now = register.now()
    file = register.desk(tx, definition, current, command.by, now, drafts).bare()
    file = with_ends(tx, definition, file, other.id)
    made = raise_if_declined(decide(definition, replace(file, picked=Picked(other)), command, now))
    return register.save(tx, definition, made, command.by)


def split(register: Register, tx: Transaction, case: Case | str, command: SplitCase, seen: int) -> Outcome:
    """Open a case for part of *case*; see `Cases.split`."""
    next_number(tx, register.council, _TURN)
    current, definition, drafts = register.held_as_seen(tx, case, command.by, seen)
    command = replace(command, kind=command.kind or current.subject_kind)
    # What this person may not know of is no link of theirs to give away: it is named as if it were not there.
    shut = unknown_handles(tx, current, register.lets_in(definition, command.by))
    command = replace(command, links=tuple("" if one in shut else one for one in command.links))
    now = register.now()
    file = register.desk(tx, definition, current, command.by, now, drafts).bare()
    made = raise_if_declined(decide(definition, with_ends(tx, definition, file), command, now))
    return register.save(tx, definition, made, command.by)


def with_ends(tx: Transaction, definition: Definition, file: CaseFile, into: str = "") -> CaseFile:
    """Return *file* with all links of its case, and with those of the case that they go *into*."""
    case = file.case
    names = tuple(definition.workflows[case.workflow].links)
    mine = _rows(tx, case.council, case.id, names)
    # What conditions read of a link is known already, and a link that they do not read has nothing to be known.
    known = file.links or {}
    if into:
        single = [name for name, link in definition.workflows[case.workflow].links.items() if not link.definition.many]
        hold_ends(tx, case.council, [(into, name) for name in single if mine[name]])
    theirs = _rows(tx, case.council, into, names) if into else None
    return replace(file, links={**mine, **known}, theirs=theirs)


def _rows(tx: Transaction, council: str, case: str, names: Iterable[str]) -> LinkRows:
    rows = read_links(tx, council, case)
    return {name: [one for one in rows if one.link == name] for name in names}
