"""A council's differences, merged node by node with its template, before any model sees a definition.

So every place survives: what a council changed points at the council's file, and all else at the template's. Maps
merge, by id or setting; a list replaces, or says what it adds and drops; decision rules merge by their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from engine.definitions.fields import FieldBase
from engine.definitions.grown import Grown, Row, Settings, Things, as_row, grown, said, written_out
from engine.definitions.model import Model
from engine.definitions.nodes import Entry, ListNode, MapNode, Node, TextNode, text_of
from engine.definitions.removing import known_beside, taken_out
from engine.definitions.tasks import AdHocTask, Task
from engine.definitions.workflows import Action
from engine.findings import Code, Finding, Place, suggestion

NOT_IN_TEMPLATE = Code("O913", "Something that the template does not have", "Correct the id, or say that it is new.")
NOT_BESIDE = Code("O914", "A place that is not there", 'Name what is there, with "before" or "after".')
ELSEWHERE = Code("O915", "Something that is changed in another file", "Change it in the file that has it.")
NOT_LISTED = Code("O916", "A list that cannot be changed like this", "Add what is not in the list; drop what is.")
NOTHING_REMOVED = Code("O917", "A removal of something that is not there", "Name what the template has.")
THERE_ALREADY = Code("O928", "Something new that the template has", "Take out new, or choose another id.")
NO_DIFFERENCE = Code("O919", "A difference that is none", "Take it out: the template says so already.", "warning")

Path: TypeAlias = tuple[str, ...]
PLACES = ("before", "after")
_ABOUT = frozenset({"why", "new", *PLACES})
"""What an overlay says of a difference, and no model takes."""
_GROW = frozenset({"changes", "always"})
"""Lists to which an overlay only adds."""


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One difference as the council wrote it. *path* says of what, *node* where, and *why* what was said of it.

    *part* is the node by which a merge can leave it undone.
    """

    kind: Literal["changed", "added", "removed", "moved"]
    path: Path
    node: Node
    part: Node
    why: str = ""

    @property
    def place(self) -> Place:
        return self.node.place


