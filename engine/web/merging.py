"""Two records that turn out to be of one child or place: laid side by side, and made one with their history.

The engine takes the word of whoever's records they are, so it is offered only to the roles that the council names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.cases.state import Case
from engine.errors import NotFound, Refused
from engine.web.visit import Answer, Door, GoTo, Page, Visit
from engine.web.words import answer_in_words


@dataclass(frozen=True, slots=True)
class Beside:
    """What two records say to one question."""

    label: str
    this: str = field(repr=False)
    other: str = field(repr=False)

    @property
    def differs(self) -> bool:
        return bool(self.this and self.other) and self.this != self.other


def may_merge(visit: Visit) -> bool:
    """Whether this person is one of those whom the council lets say that two records are of one subject."""
    return not visit.site.settings.merged_by.isdisjoint(visit.by.roles)


def merge(visit: Visit) -> Answer:
    """Look for the other record; once one was chosen, show both side by side before anything is done."""
    return _page(visit)


def _page(visit: Visit, refusal: Refused | None = None) -> Page:
    kind, subject = visit.params["kind"], visit.params["subject"]
    this = _latest(visit, subject)
    other_id = visit.query.get("other") or visit.sent.get("other")
    other = _latest(visit, other_id) if other_id and other_id != subject else None
    text = visit.query.get("text", "").strip()[:200]
    found = visit.cases.search(text, by=visit.by, kind=kind).matches if text else ()
    heads = visit.cases.overviews([one.id for one in (this, other) if one is not None], by=visit.by)
    about = {
        "head": heads[this.id],
        "other": heads[other.id] if other is not None else None,
        "beside": _beside(visit, this, other) if other is not None else (),
        "text": text,
        "found": [one for one in found if one.subject != subject],
        "reasons": tuple(dict.fromkeys(one.text for one in refusal.reasons)) if refusal else (),
    }
    return Page("merge.html", about, 200 if refusal is None else 422)


def _latest(visit: Visit, subject: str) -> Case:
    """Return the latest case about a subject that this person may see. Raises NotFound."""
    found = visit.cases.about(visit.params["kind"], subject, by=visit.by) if may_merge(visit) else ()
    if not found:
        raise NotFound
    return found[-1]


def _beside(visit: Visit, this: Case, other: Case) -> list[Beside]:
    mine, theirs = _said(visit, this), _said(visit, other)
    return [
        Beside(label, mine.get(name, (label, ""))[1], theirs.get(name, (label, ""))[1])
        for name, (label, _) in {**theirs, **mine}.items()
    ]


def _said(visit: Visit, case: Case) -> Mapping[str, tuple[str, str]]:
    return {
        one.id: (one.label, ", ".join(answer_in_words(visit.language, one.value, dict(one.labels))))
        for one in visit.cases.facts(case, by=visit.by)
    }


def make_one(visit: Visit) -> Answer:
    """Let all that is about the other record be about this one."""
    kind, subject, other = visit.params["kind"], visit.params["subject"], visit.sent.get("other")
    place = visit.url("subject", kind=kind, subject=subject)
    _latest(visit, subject)
    if other == subject or not visit.cases.about(kind, other, by=visit.by):
        return GoTo(place)  # pressed twice, it is done already; and what is not there is not told from that
    try:
        visit.cases.subject_merged(kind, other, subject, by=visit.by)
    except Refused as refusal:
        return _page(visit, refusal)
    return GoTo(f"{place}?done=merged")


DOORS = (
    Door("/about/{kind}/{subject}/merge", "merge", merge),
    Door("/about/{kind}/{subject}/merge", "make_one", make_one, "POST"),
)
