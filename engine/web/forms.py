"""Filling a form in: its pages with how far each is, the questions of one, and keeping what was typed.

Everything that is sent is kept in the draft, valid or not, and only then is anything said about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from engine.cases.explain import NextStep
from engine.cases.values import Json
from engine.cases.views import FieldView, FormView, PageView
from engine.errors import CaseChanged, DraftConflict, NotFound, Refused
from engine.service.overviews import Overview
from engine.web.forms_kept import kept
from engine.web.forms_page import (
    changed,
    held_marks,
    is_out_of_place,
    let_stand,
    questions,
    rows_in,
    typed,
    with_rows_of_others,
)
from engine.web.visit import Answer, Door, GoTo, Page, Served, Visit

_MOST_WITH_FILES = 102_000_000
_LEFT_OPEN = frozenset(("required", "confirm", "too_few"))
Far = Literal["done", "begun", "not_begun", "wrong"]
"""How far a page of a form is."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A page of a form in the list of them."""

    page: PageView
    far: Far
    place: str


def task_of(visit: Visit) -> str | None:
    """Return the task that a form is filled in for, if it is for one."""
    return visit.query.get("task") or visit.sent.get("task") or None


def place(visit: Visit, door: str, page: str = "", **query: str) -> str:
    """Return the address of a page of the form that is being filled in."""
    inside = {"page": page} if page else {}
    task = task_of(visit)
    asked = urlencode({**({"task": task} if task else {}), **query})
    at = visit.url(door, case=visit.params["case"], form=visit.params["form"], **inside)
    return f"{at}?{asked}" if asked else at


def shown(visit: Visit) -> FormView:
    """Return the form as it is now, with what the page that is asked for needs to follow it. Raises NotFound."""
    case, form_id, live_page = visit.params["case"], visit.params["form"], visit.params.get("page")
    return visit.cases.show(case, form_id, by=visit.by, task=task_of(visit), live_page=live_page)


def about(visit: Visit, view: FormView) -> dict[str, object]:
    """Return what every page of a form needs to know."""
    case = visit.params["case"]
    head = visit.cases.overviews([case], by=visit.by).get(case)
    return {
        "case": case,
        "head": head,
        "view": view if head is None else _with_name(view, head),
        "task": task_of(visit),
        "list_place": place(visit, "form"),
        "check_place": place(visit, "check"),
        "filler": visit.by.id,
    }


def _with_name(view: FormView, head: Overview) -> FormView:
    """Return the form with whom the case is about called by name, and not by reference."""
    called = ((head.case.subject, head.called),)

    def named(one: FieldView) -> FieldView:
        return replace(one, options=called) if one.type in ("subject", "subjects") else one

    live = replace(view.live, fields=tuple(map(named, view.live.fields))) if view.live is not None else None
    pages = tuple(replace(page, fields=tuple(map(named, page.fields))) for page in view.pages)
    return replace(view, pages=pages, live=live)


def form(visit: Visit) -> Answer:
    """Show a form: the list of its pages to whoever fills it in, and to everybody else what was answered."""
    view = shown(visit)
    if view.action is None:
        return Page("form.html", about(visit, view))
    pages = [Turned(one, _far(one), place(visit, "form_page", one.id)) for one in view.pages]
    return Page("form_list.html", {**about(visit, view), "turned": pages})


def _far(page: PageView) -> Far:
    asked = [one for one in page.fields if one.asked]
    wrong = [one for field in page.fields for one in field.problems if one.level == "error"]
    if any(one.code not in _LEFT_OPEN for one in wrong):
        return "wrong"
    if not wrong:
        return "done"
    return "begun" if any(one.value not in (None, "", []) for one in asked) else "not_begun"


def _page_of(visit: Visit, view: FormView) -> tuple[int, PageView]:
    wanted = visit.params["page"]
    for number, one in enumerate(view.pages):
        if one.id == wanted:
            return number, one
    raise NotFound


def page(visit: Visit) -> Answer:
    """Show the questions of one page, judged once its answers were sent."""
    view = shown(visit)
    if view.action is None:
        return GoTo(place(visit, "form"))
    return asking(visit, view, judged="judged" in visit.query)


