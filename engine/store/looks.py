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
from engine.store.encoding import text_of
from engine.store.references import next_number
from engine.store.statements import Row, Statement
from engine.store.transaction import Transaction

_SECONDS = 60
_COUNCIL = t.look.c.council == sa.bindparam("key_council")
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
_ALIKE = ("person", "on_behalf_of", "reason", "surface", "thing", "refused", "glass", "minute", "at")
"""What the looks of one call have in common, but for the cases."""


def _cases(dialect: str) -> tuple[sa.ColumnElement[str], sa.ColumnElement[str]]:
    """Return the case and its release of each of those that are given as one JSON text: a statement for any number."""
    if dialect == "sqlite":
        each = sa.func.json_each(sa.bindparam("cases")).table_valued("value").c.value
        return tuple(sa.func.json_extract(each, sa.literal_column(f"'$[{place}]'")) for place in (0, 1))  # type: ignore[return-value]  # there are two
    given = sa.func.jsonb_array_elements(sa.cast(sa.bindparam("cases"), postgresql.JSONB))
    each = given.table_valued(sa.column("value", postgresql.JSONB)).c.value
    return each[0].astext, each[1].astext


def _insert(insert: sqlite.Insert | postgresql.Insert, dialect: str) -> sa.Executable:
    case, release = _cases(dialect)
    alike = [sa.cast(sa.bindparam(f"new_{name}"), t.look.c[name].type) for name in _ALIKE]
    council = sa.cast(sa.bindparam("new_council"), t.look.c.council.type)
    # SQLite reads ON CONFLICT as part of a join unless something stands between.
    rows = sa.select(council, case, release, *alike).where(sa.true())
    return insert.from_select(["council", "case_id", "release", *_ALIKE], rows).on_conflict_do_nothing()


def _kept(dialect: str) -> Statement:
    same = (t.look.c[name] == sa.bindparam(f"new_{name}") for name in _ALIKE if name != "at")
    found = sa.select(t.look.c.case_id).where(_COUNCIL, *same, t.look.c.case_id.in_(sa.select(_cases(dialect)[0])))
    return Statement("read looks of this minute", found)


_INSERT: Mapping[str, Statement] = {
    "sqlite": Statement("insert looks", _insert(sqlite.insert(t.look), "sqlite")),
    "postgresql": Statement("insert looks", _insert(postgresql.insert(t.look), "postgresql")),
}
_KEPT: Mapping[str, Statement] = {one: _kept(one) for one in _INSERT}
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
    glass: bool = False
    """Whether they saw it because they had broken the glass."""


def write_looks(tx: Transaction, council: str, looks: Iterable[Look]) -> None:
    """Keep looks, those of one call in one statement; what is kept already for this minute is left as it is."""
    for alike, some in _by_call(looks):
        # In one order, so that two looks at the same cases never wait for each other.
        cases = text_of(sorted((one.case, one.release) for one in some))
        tx.write(_INSERT[tx.dialect], {"new_council": council, "cases": cases, **alike})


def write_refused(tx: Transaction, council: str, looks: Sequence[Look]) -> None:
    """Keep looks that came to nothing. One at a case that is not there is not kept, and takes as long."""
    # Something is written either way: a commit that waits for the disk must not tell which it was.
    next_number(tx, council, "looks in vain")
    rows = [_row(council, one) for one in looks]
    keys = [{"key_council": council, "key_case": one.case} for one in looks]
    new = [{f"new_{name}": row[name] for name in _NAMES} for row in rows]
    tx.write_many(_INSERT_REFUSED[tx.dialect], [key | one for key, one in zip(keys, new, strict=True)])


def not_kept(tx: Transaction, council: str, looks: Iterable[Look]) -> list[Look]:
    """Return those of *looks* that are not kept for this minute yet."""
    new: list[Look] = []
    for alike, some in _by_call(looks):
        cases = text_of([(one.case, one.release) for one in some])
        kept = {row["case_id"] for row in tx.rows(_KEPT[tx.dialect], {"key_council": council, "cases": cases, **alike})}
        new += [one for one in some if one.case not in kept]
    return new


def _by_call(looks: Iterable[Look]) -> Iterator[tuple[Mapping[str, object], Sequence[Look]]]:
    """Yield what the looks of one call have in common, with these looks."""
    together: dict[tuple[object, ...], list[Look]] = {}
    for one in looks:
        row = _row("", one)
        together.setdefault(tuple(row[name] for name in _ALIKE), []).append(one)
    for alike, some in together.items():
        yield {f"new_{name}": value for name, value in zip(_ALIKE, alike, strict=True)}, some


def looks_at(tx: Transaction, council: str, case: str) -> list[Look]:
    """Return who looked at a case, the first look first."""
    return list(_looks(tx.rows(_OF_CASE, {"key_council": council, "key_case": case})))


def looks_at_reference(tx: Transaction, council: str, reference: str) -> list[Look]:
    """Return who looked at the case with this reference, the first look first."""
    return list(_looks(tx.rows(_OF_REFERENCE, {"key_council": council, "key_reference": reference})))


def looks_of(tx: Transaction, council: str, person: str) -> list[Look]:
    """Return what a person looked at, the first look first."""
    return list(_looks(tx.rows(_OF_PERSON, {"key_council": council, "key_person": person})))


def minute_of(at: datetime) -> int:
    """Return the minute by which a look is kept."""
    return int(at.timestamp()) // _SECONDS


def _row(council: str, look: Look) -> dict[str, object]:
    return {
        "council": council,
        "case_id": look.case,
        "minute": minute_of(look.at),
        "person": look.person,
        "surface": look.surface,
        "thing": look.thing,
        "on_behalf_of": look.on_behalf_of or "",
        "reason": look.reason or "",
        "refused": look.refused,
        "at": look.at,
        "release": look.release,
        "glass": look.glass,
    }


def _looks(rows: Iterable[Row]) -> Iterator[Look]:
    for row in rows:
        who = (row["case_id"], row["person"], row["on_behalf_of"] or None, row["reason"] or None)
        yield Look(
            *who,
            row["at"],
            row["surface"],
            row["thing"],
            row["release"],
            bool(row["refused"]),
            row["reference"],
            bool(row["glass"]),
        )
