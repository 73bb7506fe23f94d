"""What hangs on a task's name and goes with it when a case moves to a release that calls the task otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from engine.cases.values import Answers
from engine.store import tables as t
from engine.store.encoding import answers_of_text
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_CASES = Statement(
    "read cases to move",
    sa.select(t.case.c.id)
    .where(t.case.c.council == sa.bindparam("key_council"), t.case.c.id > sa.bindparam("after"))
    .order_by(t.case.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer)),
)
_DRAFTS_OF = Statement(
    "read drafts to move",
    sa.select(t.draft).where(
        t.draft.c.council == sa.bindparam("key_council"), t.draft.c.case_id == sa.bindparam("key_case")
    ),
)
_TAKE_OUT = Statement(
    "take drafts of a task out",
    t.draft.delete().where(
        t.draft.c.council == sa.bindparam("key_council"),
        t.draft.c.case_id == sa.bindparam("key_case"),
        t.draft.c.task == sa.bindparam("key_task"),
    ),
)
_PUT_IN = Statement("put drafts of a task in", t.draft.insert())
_INVITATIONS = Statement(
    "rename the task of invitations",
    t.invitation.update()
    .where(
        t.invitation.c.council == sa.bindparam("key_council"),
        t.invitation.c.case_id == sa.bindparam("key_case"),
        t.invitation.c.task == sa.bindparam("key_task"),
    )
    .values(task=sa.bindparam("new_task")),
)
_PAGE = 500


def rename_tasks(tx: Transaction, council: str, case: str, tasks: Mapping[str, str]) -> None:
    """Let the drafts and the links for guests of tasks go on under the new names. *tasks* says which, by the old."""
    keys = [{"key_council": council, "key_case": case, "key_task": was, "new_task": now} for was, now in tasks.items()]
    if keys:
        # Taken out and put in, since what is typed may be encrypted for the very place where it stands.
        drafts = tx.rows(_DRAFTS_OF, {"key_council": council, "key_case": case})
        if renamed := [{**row, "task": tasks[row["task"]]} for row in drafts if row["task"] in tasks]:
            tx.write_many(_TAKE_OUT, keys)
            tx.write_many(_PUT_IN, renamed)
        tx.write_many(_INVITATIONS, keys)


def drafts_of(tx: Transaction, council: str, case: str) -> dict[tuple[str, str], Answers]:
    """Return what was typed into the drafts of a case, by form and task."""
    rows = tx.rows(_DRAFTS_OF, {"key_council": council, "key_case": case})
    return {(row["form"], row["task"]): answers_of_text(row["answers"]) for row in rows}


def case_ids(tx: Transaction, council: str) -> Iterator[str]:
    """Yield the ids of the council's cases, a page at a time, in an order that nobody changes."""
    after = ""
    while rows := tx.rows(_CASES, {"key_council": council, "after": after, "most": _PAGE}):
        yield from (row["id"] for row in rows)
        after = rows[-1]["id"]
