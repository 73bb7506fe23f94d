"""All rows of a database: read to be compared, and put back as they were, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import Database
from engine.store.tables import metadata

TABLES = tuple(one.name for one in metadata.sorted_tables)
"""Each after those that its rows point at."""
_CLEAR = "; ".join(f"DELETE FROM {one}" for one in reversed(TABLES))  # noqa: S608 - our tables
Rows = Mapping[str, Sequence[tuple[object, ...]]]
"""The rows of each table, in an order of their own."""


def all_rows(database: Database) -> Rows:
    """Return every row of every table of ours, as the driver gives it."""
    with database.connection() as connection:
        found = {one: connection.exec_driver_sql(f"SELECT * FROM {one}") for one in TABLES}  # noqa: S608 - our tables
        return {one: sorted(map(tuple, rows), key=repr) for one, rows in found.items()}


def counted(rows: Rows) -> dict[str, int]:
    return {name: len(found) for name, found in rows.items()}


@dataclass(frozen=True)
class Prepared:
    """A database as it stood: a copy of its file, or its rows. It is put back without another migration."""

    rows: Rows
    file: Path | None

    @classmethod
    def of(cls, url: str, database: Database) -> Prepared:
        """Keep how a database stands now; only *database* has it open."""
        rows = all_rows(database)
        file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
        if file is not None:
            database.close()
            shutil.copy(file, f"{file}.kept")
        return cls(rows, file)

    def put_back(self, server: Database) -> None:
        """Make the database what it was: a file, which nobody may have open, or the rows of a *server*."""
        if self.file is None:
            self._put_rows_back(server)
            return
        for left in ("-wal", "-shm"):
            Path(f"{self.file}{left}").unlink(missing_ok=True)
        shutil.copy(f"{self.file}.kept", self.file)

    def _put_rows_back(self, server: Database) -> None:
        with server.connection() as connection:
            # Nothing is proved here, so nobody need wait for the disk.
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            connection.exec_driver_sql(_CLEAR)
            for table, rows in self.rows.items():
                if rows:
                    values = ", ".join(["%s"] * len(rows[0]))
                    insert = f"INSERT INTO {table} VALUES ({values})"  # noqa: S608 - our tables
                    connection.exec_driver_sql(insert, list(rows))


def clear(database: Database) -> None:
    """Take every row out, waiting for whoever still holds some."""
    with database.connection() as connection:
        for one in _CLEAR.split("; "):
            connection.exec_driver_sql(one)
