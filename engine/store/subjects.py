"""Bringing the facts of two records of one subject together, and letting cases be about the one that stays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import sqlalchemy as sa

from engine.cases.state import Case
from engine.cases.values import Json
from engine.store import tables as t
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_READ = Statement(
    "read both records",
    sa.select(t.fact)
    .where(
        t.fact.c.council == sa.bindparam("key_council"),
        t.fact.c.subject_kind == sa.bindparam("key_kind"),
        t.fact.c.subject.in_([sa.bindparam("old"), sa.bindparam("new")]),
    )
    .order_by(t.fact.c.revision),
)
_TAKE_OUT = Statement(
    "take facts out",
    t.fact.delete().where(
        t.fact.c.council == sa.bindparam("key_council"),
        *(t.fact.c[name] == sa.bindparam(f"key_{name}") for name in ("subject_kind", "subject", "fact", "revision")),
    ),
)
_PUT_IN = Statement("put facts in", t.fact.insert())
_MOVE_CASE = Statement(
    "move case to a subject",
    t.case.update()
    .where(t.case.c.council == sa.bindparam("key_council"), t.case.c.id == sa.bindparam("key_case"))
    .values(subject=sa.bindparam("new_subject")),
)


_Said: TypeAlias = Mapping[str, Sequence[Row]]
"""All that was said of each fact about a subject, in order."""


def merge_facts(
    tx: Transaction, council: str, kind: str, old: str, new: str
) -> tuple[tuple[str, ...], dict[str, Json]]:
    """Put all that was ever said about *old* before what was said about *new*, each with who said so and when.

    Return the facts that came over, and of those in which the two differ what was last said about *old*. Where only
    *old* said something it is what is known now.
    """
    said: dict[str, dict[str, list[Row]]] = {old: {}, new: {}}
    for row in tx.rows(_READ, {"key_council": council, "key_kind": kind, "old": old, "new": new}):
        said[row["subject"]].setdefault(row["fact"], []).append(row)
    theirs, ours = said[old], said[new]
    both = [name for name in theirs if name in ours]
    changed = [row for name, rows in theirs.items() for row in (*rows, *ours.get(name, ()))]
    if changed:
        # Taken out and put in, since what is said may be encrypted for the very place where it stands.
        key = {"key_council": council, "key_subject_kind": kind}
        gone = [{**key, **{f"key_{name}": row[name] for name in ("subject", "fact", "revision")}} for row in changed]
        tx.write_many(_TAKE_OUT, gone)
        tx.write_many(_PUT_IN, list(_in_order(theirs, ours, new)))
    last = {name: json.loads(theirs[name][-1]["value"]) for name in both}
    differing = {
        name: value for name, value in last.items() if value not in (None, json.loads(ours[name][-1]["value"]))
    }
    return tuple(theirs), differing


def _in_order(theirs: _Said, ours: _Said, subject: str) -> Iterator[Row]:
    """Yield all that was said of each fact as *subject*'s, numbered anew: first theirs, then ours."""
    for name, rows in theirs.items():
        for revision, row in enumerate((*rows, *ours.get(name, ())), start=1):
            yield {**row, "subject": subject, "revision": revision}


def move_case(tx: Transaction, case: Case) -> None:
    """Write about whom a case is, as it says itself."""
    tx.write(_MOVE_CASE, {"key_council": case.council, "key_case": case.id, "new_subject": case.subject})
