"""Releases: every definition that was proposed, or that a case was pinned to, kept for ever as its files were."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.compiled import Definition
from engine.store import tables as t
from engine.store.encoding import text_of
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_KEEP: Mapping[str, Statement] = {
    "sqlite": Statement("keep release", sqlite.insert(t.release).on_conflict_do_nothing()),
    "postgresql": Statement("keep release", postgresql.insert(t.release).on_conflict_do_nothing()),
}
_COUNCIL = t.release.c.council == sa.bindparam("council")
_THIS = (_COUNCIL, t.release.c.release == sa.bindparam("release_id"))
_IS_KEPT = Statement("is release kept", sa.select(t.release.c.version).where(*_THIS))
_READ = Statement("read release", sa.select(t.release.c.files).where(*_THIS))
_HEADS = Statement(
    "read releases",
    sa.select(*(t.release.c[name] for name in ("release", "version", "title", "configuration", "edition")))
    .where(_COUNCIL)
    .order_by(t.release.c.first_used_at, t.release.c.release),
)


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """What a kept release is called. An older version of Casepath kept no *configuration* with it."""

    release: str
    version: str
    edition: str
    configuration: str | None


def keep_release(
    tx: Transaction, council: str, definition: Definition, files: Mapping[str, bytes], at: datetime
) -> None:
    """Keep *definition*, as its files, unless it is kept already. Nothing is ever changed or taken out."""
    if tx.row(_IS_KEPT, {"council": council, "release_id": definition.release}) is not None:
        return  # every opening but the first, which need not write all files out again
    written = {path: base64.b64encode(content).decode("ascii") for path, content in files.items()}
    values = {
        "council": council,
        "release": definition.release,
        "version": definition.version,
        "title": definition.title,
        "files": text_of(written),
        "first_used_at": at,
        "configuration": definition.configuration,
        "edition": definition.edition,
    }
    tx.write(_KEEP[tx.dialect], values)


def read_release(tx: Transaction, council: str, release: str) -> dict[str, bytes] | None:
    """Return the files of a kept release, or nothing."""
    row = tx.row(_READ, {"council": council, "release_id": release})
    if row is None:
        return None
    return {path: base64.b64decode(content) for path, content in json.loads(row["files"]).items()}


def kept_releases(tx: Transaction, council: str) -> list[KeptRelease]:
    """Return what each kept release is called, the one that was kept first standing first."""
    return [
        KeptRelease(
            row["release"], row["version"], row["edition"] or f"{row['title']} {row['version']}", row["configuration"]
        )
        for row in tx.rows(_HEADS, {"council": council})
    ]
