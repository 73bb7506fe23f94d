"""What went wrong, as a page: what happened, that nothing was lost, and what to do. No answer, no library's words."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import CaseChanged, EngineError, NotFound, Reason, Refused, Unavailable, UnknownLanguage
from engine.sentences.say import Sentence, say
from engine.web.visit import Page, Visit
from engine.web.wire import Malformed, TooLarge


class Forged(EngineError):
    """The user's turn: a form that is none of this session's, or that another site sent."""


_AGAIN = Sentence("Go back, load the page again and send it.")
_TELL = Sentence("Try again, and tell whoever looks after the service if it happens again.")


def as_page(visit: Visit, error: Exception) -> Page:
    """Return the page for an error. Whatever nobody raised on purpose is a bug, and said to be ours."""
    language = visit.language
    match error:
        case NotFound() | UnknownLanguage():
            lines = [NotFound.said(language), say(language, "It is not there, or it is not one that you may see.")]
            return _page(404, say(language, "Page not found"), lines)
        case CaseChanged():
            lines = [str(error), say(language, "Nothing of yours was changed.")]
            return _page(409, say(language, "Somebody else was first"), lines)
        case Refused(reasons=reasons):
            return Page("refused.html", {"reasons": _once(reasons)}, 422)
        case TooLarge():
            lines = [say(language, "What you sent is larger than can be taken at once. Nothing was changed.")]
            return _page(413, say(language, "This is too large"), lines)
        case Malformed():
            lines = [say(language, "What was sent is no form of ours. Nothing was changed. Load the page again.")]
            return _page(422, say(language, "This cannot be read"), lines)
        case Forged():
            lines = [
                say(language, "This page was open too long, or was not ours. Nothing was changed."),
                _AGAIN.said(language),
            ]
            return _page(403, say(language, "This was not sent"), lines)
        case Unavailable():
            return _page(503, say(language, "Not available just now"), [error.said(language)])
        case _:
            lines = [say(language, "This is our mistake, and it is on record."), _TELL.said(language)]
            return _page(500, say(language, "Something went wrong"), lines)


def _page(status: int, title: str, lines: Sequence[str]) -> Page:
    return Page("fault.html", {"title": title, "lines": lines}, status)


def _once(reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in reasons))
