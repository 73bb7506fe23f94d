"""`casepath translate`: files of translations brought up to date, and a sheet out to a translator and back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.interop.translation_work import NotTaken, Returned, SidecarState, Taken, TranslationWork

_ENDINGS = (".xlsx", ".po")
_MOST_BYTES = 10_000_000
"""Of a sheet; one of five thousand texts has a twentieth of that."""
_SHOWN = 20
"""Rows that were not taken, told one by one."""


@click.command(
    epilog="""\b
Examples:
  casepath translate cy
  casepath translate cy . --to welsh.xlsx
  casepath translate cy . --from welsh.xlsx

Sheets need two more libraries: pip install 'casepath[languages]'.
Ends with 0 when done, 1 when a row was not taken or nothing could be done, 2 when the command itself is wrong."""
)
@click.argument("language")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str), default=".")
@click.option(
    "--to",
    "to",
    type=click.Path(dir_okay=False, path_type=str),
    help="Write one sheet of everything for a translator, .xlsx or .po; change nothing else.  Example: --to welsh.xlsx",
)
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=str),
    help="Take the translations from a sheet that came back.  Example: --from welsh.xlsx",
)
def translate(language: str, folder: str, to: str | None, source: str | None) -> None:
    """Write the files of translations into LANGUAGE beside the files of FOLDER, which holds casepath.yaml.

    What is translated stays as it is. A text that is new gets an empty entry; one whose English has changed is emptied,
    with the translation it had beside it. Write the empty texts, or send them out as a sheet and take them back.
    """
    if to and source:
        raise click.UsageError("Use --to or --from, one at a time.")
    for given in (to, source):
        if given and not given.endswith(_ENDINGS):
            raise click.UsageError(f"{given}: a sheet ends in .xlsx or .po.")
    work = _work(folder, language)
    if to:
        _write_sheet(work, to)
        return
    taken = _taken(work, source) if source else None
    _write_sidecars(work, taken)
    if taken is not None and taken.not_taken:
        _tell_not_taken(taken.not_taken)
        raise click.exceptions.Exit(1)


def _work(folder: str, language: str) -> TranslationWork:
    """Return what is to be translated, or end the command: the definitions must be readable, and name the language."""
    from engine.definitions.read import read_folder
    from engine.findings import listed, render_all
    from engine.interop.translation_work import TranslationWork

    assembled = read_folder(folder)
    if assembled.configuration is None:
        errors = render_all([one for one in assembled.findings if one.is_error])
        raise click.ClickException(f"The definitions have mistakes, so nothing was written.\n\n{errors}")
    also = assembled.configuration.manifest.languages.written
    if language not in also:
        there = (
            f" It names {listed(also)}." if also else f' Write there, under "languages:", the line "also: {language}".'
        )
        raise click.ClickException(f'casepath.yaml does not name the language "{language}".{there}')
    shown_under = "" if folder == "." else f"{folder.rstrip('/')}/"
    return TranslationWork(assembled.configuration, assembled.origins, language, shown_under=shown_under)


# --- the files beside the definitions --------------------------------------------------------------------------------


def _write_sidecars(work: TranslationWork, taken: Taken | None) -> None:
    from engine.cli.writing import write_whole

    sidecars = list(work.sidecars(taken.texts if taken else {}))
    changed = [one for one in sidecars if one.now != one.wanted]
    for one in changed:  # what only the template has may be the first of its folder here
        with suppress(OSError):
            Path(one.path).parent.mkdir(parents=True, exist_ok=True)
    write_whole({Path(one.path): one.wanted.encode() for one in changed})
    for one in changed:
        click.echo(f"Wrote {one.path}: {_said(one)}.")
    for one in sidecars:
        for path in one.gone:
            click.echo(f'{one.path}: there is no text "{path}" any more. Correct the path, or take it out.')
    if taken is not None:
        click.echo(f"Taken from the sheet: {_counted(len(taken.texts), 'text')}.")
    if not changed:
        click.echo("Every file is up to date.")
    done, total = sum(one.states["done"] for one in sidecars), sum(one.states.total() for one in sidecars)
    click.echo(f'{done} of {_counted(total, "text")} {"is" if done == 1 else "are"} in "{work.language}" now.')


def _said(one: SidecarState) -> str:
    words = (
        (one.states["done"], "translated"),
        (one.states["new"], "to write"),
        (one.states["changed"], "to write again"),
    )
    return ", ".join(f"{count} {word}" for count, word in words if count) or "nothing to write"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# --- the sheet -------------------------------------------------------------------------------------------------------


def _write_sheet(work: TranslationWork, to: str) -> None:
    from engine.cli.writing import write_whole

    path = Path(to)
    if path.exists():
        raise click.ClickException(f"{to} is there already, and somebody may have worked on it. Name another file.")
    rows = work.rows()
    manifest = work.configuration.manifest
    try:
        if to.endswith(".po"):
            from engine.interop.translation_po import po_of

            content = po_of(rows, work.language, manifest.title, manifest.version)
        else:
            from engine.interop.translation_xlsx import NotAWorkbook, xlsx_of

            try:
                content = xlsx_of(rows, work.language)
            except NotAWorkbook as problem:
                raise click.ClickException(str(problem)) from None
    except ImportError:
        raise _not_installed() from None
    write_whole({path: content})
    todo = sum(row.state != "done" for row in rows)
    click.echo(f"Wrote {to}: {_counted(len(rows), 'text')}, {todo} to write.")


def _taken(work: TranslationWork, source: str) -> Taken:
    """Return what of the sheet can be taken, or end the command where it is no sheet for this language."""
    with Path(source).open("rb") as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise click.ClickException(f"{source} is larger than {_MOST_BYTES // 1_000_000} MB, so nothing was taken.")
    language, rows = _returned(source, content)
    if language != work.language:
        said = f'is for the language "{language[:20]}"' if language else "does not say its language"
        raise click.ClickException(f'{source} {said}, not "{work.language}", so nothing was taken.')
    return work.taken(rows)


def _returned(source: str, content: bytes) -> tuple[str, list[Returned]]:
    try:
        if source.endswith(".po"):
            from engine.interop.translation_po import NotAPoFile, returned_po

            try:
                return returned_po(content)
            except NotAPoFile:
                raise click.ClickException(f"{source} cannot be read as a PO file, so nothing was taken.") from None
        from engine.interop.translation_xlsx import NotAWorkbook, returned_xlsx

        try:
            return returned_xlsx(content)
        except NotAWorkbook as problem:
            raise click.ClickException(f"{source}: {problem} Nothing was taken.") from None
    except ImportError:
        raise _not_installed() from None


def _not_installed() -> click.ClickException:
    return click.ClickException("Sheets need two more libraries. Install them: pip install 'casepath[languages]'.")


def _tell_not_taken(not_taken: Sequence[NotTaken]) -> None:
    click.echo(f"\nNot taken: {_counted(len(not_taken), 'row')}.", err=True)
    for one in not_taken[:_SHOWN]:
        click.echo(f"  line {one.number}, {one.path[:100] or 'no path'}: {one.why}", err=True)
    if len(not_taken) > _SHOWN:
        click.echo(f"  and {len(not_taken) - _SHOWN} more", err=True)