def asking(visit: Visit, view: FormView, *, judged: bool, refusal: Refused | None = None) -> Page:
    number, one = _page_of(visit, view)
    zone = visit.engine.definition.zone
    next_page = view.pages[number + 1].id if number + 1 < len(view.pages) else ""
    here = {
        **about(visit, view),
        "page": one,
        "number": number + 1,
        "questions": questions(one, zone, judged=judged, live=view.live),
        "steps": json.dumps(view.live.steps) if view.live is not None else "",
        "keep_place": place(visit, "keep_page", one.id),
        "judged": judged,
        "reasons": tuple(dict.fromkeys(reason.text for reason in refusal.reasons)) if refusal else (),
        "next_place": place(visit, "form_page", next_page) if next_page else place(visit, "check"),
        "send_place": place(visit, "save_page", one.id),
        "file_place": place(visit, "send_file", one.id),
        "new_row": f"n{visit.key().replace('-', '')}"[:40],
        "found": _found(visit),
        "at_once": step_at_once(visit, view),
        "at_once_place": place(visit, "send_at_once", one.id),
    }
    return Page("form_page.html", here, 200 if refusal is None else 422)


def step_at_once(visit: Visit, view: FormView) -> NextStep | None:
    """Return the action that a form is sent with from its page: its only one, all that is asked, and nothing moves."""
    if len(view.pages) != 1 or task_of(visit):
        return None
    case = visit.params["case"]
    head = visit.cases.overviews([case], by=visit.by).get(case)
    offered = visit.cases.next(case, by=visit.by)
    one = next((one for one in offered if one.action == view.action and not one.is_task), None)
    if head is None or one is None or one.leads_to != (head.where,) or one.assigns or one.link or one.reason:
        return None
    return one


