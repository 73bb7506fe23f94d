"""Actions that ask no form: a page that says what will happen, takes a reason or a name, and does it once."""

from __future__ import annotations

from engine.cases.explain import NextStep
from engine.errors import NotFound, Refused
from engine.service.overviews import Overview
from engine.web.case import head_of
from engine.web.people import takers
from engine.web.visit import Answer, Door, GoTo, Page, Visit, refused, seen_version


def step(visit: Visit) -> Answer:
    """Show what an action does, before it is taken."""
    return _page(visit, head_of(visit))


def _page(visit: Visit, head: Overview, refusal: Refused | None = None) -> Page:
    one = _offered(visit, head)
    search = (visit.query.get("search") or visit.sent.get("search")).strip()
    about = {
        "head": head,
        "tab": "case",
        "step": one,
        "problems": tuple(dict.fromkeys(reason.text for reason in refusal.reasons)) if refusal else (),
        "reason": visit.sent.get("reason"),
        "person": visit.sent.get("person"),
        "takers": takers(visit, one.assigns) if one.assigns and one.allowed else [],
        "candidates": visit.cases.linkable(head.case, one.link, search, by=visit.by)
        if one.link and one.allowed
        else (),
        "search": search,
    }
    return Page("step.html", about, 200 if refusal is None else 422)


def _offered(visit: Visit, head: Overview) -> NextStep:
    offered = visit.cases.next(head.case, by=visit.by)
    wanted = visit.params["action"]
    one = next((one for one in offered if one.action == wanted and not one.is_task and one.form is None), None)
    if one is None:
        raise NotFound
    return one


def take(visit: Visit) -> Answer:
    """Take the action. By its key it is done once, whether the page is sent twice, or again from an old tab."""
    case, action, head = visit.params["case"], visit.params["action"], head_of(visit)
    role, person = visit.sent.get("assigns"), visit.sent.get("person").strip()
    assigns = {role: person} if role and person else None
    to = visit.sent.get("to")
    link = {"to": to or None} if visit.sent.get("links") else None
    if visit.sent.get("links") and not to and not visit.sent.get("begins"):
        return _page(visit, head, refused(visit, "link", "Choose a case, or that a new one begins."))
    try:
        visit.cases.act(
            case,
            action,
            by=visit.by,
            seen=seen_version(visit),
            reason=visit.sent.get("reason").strip() or None,
            assigns=assigns,
            link=link,
            key=visit.sent.get("key") or None,
        )
    except Refused as refusal:
        return _page(visit, head, refusal)
    return GoTo(f"{visit.url('case', case=case)}?done=taken")


DOORS = (
    Door("/case/{case}/do/{action}", "step", step),
    Door("/case/{case}/do/{action}", "take", take, "POST"),
)
