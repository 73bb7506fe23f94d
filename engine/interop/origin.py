"""Where a setting comes from: what it says, whose file says so, what the template said, why it differs, what fixes it.

Paths are those that `locked` and `remove` write: ids joined by dots, a question without its page, `*` for any one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from engine.checks.book import Book
from engine.definitions.configuration import Configuration
from engine.definitions.locks import Lock
from engine.definitions.nodes import ListNode, MapNode, Node, TextNode, text_of
from engine.definitions.origins import Origins, Over
from engine.definitions.overlay import Edit
from engine.definitions.walking import Path, found
from engine.findings import Place, did_you_mean, listed, suggestion
from engine.interop.question import Line
from engine.interop.question_explained import Explained
from engine.sentences.say import Sentence, say

SAYS = Sentence("What it says")
WHOSE = Sentence("Who says so")
BEFORE = Sentence("What the template says")
WHY = Sentence("Why it differs")
INSIDE = Sentence("What differs inside it")
FIXED = Sentence("What councils may do with it")
Kind: TypeAlias = Literal["changed", "added", "removed", "moved"]
_DONE: dict[Kind, Sentence] = {
    "changed": Sentence("{whose}: changed"),
    "added": Sentence("{whose}: added"),
    "removed": Sentence("{whose}: removed"),
    "moved": Sentence("{whose}: moved"),
}

_LONGEST = 200


def paths_at(book: Book, path: str) -> list[Path]:
    """Return what *path* stands for, in order, with what a council removed of it; nothing where there is nothing."""
    over = book.origins.over
    here = [one for one, _ in found(book.origins.nodes, path)]
    there = found(over.template.origins.nodes, path) if over is not None else ()
    return list(dict.fromkeys([*here, *(one for one, _ in there)]))


def explain_path(book: Book, path: Path) -> Explained:
    """Return where what is at *path* comes from: one of `paths_at`."""
    language, over = book.definition.language, book.origins.over
    node = _at(book.origins, path)
    edit = _edit_of(over, path) if over is not None else None
    inside = _inside(book, path)
    if edit is None and isinstance(node, ListNode) and inside:
        edit = replace(inside[0], kind="changed")  # what it adds and drops makes another list of it
    there: Node | None = node
    if over is not None and edit is None and not isinstance(node, TextNode):
        # Around what a council changes stands the council's file; what is at the path itself is still the template's.
        there = _beneath(over.template.origins, path) or node
    lines = [] if node is None else [Line(SAYS.said(language), _said(node))]
    place = there.place if there is not None else edit.place if edit is not None else None
    assert place is not None  # something is at the path, or was removed by a difference
    lines.append(Line(WHOSE.said(language), _done(book, edit, why=False) if edit else whose(book, place.file)))
    lines += _before(book, path, edit)
    if edit is not None and edit.why:
        lines.append(Line(WHY.said(language), edit.why))
    lines += [*differences_inside(book, path), *_fixed(book, path)]
    return Explained(".".join(path), _called(node, path), place, tuple(lines), whose(book, place.file))


def differences_inside(book: Book, path: Path) -> Iterator[Line]:
    """Yield each difference of the council from its template inside what is at *path*."""
    for edit in _inside(book, path):
        heading = INSIDE.said(book.definition.language)
        yield Line(heading, ".".join(edit.path[len(path) :]), edit.place, _done(book, edit))


def with_provenance(book: Book, found: Explained) -> Explained:
    """Return an explanation in which every line says whose it is: the template's, or what the council did, and why."""
    if book.origins.over is None:
        return found
    lines = (
        replace(one, whose=provenance(book, one.place)) if one.place and not one.whose else one for one in found.lines
    )
    return replace(found, lines=tuple(lines), whose=found.whose or provenance(book, found.place))


def provenance(book: Book, place: Place) -> str:
    """Return whose line *place* is, and what a council did there and why; nothing where nothing is extended."""
    over = book.origins.over
    if over is None:
        return ""
    here = [edit for edit in over.edits if edit.place.file == place.file]
    inside = [edit for edit in here if edit.node.line <= place.line <= max(edit.node.end_line, edit.part.end_line)]
    if inside:
        return _done(book, max(inside, key=lambda edit: (edit.node.line, len(edit.path))))
    below = next((edit for edit in here if edit.node.line == place.line + 1), None)
    # The name of what is changed stands on a line of its own, above what it is changed to.
    return whose(book, place.file) if below is None else _done(book, below, "changed")


def whose(book: Book, file: str) -> str:
    """Return the id and version of the configuration that has *file*: the council's, or a template's."""
    configuration: Configuration | None = book.configuration
    over = book.origins.over
    while over is not None and file not in over.files:
        configuration, over = over.template.configuration, over.template.origins.over
    assert configuration is not None
    return f"{configuration.manifest.configuration} {configuration.manifest.version}"