class Overlay:
    """The differences of one council while they are merged, definition by definition. *undone* are left out."""

    def __init__(self, findings: list[Finding], undone: Collection[Node] = ()) -> None:
        self.findings, self.undone = findings, frozenset(undone)
        self.edits: list[Edit] = []

    def merged(self, template: MapNode, own: MapNode, model: type[Model], path: Path, apart: frozenset[str]) -> MapNode:
        """Return *template* with the differences in *own*, whose settings *apart* just take the template's place.

        What cannot be merged is told, and left as it was.
        """
        entries = {name: entry for name, entry in own.entries.items() if name not in apart | {"remove"}}
        made = self._settings(
            self._removed(template, own, path), replace(own, entries=entries), model, path, why_of(own)
        )
        kept = {name: entry for name, entry in own.entries.items() if name in apart}
        return replace(made, entries={**made.entries, **kept}) if kept else made

    def is_new(self, entry: Entry, sign: str, known: Sequence[str], path: Path) -> bool:
        """Return whether something that the template does not have says so by *sign*; tell it otherwise."""
        value = entry.value
        if isinstance(value, MapNode) and (sign in value.entries or text_of(value, "new") == "true"):
            return True
        word = {"type": 'give it a "type"', "by": 'say "by" whom it is done'}.get(sign, 'write "new: true" in it')
        hint = f"{suggestion(path[-1], known, what='ids')} If it is new, {word}."
        self.tell(NOT_IN_TEMPLATE, f'The template has no "{path[-1]}" here.', entry.key, path, hint)
        return False

    def note(self, kind: Literal["changed", "added", "removed", "moved"], path: Path, at: Node, why: str) -> None:
        """Keep a difference that is told at *at*, and left undone by it."""
        self.edits.append(Edit(kind, path, at, at, why))

    def tell(self, code: Code, message: str, node: Node, path: Path, hint: str = "") -> None:
        """Tell a mistake at *node*."""
        self.findings.append(Finding(code, message, node.place, hint or code.remedy, ".".join(path)))

    def merge(self, template: Entry, own: Entry, annotation: object, path: Path, why: str) -> Entry:
        """Return the template's setting with what the council says of it."""
        if own.value in self.undone:
            return template
        shape = grown(annotation, template.value)
        old, new = template.value, own.value
        if isinstance(shape, Row):
            return Entry(own.key, self._row(old, own, annotation, shape, path, why))
        if isinstance(old, TextNode) and isinstance(new, MapNode) and _is_named(annotation, new):
            self._tell_elsewhere(old, own, path)
            return template
        if isinstance(grown(annotation, new), Settings | Things):
            old, new = written_out(annotation, old), written_out(annotation, new)
        if isinstance(old, MapNode) and isinstance(new, MapNode):
            shape = grown(annotation, old)
            if isinstance(shape, Settings):
                if text_of(new, "new") == "true" and shape.inside("new") is None:
                    message = f'The template has "{path[-1]}" already, so it is not new.'
                    self.tell(THERE_ALREADY, message, new.entries["new"].key, path)
                return Entry(own.key, self._settings(old, new, shape.model, path, why_of(new) or why))
            if isinstance(shape, Things):
                return Entry(own.key, self.things(old, new, shape.of, path, why))
        return Entry(own.key, self._replaced(old, new, path, why))

    def _settings(self, template: MapNode, own: MapNode, model: type[Model], path: Path, why: str) -> MapNode:
        shape = Settings(model)
        entries = dict(template.entries)
        for name, entry in own.entries.items():
            annotation, here = shape.inside(name), (*path, name)
            if (name in _ABOUT and annotation is None) or entry.value in self.undone:
                continue
            there = entries.get(name)
            if there is None and _is_list_edit(entry.value) and isinstance(grown(annotation, entry.value), Row):
                entries[name] = Entry(entry.key, self._edited(_by_default(model, name, entry), entry.value, here, why))
            elif there is None:
                entries[name] = self.added(annotation, entry, here, why)
            elif name in _GROW:
                entries[name] = self._longer(there, entry, annotation, here, why)
            elif annotation is None:
                entries[name] = Entry(entry.key, self._replaced(there.value, entry.value, here, why))
            else:
                entries[name] = self.merge(there, entry, annotation, here, why)
        return MapNode(own.source, own.start, own.end, entries)

    def things(self, template: MapNode, own: MapNode, annotation: object, path: Path, why: str) -> MapNode:
        """Return things by their ids: those of the template, changed, and new ones where they say they stand."""
        entries = dict(template.entries)
        for name, entry in own.entries.items():
            if entry.value in self.undone:
                continue
            here = (*path, name)
            if name in entries:
                entries[name] = self.merge(entries[name], entry, annotation, here, why)
            else:
                sign = _sign_of(grown(annotation, entry.value))
                if sign and not self.is_new(entry, sign, list(template.entries), here):
                    continue
                entries[name] = self.added(annotation, entry, here, why)
        for name in in_turn({name: entry.value for name, entry in own.entries.items()}):
            entries = self.placed(entries, name, own.entries[name].value, (*path, name))
        return MapNode(own.source, own.start, own.end, entries)

    def added(self, annotation: object, entry: Entry, path: Path, why: str, *, part: Node | None = None) -> Entry:
        """Return what the template does not have, without what is said about the difference.

        *part* is the node by which it is left undone, where that is another than what is added.
        """
        own_why = why_of(entry.value) if isinstance(entry.value, MapNode) else ""
        self.edits.append(Edit("added", path, entry.key, part or entry.value, own_why or why))
        return Entry(entry.key, cleaned(annotation, entry.value))

    def placed(self, entries: dict[str, Entry], name: str, own: Node, path: Path) -> dict[str, Entry]:
        """Return *entries* with what is called *name* where its `before` or `after` puts it."""
        for way in PLACES if isinstance(own, MapNode) and name in entries else ():
            place = own.entries[way].value if isinstance(own, MapNode) and way in own.entries else None
            if not isinstance(place, TextNode) or place in self.undone:
                continue
            if place.value == name or place.value not in entries:
                known = [one for one in entries if one != name and not one.isdigit()]
                message = f'There is no "{place.value}" here that "{name}" could stand {way}.'
                self.tell(NOT_BESIDE, message, place, path, suggestion(place.value, known, what="ids"))
                continue
            moved = _moved(entries, name, place.value, 0 if way == "before" else 1)
            if list(moved) != list(entries):
                assert isinstance(own, MapNode)
                self.note("moved", path, place, why_of(own))
            entries = moved
        return entries

    def _replaced(self, old: Node, new: Node, path: Path, why: str) -> Node:
        if said(old) == said(new):
            self.tell(NO_DIFFERENCE, f'The template says the same of "{path[-1]}".', new, path)
            return old
        self.note("changed", path, new, why)
        return new

    def _tell_elsewhere(self, template: TextNode, own: Entry, path: Path) -> None:
        message = f'The options of "{path[-2]}" are those of "{template.value}", so they cannot be changed here.'
        self.tell(ELSEWHERE, message, own.key, path, f'Change them where "{template.value}" has them.')

    # Lists

    def _longer(self, template: Entry, own: Entry, annotation: object, path: Path, why: str) -> Entry:
        """Return a list to which the council only adds."""
        shape = grown(annotation, own.value)
        of = shape.of if isinstance(shape, Row) else None
        items = [one for one in as_row(own.value) if one not in self.undone]
        for number, one in enumerate(items):
            self.note("added", (*path, f"{number}"), one, why_of(one) if isinstance(one, MapNode) else why)
        there = (*as_row(template.value), *(cleaned(of, one) for one in items))
        return Entry(own.key, ListNode(own.value.source, own.value.start, own.value.end, there))

    def _row(self, template: Node, own: Entry, annotation: object, shape: Row, path: Path, why: str) -> Node:
        if _is_list_edit(own.value):
            return self._edited(as_row(written_out(annotation, template)), own.value, path, why)
        inside = grown(shape.of, _any_map(own.value))
        if isinstance(inside, Settings) and "id" in inside.model.model_fields and any(map(_id, as_row(own.value))):
            return self._rules(written_out(annotation, template), own.value, inside.model, path, why)
        made = self._replaced(template, own.value, path, why)
        return made if made is template else cleaned(annotation, made)

    def _edited(self, template: Sequence[Node], own: Node, path: Path, why: str) -> ListNode:
        """Return a list with what the council adds, and without what it drops."""
        assert isinstance(own, MapNode)
        items = list(template)
        asked = [(way, one) for way in ("drop", "add") if way in own.entries for one in as_row(own.entries[way].value)]
        for way, one in asked:
            if one in self.undone:
                continue
            word = one.value if isinstance(one, TextNode) else "this"
            here = (*path, word)
            there = next((item for item in items if said(item) == said(one)), None)
            if way == "add" and there is None:
                items.append(one)
                self.note("added", here, one, why)
            elif way == "drop" and there is not None:
                items.remove(there)
                self.note("removed", here, one, why)
            elif way == "add":
                self.tell(NOT_LISTED, f'"{word}" is in the list already.', one, here, "Take it out here.")
            else:
                known = [item.value for item in template if isinstance(item, TextNode)]
                hint = suggestion(word, known, what="items")
                self.tell(NOT_LISTED, f'"{word}" is not in the list, so it cannot be dropped.', one, here, hint)
        return ListNode(own.source, own.start, own.end, tuple(items))

    def _rules(self, template: Node, own: Node, model: type[Model], path: Path, why: str) -> ListNode:
        """Return a list in which each item of the council has found its place by its id."""
        entries = {_id(one) or f"{number}": Entry(_key(one), one) for number, one in enumerate(as_row(template))}
        last = next((name for name, entry in entries.items() if _is_else(entry.value)), None)
        placed: dict[str, Node] = {}
        for one in as_row(own):
            name = _id(one) or (last if _is_else(one) else None)
            if one in self.undone or not isinstance(one, MapNode):
                continue
            here = (*path, name or "else")
            if name is None:
                message = "This has no id, and the others have."
                self.tell(NOT_IN_TEMPLATE, message, _key(one), path, 'Give it an "id".')
                continue
            if name in entries:
                old = entries[name].value
                assert isinstance(old, MapNode)
                settings = {key: entry for key, entry in one.entries.items() if key != "id"}
                made = self._settings(old, replace(one, entries=settings), model, here, why_of(one) or why)
                entries[name] = Entry(_key(one), made)
            elif _is_whole(one, model):
                self.edits.append(Edit("added", here, _key(one), one, why_of(one) or why))
                entries[name] = Entry(_key(one), without(one, *_ABOUT))
                if last is not None:
                    entries = _moved(entries, name, last, 0)  # a new rule comes before the else
            else:
                known = [key for key in entries if not key.isdigit()]
                message = f'The template has no "{name}" here.'
                hint = f"{suggestion(name, known, what='ids')} If it is new, it has to be whole."
                self.tell(NOT_IN_TEMPLATE, message, _key(one), here, hint)
                continue
            placed[name] = one
        for name in in_turn(placed):
            entries = self.placed(entries, name, placed[name], (*path, name))
        return ListNode(own.source, own.start, own.end, tuple(entry.value for entry in entries.values()))

    def _removed(self, template: MapNode, own: MapNode, path: Path) -> MapNode:
        """Return the template without what the council removes."""
        listed = own.entries["remove"].value if "remove" in own.entries else None
        for one in as_row(listed) if listed is not None else ():
            if not isinstance(one, TextNode) or one in self.undone:
                continue
            steps = tuple(one.value.split("."))
            left = taken_out(template, steps)
            if left is None:
                known = known_beside(template, steps)
                message = f'There is no "{one.value}" in the template to remove.'
                hint = suggestion(steps[-1], known, what="ids")
                self.tell(NOTHING_REMOVED, message, one, (*path, *steps), hint)
                continue
            template = left
            self.note("removed", (*path, *steps), one, why_of(own))
        return template


