"""`casepath check`: every mistake in a folder of definitions, at its line, with what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.definitions.origins import Assembled
    from engine.findings import Finding


@click.command(
    epilog="""\b
Examples:
  casepath check .
  casepath check councils/northshire
  casepath check . --format json
  casepath check . --since ../last_year
  casepath check northshire --templates national --database sqlite:///casepath.db

Ends with 0 when there are no errors, 1 when there are, 2 when the command itself is wrong."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option(
    "--format", "how", type=click.Choice(["text", "json"]), default="text", help="Text, or JSON for programs."
)
@click.option("--all", "show_all", is_flag=True, help="Show every finding, not only the first twenty.")
@click.option("--templates", metavar="COUNCIL", help="Whose releases FOLDER may extend: see --database.")
@click.option("--database", "url", envvar="CASEPATH_DATABASE", help="Where they are: an SQLAlchemy URL.")
@click.option(
    "--since", metavar="OLD", help="An older version, a folder or release:4: see that all of it has its place here."
)
def check(folder: str, how: str, show_all: bool, templates: str | None, url: str | None, since: str | None) -> None:
    """Find every mistake in FOLDER, which holds casepath.yaml.

    Reads the forms, lists, records, workflows and scenarios together. Nothing is run and no database is needed, but for
    a template that is nowhere but among releases. Of a template, every council's overlay under councils/ is checked
    with it.
    """
    from engine.checks import check as check_folder
    from engine.definitions.assemble import definition_names
    from engine.definitions.read import Known, councils_in, read_folder
    from engine.findings import SHOWN_AT_MOST, has_errors, render_all

    known = Known(published=None if templates is None else _released(templates, url))
    assembled = read_folder(folder, known=known)
    councils = councils_in(folder)
    findings = list(check_folder(assembled).findings)
    if since is not None and not has_errors(findings):
        findings += _since(assembled, since, url)
    for council in councils if assembled.configuration is not None else ():
        findings += check_folder(read_folder(council, known=known)).findings
    if how == "json":
        click.echo(json.dumps([_as_json(one) for one in findings], indent=2))
    else:
        if findings:
            click.echo(render_all(findings, at_most=len(findings) if show_all else SHOWN_AT_MOST))
            click.echo()
        errors = sum(one.is_error for one in findings)
        total = f"{_counted(errors, 'error')}, {_counted(len(findings) - errors, 'warning')}."
        read = definition_names(assembled)
        beside = f", and {_counted(len(councils), 'council')} that build on them" if councils else ""
        click.echo(f"{total[:1].upper()}{total[1:]}" + (f" Read: {read}{beside}." if read else ""))
    sys.exit(1 if has_errors(findings) else 0)


def _since(assembled: Assembled, since: str, url: str | None) -> list[Finding]:
    """Return what the older version *since* has and this one has no place for."""
    from engine.cases.compiling import compile_configuration
    from engine.checks.book import Book
    from engine.checks.since import nothing_is_lost
    from engine.cli.editions import edition_named, edition_released, is_release

    assert assembled.configuration is not None  # it has no errors
    definition = compile_configuration(assembled.configuration, assembled.origins).definition
    council = definition.configuration
    old = edition_released(since, "en", url, council) if is_release(since) else edition_named(since, "en")
    book = Book(assembled.configuration, assembled.origins, definition)
    return list(nothing_is_lost(book, old.definition))


def _released(council: str, url: str | None) -> Callable[[str], Iterator[Mapping[str, bytes]]]:
    """Return what yields the files of a template among the releases of *council*."""
    if url is None:
        raise click.UsageError("Name the database that the templates are published in: --database.")
    database = url

    def released(name: str) -> Iterator[Mapping[str, bytes]]:
        from engine.cli.releases import at

        with at(database, council) as (book, _):
            yield from book.templates(name)

    return released


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _as_json(finding: object) -> dict[str, object]:
    from engine.findings import Finding

    assert isinstance(finding, Finding)
    place = finding.place
    return {
        "code": finding.code.id,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "path": finding.path,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
