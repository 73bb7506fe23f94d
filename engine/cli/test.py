"""`casepath test`: every scenario in a folder, played through the real engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.testing.scenarios import Loaded, Result


@click.command(
    epilog="""\b
Examples:
  casepath test .
  casepath test . -k reopened

Ends with 0 when every scenario holds, 1 when one does not or the folder has mistakes, 2 when the command itself is
wrong."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("-k", "text", default="", metavar="TEXT", help="Only scenarios with TEXT in their name or workflow.")
def test(folder: str, text: str) -> None:
    """Run the scenarios of FOLDER, which holds casepath.yaml.

    Each is played in a database of its own, in memory: no case of yours is read or changed.
    """
    from engine.testing.scenarios import load, run_scenarios

    say = _speaker()
    loaded = load(folder)
    if not loaded.can_run:
        _tell_mistakes(loaded, say)
        sys.exit(1)
    results: list[Result] = []
    for result in run_scenarios(loaded, matching=text):
        _line(result, say)
        results.append(result)
    if text and not results:
        raise click.UsageError(f'No scenario has "{text}" in its name. Leave out -k to run all of them.')
    failed = [one for one in results if not one.passed]
    for result in failed:
        _tell_failure(result, say)
    say("")
    say(f"{len(results) - len(failed)} passed, {len(failed)} failed", "bold red" if failed else "bold green")
    sys.exit(1 if failed else 0)


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


def _tell_mistakes(loaded: Loaded, say: Say) -> None:
    from engine.testing.telling import nothing_was_run

    say(nothing_was_run([one for one in loaded.findings if one.is_error]))
    say("0 passed, 0 failed", "bold red")
