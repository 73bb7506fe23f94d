"""`casepath upgrade`: what becomes of a council's differences on the next version of its template."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.definitions.assemble import Assembled
    from engine.interop.upgrades.outcome import Group, Outcome, Upgrade

_SHOWN = 20
"""Differences that fit, told one by one."""
_GROUPS: Mapping[Group, str] = {
    "decide": "To be decided",
    "follows": "Follows the template",
    "take_out": "Can be taken out",
    "fits": "Fits as it is",
}


@click.command(
    epilog="""\b
Examples:
  casepath upgrade councils/northshire --to ../national-1.1
  casepath upgrade councils/northshire --to ../national-1.1 --write

Ends with 0 when nothing is left to be decided, 1 when something is, when either folder has mistakes or a file could not
be written, 2 when the command itself is wrong."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option(
    "--to",
    "to",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=str),
    help="The folder of the template's new version.",
)
@click.option("--write", is_flag=True, help="Write what follows or can be taken out; never what is to be decided.")
def upgrade(folder: str, to: str, write: bool) -> None:
    """See what becomes of the differences of FOLDER on the next version of its template.

    The version that they were written against is the one that FOLDER finds now. Nothing is written unless asked for:
    what would be is shown as a difference of files.
    """
    from engine.interop.upgrades.upgrade import upgrade as judged

    mine, new = _without_mistakes(folder), _without_mistakes(to)
    _must_be_one_of_another(folder, mine, to, new)
    found = judged(mine, new)
    contents = {path: content for path, content in mine.files.items() if path in found.files}
    if write:
        _write(Path(folder), contents, found)
    click.echo(_head(mine, new))
    for group in _GROUPS:
        _tell(found, group, is_written=write)
    _tell_also(mine, found)
    if found.files and not write:
        _show(Path(folder), contents, found)
        click.echo(f"To write this: casepath upgrade {shlex.quote(folder)} --to {shlex.quote(to)} --write")
    elif write:
        _tell_written(folder, list(found.files))
    sys.exit(1 if found.in_group("decide") or any(map(found.left, found.outcomes)) else 0)


def _without_mistakes(folder: str) -> Assembled:
    from engine.checks import check
    from engine.definitions.read import read_folder
    from engine.findings import has_errors, render_all

    assembled = read_folder(folder)
    findings = check(assembled).findings
    if has_errors(findings):
        errors = render_all([one for one in findings if one.is_error])
        raise click.ClickException(f"{folder} has mistakes. Correct them first.\n\n{errors}")
    return assembled


def _must_be_one_of_another(folder: str, mine: Assembled, to: str, new: Assembled) -> None:
    """End the command where *new* is not what *mine* extends, in some version that can be named."""
    from engine.definitions.extending import said_in
    from engine.definitions.versions import version_key

    assert mine.configuration is not None
    assert new.configuration is not None
    extends, there = mine.configuration.manifest.extends, new.configuration.manifest
    if extends is None:
        raise click.UsageError(f"{folder} extends no template, so there is nothing to upgrade.")
    if there.configuration != extends.id:
        raise click.UsageError(f'{folder} extends "{extends.id}", and {to} holds "{there.configuration}".')
    if not version_key(there.version) or said_in(f"{extends.id} {there.version}") is None:
        raise click.UsageError(f'The version of {to}, "{there.version}", cannot be extended: it is not like 1.1.0.')


def _head(mine: Assembled, new: Assembled) -> str:
    over = mine.origins.over
    assert over is not None
    titles = (mine.configuration, over.template.configuration, new.configuration)
    own, old, now = ((one.manifest.title, one.manifest.version) if one else ("", "") for one in titles)
    return f"{own[0]} {own[1]}, written on {old[0]} {old[1]}, taken to {now[1]}"


def _tell(found: Upgrade, group: Group, *, is_written: bool) -> None:
    outcomes = found.in_group(group)
    if not outcomes:
        return
    click.echo(f"\n{_GROUPS[group]}: {len(outcomes)}\n")
    shown = outcomes[:_SHOWN] if group == "fits" else outcomes
    for one in shown:
        place = _place(one, found) if is_written else str(one.place)
        click.echo(f"  {place}  {one.sentence}")
        for line in _below(one, found, group):
            click.echo(f"    {line}")
    if len(shown) < len(outcomes):
        click.echo(f"  and {len(outcomes) - len(shown)} more")


def _tell_also(mine: Assembled, found: Upgrade) -> None:
    from engine.interop.upgrades.also import also_changed, said_of_the_template

    changes = also_changed(mine, found.merged)
    if changes is None:
        click.echo("\nWhat the template changes besides is told once nothing is a mistake any more.")
    if not changes:
        return
    click.echo(f"\nChanges of the template beside these: {len(changes)}\n")
    for one in changes[:_SHOWN]:
        place = one.new or one.old
        said = said_of_the_template(one)
        click.echo(f"  {place.file}:{place.line}  {said}" if place else f"  {said}")
    if len(changes) > _SHOWN:
        click.echo(f"  and {len(changes) - _SHOWN} more: casepath diff says them all, of the two templates")


def _below(one: Outcome, found: Upgrade, group: Group) -> list[str]:
    lines = [one.hint] if one.hint else []
    if found.left(one):
        lines.append("Change your file by hand: there is no single place for this.")
    if group == "decide":
        ways = (("In the template before", one.before), ("In the template now", one.now))
        lines += (f"{said}: {place.file}:{place.line}" for said, place in ways if place is not None)
    return lines


def _place(one: Outcome, found: Upgrade) -> str:
    """Return where something is in the files as they were written."""
    file = found.files.get(one.file)
    line = one.place.line if file is None else file.line(one.place.line)
    return f"{one.place.file}:{line}"


def _show(folder: Path, contents: Mapping[str, bytes], found: Upgrade) -> None:
    from engine.cli.difference import line_by_line

    click.echo()
    for path, made in found.files.items():
        shown = (folder / path).as_posix()
        click.echo(f"--- {shown}\n+++ {shown}")
        before, after = (_lines(content) for content in (contents[path], made.content))
        for line in line_by_line(before, after, made.lines):
            colour = {"-": "red", "+": "green", "@": "cyan"}.get(line[:1])
            click.echo(click.style(line, fg=colour))
    click.echo()


def _lines(content: bytes) -> list[str]:
    lines = content.decode().removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _write(folder: Path, contents: Mapping[str, bytes], found: Upgrade) -> None:
    from engine.cli.writing import ChangedMeanwhile, replace_all

    files = {folder / path: (contents[path], made.content) for path, made in found.files.items()}
    try:
        replace_all(folder, files)
    except ChangedMeanwhile:
        raise click.ClickException("A file was changed meanwhile, so nothing was written. Run this again.") from None
    except OSError:
        raise click.ClickException(f"{folder} cannot be written, so nothing was. May you write to it?") from None


def _tell_written(folder: str, files: list[str]) -> None:
    click.echo()
    if not files:
        click.echo("Nothing was to be written.")
        return
    for path in files:
        click.echo(f"Wrote {(Path(folder) / path).as_posix()}.")
    click.echo(f"Once the new version is where the council finds it: casepath check {shlex.quote(folder)}")
