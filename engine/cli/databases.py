"""What verbs about a database need: the database and the definitions, or one sentence why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.service.engine import Engine
    from engine.service.ports import Keys, Ports
    from engine.service.seal_lines import SealKey
    from engine.store.transaction import Database


_NOT_ALLOWED = "42501"
"""PostgreSQL's: insufficient privilege."""
_META = "engine.cli.keys"


def _note_keys(context: click.Context, _option: click.Parameter, where: str | None) -> None:
    context.meta[_META] = where


KEYS = click.option(
    "--keys",
    envvar="CASEPATH_KEYS",
    metavar="FOLDER|env:NAME",
    expose_value=False,
    callback=_note_keys,
    help="What answers are encrypted under.",
)
"""For every verb that asks for an engine: `engine_of` finds the keys."""


def database_at(url: str) -> Database:
    """Return the database at *url*, whether or not it answers; for what is no URL, one sentence of ours."""
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    from engine.store.transaction import Database

    try:
        return Database(url)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise click.UsageError(
            "This is not the URL of a database. Write sqlite:///casepath.db, for instance."
        ) from None


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open the database at *url*; whatever a driver says about that becomes one sentence of ours."""
    from sqlalchemy.exc import DatabaseError

    database = database_at(url)
    try:
        with database.connection():
            pass
    except DatabaseError:
        raise click.ClickException(
            "The database cannot be opened. Is it there, is it a database, and may you write to it?"
        ) from None
    try:
        yield database
    finally:
        database.close()


@contextmanager
def with_our_tables(database: Database) -> Iterator[None]:
    """Run what needs the tables of this version; where they are not there, say how to get them."""
    from engine.errors import Unavailable
    from engine.store.encryption import KeysLost, NotAuthentic

    try:
        yield
    except (Unavailable, KeysLost, NotAuthentic) as error:
        raise click.ClickException(str(error)) from None
    except database.pool.dialect.loaded_dbapi.Error as error:
        if getattr(error, "sqlstate", None) == _NOT_ALLOWED:
            raise click.ClickException(
                "This role may not change what is on record. Connect as the role that owns the tables."
            ) from None
        raise click.ClickException(
            "The database does not have the tables of this version. Run `casepath db upgrade` on it first."
        ) from None


def engine_of(
    folder: str,
    council: str | None,
    *,
    seals: str | None = None,
    seal_key: str | None = None,
    erased: str | None = None,
    files: str | None = None,
) -> Engine:
    """Return the engine of the configuration in *folder*; where that has mistakes, all of them.

    *seals* is a folder for seals, and *seal_key* the file of their key; *erased* a folder for what was erased, and
    *files* one for what files hold. The keys are those of KEYS.
    """
    from engine.errors import DefinitionRejected
    from engine.findings import render_all
    from engine.service.engine import Engine
    from engine.service.erasure_lines import FileErasures
    from engine.service.ports import FolderFiles

    ports = _sealing(seals, seal_key)
    if erased:
        ports = replace(ports, erasures=FileErasures(erased))
    if files:
        ports = replace(ports, files=FolderFiles(files))
    try:
        engine = Engine.from_folder(folder, council=council, ports=ports)
        engine.ports = replace(ports, keys=keys_of(engine.council))
        return engine
    except DefinitionRejected as error:
        raise click.ClickException(
            f"The definitions have mistakes, so nothing was run.\n\n{render_all(error.findings)}"
        ) from None


def keys_of(council: str) -> Keys | None:
    """Return the keys of *council* that KEYS names, if it names any."""
    where: str | None = click.get_current_context().meta.get(_META)
    return _keys_at(where, council) if where else None


def _keys_at(where: str, council: str) -> Keys:
    """Return the keys of *council*: from a folder, or from the environment variable that `env:` names."""
    import os

    from engine.service.key_files import FileKeys, TextKeys
    from engine.store.encryption import KeysLost

    made: Keys = FileKeys(where)
    try:
        if where.startswith("env:"):
            text = os.environ.get(where[4:])
            if text is None:
                raise click.UsageError(f"The environment variable {where[4:]} is not set: it is to have the keys.")
            made = TextKeys({council: text})
        made.ring(council)
    except (KeysLost, ValueError) as error:
        raise click.ClickException(str(error)) from None
    return made


def published_engine(
    url: str,
    council: str,
    *,
    seals: str | None = None,
    seal_key: str | None = None,
    release_key: str | None = None,
) -> Engine:
    """Return an engine of what is published for *council* in the database at *url*; it takes up the next release.

    *release_key* is the file of the key that releases have to be signed with; the others are those of `engine_of`.
    """
    from engine.service.engine import Engine, ReleaseLost
    from engine.service.following import NothingPublished

    ports = replace(_sealing(seals, seal_key), release_key=key_in(release_key) if release_key else None)
    ports = replace(ports, keys=keys_of(council))
    with opened(url) as database, with_our_tables(database):
        try:
            return Engine.from_releases(database, council, ports=ports)
        except (NothingPublished, ReleaseLost) as error:
            raise click.ClickException(str(error)) from None


def _sealing(seals: str | None, seal_key: str | None) -> Ports:
    from engine.service.file_seals import FileSeals
    from engine.service.ports import Ports

    if (seals is None) != (seal_key is None):
        raise click.UsageError("Seals and their key go together: name --seals and --seal-key, or neither.")
    return Ports(seals=FileSeals(seals), seal_key=key_in(seal_key)) if seals and seal_key else Ports()


def key_in(path: str) -> SealKey:
    """Return the key in a file, private or public, or end the command."""
    from engine.service.seal_lines import NoSealKey, SealKey

    try:
        return SealKey.from_file(path)
    except NoSealKey as error:
        raise click.ClickException(str(error)) from None
