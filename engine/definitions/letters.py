"""Letters and minutes as a council writes them: what a letter is, who it is for and what it may quote, then its body.

A file starts with these settings between two lines of `---`, and they are read like any other file. The body is
Markdown with the names of `uses` in it; here it is only text. `engine.documents` reads it, in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from engine.definitions.model import Model
from engine.definitions.nodes import Entry, MapNode, Source, TextNode
from engine.definitions.source import Reading, read, read_text
from engine.definitions.words import Flag, ForPeople, Id, OneOrMany, Term, Words, mistake
from engine.findings import Code, Finding

NO_FRONT_MATTER = Code(
    "N320",
    "A letter without its settings, or without a text",
    "Start the file with a line of ---, then letter:, and another line of ---.",
)
BODY_TWICE = Code("N327", "The text of a letter among its settings", "Write the text below the second line of ---.")
TOO_LONG = Code("N328", "A letter that is too long", "Make two letters of it.")

ENDING = ".md"
LETTER_DATE, LETTER_BY = "letter.date", "letter.by"
ABOUT_ITSELF = (LETTER_DATE, LETTER_BY)
"""What a letter knows of itself: the day on which it was drawn up, and who drew it up."""
LONGEST_BODY = 50_000
_LINE = "---"


def _body(text: str) -> str:
    if len(text) > LONGEST_BODY:
        raise mistake(TOO_LONG, f"The text of a letter has at most {LONGEST_BODY:,} letters.")
    return text


class Letter(Model):
    """A letter or minutes. *audience* are the roles who read it, and *uses* all that its *body* can read.

    With *no_names* it quotes nothing that names a person: minutes of a meeting about a place.
    """

    letter: Id
    title: Words
    audience: Annotated[OneOrMany[Id], Field(min_length=1)]
    uses: OneOrMany[Term] = ()
    no_names: Flag = False
    body: Annotated[str, AfterValidator(_body), ForPeople()] = ""
    in_overlays = frozenset({"why"})

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.body:
            raise mistake(NO_FRONT_MATTER, "A letter has a text.", "Write it below the second line of ---.")
        return self


@dataclass(frozen=True, slots=True)
class _Mark:
    line: int
    column: int


def read_letter(content: bytes, file: str) -> Reading:
    """Return the settings of a letter, or of a translation of one, with its text as `body`; or what is wrong with it.

    Never raises, whatever *content* is. Every place is one in the file.
    """
    source = read_text(content, file)
    if isinstance(source, Reading):
        return source
    lines = [line.rstrip() for line in source.lines]
    if lines[0] != _LINE or _LINE not in lines[1:]:
        message = "A letter starts with its settings, between two lines of ---."
        return Reading(None, (Finding(NO_FRONT_MATTER, message, source.place(1, 1), NO_FRONT_MATTER.remedy),))
    second = lines.index(_LINE, 1)
    # The first line of --- becomes an empty one, so that every line keeps its number.
    settings = read("\n".join(["", *lines[1:second], ""]), file)
    if not isinstance(settings.root, MapNode):
        return settings
    # What is told of the whole file is told of all its lines.
    root = MapNode(source, settings.root.start, settings.root.end, settings.root.entries)
    return _with_body(replace(settings, root=root), root, _text_below(lines, second + 1, file))


def _text_below(lines: list[str], first: int, file: str) -> TextNode:
    """Return the text from line *first* on, counted from 0, without the empty lines round it."""
    last = len(lines)
    while first < last - 1 and not lines[first]:
        first += 1
    while last > first and not lines[last - 1]:
        last -= 1
    end = _Mark(last - 1, len(lines[last - 1])) if last > first else _Mark(first, 0)
    return TextNode(Source(file, "\n".join(lines)), _Mark(first, 0), end, "\n".join(lines[first:last]), "block")


def _with_body(reading: Reading, root: MapNode, body: TextNode) -> Reading:
    if "body" in root.entries:
        key = root.entries["body"].key
        return Reading(None, (Finding(BODY_TWICE, "A letter has its text below, not here.", key.place),))
    if not body.value:
        return reading  # a difference that says nothing of the text leaves it as it is
    if "language" in root.entries:
        return replace(reading, root=_translated(root, body))
    key = TextNode(body.source, body.start, body.start, "body", "plain")
    return replace(reading, root=replace(root, entries={**root.entries, "body": Entry(key, body)}))


def _translated(root: MapNode, body: TextNode) -> MapNode:
    """Return the translation of a letter as that of any other file: its text is that of `body`."""
    held = root.entries.get("texts")
    texts = held.value if held is not None else None
    key = TextNode(body.source, body.start, body.start, "body", "plain")
    if not isinstance(texts, MapNode):
        texts = MapNode(body.source, body.start, body.end, {})
    there = texts.entries.get("body")
    said = there.value if there is not None else None
    inside = said.entries if isinstance(said, MapNode) else {}
    text = TextNode(body.source, body.start, body.start, "text", "plain")
    whole = MapNode(body.source, body.start, body.end, {**inside, "text": Entry(text, body)})
    entries = {**texts.entries, "body": Entry(there.key if there is not None else key, whole)}
    texts_key = held.key if held is not None else TextNode(body.source, body.start, body.start, "texts", "plain")
    return replace(root, entries={**root.entries, "texts": Entry(texts_key, replace(texts, entries=entries))})
