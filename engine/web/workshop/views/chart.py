"""The map of a workflow: its states with clocks and people, each leading to its line, and all of it as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.errors import EngineError
from engine.interop.diagram import as_dot
from engine.interop.links import Link, Links
from engine.interop.picture import ANYTIME, Picture, picture_of
from engine.interop.render import to_svg
from engine.interop.table import HEADS, Row, rows_of
from engine.sentences.say import say
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.asking import NOTHING_YET, Asking
from engine.web.workshop.views.shown import At, at, book_of, languages_in, spoken_book


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the table. *anchor* is where the picture leads for its rules.

    *at* is where the step is written, and *state_at* where the state is; of a line further on in a state, nothing.
    """

    row: Row
    anchor: str
    at: At | None
    begins: bool
    state_at: At | None = None


def chart(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return the map of one workflow."""
    book = book_of(seen)
    if book is None or seen.good_assembled is None:
        return NOTHING_YET
    ask = Asking("map", seen, asked)
    language = ask.one_of("in", say(seen.language, "Language"), languages_in(book), seen.language)
    spoken = spoken_book(book, seen.good_assembled, language)
    titles = {name: flow.definition.title for name, flow in spoken.definition.workflows.items()}
    title = say(seen.language, "The map")
    if not titles:
        return ask.fragment("nothing.html", title, said=say(seen.language, "There is no workflow yet."))
    name = ask.one_of("workflow", say(seen.language, "Workflow"), titles)
    picture = picture_of(spoken.definition, name)
    told = tuple(_told(seen, spoken, picture))
    svg = _drawn(picture, _links(told, spoken.definition.language))
    heads = (*(one.said(language) for one in HEADS), say(language, "Written at"))
    not_drawn = "" if svg else say(seen.language, "No picture of this can be drawn here. The table says all of it.")
    return ask.fragment(
        "map.html",
        title,
        language=language,
        svg=Markup(svg),  # noqa: S704 - all that stands in it is escaped where it is drawn
        not_drawn=not_drawn,
        called=picture.title,
        hint=say(seen.language, "A state leads to its line in the file, and a step to its rules in words."),
        in_words=say(seen.language, "The same in words"),
        heads=heads,
        told=told,
    )


def _told(seen: Snapshot, book: Book, picture: Picture) -> Iterator[Told]:
    """Yield the lines of the table, each with where it is written."""
    flow = book.configuration.workflows[picture.id]
    states = {path: Spot("workflow", picture.id, place.at) for path, place in flow.places.items()}
    actions = {(one.state or ANYTIME, one.id): one.spot for one in book.actions(flow)}
    before = None
    for number, row in enumerate(rows_of(picture), start=1):
        begins, before = row.box != before, row.box
        state, action = states.get(row.box) if begins else None, actions.get((row.box, row.action))
        written = [
            at(seen, book.origins.place(one.kind, one.name, *one.path, key=True)) if one is not None else None
            for one in (action, state)
        ]
        yield Told(row, f"rule-{number}", written[0], begins, written[1])


def _links(told: tuple[Told, ...], language: str) -> Links:
    """Return where the picture leads: a state to its line, a step to what the table says of it."""
    states = {
        one.row.box: Link(f"#{one.state_at.go}", one.row.state)
        for one in told
        if one.begins and one.state_at is not None and one.state_at.go
    }
    steps: dict[tuple[str, str], Link] = {}
    for one in told:
        if one.row.action:
            words = say(language, "{step}. {rules}", step=one.row.step, rules=one.row.when or one.row.who)
            steps.setdefault((one.row.box, one.row.action), Link(f"#{one.anchor}", words))
    return Links(states, steps)


def _drawn(picture: Picture, links: Links) -> str:
    """Return a picture as SVG; nothing where none can be drawn here, since the table says it all."""
    try:
        dot = as_dot(picture, links=links)
        return _svg(dot, picture.id, picture.title, picture.description)
    except EngineError:
        return ""


@lru_cache(maxsize=32)
def _svg(dot: str, name: str, title: str, description: str) -> str:
    return to_svg(dot, id=name, title=title, description=description, links=True)
