"""Saying something: an English template with named parts, in the language of whoever reads it.

A template is written out where it is said, so that a program can find them all and no language misses one. Its parts
are what a council wrote, numbers, dates and other sentences. Nothing in it is bent to fit a part: labels and titles
stand in quotation marks, so that a sentence is right whatever they say, and can be translated once for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from engine.sentences.catalogue import Noun
from engine.sentences.languages import catalogue


class Sayable(Protocol):
    """What can be said in a language."""

    def said(self, language: str) -> str: ...


Part: TypeAlias = "str | int | Sayable"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template that is kept, in a table or an error, and said later."""

    template: str

    def said(self, language: str, **parts: Part) -> str:
        """Return the sentence in *language*, its parts in their places."""
        return _filled(language, self.template, parts)


def say(language: str, template: str, **parts: Part) -> str:
    """Return the sentence that *template* is in English, in *language*: `Not answered yet: "{field}" in "{form}".`"""
    return _filled(language, template, parts)


def _filled(language: str, template: str, parts: Mapping[str, Part]) -> str:
    words = {name: part if isinstance(part, str) else _said(language, part) for name, part in parts.items()}
    return catalogue(language).sentence(template).format_map(words)


def _said(language: str, part: int | Sayable) -> str:
    return str(part) if isinstance(part, int) else part.said(language)


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of something, `2,000 characters`; *noun* is one that every language has."""

    count: int
    noun: Noun

    def said(self, language: str) -> str:
        return catalogue(language).counted(self.count, self.noun)


def listing(language: str, words: Iterable[str], *, at_most: int = 8) -> str:
    """Return words for a sentence: `a, b, c and 4 more`."""
    every = list(words)
    shown = ", ".join(every[:at_most])
    rest = len(every) - at_most
    return say(language, "{words} and {count} more", words=shown, count=rest) if rest > 0 else shown


def either(language: str, words: Iterable[str]) -> str:
    """Return words of which one is meant: `a, b or c`."""
    *most, last = words
    return say(language, "{words} or {last}", words=", ".join(most), last=last) if most else last


def all_of(language: str, words: Iterable[str]) -> str:
    """Return conditions that must all hold: `a and b and c`."""
    return _folded(language, Sentence("{one} and {other}"), words)


def any_of(language: str, words: Iterable[str]) -> str:
    """Return conditions of which one must hold: `a or b or c`."""
    return _folded(language, Sentence("{one} or {other}"), words)


def _folded(language: str, pair: Sentence, words: Iterable[str]) -> str:
    first, *others = words
    for one in others:
        first = pair.said(language, one=first, other=one)
    return first
