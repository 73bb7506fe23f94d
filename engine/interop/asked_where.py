"""Which form asks what: every question once, with the forms that ask it and where each gets its answer from.

Two questions count as one where they have the same words or one is copied from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.cases.compiled import Definition
from engine.interop.every_question import Question, copied_from, questions, titles
from engine.interop.outline import Part, Table
from engine.interop.words import one_line
from engine.sentences.say import Sentence, say

_HEADS = (
    Sentence("Question"),
    Sentence("Typed in"),
    Sentence("Copied in"),
    Sentence("Copied from"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, wherever it is asked: where somebody types the answer, and where it is copied."""

    label: str
    typed: Sequence[Question]
    copied: Sequence[Question]

    @property
    def is_typed_again(self) -> bool:
        """Whether two forms have the answer typed: the second could have copied it."""
        return len({one.form.id for one in self.typed}) > 1


def asked_where(definition: Definition) -> Part:
    """Return the index of all questions as a document, what is typed more than once first."""
    language, found = definition.language, index_of(definition)
    again = [one for one in found if one.is_typed_again]
    heads = tuple(one.said(language) for one in _HEADS)
    parts = []
    if again:
        rows = tuple(_row(definition, one) for one in again)
        said = (say(language, "Could a later form copy the answer from an earlier one?"),)
        parts.append(Part(say(language, "Typed in more than one form"), said=said, table=Table(heads, rows)))
    every = Table(heads, tuple(_row(definition, one) for one in found))
    parts.append(Part(say(language, "Every question, in alphabetical order"), table=every))
    return Part(
        say(language, "{configuration}: which form asks what", configuration=definition.title),
        said=(
            say(language, "Version {version}.", version=definition.whole_version),
            say(
                language,
                "Questions: {count}. Typed in more than one form: {again}.",
                count=len(found),
                again=len(again),
            ),
        ),
        parts=tuple(parts),
        language=language,
    )


def index_of(definition: Definition) -> list[Asked]:
    """Return every question that people answer, those of one wording or one source together, by the alphabet."""
    asked = [one for one in questions(definition) if one.is_asked]
    groups = _together(asked)
    found = [
        Asked(
            group[0].name,
            typed=[one for one in group if not one.field.sources],
            copied=[one for one in group if one.field.sources],
        )
        for group in groups
    ]
    return sorted(found, key=lambda one: one_line(one.label).casefold())


def _together(asked: Sequence[Question]) -> Iterator[list[Question]]:
    """Yield questions that are one: of the same words, or copied from each other, in the order of the forms."""
    heads: dict[str, str] = {}

    def head(name: str) -> str:
        while heads.setdefault(name, name) != name:
            name = heads[name]
        return name

    for one in asked:
        own = head(f"{one.form.id}.{one.path}")
        for other in (f"words:{one_line(one.name).casefold()}", *_origins(one)):
            heads[head(other)] = own
    groups: dict[str, list[Question]] = {}
    for one in asked:
        groups.setdefault(head(f"{one.form.id}.{one.path}"), []).append(one)
    yield from groups.values()


def _origins(one: Question) -> Iterable[str]:
    """Yield what a question is copied from, as a name that the question there has too."""
    for source in one.field.sources:
        if source.kind == "form":
            yield f"{source.owner}.{source.name}"
        elif source.kind == "record":
            yield f"record:{source.owner}.{source.name}"


def _row(definition: Definition, one: Asked) -> tuple[str, ...]:
    sources: Mapping[str, None] = dict.fromkeys(copied_from(definition, each) for each in one.copied)
    typed, copied = titles(each.form for each in one.typed), titles(each.form for each in one.copied)
    return (one.label, typed, copied, "; ".join(filter(None, sources)))
