"""What people did about a council's releases, one row for each time; never changed, never taken out.

Whoever writes one takes a turn first, so that two people never decide on what only one of them has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

import sqlalchemy as sa

from engine.store import tables as t
from engine.store.references import next_number
from engine.store.statements import Statement
from engine.store.transaction import Transaction

What: TypeAlias = Literal["proposed", "approved", "published", "withdrawn", "rolled_back"]

_COUNCIL = t.release_step.c.council == sa.bindparam("key_council")
_INSERT = Statement("insert release step", t.release_step.insert())
_ALL = Statement("read release steps", sa.select(t.release_step).where(_COUNCIL).order_by(t.release_step.c.number))
_LAST = Statement(
    "read last release step",
    sa.select(t.release_step.c.hash).where(_COUNCIL).order_by(t.release_step.c.number.desc()).limit(1),
)


@dataclass(frozen=True, slots=True)
class ReleaseStep:
    """What somebody did about a release, and why. *starts_at* is from when what they published is in force.

    *hash* is of all this and of the step before it; *signature* is empty where nothing signs.
    """

    number: int
    release: str
    what: What
    at: datetime
    by: str
    on_behalf_of: str | None = None
    reason: str = field(default="", repr=False)
    starts_at: datetime | None = None
    hash: str = ""
    signature: str = field(default="", repr=False)

    @property
    def people(self) -> frozenset[str]:
        """Whoever did it, and whoever they stood in for."""
        return frozenset(one for one in (self.by, self.on_behalf_of) if one)


def take_turn(tx: Transaction, council: str) -> None:
    """Wait for whoever else does something about this council's releases, until their transaction ends."""
    next_number(tx, council, "releases")


def insert_release_step(tx: Transaction, council: str, step: ReleaseStep) -> None:
    tx.write(
        _INSERT,
        {
            "council": council,
            "number": step.number,
            "release": step.release,
            "what": step.what,
            "at": step.at,
            "person": step.by,
            "on_behalf_of": step.on_behalf_of,
            "reason": step.reason,
            "starts_at": step.starts_at,
            "hash": step.hash,
            "signature": step.signature,
        },
    )


def read_release_steps(tx: Transaction, council: str) -> Sequence[ReleaseStep]:
    """Return all that was done about a council's releases, in order."""
    return [
        ReleaseStep(
            row["number"],
            row["release"],
            _what(row["what"]),
            row["at"],
            row["person"],
            row["on_behalf_of"],
            row["reason"],
            row["starts_at"],
            row["hash"],
            row["signature"],
        )
        for row in tx.rows(_ALL, {"key_council": council})
    ]


def last_release_step(tx: Transaction, council: str) -> str:
    """Return the hash of what was done last, or nothing: while it is the same, nothing new was published."""
    row = tx.row(_LAST, {"key_council": council})
    return "" if row is None else row["hash"]


def _what(said: str) -> What:
    found: What = next(one for one in get_args(What) if one == said)
    return found
