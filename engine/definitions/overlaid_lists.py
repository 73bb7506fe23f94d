"""A shared list in an overlay: as far as the list lets councils change it, by its own `overlay:`."""

from __future__ import annotations

from engine.definitions.lists import OptionList
from engine.definitions.nodes import MapNode, text_of
from engine.definitions.overlay import Edit, Overlay, Path
from engine.findings import Code

LIST_LOCKED = Code(
    "O923",
    "A list that councils may not change like this",
    "Change its labels only, or ask for `overlay: extend` in the template.",
)
_WORDS = frozenset({"title", "label", "hint"})


def merged_list(overlay: Overlay, template: MapNode, own: MapNode, path: Path, apart: frozenset[str]) -> MapNode:
    """Return the template's list with the differences in *own*; those that the list does not let pass are told."""
    before = len(overlay.edits)
    made = overlay.merged(template, own, OptionList, path, apart)
    lock = text_of(template, "overlay") or "labels_only"
    for edit in overlay.edits[before:] if lock != "replace" else ():
        if not _is_let_pass(edit, lock):
            overlay.tell(LIST_LOCKED, _told(edit, path[0], lock), edit.node, edit.path, _hint(lock))
    return made


def _is_let_pass(edit: Edit, lock: str) -> bool:
    if edit.path[-1] in _WORDS and edit.kind in ("changed", "added"):
        return True
    # A new option is three steps down: the list, "options", and its code.
    return lock == "extend" and len(edit.path) == 3 and edit.kind in ("added", "moved")


def _told(edit: Edit, name: str, lock: str) -> str:
    allowed = "add options and change labels" if lock == "extend" else "change labels"
    what = {"added": "adds", "removed": "removes", "moved": "moves", "changed": "changes"}[edit.kind]
    return f'This {what} "{edit.path[-1]}"; of "{name}" councils may only {allowed}.'


def _hint(lock: str) -> str:
    wider = "replace" if lock == "extend" else "extend"
    return f'The template would have to say "overlay: {wider}" in the list.'
