"""`casepath test`: every scenario in a folder, played through the real engine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.testing.coverage import Coverage
    from engine.testing.scenarios import Loaded, Result
    from engine.testing.updating import Updated, UpdatedFile


@click.command(
    epilog="""\b
Examples:
  casepath test .
  casepath test . -k reopened
  casepath test . --update -k reopened
  casepath test . --coverage --fail-under 100
  casepath test . --format json

Ends with 0 when every scenario holds, 1 when one does not, the folder has mistakes or too little is covered, 2 when the
command itself is wrong."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("-k", "text", default="", metavar="TEXT", help="Only scenarios with TEXT in their name or workflow.")
@click.option("--database", "url", metavar="URL", help="Play them on this database, and keep nothing there.")
@click.option("--update", "updates", is_flag=True, help="Write what they expect as it is now, for you to look through.")
@click.option("--coverage", "covers", is_flag=True, help="Say how much they come past, and what they do not.")
@click.option(
    "--fail-under", "least", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail where less is covered."
)
@click.option(
    "--format", "how", type=click.Choice(["text", "json"]), default="text", help="Text, or JSON for programs."
)
def test(folder: str, text: str, url: str | None, updates: bool, covers: bool, least: float | None, how: str) -> None:
    """Run the scenarios of FOLDER, which holds casepath.yaml.

    Each is played in a database of its own, in memory: no case of yours is read or changed. On a database that is
    named, each is played in a transaction that is taken back.
    """
    from engine.testing.coverage import Coverage
    from engine.testing.databases import IN_MEMORY, DatabaseNotUsable
    from engine.testing.scenarios import load, run_scenarios

    if updates and (covers or least is not None or how != "text"):
        raise click.UsageError("--update only writes. Run the scenarios again for coverage, or for JSON.")
    loaded = load(folder)
    say = _speaker() if how == "text" else _silent
    if not loaded.can_run:
        _tell_mistakes(loaded, how)
        sys.exit(1)
    if updates:
        sys.exit(_update(loaded, text, url or IN_MEMORY, say))
    coverage = Coverage.of(loaded.assembled) if covers or least is not None else None
    results: list[Result] = []
    try:
        for result in run_scenarios(loaded, matching=text, database=url or IN_MEMORY, coverage=coverage):
            _line(result, say)
            results.append(result)
    except DatabaseNotUsable as error:
        raise click.UsageError(str(error)) from None
    if text and not results:
        raise click.UsageError(f'No scenario has "{text}" in its name. Leave out -k to run all of them.')
    failed = [one for one in results if not one.passed]
    for result in failed:
        _tell_failure(result, say)
    _tell_coverage(coverage if covers else None, say)
    too_little = _too_little(coverage, least)
    say("")
    say(f"{len(results) - len(failed)} passed, {len(failed)} failed", "bold red" if failed else "bold green")
    if too_little:
        say(too_little, "bold red")
    if how == "json":
        _print_json(results, coverage, too_little)
    sys.exit(1 if failed or too_little else 0)


def _update(loaded: Loaded, text: str, url: str, say: Say) -> int:
    """Write the scenarios as they are now, and say what changed; return how the command ends."""
    from engine.testing.databases import DatabaseNotUsable
    from engine.testing.updating import updated

    try:
        files = list(updated(loaded, matching=text, database=url))
    except DatabaseNotUsable as error:
        raise click.UsageError(str(error)) from None
    if not files and text:
        raise click.UsageError(f'No scenario has "{text}" in its name. Leave out -k to run all of them.')
    for one in files:
        _write(one)
        for change in one.changes:
            _tell_change(change, "now", say)
        for change in one.by_hand:
            _tell_change(change, "to be written by hand, for the comments among it", say)
        for name in one.disagree:
            say(f"{one.shown}: the examples of {name} disagree, so nothing was written for it.", "bold red")
        for result in one.left:
            _tell_failure(result, say)
    changes = sum(len(one.changes) for one in files)
    left = sum(len(one.left) + len(one.disagree) + len(one.by_hand) for one in files)
    if changes or left:
        say("")
    if changes:
        say(f"Written: {changes}. Look through what changed before you keep it.", "bold green")
    if left:
        say(f"Left as they are: {left}.", "bold red")
    if not changes and not left:
        say("Nothing to write: all of it holds.", "bold green")
    return 1 if left else 0


def _tell_change(change: Updated, how: str, say: Say) -> None:
    say(f"{change.place}  was: {change.was}", "yellow")
    say(f"{' ' * len(str(change.place))}  {how}: {change.now}")


def _write(file: UpdatedFile) -> None:
    from pathlib import Path

    from engine.cli.writing import ChangedMeanwhile, replace

    if file.after == file.before:
        return
    try:
        replace(Path(file.shown), file.before, file.after)
    except ChangedMeanwhile:
        raise click.ClickException(f"{file.shown} was changed meanwhile, so it was left as it is.") from None
    except OSError:
        raise click.ClickException(f"{file.shown} cannot be written. May you write to it?") from None


Say = Callable[..., None]
"""Prints one text; on a terminal in the style given beside it."""


def _speaker() -> Say:
    """Return how to print: with colours on a terminal, plain where a program reads."""
    if not sys.stdout.isatty():
        return lambda text, _style="": click.echo(text)
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    return lambda text, style="": console.print(Text(text, style), soft_wrap=True)


def _line(result: Result, say: Say) -> None:
    word, style = ("passed", "green") if result.passed else ("FAILED", "bold red")
    say(f"{word}  {result.workflow}  {result.title}", style)


def _tell_failure(result: Result, say: Say) -> None:
    from engine.testing.telling import told

    say("")
    _line(result, say)
    say("")
    say(told(result))


def _silent(_text: str, _style: str = "") -> None:
    """Say nothing: a program gets all of it at the end."""


def _tell_coverage(coverage: Coverage | None, say: Say) -> None:
    if coverage is None:
        return
    from engine.testing.coverage_report import as_text

    say("")
    say(as_text(coverage))


def _too_little(coverage: Coverage | None, least: float | None) -> str:
    if coverage is None or least is None:
        return ""
    from engine.testing.coverage_report import too_little

    return too_little(coverage, least)


def _print_json(results: list[Result], coverage: Coverage | None, too_little: str) -> None:
    from engine.testing.coverage_report import as_json

    told: dict[str, object] = {
        "passed": sum(one.passed for one in results),
        "failed": sum(not one.passed for one in results),
        "findings": [],
        "scenarios": [_as_json(one) for one in results],
    }
    if coverage is not None:
        told["coverage"] = as_json(coverage)
    if too_little:
        told["too_little"] = too_little
    click.echo(json.dumps(told, indent=2))


def _as_json(result: Result) -> dict[str, object]:
    from engine.interop.finding_lists import entry

    return {
        "workflow": result.workflow,
        "title": result.title,
        "passed": result.passed,
        "failures": [entry(one) for one in result.failures],
        "histories": [
            {"reference": one.reference, "name": one.name, "lines": list(one.lines)} for one in result.histories
        ],
    }


def _tell_mistakes(loaded: Loaded, how: str) -> None:
    from engine.testing.telling import nothing_was_run

    mistakes = [one for one in loaded.findings if one.is_error]
    if how == "json":
        from engine.interop.finding_lists import entry

        findings = [entry(one) for one in mistakes]
        click.echo(json.dumps({"passed": 0, "failed": 0, "findings": findings, "scenarios": []}, indent=2))
        return
    say = _speaker()
    say(nothing_was_run(mistakes))
    say("0 passed, 0 failed", "bold red")
