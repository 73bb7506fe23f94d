"""A letter drawn: its text with the answers in it, in the shape that somebody wants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.cases.values import Json
from engine.documents.blocks import Document, as_json, of_json
from engine.documents.page import as_html
from engine.documents.process import answer
from engine.documents.text import as_text

Shape: TypeAlias = Literal["text", "html", "pdf", "docx"]
ENDINGS: Mapping[Shape, str] = {"text": ".txt", "html": ".html", "pdf": ".pdf", "docx": ".docx"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it is drawn: its text, the names in it, and what they say, as plain data."""

    title: str
    language: str
    body: str
    names: Json = field(repr=False)
    says: Mapping[str, Json] = field(repr=False)


def drawn(draft: Draft) -> Document:
    """Return a letter as blocks, drawn in a process that is capped and shut. Raises NotDrawn."""
    job = {
        "title": draft.title,
        "language": draft.language,
        "body": draft.body,
        "shape": draft.names,
        "says": dict(draft.says),
    }
    return of_json(answer("blocks", json.dumps(job).encode(), draft.language))


def written(document: Document, shape: Shape) -> bytes:
    """Return a drawn letter as bytes: text and HTML in UTF-8. Raises NotDrawn."""
    if shape == "text":
        return as_text(document).encode()
    return as_html(document).encode() if shape == "html" else answer(shape, as_json(document), document.language)
