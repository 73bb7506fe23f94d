"""`casepath publish`: a folder on its way to be in force, as far as it may go now."""

from __future__ import annotations

import click

from engine.cli.releases import AS, DATABASE, FROM, KEY, REASON, actor_named, at, day_of, published


@click.command(
    epilog="""\b
Examples:
  casepath publish councils/northshire --as ann --database sqlite:///casepath.db
  casepath releases approve 4 --council northshire --as ben --database sqlite:///casepath.db
  casepath publish councils/northshire --as ann --from 2026-05-01 --database sqlite:///casepath.db

The first proposes, somebody else approves, and then the same command publishes. Nothing happens to open cases."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@DATABASE
@AS
@click.option("--council", help="Whose release, where it is not the configuration's own id.")
@click.option("--templates", default="", metavar="COUNCIL", help="Whose releases FOLDER may extend.")
@FROM
@REASON
@KEY
def publish(
    folder: str,
    url: str,
    person: str,
    council: str | None,
    templates: str,
    from_day: str | None,
    reason: str,
    key: str | None,
) -> None:
    """Propose the configuration in FOLDER, or publish it once somebody else has approved it.

    It is read, checked, and kept for ever under the hash of its content. Errors stop it, warnings do not. What it
    extends is looked for in the folders above, in the installed packages, and in the releases of --templates.
    """
    from engine.definitions.assemble import MANIFEST
    from engine.definitions.extending import head_of
    from engine.definitions.read import Known, folder_files, read_folder

    day = day_of(from_day)
    council = council or head_of(folder_files(folder)[0].get(MANIFEST, b"")).id
    if not council:
        raise click.ClickException(f"{folder} does not say which configuration it is. Run `casepath check` on it.")
    with at(url, council, key, templates) as (book, _):
        by, read = actor_named(person), read_folder(folder, known=Known(published=book.templates))
        waiting = book.same_as(read)
        if waiting is not None and waiting.state == "approved":
            click.echo(published(book.publish(waiting.release, by=by, from_day=day, reason=reason)))
            return
        if day is not None:
            raise click.UsageError("This is not approved yet, so it has no day yet. Leave out --from for now.")
        made = book.propose(read, by=by, reason=reason)
    warnings = len(made.warnings)
    if warnings:
        click.echo(f"{warnings} warning{'' if warnings == 1 else 's'}: see `casepath check {folder}`.")
    version = made.release.version
    click.echo(f"Proposed {made.release.edition}. Somebody else has to approve it:")
    click.echo(f"  casepath releases approve {version} --council {council} --as PERSON --database DATABASE")
