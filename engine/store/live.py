"""How much of what is live hangs on a part of a definition: counted in the database, one statement for each kind."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
_MANY = sa.func.count().label("many")
_WORKFLOW: sa.BindParameter[str] = sa.bindparam("key_workflow")
_ENDED = 4
"""The place in a clock, as a folded case keeps it, of the day on which it ended."""

_CASES = Statement(
    "count cases by state",
    sa.select(t.case.c.workflow, t.case.c.state, _MANY)
    .where(t.case.c.council == _COUNCIL)
    .group_by(t.case.c.workflow, t.case.c.state),
)
_DRAFTS = Statement(
    "count drafts by form",
    sa.select(t.draft.c.form, _MANY).where(t.draft.c.council == _COUNCIL).group_by(t.draft.c.form),
)
_TASKS = Statement(
    "count open tasks",
    sa.select(_MANY).where(
        t.task.c.council == _COUNCIL,
        t.task.c.workflow == _WORKFLOW,
        t.task.c.status == "open",
        # One that is opened for each row has the row's id after a stroke.
        sa.or_(
            t.task.c.task == sa.bindparam("key_task", type_=sa.String()),
            sa.func.substr(t.task.c.task, 1, sa.bindparam("letters", type_=sa.Integer))
            == sa.bindparam("begins", type_=sa.String()),
        ),
    ),
)


def _running(is_there: sa.ColumnElement[bool], has_ended: sa.ColumnElement[bool]) -> sa.Executable:
    return sa.select(_MANY).where(
        t.case.c.council == _COUNCIL, t.case.c.workflow == _WORKFLOW, is_there, sa.not_(has_ended)
    )


_FOLDED = sa.cast(t.case.c.folded, JSONB)
_CLOCK: sa.BindParameter[str] = sa.bindparam("clock", type_=sa.String())
_AT: sa.BindParameter[str] = sa.bindparam("at", type_=sa.String())
_ENDS_AT: sa.BindParameter[str] = sa.bindparam("ends_at", type_=sa.String())
_RUNNING: Mapping[str, Statement] = {
    "sqlite": Statement(
        "count running clocks",
        _running(
            sa.func.json_type(t.case.c.folded, _AT).is_not(None),
            sa.func.json_extract(t.case.c.folded, _ENDS_AT).is_not(None),
        ),
    ),
    "postgresql": Statement(
        "count running clocks",
        _running(
            sa.func.jsonb_extract_path(_FOLDED, "clocks", _CLOCK).is_not(None),
            sa.func.jsonb_extract_path_text(_FOLDED, "clocks", _CLOCK, f"{_ENDED}").is_not(None),
        ),
    ),
}


def count_cases(tx: Transaction, council: str) -> Mapping[tuple[str, tuple[str, ...]], int]:
    """Return how many cases there are, by workflow and the paths of the states that they are in."""
    rows = tx.rows(_CASES, {"key_council": council})
    return {(row["workflow"], tuple(row["state"].split(" "))): row["many"] for row in rows}


def count_drafts(tx: Transaction, council: str) -> Mapping[str, int]:
    """Return how many drafts there are of each form."""
    return {row["form"]: row["many"] for row in tx.rows(_DRAFTS, {"key_council": council})}


def count_open_tasks(tx: Transaction, council: str, workflow: str, task: str) -> int:
    """Return how many tasks of that id are open, those for each row as well."""
    begins = f"{task}/"
    given = {"key_task": task, "begins": begins, "letters": len(begins)}
    row = tx.row(_TASKS, {"key_council": council, "key_workflow": workflow, **given})
    return int(row["many"]) if row is not None else 0


def count_running_clocks(tx: Transaction, council: str, workflow: str, clock: str) -> int:
    """Return on how many cases that time limit has started and not ended."""
    at = f"$.clocks.{clock}"
    given = {"clock": clock} if tx.dialect == "postgresql" else {"at": at, "ends_at": f"{at}[{_ENDED}]"}
    row = tx.row(_RUNNING[tx.dialect], {"key_council": council, "key_workflow": workflow, **given})
    return int(row["many"]) if row is not None else 0
