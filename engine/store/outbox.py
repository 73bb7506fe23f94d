"""Messages to linked cases: written with the step that sends them, delivered later, each in its own transaction.

A message is marked as delivered in the transaction that takes it into the other case: it arrives at least once, and
does its work once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.cases.events import CaseLinked, CaseMerged, CaseSplit, LinkMoved, MessageSent, Step
from engine.store import tables as t
from engine.store.links import OTHER, OTHER_LINK
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_KEY = ("case_id", "version", "message", "to_id", "to_link")
_INSERT = Statement("insert messages", t.outbox.insert())
_SEND = Statement(
    "send messages",
    t.outbox.insert().from_select(
        ["council", "case_id", "version", "message", "to_id", "to_link", "at", "due_at", "tries"],
        sa.select(
            t.link.c.council,
            sa.cast(sa.bindparam("key_case"), sa.String(64)),
            sa.cast(sa.bindparam("key_version"), sa.Integer),
            sa.cast(sa.bindparam("key_message"), sa.String(64)),
            OTHER,
            OTHER_LINK,
            sa.cast(sa.bindparam("key_at"), t.Instant),
            sa.cast(sa.bindparam("key_at"), t.Instant),
            sa.literal_column("0"),
        ).where(
            t.link.c.council == sa.bindparam("key_council"),
            sa.or_(
                sa.and_(t.link.c.case_id == sa.bindparam("key_case"), t.link.c.link == sa.bindparam("key_link")),
                sa.and_(t.link.c.other_id == sa.bindparam("key_case"), t.link.c.other_link == sa.bindparam("key_link")),
            ),
        ),
    ),
)
_DUE = Statement(
    "find messages to deliver",
    sa.select(t.outbox)
    .where(
        t.outbox.c.council == sa.bindparam("key_council"),
        t.outbox.c.delivered_at.is_(None),
        t.outbox.c.due_at <= sa.bindparam("until"),
    )
    .order_by(t.outbox.c.at, t.outbox.c.case_id, t.outbox.c.version, t.outbox.c.message)
    .limit(sa.bindparam("most")),
)
_OF_MESSAGE = (
    t.outbox.c.council == sa.bindparam("key_council"),
    *(t.outbox.c[name] == sa.bindparam(f"key_{name}") for name in _KEY),
    t.outbox.c.delivered_at.is_(None),
)
_DELIVERED = Statement(
    "mark message delivered", t.outbox.update().where(*_OF_MESSAGE).values(delivered_at=sa.bindparam("new_at"))
)
_PUT_OFF = Statement(
    "put message off",
    t.outbox.update().where(*_OF_MESSAGE).values(due_at=sa.bindparam("new_due"), tries=t.outbox.c.tries + 1),
)


MOVED = ":moved"
"""News of links that moved: along a link, to whom it leads; without one, to the case that they went to."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message from a case to another, along *to_link* as that one sees it; without a name: that they are linked."""

    case: str
    version: int
    name: str
    to: str
    to_link: str
    tries: int


def write_messages(tx: Transaction, steps: Sequence[Step]) -> None:
    """Write what goes out with steps: to each case that they link the news of it, and messages along whole links.

    A case that a step opens knows already.
    """
    news = [one for step in steps for one in news_of(step)]
    if news:
        tx.write_many(_INSERT, news)
    sent = [_sent(step, one) for step in steps for one in step.events if isinstance(one, MessageSent)]
    if sent:
        tx.write_many(_SEND, sent)


def news_of(step: Step) -> list[dict[str, object]]:
    """Return the rows of the news that a step sends to other cases: that they are linked, and that links moved."""
    made = [_news(step, one) for one in step.events if isinstance(one, CaseLinked) and not one.opened]
    return made + _news_of_ends(step)


def _news(step: Step, made: CaseLinked) -> dict[str, object]:
    return _outgoing(step, "", made.other, made.back)


def _news_of_ends(step: Step) -> list[dict[str, object]]:
    """Return the news of links that moved, once to each end; a case that was split off knows already."""
    moved = [one for one in step.events if isinstance(one, LinkMoved)]
    split = any(isinstance(one, CaseSplit) for one in step.events)
    into = [one.into for one in step.events if isinstance(one, CaseMerged)]
    to = [*((one.other, one.back) for one in moved), *((one, "") for one in into)]
    to += [] if split else [(one.to, "") for one in moved]
    return [_outgoing(step, MOVED, *end) for end in dict.fromkeys(to)]


def _outgoing(step: Step, message: str, to: str, to_link: str) -> dict[str, object]:
    key = {"council": step.council, "case_id": step.case, "version": step.version, "message": message}
    end = {"to_id": to, "to_link": to_link}
    return {**key, **end, "at": step.at, "due_at": step.at, "tries": 0, "delivered_at": None}


def _sent(step: Step, one: MessageSent) -> dict[str, object]:
    key = {"key_council": step.council, "key_case": step.case, "key_version": step.version, "key_at": step.at}
    return {**key, "key_link": one.link, "key_message": one.message}


def due_messages(tx: Transaction, council: str, until: datetime, most: int) -> list[Message]:
    """Return at most *most* messages that are to be delivered, in the order in which they were sent."""
    return [_message(row) for row in tx.rows(_DUE, {"key_council": council, "until": until, "most": most})]


def _message(row: Row) -> Message:
    return Message(row["case_id"], row["version"], row["message"], row["to_id"], row["to_link"], row["tries"])


def mark_delivered(tx: Transaction, council: str, message: Message, at: datetime) -> bool:
    """Mark a message as delivered. False when somebody else has delivered it."""
    return tx.write(_DELIVERED, {**_key(council, message), "new_at": at}) == 1


def put_off(tx: Transaction, council: str, message: Message, until: datetime) -> None:
    """Try a message again at *until*, not before."""
    tx.write(_PUT_OFF, {**_key(council, message), "new_due": until})


def _key(council: str, message: Message) -> dict[str, object]:
    values = (message.case, message.version, message.name, message.to, message.to_link)
    return {"key_council": council, **{f"key_{name}": value for name, value in zip(_KEY, values, strict=True)}}
