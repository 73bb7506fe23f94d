"""All scenarios and all that exploring found: how far they are, and what came of them, drawn on the map and told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

from engine.cases.compiled import Definition
from engine.errors import EngineError
from engine.interop.covered import covered
from engine.interop.diagram import as_dot
from engine.interop.picture import picture_of
from engine.interop.render import to_svg
from engine.testing.coverage_goals import Key
from engine.web.workshop.play_all import Background, Ran
from engine.web.workshop.play_table import table_of
from engine.web.workshop.snapshot import Fragment, Snapshot

MOST_TOLD = 60
"""Sentences of what no scenario comes past; all of them are counted."""


def trials(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return what became of all scenarios, and of exploring."""
    if seen.good is None:
        return Fragment("nothing_yet.html")
    work = table_of(seen).background
    ran, explored = (work.ran, work.explorations) if isinstance(work, Background) else (Ran(), None)
    flows = seen.good.workflows
    chosen = asked.get("workflow", "")
    workflow = chosen if chosen in flows else next(iter(flows), "")
    example = _number(asked.get("example", ""))
    found = [(looked, one) for looked in (explored.found if explored else ()) for one in looked.examples]
    shown = found[example][1] if example is not None and example < len(found) else None
    if shown is not None:
        workflow = found[example or 0][0].workflow
    current = seen.good.release
    missed = ran.keys if ran.finished and ran.release == current else None
    here = shown.states if shown is not None else ()
    return Fragment(
        "trials.html",
        {
            "ran": ran,
            "is_old": bool(ran.release) and ran.release != current,
            "explored": explored,
            "titles": {name: one.definition.title for name, one in flows.items()},
            "workflow": workflow,
            "svg": Markup(_drawn(seen.good, workflow, missed, here)) if workflow else "",  # noqa: S704 - drawn by us
            "drawn_for": shown,
            "is_covered": missed is not None,
            "missed": ran.missed[:MOST_TOLD],
            "more": max(len(ran.missed) - MOST_TOLD, 0),
        },
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _drawn(definition: Definition, workflow: str, missed: frozenset[Key] | None, here: tuple[str, ...]) -> str:
    """Return the map, with what no scenario comes past marked, and where a way ends."""
    picture = picture_of(definition, workflow)
    if missed is not None:
        picture = covered(picture, missed)
    known = tuple(one for one in here if one in definition.workflows[workflow].states)
    return _svg(as_dot(picture, known), picture.id, picture.title, picture.description)


@lru_cache(maxsize=32)
def _svg(dot: str, name: str, title: str, description: str) -> str:
    try:
        return to_svg(dot, id=f"trial_{name}", title=title, description=description)
    except EngineError:
        return ""
