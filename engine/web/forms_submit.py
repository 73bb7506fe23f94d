"""Checking what was answered and sending it: what is still wrong, what will happen next, and all that an action takes.

What is sent is the draft as it was shown, with a key: a second click, an old tab and the back button do it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from engine.cases.commands import OnBehalf
from engine.cases.explain import NextStep
from engine.cases.problems import Problem
from engine.cases.task_views import TaskView
from engine.cases.views import FormView, PageView
from engine.errors import CaseChanged, NotFound, Reason, Refused
from engine.service.overviews import Overview
from engine.web.forms import about, lost, place, shown, task_of
from engine.web.forms_kept import kept
from engine.web.forms_page import Question, questions
from engine.web.people import takers
from engine.web.visit import Answer, Door, GoTo, Page, Visit, refused, seen_version


@dataclass(frozen=True, slots=True)
class Told:
    """Something that is wrong, in words, with the place where it is put right."""

    text: str
    place: str


def check(visit: Visit) -> Answer:
    """Show every answer, what is still wrong, and what sending it will do."""
    view = shown(visit)
    if view.action is None:
        return GoTo(place(visit, "form"))
    return _checked(visit, view)


def _checked(visit: Visit, view: FormView, refusal: Refused | None = None) -> Page:
    step, task = _step(visit, view), _task(visit)
    head = visit.cases.overviews([visit.params["case"]], by=visit.by).get(visit.params["case"])
    errors = [one for one in view.problems if one.level == "error"]
    told = [_told(visit, view, one) for one in errors]
    if refusal is not None:
        told = [_of_reason(visit, view, one) for one in refusal.reasons]
    here = {
        **about(visit, view),
        "told": list(dict.fromkeys(told)),
        "warnings": [one for one in view.problems if one.level == "warning"],
        "step": step,
        "of_task": task,
        "seen": task.version if task is not None else head.case.version if head is not None else 0,
        "takers": takers(visit, step.assigns) if step is not None and step.assigns and step.allowed else [],
        "candidates": _candidates(visit, head, step),
        "search": visit.query.get("search", "").strip(),
        "change": {one.id: place(visit, "form_page", one.id, judged="1") for one in view.pages},
        "send_place": place(visit, "send_form"),
        "submitted": refusal is not None,
    }
    return Page("form_check.html", here, 200 if refusal is None else 422)


def _step(visit: Visit, view: FormView) -> NextStep | None:
    """Return what sending the form would do; nothing for whoever has a task and does not see the case."""
    wanted = task_of(visit) or view.action
    try:
        offered = visit.cases.next(visit.params["case"], by=visit.by)
    except NotFound:
        return None
    return next((one for one in offered if one.action == wanted), None)


def _task(visit: Visit) -> TaskView | None:
    wanted = task_of(visit)
    if wanted is None:
        return None
    one = next((one for one in visit.cases.tasks(visit.params["case"], by=visit.by) if one.id == wanted), None)
    if one is None:
        raise NotFound
    return one


def _candidates(visit: Visit, head: Overview | None, step: NextStep | None) -> object:
    if head is None or step is None or not step.link or not step.allowed:
        return ()
    return visit.cases.linkable(head.case, step.link, visit.query.get("search", "").strip()[:200], by=visit.by)


def _told(visit: Visit, view: FormView, problem: Problem) -> Told:
    """Return a problem with the address of the question that it is about."""
    found = _find(visit, view, problem.path)
    if found is None:
        return Told(problem.text, "#what")
    page, question = found
    return Told(problem.text, f"{place(visit, 'form_page', page.id, judged='1')}#{question.first}")


def _of_reason(visit: Visit, view: FormView, reason: Reason) -> Told:
    form_id, _, path = reason.path.partition(".")
    if form_id == view.form and path:
        return _told(visit, view, Problem(path, reason.code, reason.text))
    return Told(reason.text, "#what")


def _find(visit: Visit, view: FormView, path: str) -> tuple[PageView, Question] | None:
    """Return the question at *path* with its page, or the rows that it stands in."""
    for page in view.pages:
        if any(one.id == path.partition(".")[0] for one in page.fields):
            every = questions(page, visit.engine.definition.zone, judged=False)
            outer = next(one for one in every if one.path == path.partition(".")[0])
            inside = [cell for row in outer.rows for cell in row.questions]
            deeper = [cell for one in inside for row in one.rows for cell in row.questions]
            return page, next((one for one in (*inside, *deeper) if one.path == path), outer)
    return None


def send(visit: Visit) -> Answer:
    """Send the form, once."""
    case, task, sent = visit.params["case"], task_of(visit), visit.sent
    draft = int(sent.get("draft")) if sent.get("draft").isdecimal() and len(sent.get("draft")) < 16 else 0
    passed = {
        name.removeprefix("pass."): text.strip()
        for name, text in sent.fields
        if name.startswith("pass.") and text.strip()
    }
    key = sent.get("key") or None
    try:
        if task is not None:
            seen = seen_version(visit)
            behalf = _on_behalf(visit)
            visit.cases.complete(
                case, task, by=visit.by, seen=seen, on_behalf=behalf, passed=passed, draft_seen=draft, key=key
            )
        else:
            role, person = sent.get("assigns"), sent.get("person").strip()
            visit.cases.act(
                case,
                sent.get("action"),
                by=visit.by,
                seen=seen_version(visit),
                reason=sent.get("reason").strip() or None,
                assigns={role: person} if role and person else None,
                passed=passed,
                link=_link(visit),
                draft_seen=draft,
                key=key,
            )
    except Refused as refusal:
        view = shown(visit)
        if view.action is None:
            return lost(visit, view, str(refusal))
        return _checked(visit, view, refusal)
    except CaseChanged as first:
        return lost(visit, shown(visit), str(first))
    seen_by = visit.cases.overviews([case], by=visit.by)
    return GoTo(f"{visit.url('case', case=case)}?done=taken" if case in seen_by else f"{visit.url('work')}?done=taken")


def _link(visit: Visit) -> dict[str, object] | None:
    if not visit.sent.get("links"):
        return None
    if not visit.sent.get("to") and not visit.sent.get("begins"):
        raise refused(visit, "link", "Choose a case, or that a new one begins.")
    return {"to": visit.sent.get("to") or None}


def _on_behalf(visit: Visit) -> OnBehalf | None:
    """Return from whom answers came that were given another way; nothing where they were given here."""
    said_by, how, at = (visit.sent.get(name).strip() for name in ("said_by", "how", "said_at"))
    if not said_by and not how:
        return None
    try:
        moment = datetime.fromisoformat(at).replace(tzinfo=visit.engine.definition.zone) if at else visit.now
    except ValueError:
        raise refused(visit, "wrong_type", "Write a date and time, like 2026-03-27T10:00.") from None
    return OnBehalf(said_by, how, moment.astimezone(UTC))


DOORS = (
    Door("/case/{case}/form/{form}/check", "check", check),
    Door("/case/{case}/form/{form}/check", "send_form", send, "POST", keeps=kept),
)
