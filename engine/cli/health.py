"""`casepath health`: whether all is well, for probes and for people."""

from __future__ import annotations

import json

import click

from engine.cli.databases import KEYS


@click.command(
    epilog="""\b
Examples:
  casepath health . --database sqlite:///casepath.db
  casepath health . --database postgresql+psycopg://casepath@db.example/casepath --ready --json

Ends with 0 when all is well, else with 1. It says how much and how late, never which case.
Of the folder it reads only whose cases these are: `casepath check` says whether the definitions hold together."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@KEYS
@click.option("--ready", is_flag=True, help="Ask only whether people can work.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def health(folder: str, url: str, council: str | None, ready: bool, as_json: bool) -> None:
    """Look whether the database answers, its tables are of this version, and nothing is late or given up."""
    from engine.cli.databases import database_at, keys_of
    from engine.service.health import health_of
    from engine.service.ports import Ports
    from engine.store.encryption import Cipher
    from engine.store.transaction import no_keys

    database = database_at(url)
    try:
        whose = council or _council_of(folder)
        keys = keys_of(whose)
        ciphers = no_keys if keys is None else lambda: Cipher(whose, lambda: keys.ring(whose))
        found = health_of(whose, database, Ports().clock.now(), ciphers)
    finally:
        database.close()
    is_well = found.is_ready if ready else found.is_well
    if as_json:
        checks = {one.name: {"well": one.is_well, "text": one.text} for one in found.checks}
        click.echo(json.dumps({"ready": found.is_ready, "well": found.is_well, "checks": checks}, indent=2))
    else:
        for one in found.checks:
            if one.needed or not ready:
                click.echo(f"{'ok  ' if one.is_well else 'FAIL'}  {one.text}")
    if not is_well:
        raise SystemExit(1)


def _council_of(folder: str) -> str:
    """Return the id of the configuration in *folder*; where it cannot be told, end with all that is wrong there."""
    from contextlib import suppress
    from pathlib import Path

    from engine.definitions.own_id import MANIFEST, own_id
    from engine.definitions.source import MAX_BYTES

    path, content = Path(folder) / MANIFEST, b""
    if path.is_file() and not path.is_symlink():
        with suppress(OSError), path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    named = own_id(content)
    if named is not None:
        return named
    from engine.cli.databases import engine_of

    return engine_of(folder, None).council
