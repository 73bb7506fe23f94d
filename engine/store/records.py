"""Shared facts about subjects: each with who said so and when; a change is a new revision, never an overwrite."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from engine.cases.prefill import Known
from engine.cases.values import Answers
from engine.store import tables as t
from engine.store.encoding import text_of
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_SUBJECT = (
    t.fact.c.council == sa.bindparam("council"),
    t.fact.c.subject_kind == sa.bindparam("kind"),
    t.fact.c.subject == sa.bindparam("subject_ref"),
)
_READ = Statement(
    "read facts",
    sa.select(t.fact).where(*_SUBJECT).order_by(t.fact.c.revision),
)
_INSERT = Statement("insert facts", t.fact.insert())


def read_facts(tx: Transaction, council: str, kind: str, subject: str) -> dict[str, Known]:
    """Return what is known now about a subject, by fact."""
    return {name: said[-1] for name, said in read_history(tx, council, kind, subject).items()}


def read_facts_of_then(tx: Transaction, council: str, kind: str, subject: str, until: datetime) -> Answers:
    """Return what was known about a subject at an instant, by fact."""
    rows = tx.rows(_READ, {"council": council, "kind": kind, "subject_ref": subject})
    return {row["fact"]: json.loads(row["value"]) for row in rows if row["at"] <= until}


def read_history(tx: Transaction, council: str, kind: str, subject: str) -> dict[str, list[Known]]:
    """Return all that was ever said about a subject, by fact, oldest first."""
    history: dict[str, list[Known]] = {}
    for row in tx.rows(_READ, {"council": council, "kind": kind, "subject_ref": subject}):
        said = Known(json.loads(row["value"]), row["at"].date().isoformat(), row["person"])
        history.setdefault(row["fact"], []).append(said)
    return history


def write_facts(tx: Transaction, council: str, kind: str, subject: str, facts: Answers, by: str, at: datetime) -> None:
    """Add a revision for each of *facts*; an empty value says that it is no longer known."""
    last = _last_revisions(tx, council, kind, subject)
    rows: list[Mapping[str, object]] = [
        {
            "council": council,
            "subject_kind": kind,
            "subject": subject,
            "fact": name,
            "revision": last.get(name, 0) + 1,
            "value": text_of(value),
            "at": at,
            "person": by,
        }
        for name, value in facts.items()
    ]
    if rows:
        tx.write(_INSERT, rows)


def _last_revisions(tx: Transaction, council: str, kind: str, subject: str) -> dict[str, int]:
    rows = tx.rows(_READ, {"council": council, "kind": kind, "subject_ref": subject})
    return {row["fact"]: row["revision"] for row in rows}
