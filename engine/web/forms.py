"""Forms on a case, as they were answered: every answer that this person may read, with where a copied one came from."""

from __future__ import annotations

from engine.web.visit import Answer, Door, Page, Served, Visit


def form(visit: Visit) -> Answer:
    """Show a form for reading. Somebody whose task it is need not see the case."""
    case, task = visit.params["case"], visit.query.get("task") or None
    view = visit.cases.show(case, visit.params["form"], by=visit.by, task=task)
    head = visit.cases.overviews([case], by=visit.by).get(case)
    return Page("form.html", {"case": case, "head": head, "view": view, "task": task, "tab": "papers"})


def file(visit: Visit) -> Answer:
    """Serve a file to be saved: never to be run or shown by the browser inside these pages."""
    opened = visit.cases.open_file(visit.params["case"], visit.params["file"], by=visit.by)
    return Served(opened.content, "application/octet-stream", opened.name, {"Content-Security-Policy": "sandbox"})


DOORS = (
    Door("/case/{case}/form/{form}", "form", form),
    Door("/case/{case}/file/{file}", "file", file),
)
