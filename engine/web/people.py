"""Who is on a case: places given and freed, who held them; and restricting a case, lifting that, breaking the glass."""

from __future__ import annotations

from engine.errors import CaseChanged, Refused
from engine.service.overviews import Overview
from engine.service.ports import RoleSought
from engine.web.case import head_of
from engine.web.visit import Answer, Door, GoTo, Page, Visit, refused, seen_version


def people(visit: Visit) -> Answer:
    """Show who holds which place, who held it before, and who looked, for those who may know."""
    head = head_of(visit)
    about = {
        "head": head,
        "tab": "people",
        "held": visit.cases.places(head.case, by=visit.by)[::-1],
        "who": {one.role: takers(visit, one.role) for one in head.places if one.may_give},
        "looks": _looks(visit, head),
    }
    return Page("people.html", about)


def takers(visit: Visit, place: str) -> list[str]:
    """Return who may take a place on a case, as the host's directory has it; nobody where it cannot be asked now."""
    book = visit.engine.definition.roles
    from_roles = book.taken_from.get(place, frozenset())
    sought = [RoleSought(role) for role, powers in book.powers.items() if powers & from_roles]
    try:
        found = visit.engine.ports.people.holders(sought)
    except Exception:  # noqa: BLE001 - the host's own, whatever goes wrong there: an id can still be typed
        return []
    return list(dict.fromkeys(person for one in sought for person in found.get(one, ())))


def _looks(visit: Visit, head: Overview) -> object:
    try:
        return visit.cases.looks(head.case, by=visit.by)[::-1]
    except Refused:
        return None


def assign(visit: Visit) -> Answer:
    """Give a place on the case, or make it free."""
    case, role = visit.params["case"], visit.sent.get("role")
    person = visit.sent.get("person").strip() or None
    if person is None and not visit.sent.get("frees"):
        raise refused(visit, "person", "Say who is to take the place.")
    key = visit.sent.get("key") or None
    visit.cases.assign(case, role, person, by=visit.by, seen=seen_version(visit), key=key)
    return GoTo(f"{visit.url('people', case=case)}?done={'assigned' if person else 'freed'}")


def restrict(visit: Visit) -> Answer:
    """Restrict a case to those who are named, and to whoever restricts it."""
    case, reason = visit.params["case"], visit.sent.get("reason").strip()
    named = [one.strip() for one in visit.sent.get("people").replace(",", "\n").splitlines() if one.strip()]
    key = visit.sent.get("key") or None
    let_in = dict.fromkeys((visit.by.id, *named))
    visit.cases.restrict(case, people=let_in, reason=reason, by=visit.by, seen=seen_version(visit), key=key)
    return GoTo(f"{visit.url('people', case=case)}?done=restricted")


def lift(visit: Visit) -> Answer:
    """Let everybody in again."""
    case, reason = visit.params["case"], visit.sent.get("reason").strip()
    key = visit.sent.get("key") or None
    visit.cases.lift_restriction(case, reason=reason, by=visit.by, seen=seen_version(visit), key=key)
    return GoTo(f"{visit.url('people', case=case)}?done=lifted")


def glass(visit: Visit) -> Answer:
    """Ask for the reason: the page is the same for everybody and every reference, so it tells nothing."""
    return Page("glass.html", {"reference": visit.query.get("reference", "")[:64]})


def break_glass(visit: Visit) -> Answer:
    """Open a restricted case in an emergency."""
    reference, reason = visit.sent.get("reference").strip(), visit.sent.get("reason").strip()
    try:
        outcome = visit.cases.break_glass(reference, reason=reason, by=visit.by)
    except CaseChanged:
        outcome = visit.cases.break_glass(reference, reason=reason, by=visit.by)
    return GoTo(visit.url("case", case=outcome.case.id))


DOORS = (
    Door("/case/{case}/people", "people", people),
    Door("/case/{case}/people", "assign", assign, "POST"),
    Door("/case/{case}/restrict", "restrict", restrict, "POST"),
    Door("/case/{case}/lift", "lift", lift, "POST"),
    Door("/glass", "glass", glass),
    Door("/glass", "break_glass", break_glass, "POST"),
)
