"""Who holds which place on a case now, as rows: written by the steps that change it. The case itself says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.cases.events import CaseRoleEnded, CaseRoleGiven, Step
from engine.cases.state import Case
from engine.store import tables as t
from engine.store.statements import Statement
from engine.store.transaction import Transaction


def _give(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    return insert.on_conflict_do_update(
        index_elements=[t.place.c.council, t.place.c.case_id, t.place.c.role], set_={"person": insert.excluded.person}
    )


_GIVE: Mapping[str, Statement] = {
    "sqlite": Statement("write places", _give(sqlite.insert(t.place))),
    "postgresql": Statement("write places", _give(postgresql.insert(t.place))),
}
_END = Statement(
    "end places",
    t.place.delete().where(
        t.place.c.council == sa.bindparam("key_council"),
        t.place.c.case_id == sa.bindparam("key_case"),
        t.place.c.role == sa.bindparam("key_role"),
    ),
)


def write_places(tx: Transaction, steps: Iterable[Step]) -> None:
    """Write who holds a place after these steps. Steps that give and end none write nothing."""
    # Of several changes of one place in a step the last counts: whoever is given a place takes it from who had it.
    last = {
        (step.council, step.case, event.role): event
        for step in steps
        for event in step.events
        if isinstance(event, CaseRoleGiven | CaseRoleEnded)
    }
    ended = [key for key, event in last.items() if isinstance(event, CaseRoleEnded)]
    if ended:
        tx.write_many(_END, ({"key_council": key[0], "key_case": key[1], "key_role": key[2]} for key in ended))
    given = {key: event.person for key, event in last.items() if isinstance(event, CaseRoleGiven)}
    _write(tx, given)


def sort_places(tx: Transaction, cases: Iterable[Case]) -> None:
    """Write who holds a place on each of these cases."""
    _write(tx, {(case.council, case.id, role): who for case in cases for role, who in case.holders.items()})


def _write(tx: Transaction, given: Mapping[tuple[str, str, str], str]) -> None:
    if given:
        names = ("council", "case_id", "role")
        rows = ({**dict(zip(names, key, strict=True)), "person": person} for key, person in given.items())
        tx.write_many(_GIVE[tx.dialect], rows)
