"""The form on paper, as it is printed and filled in by hand, in any language."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from engine.interop.blank_form import blank_form
from engine.interop.paper import as_part
from engine.sentences.say import say
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.shown import book_of, languages_in, spoken


def blank(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return one form as it is on paper."""
    book = book_of(seen)
    if book is None or seen.good_assembled is None:
        return NOTHING_YET
    ask = Asking("blank", seen, asked)
    language = ask.one_of("in", say(seen.language, "Language"), languages_in(book), seen.language)
    definition = spoken(book, seen.good_assembled, language)
    title = say(seen.language, "The form on paper")
    titles = {name: one.definition.title for name, one in definition.forms.items()}
    if not titles:
        return ask.fragment("nothing.html", title, said=say(seen.language, "There is no form yet."))
    made = as_part(blank_form(definition, ask.one_of("form", say(seen.language, "Form"), titles)))
    paper = Markup(made)  # noqa: S704 - all that a council wrote in it is escaped where it is made
    return ask.fragment("blank.html", title, language=language, paper=paper, print=say(seen.language, "Print"))
