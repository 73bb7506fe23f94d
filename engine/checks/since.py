"""Whether `changes` say what became of all that an older version has: then cases and answers find their place.

Asked only where that version is at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.changes import called_today
from engine.cases.compiled import CompiledForm, CompiledWorkflow, Definition
from engine.cases.compiling.workshop import Spot
from engine.cases.places_now import places_now
from engine.checks.book import Book
from engine.definitions.changes import Change, PlaceChange
from engine.definitions.fields import AnyField, own_fields
from engine.definitions.versions import version_key
from engine.findings import Code, Finding, suggestion

NO_PLACE = Code("O906", "Something of an older version without a place", "Add it under changes.")
NOTHING_SAID = Code("O907", "A question of an older version of which nothing is said", "Add it under changes.")
NEVER_WAS = Code("O908", "A change of something that the older version does not have", "Write what it was called then.")


def nothing_is_lost(book: Book, old: Definition) -> Iterator[Finding]:
    """Yield what cases and answers of the version *old* have, and this one has no place for."""
    for name, flow in old.workflows.items():
        new = book.definition.workflows.get(name)
        if new is None:
            message = f'Version {old.version} has the workflow "{name}", which is gone: its cases cannot be moved.'
            place = book.origins.place("configuration", "", "version")
            yield Finding(NO_PLACE, message, place, "Keep it, as long as there are cases of it.", name)
        else:
            yield from _places(book, old, flow, new)
            yield from _left_of_workflow(book, old, flow, new)
    for name, form in old.forms.items():
        now = book.definition.forms.get(name)
        if now is not None:
            yield from _questions(book, old, form, now)
            yield from _left_of_form(book, old, form, now)


def _places(book: Book, old: Definition, flow: CompiledWorkflow, new: CompiledWorkflow) -> Iterator[Finding]:
    places = places_now(flow, new)
    live = {path: path for path, one in flow.states.items() if not one.definition.ending}
    for kind, known, found in (
        ("state", live, places.states),
        ("task", flow.work.tasks, places.tasks),
        ("deadline", flow.deadlines, places.deadlines),
    ):
        for name in known:
            if name not in found:
                version = book.configuration.manifest.version
                message = f'Version {old.version} has a {kind} "{name}" with no place in {version}.'
                spot = Spot("workflow", new.id, ("changes",))
                hint = f"Add it under changes: {{in: {version}, {kind}: {name}, to: ...}}"
                yield book.finding(NO_PLACE, message, _or_first(book, spot), hint, key=True)


def _questions(book: Book, old: Definition, form: CompiledForm, now: CompiledForm) -> Iterator[Finding]:
    present = set(now.by_id) | {name for name, _ in own_fields(_fields(now))}
    for name in _fields(form):
        today = called_today(now, {name: name})
        is_told = any(name in (one.rename, one.drop) for one in now.definition.changes)
        if not is_told and not set(today) <= present:
            version = book.configuration.manifest.version
            message = f'Version {old.version} asks "{name}", and nothing says what became of the answers.'
            hint = f"Add it under changes: {{in: {version}, drop: {name}}}, or rename with to."
            spot = Spot("form", now.id, ("changes",))
            yield book.finding(NOTHING_SAID, message, _or_first(book, spot), hint, key=True)


def _left_of_workflow(book: Book, old: Definition, flow: CompiledWorkflow, new: CompiledWorkflow) -> Iterator[Finding]:
    for index, change in enumerate(new.definition.changes):
        spot = Spot("workflow", new.id, ("changes", index))
        known = _of_kind(flow, change)
        if _is_since(book, spot.at("in"), change.since, old) and change.old not in known:
            message = f'Version {old.version} has no {change.kind} "{change.old}".'
            yield book.finding(NEVER_WAS, message, spot.at(change.kind), suggestion(change.old, known, what="names"))


def _left_of_form(book: Book, old: Definition, form: CompiledForm, now: CompiledForm) -> Iterator[Finding]:
    known = _fields(form)
    for index, change in enumerate(now.definition.changes):
        spot = Spot("form", now.id, ("changes", index))
        if change.old is None or "." in change.old or not _is_since(book, spot.at("in"), change.since, old):
            continue
        if change.old not in known and change.old not in _made_since(now.definition.changes, change):
            message = f'Version {old.version} does not ask "{change.old}".'
            yield book.finding(
                NEVER_WAS, message, spot.at(change.kind), suggestion(change.old, known, what="questions")
            )


def _made_since(changes: tuple[Change, ...], change: Change) -> set[str]:
    """Return what other changes made, which *change* may have changed further."""
    return {name for one in changes if one is not change for name in (one.to, one.new) if name}


def _of_kind(flow: CompiledWorkflow, change: PlaceChange) -> list[str]:
    match change.kind:
        case "state":
            return list(flow.names)
        case "task":
            return list(flow.work.tasks)
        case "deadline":
            return list(flow.deadlines)
        case "action":
            return list(flow.titles)


def _is_since(book: Book, spot: Spot, since: str, old: Definition) -> bool:
    """Whether a change was made after *old*: by a configuration that counts as that does."""
    counts_alike = book.version_at(spot) == book.configuration.manifest.version
    return counts_alike and version_key(since) > version_key(old.version)


def _fields(form: CompiledForm) -> Mapping[str, AnyField]:
    return {name: one for _, name, one in form.definition.placed_fields() if one.asks}


def _or_first(book: Book, spot: Spot) -> Spot:
    """Return *spot*, or the beginning of the definition where there are no changes yet."""
    node = book.origins.nodes[spot.kind, spot.name]
    found = book.origins.node(spot.kind, spot.name, *spot.path)
    return spot if found is not node else Spot(spot.kind, spot.name, (spot.kind,))
