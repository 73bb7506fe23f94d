"""Statements: built once with SQLAlchemy, written out once for each dialect, then run as text with bound parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from engine.store.binding import places_read, places_written
from engine.store.encryption import Place
from engine.store.guard import raise_if_forgotten
from engine.store.tables import Instant, as_read, as_stored

Parameters: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]
"""Values by name; several, to run a statement once for each."""

Row: TypeAlias = Mapping[str, Any]
"""A row by column, as the statement that found it declares them. Any: the tables know the types, mypy does not."""


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as its driver takes it. *names* is the order of its parameters; none when it takes them by name.

    *moments* are the places among them that may hold an instant. *constants* are the parameters that the statement
    itself gives (a limit, `last + 1`).
    """

    sql: str
    names: tuple[str, ...] | None
    moments: tuple[int, ...]
    constants: Mapping[str, object]
    columns: tuple[str, ...]
    instants: tuple[str, ...]
    written: tuple[Place, ...]
    """Which of its values are encrypted before they are written."""
    read: tuple[Place, ...]
    """Which of the columns that it finds are encrypted."""

    def values(self, given: Mapping[str, object], dialect: str) -> Any:
        """Return *given* as the driver takes it; instants in the one form that SQLite sorts."""
        if self.constants:
            given = {**self.constants, **given}
        if self.names is None:
            return given
        return self._converted(given, {}, dialect)

    def each(self, given: Iterable[Mapping[str, object]], dialect: str) -> Iterator[Any]:
        """Yield the same for several, one after another; an instant that comes again is converted once."""
        if self.names is None:
            return (self.values(one, dialect) for one in given)
        known: dict[datetime, object] = {}
        every = ({**self.constants, **one} for one in given) if self.constants else given
        return (self._converted(one, known, dialect) for one in every)

    def _converted(self, given: Mapping[str, object], known: dict[datetime, object], dialect: str) -> list[object]:
        made = list(map(given.__getitem__, self.names or ()))
        for place in self.moments:
            moment = made[place]
            if isinstance(moment, datetime):
                if moment not in known:
                    known[moment] = as_stored(moment, dialect)
                made[place] = known[moment]
        return made

    def row(self, found: Sequence[object]) -> Row:
        made: dict[str, Any] = dict(zip(self.columns, found, strict=True))
        for name in self.instants:
            made[name] = as_read(made[name])
        return made


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement built once, with the name that hooks see.

    SQLAlchemy writes it out once for each dialect; after that its text goes straight to the driver. Building, looking
    up and converting at each run would cost more than SQLite takes to run it.
    """

    name: str
    sql: sa.Executable
    _texts: dict[tuple[str, str], Text] = field(default_factory=dict, init=False, repr=False, compare=False)

    def text(self, dialect: Dialect) -> Text:
        # Two drivers of one database take their parameters each in its own way, and both may be in one process.
        written_for = (dialect.name, dialect.driver)
        known = self._texts.get(written_for)
        if known is None:
            known = self._texts[written_for] = self._written(dialect)
        return known

    def _written(self, dialect: Dialect) -> Text:
        assert isinstance(self.sql, sa.Select | sa.Insert | sa.Update | sa.Delete)
        made = self.sql.compile(dialect=dialect)
        raise_if_forgotten(self.name, self.sql, str(made))
        found: list[sa.ColumnElement[Any]] = list(self.sql.exported_columns)
        columns = tuple(str(one.key) for one in found)
        instants = tuple(str(one.key) for one in found if isinstance(one.type, Instant))
        names = None if made.positiontup is None else tuple(made.positiontup)
        moments = tuple(place for place, name in enumerate(names or ()) if _may_be_instant(made.binds[name]))
        constants = {name: value for name, value in made.params.items() if value is not None}
        written, read = tuple(places_written(self.name, self.sql)), tuple(places_read(self.name, self.sql))
        return Text(str(made), names, moments, constants, columns, instants, written, read)


def _may_be_instant(one: sa.BindParameter[Any]) -> bool:
    """Whether an instant may be bound here: where the table says so, and where nothing says what it is."""
    return isinstance(one.type, Instant | sa.types.NullType)
