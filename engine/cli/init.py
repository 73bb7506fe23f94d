"""`casepath init`: the folder of a council that builds on a template, ready to be changed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definitions.extending import Head
    from engine.definitions.origins import Assembled


@click.command(
    epilog="""\b
Examples:
  casepath init northshire --extends national
  casepath init northshire --extends national --title "Northshire County Council"
  casepath init northshire --extends national --to ../northshire

The template is looked for in the folders above, then among the installed packages; "national" is always there."""
)
@click.argument("name")
@click.option("--extends", "template", required=True, metavar="ID", help="The template to build on, by its id.")
@click.option("--title", help="The council's name as people read it. Left out, it is made of NAME.")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder to make; councils/NAME if left out. It must not be there yet, or be empty.",
)
def init(name: str, template: str, title: str | None, folder: Path | None) -> None:
    """Start the council NAME, an id such as northshire: a folder that says only how it differs from a template.

    The files hold no difference yet, and examples of each kind. No file that is there is changed.
    """
    from engine.interop.starting import Start, started
    from engine.service.ports import SystemClock

    _refuse_bad_id(name)
    if title is not None and not (title.strip() and title.isprintable()):
        raise click.UsageError("The title has to be one line of words.")
    made = Path("councils", name) if folder is None else folder
    _refuse_folder(made)
    base, head = _template(made, name, template)
    today = SystemClock().now().date()
    start = Start(name, title or name.replace("_", " ").capitalize(), made.as_posix(), today)
    found = started(base, start)
    if found.findings:
        from engine.findings import render_all

        raise click.ClickException(f"Nothing was made, as it would have mistakes.\n\n{render_all(found.findings)}")
    _write(made, found.files)
    click.echo(f"{start.title} now builds on {head.id} {head.version}. Made in {made.as_posix()}:")
    click.echo("".join(f"  {path}\n" for path in found.files))
    click.echo(f"Next, say what is different, and look: casepath check {made.as_posix()}")


def _refuse_bad_id(name: str) -> None:
    from pydantic import TypeAdapter, ValidationError

    from engine.definitions.words import Id

    try:
        TypeAdapter(Id).validate_python(name)
    except ValidationError as wrong:
        said = wrong.errors()[0]
        hint = said.get("ctx", {}).get("hint") or "Write small letters, digits and underscores, a letter first."
        raise click.UsageError(f"{said['msg']} {hint}") from None


def _refuse_folder(folder: Path) -> None:
    """End the command where a council cannot be made in *folder*."""
    if not str(folder).isprintable():
        raise click.UsageError("The name of the folder has letters that cannot be shown. Name another with --to.")
    linked = next((one for one in (folder, *folder.parents[:1]) if one.is_symlink()), None)
    if linked is not None:
        raise click.UsageError(f"{linked.as_posix()} is a link to another place. Name a folder with --to.")
    if {"form_schemas", "workflow_definitions"} & set(folder.resolve().parts):
        raise click.UsageError("Another configuration would read what is in that folder. Name another with --to.")
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        raise click.ClickException(f"{folder.as_posix()} cannot be read.") from None
    if taken:
        raise click.UsageError(f"{folder.as_posix()} is there already, and is not empty. Name a folder with --to.")


def _template(folder: Path, name: str, wanted: str) -> tuple[Assembled, Head]:
    """Return the template called *wanted*, read, and its head; end the command where none can be built upon."""
    from engine.checks import check
    from engine.definitions.extending import Extends
    from engine.definitions.installed import installed_names
    from engine.definitions.read import read_folder, templates_around
    from engine.findings import has_errors, render_all, suggestion

    if wanted == name:
        raise click.UsageError(f'"{name}" would extend itself. Choose another id for the council.')
    around = list(templates_around(folder, wanted))
    there = next(((place, head) for place, head in around if head.id == wanted), None)
    if there is None:
        known = [head.id for _, head in around if head.id] + installed_names()
        raise click.UsageError(f'No template is called "{wanted}". {suggestion(wanted, known, what="templates")}')
    place, head = there
    if not Extends(wanted, head.version).takes(head.version):
        raise click.ClickException(f'"{wanted}" has a version that nothing can build on. Write it as 1.0.0.')
    template = read_folder(place)
    findings = check(template).findings
    if template.configuration is None or has_errors(findings):
        errors = render_all([one for one in findings if one.is_error])
        raise click.ClickException(f'The template "{wanted}" has mistakes. Correct them first.\n\n{errors}')
    return template, head


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write new files into *folder*, casepath.yaml last: until then it is no configuration. None is replaced."""
    written: list[Path] = []
    try:
        for path, text in reversed(list(files.items())):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                written.append(file)
                opened.write(text)
    except OSError:
        for file in written:
            with suppress(OSError):
                file.unlink()
        raise click.ClickException(
            f"{folder.as_posix()} cannot be written. Is there a file in its way, and may you write there?"
        ) from None