def in_turn(own: Mapping[str, Node]) -> list[str]:
    """Return the names in *own* in the order in which they are placed, whatever the order in which they are written.

    What stands beside something else that is placed comes after that. Of several after the same, the first stays first.
    """
    beside = {name: list(_beside(node)) for name, node in own.items()}
    order = {name: number for number, name in enumerate(own)}

    def depth(name: str, been: frozenset[str] = frozenset()) -> int:
        anchors = [one for _, one in beside.get(name, ()) if one in own and one not in been]
        return max((1 + depth(one, been | {name}) for one in anchors), default=0)

    def turn(name: str) -> tuple[int, int]:
        return depth(name), -order[name] if any(way == "after" for way, _ in beside[name]) else order[name]

    return sorted((name for name in own if beside[name]), key=turn)


def _beside(node: Node) -> Iterator[tuple[str, str]]:
    """Yield how and beside what *node* says that it stands."""
    for way in PLACES if isinstance(node, MapNode) else ():
        said_there = text_of(node, way) if isinstance(node, MapNode) else None
        if said_there is not None:
            yield way, said_there


def why_of(node: MapNode) -> str:
    """Return what a council says of why it differs here."""
    return text_of(node, "why") or ""


def without(node: MapNode, *names: str) -> MapNode:
    """Return *node* without the settings of those names."""
    if not any(name in node.entries for name in names):
        return node
    return replace(node, entries={name: one for name, one in node.entries.items() if name not in names})


