"""The hash chain of each case, the seals that go out of the database, and who looked at what"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.store.chain import step_hash, submission_hash, submission_of
from engine.store.encoding import events_of_text
from engine.store.tables import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_PAGE = 1_000
_KEY = ("council", "case_id", "version")
_STEP = sa.table(
    "casepath_step",
    *(sa.column(name) for name in (*_KEY, "release", "person", "on_behalf_of", "events", "reason")),
    sa.column("at", Instant()),
    sa.column("submitted"),
    sa.column("hash"),
)
_SUBMISSION = sa.table(
    "casepath_submission",
    *(sa.column(name) for name in ("council", "case_id", "id", "revision", "form", "action", "answers", "copied")),
)
_CASE = sa.table("casepath_case", *(sa.column(name) for name in ("council", "id", "head")))


def upgrade() -> None:
    op.add_column("casepath_case", sa.Column("head", sa.String(length=64), nullable=True))
    op.add_column("casepath_case", sa.Column("sealed", sa.Integer(), nullable=True))
    op.create_index("ix_casepath_case_council_sealed", "casepath_case", ["council", "sealed"])
    op.add_column("casepath_step", sa.Column("reason", sa.String(length=200), nullable=True))
    op.add_column("casepath_step", sa.Column("submitted", sa.String(length=64), nullable=True))
    op.add_column("casepath_step", sa.Column("hash", sa.String(length=64), nullable=True))
    _create_seals()
    _create_looks()
    _chain(op.get_bind())


def downgrade() -> None:
    op.drop_table("casepath_look")
    op.drop_table("casepath_seal")
    for name in ("hash", "submitted", "reason"):
        op.drop_column("casepath_step", name)
    op.drop_index("ix_casepath_case_council_sealed", "casepath_case")
    for name in ("sealed", "head"):
        op.drop_column("casepath_case", name)


def _create_seals() -> None:
    op.create_table(
        "casepath_seal",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("council", "number", name="pk_casepath_seal"),
        comment="The seals of a council, one after another; a line that is not kept outside yet waits here",
    )


def _create_looks() -> None:
    op.create_table(
        "casepath_look",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("surface", sa.String(length=64), nullable=False),
        sa.Column("thing", sa.String(length=200), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_look_casepath_case",
        ),
        sa.PrimaryKeyConstraint(
            "council",
            "case_id",
            "minute",
            "person",
            "surface",
            "thing",
            "on_behalf_of",
            "reason",
            "refused",
            name="pk_casepath_look",
        ),
        comment="Who looked at which case, through what, when and why; the same look in the same minute is one row",
    )
    op.create_index("ix_casepath_look_council_person_minute", "casepath_look", ["council", "person", "minute"])


# --- chaining what is there -------------------------------------------------------------------------------------------


def _chain(connection: sa.Connection) -> None:
    """Chain the steps that are there, a page at a time, and tell each case the hash of its last."""
    change = _STEP.update().where(*(_STEP.c[name] == sa.bindparam(f"key_{name}") for name in _KEY))
    change = change.values(submitted=sa.bindparam("new_submitted"), hash=sa.bindparam("new_hash"))
    tell = _CASE.update().where(
        _CASE.c.council == sa.bindparam("key_council"), _CASE.c.id == sa.bindparam("key_case_id")
    )
    tell = tell.values(head=sa.bindparam("new_hash"))
    case, head = ("", ""), ""
    for page in _pages(connection):
        submitted = _submitted(connection, page)
        changes, heads = [], dict[tuple[str, str], dict[str, object]]()
        for row in page:
            if (row["council"], row["case_id"]) != case:
                case, head = (row["council"], row["case_id"]), ""
            wrote = submission_of(events_of_text(row["events"]))
            kept = None if wrote is None else submitted.get((row["council"], *wrote))
            head = step_hash({**row, "submitted": kept}, head)
            changed = {**{f"key_{name}": row[name] for name in _KEY}, "new_submitted": kept, "new_hash": head}
            changes.append(changed)
            heads[case] = {name: changed[name] for name in ("key_council", "key_case_id", "new_hash")}
        connection.execute(change, changes)
        connection.execute(tell, list(heads.values()))


def _pages(connection: sa.Connection) -> Iterator[Sequence[Mapping[str, Any]]]:
    key = sa.tuple_(*(_STEP.c[name] for name in _KEY))
    query = sa.select(_STEP).order_by(*(_STEP.c[name] for name in _KEY)).limit(_PAGE)
    page = connection.execute(query).mappings().all()
    while page:
        yield page
        last = sa.tuple_(*(sa.literal(page[-1][name]) for name in _KEY))
        page = connection.execute(query.where(key > last)).mappings().all()


def _submitted(connection: sa.Connection, page: Sequence[Mapping[str, Any]]) -> Mapping[tuple[str, str, int], str]:
    """Return the hashes of the submissions of the cases on a page, by council, id and revision."""
    case = sa.tuple_(_SUBMISSION.c.council, _SUBMISSION.c.case_id)
    ends = (sa.tuple_(*(sa.literal(page[one][name]) for name in ("council", "case_id"))) for one in (0, -1))
    rows = connection.execute(sa.select(_SUBMISSION).where(case.between(*ends))).mappings()
    return {(row["council"], row["id"], row["revision"]): submission_hash(row) for row in rows}
