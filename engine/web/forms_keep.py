"""Keeping what is typed while it is typed: asked for by a page's script, answered in a few words of JSON.

It is the same keeping as when a page is sent: nothing newer is overwritten, and what cannot be kept stays on the page,
which then says what to do.
"""

from __future__ import annotations

import json
from typing import Literal

from engine.errors import CaseChanged, DraftConflict, Refused
from engine.sentences.say import say
from engine.web.forms import PAGE, answered_here, gone_by, number_of, saved_as_seen, shown
from engine.web.forms_page import changed, held_marks, is_out_of_place, marks_of
from engine.web.visit import Answer, Door, Served, Visit

Stop = Literal["signed_out", "conflict", "lost", "refused"]
"""Why a page keeps nothing more by itself."""


def keep(visit: Visit) -> Answer:
    """Keep what was changed on a page. Says which revision it is, what the page then knows, and what is not asked."""
    view = shown(visit)
    fields = answered_here(view)
    if view.action is None or is_out_of_place(visit.sent, fields, view):
        return _stopped("lost")
    answers = changed(visit.sent, fields)
    try:
        made = saved_as_seen(visit, view, answers)
    except DraftConflict:
        return _stopped("conflict")
    except CaseChanged:
        return _stopped("lost")
    except Refused:
        return _stopped("refused")
    held = dict(held_marks(answered_here(made), visit.engine.definition.zone))
    sent = dict(marks_of(visit.sent, (one for one in fields if one.id in answers)))
    return _answer(
        {
            "draft": made.draft_revision if answers else number_of(visit.sent.get("draft")),
            "marks": {path: [mark, held.get(path, mark)] for path, mark in sent.items()},
            "asked": [one.id for page in made.pages for one in page.fields],
            "gone": {one.id: one.label for one in gone_by(view, made, answers)},
            "said": say(visit.language, "Saved at {time}", time=f"{visit.local(visit.now):%H:%M}"),
        }
    )


def _signed_out(visit: Visit) -> Answer:
    return _stopped("signed_out", 401)


def _stopped(why: Stop, status: int = 409) -> Served:
    return _answer({"stop": why}, status)


def _answer(said: dict[str, object], status: int = 200) -> Served:
    return Served(json.dumps(said).encode(), "application/json", status=status)


DOORS = (Door(f"{PAGE}/keep", "keep_page", keep, "POST", keeps=_signed_out),)
