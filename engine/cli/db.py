"""`casepath db`: the tables of a database, and copies of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.backup import Copy

_WHERE = click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
_COPY = click.argument("file", type=click.Path(dir_okay=False, path_type=str))


@click.group()
def db() -> None:
    """Create Casepath's tables or bring them up to date, and back a database up."""


@db.command(
    epilog="""\b
Examples:
  casepath db upgrade --database sqlite:///casepath.db
  casepath db upgrade --database postgresql+psycopg://casepath@db.example/casepath"""
)
@_WHERE
def upgrade(url: str) -> None:
    """Bring the tables up to date. Safe to run again: what is there already is left alone.

    Only tables that start with casepath_ are touched, and all in one transaction.
    """
    from engine.cli.databases import opened
    from engine.store.migrate import current
    from engine.store.migrate import upgrade as bring_up_to_date

    with opened(url) as database, database.connection() as connection:
        applied = bring_up_to_date(connection)
        now = current(connection)
    click.echo(
        f"Applied {', '.join(applied)}. The tables are at {now}."
        if applied
        else f"Nothing to do: the tables are at {now}."
    )


@db.command(
    epilog="""\b
Examples:
  casepath db grant casepath_app --database postgresql+psycopg://casepath_owner@db.example/casepath
  casepath db grant casepath_app --database postgresql+psycopg://casepath_owner@db.example/casepath --print"""
)
@click.argument("role")
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where, as the tables' owner.")
@click.option("--print", "only_print", is_flag=True, help="Only print the SQL, for somebody else to run.")
def grant(role: str, url: str, only_print: bool) -> None:
    """Let the PostgreSQL role ROLE do all that Casepath does, and nothing else. Run it after each upgrade.

    The role must be there, and be neither a superuser nor the tables' owner: such roles are above the wall that keeps
    councils apart. What is on record it may add to, and neither change nor delete.
    """
    import sqlalchemy as sa

    from engine.cli.databases import opened, with_our_tables
    from engine.store.walls import grants, unfit

    with opened(url) as database, with_our_tables(database), database.connection() as connection:
        if connection.dialect.name != "postgresql":
            raise click.UsageError("Only PostgreSQL has roles. A SQLite file belongs to whoever may open it.")
        if (why_not := unfit(connection, role)) is not None:
            raise click.ClickException(why_not)
        schema = connection.execute(sa.select(sa.func.current_schema())).scalar_one()
        for each in grants(role, schema):
            if only_print:
                click.echo(f"{each};")
            else:
                connection.exec_driver_sql(each)
    if not only_print:
        click.echo(f'The role "{role}" may do what Casepath does, and nothing else.')


@db.command(
    epilog="""\b
Example:
  casepath db backup /mnt/backups/casepath-2026-03-12.db --database sqlite:///casepath.db

Do not copy the database's file by other means while anybody may write: what was written last is not in it yet."""
)
@_COPY
@_WHERE
@click.option("--over", is_flag=True, help="Replace FILE if it is there.")
def backup(file: str, url: str, over: bool) -> None:
    """Copy an SQLite database to FILE as it is at one moment, while people go on writing, and verify the copy."""
    from pathlib import Path

    from engine.store.backup import NotBackedUp, back_up

    database = _sqlite_file(url, 'pg_dump --format=custom --table="casepath_*" --file=FILE DATABASE')
    try:
        made = back_up(database, Path(file), over=over)
    except NotBackedUp as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Wrote {file}. {_holds(made)} SHA-256: {made.digest}")


@db.command(
    epilog="""\b
Example:
  casepath db restore /mnt/backups/casepath-2026-03-12.db --database sqlite:///casepath.db

Stop whatever has the database open first. What was written after the copy was made is not in it."""
)
@_COPY
@_WHERE
@click.option("--over", is_flag=True, help="Replace the database if it is there.")
def restore(file: str, url: str, over: bool) -> None:
    """Put the copy in FILE where the database is to be, once every page of it was found sound."""
    from pathlib import Path

    from engine.store.backup import NotBackedUp
    from engine.store.backup import restore as put_back

    database = _sqlite_file(url, "pg_restore --clean --if-exists --single-transaction --dbname=DATABASE FILE")
    try:
        made = put_back(Path(file), database, over=over)
    except NotBackedUp as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Restored {database}. {_holds(made)}")
    click.echo(
        "Now run `casepath db upgrade`, `casepath keeping replay` so that nobody who was erased comes back, and "
        "`casepath audit verify` with the seals, which say what is lost."
    )


def _sqlite_file(url: str, command: str) -> Path:
    """Return the file of an SQLite database; for PostgreSQL, say with which *command* it is done."""
    from pathlib import Path

    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        where = make_url(url)
    except ArgumentError:
        raise click.UsageError(
            "This is not the URL of a database. Write sqlite:///casepath.db, for instance."
        ) from None
    if where.get_backend_name() != "sqlite":
        raise click.UsageError(
            f"This is done with PostgreSQL's own tools:\n\n  {command}\n\n"
            "Run it as a role that is above row security. What was written after the dump was made is lost with it; "
            "archiving the write-ahead log (point-in-time recovery) loses seconds. docs/howto/backup.md has both."
        )
    if where.database in (None, "", ":memory:"):
        raise click.UsageError("A database in memory has no file. Write sqlite:///casepath.db, for instance.")
    return Path(str(where.database))


def _holds(made: Copy) -> str:
    cases = f"{made.cases:,} case{'' if made.cases == 1 else 's'}"
    return f"It has {cases} in {made.size:,} bytes, and its tables are at {made.revision}."
