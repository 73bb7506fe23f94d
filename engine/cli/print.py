"""`casepath print`: rules as a book to read, a form to fill in by hand or with answers, and papers for a workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.cases.compiled import Definition
    from engine.checks.book import Book
    from engine.interop.outline import Part

What: TypeAlias = Literal["rules", "blank", "dictionary", "index", "burden", "governance"]


@click.command(
    "print",
    epilog="""\b
Examples:
  casepath print . contact_referral --rules
  casepath print . child_front_door --rules
  casepath print . --rules --to html --out rules.html
  casepath print . contact_referral --blank --to html --out contact_referral.html
  casepath print . contact_referral --blank --language cy
  casepath print . contact_referral --answers answers.json --to html --out filled.html
  casepath print . --dictionary --to csv --out dictionary.csv
  casepath print . --governance --to html --out governance.html

Open the HTML in a browser and print it from there. It needs no network.""",
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("form", metavar="[FORM|WORKFLOW]", required=False)
@click.option("--rules", "what", flag_value="rules", help="Every question, step and rule in plain sentences.")
@click.option("--blank", "what", flag_value="blank", help="The form to print and fill in by hand.")
@click.option(
    "--answers",
    "answers",
    type=click.Path(exists=True, dir_okay=False, path_type=str),
    metavar="FILE",
    help="The form with the answers in a JSON file, by question.",
)
@click.option(
    "--dictionary", "what", flag_value="dictionary", help="The data dictionary: questions, codes, lists, facts."
)
@click.option("--index", "what", flag_value="index", help="Which form asks what, and what is typed more than once.")
@click.option("--burden", "what", flag_value="burden", help="How much each form asks.")
@click.option("--governance", "what", flag_value="governance", help="What is collected, why, who reads it, how long.")
@click.option(
    "--to",
    "how",
    type=click.Choice(["text", "html", "csv"]),
    help="Text (Markdown) or HTML, or a sheet (--dictionary only); text if left out.",
)
@click.option(
    "--language", default="en", metavar="CODE", help="The language of Casepath's own words: en or cy; en if left out."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=str),
    help="The file to write. Left out, it is printed.  Example: --out rules.html",
)
def print_(
    folder: str,
    form: str | None,
    what: What | None,
    answers: str | None,
    how: str | None,
    language: str,
    out: str | None,
) -> None:
    """Print FORM of the configuration in FOLDER: its --rules, a --blank form, or the form with --answers.

    Without FORM, --rules gives the rules of every workflow and form. Answers are worked out as on a screen: what they
    hide is left out, what they leave open or get wrong is told beside the question. The other papers are about the
    whole configuration: --dictionary, --index, --burden and --governance.
    """
    from engine.cli.reading import checked, give, spoken_book

    if (what is None) == (answers is None):
        raise click.UsageError(
            "Say what to print: --rules for the rules in plain sentences, --blank for the form, --answers FILE, or one "
            "of the papers --dictionary, --index, --burden and --governance."
        )
    if how is None and out is not None:
        how = _ENDINGS.get(out.lower().rpartition(".")[2])
    if how == "csv" and what != "dictionary":
        raise click.UsageError("Only the data dictionary is a sheet: --dictionary --to csv. Leave --to csv out.")
    if form is not None and what not in (None, "rules", "blank"):
        raise click.UsageError(f'--{what} is about the whole configuration. Leave "{form}" out.')
    book = spoken_book(checked(folder), language)
    if answers is not None:
        give(_filled(book.definition, form, answers, html=how == "html"), out)
    elif what == "blank":
        give(_blank(book.definition, form, html=how == "html"), out)
    elif how == "csv":
        # The mark at the start is what tells a spreadsheet that these are not letters of 1990; a pipe needs none.
        give(_sheet(book) if out is None else f"\ufeff{_sheet(book)}", out)
    else:
        give(
            _written(_rules(book.definition, form) if what == "rules" else _paper(book, what), html=how == "html"), out
        )


_ENDINGS: Mapping[str, str] = {"html": "html", "htm": "html", "csv": "csv"}


def _paper(book: Book, what: What | None) -> Part:
    match what:
        case "dictionary":
            from engine.interop.data_dictionary import data_dictionary

            return data_dictionary(book)
        case "index":
            from engine.interop.asked_where import asked_where

            return asked_where(book.definition)
        case "burden":
            from engine.interop.burden_report import burden_report

            return burden_report(book.definition)
    from engine.interop.governance import governance_pack

    return governance_pack(book)


def _sheet(book: Book) -> str:
    import csv
    import io

    from engine.interop.data_dictionary import as_rows
    from engine.interop.words import for_a_sheet

    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerows([for_a_sheet(cell) for cell in row] for row in as_rows(book))
    return made.getvalue()


def _written(part: Part, *, html: bool) -> str:
    from engine.interop.outline import as_html, as_markdown

    return as_html(part) if html else as_markdown(part)


def _filled(definition: Definition, form: str | None, path: str, *, html: bool) -> str:
    from engine.cases.answers import Asking, Papers
    from engine.cases.snapshot import time_env
    from engine.cases.views import Beside, form_view
    from engine.cases.working_out import form_state
    from engine.cli.answers import answers_in
    from engine.cli.reading import form_named
    from engine.interop.filled_form import filled_form
    from engine.service.ports import SystemClock

    compiled = definition.forms[form_named(definition, form)]
    sent = answers_in(path)
    # Nobody in particular fills it in, so it is asked of every hand at once.
    hands = frozenset(action for one in compiled.fields for action in one.asked_for)
    everyone = frozenset(role for one in compiled.fields for role in (*one.view, *one.edit))
    now = time_env(definition, SystemClock().now())
    state = form_state(compiled, Asking(None, everyone, now, reopened=True, hands=hands), Papers(sent=sent))
    view = form_view(compiled, state, Beside(typed=sent), standing=everyone, action=None, correcting=True)
    filled = filled_form(view, compiled, language=definition.language, zone=definition.zone)
    return _written(filled, html=html)


def _rules(definition: Definition, named: str | None) -> Part:
    from engine.cli.reading import form_or_workflow_named
    from engine.interop.rule_book import rule_book, rule_books
    from engine.interop.workflow_book import workflow_book

    if named is None and len(definition.forms) + len(definition.workflows) > 1:
        return rule_books(definition)
    name = form_or_workflow_named(definition, named)
    return workflow_book(definition, name) if name in definition.workflows else rule_book(definition, name)


def _blank(definition: Definition, form: str | None, *, html: bool) -> str:
    from engine.cli.reading import form_named
    from engine.interop.blank_form import blank_form
    from engine.interop.paper import as_html
    from engine.interop.paper_text import as_text

    blank = blank_form(definition, form_named(definition, form))
    return as_html(blank) if html else as_text(blank)
