"""Where the next page of a list begins, as text that means nothing to anyone else: a date and ids, never a person."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from engine.cases.door import is_name
from engine.errors import Reason, Refused
from engine.sentences.say import say
from engine.store.worklist import Place

_LONGEST = 800
_LONGEST_TASK = 200


def cursor_of(place: Place) -> str:
    """Return the text for a place in a list of work."""
    plain = json.dumps([place.due.isoformat(), place.case, place.task], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def place_at(cursor: str, language: str) -> Place:
    """Return the place that `cursor_of` made a text for. Raises Refused for any other text."""
    found = _place(cursor) if isinstance(cursor, str) and len(cursor) <= _LONGEST else None
    if found is None:
        text = say(language, "This is no place in the list. Start again from its beginning.")
        raise Refused((Reason("wrong_cursor", text),))
    return found


def _place(cursor: str) -> Place | None:
    try:
        plain = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        due, case, task = json.loads(plain)
        at = datetime.fromisoformat(due)
    except (ValueError, TypeError, RecursionError):
        return None
    is_whole = is_name(case) and isinstance(task, str) and task.isprintable() and len(task) <= _LONGEST_TASK
    return Place(at, case, task) if is_whole and at.tzinfo is not None else None
