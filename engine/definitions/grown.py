"""What a setting may hold, by the models: settings of its own, things by id, a list, or one value.

A council's overlay is merged before any model sees it, so what is merged how is read off the models themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BeforeValidator, Tag

from engine.definitions.fields import FieldBase, VendorField
from engine.definitions.model import Model
from engine.definitions.nodes import Entry, ListNode, MapNode, Node, Plain, TextNode, plain
from engine.definitions.shapes import bare

Grown: TypeAlias = "Settings | Things | Row | Value"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one thing. *settings* are the annotations by the names that a file uses."""

    model: type[Model]

    def inside(self, name: str) -> object:
        """Return the annotation of a setting; nothing for one that the model does not know."""
        return _settings(self.model).get(name)


@dataclass(frozen=True, slots=True)
class Things:
    """Things by their ids, each of the annotation *of*."""

    of: object


@dataclass(frozen=True, slots=True)
class Row:
    """A list of what the annotation *of* says."""

    of: object


@dataclass(frozen=True, slots=True)
class Value:
    """One value: it can only be replaced."""


def grown(annotation: object, node: Node) -> Grown:
    """Return what *annotation* lets *node* hold; where there are several ways, in the one in which it is written."""
    here = bare(annotation)
    if isinstance(here, type) and issubclass(here, Model):
        return Settings(here)
    origin, args = get_origin(here), get_args(here)
    if origin is dict:
        return Things(args[1])
    if origin in (tuple, list):
        return Row(args[0])
    if origin in (Union, UnionType):
        return _one_of([one for one in args if one is not type(None)], node)
    return Value()


def _one_of(ways: Iterable[object], node: Node) -> Grown:
    found = [(way, grown(way, node)) for way in ways]
    models = [one for _, one in found if isinstance(one, Settings)]
    if models and all(issubclass(one.model, FieldBase) for one in models):
        said = plain(node)
        kind = said.get("type") if isinstance(said, dict) else None
        return next((one for one in models if kind in _types(one.model)), Settings(VendorField))
    suits = {MapNode: (Settings, Things), ListNode: (Row,), TextNode: (Value,)}[type(node)]
    return next((one for _, one in found if isinstance(one, suits)), Value())


@cache
def _types(model: type[Model]) -> tuple[str, ...]:
    annotation = model.model_fields["type"].annotation
    return get_args(annotation) if get_origin(annotation) is Literal else ()


@cache
def _settings(model: type[Model]) -> dict[str, object]:
    # What was said beside a setting, its short forms above all, is taken off by pydantic, and put back here.
    return {
        info.alias or name: Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        for name, info in model.model_fields.items()
    }


def written_out(annotation: object, node: Node) -> Node:
    """Return *node* with its short form written out, as the models do it: a role's title alone, a state to go to."""
    if isinstance(node, MapNode):
        return node
    given: Any = plain(node)  # Any: what a validator takes and gives is its own affair
    for before in _befores(annotation):
        given = before(given)
    return node if given == plain(node) else _node(given, node)


def _befores(annotation: object) -> list[Any]:  # Any: validators of pydantic take and give anything
    found: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *beside = get_args(annotation)
        found += [one.func for one in reversed(beside) if isinstance(one, BeforeValidator)]
        if any(isinstance(one, Tag) for one in beside):
            break
    return found


def _node(given: object, there: Node) -> Node:
    """Return what a short form stands for, all of it at the place where it is written."""
    if isinstance(given, dict):
        entries = {str(name): Entry(_text(str(name), there), _node(one, there)) for name, one in given.items()}
        return MapNode(there.source, there.start, there.end, entries)
    if isinstance(given, list | tuple):
        items = there.items if isinstance(there, ListNode) else (there,) * len(given)
        return ListNode(
            there.source, there.start, there.end, tuple(map(_node, given, items)) if len(items) == len(given) else items
        )
    return there if isinstance(there, TextNode) and there.value == given else _text(str(given), there)


def _text(value: str, there: Node) -> TextNode:
    return TextNode(there.source, there.start, there.end, value, "plain")


def as_row(node: Node) -> tuple[Node, ...]:
    """Return the items of a list; one may stand alone."""
    return node.items if isinstance(node, ListNode) else (node,)


def said(node: Node) -> Plain:
    """Return the data of *node*, a list with one item being that item: for telling whether two say the same."""
    data = plain(node)
    return data[0] if isinstance(data, list) and len(data) == 1 else data
