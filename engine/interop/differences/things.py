"""What is compared: things, where they stand in both editions, and what they and their settings are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from engine.cases.compiling.workshop import Spot
from engine.definitions.fields import SUPPLIED
from engine.definitions.model import Model
from engine.interop.differences import phrases_of_council, phrases_of_forms, phrases_of_work
from engine.interop.differences.phrases import Phrase, Phrases
from engine.interop.words import readable, shortened
from engine.sentences.say import Sentence

LONGEST_NAME = 160
"""Letters of a title in a sentence; it stands in many."""
PHRASES: Phrases = {**phrases_of_council.PHRASES, **phrases_of_forms.PHRASES, **phrases_of_work.PHRASES}


@dataclass(frozen=True, slots=True)
class Thing:
    """What is compared: *phrase* is what it is, *old* and *title* what it was and is called, *was* and *now* where.

    *about* names the form, list or workflow that it is part of. *by_law* is so where the law sets it.
    """

    phrase: Sentence
    old: str
    title: str
    was: Spot
    now: Spot
    about: str = ""
    by_law: bool = False

    def at(self, *steps: str | int) -> Thing:
        """Return the same thing, seen at a setting of its own."""
        return replace(self, was=self.was.at(*steps), now=self.now.at(*steps))


@cache
def _phrases(model: type[Model]) -> Mapping[str, Phrase]:
    return {key: one for base in reversed(model.__mro__) for key, one in PHRASES.get(base, {}).items()}


def phrase_of(model: type[Model], key: str) -> Phrase | None:
    """Return what the setting *key* of *model* is called, if it is a setting of the language that has a name."""
    return _phrases(model).get(key)


def title_of(one: Model, name: str) -> str:
    """Return what people call a thing: its label or title, or its id as people read it."""
    title = getattr(one, "label", None) or getattr(one, "title", None)
    return shortened(title, LONGEST_NAME) if title and title != SUPPLIED else readable(name)


def is_reported(one: Model) -> bool:
    """Return whether a national return reads it."""
    return bool(getattr(one, "reports_to", None))
