"""`casepath format`: definition files in the house layout, with every comment kept."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.findings import Finding

_SHOWN_LINES = 30
"""Of the difference in one file."""

Outcome = Literal["right", "changed", "mistakes", "left"]


@click.command(
    "format",
    epilog="""\b
Examples:
  casepath format .
  casepath format form_schemas/contact.yaml
  casepath format . --check

Ends with 0 when all is well, 1 when a file has mistakes, could not be written or, with --check, would change,
2 when the command itself is wrong.""",
)
@click.argument("paths", metavar="FOLDER|FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=str))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; show what would change.")
def format_(paths: tuple[str, ...], only_check: bool) -> None:
    """Write definition files in the house layout.

    A FOLDER is one that holds casepath.yaml, or one inside it. Values, their order and comments stay as they are. A
    file with mistakes is left alone, and one that is right already is not touched.
    """
    files, findings = _named(paths)
    outcomes = [_laid_out(path, content, findings, only_check=only_check) for path, content in files.items()]
    if findings:
        from engine.findings import render_all

        click.echo(render_all(findings))
        click.echo()
    click.echo(_summary(outcomes, only_check=only_check))
    if only_check and "changed" in outcomes:
        click.echo(f"To change them: casepath format {shlex.join(paths)}")
    fine = {"right"} if only_check else {"right", "changed"}
    sys.exit(1 if findings or not fine.issuperset(outcomes) else 0)


def _named(paths: tuple[str, ...]) -> tuple[Mapping[Path, bytes], list[Finding]]:
    from engine.definitions.read import named_files

    files: dict[Path, bytes] = {}
    known: set[Path] = set()
    findings: list[Finding] = []
    for path in paths:
        found, wrong = named_files(path)
        if not found and not wrong:
            raise click.UsageError(
                f"There are no definition files in {path}. Name a folder that holds casepath.yaml, or a file."
            )
        # A file may be named by itself and by its folder.
        files |= {one: content for one, content in found.items() if one.absolute() not in known}
        known.update(one.absolute() for one in found)
        findings += wrong
    return files, findings


def _laid_out(path: Path, content: bytes, findings: list[Finding], *, only_check: bool) -> Outcome:
    from engine.definitions.layout import lay_out

    made = lay_out(content, path.as_posix())
    if made.text is None:
        findings += made.findings
        return "mistakes"
    return settle(path, content, made.text, only_check=only_check)


def settle(path: Path, before: bytes, after: str, *, only_check: bool) -> Outcome:
    """Write *after* to *path*, or show how it differs, and say so; but only if it says the same as *before*."""
    from engine.definitions.layout import says_the_same

    if after.encode() == before:
        return "right"
    if not says_the_same(before, after):
        click.echo(
            f"{path.as_posix()} is left as it is: laying it out would have changed what it says.\n"
            "  That is a fault of Casepath, not of your file. Please report it, with the file."
        )
        return "left"
    if not only_check:
        return _write(path, before, after.encode())
    click.echo(f"{path.as_posix()} would change.")
    _show(before, after)
    return "changed"


def _write(path: Path, before: bytes, after: bytes) -> Outcome:
    from engine.cli.writing import ChangedMeanwhile, replace

    try:
        replace(path, before, after)
    except ChangedMeanwhile:
        click.echo(f"{path.as_posix()} is left as it is: it was changed meanwhile. Run this again.")
        return "left"
    except OSError:
        click.echo(f"{path.as_posix()} cannot be written. May you write to its folder, and is there room?")
        return "left"
    click.echo(f"Laid out {path.as_posix()}.")
    return "changed"


def _show(before: bytes, after: str) -> None:
    from engine.cli.difference import difference

    old = before.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    lines = difference(*(text.removesuffix("\n").split("\n") for text in (old, after)), at_most=_SHOWN_LINES)
    for line in lines or ["Only in its line ends, or by an invisible mark at its beginning."]:
        colour = {"-": "red", "+": "green", "@": "cyan"}.get(line[:1])
        click.echo("  " + click.style(line, fg=colour))
    click.echo()


def _summary(outcomes: list[Outcome], *, only_check: bool) -> str:
    told: dict[Outcome, str] = {
        "changed": "would change" if only_check else "laid out",
        "right": "right already",
        "mistakes": "left alone because of mistakes",
        "left": "not laid out",
    }
    counted = ", ".join(f"{outcomes.count(one)} {said}" for one, said in told.items() if one in outcomes)
    files = f"{len(outcomes)} file{'' if len(outcomes) == 1 else 's'}"
    return f"{files}: {counted}." if outcomes else "Nothing was laid out."
