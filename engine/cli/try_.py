"""`casepath try`: a fictional case to play with, at a prompt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.testing.scenarios import Loaded


@click.command(
    name="try",
    epilog="""\b
Examples:
  casepath try .
  casepath try . child_front_door
  casepath try . child_front_door --script play.txt

What is typed comes from the keyboard, from a pipe, or from --script. Ends with 0, with 1 when the folder has mistakes,
with 2 when the command itself is wrong.""",
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("workflow", required=False, default="")
@click.option("--script", type=click.File("r", encoding="utf-8"), help="Type these lines; they are shown as they go.")
def try_(folder: str, workflow: str, script: TextIO | None) -> None:
    """Open a fictional case of FOLDER and play with it: be anybody, do what they may, let time pass.

    Everything runs through the real engine, in memory, and no message leaves it. The play can be saved as a scenario.
    """
    from engine.findings import suggestion
    from engine.testing.databases import scenario_database
    from engine.testing.scenarios import load
    from engine.testing.stage import Release, Stage
    from engine.testing.trying import Play, given_in

    loaded = load(folder)
    if not loaded.can_run or loaded.definition is None or loaded.assembled.configuration is None:
        _tell_mistakes(loaded)
        sys.exit(1)
    flows = loaded.definition.workflows
    ask = _asking(script.readline if script is not None else sys.stdin.readline, shows=script is not None)
    if not workflow:
        workflow = next(iter(flows)) if len(flows) == 1 else _which(loaded, ask)
        if not workflow:
            click.echo()
            return
    if workflow not in flows:
        hint = suggestion(workflow, flows, what="workflows")
        raise click.UsageError(f'There is no workflow "{workflow}". {hint}')
    release = Release(loaded.definition, loaded.files, loaded.assembled.configuration.manifest.teams)
    with (
        scenario_database("sqlite://") as database,
        database.pool.connect() as connection,
        connection.begin() as everything,
    ):
        stage = Stage(release, given_in(loaded, workflow), connection)
        play = Play(stage, workflow, ask, click.echo, _writing(loaded))
        play.run()
        everything.rollback()
    click.echo()


def _asking(readline: Callable[[], str], *, shows: bool) -> Callable[[str], str | None]:
    """Return how to ask: the words, then the line that comes; nothing when no more comes."""

    def ask(words: str) -> str | None:
        click.echo(words, nl=False)
        try:
            line = readline()
        except (KeyboardInterrupt, UnicodeDecodeError):
            click.echo()
            return "" if sys.stdin.isatty() else None
        if shows or not sys.stdin.isatty():
            click.echo(line.rstrip("\n") if line else "")
        return line.rstrip("\r\n") if line else None

    return ask


def _which(loaded: Loaded, ask: Callable[[str], str | None]) -> str:
    """Return the workflow that is chosen, by its number or id; asked until there is one, or nothing more is typed."""
    assert loaded.definition is not None
    flows = list(loaded.definition.workflows.values())
    for number, flow in enumerate(flows, 1):
        click.echo(f"  {number}  {flow.definition.title}  [{flow.id}]")
    known = {flow.id: flow.id for flow in flows} | {str(number): flow.id for number, flow in enumerate(flows, 1)}
    while (said := ask("Which? ")) is not None:
        if said.strip() in known:
            return known[said.strip()]
        click.echo(f'Type a number from 1 to {len(flows)}, or an id such as "{flows[0].id}".')
    return ""


def _writing(loaded: Loaded) -> Callable[[str, str], str]:
    """Return what keeps a play in a file that is not there yet, and says whether it goes the same again."""
    from engine.testing.trying import goes_again

    def write(file: str, text: str) -> str:
        path = Path(file)
        if path.suffix != ".yaml":
            return "Name a file that ends in .scenarios.yaml."
        try:
            with path.open("x", encoding="utf-8") as opened:
                opened.write(text)
        except FileExistsError:
            return f"{file} is there already. Name another."
        except OSError:
            return f"{file} cannot be written. Name another."
        differs = goes_again(loaded, text)
        return f"Written: {file}. " + (differs or "Played again, it goes the same.")

    return write


def _tell_mistakes(loaded: Loaded) -> None:
    from engine.findings import render_all

    click.echo(render_all([one for one in loaded.findings if one.is_error]))
    click.echo()
    click.echo("There is nothing to play with: put this right first.")
