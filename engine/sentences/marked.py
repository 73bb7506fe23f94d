"""English in brackets, under the code that Unicode's CLDR keeps for it: what is not in brackets is not translated.

A vendor shows a screen in it and sees at once which words come from the engine. Ours are tested with it.
"""

from __future__ import annotations

from engine.sentences.catalogue import Catalogue
from engine.sentences.english import MONTHS, NOUNS, WEEKDAYS, plural

OPENS, CLOSES = "[", "]"


def marked(english: str) -> str:
    return f"{OPENS}{english}{CLOSES}"


MARKED = Catalogue(marked, NOUNS, plural, WEEKDAYS, MONTHS)
