"""Papers about the whole: the rules in sentences, how much each form asks, which form asks what. For any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.cases.compiled import Definition
from engine.interop.asked_where import asked_where
from engine.interop.burden_report import burden_report
from engine.interop.outline import Part
from engine.interop.rule_book import rule_book
from engine.interop.workflow_book import workflow_book
from engine.sentences.say import say
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.shown import book_of, languages_in, spoken


def rules(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return the rules of one form or workflow in sentences."""
    book = book_of(seen)
    if book is None or seen.good_assembled is None:
        return NOTHING_YET
    ask = Asking("rules", seen, asked)
    language = ask.one_of("in", say(seen.language, "Language"), languages_in(book), seen.language)
    definition = spoken(book, seen.good_assembled, language)
    titles = {name: flow.definition.title for name, flow in definition.workflows.items()}
    titles |= {name: form.definition.title for name, form in definition.forms.items()}
    name = ask.one_of("of", say(seen.language, "Rules of"), titles)
    made = workflow_book(definition, name) if name in definition.workflows else rule_book(definition, name)
    return ask.fragment("paper.html", say(seen.language, "The rules in sentences"), part=made, language=language)


def burden(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return how much each form asks."""
    return _paper("burden", seen, asked, burden_report, say(seen.language, "How much each form asks"))


def index(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return which form asks what, and what is typed more than once."""
    return _paper("index", seen, asked, asked_where, say(seen.language, "Which form asks what"))


def _paper(
    view: str, seen: Snapshot, asked: Mapping[str, str], made: Callable[[Definition], Part], title: str
) -> Fragment:
    book = book_of(seen)
    if book is None or seen.good_assembled is None:
        return NOTHING_YET
    ask = Asking(view, seen, asked)
    language = ask.one_of("in", say(seen.language, "Language"), languages_in(book), seen.language)
    part = made(spoken(book, seen.good_assembled, language))
    return ask.fragment("paper.html", title, part=part, language=language)
