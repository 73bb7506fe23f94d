"""`casepath compare`: councils side by side, decision by decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interop.differences.edition import Edition


@click.command(
    epilog="""\b
Examples:
  casepath compare councils/*
  casepath compare councils/* --format html --out side_by_side.html
  casepath compare . councils/northshire   the first one is what the others are compared with

Ends with 0, or with 2 when there was nothing to compare."""
)
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
@click.option("--format", "how", type=click.Choice(["text", "html"]), default="text", help="Text, or a page.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=str), help="The file to write. Left out, it is printed."
)
@click.option(
    "--language", default="en", metavar="CODE", help="The language of Casepath's own words: en or cy; en if left out."
)
def compare(folders: tuple[str, ...], how: str, out: str | None, language: str) -> None:
    """Show what councils changed in their template, side by side: a row for each decision that somebody changed.

    Every FOLDER extends the same template. Where the first one extends none, it is the template.
    """
    from engine.cli.editions import NothingCompared, edition_named, known_language, template_of
    from engine.cli.reading import give
    from engine.definitions.read import Known
    from engine.interop.differences import beside_report
    from engine.interop.differences.beside import side_by_side
    from engine.interop.differences.report import edition_said
    from engine.interop.differences.whole import differences

    known_language(language)
    known = Known()
    names = tuple(dict.fromkeys(folders))
    first, *others = (edition_named(folder, language, known) for folder in names)
    base, councils = (first, others) if first.template is None else (template_of(first), [first, *others])
    if not councils:
        raise click.UsageError("Name the councils as well, after the template that they extend.")
    _same_template(base, councils)
    columns = _columns(councils, names[-len(councils) :])
    changes = (differences(_template(one, base), one) for one in councils)
    found = side_by_side(edition_said(base), list(zip(columns, changes, strict=True)), language)
    try:
        give(beside_report.as_html(found) if how == "html" else beside_report.as_text(found), out)
    except click.ClickException as trouble:
        raise NothingCompared(trouble.message) from None


def _template(council: Edition, base: Edition) -> Edition:
    """Return what *council* is compared with. Most share one template, which is then checked and compiled once."""
    from engine.cli.editions import template_of

    shared = council.template is None or council.template.origins is base.origins
    return base if shared else template_of(council)


def _columns(councils: Sequence[Edition], folders: Sequence[str]) -> list[str]:
    """Return what each council is called; where two are called alike, with its folder."""
    titles = [f"{one.definition.title} {one.definition.version}" for one in councils]
    named = zip(titles, folders, strict=True)
    return [title if titles.count(title) == 1 else f"{title} ({folder})" for title, folder in named]


def _same_template(base: Edition, councils: Sequence[Edition]) -> None:
    """End the command where a council extends another template than the rest."""
    wanted = base.configuration.manifest.configuration
    for one in councils:
        extends = one.configuration.manifest.extends
        if extends is not None and extends.id != wanted:
            title = one.configuration.manifest.title
            raise click.UsageError(f'"{title}" extends "{extends.id}", and is not compared with "{wanted}".')
