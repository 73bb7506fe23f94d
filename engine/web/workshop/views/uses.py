"""Where something is used: a question, an answer, a role or a state, each use with the line that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.checks.book import Book
from engine.interop.every_question import questions
from engine.interop.named_where import Answer, answer_uses, role_uses, state_uses
from engine.interop.question import Line
from engine.interop.question_explained import explain_field
from engine.interop.words import shortened
from engine.sentences.say import say
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.shown import At, at, book_of

_MOST_OFFERED = 1_500
_MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Use:
    """One use in words, and where it is written."""

    words: str
    at: At | None


def uses(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return all that has to do with what was asked: `form.question`, `form.question=code`, a role or a state."""
    book = book_of(seen)
    if book is None:
        return NOTHING_YET
    ask = Asking("uses", seen, asked)
    offered = dict(_known(book))
    known = offered | dict(_answers(book))
    wanted = " ".join(asked.get("of", "").split())
    lines: tuple[Line, ...] = ()
    if wanted in known:
        lines = tuple(_lines(book, wanted))
    elif wanted:
        ask.problems.append(ask.nothing_called(wanted, list(known)))
    title = say(seen.language, "Where something is used")
    return ask.fragment(
        "uses.html",
        title,
        of=wanted,
        label=say(seen.language, "A question, an answer, a role or a state"),
        hint=say(seen.language, "Begin to type its name, and choose."),
        known=tuple(offered.items())[:_MOST_OFFERED],
        called=shortened(known.get(wanted, "")),
        headings=tuple(_by_heading(seen, lines[:_MOST_LINES])),
        answers_title=say(seen.language, "Its answers"),
        answers=tuple((path, words) for path, words in known.items() if path.startswith(f"{wanted}=")),
        unused=say(seen.language, "Nothing uses it.") if wanted in known and not lines else "",
    )


def _known(book: Book) -> Iterator[tuple[str, str]]:
    """Yield all that can be asked about, by how it is written, with what it is called: roles, states, questions."""
    language = book.definition.language
    for role, title in book.definition.roles.titles.items():
        yield role, say(language, "{title} (role)", title=title)
    for flow in book.definition.workflows.values():
        for path, state in flow.states.items():
            yield f"{flow.id}.{path}", say(language, "{title} (state)", title=state.definition.title)
    for one in questions(book.definition):
        yield f"{one.form.id}.{one.path}", one.name


def _answers(book: Book) -> Iterator[tuple[str, str]]:
    for one in questions(book.definition):
        for code, label in one.field.options.labels.items() if one.field.options is not None else ():
            words = say(book.definition.language, "{question}: {answer}", question=one.name, answer=label)
            yield f"{one.form.id}.{one.path}={code}", words


def _lines(book: Book, wanted: str) -> Iterable[Line]:
    path, _, code = wanted.partition("=")
    owner, *inside = path.split(".")
    if not inside:
        return role_uses(book, owner)
    if owner in book.definition.workflows:
        return state_uses(book, owner, ".".join(inside))
    if not code:
        return explain_field(book, owner, *inside).lines
    field = book.definition.forms[owner].question(tuple(inside))
    label = field.options.labels.get(code, code) if field is not None and field.options is not None else code
    return answer_uses(book, Answer(owner, tuple(inside), code, label))


def _by_heading(seen: Snapshot, lines: Iterable[Line]) -> Iterator[tuple[str, tuple[Use, ...]]]:
    found: dict[str, list[Use]] = {}
    for one in lines:
        place = at(seen, one.place) if one.place is not None else None
        found.setdefault(one.heading, []).append(Use(one.words, place))
    yield from ((heading, tuple(inside)) for heading, inside in found.items())
