"""Checking what was answered and sending it: what is still wrong, what will happen next, and all that an action takes.

What is sent is the draft as it was shown, with a key: a second click, an old tab and the back button do it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.cases.commands import OnBehalf
from engine.cases.explain import NextStep
from engine.cases.task_views import TaskView
from engine.cases.views import FormView
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
    here = {
        **about(visit, view),
        "told": _what_is_wrong(visit, view, refusal),
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


@dataclass(frozen=True, slots=True)
class _Places:
    """Where each question of a form is asked, by its path: looked up for every problem, and worked out once."""

    found: Mapping[str, str]

    def told(self, text: str, path: str) -> Told:
        """Return a problem with the address of the question that it is about, or of the rows that it stands in."""
        return Told(text, self.found.get(path) or self.found.get(path.partition(".")[0]) or "#what")


def _places(visit: Visit, view: FormView) -> _Places:
    zone, found = visit.engine.definition.zone, dict[str, str]()
    for page in view.pages:
        there = place(visit, "form_page", page.id, judged="1")
        for one in questions(page, zone, judged=False):
            found.update({each.path: f"{there}#{each.first}" for each in _with_those_inside(one)})
    return _Places(found)


def _with_those_inside(one: Question) -> Iterator[Question]:
    yield one
    for row in one.rows:
        for cell in row.questions:
            yield from _with_those_inside(cell)


def _what_is_wrong(visit: Visit, view: FormView, refusal: Refused | None) -> list[Told]:
    """Return what is wrong with the answers, or why sending them was refused, each once."""
    if refusal is None:
        wrong = [(one.text, one.path) for one in view.problems if one.level == "error"]
    else:
        wrong = [(one.text, _own(view, one)) for one in refusal.reasons]
    places = _places(visit, view) if any(path for _, path in wrong) else _Places({})
    return list(dict.fromkeys(places.told(text, path) for text, path in wrong))


def _own(view: FormView, reason: Reason) -> str:
    """Return which question of this form a reason is about; nothing where it is about something else."""
    form_id, _, path = reason.path.partition(".")
    return path if form_id == view.form else ""


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
