"""From letters as written to those that are drawn: who reads them, and what each name in their text stands for."""

from __future__ import annotations

from engine.cases.compiled import CompiledLetter, Source
from engine.cases.compiling.workshop import Compiler
from engine.definitions.letters import ABOUT_ITSELF, Letter

_ENGLISH = "en"
QUOTED = ("record", "form", "case", "deadline", "letter")
"""The kinds of things that a letter may quote: those whose past is on record."""


def compile_letter(compiler: Compiler, letter: Letter) -> CompiledLetter:
    """Return *letter* ready to be drawn; what it names that is not there is left out, and told by the checks."""
    quotes = (quoted_source(compiler, path) for path in letter.uses)
    found = tuple(one for one in quotes if one is not None)
    sidecar = compiler.configuration.translations.get((compiler.language, "letter", letter.letter))
    said = sidecar.said.get("body") if sidecar is not None else None
    language = compiler.language if said is not None and said.text == letter.body else _ENGLISH
    return CompiledLetter(letter.letter, letter, compiler.members(letter.audience), found, language)


def quoted_source(compiler: Compiler, path: str) -> Source | None:
    """Return what *path* quotes: as `from` would, also one cell of rows (`plan.people.name`), and the letter itself."""
    if path in ABOUT_ITSELF:
        return Source("letter", "letter", path.partition(".")[2], path)
    owner, _, name = path.partition(".")
    if owner in compiler.configuration.forms and name:
        return Source("form", owner, name, path)
    source = compiler.source(path)
    return source if source is not None and source.kind in QUOTED else None
