"""Making sure that what was erased is gone from the files of a database, and not only from its tables."""

from __future__ import annotations

from engine.store.tables import metadata
from engine.store.transaction import Database


def sweep(database: Database) -> bool:
    """Write the database anew without what was deleted, and empty its log; return whether nobody stood in the way.

    On SQLite everybody who writes waits meanwhile. On PostgreSQL nobody does, and the room of what was deleted is only
    freed: `VACUUM FULL` overwrites it, and archived logs keep it until they are deleted.
    """
    connection = database.pool.raw_connection()
    driver = connection.driver_connection
    assert driver is not None
    cursor = connection.cursor()
    try:
        if database.pool.dialect.name == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            emptied = cursor.fetchone()
            return emptied is not None and emptied[0] == 0
        driver.autocommit = True
        cursor.execute(f"VACUUM {', '.join(table.name for table in metadata.sorted_tables)}")
        return True
    finally:
        cursor.close()
        # Not to be used again: another's connection in the pool has a transaction of its own.
        connection.invalidate()
