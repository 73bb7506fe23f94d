"""`casepath print`: a form's rules as a book to read, the form itself to fill in by hand, or the form with answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from engine.cases.compiled import Definition


@click.command(
    "print",
    epilog="""\b
Examples:
  casepath print . contact_referral --rules
  casepath print . --rules --to html --out rules.html
  casepath print . contact_referral --blank --to html --out contact_referral.html
  casepath print . contact_referral --blank --language cy
  casepath print . contact_referral --answers answers.json --to html --out filled.html

Open the HTML in a browser and print it from there. It needs no network.""",
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("form", required=False)
@click.option("--rules", "what", flag_value="rules", help="Every question and rule in plain sentences.")
@click.option("--blank", "what", flag_value="blank", help="The form to print and fill in by hand.")
@click.option(
    "--answers",
    "answers",
    type=click.Path(exists=True, dir_okay=False, path_type=str),
    metavar="FILE",
    help="The form with the answers in a JSON file, by question.",
)
@click.option("--to", "how", type=click.Choice(["text", "html"]), help="Text (Markdown) or HTML; text if left out.")
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
    what: Literal["rules", "blank"] | None,
    answers: str | None,
    how: str | None,
    language: str,
    out: str | None,
) -> None:
    """Print FORM of the configuration in FOLDER: its --rules, a --blank form, or the form with --answers.

    Without FORM, --rules gives the rules of every form. Answers are worked out as on a screen: what they hide is left
    out, what they leave open or get wrong is told beside the question.
    """
    from engine.cli.reading import checked, give, spoken

    if (what is None) == (answers is None):
        raise click.UsageError(
            "Say what to print: --rules for the rules in plain sentences, --blank for the form, or --answers FILE."
        )
    html = how == "html" or (how is None and out is not None and out.lower().endswith((".html", ".htm")))
    definition = spoken(checked(folder), language)
    if answers is not None:
        give(_filled(definition, form, answers, html=html), out)
    else:
        give(_rules(definition, form, html=html) if what == "rules" else _blank(definition, form, html=html), out)


def _filled(definition: Definition, form: str | None, path: str, *, html: bool) -> str:
    from engine.cases.answers import Asking, Papers
    from engine.cases.snapshot import time_env
    from engine.cases.views import Beside, form_view
    from engine.cases.working_out import form_state
    from engine.cli.answers import answers_in
    from engine.cli.reading import form_named
    from engine.interop.filled_form import filled_form
    from engine.interop.outline import as_html, as_markdown
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
    return as_html(filled) if html else as_markdown(filled)


def _rules(definition: Definition, form: str | None, *, html: bool) -> str:
    from engine.cli.reading import form_named
    from engine.interop.outline import as_html, as_markdown
    from engine.interop.rule_book import rule_book, rule_books

    every = form is None and len(definition.forms) > 1
    book = rule_books(definition) if every else rule_book(definition, form_named(definition, form))
    return as_html(book) if html else as_markdown(book)


def _blank(definition: Definition, form: str | None, *, html: bool) -> str:
    from engine.cli.reading import form_named
    from engine.interop.blank_form import blank_form
    from engine.interop.paper import as_html
    from engine.interop.paper_text import as_text

    blank = blank_form(definition, form_named(definition, form))
    return as_html(blank) if html else as_text(blank)
