"""Recording who looks: nobody is given an answer before it is on record that they were.

In a database of ours the record is kept before the answer goes out: with the looking in one transaction, or where only
one can write at a time (SQLite) in a short one of its own after it. In the host's transaction it is part of that: the
host commits it, or nobody will know of the look.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from engine.cases.access import Actor, may
from engine.cases.state import Case
from engine.errors import EngineError, Reason, Refused
from engine.sentences.say import say
from engine.service.noting import Noted
from engine.service.register import Register
from engine.store.looks import Look, looks_at, not_kept, write_looks, write_refused
from engine.store.transaction import Gateway, Joined, Transaction


@contextmanager
def looking(
    register: Register, gateway: Gateway, surface: str, thing: str = "", *, writing: bool = False
) -> Iterator[tuple[Register, Transaction]]:
    """Open a transaction for a look through the call *surface* at *thing*, with a register that notes what is shown.

    What it came upon is recorded when the block ends; where a refusal ends it, as refused. Where the record cannot be
    kept, that error is raised in place of the answer. *writing*: the block writes, and the record goes with it.
    """
    noted, new = Noted(surface, thing), list[Look]()
    try:
        with gateway.write() if writing else _looking(gateway) as tx:
            yield replace(register, noted=noted), tx
            looks = noted.looks(register.now())
            if writing or gateway.records_at_once:
                write_looks(tx, register.council, looks)
            else:
                new = not_kept(tx, register.council, looks)  # a page that asks again every second writes nothing
    except EngineError:
        if in_vain := noted.in_vain(register.now()):
            with _writing(gateway) as tx:
                write_refused(tx, register.council, in_vain)
        raise
    if new:
        with _writing(gateway) as tx:
            write_looks(tx, register.council, new)


def _looking(gateway: Gateway) -> AbstractContextManager[Transaction]:
    """Open a transaction for a look, and for the record of it where that can be kept in it."""
    return _writing(gateway) if gateway.records_at_once else gateway.read()


def _writing(gateway: Gateway) -> AbstractContextManager[Transaction]:
    """Open a transaction of its own, or go on in the host's."""
    return gateway.read() if isinstance(gateway, Joined) else gateway.write()


def looks_on(register: Register, tx: Transaction, case: Case | str, by: Actor) -> tuple[Look, ...]:
    """Return who looked at a case; see `Cases.looks`."""
    current, definition = register.seen(tx, case, by)
    flow = definition.workflows[current.workflow]
    if not may(definition.roles.standing(by, current), "audit", flow.audited_by):
        language, roles = definition.language, definition.roles.named(sorted(flow.audited_by), definition.language)
        said = 'Who looked at cases of "{workflow}" is shown to: {roles}.'
        raise Refused(
            (Reason("not_allowed", say(language, said, workflow=flow.definition.title, roles=roles), flow.id),)
        )
    return tuple(looks_at(tx, register.council, current.id))
