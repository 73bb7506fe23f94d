"""`casepath db`: the tables of a database."""

from __future__ import annotations

import click


@click.group()
def db() -> None:
    """Create Casepath's tables, or bring them up to date."""


@db.command(
    epilog="""\b
Examples:
  casepath db upgrade --database sqlite:///casepath.db
  casepath db upgrade --database postgresql+psycopg://casepath@db.example/casepath"""
)
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
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
