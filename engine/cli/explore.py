"""`casepath explore`: everything that a case can come to, and what of it should never be."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.testing.explorer import Explored, Found


@click.command(
    epilog="""\b
Examples:
  casepath explore .
  casepath explore . child_front_door --most 1000000
  casepath explore . child_front_door --save broken.scenarios.yaml
  casepath explore . --json

Ends with 0 when nothing was found, 1 when something was or the folder has mistakes, 2 when the command itself is
wrong."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("workflow", required=False, default="")
@click.option(
    "--most",
    type=click.IntRange(1, 10_000_000),
    default=200_000,
    show_default=True,
    help="Configurations to look at of each workflow; beyond that, as many again by chance.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Where chance begins; the same again goes the same."
)
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the first way found as a scenario."
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def explore(folder: str, workflow: str, most: int, seed: int, save: Path | None, as_json: bool) -> None:
    """Look at everything that a case of FOLDER, or of one WORKFLOW, can come to.

    People do whatever their roles let them, forms are answered in every way that conditions tell apart, limits run out
    and messages arrive. What `always` promises is proved or broken; cases that are stuck, tasks that are left behind
    and actions that nobody can take are found. What is found is played on the real engine, in memory.
    """
    from engine.findings import suggestion
    from engine.testing.explorer import explored
    from engine.testing.scenarios import load

    if save is not None and save.exists():
        raise click.UsageError(f"{save} is there already. Name a new file.")
    loaded = load(folder)
    if not loaded.can_run or loaded.definition is None:
        _tell_mistakes(loaded.findings)
        sys.exit(1)
    if workflow and workflow not in loaded.definition.workflows:
        hint = suggestion(workflow, loaded.definition.workflows, what="workflows")
        raise click.UsageError(f'There is no workflow "{workflow}". {hint}')
    progress = _progress()
    results = []
    for one in explored(loaded, workflow=workflow, most=most, seed=seed, progress=progress):
        if progress is not None:
            click.echo("\r\033[K", nl=False, err=True)
        results.append(one)
        if not as_json:
            _tell(one)
    if as_json:
        click.echo(json.dumps([_for_programs(one) for one in results], indent=2))
    found = [each for one in results for each in one.found]
    if save is not None:
        _save(save, found)
    sys.exit(1 if found else 0)


def _progress() -> Callable[[int], None] | None:
    """Return what shows how far it is, on a terminal only."""
    if not sys.stderr.isatty():
        return None
    return lambda number: click.echo(f"\rlooked at {number:,} configurations", nl=False, err=True)


def _tell(one: Explored) -> None:
    from engine.findings import render

    click.echo(f"{one.workflow}: looked at {one.looked_at:,} configurations; {_how_far(one)}.")
    for say in one.proved:
        click.echo(f"  proved  {say}")
    for say in one.open:
        click.echo(f"  open    {say}")
        click.echo(f"          Not broken on any way that is certain, and not proved: {_why_open(one)}.")
    for found in one.found:
        click.echo()
        click.echo(render(found.finding))
        click.echo(f"  {_played(found)}")
    click.echo()


def _how_far(one: Explored) -> str:
    if not one.whole:
        walked = f", then {one.walked:,} steps by chance, seed {one.seed}" if one.walked else ""
        return f"not everything{walked}"
    return "all of them, but not every answer to every question" if one.guesses else "all of them"


def _why_open(one: Explored) -> str:
    if not one.whole:
        return "not everything was looked at"
    return "not every answer was tried" if one.guesses else "only something that is not known would break it"


def _played(found: Found) -> str:
    if found.replayed.scenario:
        return "Played on the real engine: it goes this way. --save FILE writes it as a scenario."
    return f"Not played on the real engine. {found.replayed.stopped}".rstrip()


def _save(file: Path, found: list[Found]) -> None:
    scenario = next((one.replayed.scenario for one in found if one.replayed.scenario), "")
    if not scenario:
        click.echo("Nothing was saved: there is no way to write down.", err=True)
        return
    file.write_text(scenario, "utf-8")
    click.echo(f"Written: {file}. Put it among the scenarios of the folder, and `casepath test` plays it.")


def _for_programs(one: Explored) -> dict[str, object]:
    return {
        "workflow": one.workflow,
        "looked_at": one.looked_at,
        "walked": one.walked,
        "seed": one.seed,
        "everything": one.whole,
        "every_answer": not one.guesses,
        "proved": list(one.proved),
        "open": list(one.open),
        "found": [
            {
                "code": found.finding.code.id,
                "message": found.finding.message,
                "file": found.finding.place.file,
                "line": found.finding.place.line,
                "path": [str(step) for step in found.verdict.path],
                "states": list(found.verdict.states),
                "played": bool(found.replayed.scenario),
                "scenario": found.replayed.scenario,
            }
            for found in one.found
        ],
    }


def _tell_mistakes(findings: tuple[object, ...]) -> None:
    from engine.findings import Finding, render_all

    errors = [one for one in findings if isinstance(one, Finding) and one.is_error]
    click.echo(render_all(errors))
    click.echo()
    click.echo("Nothing was explored: put this right first.")
