"""Floors: what the template locks, compared with what is left of it after a council's differences are merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from engine.checks.book import MANIFEST, Book
from engine.definitions.grown import as_row, said
from engine.definitions.locks import Lock, is_starred
from engine.definitions.nodes import MapNode, Node, TextNode
from engine.definitions.origins import Origins, Over
from engine.definitions.overlay import Edit
from engine.definitions.walking import Path, found, is_there
from engine.definitions.words import Duration, read_duration
from engine.findings import Code, Finding, Place, listed, suggestion

LOOSENED = Code(
    "O920", "A floor that is loosened", "Keep to what the template allows, or have it approved: approved_exceptions."
)
LOCKS_NOTHING = Code("O921", "A lock of something that is not there", "Name what is there.")
NOT_NEEDED = Code("O922", "An exception that nothing needs", "Take it out.", "warning")


@dataclass(frozen=True, slots=True)
class Floor:
    """What the template locks at one place, and what the council has there instead, where that goes below it."""

    path: Path
    lock: Lock
    before: Node
    now: Node | None

    @property
    def dotted(self) -> str:
        return ".".join(self.path)


def locks_lock_something(book: Book) -> Iterator[Finding]:
    """What is locked is there."""
    over = book.origins.over
    inherited = _locks(over)
    for pattern in book.configuration.manifest.locked:
        if pattern in inherited or is_there(book.origins.nodes, pattern):
            continue  # what a council took away of the template's is told as loosened
        above, _, last = pattern.rpartition(".")
        near = [path[-1] for path, _ in found(book.origins.nodes, f"{above}.*")] if above else []
        hint = LOCKS_NOTHING.remedy if is_starred(pattern) else suggestion(last, near, what="things there")
        message = f'There is nothing at "{pattern}" to lock.'
        yield book.finding(LOCKS_NOTHING, message, MANIFEST.at("locked", pattern), hint, key=True)


def locks_stay(book: Book) -> Iterator[Finding]:
    """A council adds locks of its own, and changes none of the template's."""
    over = book.origins.over
    for edit in over.edits if over is not None else ():
        if edit.path[0] == "locked" and edit.kind != "added":
            message = f'"{".".join(edit.path[1:])}" is locked by the template, and the lock itself cannot be changed.'
            yield Finding(LOOSENED, message, edit.place, "Take this out.", ".".join(edit.path))


def floors_hold(book: Book) -> Iterator[Finding]:
    """Nothing that the template locks is loosened, but for what was approved."""
    over = book.origins.over
    if over is None:
        return
    approved = [one.path for one in book.configuration.manifest.approved_exceptions]
    for floor in gone_below(book.origins):
        if floor.dotted in approved:
            continue
        place = where(floor, over)
        message, hint = told(floor, book.configuration.manifest.title)
        yield Finding(LOOSENED, message, place.place if place else _extends(book), hint, floor.dotted)


def exceptions_are_needed(book: Book) -> Iterator[Finding]:
    """Every exception that was approved is of a floor that the council goes below."""
    below = {floor.dotted for floor in gone_below(book.origins)}
    for number, one in enumerate(book.configuration.manifest.approved_exceptions):
        if one.path not in below:
            message = f'Nothing at "{one.path}" needs an exception.'
            yield book.finding(NOT_NEEDED, message, MANIFEST.at("approved_exceptions", number, "path"))


def floors_of(book: Book) -> list[Floor]:
    """Return every floor that the council goes below, approved or not."""
    return list(gone_below(book.origins))


def _locks(over: Over | None) -> dict[str, Lock]:
    base = over.template.configuration if over is not None else None
    return {} if base is None else dict(base.manifest.locked)


def gone_below(origins: Origins) -> Iterator[Floor]:
    """Yield every floor that what extends a template goes below, approved or not."""
    over = origins.over
    if over is None:
        return
    for pattern, lock in _locks(over).items():
        for path, before in found(over.template.origins.nodes, pattern):
            now = next((node for _, node in found(origins.nodes, ".".join(path))), None)
            if now is None and is_starred(pattern) and not _is_there(origins, path[:-1]):
                continue  # all of it was taken away, which this lock does not speak of
            if not _holds(lock, before, now):
                yield Floor(path, lock, before, now)


def _is_there(origins: Origins, path: Path) -> bool:
    return next(found(origins.nodes, ".".join(path)), None) is not None


def _holds(lock: Lock, before: Node, now: Node | None) -> bool:
    if now is None:
        return False
    match lock:
        case "may not change":
            return said(before) == said(now)
        case "may not be removed":
            return True
        case "may only get shorter" | "may only get longer":
            was, became = _length(before), _length(now)
            if was is None or became is None or was.unit != became.unit:
                return said(before) == said(now)
            return became.amount <= was.amount if lock == "may only get shorter" else became.amount >= was.amount
        case "may only grow":
            return _items(before) <= _items(now)
        case "may only shrink":
            return _items(now) <= _items(before)


def _length(node: Node) -> Duration | None:
    try:
        return read_duration(node.value) if isinstance(node, TextNode) else None
    except PydanticCustomError:
        return None


def _items(node: Node) -> set[str]:
    """Return what a list holds; of settings by id their ids."""
    return set(node.entries) if isinstance(node, MapNode) else {str(said(one)) for one in as_row(node)}


def where(floor: Floor, over: Over) -> Edit | None:
    """Return the difference that goes below a floor: the nearest to it."""
    near = [
        edit
        for edit in over.edits
        if edit.path[: len(floor.path)] == floor.path or floor.path[: len(edit.path)] == edit.path
    ]
    return max(near, key=lambda edit: len(edit.path), default=None)


def _extends(book: Book) -> Place:
    return book.origins.place("configuration", "", "extends")


def told(floor: Floor, council: str) -> tuple[str, str]:
    """Return the sentence about a floor that *council* goes below, and what to do."""
    *above, last = floor.path
    what = f'"{last}" of "{above[-1]}"' if above else f'"{last}"'
    if floor.now is None:
        return f"{council} removes {what}; the template fixes that it stays.", LOOSENED.remedy
    now = str(floor.now.value) if isinstance(floor.now, TextNode) else ""
    before = str(floor.before.value) if isinstance(floor.before, TextNode) else ""
    match floor.lock:
        case "may only get shorter" | "may only get longer":
            limit = "less" if floor.lock == "may only get shorter" else "more"
            return f"{council} sets {what} to {now}; the template allows {before} or {limit}.", LOOSENED.remedy
        case "may only grow":
            missing = listed(sorted(_items(floor.before) - _items(floor.now)))
            return f"{council} takes {missing} from {what}; the template lets it only grow.", LOOSENED.remedy
        case "may only shrink":
            more = listed(sorted(_items(floor.now) - _items(floor.before)))
            return f"{council} adds {more} to {what}; the template lets it only shrink.", LOOSENED.remedy
        case _:
            return f"{council} changes {what}; the template fixes it.", LOOSENED.remedy
