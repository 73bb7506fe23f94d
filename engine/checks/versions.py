"""The version of an overlay: a whole number, which is its own, and grows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.book import MANIFEST, Book
from engine.definitions.extending import NOT_A_NUMBER
from engine.findings import Finding


def overlays_are_numbered(book: Book) -> Iterator[Finding]:
    """The version of what extends a template is a whole number."""
    version = book.configuration.manifest.version
    if book.origins.over is not None and not (version.isascii() and version.isdigit() and len(version) <= 9):
        message = f'"{version}" is not a whole number; a council counts its own versions: 1, 2, 3.'
        yield book.finding(NOT_A_NUMBER, message, MANIFEST.at("version"))
