"""How much each form asks: a table for a workshop, with what a council may want to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.cases.burden import Asked, asked_by
from engine.cases.compiled import Definition
from engine.interop.outline import Fact, Part, Table
from engine.sentences.say import Sentence, say

MANY = 60
"""More questions than this are worth a second look."""

_HEADS = (
    Sentence("Form"),
    Sentence("Questions"),
    Sentence("Asked every time"),
    Sentence("Must be answered"),
    Sentence("Copied from what is known"),
    Sentence("Copied, of a hundred"),
    Sentence("Look at again"),
)


def burden_report(definition: Definition) -> Part:
    """Return how much every form asks, as a document with one table and what its columns mean."""
    language = definition.language
    asked = {form.definition.title: asked_by(form) for form in definition.forms.values()}
    rows = [_row(definition, title, one) for title, one in asked.items()]
    if len(asked) > 1:
        rows.append(_row(definition, say(language, "All forms"), _sum(asked.values()), looked_at=False))
    return Part(
        say(language, "{configuration}: how much each form asks", configuration=definition.title),
        said=(say(language, "Version {version}.", version=definition.whole_version),),
        facts=tuple(_explained(definition)),
        language=language,
        table=Table(tuple(one.said(language) for one in _HEADS), tuple(rows)),
    )


def _explained(definition: Definition) -> Iterator[Fact]:
    language = definition.language
    counted = Sentence("Repeating rows count as one question; what is only shown or worked out is not counted.")
    yield Fact(say(language, "Questions"), counted.said(language))
    yield Fact(say(language, "Asked every time"), say(language, "Depends on no other answer."))
    known = Sentence("From the record, an earlier form, a linked case or the case system, where something is known.")
    yield Fact(say(language, "Copied from what is known"), known.said(language))


def _row(definition: Definition, title: str, one: Asked, *, looked_at: bool = True) -> tuple[str, ...]:
    numbers = (one.questions, one.always, one.required, one.sourced, one.share)
    notes = "; ".join(_notes(definition, one)) if looked_at else ""
    return (title, *map(str, numbers), notes)


def _notes(definition: Definition, one: Asked) -> Iterator[str]:
    language = definition.language
    if one.questions > MANY:
        yield say(language, "more than {most} questions", most=MANY)
    if one.required * 2 > one.questions:
        yield say(language, "more than half must be answered")


def _sum(each: Iterable[Asked]) -> Asked:
    every = tuple(each)
    return Asked(
        questions=sum(one.questions for one in every),
        always=sum(one.always for one in every),
        required=sum(one.required for one in every),
        sourced=sum(one.sourced for one in every),
    )
