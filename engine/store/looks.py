"""Who looked at which case, as rows that are only ever added to: one for each case, and for the same look each minute.

A row says which call it was and which form, task or link of the definitions it was about. It never holds an answer, nor
what somebody searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.store import tables as t
from engine.store.references import next_number
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_SECONDS = 60
_COUNCIL = t.look.c.council == sa.bindparam("key_council")
_INSERT: Mapping[str, Statement] = {
    "sqlite": Statement("insert looks", sqlite.insert(t.look).on_conflict_do_nothing()),
    "postgresql": Statement("insert looks", postgresql.insert(t.look).on_conflict_do_nothing()),
}
_NAMES = ("minute", "person", "surface", "thing", "on_behalf_of", "reason", "at")


def _insert_refused(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    # Only where the case is there: whoever asks for what is not there costs the same, and leaves nothing.
    given = [sa.cast(sa.bindparam(f"new_{name}"), t.look.c[name].type) for name in _NAMES]
    found = sa.select(t.case.c.council, t.case.c.id, t.case.c.release, sa.true(), *given)
    wanted = (t.case.c.council == sa.bindparam("key_council"), t.case.c.id == sa.bindparam("key_case"))
    names = ["council", "case_id", "release", "refused", *_NAMES]
    return insert.from_select(names, found.where(*wanted)).on_conflict_do_nothing()


_INSERT_REFUSED: Mapping[str, Statement] = {
    "sqlite": Statement("insert refused looks", _insert_refused(sqlite.insert(t.look))),
    "postgresql": Statement("insert refused looks", _insert_refused(postgresql.insert(t.look))),
}
_THIS_MINUTE = Statement(
    "read looks of this minute",
    sa.select(t.look).where(
        _COUNCIL,
        t.look.c.person == sa.bindparam("key_person"),
        t.look.c.minute == sa.bindparam("key_minute"),
        t.look.c.surface == sa.bindparam("key_surface"),
    ),
)
_ORDER = (t.look.c.at, t.look.c.person, t.look.c.surface, t.look.c.thing)
_WITH_REFERENCE = (
    sa.select(t.look, t.case.c.reference)
    .select_from(t.look.join(t.case, sa.and_(t.case.c.council == t.look.c.council, t.case.c.id == t.look.c.case_id)))
    .where(_COUNCIL)
    .order_by(*_ORDER)
)
_OF_CASE = Statement("read looks at a case", _WITH_REFERENCE.where(t.look.c.case_id == sa.bindparam("key_case")))
_OF_REFERENCE = Statement(
    "read looks at a reference", _WITH_REFERENCE.where(t.case.c.reference == sa.bindparam("key_reference"))
)
_OF_PERSON = Statement("read looks of a person", _WITH_REFERENCE.where(t.look.c.person == sa.bindparam("key_person")))


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a case, or tried to: who, for whom and why, when, through which call, and at what of it.

    *refused* ones were told why not, or that nothing is there. *release* is what the case was pinned to.
    """

    case: str
    person: str
    on_behalf_of: str | None
    reason: str | None = field(repr=False)
    at: datetime
    surface: str
    thing: str
    release: str
    refused: bool = False
    reference: str = ""
    """The reference of the case, on reading."""


def write_looks(tx: Transaction, council: str, looks: Iterable[Look]) -> None:
    """Keep looks, all in one statement; what is kept already for this minute is left as it is."""
    rows = [_row(council, one) for one in looks]
    if rows:
        tx.write_many(_INSERT[tx.dialect], rows)


def write_refused(tx: Transaction, council: str, looks: Sequence[Look]) -> None:
    """Keep looks that came to nothing. One at a case that is not there is not kept, and takes as long."""
    # Something is written either way: a commit that waits for the disk must not tell which it was.
    next_number(tx, council, "looks in vain")
    rows = [_row(council, one) for one in looks]
    keys = [{"key_council": council, "key_case": one.case} for one in looks]
    new = [{f"new_{name}": row[name] for name in _NAMES} for row in rows]
    tx.write_many(_INSERT_REFUSED[tx.dialect], [key | one for key, one in zip(keys, new, strict=True)])


def not_kept(tx: Transaction, council: str, looks: Iterable[Look]) -> list[Look]:
    """Return those of *looks*, all by one person through one call, that are not kept for this minute yet."""
    new = {tuple(_key(row).items()): one for one in looks if (row := _row(council, one))}
    if not new:
        return []
    row = _row(council, next(iter(new.values())))
    key = {f"key_{name}": row[name] for name in ("council", "person", "minute", "surface")}
    kept = {tuple(_key(one).items()) for one in tx.rows(_THIS_MINUTE, key)}
    return [one for key, one in new.items() if key not in kept]


def looks_at(tx: Transaction, council: str, case: str) -> list[Look]:
    """Return who looked at a case, the first look first."""
    return list(_looks(tx.rows(_OF_CASE, {"key_council": council, "key_case": case})))


def looks_at_reference(tx: Transaction, council: str, reference: str) -> list[Look]:
    """Return who looked at the case with this reference, the first look first."""
    return list(_looks(tx.rows(_OF_REFERENCE, {"key_council": council, "key_reference": reference})))


def looks_of(tx: Transaction, council: str, person: str) -> list[Look]:
    """Return what a person looked at, the first look first."""
    return list(_looks(tx.rows(_OF_PERSON, {"key_council": council, "key_person": person})))


_KEY = tuple(one.name for one in t.look.primary_key.columns)


def _key(row: Row | Mapping[str, object]) -> dict[str, object]:
    # SQLite has no truth values of its own, and gives back 0 and 1.
    return {name: bool(row[name]) if name == "refused" else row[name] for name in _KEY}


def _row(council: str, look: Look) -> dict[str, object]:
    return {
        "council": council,
        "case_id": look.case,
        "minute": int(look.at.timestamp()) // _SECONDS,
        "person": look.person,
        "surface": look.surface,
        "thing": look.thing,
        "on_behalf_of": look.on_behalf_of or "",
        "reason": look.reason or "",
        "refused": look.refused,
        "at": look.at,
        "release": look.release,
    }


def _looks(rows: Iterable[Row]) -> Iterator[Look]:
    for row in rows:
        who = (row["case_id"], row["person"], row["on_behalf_of"] or None, row["reason"] or None)
        yield Look(
            *who, row["at"], row["surface"], row["thing"], row["release"], bool(row["refused"]), row["reference"]
        )
