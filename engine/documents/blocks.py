"""What a letter is made of once it is drawn: blocks of words, and nothing that does anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in one kind of print; a line break in them starts a new line."""

    text: str = field(repr=False)
    bold: bool = False
    italic: bool = False


Words: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of a *level*, a paragraph, a list of *items* (each some blocks), a table, or a line across."""

    kind: Literal["heading", "paragraph", "list", "numbers", "table", "line"]
    words: Words = ()
    level: int = 0
    items: tuple[tuple[Block, ...], ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole letter: its title, the language that it is in, and its blocks."""

    title: str
    language: str
    blocks: tuple[Block, ...]


_DOCUMENT = TypeAdapter(Document)


def as_json(document: Document) -> bytes:
    """Return a document as JSON, for another process."""
    return _DOCUMENT.dump_json(document)


def of_json(text: bytes | str) -> Document:
    """Return the document that JSON says. Raises ValueError for what is none."""
    return _DOCUMENT.validate_json(text)


def plain_words(words: Iterable[Piece]) -> str:
    """Return words without their print."""
    return "".join(one.text for one in words)
