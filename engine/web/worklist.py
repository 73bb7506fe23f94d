"""Lists of work: mine, my team's, what I was told, and what I sent and wait for. The most overdue stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from engine.errors import NotFound
from engine.service.worklist import Whose, WorkRow
from engine.web.visit import Answer, Door, GoTo, Page, Visit

_ON_A_PAGE = 25
_TOLD = 50
_LATEST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, as a page shows it: *called* is its subject, *place* where its title leads."""

    row: WorkRow
    called: str
    place: str


def work(visit: Visit) -> Answer:
    return _list(visit, "work", "mine")


def team(visit: Visit) -> Answer:
    return _list(visit, "team", "unclaimed")


def _list(visit: Visit, here: str, whose: Whose) -> Answer:
    wanted, by = _wanted(visit), visit.by
    workflow, of_team, overdue = wanted.get("workflow"), wanted.get("team"), "overdue" in wanted
    count = visit.worklist.count(by=by, whose=whose, workflow=workflow, team=of_team, overdue=overdue)
    page = visit.worklist.page(
        by=by,
        after=visit.query.get("after") or None,
        limit=_ON_A_PAGE,
        whose=whose,
        workflow=workflow,
        team=of_team,
        overdue=overdue,
    )
    book = visit.engine.definition
    about = {
        "here": here,
        "lines": _lines(visit, page.rows),
        "count": str(count),
        "wanted": wanted,
        "workflows": [(name, flow.definition.title) for name, flow in book.workflows.items()],
        "teams": sorted(visit.by.teams),
        "next": f"{visit.url(here)}?{urlencode({**wanted, 'after': page.after})}" if page.after else "",
        "is_first": not visit.query.get("after"),
        "unread": _unread(visit) if here == "work" else 0,
    }
    return Page("work.html", about)


def _unread(visit: Visit) -> int:
    """Return how many of the latest notifications were not read: as many as are looked at, however many there are."""
    return sum(not one.read for one in visit.cases.notifications(by=visit.by, limit=_LATEST))


def _wanted(visit: Visit) -> Mapping[str, str]:
    """Return which part of the list is wanted; what is none of the choices is not asked for."""
    asked = {name: visit.query.get(name, "") for name in ("workflow", "team", "overdue")}
    known = asked["workflow"] in visit.engine.definition.workflows
    return {
        name: text
        for name, text in asked.items()
        if text and (name != "workflow" or known) and (name != "team" or text in visit.by.teams)
    }


def _lines(visit: Visit, rows: Sequence[WorkRow]) -> list[Line]:
    seen = visit.cases.overviews({one.case for one in rows if one.reference}, by=visit.by)
    return [Line(one, seen[one.case].called if one.case in seen else "", _place(visit, one)) for one in rows]


def _place(visit: Visit, row: WorkRow) -> str:
    """Return where a row leads: to the case, or where only the task is theirs to the task alone."""
    if row.reference:
        return visit.url("case", case=row.case)
    return f"{visit.url('task', case=row.case)}?{urlencode({'task': row.task or ''})}"


def sent(visit: Visit) -> Answer:
    """Show what this person sent on, and for whom it waits now."""
    return Page("sent.html", {"here": "sent", "rows": visit.worklist.sent(by=visit.by, limit=_TOLD)})


def told(visit: Visit) -> Answer:
    """Show what this person was told, the latest first."""
    unread = visit.query.get("all") != "1"
    found = visit.cases.notifications(by=visit.by, unread=unread, limit=_TOLD)
    return Page("told.html", {"here": "told", "told": found, "unread_only": unread, "full": len(found) == _TOLD})


def mark_read(visit: Visit) -> Answer:
    """Mark what was chosen as read; all that the page showed where nothing was."""
    chosen = visit.sent.all("notification")[:_TOLD]
    if not chosen:
        raise NotFound
    for one in chosen:
        visit.cases.mark_read(one, by=visit.by)
    return GoTo(f"{visit.url('told')}?done=read")


DOORS = (
    Door("/work", "work", work),
    Door("/team", "team", team),
    Door("/sent", "sent", sent),
    Door("/told", "told", told),
    Door("/told", "mark_read", mark_read, "POST"),
)
