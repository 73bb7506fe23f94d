"""Where the encrypted values of a statement stand: what of its values and of its rows says to which row they belong.

Each statement is looked at once, when it is first written out. One that writes an answer and does not say where, or
reads one and not where from, is not run: it could neither be bound to its place nor be held to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators

from engine.store.encryption import Place
from engine.store.tables import Encrypted, EncryptedBytes, binding


class PlaceForgotten(Exception):
    """Our own mistake: a statement with an encrypted value whose place it does not tell. It was not run."""

    def __init__(self, statement: str, column: str) -> None:
        super().__init__(f'The statement "{statement}" does not tell which row {column} belongs to, so it is not run.')


def places_read(name: str, sql: sa.Executable) -> Iterator[Place]:
    """Yield the encrypted columns of what *sql* finds. Raises PlaceForgotten."""
    if not isinstance(sql, sa.Select):
        return
    found = [(str(one.key), column) for one in sql.exported_columns for column in one.base_columns]
    by_column = {column: key for key, column in reversed(found)}
    for key, column in found:
        if _is_encrypted(column):
            yield Place(key, _where(column), _keys(name, column, by_column))


def places_written(name: str, sql: sa.Executable) -> Iterator[Place]:
    """Yield the encrypted values of *sql*, where it writes. Raises PlaceForgotten."""
    if isinstance(sql, sa.Insert):
        _raise_if_from_rows(name, sql)
        by_column: dict[Any, str] = {column: column.name for column in sql.table.columns}
        for column in sql.table.columns:
            if _is_encrypted(column):
                yield Place(column.name, _where(column), _keys(name, column, by_column))
    elif isinstance(sql, sa.Update):
        assert isinstance(sql.table, sa.Table)
        # SQLAlchemy tells nobody else what an update is to change; where it was named, it is by its name.
        changed = {sql.table.c[getattr(key, "key", key)]: value for key, value in (sql._values or {}).items()}
        _raise_if_moved(name, sql, changed)
        where = dict(_equal(sql.whereclause))
        for column, value in changed.items():
            if _is_encrypted(column):
                if not isinstance(value, sa.BindParameter) or value.value is not None:
                    raise PlaceForgotten(name, _where(column))
                yield Place(str(value.key), _where(column), _keys(name, column, where))


def _raise_if_from_rows(name: str, sql: sa.Insert) -> None:
    """An encrypted value cannot be copied from row to row: it is bound to the one where it is."""
    encrypted = next(filter(_is_encrypted, sql.table.columns), None)
    if encrypted is not None and sql.select is not None:
        raise PlaceForgotten(name, _where(encrypted))


def _raise_if_moved(name: str, sql: sa.Update, changed: Mapping[Any, Any]) -> None:
    """Nor does it come along when the key of its row changes."""
    assert isinstance(sql.table, sa.Table)
    for column in sql.table.columns:
        if any(one in changed for one in binding(column)):
            raise PlaceForgotten(name, _where(column))


def _keys(name: str, column: Any, known: Mapping[Any, str]) -> tuple[str, ...]:
    bound = binding(column)
    if not all(one in known for one in bound):
        raise PlaceForgotten(name, _where(column))
    return tuple(known[one] for one in bound)


def _equal(one: sa.ColumnElement[Any] | None) -> Iterator[tuple[Any, str]]:
    """Yield the columns that must be what a parameter says wherever *one* is true, each with the parameter's name."""
    if isinstance(one, sa.BooleanClauseList) and one.operator is operators.and_:
        for part in one.clauses:
            yield from _equal(part)
    elif (
        isinstance(one, sa.BinaryExpression)
        and one.operator is operators.eq
        and isinstance(one.left, sa.Column)
        and isinstance(one.right, sa.BindParameter)
    ):
        yield one.left, str(one.right.key)


def _is_encrypted(column: Any) -> bool:
    return isinstance(column, sa.Column) and isinstance(column.type, Encrypted | EncryptedBytes)


def _where(column: Any) -> str:
    return f"{column.table.name}.{column.name}"
