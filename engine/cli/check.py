"""`casepath check`: every mistake in a folder of definitions, at its line, with what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.checks.accepting import Accepted
    from engine.definitions.origins import Assembled
    from engine.findings import Finding


@click.command(
    epilog="""\b
Examples:
  casepath check .
  casepath check councils/northshire
  casepath check --explain F508
  casepath check . --format sarif > casepath.sarif
  casepath check . --accepted
  casepath check . --since ../last_year
  casepath check northshire --templates national --database sqlite:///casepath.db

Ends with 0 when there are no errors, 1 when there are, 2 when the command itself is wrong."""
)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="Text; JSON for programs; SARIF for code reviews and editors.",
)
@click.option("--all", "show_all", is_flag=True, help="Show every finding, not only the first twenty.")
@click.option("--explain", "code", metavar="CODE", help="Say what a code means and what to do, with an example.")
@click.option("--accepted", "list_accepted", is_flag=True, help="List the warnings that are accepted, with reasons.")
@click.option("--to-accept", "to_accept", is_flag=True, help="Write the entries that would accept the warnings.")
@click.option("--templates", metavar="COUNCIL", help="Whose releases FOLDER may extend: see --database.")
@click.option("--database", "url", envvar="CASEPATH_DATABASE", help="Where they are: an SQLAlchemy URL.")
@click.option(
    "--since", metavar="OLD", help="An older version, a folder or release:4: see that all of it has its place here."
)
def check(
    *,
    folder: str | None,
    how: str,
    show_all: bool,
    code: str | None,
    list_accepted: bool,
    to_accept: bool,
    templates: str | None,
    url: str | None,
    since: str | None,
) -> None:
    """Find every mistake in FOLDER, which holds casepath.yaml.

    Reads the forms, lists, records, workflows and scenarios together. Nothing is run and no database is needed, but for
    a template that is nowhere but among releases. Of a template, every council's overlay under councils/ is checked
    with it.
    """
    if code is not None:
        click.echo(_explained(code))
        return
    if folder is None:
        raise click.UsageError("Name the folder that holds casepath.yaml, or a code: --explain F508.")
    from engine.checks import check as check_folder
    from engine.definitions.assemble import definition_names
    from engine.definitions.read import Known, councils_in, read_folder
    from engine.documents.bodies import with_texts
    from engine.findings import counted, has_errors

    known = Known(published=None if templates is None else _released(templates, url))
    assembled = read_folder(folder, known=known)
    councils = councils_in(folder)
    report = with_texts(check_folder(assembled), assembled)
    findings, accepted = list(report.findings), list(report.accepted)
    if since is not None and not has_errors(findings):
        findings += _since(assembled, since, url)
    for council in councils if assembled.configuration is not None else ():
        own = read_folder(council, known=known)
        report = with_texts(check_folder(own), own)
        findings += report.findings
        accepted += report.accepted
    if how != "text":
        click.echo(_for_programs(how, findings, accepted, list_accepted=list_accepted))
    elif to_accept:
        click.echo(_entries(findings), nl=False)
    else:
        _tell(findings, show_all=show_all)
        _tell_accepted(accepted if list_accepted else ())
        read = definition_names(assembled)
        beside = f", and {counted(len(councils), 'council')} that build on them" if councils else ""
        click.echo(_total(findings, accepted) + (f" Read: {read}{beside}." if read else ""))
    sys.exit(1 if has_errors(findings) else 0)


def _tell(findings: Sequence[Finding], *, show_all: bool) -> None:
    """Show findings, errors first; on a terminal the code says by its colour which is which."""
    from engine.findings import SHOWN_AT_MOST, errors_first, left_out, render

    told = errors_first(findings)
    both = len({one.is_error for one in told}) == 2
    shown = told if show_all else told[:SHOWN_AT_MOST]
    for number, one in enumerate(shown):
        if both and not one.is_error and (number == 0 or shown[number - 1].is_error):
            click.echo("Warnings, which do not stop it:\n")
        head, *rest = render(one).split("\n")
        place, _, sentence = head.partition(f"  {one.code.id}  ")
        painted = click.style(one.code.id, fg="red" if one.is_error else "yellow", bold=True)
        click.echo("\n".join([f"{click.style(place, bold=True)}  {painted}  {sentence}", *rest, ""]))
    if len(told) > len(shown):
        click.echo(f"and {left_out(told[len(shown) :])}; --all shows them.\n")


def _tell_accepted(accepted: Sequence[Accepted]) -> None:
    for one in accepted:
        said = one.acceptance
        click.echo(f"{one.finding.place}  {one.finding.code.id}  {one.finding.message}")
        click.echo(f"  Accepted by {said.who} on {said.when.isoformat()}: {said.why}\n")


def _total(findings: Sequence[Finding], accepted: Sequence[Accepted]) -> str:
    from engine.findings import counted

    errors = sum(one.is_error for one in findings)
    more = f", {len(accepted)} more accepted" if accepted else ""
    total = f"{counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')}{more}."
    return f"{total[:1].upper()}{total[1:]}"


def _for_programs(how: str, findings: Sequence[Finding], accepted: Sequence[Accepted], *, list_accepted: bool) -> str:
    from engine.interop.finding_lists import as_json, as_sarif

    if how == "json":
        return as_json(findings, accepted if list_accepted else ())
    from importlib.metadata import version

    return as_sarif(findings, accepted, where=_from_here, version=version("casepath"))


def _from_here(file: str) -> str:
    """Return a file as seen from where the command was given, as reviews and editors want it."""
    import os
    from pathlib import Path

    try:
        return Path(os.path.relpath(file)).as_posix()
    except ValueError:  # on another drive
        return Path(file).as_posix()


def _entries(findings: Sequence[Finding]) -> str:
    """Return the entries for `accepted` in casepath.yaml, in which only the reason and who gives it are missing."""
    warnings = dict.fromkeys((one.code.id, one.path) for one in findings if not one.is_error and one.path)
    lines = [
        f"  - code: {code}\n    path: {path}\n    why: \n    who: \n    when: \n".replace(" \n", "\n")
        for code, path in warnings
    ]
    return "accepted:\n" + "".join(lines) if lines else "No warnings to accept.\n"


def _explained(code: str) -> str:
    from engine.checks.codes import all_codes
    from engine.findings import suggestion
    from engine.interop.mistakes import explained

    codes = all_codes()
    known = codes.get(code.upper())
    if known is None:
        raise click.UsageError(f'There is no code "{code}". {suggestion(code.upper(), codes, what="codes")}')
    return explained(known)


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
