"""Who is let in to which restricted case, as rows, for lists of work: written by the steps that change it.

The case itself says the same, and decides. A list of work is counted by the database, which has to be asked for just
those restricted cases that somebody is let in to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.access import Actor, RoleBook
from engine.cases.decide.outcome import Accepted
from engine.cases.events import RestrictingEvent
from engine.cases.restriction import Restriction
from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction

_PERSON, _ROLE, _GLASS = "person ", "role ", "glass "
"""How it is written who is let in: ids of people and of roles may be the same."""
_BETWEEN = "\n"
"""Between names in a list of them: no name has it."""
_FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)

_CLEAR = Statement(
    "clear who is let in",
    t.let_in.delete().where(
        t.let_in.c.council == sa.bindparam("key_council"), t.let_in.c.case_id == sa.bindparam("key_case")
    ),
)


def _insert(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    return insert.on_conflict_do_nothing()


_INSERT: Mapping[str, Statement] = {
    "sqlite": Statement("write who is let in", _insert(sqlite.insert(t.let_in))),
    "postgresql": Statement("write who is let in", _insert(postgresql.insert(t.let_in))),
}


_AT_ONCE = 50


_WANTED = [sa.bindparam(f"key_case_{number}", type_=sa.String()) for number in range(_AT_ONCE)]
_AMONG = Statement(
    "read which cases are restricted",
    sa.select(t.let_in.c.case_id)
    .where(t.let_in.c.council == sa.bindparam("key_council"), t.let_in.c.case_id.in_(_WANTED))
    .distinct()
    .order_by(t.let_in.c.case_id),
)


_ANY = Statement(
    "read whether anything is restricted",
    sa.select(t.let_in.c.case_id).where(t.let_in.c.council == sa.bindparam("key_council")).limit(1),
)


def has_restricted(tx: Transaction, council: str) -> bool:
    """Whether any case of the council is restricted."""
    return tx.row(_ANY, {"key_council": council}) is not None


def restricted_among(tx: Transaction, council: str, ids: Iterable[str]) -> list[str]:
    """Return those of *ids* that are restricted cases, in one statement for fifty of them."""
    wanted = sorted({one for one in ids if one})
    found: list[str] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        keys = {f"key_case_{number}": some[min(number, len(some) - 1)] for number in range(_AT_ONCE)}
        found += [str(row["case_id"]) for row in tx.rows(_AMONG, {"key_council": council, **keys})]
    return found


def write_let_in(tx: Transaction, made: Iterable[Accepted]) -> None:
    """Write who is let in after these steps. Steps that restrict nothing write nothing."""
    for one in made:
        if any(isinstance(event, RestrictingEvent) for event in one.step.events):
            tx.write(_CLEAR, {"key_council": one.case.council, "key_case": one.case.id})
            if rows := rows_of(one.case.council, one.case.id, one.case.restriction):
                tx.write_many(_INSERT[tx.dialect], rows)


def rows_of(council: str, case: str, restriction: Restriction | None) -> list[dict[str, object]]:
    """Return the rows of a case that is restricted like this."""
    if restriction is None:
        return []
    named = {f"{_PERSON}{one}": _FOR_GOOD for one in restriction.people}
    named |= {f"{_ROLE}{one}": _FOR_GOOD for one in restriction.roles}
    named |= {f"{_GLASS}{one}": until for one, until in restriction.glass.items()}
    return [{"council": council, "case_id": case, "who": who, "until": until} for who, until in named.items()]


def restriction_of(kept: str | None, now: datetime) -> Restriction | None:
    """Return the restriction of which LET_IN was read *now*; of a glass only that it is broken."""
    if not kept:
        return None
    names = [one for one in kept.split(_BETWEEN) if one]
    people = tuple(one.removeprefix(_PERSON) for one in names if one.startswith(_PERSON))
    roles = tuple(one.removeprefix(_ROLE) for one in names if one.startswith(_ROLE))
    glass = {one.removeprefix(_GLASS): _FOR_GOOD for one in names if one.startswith(_GLASS)}
    return Restriction(people, roles, glass, at=now)


@dataclass(frozen=True, slots=True)
class Names:
    """By which names somebody is let in: anywhere, in their *teams*, and where they hold a place, each as one text."""

    anywhere: str
    in_teams: str
    teams: str
    by_place: str


def names_of(book: RoleBook, by: Actor, *, on_tasks: bool) -> Names:
    """Return the names by which *by* is let in to cases, or to their tasks: just where `RoleBook` lets them in."""
    anywhere = [f"{_PERSON}{one}" for one in sorted(by.people)] + [f"{_GLASS}{by.id}"]
    in_teams, on_places = list[str](), {place: [place] for place in book.taken_from}
    for role in sorted(by.roles & book.powers.keys()):
        powers, reach = sorted(book.powers[role]), book.reach[role]
        if reach == "council" or (reach == "task" and on_tasks) or (reach == "team" and not book.has_teams):
            anywhere += [f"{_ROLE}{one}" for one in powers]
        elif reach == "team":
            in_teams += [f"{_ROLE}{one}" for one in powers]
        elif reach == "case":
            for place, takers in book.taken_from.items():
                on_places[place] += powers if book.powers[role] & takers else []
    by_place = [f"{place} {_ROLE}{one}" for place, roles in on_places.items() for one in dict.fromkeys(roles)]
    return Names(_listed(anywhere), _listed(in_teams), _listed(sorted(by.teams)), _listed(by_place))


def _listed(names: Sequence[str]) -> str:
    return "".join(f"{_BETWEEN}{one}" for one in names) + _BETWEEN


def values_of(prefix: str, names: Names) -> dict[str, object]:
    """Return the values of `is_let_in` with this *prefix*."""
    return {
        f"{prefix}_anywhere": names.anywhere,
        f"{prefix}_in_teams": names.in_teams,
        f"{prefix}_teams": names.teams,
        f"{prefix}_by_place": names.by_place,
    }


def is_let_in(
    prefix: str,
    dialect: str,
    case: sa.ColumnElement[str],
    team: sa.ColumnElement[str],
    council: sa.BindParameter[str],
    people: Sequence[sa.BindParameter[str]],
    now: sa.BindParameter[Any],
) -> sa.ColumnElement[bool]:
    """Return the condition that somebody, whose names have this *prefix*, is let in to *case* of *team*."""
    one, held = t.let_in.alias(), t.place.alias()

    def among(name: str, what: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        text = sa.bindparam(f"{prefix}_{name}", type_=sa.String())
        between: sa.ColumnElement[str] = sa.literal_column("'\n'")
        find = sa.func.instr if dialect == "sqlite" else sa.func.strpos
        return find(text, between + what + between) > sa.literal_column("0")

    by_place = sa.exists(
        sa.select(held.c.role).where(
            held.c.council == council,
            held.c.case_id == case,
            held.c.person.in_(people),
            among("by_place", held.c.role + sa.literal_column("' '") + one.c.who),
        )
    )
    here = (one.c.council == council, one.c.case_id == case, one.c.until > now)
    named = sa.or_(among("anywhere", one.c.who), sa.and_(among("in_teams", one.c.who), among("teams", team)), by_place)
    return sa.exists(sa.select(one.c.who).where(*here, named))


def let_in_to(
    dialect: str, case: sa.ColumnElement[str], council: sa.BindParameter[str], now: sa.BindParameter[Any]
) -> sa.ScalarSelect[str]:
    """Return who is let in to *case* now, as one text: see `restriction_of`."""
    together = sa.func.group_concat if dialect == "sqlite" else sa.func.string_agg
    return (
        sa.select(together(t.let_in.c.who, sa.literal_column("'\n'")))
        .where(t.let_in.c.council == council, t.let_in.c.case_id == case, t.let_in.c.until > now)
        .scalar_subquery()
    )
