"""Bringing the facts of two records of one subject together, and letting cases be about the one that stays."""

from __future__ import annotations

import json

import sqlalchemy as sa

from engine.cases.state import Case
from engine.cases.values import Json
from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_ALOFT = 1_000_000
"""Where revisions are while others take their numbers."""
_OF_SUBJECT = (
    t.fact.c.council == sa.bindparam("key_council"),
    t.fact.c.subject_kind == sa.bindparam("key_kind"),
    t.fact.c.subject == sa.bindparam("key_subject"),
)
_READ = Statement(
    "read both records",
    sa.select(t.fact.c.subject, t.fact.c.fact, t.fact.c.revision, t.fact.c.value)
    .where(
        t.fact.c.council == sa.bindparam("key_council"),
        t.fact.c.subject_kind == sa.bindparam("key_kind"),
        t.fact.c.subject.in_([sa.bindparam("old"), sa.bindparam("new")]),
    )
    .order_by(t.fact.c.revision),
)
_SHIFT = Statement(
    "renumber facts",
    t.fact.update()
    .where(*_OF_SUBJECT, t.fact.c.fact == sa.bindparam("key_fact"))
    .values(revision=t.fact.c.revision + sa.bindparam("shift", type_=sa.Integer)),
)
_MOVE = Statement("move facts", t.fact.update().where(*_OF_SUBJECT).values(subject=sa.bindparam("new_subject")))
_MOVE_CASE = Statement(
    "move case to a subject",
    t.case.update()
    .where(t.case.c.council == sa.bindparam("key_council"), t.case.c.id == sa.bindparam("key_case"))
    .values(subject=sa.bindparam("new_subject")),
)


def merge_facts(
    tx: Transaction, council: str, kind: str, old: str, new: str
) -> tuple[tuple[str, ...], dict[str, Json]]:
    """Put all that was ever said about *old* before what was said about *new*, each with who said so and when.

    Return the facts that came over, and of those in which the two differ what was last said about *old*. Where only
    *old* said something it is what is known now.
    """
    said: dict[str, dict[str, list[str]]] = {old: {}, new: {}}
    for row in tx.rows(_READ, {"key_council": council, "key_kind": kind, "old": old, "new": new}):
        said[row["subject"]].setdefault(row["fact"], []).append(row["value"])
    theirs, ours = said[old], said[new]
    key = {"key_council": council, "key_kind": kind, "key_subject": new}
    both = [name for name in theirs if name in ours]
    if both:
        # Up and down again, since no two revisions may have one number at any moment.
        tx.write_many(_SHIFT, [{**key, "key_fact": name, "shift": _ALOFT} for name in both])
        tx.write_many(_SHIFT, [{**key, "key_fact": name, "shift": len(theirs[name]) - _ALOFT} for name in both])
    if theirs:
        tx.write(_MOVE, {**key, "key_subject": old, "new_subject": new})
    last = {name: json.loads(theirs[name][-1]) for name in both}
    differing = {name: value for name, value in last.items() if value not in (None, json.loads(ours[name][-1]))}
    return tuple(theirs), differing


def move_case(tx: Transaction, case: Case) -> None:
    """Write about whom a case is, as it says itself."""
    tx.write(_MOVE_CASE, {"key_council": case.council, "key_case": case.id, "new_subject": case.subject})
