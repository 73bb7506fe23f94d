"""`casepath explain`: how much a form asks, all that has to do with a question, or where any setting comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.checks.book import Book
    from engine.findings import Place
    from engine.interop.question_explained import Explained

_SHOWN = 20
"""Places that a path with stars is explained at."""


@click.command(
    epilog="""\b
Examples:
  casepath explain . contact_referral
  casepath explain . contact_referral.threshold
  casepath explain . contact_referral.contexts.context_kind
  casepath explain . contact_referral.threshold --language cy
  casepath explain . child_front_door.states.screening.deadlines.screened.within
  casepath explain . 'child_front_door.states.*.title'"""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("path", metavar="FORM[.FIELD]|PATH")
@click.option(
    "--language", default="en", metavar="CODE", help="The language of Casepath's own words: en or cy; en if left out."
)
def explain(folder: str, path: str, language: str) -> None:
    """Explain one question of the configuration in FOLDER: who sees it and fills it in, when, and what uses it.

    A question inside rows is FORM.ROWS.FIELD. Every line names the file and the line that says so. Of a form alone it
    says how much it asks, what is filled in from what is known, and what is typed each time.

    Of any other PATH, as `locked` and `remove` write it, it says where that comes from: from which file, from the
    template or the council, what the template said, why the council differs, and what councils may do with it.
    """
    from dataclasses import replace

    from engine.cli.reading import checked, spoken

    book = checked(folder)
    book = replace(book, definition=spoken(book, language))
    found, more = _explained(book, path)
    click.echo("\n\n".join("\n".join(_lines(one)) for one in found))
    if more:
        click.echo(f"\nand {more} more")


def _explained(book: Book, path: str) -> tuple[list[Explained], int]:
    """Return what is explained, and how much more there is that is not."""
    from dataclasses import replace

    from engine.interop.form_explained import explain_form
    from engine.interop.origin import differences_inside, explain_path, paths_at, with_provenance
    from engine.interop.question_explained import explain_field

    form, *inside = path.split(".")
    if form in book.definition.forms and not inside:
        found = explain_form(book, form)
        whole = replace(found, lines=(*found.lines, *differences_inside(book, (form,))))
        return [with_provenance(book, whole)], 0
    try:
        return [with_provenance(book, explain_field(book, form, *inside))], 0
    except (KeyError, IndexError):
        pass
    paths = paths_at(book, path)
    if not paths:
        raise click.UsageError(_nothing(book, path))
    return [explain_path(book, one) for one in paths[:_SHOWN]], max(0, len(paths) - _SHOWN)


def _nothing(book: Book, path: str) -> str:
    from engine.interop.origin import known_at

    first, *inside = path.split(".")
    if first in book.definition.forms and len(inside) < 2:
        return _no_question(book, first, ".".join(inside))
    return f'There is nothing at "{path}". {known_at(book, path)}'


def _no_question(book: Book, form: str, path: str) -> str:
    from engine.findings import suggestion
    from engine.interop.question import fields_of

    known = list(fields_of(book.definition.forms[form]))
    if not path:
        return f"Which question? Write it after the dot: {form}.{known[0]}"
    inside = [one for one in known if one.endswith(f".{path}")]
    hint = f"It stands in rows: {form}.{inside[0]}" if inside else suggestion(path, known, what="questions")
    return f'"{form}" has no question "{path}". {hint}'


def _lines(found: Explained) -> list[str]:
    from engine.interop.words import one_line

    lines = [f'"{one_line(found.label)}"  {found.path}', _at(found.place, found.whose)]
    for heading in dict.fromkeys(one.heading for one in found.lines):
        lines += ["", heading]
        for one in found.lines:
            if one.heading == heading:
                lines.append(f"  {one_line(one.words)}")
                if one.place is not None:
                    lines.append(f"      {_at(one.place, one.whose)}")
    return lines


def _at(place: Place, whose: str) -> str:
    from engine.interop.words import one_line

    return f"{place.file}:{place.line}" + (f"  {one_line(whose)}" if whose else "")
