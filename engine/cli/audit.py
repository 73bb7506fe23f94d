"""`casepath audit`: whether what a database keeps is what was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.service.verifying import Verified


@click.group()
def audit() -> None:
    """Find whatever was changed by hand in a database."""


@audit.command(
    epilog="""\b
Examples:
  casepath audit verify . --database sqlite:///casepath.db
  casepath audit verify . --database postgresql+psycopg://casepath@db.example/casepath --json

Ends with 0 when everything is as it was written, else with 1. Nothing is changed, and people can go on working."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(folder: str, url: str, council: str | None, as_json: bool) -> None:
    """Fold every case of the configuration in FOLDER again, and compare it with all that is kept of it."""
    from engine.cli.databases import engine_of, opened, with_our_tables

    engine = engine_of(folder, council)
    with opened(url) as database, with_our_tables(database):
        verified = engine.verify(database)
    click.echo(_as_json(verified) if as_json else _as_text(verified))
    if not verified.is_sound:
        raise SystemExit(1)


def _as_text(verified: Verified) -> str:
    lines = [one.text for one in verified.faults]
    if verified.found > len(verified.faults):
        lines.append(f"And {verified.found - len(verified.faults)} more.")
    looked = f"Looked at {_count(verified.cases, 'case')} and {_count(verified.steps, 'step')}."
    return "\n".join([*lines, f"{looked} {_sum(verified)}"])


def _sum(verified: Verified) -> str:
    return "All is as it was written." if verified.is_sound else f"Found {_count(verified.found, 'fault')}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _as_json(verified: Verified) -> str:
    faults = [{"code": one.code, "case": one.case, "version": one.version, "text": one.text} for one in verified.faults]
    counted = {"cases": verified.cases, "steps": verified.steps, "found": verified.found}
    return json.dumps({**counted, "faults": faults}, ensure_ascii=False, indent=2)
