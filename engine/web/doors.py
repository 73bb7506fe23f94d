"""Every address of the pages, in one place."""

from __future__ import annotations

from engine.web import (
    case,
    entrance,
    finding,
    forms,
    forms_at_once,
    forms_correct,
    forms_keep,
    forms_submit,
    links,
    merging,
    people,
    steps,
    subject,
    tasks,
    worklist,
)
from engine.web.visit import Door

DOORS: tuple[Door, ...] = (
    *entrance.DOORS,
    *worklist.DOORS,
    *finding.DOORS,
    *case.DOORS,
    *links.DOORS,
    *tasks.DOORS,
    *people.DOORS,
    *steps.DOORS,
    *subject.DOORS,
    *merging.DOORS,
    *forms.DOORS,
    *forms_at_once.DOORS,
    *forms_correct.DOORS,
    *forms_keep.DOORS,
    *forms_submit.DOORS,
)
