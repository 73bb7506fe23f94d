"""Reading for many cases at once what is written for one: the same questions, each kind put to the database together.

Whoever looks is let go on until they ask something that is not known yet. When all of them have come to such a
question, those of a kind become one, and all look again: as many questions as one of them would have, however many
they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from engine.store.statements import Row, Statement, Text
from engine.store.transaction import Transaction

_Asked: TypeAlias = "tuple[str, tuple[tuple[str, object], ...]]"
_AT_ONCE = 100
"""Questions in one: SQLite takes five hundred."""


class NotYet(Exception):
    """What was asked is not known yet: it is put to the database with all else that is asked, and then look again."""


class Together(Transaction):
    """A transaction in which many look at once. *fetch* puts to the database what they could not go past."""

    __slots__ = ("_asked", "_known")

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx._dialect, tx._execute, tx.hook)
        self.cipher = tx.cipher
        self._asked: dict[_Asked, Statement] = {}
        self._known: dict[_Asked, Sequence[Row]] = {}

    def rows(self, statement: Statement, parameters: Mapping[str, object]) -> Sequence[Row]:
        """Return all the rows that *statement* finds; raise NotYet where they are not known yet."""
        asked = (statement.name, tuple(sorted(parameters.items())))
        known = self._known.get(asked)
        if known is None:
            self._asked[asked] = statement
            raise NotYet
        return known

    def row(self, statement: Statement, parameters: Mapping[str, object]) -> Row | None:
        """Return the first row that *statement* finds, or nothing; raise NotYet where it is not known yet."""
        found = self.rows(statement, parameters)
        return found[0] if found else None

    def fetch(self) -> None:
        """Put all that was asked to the database, each kind of question once."""
        kinds: dict[str, list[_Asked]] = {}
        for asked in self._asked:
            kinds.setdefault(asked[0], []).append(asked)
        for several in kinds.values():
            for start in range(0, len(several), _AT_ONCE):
                self._fetch(several[start : start + _AT_ONCE])
        self._asked.clear()

    def _fetch(self, several: Sequence[_Asked]) -> None:
        statement = self._asked[several[0]]
        found: dict[_Asked, list[Row]] = {asked: [] for asked in several}
        values = {f"{name}__{place}": value for place, (_, given) in enumerate(several) for name, value in given}
        text = _many(statement.text(self._dialect), len(several))
        ran = self._ran(statement.name, text, values)
        for one in ran.fetchall():
            found[several[int(str(one[0]))]].append(self._row(text, one[2:]))
        self._known |= found


def _many(one: Text, times: int) -> Text:
    """Return a text put so many times, each with its values; a row begins with which time it was, and its place."""
    parts = (
        f"SELECT {place} AS asked, row_number() OVER () AS place, one.* FROM ({_numbered(one, place)}) AS one"  # noqa: S608 - our own words
        for place in range(times)
    )
    sql = f"{' UNION ALL '.join(parts)} ORDER BY 1, 2"
    names = None if one.names is None else tuple(f"{name}__{n}" for n in range(times) for name in one.names)
    moments = tuple(n * len(one.names or ()) + moment for n in range(times) for moment in one.moments)
    constants = {f"{name}__{n}": value for n in range(times) for name, value in one.constants.items()}
    return Text(sql, names, moments, constants, one.columns, one.instants, (), one.read)


def _numbered(one: Text, place: int) -> str:
    """Return a text whose values are told apart from other questions': by name, by number, or by their order."""
    if one.names is None:
        return re.sub(r"%\((\w+)\)s", rf"%(\1__{place})s", one.sql)
    before = place * len(one.names)
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + before}", one.sql)
