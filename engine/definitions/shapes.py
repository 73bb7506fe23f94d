"""What each model expects, in the author's words: its settings, what it is called, and the model at a path."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import Tag

from engine.definitions.fields import FormField
from engine.definitions.model import Model
from engine.definitions.nodes import Node, TextNode, at

Loc: TypeAlias = "tuple[int | str, ...]"
"""A path as pydantic gives it: steps of the file, and between them some of its own."""


def field_types() -> list[str]:
    """Return the types of field that this version runs."""
    union = get_args(FormField)[0]
    return [tag for one in get_args(union) for tag in get_args(one.model_fields["type"].annotation)]


def settings_of(model: type[Model]) -> list[str]:
    """Return the settings that *model* takes, as the author writes them."""
    return [info.alias or name for name, info in model.model_fields.items()]


def kind_name(model: type[Model], node: Node) -> str:
    """Return what a message calls the thing at *node*, which *model* judged: "a text field", "an action"."""
    if "type" in model.model_fields:
        types = get_args(model.model_fields["type"].annotation)
        written = at(node, ("type",))
        said = written.value if isinstance(written, TextNode) and written.value in types else " or ".join(types)
        return _with_article(f"{said.replace('_', ' ')} field")
    words = "".join(" " + letter.lower() if letter.isupper() else letter for letter in model.__name__).strip()
    words = _KINDS.get(words, words)
    return words if words.startswith(("a ", "an ", "casepath")) else _with_article(words)


_KINDS = {
    "manifest": "casepath.yaml",
    "ad hoc": "an ad_hoc list",
    "always": "a promise",
    "option list": "a list",
    "sidecar": "a file of translations",
    "translated": "a translation",
}


def _with_article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def model_at(model: type[Model], loc: Loc) -> type[Model] | None:
    """Return the model that judged the thing at *loc*, by walking the annotations as pydantic did."""
    here: object = model
    for step in loc:
        here = _step_into(here, step)
        if here is None:
            return None
    here = bare(here)
    return here if isinstance(here, type) and issubclass(here, Model) else None


def bare(annotation: object) -> object:
    """Return *annotation* without what is said beside it, and without being nothing."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        options = [one for one in get_args(annotation) if one is not type(None)]
        return bare(options[0]) if len(options) == 1 else annotation
    return annotation


def _step_into(annotation: object, step: int | str) -> object:
    here = bare(annotation)
    if isinstance(here, type) and issubclass(here, Model):
        for name, info in here.model_fields.items():
            if (info.alias or name) == step:
                return info.annotation
        return None
    origin = get_origin(here)
    if origin is dict:
        return get_args(here)[1]
    if origin in (tuple, list):
        return get_args(here)[0]
    if origin in (Union, UnionType):
        return next((one for one in get_args(here) if _has_tag(one, step)), None)
    return None


def _has_tag(annotation: object, step: int | str) -> bool:
    if get_origin(annotation) is Annotated:
        return any(isinstance(one, Tag) and one.tag == step for one in get_args(annotation)[1:])
    kinds = (
        annotation.model_fields.get("type") if isinstance(annotation, type) and issubclass(annotation, Model) else None
    )
    return kinds is not None and get_origin(kinds.annotation) is Literal and step in get_args(kinds.annotation)
