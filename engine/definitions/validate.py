"""From nodes to models: pydantic judges the shape, and what it says becomes our findings at the author's places.

None of pydantic's words reach a reader, and none of the author's text is repeated beyond ids and settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.definitions.model import Model
from engine.definitions.shapes import Loc, field_types, kind_name, model_at, settings_of
from engine.definitions.source import ListNode, MapNode, Node, TextNode, at, plain
from engine.definitions.vendor_types import VendorTypes
from engine.definitions.words import EMPTY, shown
from engine.findings import Code, Finding, did_you_mean, listed, suggestion

UNKNOWN_SETTING = Code("Y110", "An unknown setting", "Use one of the settings of the language.")
NOT_YET = Code("Y111", "A setting this version does not run yet", "Take it out for now.")
ONLY_IN_OVERLAYS = Code(
    "O927", "A setting of differences where there is no template", 'Take it out, or name the template: "extends:".'
)
MISSING = Code("Y112", "A setting that is missing", "Add the setting.")
WRONG_SHAPE = Code(
    "Y113", "Another shape is needed here", "Write what the setting takes: text, a list or settings of its own."
)
NOT_A_CHOICE = Code("Y114", "Not one of the words allowed here", "Use one of the words listed.")

M = TypeVar("M", bound=Model)


def validate(node: Node, model: type[M], *, name: str, types: VendorTypes | None = None) -> M | list[Finding]:
    """Return *node* as *model*, or every mistake in its shape. *name* is what a message calls it (`the form "x"`).

    *types* finds the types of field that vendors add; without them there are only the built-in ones.
    """
    try:
        return model.model_validate(plain(node), context=types)
    except ValidationError as wrong:
        details = wrong.errors(include_url=False, include_input=False)
        work = _Telling(node, model, name)
        return [work.finding(one) for one in _most_telling(details, node, model)]


def _most_telling(details: Sequence[ErrorDetails], node: Node, model: type[Model]) -> Iterator[ErrorDetails]:
    """Yield one error for each place and cause: an empty value is said once, not once for each shape it could have had.

    What is missing beside a setting that stands in its place is not told: one that does not run yet, or a misspelt one.
    """
    said: set[tuple[str, ...]] = set()
    unknown = [one for one in details if one["type"] == "extra_forbidden"]
    for one in details:
        path = _steps(one["loc"], node)
        if one["type"] == "missing" and any(_stands_for(other, one, model) for other in unknown):
            continue
        if one["type"] in ("missing", "extra_forbidden"):
            path += (one["type"], str(one["loc"][-1]))
        if path not in said:
            said.add(path)
            yield one


def _stands_for(unknown: ErrorDetails, missing: ErrorDetails, model: type[Model]) -> bool:
    """Return whether the *unknown* setting stands where the *missing* one should."""
    if unknown["loc"][:-1] != missing["loc"][:-1]:
        return False
    setting, owner = str(unknown["loc"][-1]), model_at(model, unknown["loc"][:-1])
    if owner is None or setting in owner.later | owner.in_overlays:
        return owner is not None
    return did_you_mean(setting, settings_of(owner)) == missing["loc"][-1]


def _steps(loc: Loc, node: Node) -> tuple[str, ...]:
    return tuple(str(step) for step in _real_path(loc, node))


def _real_path(loc: Loc, node: Node) -> Loc:
    """Return the steps of *loc* that exist in the file; pydantic adds tags of unions and places of short forms."""
    path: Loc = ()
    for step in loc:
        if isinstance(node, MapNode) and isinstance(step, str) and step in node.entries:
            node, path = node.entries[step].value, (*path, step)
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            node, path = node.items[step], (*path, step)
    return path


class _Telling:
    """Pydantic's errors about one definition, each told in our words at the author's place."""

    def __init__(self, root: Node, model: type[Model], name: str) -> None:
        self.root, self.model, self.name = root, model, name
        word = name.removeprefix("the ").partition(" ")[0]
        called = at(root, (word,))
        # Paths inside casepath.yaml start at the top; all others with the id of what they are in.
        self.id = called.value if isinstance(called, TextNode) and word != "configuration" else ""

    def finding(self, error: ErrorDetails) -> Finding:
        loc, kind = error["loc"], error["type"]
        path = _real_path(loc, self.root)
        here = at(self.root, path)
        context: Mapping[str, object] = error.get("ctx", {})
        if kind == "extra_forbidden":
            return self._unknown_setting(str(loc[-1]), model_at(self.model, loc[:-1]), path)
        if kind == "missing":
            return self._missing(str(loc[-1]), path)
        if kind == "casepath":
            return self._own(context, path, key="[key]" in loc)
        if kind.startswith("union_tag") and "type" in str(context.get("discriminator", "")):
            return self._wrong_type(str(context.get("expected_tags", "")), here, path)
        if isinstance(here, TextNode) and here.value == "":
            message = f"{self._owner(path)} has nothing after the colon."
            return self._told(EMPTY, message, self._key(path), path, EMPTY.remedy)
        if kind == "literal_error":
            return self._not_a_choice(str(context.get("expected", "")), here, path)
        return self._told(WRONG_SHAPE, f"{self._owner(path)} {_needs(kind)}.", here, path, _has(here, kind))

    def _told(self, code: Code, message: str, node: Node, path: Loc, hint: str) -> Finding:
        words = [str(step) for step in path]
        return Finding(code, message, node.place, hint, ".".join([self.id, *words] if self.id else words))

    def _key(self, path: Loc) -> Node:
        return at(self.root, path, key=True)

    def _owner(self, path: Loc) -> str:
        """Return how a message calls the thing at *path*: its own id, or the whole definition's name."""
        words = [str(step) for step in path if isinstance(step, str)]
        return f'"{words[-1]}"' if words else self.name[:1].upper() + self.name[1:]

    def _unknown_setting(self, setting: str, owner: type[Model] | None, path: Loc) -> Finding:
        key = self._key(path)
        if owner is not None and setting in owner.in_overlays:
            message = f'"{setting}" is said of a difference from a template, and there is none here.'
            return self._told(ONLY_IN_OVERLAYS, message, key, path, ONLY_IN_OVERLAYS.remedy)
        if owner is not None and setting in owner.later:
            message = f'"{setting}" is part of the language, but this version of Casepath does not run it yet.'
            return self._told(NOT_YET, message, key, path, "Take it out for now; it would have no effect.")
        kind = kind_name(owner, at(self.root, path[:-1])) if owner else "this"
        hint = suggestion(setting, settings_of(owner) if owner else (), what="settings")
        return self._told(UNKNOWN_SETTING, f'"{setting}" is not a setting of {kind}.', key, path, hint)

    def _missing(self, setting: str, path: Loc) -> Finding:
        place = self._key(path) if path else _first_key(self.root)
        return self._told(MISSING, f'{self._owner(path)} needs "{setting}".', place, path, f'Add "{setting}:".')

    def _own(self, context: Mapping[str, object], path: Loc, *, key: bool) -> Finding:
        """Return the finding of one of our own validators, which brings its code, sentence and hint."""
        code, message, hint = context["code"], str(context["message"]), str(context["hint"])
        assert isinstance(code, Code)
        node = at(self.root, path, key=key)
        if code is EMPTY:
            node = self._key(path)
        return self._told(code, message if key else f"{self._owner(path)}: {message}", node, path, hint)

    def _not_a_choice(self, expected: str, here: Node, path: Loc) -> Finding:
        allowed = expected.replace("'", "").replace(" or ", ", ").split(", ")
        if not isinstance(here, TextNode):
            return self._told(WRONG_SHAPE, f"{self._owner(path)} needs one word.", here, path, _has(here, ""))
        near = did_you_mean(here.value, allowed)
        hint = f'Did you mean "{near}"?' if near else f"It can be: {listed(allowed)}."
        return self._told(NOT_A_CHOICE, f'{self._owner(path)} cannot be "{shown(here.value)}".', here, path, hint)

    def _wrong_type(self, expected: str, here: Node, path: Loc) -> Finding:
        if not isinstance(here, MapNode):
            message = f"{self._owner(path)} needs settings of its own, one on each line."
            return self._told(WRONG_SHAPE, message, here, path, _has(here, "dict_type"))
        kind = here.entries.get("type")
        allowed = [one for one in expected.replace("'", "").split(", ") if one]
        if kind is None:
            hint = f'Add "type:" with one of: {listed(sorted(allowed or field_types()), at_most=30)}.'
            return self._told(MISSING, f'{self._owner(path)} needs "type".', self._key(path), path, hint)
        word = kind.value.value if isinstance(kind.value, TextNode) else ""
        hint = suggestion(word, allowed, what="types")
        return self._told(NOT_A_CHOICE, f'"{shown(word)}" is not a type of field.', kind.value, path, hint)


def _first_key(root: Node) -> Node:
    """Return the word that a definition starts with: its whole stretch would underline nothing in particular."""
    return next((entry.key for entry in root.entries.values()), root) if isinstance(root, MapNode) else root


_SETTINGS = "needs settings of its own, one on each line"
_NEEDS = {
    "dict_type": _SETTINGS,
    "model_type": _SETTINGS,
    "model_attributes_type": _SETTINGS,
    "list_type": "needs a list",
    "tuple_type": "needs a list",
    "string_type": "needs text",
    "too_short": "needs at least one",
}


def _needs(kind: str) -> str:
    return _NEEDS.get(kind, "cannot be written like this")


def _has(node: Node, kind: str) -> str:
    """Return what stands there instead, and how to write what is needed."""
    wanted = {"list_type": 'Start each line with "- ".', "tuple_type": 'Start each line with "- ".'}.get(kind, "")
    match node:
        case MapNode():
            found = "There is nothing in it." if not node.entries else "There are settings here."
        case ListNode():
            found = "There is nothing in it." if not node.items else "There is a list here."
        case _:
            found = "There is only text here."
    return f"{found} {wanted}".strip()