def known_at(book: Book, path: str) -> str:
    """Return a hint for a path where nothing is: what is there, as far as the path leads."""
    steps = path.split(".")
    for length in range(len(steps) - 1, 0, -1):
        above = ".".join(steps[:length])
        if any(True for _ in found(book.origins.nodes, above)):
            known = sorted({one[-1] for one, _ in found(book.origins.nodes, f"{above}.*")})
            near = did_you_mean(steps[length], known)
            return f'Did you mean "{above}.{near}"?' if near else f'In "{above}" there are: {listed(known)}.'
    named = [name for kind, name in book.origins.nodes if name and kind != "translation"]
    return suggestion(steps[0], named, what="definitions")


def _at(origins: Origins, path: Path) -> Node | None:
    return next((one for _, one in found(origins.nodes, ".".join(path))), None)


def _beneath(origins: Origins, path: Path) -> Node | None:
    """Return what the lowest template that has anything at *path* says, from the top down to where it was changed."""
    node = _at(origins, path)
    if node is None or origins.over is None or _edit_of(origins.over, path) is not None:
        return node
    return _beneath(origins.over.template.origins, path) or node


def _edit_of(over: Over, path: Path) -> Edit | None:
    """Return the difference that made what is at *path* what it is: its own, or of what it stands in."""
    near = [
        edit
        for edit in over.edits
        if edit.path == path or (edit.kind != "moved" and edit.path == path[: len(edit.path)])
    ]
    return max(near, key=lambda edit: (len(edit.path), edit.kind != "moved"), default=None)


def _inside(book: Book, path: Path) -> list[Edit]:
    over = book.origins.over
    edits = over.edits if over is not None else ()
    return [edit for edit in edits if len(edit.path) > len(path) and edit.path[: len(path)] == path]


def _done(book: Book, edit: Edit, kind: Kind | None = None, *, why: bool = True) -> str:
    own = f"{book.configuration.manifest.configuration} {book.configuration.manifest.version}"
    done = _DONE[kind or edit.kind].said(book.definition.language, whose=own)
    return f"{done} ({edit.why})" if edit.why and why else done


def _before(book: Book, path: Path, edit: Edit | None) -> Iterator[Line]:
    over = book.origins.over
    if over is None or edit is None:
        return
    before = _beneath(over.template.origins, path)
    if before is not None:
        file = before.source.file
        yield Line(BEFORE.said(book.definition.language), _said(before), before.place, whose(book, file))


def _fixed(book: Book, path: Path) -> Iterator[Line]:
    """Yield what is locked here, and what was approved in spite of it."""
    manifest, dotted = book.configuration.manifest, ".".join(path)
    heading = FIXED.said(book.definition.language)
    for pattern, lock in manifest.locked.items():
        if _binds(book, pattern, lock, path):
            place = book.origins.place("configuration", "", "locked", pattern, key=True)
            yield Line(heading, f"{pattern}: {lock}", place)
    for number, one in enumerate(manifest.approved_exceptions):
        if one.path == dotted:
            place = book.origins.place("configuration", "", "approved_exceptions", number)
            words = say(
                book.definition.language,
                "an exception was approved by {who} on {day}: {why}",
                who=one.who,
                day=one.when.isoformat(),
                why=one.why,
            )
            yield Line(heading, words, place)


def _binds(book: Book, pattern: str, lock: Lock, path: Path) -> bool:
    """Whether a lock is of what is at *path*, or of all that it stands in."""
    over = book.origins.over
    nodes = book.origins.nodes if over is None else {**over.template.origins.nodes, **book.origins.nodes}
    bound = {one for one, _ in found(nodes, pattern)}
    return path in bound or (lock == "may not change" and any(path[: len(one)] == one for one in bound if one))


def _said(node: Node) -> str:
    """Return what a node says, in one line: a text, the items of a list, the names of settings."""
    match node:
        case TextNode():
            text = " ".join(node.value.split())
            return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        case ListNode():
            return listed(_items(node.items))
        case _:
            return listed(node.entries)


def _items(nodes: Iterable[Node]) -> Iterator[str]:
    for number, one in enumerate(nodes):
        if isinstance(one, MapNode):
            yield text_of(one, "id") or next(iter(one.entries), f"{number}")
        else:
            yield _said(one)


def _called(node: Node | None, path: Path) -> str:
    """Return what people call what is explained: its title or label, what it says, or its id."""
    if isinstance(node, MapNode):
        return text_of(node, "title") or text_of(node, "label") or path[-1]
    return _said(node) if isinstance(node, TextNode) else path[-1]
