"""`casepath explain`: a form and how much it asks, or one question and all that has to do with it, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.checks.book import Book
    from engine.findings import Place
    from engine.interop.question_explained import Explained


@click.command(
    epilog="""\b
Examples:
  casepath explain . contact_referral
  casepath explain . contact_referral.threshold
  casepath explain . contact_referral.contexts.context_kind
  casepath explain . contact_referral.threshold --language cy"""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("question", metavar="FORM[.FIELD]")
@click.option(
    "--language", default="en", metavar="CODE", help="The language of Casepath's own words: en or cy; en if left out."
)
def explain(folder: str, question: str, language: str) -> None:
    """Explain one question of the configuration in FOLDER: who sees it and fills it in, when, and what uses it.

    A question inside rows is FORM.ROWS.FIELD. Every line names the file and the line that says so. Of a form alone it
    says how much it asks, what is filled in from what is known, and what is typed each time.
    """
    from dataclasses import replace

    from engine.cli.reading import checked, form_named, spoken
    from engine.interop.form_explained import explain_form
    from engine.interop.question_explained import explain_field

    book = checked(folder)
    book = replace(book, definition=spoken(book, language))
    form, *path = question.split(".")
    form_named(book.definition, form)
    if not path:
        click.echo("\n".join(_lines(explain_form(book, form))))
        return
    try:
        found = explain_field(book, form, *path)
    except (KeyError, IndexError):
        raise click.UsageError(_no_question(book, form, ".".join(path))) from None
    click.echo("\n".join(_lines(found)))


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

    lines = [f'"{one_line(found.label)}"  {found.path}', _at(found.place)]
    for heading in dict.fromkeys(one.heading for one in found.lines):
        lines += ["", heading]
        for one in found.lines:
            if one.heading == heading:
                lines.append(f"  {one_line(one.words)}")
                if one.place is not None:
                    lines.append(f"      {_at(one.place)}")
    return lines


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}"
