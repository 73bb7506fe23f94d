"""What was submitted, put right or taken out: each with its reason, and with what was said before kept on record."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from engine.cases.problems import Problem
from engine.cases.values import Json
from engine.cases.views import FieldView, FormView, PageView
from engine.errors import CaseChanged, NotFound, Refused
from engine.service.overviews import Overview
from engine.web.case import head_of
from engine.web.forms import lost
from engine.web.forms_kept import kept
from engine.web.forms_page import Question, changed, held_marks, questions
from engine.web.visit import Answer, Door, GoTo, Page, Visit, refused, seen_version

_AGAIN = ("add", "remove")
"""What a button does that changes rows before anything is corrected."""


def correct(visit: Visit) -> Answer:
    """Show what was submitted on one page, asked again."""
    return _asking(visit, head_of(visit), {})


def _asking(visit: Visit, head: Overview, answers: Mapping[str, Json], refusal: Refused | None = None) -> Page:
    case, form = visit.params["case"], visit.params["form"]
    before = visit.cases.correction(case, form, by=visit.by)
    view = visit.cases.correction(case, form, answers, by=visit.by) if answers else before
    page, zone = _page_of(visit, view), visit.engine.definition.zone
    marks = dict(held_marks((one for one in _page_of(visit, before).fields if one.asked), zone))
    judged = refusal is not None
    about = {
        "case": case,
        "head": head,
        "view": view,
        "page": page,
        "filler": visit.by.id,
        "questions": tuple(_as_before(one, marks) for one in questions(page, zone, judged=judged)),
        "judged": judged,
        "reasons": tuple(dict.fromkeys(one.text for one in refusal.reasons)) if refusal else (),
        "warnings": [one for one in view.problems if one.level == "warning"],
        "new_row": f"n{visit.key().replace('-', '')}"[:40],
        "back_place": visit.url("form", case=case, form=form),
        "send_place": visit.url("put_right", case=case, form=form, page=page.id),
    }
    return Page("form_correct.html", about, 200 if refusal is None else 422)


def _page_of(visit: Visit, view: FormView) -> PageView:
    found = next((one for one in view.pages if one.id == visit.params["page"]), None)
    if found is None or not any(one.asked for one in found.fields):
        raise NotFound
    return found


def _as_before(one: Question, marks: Mapping[str, str]) -> Question:
    """Return a question that tells what was changed by what was submitted, however often it was shown since."""
    rows = tuple(
        dataclasses.replace(row, questions=tuple(_as_before(cell, marks) for cell in row.questions)) for row in one.rows
    )
    # A row that is not there yet was not answered before.
    return dataclasses.replace(one, rows=rows, mark=marks.get(one.path, "new"))


def put_right(visit: Visit) -> Answer:
    """Correct what was changed on the page."""
    case, form, sent = visit.params["case"], visit.params["form"], visit.sent
    try:
        view = visit.cases.correction(case, form, by=visit.by)
    except Refused as refusal:
        return lost(visit, visit.cases.show(case, form, by=visit.by), str(refusal))
    fields: list[FieldView] = [one for page in view.pages for one in page.fields if one.asked]
    answers, head = changed(sent, fields), head_of(visit)
    if sent.get("go").partition(":")[0] in _AGAIN:
        return _asking(visit, head, answers)
    if not answers:
        return _asking(visit, head, {}, refused(visit, "nothing", "Nothing was changed on this page."))
    passed = {name.removeprefix("pass."): text for name, text in sent.fields if name.startswith("pass.") and text}
    try:
        visit.cases.correct(
            case,
            form,
            answers,
            by=visit.by,
            seen=seen_version(visit),
            reason=sent.get("reason").strip() or None,
            passed=passed,
            key=sent.get("key") or None,
        )
    except Refused as refusal:
        return _asking(visit, head, answers, refusal)
    except CaseChanged as first:
        return lost(visit, view, str(first))
    return GoTo(f"{visit.url('form', case=case, form=form)}?done=corrected")


# --- taken out -------------------------------------------------------------------------------------------------------


def withdraw(visit: Visit) -> Answer:
    """Ask for the reason before a submission is taken out."""
    return _withdrawing(visit)


def _withdrawing(visit: Visit, refusal: Refused | None = None) -> Page:
    view = visit.cases.show(visit.params["case"], visit.params["form"], by=visit.by)
    if not view.may_withdraw:
        raise NotFound
    wrong: tuple[Problem, ...] = ()
    if refusal is not None:
        wrong = tuple(Problem(one.path, one.code, one.text) for one in refusal.reasons)
    return Page("form_withdraw.html", {"head": head_of(visit), "view": view, "wrong": wrong}, 422 if wrong else 200)


def take_out(visit: Visit) -> Answer:
    """Take the latest submission of a form out, with a note that stays."""
    case, form = visit.params["case"], visit.params["form"]
    reason, key = visit.sent.get("reason").strip() or None, visit.sent.get("key") or None
    try:
        visit.cases.withdraw(case, form, by=visit.by, seen=seen_version(visit), reason=reason, key=key)
    except Refused as refusal:
        return _withdrawing(visit, refusal)
    return GoTo(f"{visit.url('case', case=case)}?done=withdrawn")


_FORM = "/case/{case}/form/{form}"
DOORS = (
    Door(f"{_FORM}/correct/{{page}}", "correct", correct),
    Door(f"{_FORM}/correct/{{page}}", "put_right", put_right, "POST", keeps=kept),
    Door(f"{_FORM}/withdraw", "withdraw", withdraw),
    Door(f"{_FORM}/withdraw", "take_out", take_out, "POST"),
)
