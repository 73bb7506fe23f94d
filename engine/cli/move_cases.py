"""`casepath move-cases`: cases of earlier versions go on under this one, each with all that it holds, or stay."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from engine.cli.databases import KEYS

if TYPE_CHECKING:
    from engine.service.moving import CaseMove

_SHOWN = 200


@click.command(
    epilog="""\b
Examples:
  casepath move-cases councils/northshire --database sqlite:///casepath.db --as lee --dry-run
  casepath move-cases councils/northshire --database sqlite:///casepath.db --as lee
  casepath move-cases councils/northshire --database sqlite:///casepath.db --as lee --take-back

Stopped at any moment, it goes on where it was when it is called again. A case that nothing has happened to since it
was moved can be put back. Ends with 0 when no case is blocked, 1 when some are, 2 when the command itself is wrong."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@KEYS
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option("--as", "person", required=True, metavar="PERSON", help="Who does this: it is kept.")
@click.option("--case", "cases", multiple=True, metavar="REFERENCE", help="Only this case. Repeatable.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen; nothing is written.")
@click.option("--take-back", is_flag=True, help="Put back what was moved and not touched since.")
@click.option(
    "--format", "how", type=click.Choice(["text", "json"]), default="text", help="Text, or JSON for programs."
)
def move_cases(
    folder: str,
    url: str,
    council: str | None,
    person: str,
    cases: tuple[str, ...],
    dry_run: bool,
    take_back: bool,
    how: str,
) -> None:
    """Let the cases of earlier versions go on under the version in FOLDER.

    A case moves with its states, tasks, time limits and drafts, or stays where it is, with the reason: `changes` in
    the definitions say what is called otherwise now.
    """
    from engine.cases.access import Actor
    from engine.cli.databases import engine_of, opened, with_our_tables
    from engine.errors import NotFound

    if dry_run and take_back:
        raise click.UsageError("Say --dry-run or --take-back, not both.")
    engine, by = engine_of(folder, council), Actor(person)
    with opened(url) as database, with_our_tables(database):
        moving = engine.moving(database)
        do = moving.take_back if take_back else moving.report if dry_run else moving.move
        try:
            found = list(do(by=by, cases=cases))
        except NotFound:
            raise click.UsageError("One of these cases is not there, so nothing was done.") from None
    if how == "json":
        click.echo(json.dumps([_as_json(one) for one in found], indent=2))
    else:
        _tell(found, engine.definition.whole_version, dry_run=dry_run, back=take_back)
    sys.exit(1 if any(one.outcome == "blocked" for one in found) else 0)


def _tell(found: list[CaseMove], version: str, *, dry_run: bool, back: bool) -> None:
    spoken = [one for one in found if one.outcome == "blocked" or one.notes]
    for one in sorted(spoken, key=lambda case: (case.outcome, case.reference))[:_SHOWN]:
        if one.outcome == "stays":
            continue
        click.echo(f"{one.reference}  {'is blocked' if one.outcome == 'blocked' else 'moves'}")
        for line in (*one.reasons, *one.notes):
            click.echo(f"  {line}")
    if len(spoken) > _SHOWN:
        click.echo(f"and {len(spoken) - _SHOWN:,} more")
    counts = Counter[str](one.outcome for one in found)
    if back:
        click.echo(f"Put back: {counts['moves']:,}.")
        return
    done = "Would move" if dry_run else "Moved"
    click.echo(f"{done} to version {version}: {counts['moves']:,} of {len(found):,} cases. {_rest(counts)}")
    _grouped(found)


def _rest(counts: Counter[str]) -> str:
    return f"Stay: {counts['stays']:,}. Blocked: {counts['blocked']:,}."


def _grouped(found: Iterable[CaseMove]) -> None:
    """Say for each reason how many cases it blocks, the most first."""
    reasons = Counter(reason for one in found if one.outcome == "blocked" for reason in one.reasons)
    for reason, many in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        click.echo(f"  {many:,} {'case' if many == 1 else 'cases'}: {reason}")


def _as_json(one: CaseMove) -> dict[str, object]:
    return {
        "case": one.case,
        "reference": one.reference,
        "workflow": one.workflow,
        "state": one.state,
        "outcome": one.outcome,
        "release_before": one.was,
        "reasons": list(one.reasons),
        "notes": list(one.notes),
    }
