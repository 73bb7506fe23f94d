"""What a folder holds, as a first orientation: its forms, workflows, lists and roles, each leading to its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiled import Definition
from engine.definitions.model import Kind
from engine.definitions.origins import Assembled
from engine.web.workshop.snapshot import Fragment, Snapshot


def contents(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return the titles of everything that is defined, with the place of each in the folder's own files."""
    if seen.good is None or seen.good_assembled is None:
        return Fragment("nothing_yet.html")
    return Fragment("contents.html", {"title": seen.good.title, "kinds": list(_kinds(seen, seen.good))})


def _kinds(seen: Snapshot, good: Definition) -> Iterator[Mapping[str, object]]:
    assert seen.good_assembled is not None
    found: tuple[tuple[Kind, Mapping[str, str]], ...] = (
        ("workflow", {name: one.definition.title for name, one in good.workflows.items()}),
        ("form", {name: one.definition.title for name, one in good.forms.items()}),
    )
    for kind, titles in found:
        yield {
            "kind": kind,
            "all": [
                {"id": name, "title": title, "place": _place(seen, seen.good_assembled, kind, name)}
                for name, title in titles.items()
            ],
        }


def _place(seen: Snapshot, assembled: Assembled, kind: Kind, name: str) -> str:
    """Return `file:line` where a definition stands, or nothing where that is not in this folder."""
    place = assembled.origins.place(kind, name, kind, key=True)
    return f"{place.file}:{place.line}" if place.file in seen.texts else ""
