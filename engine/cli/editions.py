"""What can be compared, by its name: a folder, or `release:4` of a council in a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.definitions.origins import Assembled
    from engine.definitions.read import Known
    from engine.interop.differences.edition import Edition


_RELEASE = "release:"


class NothingCompared(click.ClickException):
    """There was nothing to compare, or nowhere to put it. It ends with 2, since 1 says that something differs."""

    exit_code = 2


def edition_named(name: str, language: str, known: Known | None = None) -> Edition:
    """Return the configuration in the folder *name*, with the engine's own words in *language*.

    What was read already is in *known*: councils share their template. Ends the command where there is no such
    configuration, or where it has mistakes.
    """
    from engine.definitions.read import read_folder

    return _edition(read_folder(name, known=known), name, language)


def is_release(name: str) -> bool:
    """Return whether *name* is that of a release and not of a folder."""
    return name.startswith(_RELEASE)


def edition_released(name: str, language: str, url: str | None, council: str | None) -> Edition:
    """Return the release that *name* is, `release:4`, of a *council* in the database at *url*, or end the command."""
    from engine.cli.releases import at

    if url is None:
        raise click.UsageError("Name the database that the release is in: --database.")
    if council is None:
        raise click.UsageError("Name whose releases they are: --council.")
    try:
        with at(url, council) as (book, _):
            assembled = book.read(name.removeprefix(_RELEASE))
    except click.UsageError:
        raise
    except click.ClickException as trouble:
        raise NothingCompared(trouble.message) from None
    return _edition(assembled, name, language)


def template_of(edition: Edition) -> Edition:
    """Return what *edition* builds on, or end the command where it stands alone."""
    if edition.template is None:
        raise click.UsageError("This configuration extends no template. Name two folders: the older one first.")
    return _edition(edition.template, "the template", edition.language)


def _edition(assembled: Assembled, name: str, language: str) -> Edition:
    from engine.cases.compiling import compile_configuration
    from engine.checks import check
    from engine.findings import has_errors, render_all
    from engine.interop.differences.edition import Edition

    findings = check(assembled).findings
    if assembled.configuration is None or has_errors(findings):
        errors = render_all([one for one in findings if one.is_error])
        raise NothingCompared(f"The definitions in {name} have mistakes, so nothing was compared.\n\n{errors}")
    definition = compile_configuration(assembled.configuration, assembled.origins, language).definition
    return Edition(assembled.configuration, assembled.origins, definition, assembled.scenarios)


def known_language(language: str) -> str:
    """Return *language* if Casepath speaks it, or end the command with those that it does."""
    from engine.findings import suggestion
    from engine.sentences.languages import LANGUAGES

    if language not in LANGUAGES:
        raise click.UsageError(
            f'Casepath does not speak "{language}". {suggestion(language, LANGUAGES, what="languages")}'
        )
    return language
