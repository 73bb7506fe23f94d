"""Encrypting again, under the current key, what stands under another or under none: row by row, while others write.

Each value is written only where it still is the one that was read, so that nothing that others wrote is lost. What is
left to do is told from the values themselves: whoever is killed begins again, and finds only the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from engine.store import tables as t
from engine.store.encryption import BYTES_MARK, PLAIN, TEXT_MARK, KeysLost, NotAuthentic, Place
from engine.store.statements import Statement
from engine.store.tables import binding
from engine.store.transaction import Transaction

_COUNCIL: sa.BindParameter[str] = sa.bindparam("key_council")
_ROWS, _LARGE_ROWS = 200, 8
"""At once: what files hold may be many megabytes each."""


_SOME = Statement(
    "try keys",
    sa.select(t.case.c.id, t.case.c.folded).where(t.case.c.council == _COUNCIL).order_by(t.case.c.id).limit(3),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose values are encrypted: how to find those that are not under a key, and to write one anew."""

    place: Place
    is_bytes: bool
    key: tuple[str, ...]
    find: Statement
    write: Statement

    @property
    def most(self) -> int:
        """Return how many values are taken at once."""
        return _LARGE_ROWS if self.is_bytes else _ROWS

    @property
    def start(self) -> Mapping[str, object]:
        """Return what comes before every row."""
        return {f"after_{one}": "" if _is_text(self.place.where, one) else -1 for one in self.key}

    def prefix(self, key: str) -> str | bytes:
        """Return how a value under *key* begins."""
        return BYTES_MARK + key.encode() + b"/" if self.is_bytes else f"{TEXT_MARK}{key}/"


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of some values: how many there were, how many are encrypted anew, and how many cannot be decrypted.

    The rest somebody else changed in between. *after* is where to go on; there is nothing behind without it.
    """

    found: int
    done: int
    unreadable: int
    after: Mapping[str, object] | None


def encrypt_again(
    tx: Transaction, council: str, column: Column, after: Mapping[str, object], limit: int | None = None
) -> Batch:
    """Encrypt some values of *column* again, at most *limit*, those of rows behind *after*.

    What somebody else holds is passed over.
    """
    assert tx.cipher.ring is not None
    prefix = column.prefix(tx.cipher.ring.current)
    most = column.most if limit is None else min(column.most, limit)
    asked = {"key_council": council, "prefix": prefix, "length": len(prefix), "most": most, **after}
    rows = tx.rows(column.find, asked)
    done = unreadable = 0
    for row in rows:
        try:
            opened = tx.cipher.opened(column.place, row, row["value"])
        except (NotAuthentic, KeysLost):
            unreadable += 1
            continue
        key = {f"key_{name}": row[name] for name in column.place.key}
        done += tx.write(column.write, {"key_council": council, **key, "was": row["value"], "new_value": opened})
    last = {f"after_{one}": rows[-1][one] for one in column.key} if len(rows) == most else None
    return Batch(len(rows), done, unreadable, last)


def try_keys(tx: Transaction, council: str) -> None:
    """Read a few cases. Raises KeysLost where the keys of one are not there, NotAuthentic where these fit none."""
    rows, faults = tx.rows_and_faults(_SOME, {"key_council": council})
    if rows and len(faults) == len(rows):
        raise faults[0][1]


def counts(tx: Transaction, council: str, keys: Sequence[str]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield for each column how many values are under each of *keys*, under none (PLAIN), and under others ("")."""
    for column in columns():
        marks = {one: column.prefix(one) for one in keys}
        asked: dict[str, object] = {"key_council": council, "mark": BYTES_MARK if column.is_bytes else TEXT_MARK}
        asked |= {"mark_length": len(asked["mark"])}  # type: ignore[arg-type]  # text or bytes, both have a length
        for place, mark in enumerate(marks.values()):
            asked |= {f"prefix_{place}": mark, f"length_{place}": len(mark)}
        row = tx.row(_count(column.place.where, len(keys)), asked)
        assert row is not None  # an aggregate always has its row
        found = {one: int(row[f"under_{place}"] or 0) for place, one in enumerate(keys)}
        marked = int(row["marked"] or 0)
        others = {PLAIN: int(row["many"]) - marked, "": marked - sum(found.values())}
        yield column.place.where, {**found, **others}


@cache
def columns() -> tuple[Column, ...]:
    """Return every column that is encrypted. A new one is found by its type."""
    return tuple(_column(one) for one in _encrypted())


def _encrypted() -> Iterable[sa.Column[Any]]:
    return (one for table in t.metadata.sorted_tables for one in table.columns if binding(one))


def _column(column: sa.Column[Any]) -> Column:
    table, where = column.table, f"{column.table.name}.{column.name}"
    assert isinstance(table, sa.Table)
    key = [one for one in table.primary_key.columns if one.name != "council"]
    bound = binding(column)
    raw = _raw(column)
    after = sa.tuple_(*(sa.bindparam(f"after_{one.name}", type_=one.type) for one in key))
    find = (
        sa.select(*bound, raw.label("value"))
        .where(
            table.c.council == _COUNCIL,
            column.is_not(None),
            sa.tuple_(*key) > after,
            _begins(column, "length") != sa.bindparam("prefix", type_=raw.type),
        )
        .order_by(*key)
        .limit(sa.bindparam("most", type_=sa.Integer))
        # Whoever works on a row keeps it: here nobody waits, so nobody else can wait for us in a circle.
        .with_for_update(skip_locked=True, key_share=True)
    )
    write = (
        table.update()
        .where(
            table.c.council == _COUNCIL,
            *(one == sa.bindparam(f"key_{one.name}", type_=one.type) for one in bound),
            raw == sa.bindparam("was", type_=raw.type),
        )
        .values({column: sa.bindparam("new_value")})
    )
    place = Place("value", where, tuple(one.name for one in bound))
    names = tuple(one.name for one in key)
    is_bytes = isinstance(column.type, t.EncryptedBytes)
    return Column(place, is_bytes, names, Statement(f"find in {where}", find), Statement(f"encrypt {where}", write))


def _raw(column: sa.Column[Any]) -> sa.TypeCoerce[Any]:
    """Return a column as it stands in the database, neither decrypted as it is read nor bound to its place."""
    return sa.type_coerce(column, sa.LargeBinary() if isinstance(column.type, t.EncryptedBytes) else sa.Text())


def _begins(column: sa.Column[Any], length: str) -> sa.ColumnElement[Any]:
    raw = _raw(column)
    return sa.func.substr(raw, 1, sa.bindparam(length, type_=sa.Integer), type_=raw.type)


@cache
def _count(where: str, many: int) -> Statement:
    column = next(one for one in _encrypted() if f"{one.table.name}.{one.name}" == where)
    kind = _raw(column).type
    under = [
        _sum(_begins(column, f"length_{place}") == sa.bindparam(f"prefix_{place}", type_=kind), f"under_{place}")
        for place in range(many)
    ]
    marked = _sum(_begins(column, "mark_length") == sa.bindparam("mark", type_=kind), "marked")
    query = sa.select(*under, marked, sa.func.count(column).label("many")).where(column.table.c.council == _COUNCIL)
    return Statement(f"count keys in {where}", query)


def _sum(condition: sa.ColumnElement[bool], name: str) -> sa.Label[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0)).label(name)


def _is_text(where: str, name: str) -> bool:
    table = t.metadata.tables[where.partition(".")[0]]
    return isinstance(table.c[name].type, sa.String)
