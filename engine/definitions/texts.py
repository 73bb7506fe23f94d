"""Which words of a definition people read, where each of them stands, and how all of them are said otherwise at once.

The models themselves say which settings hold such words (`words.ForPeople`), so a new setting is translated without
being listed anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias, TypeVar, get_args

from engine.definitions.fields import SUPPLIED
from engine.definitions.model import Model
from engine.definitions.nodes import Node, Source, at
from engine.definitions.words import ForPeople, without_slots

Steps: TypeAlias = "tuple[str | int, ...]"
"""The way to a text inside a definition, as the model has it: pages and all."""
Say: TypeAlias = Callable[[Steps, str], str]
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that people read. *path* names it as a translation does; *steps* is the way to it in the model."""

    path: str
    english: str
    steps: Steps


def own_path(steps: Steps) -> str:
    """Return *steps* as a path from inside the definition: a field's page is no part of it."""
    if len(steps) > 3 and steps[0] == "pages" and steps[2] == "fields":
        steps = steps[2:]
    return ".".join(map(str, steps))


def texts_of(definition: Model, node: Node) -> list[Text]:
    """Return the texts of *definition* in the order of its file, whose *node* is given.

    What a part brings is not among them: it stands in the part's file. Nor is a text that is only slots or figures.
    """
    found = [one for one in _all_texts(definition) if _stands_in(node, one)]
    return sorted(found, key=lambda one: _position(node, one))


def _all_texts(definition: Model) -> list[Text]:
    found: list[Text] = []

    def note(steps: Steps, text: str) -> str:
        if any(letter.isalpha() for letter in without_slots(text)) and not (text == SUPPLIED and steps[0] == "system"):
            found.append(Text(own_path(steps), text, steps))
        return text

    said(definition, note)
    return found


def _stands_in(node: Node, text: Text) -> bool:
    # An overlaid definition has texts from several files; of these only a part's is of something else.
    here = at(node, text.steps).source
    return here is node.source or _is_of_a_part(here) == _is_of_a_part(node.source)


def _is_of_a_part(source: Source) -> bool:
    return "form_schemas/parts/" in source.file


def _position(node: Node, text: Text) -> tuple[bool, str, int, int]:
    here = at(node, text.steps)
    return here.source is node.source, here.source.file, here.line, here.column


def said(definition: M, say: Say, steps: Steps = ()) -> M:
    """Return *definition* with each text that people read replaced by what *say* answers; ids and conditions stay."""
    changed = {
        name: new
        for name, key, spoken in _settings(type(definition))
        if name in definition.model_fields_set
        and (new := _said(value := getattr(definition, name), say, (*steps, key), spoken)) is not value
    }
    return definition.model_copy(update=changed) if changed else definition


def _said(value: object, say: Say, steps: Steps, spoken: bool) -> object:
    """Return *value* with its texts said by *say*: the same object where nothing changed."""
    match value:
        case Model():
            return said(value, say, steps)
        case str():
            return say(steps, value) if spoken else value
        case dict():
            new = {key: _said(one, say, (*steps, key), spoken) for key, one in value.items()}
            return new if any(new[key] is not one for key, one in value.items()) else value
        case tuple():
            items = tuple(_said(one, say, (*steps, number), spoken) for number, one in enumerate(value))
            return items if any(new is not one for new, one in zip(items, value, strict=True)) else value
    return value


def spoken_settings(model: type[Model]) -> list[str]:
    """Return the settings of *model* whose texts people read."""
    return [key for _, key, spoken in _settings(model) if spoken]


@cache
def _settings(model: type[Model]) -> tuple[tuple[str, str, bool], ...]:
    """Return of each setting its name, how a file writes it, and whether its texts are for people."""
    return tuple(
        (name, info.alias or name, any(isinstance(one, ForPeople) for one in _parts(info.annotation, info.metadata)))
        for name, info in model.model_fields.items()
    )


def _parts(annotation: object, beside: Iterable[object] = ()) -> Iterator[object]:
    """Yield all that an annotation is made of, and what is said *beside* it."""
    for part in (*beside, *get_args(annotation)):
        yield part
        yield from _parts(part)
