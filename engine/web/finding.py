"""Find before adding: whom a case is about is looked for first, and a new case is begun only from what was found."""

from __future__ import annotations

from engine.cases.access import may
from engine.cases.values import is_reference
from engine.definitions.fields import AnyField
from engine.definitions.words import slot_names
from engine.errors import NotFound
from engine.web.visit import Answer, Door, GoTo, Page, Visit, refused

_NAMED = ("text", "date")


def find(visit: Visit) -> Answer:
    """Look for people, places and cases; what was found, and what may be begun for each, stands under it."""
    text, kind = visit.query.get("text", "").strip()[:200], visit.query.get("kind", "")
    kinds = visit.engine.definition.subjects
    found = visit.cases.search(text, by=visit.by, kind=kind if kind in kinds else None) if text else None
    about = {
        "here": "find",
        "text": text,
        "kind": kind,
        "kinds": [(name, one.title) for name, one in kinds.items() if any(_opens(visit, name))],
        "found": found,
        "opens": {name: _opens(visit, name) for name in kinds},
        "key": visit.key(),
    }
    return Page("find.html", about)


def _opens(visit: Visit, kind: str) -> list[tuple[str, str]]:
    """Return the processes that this person may begin about a kind of subject."""
    definition = visit.engine.definition
    standing = definition.roles.beyond_cases(visit.by)
    return [
        (name, flow.definition.title)
        for name, flow in definition.workflows.items()
        if flow.definition.subject == kind and may(standing, "open", flow.opened_by)
    ]


def start(visit: Visit) -> Answer:
    """Open a case about somebody who was found, or about somebody who was not."""
    workflow, kind = visit.sent.get("workflow"), visit.sent.get("kind")
    flow = visit.engine.definition.workflows.get(workflow)
    if flow is None or flow.definition.subject != kind:
        raise NotFound
    # Sent twice, it is the same new subject, and the same case.
    key, subject = visit.sent.get("key"), visit.sent.get("subject")
    if subject and not visit.cases.about(kind, subject, by=visit.by):
        raise NotFound  # a subject is named only by whoever may see a case about it
    if not is_reference(key):
        raise NotFound
    if not subject:
        subject = key
        _record(visit, kind, subject)
    outcome = visit.cases.open(workflow, subject={kind: subject}, by=visit.by, key=key)
    return GoTo(f"{visit.url('case', case=outcome.case.id)}?done=opened")


def _record(visit: Visit, kind: str, subject: str) -> None:
    """Keep what was said of somebody new, once."""
    asked = _first_facts(visit, kind)
    told = {name: text for name, one in asked.items() if (text := _sent(visit, name, is_day=one.type == "date"))}
    if not told:
        raise refused(visit, "name", "Write the name first: a case is about somebody or some place.")
    if not visit.cases.about(kind, subject, by=visit.by):
        visit.cases.record_facts(kind, subject, dict(told), by=visit.by)


def _sent(visit: Visit, name: str, *, is_day: bool) -> str:
    if not is_day:
        return visit.sent.get(f"fact.{name}").strip()
    day, month, year = (visit.sent.get(f"fact.{name}-{part}").strip() for part in ("day", "month", "year"))
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}" if day or month or year else ""


def _first_facts(visit: Visit, kind: str) -> dict[str, AnyField]:
    """Return what is asked of somebody new: what they are called by, and the first dates that the record has."""
    definition = visit.engine.definition
    record = definition.records[definition.subjects[kind].record]
    named = dict.fromkeys(slot_names(record.shown_as or ""))
    found = {name: definition.facts[kind, name].definition for name in named if (kind, name) in definition.facts}
    for (owner, name), one in definition.facts.items():
        if owner == kind and one.definition.type == "date" and len(found) < 3:
            found.setdefault(name, one.definition)
    return {name: one for name, one in found.items() if one.type in _NAMED}


def begin(visit: Visit) -> Answer:
    """Show what is asked of somebody new, after they were looked for."""
    kind = visit.query.get("kind", "")
    opens = _opens(visit, kind) if kind in visit.engine.definition.subjects else []
    if not opens:
        raise refused(visit, "not_allowed", "You may not begin a case about this.")
    about = {
        "here": "find",
        "kind": kind,
        "title": visit.engine.definition.subjects[kind].title,
        "opens": opens,
        "facts": _first_facts(visit, kind),
        "text": visit.query.get("text", "")[:200],
        "key": visit.key(),
    }
    return Page("begin.html", about)


DOORS = (
    Door("/find", "find", find),
    Door("/begin", "begin", begin),
    Door("/begin", "start", start, "POST"),
)
