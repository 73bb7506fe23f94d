"""`casepath diagram`: a workflow as a picture, or as the table that says the same."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.interop.picture import Picture

_FORMATS = ("text", "svg", "png", "dot", "mermaid")
_ENDINGS = {
    "txt": "text",
    "svg": "svg",
    "png": "png",
    "dot": "dot",
    "gv": "dot",
    "mmd": "mermaid",
    "mermaid": "mermaid",
}


@click.command(
    epilog="""\b
Examples:
  casepath diagram . child_front_door
  casepath diagram . child_front_door --out child_front_door.svg
  casepath diagram . context_pathway --format mermaid
  casepath diagram . context_pathway --language cy
  casepath diagram . child_front_door --coverage --out covered.svg

SVG and PNG are drawn by Graphviz: pip install 'casepath[diagrams]'. The other formats need nothing."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("workflow", required=False)
@click.option(
    "--format",
    "how",
    type=click.Choice(_FORMATS),
    help="What to make. Left out, the ending of --out says it; without --out it is text.  Example: --format mermaid",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=str),
    help="The file to write. Left out, it is printed.  Example: --out child_front_door.svg",
)
@click.option(
    "--language", default="en", metavar="CODE", help="The language of Casepath's own words: en or cy; en if left out."
)
@click.option("--coverage", "covers", is_flag=True, help="Run the scenarios, and show what none of them comes past.")
def diagram(
    folder: str, workflow: str | None, how: str | None, out: str | None, language: str, *, covers: bool
) -> None:
    """Draw WORKFLOW of the configuration in FOLDER, which holds casepath.yaml.

    Shows where a case can be, who can do what there, where it leads, and by when. WORKFLOW may be left out where there
    is only one.
    """
    from engine.cli.reading import checked, spoken, workflow_named
    from engine.errors import EngineError
    from engine.interop.picture import picture_of

    how = how or _format_of(out)
    definition = spoken(checked(folder), language)
    picture = picture_of(definition, workflow_named(definition, workflow))
    picture = _with_coverage(picture, folder) if covers else picture
    try:
        made = _made(picture, how)
    except EngineError as trouble:
        raise click.ClickException(str(trouble)) from None
    if out is not None:
        _write(out, made)
        click.echo(f"Wrote {out}.")
    elif how == "png" and sys.stdout.isatty():
        raise click.UsageError(f"A PNG cannot be shown here. Name a file for it: --out {picture.id}.png")
    else:
        click.echo(made, nl=False)


def _with_coverage(picture: Picture, folder: str) -> Picture:
    """Return *picture* with all that the scenarios of *folder* do not come past marked, and say whether they hold."""
    from engine.interop.covered import covered
    from engine.testing.coverage import Coverage
    from engine.testing.scenarios import load, run_scenarios

    loaded = load(folder)
    coverage = Coverage.of(loaded.assembled)
    failed = sum(not one.passed for one in run_scenarios(loaded, coverage=coverage))
    if failed:
        click.echo(f"Scenarios that do not hold: {failed}. They count as far as they came.", err=True)
    return covered(picture, [one.key for one in coverage.missed])


def _format_of(out: str | None) -> str:
    if out is None:
        return "text"
    how = _ENDINGS.get(out.rpartition(".")[2].lower())
    if how is None:
        raise click.UsageError(
            f"The ending of the file does not say what to make. Add --format: {', '.join(_FORMATS)}."
        )
    return how


def _made(picture: Picture, how: str) -> str | bytes:
    from engine.interop import render
    from engine.interop.diagram import as_dot, as_mermaid
    from engine.interop.table import as_text

    match how:
        case "svg":
            return render.to_svg(as_dot(picture), id=picture.id, title=picture.title, description=picture.description)
        case "png":
            return render.to_png(as_dot(picture))
        case "dot":
            return as_dot(picture)
        case "mermaid":
            return as_mermaid(picture)
        case _:
            return as_text(picture)


def _write(out: str, made: str | bytes) -> None:
    from pathlib import Path

    try:
        # Bytes, so that a file is the same on every system: no line ends are changed.
        Path(out).write_bytes(made.encode() if isinstance(made, str) else made)
    except OSError:
        raise click.ClickException(f"{out} cannot be written. Is its folder there, and may you write to it?") from None
