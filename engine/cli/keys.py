"""`casepath keys`: what answers are encrypted under, and changing it while people work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from engine.cli.databases import KEYS

if TYPE_CHECKING:
    from engine.service.engine import Engine
    from engine.service.key_files import FileKeys
    from engine.service.key_work import KeyStatus
    from engine.store.transaction import Database

_Command = TypeVar("_Command", bound=Callable[..., object])


def _folder(command: _Command) -> _Command:
    """Add what every verb here asks: the configuration and the council."""
    for option in (
        click.option("--council", help="Whose keys, where it is not the configuration's own id."),
        click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str)),
    ):
        command = option(command)
    return command


_DATABASE = click.option(
    "--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL, as the owner."
)
_KEYS = click.option(
    "--keys",
    "where",
    required=True,
    envvar="CASEPATH_KEYS",
    metavar="FOLDER",
    help="Where keys are kept: one file each.",
)


@click.group()
def keys() -> None:
    """Make the keys that answers are encrypted under, and encrypt them again under another."""


@keys.command(
    epilog="""\b
Examples:
  casepath keys new . --keys /etc/casepath/keys             the first key, or another one to go over to
  casepath keys new . --keys /etc/casepath/keys --plain     the first, where there are cases already
  casepath keys new . --keys /etc/casepath/keys --later     to be given to all machines before it is used

Keep a copy apart from the database and its backups: without it no answer can be read by anybody."""
)
@_folder
@_KEYS
@click.option("--later", is_flag=True, help="Do not use it yet: `casepath keys use` does.")
@click.option("--plain", is_flag=True, help="Read what was written before there were keys, until it is encrypted.")
def new(folder: str, council: str | None, where: str, later: bool, plain: bool) -> None:
    """Make a key, and write with it from now on.

    It is for the council of the configuration in FOLDER.
    """
    from engine.service.key_files import with_new_key

    with _changing(folder, council, where) as (engine, files):
        made = files.change(engine.council, lambda ring: with_new_key(ring, use=not later, reads_plain=plain))
        name = list(made.keys)[-1]
        click.echo(f'Wrote the key "{name}" to {files.path(engine.council)}, which only its owner may read.')
    if made.current != name:
        click.echo(
            f'"{made.current}" is still the one in use. Give the file to every machine, then `casepath keys use`.'
        )
    elif len(made.keys) > 1 or made.reads_plain:
        click.echo(f'"{name}" is in use from now on. `casepath keys rotate` encrypts under it what there is already.')


@keys.command()
@_folder
@click.argument("key")
@_KEYS
def use(folder: str, council: str | None, key: str, where: str) -> None:
    """Write with KEY from now on. Every machine must have it by then."""
    from engine.service.key_files import using

    with _changing(folder, council, where) as (engine, files):
        files.change(engine.council, lambda ring: using(ring, key))
    click.echo(f'"{key}" is in use from now on. `casepath keys rotate` encrypts under it what there is already.')


@keys.command(
    epilog="""\b
Examples:
  casepath keys status . --keys /etc/casepath/keys --database sqlite:///casepath.db
  casepath keys status . --keys env:ASHBOURNE_KEYS --database postgresql+psycopg://casepath_owner@db.example/casepath

Ends with 0 when everything is under the current key, else with 1."""
)
@_folder
@KEYS
@_DATABASE
def status(folder: str, council: str | None, url: str) -> None:
    """Count how many values are under which key."""
    with _at_work(folder, council, url) as (engine, database):
        found = engine.keys(database).status()
    click.echo("\n".join(_lines(found)))
    if found.left:
        raise SystemExit(1)


@keys.command(
    epilog="""\b
Example:
  casepath keys rotate . --keys /etc/casepath/keys --database sqlite:///casepath.db

People can go on working. It can be stopped at any moment: run it again, and it goes on."""
)
@_folder
@KEYS
@_DATABASE
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many values.")
@click.option("--no-sweep", is_flag=True, help="Leave what was there before in the database's free pages and its log.")
def rotate(folder: str, council: str | None, url: str, limit: int | None, no_sweep: bool) -> None:
    """Encrypt all of it under the current key.

    That is whatever is under another, or under none. On PostgreSQL it is for the role that owns the tables.
    """
    from engine.store.sweeping import sweep

    with _at_work(folder, council, url) as (engine, database):
        ran = engine.keys(database).rotate(limit=limit)
        clean = no_sweep or not ran.done or sweep(database)
    click.echo(f"Encrypted again: {ran.done:,}. Left to do: {ran.left:,}. Cannot be decrypted: {ran.unreadable:,}.")
    if ran.unreadable:
        click.echo("`casepath audit verify` says where; what is under a key that is not there needs that key.")
    if ran.left:
        click.echo("Somebody was working on the rest. Run this again.")
    if not clean:
        click.echo("Somebody was reading, so the log still has what was there before. Run this again when it is quiet.")
    if ran.left or ran.unreadable:
        raise SystemExit(1)


@keys.command(
    epilog="""\b
Examples:
  casepath keys drop . k1 --keys /etc/casepath/keys --database sqlite:///casepath.db
  casepath keys drop . plain --keys /etc/casepath/keys --database sqlite:///casepath.db   read nothing plain any more

Backups that were made under the key need it as long as they are kept: put a copy by them before."""
)
@_folder
@click.argument("key")
@_KEYS
@_DATABASE
def drop(folder: str, council: str | None, key: str, where: str, url: str) -> None:
    """Take KEY out, once nothing in the database is under it."""
    from engine.service.key_files import without_key

    with _changing(folder, council, where) as (engine, files), _opened(url) as database:
        found = engine.keys(database).status()
        if many := found.counts.get(key, 0):
            raise click.ClickException(f"{many:,} values are still under it. Run `casepath keys rotate` first.")
        files.change(engine.council, lambda ring: without_key(ring, key))
    click.echo(f'"{key}" is taken out.')


def _lines(found: KeyStatus) -> Iterator[str]:
    for key, many in sorted(found.counts.items()):
        name = {"": "a key that is not there", "plain": "no key"}.get(key, key)
        yield f"{many:>12,}  under {name}{', the current one' if key == found.current else ''}"
    if not found.left:
        yield "Everything is under the current key."
        return
    for where, counts in found.tables.items():
        if left := sum(many for key, many in counts.items() if key != found.current):
            yield f"{left:>12,}  left in {where}"


@contextmanager
def _changing(folder: str, council: str | None, where: str) -> Iterator[tuple[Engine, FileKeys]]:
    """Give the files of keys, to be changed; whatever speaks against that becomes one sentence."""
    from dataclasses import replace

    from engine.cli.databases import engine_of
    from engine.errors import EngineError
    from engine.service.key_files import FileKeys

    if where.startswith("env:"):
        raise click.UsageError("Keys in an environment variable are changed where it is set. Name a folder here.")
    engine, files = engine_of(folder, council), FileKeys(where)
    engine.ports = replace(engine.ports, keys=files)
    try:
        yield engine, files
    except (EngineError, ValueError) as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _at_work(folder: str, council: str | None, url: str) -> Iterator[tuple[Engine, Database]]:
    from engine.cli.databases import engine_of
    from engine.errors import EngineError

    engine = engine_of(folder, council)
    with _opened(url) as database:
        try:
            yield engine, database
        except EngineError as error:
            raise click.ClickException(str(error)) from None


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    from engine.cli.databases import opened, with_our_tables

    with opened(url) as database, with_our_tables(database):
        yield database
