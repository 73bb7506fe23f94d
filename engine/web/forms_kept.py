"""What was typed while a session ended is kept in the page that comes back, and nowhere else.

Signed out, the page shows none of it. Signed in again, it is shown to whoever typed it, to be sent on with a token of
the new session: so no other site can have anything sent, and nobody else's words are sent in anybody's name.
"""

from __future__ import annotations

from urllib.parse import urlencode

from engine.web.visit import Absent, Page, Visit

_NOT_CARRIED = ("form_token",)
_SHOWN = ("q.", "reason", "pass.")


def kept(visit: Visit) -> Page | None:
    """Return the page that carries what was sent; nothing where nothing was, or somebody else typed it."""
    filler = visit.sent.get("filler")
    if not filler or visit.sent.files:
        return None
    carried = [(name, text) for name, text in visit.sent.fields if name not in _NOT_CARRIED]
    task = visit.query.get("task")
    back = f"{visit.root}{visit.path}?{urlencode({'task': task})}" if task else f"{visit.root}{visit.path}"
    try:
        person = visit.by.id
    except Absent:
        return Page("form_kept.html", {"carried": carried, "back": back, "shown": ()}, 401)
    if person != filler:
        return None
    shown = [text for name, text in carried if name.startswith(_SHOWN) and text.strip()]
    return Page("form_kept.html", {"carried": carried, "back": back, "shown": shown}, 403)
