"""The floors of the template, marked before they are broken: what may be done at each, and what stands there now."""

from __future__ import annotations

from collections.abc import Mapping

from engine.interop.floors_said import floors_said
from engine.sentences.say import Sentence, say
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.shown import at, book_of

_HEADS = (
    Sentence("Setting"),
    Sentence("What may be done"),
    Sentence("The template"),
    Sentence("Here"),
    Sentence("How it stands"),
)
_MOST = 500


def floors(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return every floor of the template, with what it allows and what stands there now."""
    book = book_of(seen)
    if book is None:
        return NOTHING_YET
    ask = Asking("floors", seen, asked)
    title = say(seen.language, "What councils may not loosen")
    every = [(one, at(seen, one.place)) for one in floors_said(book, seen.language)]
    if not every:
        return ask.fragment("nothing.html", title, said=say(seen.language, "Nothing is locked here."))
    left = len(every) - _MOST
    return ask.fragment(
        "floors.html",
        title,
        heads=tuple(one.said(seen.language) for one in _HEADS),
        floors=tuple(every[:_MOST]),
        more=say(seen.language, "Not shown: {count}.", count=left) if left > 0 else "",
    )
