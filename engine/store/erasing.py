"""Writing the rows of a case anew without answers that were kept long enough. What they were is not kept anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from engine.cases.state import Case
from engine.store import tables as t
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
_CASE: sa.BindParameter[str] = sa.bindparam("key_case")
_FORM: sa.BindParameter[str] = sa.bindparam("key_form")


def _of_case(table: sa.Table, *more: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.council == _COUNCIL, table.c.case_id == _CASE, *more)


_STEP = Statement(
    "write step anew",
    t.step.update()
    .where(*_of_case(t.step, t.step.c.version == sa.bindparam("key_version")))
    .values(events=sa.bindparam("new_events")),
)
_SUBMISSION = Statement(
    "write submission anew",
    t.submission.update()
    .where(
        *_of_case(
            t.submission,
            t.submission.c.id == sa.bindparam("key_id"),
            t.submission.c.revision == sa.bindparam("key_revision"),
        )
    )
    .values(answers=sa.bindparam("new_answers"), copied=sa.bindparam("new_copied")),
)
_PROPOSALS = Statement(
    "read proposals of a form",
    sa.select(t.proposal.c.fact, t.proposal.c.version).where(*_of_case(t.proposal, t.proposal.c.form == _FORM)),
)
_PROPOSAL = Statement(
    "erase proposal",
    t.proposal.update()
    .where(
        *_of_case(
            t.proposal,
            t.proposal.c.fact == sa.bindparam("key_fact"),
            t.proposal.c.version == sa.bindparam("key_version"),
        )
    )
    .values(value=sa.bindparam("new_value")),
)
_TAKE_BACK = Statement(
    "take proposals of a form back",
    t.proposal.update()
    .where(*_of_case(t.proposal, t.proposal.c.form == _FORM, t.proposal.c.settled.is_(None)))
    .values(settled="taken_back", settled_by=sa.bindparam("new_by"), settled_at=sa.bindparam("new_at")),
)
_DRAFTS = Statement(
    "erase drafts",
    t.draft.delete().where(*_of_case(t.draft, t.draft.c.form == _FORM, t.draft.c.at <= sa.bindparam("until"))),
)
_COMMANDS = Statement(
    "forget commands",
    t.command.delete().where(*_of_case(t.command, t.command.c.version == sa.bindparam("key_version"))),
)
_FILES = Statement(
    "read files of a form",
    sa.select(t.file.c.id).where(*_of_case(t.file, t.file.c.form == _FORM)).order_by(t.file.c.id),
)
_FILE = Statement("erase file", t.file.delete().where(*_of_case(t.file, t.file.c.id == sa.bindparam("key_id"))))
_CONTENT = Statement(
    "erase file content",
    t.file_content.delete().where(t.file_content.c.council == _COUNCIL, t.file_content.c.id == sa.bindparam("key_id")),
)
_FACTS = Statement(
    "erase facts",
    t.fact.delete().where(
        t.fact.c.council == _COUNCIL,
        t.fact.c.subject_kind == sa.bindparam("key_kind"),
        t.fact.c.subject == sa.bindparam("key_subject"),
    ),
)


def write_anew(tx: Transaction, case: Case, steps: Sequence[Row], submissions: Sequence[Row]) -> None:
    """Write what is left of these steps and submissions, and forget which commands made the steps.

    A command says what it said as a hash, from which a short answer could be guessed.
    """
    key = {"key_council": case.council, "key_case": case.id}
    if steps:
        tx.write_many(_STEP, [{**key, "key_version": row["version"], "new_events": row["events"]} for row in steps])
        tx.write_many(_COMMANDS, [{**key, "key_version": row["version"]} for row in steps])
    if submissions:
        tx.write_many(_SUBMISSION, [{**key, **_left(row)} for row in submissions])


def _left(row: Row) -> Mapping[str, object]:
    which = {"key_id": row["id"], "key_revision": row["revision"]}
    return {**which, "new_answers": row["answers"], "new_copied": row["copied"]}


def erase_proposals(tx: Transaction, case: Case, form: str, by: str, at: datetime) -> None:
    """Erase what answers to *form* proposed for the subject's record; what nobody settled is taken back."""
    key = {"key_council": case.council, "key_case": case.id, "key_form": form}
    tx.write(_TAKE_BACK, {**key, "new_by": by, "new_at": at})
    nothing = {"key_council": case.council, "key_case": case.id, "new_value": "null"}
    rows = tx.rows(_PROPOSALS, key)
    if rows:
        which = [{"key_fact": row["fact"], "key_version": row["version"]} for row in rows]
        tx.write_many(_PROPOSAL, [{**nothing, **one} for one in which])


def erase_drafts(tx: Transaction, case: Case, form: str, until: datetime) -> None:
    """Erase the drafts of *form* that were last changed by *until*."""
    tx.write(_DRAFTS, {"key_council": case.council, "key_case": case.id, "key_form": form, "until": until})


def files_of(tx: Transaction, case: Case, form: str) -> list[str]:
    """Return the ids of the files that were sent with *form*."""
    rows = tx.rows(_FILES, {"key_council": case.council, "key_case": case.id, "key_form": form})
    return [row["id"] for row in rows]


def erase_files(tx: Transaction, case: Case, files: Iterable[str]) -> None:
    """Erase what is known of files, and what they hold where that is kept here."""
    for one in files:
        tx.write(_CONTENT, {"key_council": case.council, "key_id": one})
        tx.write(_FILE, {"key_council": case.council, "key_case": case.id, "key_id": one})


def erase_facts(tx: Transaction, case: Case) -> None:
    """Erase all that was ever said for the record of a case's subject."""
    tx.write(_FACTS, {"key_council": case.council, "key_kind": case.subject_kind, "key_subject": case.subject})