def _found(visit: Visit) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return which question somebody is looked for in, and whom its words may mean."""
    path, text = visit.query.get("find", ""), visit.query.get("text", "").strip()[:200]
    if not path:
        return "", ()
    matches = visit.cases.search(text, by=visit.by, kind=visit.query.get("of") or None).matches if text else ()
    return path, [(one.subject, one.called) for one in matches]


def save_page(visit: Visit) -> Answer:
    """Keep what was typed on a page, then go where the button says."""
    view = shown(visit)
    if view.action is None:
        return lost(visit, view)
    fields = answered_here(view)
    if is_out_of_place(visit.sent, fields, view):
        return lost(visit, view)
    answers = changed(visit.sent, fields)
    try:
        if visit.sent.get("clash"):
            made = saved(visit, answers, _settled(visit, view, answers)) if answers else view
        else:
            made = saved_as_seen(visit, view, answers)
        made = _with_file(visit, made, answers)
    except DraftConflict as conflict:
        return _conflict(visit, view, conflict)
    except CaseChanged as first:
        return lost(visit, view, str(first))
    except Refused as refusal:
        return asking(visit, _as_typed(view, answers), judged=True, refusal=refusal)
    gone = gone_by(view, made, answers)
    if gone:
        return Page("form_gone.html", _about_gone(visit, view, made, gone))
    return GoTo(_on(visit, view, made))


def answered_here(view: FormView) -> list[FieldView]:
    """Return the questions that a page may have asked: those of the form, and those that its own answers bring up."""
    live = view.live
    come = [one for one in live.fields if one.id in live.waiting and one.asked] if live is not None else []
    return [*(one for page in view.pages for one in page.fields if one.asked), *come]


def _about_gone(visit: Visit, before: FormView, made: FormView, gone: list[FieldView]) -> dict[str, object]:
    back = place(visit, "form_page", visit.params["page"])
    return {**about(visit, made), "gone": gone, "on": _on(visit, before, made), "here_place": back}


def saved(visit: Visit, answers: dict[str, Json], seen: int) -> FormView:
    case, form_id = visit.params["case"], visit.params["form"]
    return visit.cases.save(case, form_id, answers, by=visit.by, seen=seen, task=task_of(visit))


def saved_as_seen(visit: Visit, view: FormView, answers: dict[str, Json]) -> FormView:
    """Keep what was changed on a page that may have kept some of it before. Raises what `Cases.save` does.

    Such a page has seen its own latest revision (`draft`), and of what others changed meanwhile only what stood there
    when it was opened (`base`): so an answer that is not any more what the page knows of is held against that.
    """
    base, seen = visit.sent.get("base"), number_of(visit.sent.get("draft"))
    held = dict(held_marks(answered_here(view), visit.engine.definition.zone)) if base else {}
    newer = {name: one for name, one in answers.items() if base and _is_newer(visit, held, name)}
    known = {name: one for name, one in answers.items() if name not in newer}
    made = saved(visit, known, seen) if known else view
    return saved(visit, newer, number_of(base)) if newer else made


def _is_newer(visit: Visit, held: Mapping[str, str], name: str) -> bool:
    """Whether the answer to a question, or anything in its rows, is another than the page knows of."""
    shown = {one.removeprefix("o."): mark for one, mark in visit.sent.fields if one.startswith("o.")}
    paths = [one for one in shown if one == name or one.startswith(f"{name}.")]
    return any((visit.sent.get(f"h.{one}") or shown.get(one)) != held.get(one) for one in paths)


def _with_file(visit: Visit, view: FormView, answers: dict[str, Json]) -> FormView:
    """Return the form with the file in it that was sent, if one was."""
    word, _, path = visit.sent.get("go").partition(":")
    if word != "upload":
        return view
    sent = next((one for one in visit.sent.files if one.input == f"file.{path}"), None)
    if sent is None:
        return view
    steps = path.split(".")
    case, form_id = visit.params["case"], visit.params["form"]
    known = visit.cases.upload(case, form_id, ".".join(steps[::2]), sent.name, sent.content, by=visit.by)
    return saved(visit, {steps[0]: _put(view.field(steps[0]), steps, known["id"])}, view.draft_revision)


def _put(field: FieldView | None, steps: Sequence[str], file: Json) -> Json:
    """Return the answer to a question with a file among those that it has, however deep in rows it stands."""
    if field is None:
        raise NotFound
    if len(steps) == 1:
        if field.type == "file":
            return {"id": file}
        before = field.value if isinstance(field.value, list) else []
        return [*({"id": one["id"]} for one in before if isinstance(one, dict)), {"id": file}]
    rows: list[Json] = []
    for row in rows_in(field.value):
        cell = next((one for one in field.row if one.id == steps[2]), None)
        if row["id"] != steps[1] or cell is None:
            rows.append({"id": row["id"]})
        else:
            inside = replace(cell, value=row.get(cell.id))
            rows.append({"id": row["id"], cell.id: _put(inside, steps[2:], file)})
    return rows


def gone_by(before: FormView, after: FormView, answers: dict[str, Json]) -> list[FieldView]:
    """Return the questions with an answer that are not asked any more because of what was changed."""
    still = {one.id for page in after.pages for one in page.fields}
    fields = [one for page in before.pages for one in page.fields if one.asked]
    return [one for one in fields if one.value not in (None, "", []) and one.id not in still and one.id not in answers]


def _on(visit: Visit, before: FormView, after: FormView) -> str:
    """Return where to go after a page was kept: on, unless something on it is to be put right or is asked newly."""
    word, _, about_what = visit.sent.get("go").partition(":")
    here = visit.params["page"]
    if word in ("add", "remove", "drop", "upload"):
        return f"{place(visit, 'form_page', here)}#q.{about_what.rpartition('.')[0] if word == 'add' else about_what}"
    if word == "find":
        field_id = about_what.split(".")[0]
        of = next((one.of for page in after.pages for one in page.fields if one.id == field_id), "")
        text = visit.sent.get(f"find.{about_what}")
        return f"{place(visit, 'form_page', here, find=about_what, text=text, of=of)}#find.{about_what}"
    if word == "later":
        return place(visit, "form", done="saved")
    number = next((index for index, one in enumerate(after.pages) if one.id == here), None)
    if number is None:
        return place(visit, "form", done="saved")
    old = {one.id for page in before.pages for one in page.fields}
    fields = after.pages[number].fields
    if any(one.level == "error" for field in fields for one in field.problems):
        return place(visit, "form_page", here, judged="1")
    new = next((one.id for one in fields if one.asked and one.id not in old), "")
    if new:
        return f"{place(visit, 'form_page', here)}#q.{new}"
    if visit.sent.get("back") == "check" or number + 1 == len(after.pages):
        return place(visit, "check")
    return place(visit, "form_page", after.pages[number + 1].id)


def _as_typed(view: FormView, answers: dict[str, Json]) -> FormView:
    """Return the form with what was typed in it, to be shown again where it could not be kept."""

    def with_answer(one: FieldView) -> FieldView:
        if one.id not in answers:
            return one
        value = answers[one.id]
        if one.type == "rows" and isinstance(value, list):
            before = {row["id"]: row for row in rows_in(one.value)}
            value = [{**before.get(row["id"], {}), **row} for row in rows_in(value)]
        return replace(one, value=value)

    pages = tuple(replace(page, fields=tuple(map(with_answer, page.fields))) for page in view.pages)
    live = replace(view.live, fields=tuple(map(with_answer, view.live.fields))) if view.live is not None else None
    return replace(view, pages=pages, live=live)


# --- when somebody else was there -----------------------------------------------------------------------------------


def _conflict(visit: Visit, view: FormView, conflict: DraftConflict) -> Page:
    carried = [pair for pair in visit.sent.fields if pair[0] not in ("form_token", "clash", "version")]
    carried = [pair for pair in carried if not pair[0].startswith("keep.")]
    fields = {one.id: one for page in view.pages for one in page.fields}
    here = {
        **about(visit, view),
        "said": str(conflict),
        "clashes": conflict.clashes,
        "field_of": {one.path: _field_at(fields, one.path) for one in conflict.clashes},
        "version": conflict.version,
        "carried": carried,
        "send_place": place(visit, "save_page", visit.params["page"]),
    }
    return Page("form_conflict.html", here, 409)


def _field_at(fields: dict[str, FieldView], path: str) -> FieldView | None:
    steps = path.split(".")
    found = fields.get(steps[0])
    for step in steps[2::2]:
        found = next((one for one in found.row if one.id == step), None) if found is not None else None
    return found


def _settled(visit: Visit, view: FormView, answers: dict[str, Json]) -> int:
    """Let stand what was chosen to stand, and return the revision that was looked at; the old one while any is open."""
    clashes = visit.sent.all("clash")
    chosen = {path: visit.sent.get(f"keep.{path}") for path in clashes}
    if any(one not in ("yours", "theirs") for one in chosen.values()):
        return number_of(visit.sent.get("base") or visit.sent.get("draft"))
    for path, one in chosen.items():
        if one == "theirs":
            let_stand(answers, path)
    with_rows_of_others(visit.sent, view, answers)
    return number_of(visit.sent.get("version"))


def lost(visit: Visit, view: FormView, said: str = "") -> Page:
    """Show what was typed on a page that cannot be kept any more, so that nobody has to remember it."""
    return Page("form_lost.html", {**about(visit, view), "said": said, "typed": typed(visit.sent, view)}, 409)


def number_of(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def file(visit: Visit) -> Answer:
    """Serve a file to be saved: never to be run or shown by the browser inside these pages."""
    opened = visit.cases.open_file(visit.params["case"], visit.params["file"], by=visit.by)
    return Served(opened.content, "application/octet-stream", opened.name, {"Content-Security-Policy": "sandbox"})


PAGE = "/case/{case}/form/{form}/page/{page}"
DOORS = (
    Door("/case/{case}/form/{form}", "form", form),
    Door(PAGE, "form_page", page),
    Door(PAGE, "save_page", save_page, "POST", keeps=kept),
    Door(f"{PAGE}/file", "send_file", save_page, "POST", most_bytes=_MOST_WITH_FILES, files=True, keeps=kept),
    Door("/case/{case}/file/{file}", "file", file),
)
