"""Delivering messages between linked cases: each in a transaction of its own, on the one case that it is for.

A message arrives at least once and does its work once, however many deliver at the same time. One that cannot be
delivered waits, longer each time, and never stands in the way of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.cases.commands import HearMessage, HearNews
from engine.cases.decide import decide
from engine.cases.decide.firing import TIME
from engine.cases.decide.merging import news_for
from engine.errors import EngineError
from engine.service.merging import with_ends
from engine.service.register import Register, raise_if_declined
from engine.store.cases import read_case_and_drafts, read_step
from engine.store.encryption import KeysLost
from engine.store.outbox import MOVED, Message, due_messages, mark_delivered, put_off
from engine.store.transaction import Gateway, Joined, Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine

_BATCH = 100
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


def deliver_due(engine: Engine, gateway: Gateway, *, limit: int = 1_000) -> int:
    """Deliver the messages that wait, and those that these bring about, at most *limit*; return how many arrived.

    A fault of ours over one of them is raised once the others have had their turn: it neither hides nor holds them up.
    """
    arrived, faults = 0, list[Exception]()
    for one in _waiting(engine, gateway, limit):
        try:
            arrived += _delivered(engine, gateway, one)
        except KeysLost:
            raise  # nothing can be delivered to any case, and none of it is put off
        except Exception as fault:
            if isinstance(gateway, Joined):
                raise  # the transaction is the host's, and so is what becomes of it
            _put_off(engine, gateway, one)
            faults.append(fault)
    if faults:
        raise faults[0]
    return arrived


def _waiting(engine: Engine, gateway: Gateway, limit: int) -> Iterator[Message]:
    while limit > 0:
        with gateway.read() as tx:
            found = due_messages(tx, engine.council, engine.ports.clock.now(), min(limit, _BATCH))
        if not found:
            return
        limit -= len(found)
        yield from found


def _delivered(engine: Engine, gateway: Gateway, message: Message) -> bool:
    """Deliver one message, or put it off; whether it was we who delivered it."""
    try:
        with gateway.write() as tx:
            register, now = Register(engine), engine.ports.clock.now()
            held = read_case_and_drafts(tx, engine.council, message.to)
            if held is None:
                return mark_delivered(tx, engine.council, message, now)  # the case is gone, and this with it
            case, definition = held[0], engine.release(tx, held[0].release)
            file = register.desk(tx, definition, case, TIME, now).bare()
            if case.merged_into:
                file = with_ends(tx, definition, file, case.merged_into)
            command = _command(tx, engine.council, message)
            made = raise_if_declined(decide(definition, file, command, now))
            # Whoever holds the case is alone with its messages: nothing is written before it is known whose it is.
            if not mark_delivered(tx, engine.council, message, now):
                return False
            register.save(tx, definition, made)
        return True
    except KeysLost:
        raise
    except EngineError:
        _put_off(engine, gateway, message)
        return False


def _command(tx: Transaction, council: str, message: Message) -> HearMessage | HearNews:
    if message.name != MOVED:
        return HearMessage(message.to_link, message.name, message.case, TIME)
    # What there is to tell stands in the step that sent it: it is written once.
    step = read_step(tx, council, message.case, message.version)
    return HearNews(news_for(step, message.to, message.to_link))


def _put_off(engine: Engine, gateway: Gateway, message: Message) -> None:
    wait = min(_FIRST_WAIT * 2 ** min(message.tries, 10), _LONGEST_WAIT)
    with gateway.write() as tx:
        put_off(tx, engine.council, message, engine.ports.clock.now() + wait)
