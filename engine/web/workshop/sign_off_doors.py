"""The sign-off document given to whoever asks, as HTML, PDF or DOCX."""

from __future__ import annotations

from collections.abc import Mapping

from engine.documents.letter import ENDINGS, Shape, written
from engine.documents.process import NotDrawn
from engine.sentences.say import say
from engine.web.visit import Served
from engine.web.wire import Sent
from engine.web.workshop.desk import Desk
from engine.web.workshop.doors import Answer, Declined, Door
from engine.web.workshop.views.sign_off import document_of

_TYPES: Mapping[Shape, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def give(desk: Desk, sent: Sent) -> Answer:
    """Return the document as a file to be saved."""
    seen = desk.snapshot
    how = next((one for one in _TYPES if one == sent.get("how")), None)
    document = document_of(seen, sent.get("signers"))
    if document is None or how is None or seen.good is None:
        return Declined(say(seen.language, "There is no version without errors yet, so nothing can be signed off."))
    try:
        content = written(document, how)
    except NotDrawn as refused:
        return Declined(str(refused))
    name = f"sign-off-{seen.good.configuration}-{seen.good.release[:8]}{ENDINGS[how]}"
    return Served(content, _TYPES[how], name)


SIGN_OFF_DOORS: Mapping[str, Door] = {"sign_off": give}
"""What is done with the document, by the name under which the page asks for it."""
