"""The tasks of a case: taken, let go, given to somebody else; and a task by itself, for whoever sees nothing else."""

from __future__ import annotations

from urllib.parse import urlencode

from engine.cases.task_views import TaskView
from engine.errors import CaseChanged, NotFound
from engine.web.visit import Answer, Door, GoTo, Page, Visit, seen_version


def task(visit: Visit) -> Answer:
    """Show one task, with what was sent with it. Somebody whose task it is need not see the case."""
    one = _task(visit, visit.query.get("task", ""))
    case, key = visit.params["case"], one.id
    seen = visit.cases.overviews([case], by=visit.by)
    about = {
        "case": case,
        "head": seen.get(case),
        "task": one,
        "mine": one.holder in visit.by.people,
        "sent": _sent(visit, case, key),
        "who": visit.cases.who(case, key, by=visit.by) if case in seen and one.status == "open" else (),
        "form_place": f"{visit.url('form', case=case, form=one.form)}?{urlencode({'task': key})}" if one.form else "",
    }
    return Page("task.html", about)


def _sent(visit: Visit, case: str, key: str) -> object:
    try:
        return visit.cases.sent(case, key, by=visit.by)
    except NotFound:
        return ()


def _task(visit: Visit, key: str) -> TaskView:
    found = visit.cases.tasks(visit.params["case"], by=visit.by)
    one = next((one for one in found if one.id == key), None)
    if one is None:
        raise NotFound
    return one


def claim(visit: Visit) -> Answer:
    """Take a task. Whoever took it already, by a second click or an old page, finds it theirs."""
    case, key = visit.params["case"], visit.sent.get("task")
    try:
        visit.cases.claim(case, key, by=visit.by, seen=seen_version(visit))
    except CaseChanged:
        if _task(visit, key).holder not in visit.by.people:
            raise
    return _to(visit, key, "claimed")


def release(visit: Visit) -> Answer:
    """Let a task go."""
    case, key = visit.params["case"], visit.sent.get("task")
    reason = visit.sent.get("reason").strip() or None
    try:
        visit.cases.release(case, key, by=visit.by, seen=seen_version(visit), reason=reason)
    except CaseChanged:
        if _task(visit, key).holder is not None:
            raise
    return _to(visit, key, "released")


def reassign(visit: Visit) -> Answer:
    """Give a task to somebody, saying why."""
    case, key, person = visit.params["case"], visit.sent.get("task"), visit.sent.get("person").strip()
    reason = visit.sent.get("reason").strip()
    try:
        visit.cases.reassign(case, key, person, by=visit.by, seen=seen_version(visit), reason=reason)
    except CaseChanged:
        if _task(visit, key).holder != person:
            raise
    return _to(visit, key, "reassigned")


def _to(visit: Visit, key: str, done: str) -> GoTo:
    place = visit.url("task", case=visit.params["case"])
    return GoTo(f"{place}?{urlencode({'task': key, 'done': done})}")


DOORS = (
    Door("/case/{case}/task", "task", task),
    Door("/case/{case}/task/claim", "claim", claim, "POST"),
    Door("/case/{case}/task/release", "release", release, "POST"),
    Door("/case/{case}/task/reassign", "reassign", reassign, "POST"),
)
