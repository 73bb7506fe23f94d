"""What the buttons of the page do, and the sentence that says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from engine.errors import NotFound
from engine.sentences.languages import LANGUAGES
from engine.sentences.say import listing, say
from engine.service.ports import SystemClock
from engine.web.wire import Sent
from engine.web.workshop import keeping
from engine.web.workshop.desk import Desk
from engine.web.workshop.typing import Told, typed


def keep(desk: Desk, sent: Sent) -> Told:
    """Put what is typed into the files."""
    came = keeping.keep(desk)
    return {"said": " ".join(_said(_language(sent), came)), "well": not (came.broken or came.changed or came.failed)}


def _said(language: str, came: keeping.Kept) -> Iterator[str]:
    if came.kept:
        yield say(language, "Kept: {files}.", files=listing(language, came.kept))
    if came.broken:
        yield say(
            language,
            "Not kept, because it cannot be read yet: {files}. See what is wrong below the text.",
            files=listing(language, came.broken),
        )
    if came.changed:
        yield say(
            language,
            "Not kept, because something else wrote there meanwhile: {files}. Choose which text stands.",
            files=listing(language, came.changed),
        )
    if came.failed:
        yield say(
            language,
            "Not kept, because it cannot be written: {files}. May you write there, and is there room?",
            files=listing(language, came.failed),
        )
    if not (came.kept or came.broken or came.changed or came.failed):
        yield say(language, "Everything is kept already.")


def lay_out(desk: Desk, sent: Sent) -> Told:
    """Put a file in the house layout."""
    path = _known(desk, sent)
    if desk.lay_out(path):
        return {"said": say(_language(sent), "Laid out: {file}.", file=path), "well": True}
    words = "This file is left as it is: it cannot be laid out before what is wrong with it is put right."
    return {"said": say(_language(sent), words), "well": False}


def put_back(desk: Desk, sent: Sent) -> Told:
    """Take a file back to what is kept."""
    draft = keeping.put_back(desk, _known(desk, sent), _now())
    return _came(sent, draft)


def settle(desk: Desk, sent: Sent) -> Told:
    """Choose between what is typed here and what something else wrote."""
    draft = keeping.settle(desk, _known(desk, sent), sent.get("which") == "theirs", _now())
    return _came(sent, draft)


def _came(sent: Sent, draft: str) -> Told:
    if not draft:
        return {"said": say(_language(sent), "Everything is kept already."), "well": True}
    return {"said": say(_language(sent), 'The other text is in the draft "{draft}".', draft=draft), "well": True}


def begin(desk: Desk, sent: Sent) -> Told:
    """Begin a file."""
    path = sent.get("file").strip()
    if keeping.begin(desk, path):
        return {"said": say(_language(sent), "Begun: {file}. It is kept with the rest.", file=path), "well": True}
    words = "A new file has a folder of definitions and a name in small letters, such as form_schemas/home_visit.yaml."
    return {"said": say(_language(sent), words), "well": False}


def save_draft(desk: Desk, sent: Sent) -> Told:
    """Put what is typed and not kept into a draft with a name."""
    name = sent.get("name").strip()
    if keeping.save_draft(desk, name):
        return {"said": say(_language(sent), 'What is typed is in the draft "{draft}".', draft=name), "well": True}
    words = "No draft was made: either all is kept, or its name is not a short one of letters, digits and spaces."
    return {"said": say(_language(sent), words), "well": False}


def open_draft(desk: Desk, sent: Sent) -> Told:
    """Put the texts of a draft on the table."""
    name = sent.get("name")
    if not keeping.open_draft(desk, name):
        raise NotFound
    return {"said": say(_language(sent), 'On the screen now: the draft "{draft}".', draft=name), "well": True}


def _known(desk: Desk, sent: Sent) -> str:
    path = sent.get("file")
    if path not in desk.papers():
        raise NotFound
    return path


def _language(sent: Sent) -> str:
    wanted = sent.get("language")
    return wanted if wanted in LANGUAGES else "en"


def _now() -> datetime:
    return SystemClock().now()


WRITES: Mapping[str, Callable[[Desk, Sent], Told]] = {
    "typed": typed,
    "keep": keep,
    "lay_out": lay_out,
    "put_back": put_back,
    "settle": settle,
    "begin": begin,
    "save_draft": save_draft,
    "open_draft": open_draft,
}
"""Name -> what is done, asked by POST at desk/NAME."""
