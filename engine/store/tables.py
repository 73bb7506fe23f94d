"""The tables, in a MetaData of their own: a host's migrations never see them, and ours never see the host's.

The council leads every key, so that one database for each council, or one spread over machines, stays possible.
Documents are JSON text, kept byte for byte as written: a database's own JSON type would reorder and rewrite them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

PREFIX = "casepath_"
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. SQLite has no such type, so there it is text that sorts as time does."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object]:
        kind: TypeEngine[object] = sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True)  # type: ignore[assignment]  # types are invariant in what they hold; this holds either
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        return as_stored(value, dialect.name) if value is not None else None

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        return as_read(value)


class Encrypted(TypeDecorator[str]):
    """Text that holds answers: where a council has keys, it is encrypted, and bound to the key of its row.

    *also* names other columns of the row that bind it. *shorter* is how long it is in plain, where that is not long.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, *also: str, shorter: int | None = None) -> None:
        super().__init__()
        self.also, self.shorter = also, shorter

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        # SQLite holds no text to its length, so the shorter ones are as they were before there were keys.
        return sa.String(self.shorter) if dialect.name == "sqlite" and self.shorter else sa.Text()


class EncryptedBytes(TypeDecorator[bytes]):
    """The same for bytes."""

    impl = sa.LargeBinary
    cache_ok = True
    also: tuple[str, ...] = ()


def binding(column: sa.Column[Any]) -> tuple[sa.Column[Any], ...]:
    """Return the columns that an encrypted *column* is bound to, besides the council: none for any other column."""
    kind = column.type
    if not isinstance(kind, Encrypted | EncryptedBytes):
        return ()
    key = [one for one in column.table.primary_key.columns if one.name != "council"]
    assert isinstance(column.table, sa.Table)
    return (*key, *(column.table.c[name] for name in kind.also))


def as_read(value: object) -> datetime | None:
    """Return an instant as a driver gave it, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else None


def as_stored(moment: datetime, dialect: str) -> str | datetime:
    """Return *moment* as the driver of *dialect* takes it."""
    return in_utc(moment) if dialect == "sqlite" else moment.astimezone(UTC)


def in_utc(moment: datetime) -> str:
    """Return *moment* in UTC as text that sorts as time does."""
    return _written(moment.astimezone(UTC))


@lru_cache(maxsize=64)
def _written(utc: datetime) -> str:
    # A step writes its instant into every row, and a batch of steps has one instant: the text is made once.
    return utc.isoformat(timespec="microseconds")


_ID = sa.String(64)
_CODE = sa.String(64)
_HASH = sa.String(64)
"""SHA-256, in hexadecimal. Steps that an older version writes beside this one have none."""
_TASK = sa.String(200)
"""A task's id, and that of the row it is about."""


def _council() -> sa.Column[str]:
    return sa.Column("council", _CODE, primary_key=True)


def _case_key() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["council", "case_id"], [f"{PREFIX}case.council", f"{PREFIX}case.id"])


WAITS, FREE, HELD = "lane <> ''", "status = 'open' AND holder IS NULL", "status = 'open' AND holder IS NOT NULL"
"""What lists of work are about, said in the same words by their indexes and by what is asked: else none is used."""


def _some(name: str, which: str, *columns: str) -> sa.Index:
    """Return an index of some rows, told by *which*; what is over takes no place in it."""
    return sa.Index(name, *columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))


