"""Tasks as rows, a draft for each task, and links for those without an account"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "casepath_task",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("workflow", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'done', 'cancelled', 'put_away')", name=op.f("ck_casepath_task_status")),
        _of_case("task"),
        sa.PrimaryKeyConstraint("council", "case_id", "task", name="pk_casepath_task"),
        comment="The tasks of every case as they are now, for lists of work: written by the steps that change them",
    )
    op.create_index(
        "ix_casepath_task_council_status_workflow_task_expires",
        "casepath_task",
        ["council", "status", "workflow", "task", "expires"],
    )
    op.create_table(
        "casepath_invitation",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        _of_case("invitation"),
        sa.PrimaryKeyConstraint("council", "id", name="pk_casepath_invitation"),
        comment="Links by which somebody without an account does one task, once",
    )
    op.create_index(
        "ix_casepath_invitation_council_case_id_task", "casepath_invitation", ["council", "case_id", "task"]
    )
    with op.batch_alter_table("casepath_draft", copy_from=_draft(with_task=False)) as table:
        table.add_column(sa.Column("task", sa.String(length=200), nullable=False, server_default=""))
        table.drop_constraint("pk_casepath_draft", type_="primary")
        table.create_primary_key("pk_casepath_draft", ["council", "case_id", "form", "task"])
    # Only the drafts that were there need it: who writes a new one says whose it is.
    with op.batch_alter_table("casepath_draft", copy_from=_draft(with_task=True)) as table:
        table.alter_column("task", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM casepath_draft WHERE task <> ''")
    with op.batch_alter_table("casepath_draft", copy_from=_draft(with_task=True)) as table:
        table.drop_constraint("pk_casepath_draft", type_="primary")
        table.drop_column("task")
        table.create_primary_key("pk_casepath_draft", ["council", "case_id", "form"])
    op.drop_table("casepath_invitation")
    op.drop_table("casepath_task")


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["council", "case_id"],
        ["casepath_case.council", "casepath_case.id"],
        name=f"fk_casepath_{table}_casepath_case",
    )


def _draft(*, with_task: bool) -> sa.Table:
    """Return the table as it is before the change, for SQLite, which cannot change a key: it is written anew there."""
    key = ["council", "case_id", "form", *(["task"] if with_task else [])]
    task = [sa.Column("task", sa.String(length=200), nullable=False, server_default="")] if with_task else []
    return sa.Table(
        "casepath_draft",
        sa.MetaData(),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        *task,
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("copied", sa.Text(), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_casepath_draft_ck_casepath_draft_revision")),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_draft_casepath_case",
        ),
        sa.PrimaryKeyConstraint(*key, name="pk_casepath_draft"),
        comment="What has been typed and not yet submitted, valid or not",
    )
