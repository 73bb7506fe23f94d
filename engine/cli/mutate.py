"""`casepath mutate`: whether the scenarios of a folder notice when its definitions say something else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.testing.mutation import Judged, Score


@click.command(
    epilog="""\b
Examples:
  casepath mutate .
  casepath mutate . --most 100 --seed 3
  casepath mutate . --only widen --only form_schemas/case_note.yaml
  casepath mutate . --minutes 30 --keep mutants.jsonl
  casepath mutate . --jobs 8 --fail-under 90

Ends with 0, with 1 when the score is under --fail-under or the scenarios do not pass as they are, with 2 when the
command itself is wrong."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("--most", type=click.IntRange(0), default=0, help="Try so many changes, drawn by chance; 0 tries all.")
@click.option("--only", multiple=True, metavar="WORD", help="Only kinds, files, forms and workflows that hold this.")
@click.option("--minutes", type=click.FloatRange(0), default=0, help="Begin no more after that, in an order by chance.")
@click.option("--keep", type=click.Path(dir_okay=False), help="A file of what was found, to go on from.")
@click.option("--seed", type=int, default=0, show_default=True, help="Where chance begins: the same draws the same.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes side by side.")
@click.option("--fail-under", type=click.FloatRange(0, 100), default=0, help="The score below which it ends with 1.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def mutate(  # noqa: PLR0917 - a command has its options
    folder: str,
    most: int,
    only: tuple[str, ...],
    minutes: float,
    keep: str | None,
    seed: int,
    jobs: int,
    fail_under: float,
    as_json: bool,
) -> None:
    """Change the definitions of FOLDER in one small thing after another, and see whether a scenario fails.

    A check is turned round, a role may do more, a day is added, a rule is gone, an answer need not be given. What no
    scenario notices is told, at its line. Nothing is written but what --keep says: the changes are made in memory.
    """
    from engine.testing.mutation import score
    from engine.testing.remembering import Remembered
    from engine.testing.scenarios import load

    loaded = load(folder)
    if not loaded.can_run:
        _tell_mistakes(loaded.findings)
        sys.exit(1)
    progress = _progress()
    earlier = {name: dict(one.files) for name, one in (loaded.assembled.earlier or {}).items()}
    files = dict(loaded.assembled.files)
    remembered = Remembered(Path(keep), files) if keep is not None else None
    found = score(
        files,
        earlier=earlier,
        only=only,
        most=most,
        seed=seed,
        seconds=60 * minutes,
        jobs=jobs,
        remembered=remembered,
        told=progress,
    )
    if found.failing:
        click.echo(
            f"Nothing was changed: {len(found.failing)} of the scenarios fail as it is. Run casepath test first."
        )
        sys.exit(1)
    if progress is not None:
        click.echo("\r\033[K", nl=False, err=True)
    if as_json:
        click.echo(json.dumps(_for_programs(found), indent=2))
    else:
        _tell(found)
    sys.exit(1 if found.percent < fail_under else 0)


def _progress() -> Callable[[int, int], None] | None:
    """Return what shows how far it is, on a terminal only."""
    if not sys.stderr.isatty():
        return None
    return lambda number, of: click.echo(f"\rtried {number:,} of {of:,} changes", nl=False, err=True)


def _tell(found: Score) -> None:
    for one in found.of("survived"):
        click.echo(f"{one.mutant.file}:{one.mutant.line}:{one.mutant.column}  {_sentence(one)}")
    if found.of("survived"):
        click.echo()
    by_scenarios, by_checks, slow = (len(found.of(one)) for one in ("scenario", "check", "too_slow"))
    click.echo(
        f"{found.percent:.0f} %: of {found.counted:,} changes {by_scenarios:,} made a scenario fail, "
        f"{by_checks:,} were found by the checks, {len(found.of('survived')):,} by nothing."
    )
    if slow:
        click.echo(f"{slow:,} went on for too long, which is noticed as well.")
    if same := len(found.of("equivalent")):
        click.echo(f"Not counted: {same:,} that come to the same.")
    if found.left_out:
        click.echo(f"Not tried: {found.left_out:,} more.")


def _sentence(one: Judged) -> str:
    return f"Nothing fails when {one.mutant.sentence}."


def _for_programs(found: Score) -> dict[str, object]:
    return {
        "score": round(found.percent, 2),
        "counted": found.counted,
        "noticed": found.noticed,
        "left_out": found.left_out,
        "changes": [
            {
                "operator": one.mutant.operator,
                "file": one.mutant.file,
                "line": one.mutant.line,
                "column": one.mutant.column,
                "outcome": one.outcome,
                "by": one.by,
                "sentence": _sentence(one) if one.outcome == "survived" else "",
            }
            for one in found.judged
        ],
    }


def _tell_mistakes(findings: tuple[object, ...]) -> None:
    from engine.findings import Finding, render_all

    errors = [one for one in findings if isinstance(one, Finding) and one.is_error]
    click.echo(render_all(errors))
    click.echo()
    click.echo("Nothing was changed: put this right first.")
