"""The languages that the engine speaks, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import Catalogue
from engine.sentences.english import ENGLISH
from engine.sentences.marked import MARKED
from engine.sentences.welsh import WELSH

LANGUAGES: Mapping[str, Catalogue] = {"en": ENGLISH, "cy": WELSH, "en-XA": MARKED}


def catalogue(language: str) -> Catalogue:
    """Return the sentences of *language*: `cy` for `cy-GB` too, and English for a language that is not here.

    A refusal in English is better than none, so an unknown language is no error when something is said.
    """
    return LANGUAGES.get(language) or LANGUAGES.get(language.partition("-")[0]) or ENGLISH
