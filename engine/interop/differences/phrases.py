"""What each setting of the language is called in a sentence about a change. Whoever adds a setting, adds its phrase.

A phrase is a noun ("the hint of ...") or says what is settled ("when ... is asked"). Nothing in it is bent to fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.definitions.model import Model
from engine.sentences.say import Sentence

Named: TypeAlias = Literal[
    "words",
    "roles",
    "forms",
    "letters",
    "questions",
    "steps",
    "states",
    "tasks",
    "links",
    "limits",
    "lists",
    "records",
    "subjects",
    "modules",
    "parts",
    "paths",
    "condition",
    "default",
    "code",
    "plain",
]
"""What the text of a setting names, by which it is given its title; `plain` is text that stands for itself."""

CLAUSES = ("when ", "what ", "where ", "how ", "whether ", "whom ", "who ")
"""How a phrase begins that says what is settled."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with its phrase, which may hold `{title}`, and what its text names.

    *without* is the sentence for taking it out, where that says more than that it is gone.
    """

    template: str
    names: Named = "plain"
    without: Sentence | None = None

    @property
    def is_clause(self) -> bool:
        return self.template.startswith(CLAUSES)

    def said(self, language: str, title: str) -> str:
        return Sentence(self.template).said(language, title=title)


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting that is true or false: what it says, and the sentence for each."""

    what: Sentence
    on: Sentence
    off: Sentence


@dataclass(frozen=True, slots=True)
class Things:
    """A setting that holds things by their ids: what one of them is called."""

    one: Sentence
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Inside:
    """A setting that holds a group of settings, told as those of what it belongs to."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A setting that holds one thing, which has no id of its own there."""

    one: Sentence


@dataclass(frozen=True, slots=True)
class Known:
    """A setting that is told in a way of its own, or that is the id by which its owner is known."""


Phrase: TypeAlias = Setting | Switch | Things | Inside | Alone | Known
Phrases: TypeAlias = Mapping[type[Model], Mapping[str, Phrase]]
"""By model and the setting's name as files write it."""

IS_KNOWN = Known()
INSIDE = Inside()
TITLE = IS_KNOWN
"""A title or label: its change is told as a renaming."""
