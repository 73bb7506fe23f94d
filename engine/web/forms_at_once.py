"""A form of one page, filled in and sent with one button: a note is written in two clicks.

Where anything is wrong, or has to be looked at first, it is the page with its errors, or the check of every other form.
"""

from __future__ import annotations

from engine.errors import CaseChanged, Refused
from engine.web.forms import answered_here, lost, number_of, save_page, shown, step_at_once, task_of
from engine.web.forms_kept import kept
from engine.web.forms_page import changed, is_out_of_place
from engine.web.visit import Answer, Door, GoTo, Visit, seen_version


def send_at_once(visit: Visit) -> Answer:
    """Send what is typed on the only page of a form. By its key it is done once, however often it is sent."""
    view = shown(visit)
    fields = answered_here(view)
    if view.action is None or task_of(visit) or is_out_of_place(visit.sent, fields, view):
        return lost(visit, view)
    case = visit.params["case"]
    if step_at_once(visit, view) is None:
        return save_page(visit)
    try:
        visit.cases.act(
            case,
            view.action,
            changed(visit.sent, fields),
            by=visit.by,
            seen=seen_version(visit),
            draft_seen=number_of(visit.sent.get("draft")) or None,
            key=visit.sent.get("key") or None,
        )
    except (Refused, CaseChanged):
        return save_page(visit)  # what is typed is kept, and what is wrong stands at its question, or on the check
    return GoTo(f"{visit.url('case', case=case)}?done=taken")


DOORS = (Door("/case/{case}/form/{form}/page/{page}/send", "send_at_once", send_at_once, "POST", keeps=kept),)