def cleaned(annotation: object, node: Node) -> Node:
    """Return what is new in an overlay without what is said about the difference: why, that it is new, and where."""
    if isinstance(node, ListNode):
        shape = grown(annotation, node)
        of = shape.of if isinstance(shape, Row) else None
        return replace(node, items=tuple(cleaned(of, one) for one in node.items))
    if isinstance(node, TextNode):
        return node
    shape = grown(annotation, node)
    if isinstance(shape, Row):
        return cleaned(shape.of, node)
    if isinstance(shape, Things):
        return replace(
            node, entries={name: Entry(one.key, cleaned(shape.of, one.value)) for name, one in node.entries.items()}
        )
    inside = shape.inside if isinstance(shape, Settings) else lambda _: None
    kept = {name: one for name, one in node.entries.items() if name not in _ABOUT or inside(name) is not None}
    return replace(node, entries={name: Entry(one.key, cleaned(inside(name), one.value)) for name, one in kept.items()})


def _sign_of(shape: Grown) -> str:
    """Return the setting by which something of that shape says that it is new; nothing where it can say nothing."""
    if not isinstance(shape, Settings):
        return ""
    if issubclass(shape.model, FieldBase):
        return "type"
    return "by" if issubclass(shape.model, Action | Task | AdHocTask) else "new"


def _is_named(annotation: object, own: MapNode) -> bool:
    """Whether the setting is the name of options elsewhere, and *own* writes options out."""
    return isinstance(grown(annotation, own), Things) and written_out(annotation, own) is own


def _is_list_edit(node: Node) -> bool:
    return isinstance(node, MapNode) and bool(node.entries) and set(node.entries) <= {"add", "drop"}


def _by_default(model: type[Model], name: str, entry: Entry) -> list[Node]:
    """Return what a list holds where nobody says what: the kinds of files that are taken, say."""
    default = next((info.default for one, info in model.model_fields.items() if (info.alias or one) == name), ())
    at = entry.key
    items = default if isinstance(default, tuple) else ()
    return [TextNode(at.source, at.start, at.end, one, "plain") for one in items if isinstance(one, str)]


def _any_map(node: Node) -> Node:
    return next((one for one in as_row(node) if isinstance(one, MapNode)), node)


def _id(node: Node) -> str | None:
    return text_of(node, "id") if isinstance(node, MapNode) else None


def _is_else(node: Node) -> bool:
    return isinstance(node, MapNode) and "else" in node.entries


def _is_whole(node: MapNode, model: type[Model]) -> bool:
    """Whether *node* can stand alone: a rule has a condition and where it leads."""
    needed = {info.alias or name for name, info in model.model_fields.items() if info.is_required()}
    return needed | ({"if", "to"} if "else" in {one.alias for one in model.model_fields.values()} else set()) <= set(
        node.entries
    )


def _key(node: Node) -> TextNode:
    """Return where an item of a list begins."""
    first = next(iter(node.entries.values())).key if isinstance(node, MapNode) and node.entries else node
    return first if isinstance(first, TextNode) else TextNode(node.source, node.start, node.end, "", "plain")


def _moved(entries: dict[str, Entry], name: str, beside: str, after: int) -> dict[str, Entry]:
    """Return *entries* with *name* right before or after *beside*."""
    order = [one for one in entries if one != name]
    order.insert(order.index(beside) + after, name)
    return {one: entries[one] for one in order}
