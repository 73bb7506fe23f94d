"""`casepath audit`: whether what a database keeps is what was written, and who looked at it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from engine.cli.databases import KEYS

if TYPE_CHECKING:
    from engine.service.verifying import Verified
    from engine.store.looks import Look


@click.group()
def audit() -> None:
    """Find whatever was changed by hand in a database, and who looked at what."""


@audit.command(
    epilog="""\b
Examples:
  casepath audit verify . --database sqlite:///casepath.db
  casepath audit verify . --database sqlite:///casepath.db --seals /mnt/seals --seal-key seals.pub
  casepath audit verify . --database postgresql+psycopg://casepath@db.example/casepath --json

Ends with 0 when everything is as it was written, else with 1. Nothing is changed, and people can go on working."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option("--seals", type=click.Path(exists=True, file_okay=False, path_type=str), help="Where seals are kept.")
@click.option("--seal-key", type=click.Path(exists=True, dir_okay=False, path_type=str), help="Their public key.")
@click.option(
    "--files", type=click.Path(exists=True, file_okay=False, path_type=str), help="What files hold, if there."
)
@KEYS
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(
    folder: str,
    url: str,
    council: str | None,
    seals: str | None,
    seal_key: str | None,
    files: str | None,
    as_json: bool,
) -> None:
    """Find whatever was changed by hand.

    Every case of the configuration in FOLDER is folded again and compared with all that is kept of it.

    With --seals, also with what the worker sealed: only that finds a history that was written anew as a whole.
    """
    from engine.cli.databases import engine_of, opened, with_our_tables

    engine = engine_of(folder, council, seals=seals, seal_key=seal_key, files=files)
    with opened(url) as database, with_our_tables(database):
        verified = engine.verify(database)
    click.echo(_as_json(verified) if as_json else _as_text(verified, sealed=seals is not None))
    if not verified.is_sound:
        raise SystemExit(1)


@audit.command(
    epilog="""\b
Examples:
  casepath audit reads . CH-2026-00041 --database sqlite:///casepath.db     who looked at a case
  casepath audit reads . --person u-4411 --database sqlite:///casepath.db   what a person looked at"""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("case", default="")
@click.option("--person", default="", help="Whose looks, in place of those at one case.")
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def reads(folder: str, case: str, person: str, url: str, council: str | None, as_json: bool) -> None:
    """List who looked at a case, or at what a person looked.

    CASE is its reference. Each line says when, who, for whom, through which call at what, and why.
    """
    from engine.cli.databases import engine_of, opened, with_our_tables

    if bool(case) == bool(person):
        raise click.UsageError("Name either the reference of a case or a --person.")
    engine = engine_of(folder, council)
    with opened(url) as database, with_our_tables(database):
        found = engine.looks(database, reference=case, person=person)
    if as_json:
        click.echo(json.dumps([_look(one) for one in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(_line, found)) or "Nobody looked.")


def _look(one: Look) -> dict[str, object]:
    who = {"person": one.person, "on_behalf_of": one.on_behalf_of, "reason": one.reason}
    what = {"surface": one.surface, "thing": one.thing, "refused": one.refused, "glass": one.glass}
    where = {"case": one.case, "reference": one.reference, "release": one.release}
    return {"at": one.at.isoformat(), **where, **who, **what}


def _line(one: Look) -> str:
    who = f"{one.person} for {one.on_behalf_of}" if one.on_behalf_of else one.person
    what = f"{one.surface} {one.thing}".strip()
    what += (" (refused)" if one.refused else "") + (" (glass broken)" if one.glass else "")
    why = f": {one.reason}" if one.reason else ""
    return f"{one.at:%Y-%m-%d %H:%M} UTC  {one.reference}  {who}  {what}{why}"


@audit.command(
    "new-key",
    epilog="""\b
Example:
  casepath audit new-key seals.key      writes seals.key, and seals.key.pub for whoever verifies

The private key stays with the worker. Whoever has the public one can verify seals and make none.""",
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=str))
def new_key(file: str) -> None:
    """Make a key that seals are signed with.

    It is written to FILE, which must not be there yet, and its public part beside it.
    """
    import os

    from engine.service.seal_lines import NoSealKey, SealKey

    try:
        private, public = SealKey.new().as_pem()
        for name, content, mode in ((file, private, 0o600), (f"{file}.pub", public, 0o644)):
            with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
                out.write(content)
    except NoSealKey as error:
        raise click.ClickException(str(error)) from None
    except FileExistsError:
        raise click.ClickException("There is such a file already. A key that is overwritten is lost.") from None
    except OSError:
        raise click.ClickException("The key cannot be written there.") from None
    click.echo(f"Wrote {file}, which only the worker may read, and {file}.pub for whoever verifies.")


def _as_text(verified: Verified, *, sealed: bool) -> str:
    lines = [one.text for one in verified.faults]
    if verified.found > len(verified.faults):
        lines.append(f"And {verified.found - len(verified.faults)} more.")
    looked = [_count(verified.cases, "case"), _count(verified.steps, "step")]
    looked += [_count(verified.files, "file")] if verified.files else []
    looked += [_count(verified.seals, "seal")] if sealed else []
    lines.append(f"Looked at {', '.join(looked[:-1])} and {looked[-1]}. {_sum(verified)}")
    if not sealed:
        lines.append("No seals were compared: a history that was written anew as a whole is not found without them.")
    if verified.elsewhere:
        lines.append(f"What {_count(verified.elsewhere, 'file')} hold is kept elsewhere: name the folder with --files.")
    return "\n".join(lines)


def _sum(verified: Verified) -> str:
    return "All is as it was written." if verified.is_sound else f"Found {_count(verified.found, 'fault')}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _as_json(verified: Verified) -> str:
    faults = [{"code": one.code, "case": one.case, "version": one.version, "text": one.text} for one in verified.faults]
    counted = {"cases": verified.cases, "steps": verified.steps, "seals": verified.seals, "found": verified.found}
    counted |= {"files": verified.files, "files_elsewhere": verified.elsewhere}
    return json.dumps({**counted, "faults": faults}, ensure_ascii=False, indent=2)
