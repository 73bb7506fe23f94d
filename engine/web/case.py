"""A case: where it is, what can be done and why not, its time limits, its history, its links, and what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from engine.cases.explain import NextStep
from engine.cases.task_views import TaskView
from engine.errors import EngineError, NotFound, Reason
from engine.interop.diagram import as_dot
from engine.interop.picture import Picture
from engine.interop.render import to_svg
from engine.interop.table import rows_of
from engine.service.overviews import Overview
from engine.web.visit import Answer, Door, Page, Visit

_FILLING = frozenset(("required", "confirm", "reason", "who", "link", "declaration"))
"""Reasons why not that filling in the form, or the page before the action, does away with."""
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Step:
    """An action as the page offers it, with where one goes to take it, or *because* of what it cannot be taken."""

    step: NextStep
    place: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """The tasks of those whom they are for."""

    name: str
    tasks: tuple[TaskView, ...]


def head_of(visit: Visit) -> Overview:
    """Return what stands above every page of a case. Raises NotFound."""
    wanted = visit.params["case"]
    found = visit.cases.overviews([wanted], by=visit.by)
    if wanted not in found:
        raise NotFound
    return found[wanted]


def case(visit: Visit) -> Answer:
    """Show a case: what there is to do comes first."""
    head = head_of(visit)
    steps = [_step(visit, head, one) for one in visit.cases.next(head.case, by=visit.by) if not one.is_task]
    tasks = visit.cases.tasks(head.case, by=visit.by)
    history = visit.cases.timeline(head.case, by=visit.by)
    about = {
        "head": head,
        "tab": "case",
        "can": [one for one in steps if one.step.allowed],
        "cannot": [one for one in steps if not one.step.allowed],
        "agencies": _by_agency([one for one in tasks if one.status == "open"]),
        "done": [one for one in tasks if one.status != "open"],
        "limits": visit.cases.deadlines(head.case, by=visit.by),
        "links": visit.cases.links(head.case, by=visit.by),
        "latest": history[: -_LATEST - 1 : -1],
        "more": len(history) > _LATEST,
        "me": visit.by.people,
    }
    return Page("case.html", about)


def _step(visit: Visit, head: Overview, one: NextStep) -> Step:
    case_id = head.case.id
    if one.form is not None:
        place = f"{_form_place(visit, case_id, one.form)}?action={one.action}"
    else:
        place = visit.url("step", case=case_id, action=one.action)
    return Step(one, place, _because(one.unmet, filled=one.allowed))


def _form_place(visit: Visit, case_id: str, form_id: str) -> str:
    """Return where a form is begun: at its list of pages, and at the page itself where it has but one."""
    form = visit.engine.definition.forms.get(form_id)
    pages = list(form.definition.pages) if form is not None else []
    if len(pages) == 1:
        return visit.url("form_page", case=case_id, form=form_id, page=pages[0])
    return visit.url("form", case=case_id, form=form_id)


def _because(unmet: Sequence[Reason], *, filled: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in unmet if not (filled and one.code in _FILLING)))


def _by_agency(tasks: Sequence[TaskView]) -> list[Agency]:
    ordered = sorted(tasks, key=lambda one: (one.for_, not one.overdue, one.expires or one.opened_at))
    return [Agency(name, tuple(some)) for name, some in groupby(ordered, key=lambda one: one.for_)]


def history(visit: Visit) -> Answer:
    """Show all that happened on a case, the latest first or as it happened."""
    head, first = head_of(visit), visit.query.get("order") == "first"
    entries = visit.cases.timeline(head.case, by=visit.by)
    return Page(
        "history.html", {"head": head, "tab": "history", "entries": entries if first else entries[::-1], "first": first}
    )


def limit(visit: Visit) -> Answer:
    """Show why a time limit falls when it does, day by day."""
    head = head_of(visit)
    why = visit.cases.why_due(head.case, visit.params["deadline"], by=visit.by)
    return Page("limit.html", {"head": head, "tab": "case", "why": why})


def chart(visit: Visit) -> Answer:
    """Show where a case is on the map of its process, with the table that says the same."""
    head = head_of(visit)
    picture = visit.cases.map(head.case, by=visit.by)
    svg = Markup(_drawn(picture, head.case.states))  # noqa: S704 - all that stands in it is escaped where it is drawn
    return Page("map.html", {"head": head, "tab": "map", "svg": svg, "rows": rows_of(picture)})


@lru_cache(maxsize=64)
def _drawn(picture: Picture, here: tuple[str, ...]) -> str:
    """Return a picture as SVG; nothing where none can be drawn here, since the table says it all."""
    try:
        return to_svg(as_dot(picture, here), id=picture.id, title=picture.title, description=picture.description)
    except EngineError:
        return ""


def facts(visit: Visit) -> Answer:
    """Show what is known of whoever a case is about, with who said so, what was said before, and what is proposed."""
    head = head_of(visit)
    about = {
        "head": head,
        "tab": "facts",
        "facts": visit.cases.facts(head.case, by=visit.by),
        "proposals": visit.cases.proposals(head.case, by=visit.by),
        "dated": visit.cases.chronology(head.case, by=visit.by),
    }
    return Page("facts.html", about)


DOORS = (
    Door("/case/{case}", "case", case),
    Door("/case/{case}/history", "history", history),
    Door("/case/{case}/map", "map", chart),
    Door("/case/{case}/limit/{deadline}", "limit", limit),
    Door("/case/{case}/facts", "facts", facts),
)
