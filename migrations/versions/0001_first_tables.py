"""First tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "casepath_counter",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("series", sa.String(length=64), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("council", "series", name="pk_casepath_counter"),
        comment="The last number given in each series of references",
    )
    op.create_table(
        "casepath_fact",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.CheckConstraint("revision >= 1", name="ck_casepath_fact_revision"),
        sa.PrimaryKeyConstraint("council", "subject_kind", "subject", "fact", "revision", name="pk_casepath_fact"),
        comment="Shared facts about a subject, with who said so and when; the highest revision is what is known now",
    )
    op.create_table(
        "casepath_release",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("first_used_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("council", "release", name="pk_casepath_release"),
        comment="Every definition that a case was ever pinned to, as its files were: kept for ever",
    )
    op.create_table(
        "casepath_case",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("workflow", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name="ck_casepath_case_version"),
        sa.ForeignKeyConstraint(
            ["council", "release"],
            ["casepath_release.council", "casepath_release.release"],
            name="fk_casepath_case_casepath_release",
        ),
        sa.PrimaryKeyConstraint("council", "id", name="pk_casepath_case"),
        sa.UniqueConstraint("council", "reference", name="uq_casepath_case_council_reference"),
        comment="Each case as it is now: folded from its steps, and stored in the same transaction",
    )
    op.create_index(
        "ix_casepath_case_council_subject_kind_subject",
        "casepath_case",
        ["council", "subject_kind", "subject"],
        unique=False,
    )
    op.create_table(
        "casepath_draft",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("copied", sa.Text(), nullable=False),
        sa.CheckConstraint("revision >= 1", name="ck_casepath_draft_revision"),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_draft_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "case_id", "form", name="pk_casepath_draft"),
        comment="What has been typed and not yet submitted, valid or not",
    )
    op.create_table(
        "casepath_step",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=64), nullable=True),
        sa.Column("events", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "case_id"], ["casepath_case.council", "casepath_case.id"], name="fk_casepath_step_casepath_case"
        ),
        sa.PrimaryKeyConstraint("council", "case_id", "version", name="pk_casepath_step"),
        comment="The record: version n of a case is its n-th step, with everything that step did",
    )
    op.create_table(
        "casepath_submission",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("copied", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_submission_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "id", "revision", name="pk_casepath_submission"),
        comment="Answers as submitted, whole, with the release they were asked under; a change is a new revision",
    )
    op.create_index(
        "ix_casepath_submission_council_case_id_form_at",
        "casepath_submission",
        ["council", "case_id", "form", "at"],
        unique=False,
    )


def downgrade() -> None:

    op.drop_index("ix_casepath_submission_council_case_id_form_at", table_name="casepath_submission")
    op.drop_table("casepath_submission")
    op.drop_table("casepath_step")
    op.drop_table("casepath_draft")
    op.drop_index("ix_casepath_case_council_subject_kind_subject", table_name="casepath_case")
    op.drop_table("casepath_case")
    op.drop_table("casepath_release")
    op.drop_table("casepath_fact")
    op.drop_table("casepath_counter")
