"""A child, a place or a group, across all their cases: what is running, who is on it, what is known, what happened."""

from __future__ import annotations

from dataclasses import dataclass

from engine.cases.explain import DeadlineView
from engine.cases.task_views import TaskView
from engine.errors import NotFound
from engine.service.overviews import Overview
from engine.web.merging import may_merge
from engine.web.visit import Answer, Door, GoTo, Page, Visit, seen_version

_RUNNING = ("running", "breached", "paused")


@dataclass(frozen=True, slots=True)
class Strand:
    """One case about a subject, with what is open on it."""

    head: Overview
    limits: tuple[DeadlineView, ...]
    tasks: tuple[TaskView, ...]


def subject(visit: Visit) -> Answer:
    """Show all that this person may see about a subject, as far as they may see any case about it."""
    kind = visit.params["kind"]
    cases = visit.cases.about(kind, visit.params["subject"], by=visit.by)
    if not cases:
        raise NotFound
    heads = visit.cases.overviews(cases, by=visit.by)
    strands = [_strand(visit, heads[one.id]) for one in reversed(cases) if one.id in heads]
    latest = strands[0].head
    about = {
        "title": latest.subject_title,
        "called": latest.called,
        "head": latest,
        "cases": strands,
        "people": [
            (place.title, place.holder, one.head.case.reference)
            for one in strands
            for place in one.head.places
            if place.holder
        ],
        "facts": visit.cases.facts(latest.case, by=visit.by),
        "may_merge": may_merge(visit),
        "dated": visit.cases.chronology(latest.case, by=visit.by)[::-1],
    }
    return Page("subject.html", about)


def _strand(visit: Visit, head: Overview) -> Strand:
    if head.case.ended_at is not None:
        return Strand(head, (), ())
    limits = visit.cases.deadlines(head.case, by=visit.by)
    tasks = visit.cases.tasks(head.case, by=visit.by)
    return Strand(
        head,
        tuple(one for one in limits if one.status in _RUNNING),
        tuple(one for one in tasks if one.status == "open"),
    )


def settle(visit: Visit) -> Answer:
    """Take what an answer proposes into the record, or leave the record as it is."""
    case, choice = visit.params["case"], visit.sent.get("accept")
    if choice not in ("yes", "no"):
        raise NotFound
    visit.cases.settle(case, visit.sent.get("fact"), accept=choice == "yes", by=visit.by, seen=seen_version(visit))
    return GoTo(f"{visit.url('facts', case=case)}?done=settled")


DOORS = (
    Door("/about/{kind}/{subject}", "subject", subject),
    Door("/case/{case}/facts", "settle", settle, "POST"),
)