release = sa.Table(
    f"{PREFIX}release",
    metadata,
    _council(),
    sa.Column("release", sa.String(64), primary_key=True),
    sa.Column("version", sa.String(64), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("first_used_at", Instant, nullable=False),
    sa.Column("configuration", _CODE),
    sa.Column("edition", sa.Text),
    comment="Every definition that was ever proposed, or that a case was pinned to, as its files were: kept for ever",
)

release_step = sa.Table(
    f"{PREFIX}release_step",
    metadata,
    _council(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("release", sa.String(64), nullable=False),
    sa.Column("what", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("on_behalf_of", sa.String(64)),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("starts_at", Instant),
    sa.Column("hash", _HASH, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(["council", "release"], [release.c.council, release.c.release]),
    sa.CheckConstraint("what IN ('proposed', 'approved', 'published', 'withdrawn', 'rolled_back')", name="what"),
    sa.CheckConstraint("(what IN ('published', 'rolled_back')) = (starts_at IS NOT NULL)", name="starts_at"),
    comment="What people did about releases, one row for each time, in the order in which they did it",
)

case = sa.Table(
    f"{PREFIX}case",
    metadata,
    _council(),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("reference", sa.String(64), nullable=False),
    sa.Column("workflow", _CODE, nullable=False),
    sa.Column("release", sa.String(64), nullable=False),
    sa.Column("subject_kind", _CODE, nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("team", sa.String(64), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("folded", Encrypted(), nullable=False),
    sa.Column("head", _HASH),
    sa.Column("sealed", sa.Integer),
    sa.Column("lane", sa.Text),
    sa.Column("due_at", Instant),
    sa.UniqueConstraint("council", "reference"),
    sa.ForeignKeyConstraint(["council", "release"], [release.c.council, release.c.release]),
    sa.CheckConstraint("version >= 1", name="version"),
    sa.Index(None, "council", "subject_kind", "subject"),
    sa.Index(None, "council", "sealed"),
    _some("ix_casepath_case_work", WAITS, "council", "lane", "due_at", "id"),
    _some("ix_casepath_case_team_work", WAITS, "council", "team", "lane", "due_at", "id"),
    _some("ix_casepath_case_unsorted", "lane IS NULL", "council", "id"),
    comment="Each case as it is now: folded from its steps, and stored in the same transaction",
)

step = sa.Table(
    f"{PREFIX}step",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("release", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("on_behalf_of", sa.String(64)),
    sa.Column("events", Encrypted(), nullable=False),
    sa.Column("reason", sa.String(200)),
    sa.Column("submitted", _HASH),
    sa.Column("hash", _HASH),
    sa.Column("position", sa.BigInteger),
    _case_key(),
    sa.Index(None, "council", "position", unique=True),
    comment="The record: version n of a case is its n-th step, with everything that step did",
)

submission = sa.Table(
    f"{PREFIX}submission",
    metadata,
    _council(),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("case_id", _ID, nullable=False),
    sa.Column("form", _CODE, nullable=False),
    sa.Column("action", _CODE, nullable=False),
    sa.Column("release", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("answers", Encrypted("case_id"), nullable=False),
    sa.Column("copied", sa.Text, nullable=False),
    sa.Column("withdrawn_at", Instant),
    sa.Column("withdrawn_by", sa.String(64)),
    _case_key(),
    sa.Index(None, "council", "case_id", "form", "at"),
    comment="Answers as submitted, whole, with the release they were asked under; a change is a new revision",
)

draft = sa.Table(
    f"{PREFIX}draft",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("form", _CODE, primary_key=True),
    sa.Column("task", _TASK, primary_key=True, default=""),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("answers", Encrypted(), nullable=False),
    sa.Column("copied", sa.Text, nullable=False),
    sa.Column("saves", Encrypted()),
    _case_key(),
    sa.CheckConstraint("revision >= 1", name="revision"),
    comment="What has been typed and not yet submitted, valid or not",
)

fact = sa.Table(
    f"{PREFIX}fact",
    metadata,
    _council(),
    sa.Column("subject_kind", _CODE, primary_key=True),
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("fact", _CODE, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("value", Encrypted(), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.CheckConstraint("revision >= 1", name="revision"),
    comment="Shared facts about a subject, with who said so and when; the highest revision is what is known now",
)

proposal = sa.Table(
    f"{PREFIX}proposal",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("fact", _CODE, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("form", _CODE, nullable=False),
    sa.Column("value", Encrypted(), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("settled", sa.String(16)),
    sa.Column("settled_by", sa.String(64)),
    sa.Column("settled_at", Instant),
    _case_key(),
    sa.CheckConstraint("settled IN ('accepted', 'declined', 'taken_back')", name="settled"),
    comment="What an answer says otherwise than the subject's record, by the step that said so, until settled",
)

file = sa.Table(
    f"{PREFIX}file",
    metadata,
    _council(),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("case_id", _ID, nullable=False),
    sa.Column("form", _CODE, nullable=False),
    sa.Column("field", sa.String(200), nullable=False),
    sa.Column("name", Encrypted("case_id", shorter=200), nullable=False),
    sa.Column("type", sa.String(16), nullable=False),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("sha256", Encrypted("case_id", shorter=64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("state_at", Instant, nullable=False),
    _case_key(),
    sa.CheckConstraint("state IN ('waiting', 'clean', 'refused')", name="state"),
    sa.Index(None, "council", "case_id"),
    comment="Files that were sent with a form, in quarantine until someone vouches for them",
)

file_content = sa.Table(
    f"{PREFIX}file_content",
    metadata,
    _council(),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("content", EncryptedBytes, nullable=False),
    sa.ForeignKeyConstraint(["council", "id"], [file.c.council, file.c.id]),
    comment="What files hold, where the host gives no other place for them",
)

link = sa.Table(
    f"{PREFIX}link",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("link", _CODE, primary_key=True),
    sa.Column("other_id", _ID, primary_key=True),
    sa.Column("other_link", _CODE, primary_key=True),
    sa.Column("linked_on", sa.String(10), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("fields", Encrypted(), nullable=False),
    _case_key(),
    sa.ForeignKeyConstraint(
        ["council", "other_id"], [f"{PREFIX}case.council", f"{PREFIX}case.id"], name="fk_casepath_link_other_case"
    ),
    sa.Index(None, "council", "other_id", "other_link"),
    comment="Links between cases, one row each, found from both ends; the end that sorts first stands first",
)

outbox = sa.Table(
    f"{PREFIX}outbox",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("message", _CODE, primary_key=True),
    sa.Column("to_id", _ID, primary_key=True),
    sa.Column("to_link", _CODE, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("delivered_at", Instant),
    _case_key(),
    sa.Index(None, "council", "delivered_at", "due_at"),
    comment="Messages to linked cases, each delivered in a transaction of its own; unnamed: the news of a link",
)

notification = sa.Table(
    f"{PREFIX}notification",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("role", _CODE, primary_key=True),
    sa.Column("about", _CODE, nullable=False),
    sa.Column("thing", sa.String(200), nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("at", Instant, nullable=False),
    _case_key(),
    sa.Index(None, "council", "role", "at"),
    comment="What people were told, one row for each role; who holds the role within reach is asked on reading",
)

notification_read = sa.Table(
    f"{PREFIX}notification_read",
    metadata,
    _council(),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    _case_key(),
    comment="Which notifications a person has read",
)

target = sa.Table(
    f"{PREFIX}target",
    metadata,
    sa.Column("council", _CODE, primary_key=True),
    sa.Column("target", _CODE, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("wakes_at", Instant),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("fault", sa.String(64), nullable=False),
    sa.Column("lease", sa.String(64)),
    sa.Column("leased_until", Instant),
    comment="How far each receiver of what happens has got, and who is delivering to it now",
)

undelivered = sa.Table(
    f"{PREFIX}undelivered",
    metadata,
    sa.Column("council", _CODE, primary_key=True),
    sa.Column("target", _CODE, primary_key=True),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("fault", sa.String(64), nullable=False),
    _case_key(),
    sa.CheckConstraint("status IN ('waiting', 'behind', 'dead')", name="status"),
    sa.Index(None, "council", "target", "status", "due_at"),
    comment="Steps that a receiver did not take: tried again, behind an earlier one of their case, or given up",
)

counter = sa.Table(
    f"{PREFIX}counter",
    metadata,
    _council(),
    sa.Column("series", sa.String(64), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
    comment="The last number given in each series of references",
)

timer = sa.Table(
    f"{PREFIX}timer",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("clock", _CODE, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("rung", _CODE, nullable=False),
    sa.Column("fires_at", Instant, nullable=False),
    sa.Column("wakes_at", Instant),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("fault", sa.String(64), nullable=False),
    _case_key(),
    sa.Index(None, "council", "wakes_at"),
    comment="What time does next to each case; it is looked at when it wakes: then, or to try again; without, never",
)

task = sa.Table(
    f"{PREFIX}task",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("task", _TASK, primary_key=True),
    sa.Column("workflow", _CODE, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("required", sa.Boolean, nullable=False),
    sa.Column("holder", sa.String(64)),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("expires", Instant),
    sa.Column("done_at", Instant),
    sa.Column("lane", sa.Text),
    sa.Column("team", sa.String(64)),
    sa.Column("due_at", Instant),
    sa.Column("number", sa.Integer),
    _case_key(),
    sa.CheckConstraint("status IN ('open', 'done', 'cancelled', 'put_away')", name="status"),
    _some("ix_casepath_task_work", FREE, "council", "lane", "due_at", "case_id", "task"),
    _some("ix_casepath_task_team_work", FREE, "council", "team", "lane", "due_at", "case_id", "task"),
    _some("ix_casepath_task_held", HELD, "council", "holder", "due_at", "case_id", "task"),
    comment="The tasks of every case as they are now, for lists of work: written by the steps that change them",
)

place = sa.Table(
    f"{PREFIX}place",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("role", _CODE, primary_key=True),
    sa.Column("person", sa.String(64), nullable=False),
    _case_key(),
    sa.Index(None, "council", "person", "case_id", "role"),
    comment="Who holds which place on a case now, for lists of work: written by the steps that change it",
)

let_in = sa.Table(
    f"{PREFIX}let_in",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("who", sa.String(80), primary_key=True),
    sa.Column("until", Instant, nullable=False),
    _case_key(),
    comment="Who is let in to a restricted case and until when, for lists of work: written by the steps",
)

invitation = sa.Table(
    f"{PREFIX}invitation",
    metadata,
    _council(),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("case_id", _ID, nullable=False),
    sa.Column("task", _TASK, nullable=False),
    sa.Column("role", _CODE, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("made_by", sa.String(64), nullable=False),
    sa.Column("expires", Instant, nullable=False),
    sa.Column("used_at", Instant),
    _case_key(),
    sa.Index(None, "council", "case_id", "task"),
    comment="Links by which somebody without an account does one task, once",
)

command = sa.Table(
    f"{PREFIX}command",
    metadata,
    _council(),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("said", Encrypted(shorter=64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("case_id", _ID),
    sa.Column("version", sa.Integer),
    _case_key(),
    comment="What each command came to that was given with a key, so that giving it again does nothing twice",
)

seal = sa.Table(
    f"{PREFIX}seal",
    metadata,
    _council(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    comment="The seals of a council, one after another; a line that is not kept outside yet waits here",
)

look = sa.Table(
    f"{PREFIX}look",
    metadata,
    _council(),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("minute", sa.Integer, primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("surface", _CODE, primary_key=True),
    sa.Column("thing", sa.String(200), primary_key=True),
    sa.Column("on_behalf_of", sa.String(64), primary_key=True),
    sa.Column("reason", sa.String(200), primary_key=True),
    sa.Column("refused", sa.Boolean, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("release", sa.String(64), nullable=False),
    sa.Column("glass", sa.Boolean),
    _case_key(),
    sa.Index(None, "council", "person", "minute"),
    comment="Who looked at which case, through what, when and why; the same look in the same minute is one row",
)

hold = sa.Table(
    f"{PREFIX}hold",
    metadata,
    _council(),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("case_id", _ID),
    sa.Column("subject_kind", _CODE),
    sa.Column("subject", sa.String(64)),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("ended_by", sa.String(64)),
    _case_key(),
    sa.CheckConstraint("(case_id IS NULL) <> (subject IS NULL)", name="about"),
    sa.Index(None, "council", "case_id"),
    sa.Index(None, "council", "subject_kind", "subject"),
    comment="Cases and subjects of which nothing is erased, why, and until when that held",
)

erasure = sa.Table(
    f"{PREFIX}erasure",
    metadata,
    _council(),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("release", sa.String(64), nullable=False),
    sa.Column("proposed_at", Instant, nullable=False),
    sa.Column("proposed_by", sa.String(64), nullable=False),
    sa.Column("proposed_for", sa.String(64)),
    sa.Column("approved_at", Instant),
    sa.Column("approved_by", sa.String(64)),
    sa.Column("approved_for", sa.String(64)),
    sa.Column("done_at", Instant),
    sa.Column("proof", sa.Text),
    sa.Column("hash", _HASH),
    sa.Index(None, "council", "proposed_at"),
    comment="What was proposed to be erased, who approved it, and the proof of it, which repeats nothing erased",
)

erasure_item = sa.Table(
    f"{PREFIX}erasure_item",
    metadata,
    _council(),
    sa.Column("erasure", _ID, primary_key=True),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("form", _CODE, primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("then", sa.String(16), nullable=False),
    sa.Column("rule", sa.String(200), nullable=False),
    sa.Column("due_on", sa.String(10), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("done_at", Instant),
    sa.Column("files", sa.Text, nullable=False),
    _case_key(),
    sa.ForeignKeyConstraint(["council", "erasure"], [erasure.c.council, erasure.c.id]),
    sa.CheckConstraint("kind IN ('draft', 'submitted')", name="kind"),
    sa.CheckConstraint("status IN ('waiting', 'files', 'done', 'held', 'not_due')", name="status"),
    sa.Index(None, "council", "erasure", "status"),
    sa.Index(None, "council", "case_id", "form", "kind"),
    comment="The answers that an erasure is about, each with the rule, and how far it has got with them",
)

web_session = sa.Table(
    f"{PREFIX}web_session",
    metadata,
    _council(),
    sa.Column("token", _HASH, primary_key=True),
    sa.Column("person", sa.String(64)),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("roles", sa.Text),
    sa.Column("teams", sa.Text, nullable=False),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("kept", sa.Text, nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Index(None, "council", "seen_at"),
    comment="Who is signed in to the pages, by the hash of a token that is kept nowhere",
)
