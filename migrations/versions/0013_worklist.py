"""For whom cases and tasks wait and when they are due, as columns that lists of work are found by, and places as rows

What is there already has no lane yet: a runner works it out, some cases at a time, while everything goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_WAITS, _FREE, _HELD = "lane <> ''", "status = 'open' AND holder IS NULL", "status = 'open' AND holder IS NOT NULL"
_INDEXES = {
    "casepath_case": {
        "ix_casepath_case_work": (_WAITS, ["council", "lane", "due_at", "id"]),
        "ix_casepath_case_team_work": (_WAITS, ["council", "team", "lane", "due_at", "id"]),
        "ix_casepath_case_unsorted": ("lane IS NULL", ["council", "id"]),
    },
    "casepath_task": {
        "ix_casepath_task_work": (_FREE, ["council", "lane", "due_at", "case_id", "task"]),
        "ix_casepath_task_team_work": (_FREE, ["council", "team", "lane", "due_at", "case_id", "task"]),
        "ix_casepath_task_held": (_HELD, ["council", "holder", "due_at", "case_id", "task"]),
    },
}
_OLD = "ix_casepath_task_council_status_workflow_task_expires"


def upgrade() -> None:
    for table in ("casepath_case", "casepath_task"):
        op.add_column(table, sa.Column("lane", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("due_at", Instant(), nullable=True))
    op.add_column("casepath_task", sa.Column("team", sa.String(length=64), nullable=True))
    op.add_column("casepath_task", sa.Column("number", sa.Integer(), nullable=True))
    op.create_table(
        "casepath_place",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_place_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "case_id", "role", name="pk_casepath_place"),
        comment="Who holds which place on a case now, for lists of work: written by the steps that change it",
    )
    op.create_index(
        "ix_casepath_place_council_person_case_id_role", "casepath_place", ["council", "person", "case_id", "role"]
    )
    for table, indexes in _INDEXES.items():
        for name, (which, columns) in indexes.items():
            op.create_index(name, table, columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))
    op.drop_index(_OLD, "casepath_task")


def downgrade() -> None:
    op.create_index(_OLD, "casepath_task", ["council", "status", "workflow", "task", "expires"])
    for table, indexes in _INDEXES.items():
        for name in indexes:
            op.drop_index(name, table)
    op.drop_table("casepath_place")
    for name in ("number", "team"):
        op.drop_column("casepath_task", name)
    for table in ("casepath_case", "casepath_task"):
        op.drop_column(table, "due_at")
        op.drop_column(table, "lane")
