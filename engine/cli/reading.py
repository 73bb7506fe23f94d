"""What the verbs that make something out of a folder share: a configuration without errors, and what is named of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.cases.compiled import Definition
    from engine.checks.book import Book


def checked(folder: str) -> Book:
    """Return the configuration in *folder*, or end the command with its mistakes."""
    from engine.checks import check
    from engine.checks.book import Book
    from engine.definitions.read import read_folder
    from engine.documents.bodies import with_texts
    from engine.findings import has_errors, render_all

    assembled = read_folder(folder)
    report = with_texts(check(assembled), assembled)
    if assembled.configuration is None or report.definition is None or has_errors(report.findings):
        errors = render_all([one for one in report.findings if one.is_error])
        raise click.ClickException(f"The definitions have mistakes, so nothing was made of them.\n\n{errors}")
    return Book(assembled.configuration, assembled.origins, report.definition)


def spoken(book: Book, language: str) -> Definition:
    """Return the definition of *book* in *language*, or end the command with the languages there are."""
    return spoken_book(book, language).definition


def spoken_book(book: Book, language: str) -> Book:
    """Return the whole *book* in *language*, or end the command in the same way."""
    from dataclasses import replace

    from engine.cases.compiling import compile_configuration
    from engine.definitions.translations import in_language, languages_of
    from engine.findings import suggestion
    from engine.sentences.languages import LANGUAGES

    known = sorted({*LANGUAGES, *languages_of(book.configuration)})
    if language not in known:
        hint = suggestion(language, known, what="languages")
        raise click.UsageError(f'Neither these definitions nor Casepath speak "{language}". {hint}')
    said = in_language(book.configuration, language)
    return replace(book, configuration=said, definition=compile_configuration(said, book.origins, language).definition)


def form_named(definition: Definition, form: str | None) -> str:
    """Return *form* if the definition has it, or its only form if none is named; else end the command with a hint."""
    return _named(definition.forms, form, "form")


def workflow_named(definition: Definition, workflow: str | None) -> str:
    """Return *workflow* in the same way."""
    return _named(definition.workflows, workflow, "workflow")


def form_or_workflow_named(definition: Definition, name: str | None) -> str:
    """Return *name* if it is a form or a workflow, in the same way."""
    return _named([*definition.workflows, *definition.forms], name, "workflow or form")


def letter_named(definition: Definition, letter: str | None) -> str:
    """Return *letter* in the same way."""
    return _named(definition.letters, letter, "letter")


def _named(known: Collection[str], name: str | None, what: str) -> str:
    from engine.findings import listed, suggestion

    if name is None and len(known) == 1:
        return next(iter(known))
    if not known:
        raise click.ClickException(f"There are no {what}s here.")
    if name is None:
        raise click.UsageError(f"Which {what}? Name one: {listed(known)}.")
    if name not in known:
        raise click.UsageError(f'There is no {what} "{name}". {suggestion(name, known, what=f"{what}s")}')
    return name


def give(made: str, out: str | None) -> None:
    """Print what was made, or write it to the file *out*."""
    from pathlib import Path

    if out is None:
        click.echo(made, nl=False)
        return
    try:
        # Bytes, so that a file is the same on every system: no line ends are changed.
        Path(out).write_bytes(made.encode())
    except OSError:
        raise click.ClickException(f"{out} cannot be written. Is its folder there, and may you write to it?") from None
    click.echo(f"Wrote {out}.")
