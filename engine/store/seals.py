"""Which cases are to be sealed, and the seals that a council made, as rows. Only runners write here.

A case that moves is marked as not sealed by the step itself. What is sealed is found by that mark and never by its
time or id, so that a step which is committed late is not passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.store import tables as t
from engine.store.references import next_number
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_OF_COUNCIL = t.case.c.council == sa.bindparam("key_council")
_UNSEALED = Statement(
    "read unsealed cases",
    sa.select(t.case.c.id, t.case.c.version, t.case.c.head)
    .where(_OF_COUNCIL, t.case.c.sealed.is_(None), t.case.c.head.is_not(None))
    .limit(sa.bindparam("most", type_=sa.Integer))
    # A case that somebody is working on is sealed the next time: nobody waits for a seal.
    .with_for_update(skip_locked=True, key_share=True),
)
_MARK = Statement(
    "mark case sealed",
    t.case.update()
    .where(_OF_COUNCIL, t.case.c.id == sa.bindparam("key_case"), t.case.c.version == sa.bindparam("seen"))
    .values(sealed=sa.bindparam("new_sealed")),
)
_SEALED_BY = Statement(
    "read cases sealed by",
    sa.select(t.case.c.id, t.case.c.version).where(_OF_COUNCIL, t.case.c.sealed == sa.bindparam("number")),
)
_SEALED_AFTER = Statement(
    "read cases sealed after",
    sa.select(t.case.c.id, t.case.c.sealed)
    .where(_OF_COUNCIL, t.case.c.sealed > sa.bindparam("number"))
    .limit(sa.bindparam("most", type_=sa.Integer)),
)
_COUNCIL = t.seal.c.council == sa.bindparam("key_council")
_INSERT = Statement("insert seal", t.seal.insert())
_LAST = Statement(
    "read last seal",
    sa.select(t.seal.c.number, t.seal.c.at, t.seal.c.hash).where(_COUNCIL).order_by(t.seal.c.number.desc()).limit(1),
)
_HASH = Statement("read seal", sa.select(t.seal.c.hash).where(_COUNCIL, t.seal.c.number == sa.bindparam("number")))
_WAITING = Statement(
    "read seals to keep outside",
    sa.select(t.seal.c.number, t.seal.c.line).where(_COUNCIL, t.seal.c.line != "").order_by(t.seal.c.number),
)
_KEPT = Statement(
    "mark seal kept outside", t.seal.update().where(_COUNCIL, t.seal.c.number == sa.bindparam("number")).values(line="")
)
_STEP_HASH = Statement(
    "read hash of step",
    sa.select(t.step.c.hash).where(
        t.step.c.council == sa.bindparam("key_council"),
        t.step.c.case_id == sa.bindparam("key_case"),
        t.step.c.version == sa.bindparam("number"),
    ),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The last step of a case when it was sealed."""

    case: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class SealRow:
    """A seal as its council's database knows it: its number, when it was made, and the hash of its line."""

    number: int
    at: datetime
    hash: str


def take_turn(tx: Transaction, council: str) -> None:
    """Wait for whoever else makes a seal of this council, until their transaction ends. Nobody else waits here."""
    next_number(tx, council, "seals")


def unsealed(tx: Transaction, council: str, most: int) -> list[Head]:
    """Return at most *most* cases that moved since they were sealed, each held until the transaction ends."""
    rows = tx.rows(_UNSEALED, {"key_council": council, "most": most})
    return [Head(row["id"], row["version"], row["head"]) for row in rows]


def insert_seal(tx: Transaction, council: str, row: SealRow, line: str, heads: Sequence[Head]) -> None:
    """Keep a seal until its line is kept outside, and mark its cases as sealed by it."""
    tx.write(_INSERT, {"council": council, "number": row.number, "at": row.at, "hash": row.hash, "line": line})
    key = {"key_council": council, "new_sealed": row.number}
    tx.write_many(_MARK, ({**key, "key_case": one.case, "seen": one.version} for one in heads))


def last_seal(tx: Transaction, council: str) -> SealRow | None:
    row = tx.row(_LAST, {"key_council": council})
    return None if row is None else SealRow(row["number"], row["at"], row["hash"])


def seal_hash(tx: Transaction, council: str, number: int) -> str | None:
    """Return the hash of a seal's line as the database knows it, or nothing."""
    row = tx.row(_HASH, {"key_council": council, "number": number})
    return None if row is None else row["hash"]


def seals_to_keep(tx: Transaction, council: str) -> list[tuple[int, str]]:
    """Return number and line of the seals that are not kept outside yet, in order."""
    return [(row["number"], row["line"]) for row in tx.rows(_WAITING, {"key_council": council})]


def mark_kept(tx: Transaction, council: str, number: int) -> None:
    """Let go of a line that is kept outside now."""
    tx.write(_KEPT, {"key_council": council, "number": number})


def step_hash_of(tx: Transaction, council: str, case: str, version: int) -> str | None:
    """Return the hash of a step as it is kept, or nothing."""
    row = tx.row(_STEP_HASH, {"key_council": council, "key_case": case, "number": version})
    return None if row is None else row["hash"]


def sealed_by(tx: Transaction, council: str, number: int) -> list[tuple[str, int]]:
    """Return the cases that were last sealed by a seal, each with its version."""
    return [(row["id"], row["version"]) for row in tx.rows(_SEALED_BY, {"key_council": council, "number": number})]


def sealed_after(tx: Transaction, council: str, number: int, most: int) -> list[tuple[str, int]]:
    """Return cases that say a seal after *number* sealed them, each with that seal's number."""
    rows = tx.rows(_SEALED_AFTER, {"key_council": council, "number": number, "most": most})
    return [(row["id"], row["sealed"]) for row in rows]
