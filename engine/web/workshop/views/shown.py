"""What views show: the newest version without errors, in any language, and where its lines stand in the editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.checks.book import Book
from engine.definitions.extending import layers
from engine.definitions.origins import Assembled
from engine.definitions.translations import in_language, languages_of
from engine.findings import Place
from engine.interop.differences.edition import Edition
from engine.sentences.languages import LANGUAGES
from engine.web.workshop.snapshot import Snapshot

MARKED = "en-XA"
_NAMES: Mapping[str, str] = {"en": "English", "cy": "Cymraeg"}


def book_of(seen: Snapshot) -> Book | None:
    """Return the newest version without errors, open for reading; nothing where there is none yet."""
    assembled = seen.good_assembled
    if seen.good is None or assembled is None or assembled.configuration is None:
        return None
    return Book(assembled.configuration, assembled.origins, seen.good)


def edition_of(seen: Snapshot) -> Edition | None:
    """Return the same, ready to be compared."""
    assembled = seen.good_assembled
    if seen.good is None or assembled is None or assembled.configuration is None:
        return None
    if seen.good.language == seen.language:
        return Edition(assembled.configuration, assembled.origins, seen.good, assembled.scenarios)
    return edition_in(assembled, seen.language)


def edition_in(assembled: Assembled, language: str) -> Edition | None:
    """Return a configuration, ready to be compared, with the engine's words in *language*; nothing where it is none.

    Labels stay as they were written: those who compare look at the texts that they change.
    """
    if assembled.configuration is None:
        return None
    definition = _compiled(_Same(assembled), language, translated=False)
    return Edition(assembled.configuration, assembled.origins, definition, assembled.scenarios)


def spoken(book: Book, assembled: Assembled, language: str) -> Definition:
    """Return the definition of *book* in *language*, with its labels where they are translated."""
    if language == book.definition.language:
        return book.definition
    return _compiled(_Same(assembled), language, translated=True)


def spoken_book(book: Book, assembled: Assembled, language: str) -> Book:
    """Return the whole *book* in *language*."""
    return replace(book, definition=spoken(book, assembled, language))


def languages_in(book: Book) -> dict[str, str]:
    """Return the languages that the configuration or the engine speaks, by code, each as it calls itself."""
    known = sorted({"en", *LANGUAGES, *languages_of(book.configuration)} - {MARKED})
    return {code: _NAMES.get(code, code) for code in known}


@dataclass(frozen=True, eq=False)
class _Same:
    """One reading of a folder: the same only as itself, so that what was made of it is found again."""

    assembled: Assembled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.assembled is self.assembled

    def __hash__(self) -> int:
        return id(self.assembled)


@lru_cache(maxsize=24)
def _compiled(same: _Same, language: str, *, translated: bool) -> Definition:
    """Return a reading compiled in a language, made once while it is looked at."""
    configuration = same.assembled.configuration
    assert configuration is not None
    said = in_language(configuration, language) if translated else configuration
    return compile_configuration(said, same.assembled.origins, language).definition


@dataclass(frozen=True, slots=True)
class At:
    """Where something is written: as people say it, and the same as the page finds it; empty where it is not ours."""

    said: str
    go: str


def at(seen: Snapshot, place: Place) -> At:
    """Return where *place* is. What stands in a template's files is not for a council to write in."""
    said = f"{place.file}:{place.line}"
    return At(said, said if _is_own(seen, place) else "")


def _is_own(seen: Snapshot, place: Place) -> bool:
    """Return whether *place* is in a file of the folder: a file of the template may be called the same."""
    assembled = seen.good_assembled
    if place.file not in seen.texts or assembled is None or assembled.origins.over is None:
        return place.file in seen.texts
    lines = _lines(layers(assembled.files)[0].get(place.file, b""))
    return place.line <= len(lines) and lines[place.line - 1] == place.excerpt


@lru_cache(maxsize=256)
def _lines(content: bytes) -> tuple[str, ...]:
    return tuple(line.removesuffix("\r") for line in content.decode(errors="replace").split("\n"))
