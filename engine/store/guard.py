"""The wall between councils on SQLite, and a second one on PostgreSQL: no statement runs that forgets the council.

Each statement is looked at once, when it is first written out, so that it costs nothing afterwards. Every table that it
reads or changes, in whatever part of it, must be held to the council that the caller names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import ExternallyTraversible

from engine.store.tables import PREFIX

EXCEPTIONS: Mapping[str, str] = {}
"""Statements by name that may go without, each with its reason. There is none."""

_Tables: TypeAlias = frozenset[sa.FromClause]
_Condition: TypeAlias = "tuple[sa.ColumnElement[Any], _Tables | None]"
"""A condition, with the tables that it holds where those are not all that it names."""
_COLUMNS = re.compile(r"INSERT INTO \w+ \(([^)]*)\)")


class CouncilForgotten(Exception):
    """Our own mistake: a statement that could reach another council's rows. It was not run."""

    def __init__(self, statement: str, table: str) -> None:
        super().__init__(f'The statement "{statement}" does not hold {table} to one council, so it is not run.')


def raise_if_forgotten(name: str, sql: sa.Executable, text: str) -> None:
    """Raise CouncilForgotten unless every table of ours in *sql*, written out as *text*, is held to one council."""
    if name not in EXCEPTIONS:
        for table in _forgotten(sql, text):
            raise CouncilForgotten(name, table)


def _forgotten(sql: sa.Executable, text: str) -> Iterator[str]:
    if isinstance(sql, sa.Insert):
        written = _COLUMNS.match(text)
        if written is None or "council" not in written[1].split(", "):
            yield sql.table.name
        if sql.select is not None:
            yield from _inside(sql.select, frozenset())
    elif isinstance(sql, sa.Update | sa.Delete):
        assert isinstance(sql.table, sa.Table)
        where = [] if sql.whereclause is None else [sql.whereclause]
        yield from _not_held([sql.table], [(one, None) for one in where], frozenset())
        for one in where:
            yield from _inside(one, frozenset((sql.table,)))
    else:
        assert isinstance(sql, sa.SelectBase)
        yield from _inside(sql, frozenset())


def _inside(one: ExternallyTraversible, outer: _Tables) -> Iterator[str]:
    """Yield what is not held in all the questions inside *one*; *outer* are the tables of those round it."""
    if not isinstance(one, sa.Select):
        for child in one.get_children():
            yield from _inside(child, outer)
        return
    tables, conditions = list[sa.FromClause](), list[_Condition]()
    for each in one.get_final_froms():
        _take_apart(each, tables, conditions)
    if one.whereclause is not None:
        conditions.append((one.whereclause, None))
    tables = [each for each in tables if each not in outer]
    yield from _not_held(tables, conditions, outer)
    for each in tables:
        if _name(each) is None:
            yield from _inside(each, frozenset())
    for expression in (*(condition for condition, _ in conditions), *one.exported_columns):
        yield from _inside(expression, outer.union(tables))


def _take_apart(one: sa.FromClause, tables: list[sa.FromClause], conditions: list[_Condition]) -> None:
    """Add the tables of a join, and the conditions on which they are joined."""
    if not isinstance(one, sa.Join):
        tables.append(one)
        return
    _take_apart(one.left, tables, conditions)
    before = len(tables)
    _take_apart(one.right, tables, conditions)
    if one.onclause is not None:
        # Where rows without a partner stay, the condition holds only the partner's table.
        conditions.append((one.onclause, frozenset(tables[before:]) if one.isouter else None))


def _name(one: sa.FromClause) -> str | None:
    """Return the name of a table, or of the one that an alias stands for; nothing for a question in its place."""
    table = one.element if isinstance(one, sa.Alias) else one
    return table.name if isinstance(table, sa.Table) else None


def _not_held(tables: Sequence[sa.FromClause], conditions: Sequence[_Condition], outer: _Tables) -> Iterator[str]:
    """Yield the names of those of our tables that no condition holds to the council, straight or by way of others."""
    equal = [(*pair, only) for one, only in conditions for pair in _equal_councils(one)]
    held: set[sa.FromClause | None] = {None, *outer}
    for _ in equal:
        for left, right, only in equal:
            sides = {left, right}
            if sides & held:
                held |= sides if only is None else sides & only
    for one in tables:
        name = _name(one)
        if name is not None and name.startswith(PREFIX) and one not in held:
            yield name


def _equal_councils(one: sa.ColumnElement[Any]) -> Iterator[tuple[sa.FromClause | None, sa.FromClause | None]]:
    """Yield whose councils must be the same wherever *one* is true; nothing stands for the caller's own."""
    if isinstance(one, sa.BooleanClauseList) and one.operator is operators.and_:
        for part in one.clauses:
            yield from _equal_councils(part)
    elif isinstance(one, sa.BinaryExpression) and one.operator is operators.eq:
        sides = [side for side in (one.left, one.right) if _is_council(side)]
        if len(sides) == 2:
            left, right = (getattr(side, "table", None) for side in sides)
            yield left, right


def _is_council(one: sa.ColumnElement[Any]) -> bool:
    if isinstance(one, sa.BindParameter):
        return one.key.endswith("council") and one.value is None
    return isinstance(one, sa.Column) and one.name == "council"
