"""What a case is linked with, as far as its link lets anybody read: a picture, with the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from engine.errors import EngineError
from engine.interop.link_picture import Linked, links_as_dot
from engine.interop.render import to_svg
from engine.sentences.say import say
from engine.service.links import SharedFact
from engine.web.case import head_of
from engine.web.visit import Answer, Door, Page, Visit
from engine.web.words import answer_in_words


def links(visit: Visit) -> Answer:
    """Show the linked cases as a picture and as a table."""
    head = head_of(visit)
    found = visit.cases.links(head.case, by=visit.by)
    boxes = tuple(Linked(one.title, _lines(visit, one.shared)) for one in found)
    dot = links_as_dot((head.called, head.case.reference), boxes)
    title = say(visit.language, "Linked cases")
    said = say(visit.language, "The table below says the same.")
    svg = Markup(_drawn(dot, title, said)) if dot else ""  # noqa: S704 - all that stands in it is escaped where it is drawn
    rows = [(one, _lines(visit, one.shared), _lines(visit, one.fields)) for one in found]
    return Page("links.html", {"head": head, "tab": "links", "svg": svg, "rows": rows})


def _lines(visit: Visit, facts: Sequence[SharedFact]) -> tuple[str, ...]:
    said = ((one.label, ", ".join(answer_in_words(visit.language, one.value, {}))) for one in facts)
    return tuple(f"{label}: {text}" for label, text in said if text)


@lru_cache(maxsize=64)
def _drawn(dot: str, title: str, description: str) -> str:
    """Return a picture as SVG; nothing where none can be drawn here, since the table says it all."""
    try:
        return to_svg(dot, id="links", title=title, description=description)
    except EngineError:
        return ""


DOORS = (Door("/case/{case}/links", "links", links),)
