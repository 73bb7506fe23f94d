"""The one page of a workshop: the files, the text, what is wrong with it, and what is shown of it beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.errors import NotFound
from engine.sentences.languages import LANGUAGES
from engine.web.workshop.desk import Desk
from engine.web.workshop.rendering import Looking, rendered
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views import TABS, VIEWS


def screen(desk: Desk, looking: Looking) -> Fragment:
    """Return the whole page."""
    tabs = [{"name": name, "title": title.said(looking.language)} for name, title in TABS.items()]
    about = {"folder": desk.folder.resolve().name, "tabs": tabs, "languages": list(LANGUAGES)}
    return Fragment("screen.html", about)


def viewed(seen: Snapshot, looking: Looking, name: str, asked: Mapping[str, str]) -> Fragment:
    """Return a view, marked where it is not of what is typed. Raises NotFound for one that there is not."""
    view = VIEWS.get(name)
    if view is None:
        raise NotFound
    inside = rendered(looking, view(replace(seen, language=looking.language), asked))
    return Fragment("view.html", {"inside": inside, "is_good": seen.is_good, "is_there": seen.good is not None})
