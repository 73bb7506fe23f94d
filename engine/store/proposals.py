"""Proposals for a subject's record: made by the step that submitted another answer, open until someone settles them.

Of several for one fact on one case, the latest counts: whoever answered last knew what was said before.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from engine.cases.decide.outcome import FactChange
from engine.cases.events import Step
from engine.cases.values import Json
from engine.store import tables as t
from engine.store.encoding import text_of
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_INSERT = Statement("insert proposals", t.proposal.insert())
_OF_CASE = (t.proposal.c.council == sa.bindparam("key_council"), t.proposal.c.case_id == sa.bindparam("key_case"))
_READ = Statement(
    "read proposals",
    sa.select(
        t.proposal.c.case_id,
        t.proposal.c.fact,
        t.proposal.c.version,
        t.proposal.c.form,
        t.proposal.c.value,
        t.proposal.c.at,
        t.proposal.c.person,
        t.proposal.c.settled,
    )
    .where(*_OF_CASE)
    .order_by(t.proposal.c.version),
)
_SETTLE = Statement(
    "settle proposal",
    t.proposal.update()
    .where(
        *_OF_CASE,
        t.proposal.c.fact == sa.bindparam("key_fact"),
        t.proposal.c.version == sa.bindparam("key_version"),
        t.proposal.c.settled.is_(None),
    )
    .values(settled=sa.bindparam("new_settled"), settled_by=sa.bindparam("new_by"), settled_at=sa.bindparam("new_at")),
)


_TAKE_BACK = Statement(
    "take proposals back",
    t.proposal.update()
    .where(*_OF_CASE, t.proposal.c.version == sa.bindparam("key_version"), t.proposal.c.settled.is_(None))
    .values(settled="taken_back", settled_by=sa.bindparam("new_by"), settled_at=sa.bindparam("new_at")),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an answer proposes for a fact: the value, and which form and person it came from, when."""

    fact: str
    version: int
    form: str
    value: Json = field(repr=False)
    by: str
    at: datetime


def write_proposals(tx: Transaction, step: Step, form: str, changes: Iterable[FactChange]) -> None:
    """Write what a step proposes, in one statement."""
    rows = [
        {
            "council": step.council,
            "case_id": step.case,
            "fact": one.fact,
            "version": step.version,
            "form": form,
            "value": text_of(one.value),
            "at": step.at,
            "person": step.by,
            "settled": None,
            "settled_by": None,
            "settled_at": None,
        }
        for one in changes
    ]
    if rows:
        tx.write(_INSERT, rows)


def open_proposals(tx: Transaction, council: str, case_id: str) -> dict[str, Proposal]:
    """Return the proposals of a case that nobody settled, by fact: of each fact, the latest."""
    latest: dict[str, Proposal] = {}
    for row in tx.rows(_READ, {"key_council": council, "key_case": case_id}):
        if row["settled"] == "taken_back":
            continue  # as if it had never been made: what was proposed before it waits again
        latest.pop(row["fact"], None)
        if row["settled"] is None:
            value = json.loads(row["value"])
            latest[row["fact"]] = Proposal(row["fact"], row["version"], row["form"], value, row["person"], row["at"])
    return latest


def settle_proposal(tx: Transaction, step: Step, proposal: Proposal, *, accepted: bool) -> bool:
    """Mark a proposal as settled by *step*. False when it was settled already."""
    key = {"key_council": step.council, "key_case": step.case, "key_fact": proposal.fact}
    settled = {"new_settled": "accepted" if accepted else "declined", "new_by": step.by, "new_at": step.at}
    return tx.write(_SETTLE, {**key, "key_version": proposal.version, **settled}) == 1


def accepted_from(tx: Transaction, council: str, case_id: str, versions: Container[int]) -> list[str]:
    """Return the facts that the record took over from proposals made by these steps of a case."""
    rows = tx.rows(_READ, {"key_council": council, "key_case": case_id})
    return [row["fact"] for row in rows if row["version"] in versions and row["settled"] == "accepted"]


def take_back(tx: Transaction, step: Step, versions: Iterable[int]) -> None:
    """Mark all that these steps of a case proposed, and that nobody settled, as taken back by *step*."""
    key = {"key_council": step.council, "key_case": step.case, "new_by": step.by, "new_at": step.at}
    rows = [{**key, "key_version": version} for version in versions]
    if rows:
        tx.write(_TAKE_BACK, rows)
