"""Where a role, a state or an answer is named: each place in words, with the line that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.checks.references import named_states
from engine.checks.roles import mentions
from engine.definitions.fields import ChoiceField
from engine.definitions.nodes import ListNode, MapNode, Node, text_of
from engine.findings import Place
from engine.interop.question import Line, find, place_of
from engine.interop.question_uses import uses
from engine.interop.words import readable
from engine.sentences.say import Sentence, say

_ROLE_DOES: Mapping[str, Sentence] = {
    "by": Sentence("may do it"),
    "view": Sentence("may read it"),
    "edit": Sentence("may fill it in or change it"),
    "opened_by": Sentence("may open cases"),
    "audited_by": Sentence("audits"),
    "tell": Sentence("is told"),
    "to": Sentence("is sent what is shared"),
    "on_behalf": Sentence("may do it for somebody else"),
    "audience": Sentence("is written to"),
    "includes": Sentence("may do all that it may"),
    "from": Sentence("may take the place"),
    "given_by": Sentence("gives the place"),
    "assigns": Sentence("the place is given here"),
    "roles": Sentence("belongs to the team"),
}
_STATE_IS: Mapping[str, Sentence] = {
    "start": Sentence("begins here"),
    "reopen": Sentence("opens the case again here"),
    "breach": Sentence("moves the case here when the last day is over"),
    "when_done": Sentence("leads here once every strand has ended"),
    "merge": Sentence("comes here when cases are merged"),
    "from": Sentence("the clock starts with it"),
    "until": Sentence("the clock stops with it"),
    "always": Sentence("a promise names it"),
    "proceed": Sentence("leads here by itself"),
}
_LEADS = Sentence("leads here")
_NAMED = Sentence("named in it")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that a question offers: its code, its label and the question, as `explain_field` takes it."""

    form: str
    path: tuple[str, ...]
    code: str
    label: str


def role_uses(book: Book, role: str) -> Iterator[Line]:
    """Yield every place where a role, case role or group is named, in the order of the configuration."""
    groups = {role, *(name for name, inside in book.configuration.manifest.groups.items() if role in inside)}
    for one in mentions(book):
        if one.name in groups:
            yield _line(book, one.spot, _last_of(one.spot, _ROLE_DOES))
    for flow in book.configuration.workflows.values():
        for action in book.actions(flow):
            if action.action.assigns == role:
                yield _line(book, action.spot.at("assigns"), _ROLE_DOES["assigns"])


def state_uses(book: Book, workflow: str, state: str) -> Iterator[Line]:
    """Yield all that leads to a state or looks at it; *state* is its path. Raises KeyError for no such workflow."""
    flow = book.configuration.workflows[workflow]
    for one in named_states(book, flow):
        if one.path == state:
            yield _line(book, one.spot, _last_of(one.spot, _STATE_IS, _LEADS))
    for path, place in flow.places.items():
        wait = place.state.proceed
        if wait is not None and flow.target(wait.to, path) == state:
            yield _line(book, Spot("workflow", workflow, (*place.at, "proceed", "to")), _STATE_IS["proceed"])
    for name, held in book.configuration.manifest.case_roles.items():
        for index, needed in enumerate(held.needed_from):
            if flow.target(needed, "") == state:
                spot = Spot("configuration", "", ("case_roles", name, "needed_from", index))
                yield _line(book, spot, Sentence("somebody must have the place from here on"))


def answer_uses(book: Book, answer: Answer) -> Iterator[Line]:
    """Yield who else offers an answer, and what is decided by it. Raises KeyError where there is no such question."""
    form = book.definition.forms[answer.form]
    asked, language = find(form, answer.path), book.definition.language
    spot = asked.spot
    options = asked.field.definition.options if isinstance(asked.field.definition, ChoiceField) else None
    if isinstance(options, str):
        heading = say(language, "Where it is written")
        whole = Spot("list", options, ("options", answer.code))
        if ("list", options) in book.origins.nodes:
            title = book.configuration.lists[options].title
            yield Line(heading, say(language, 'in the list "{title}"', title=title), place_of(book, whole))
        for one in book.questions():
            if isinstance(one.field, ChoiceField) and one.field.options == options and one.spot != spot:
                yield _line(book, one.spot, Sentence("offers it too"))
    named = f'"{answer.label}"'
    for point in uses(book, asked):
        if named in point.words:
            yield Line(say(language, "What it decides"), point.words, point.place)


def _line(book: Book, spot: Spot, does: Sentence) -> Line:
    """Return what stands at *spot* in words: the titles of what it is in, and what is done there."""
    language = book.definition.language
    owner, *inside = _titles(book, spot)
    thing = inside[-1] if inside else owner
    return Line(owner, say(language, '"{thing}": {does}', thing=thing, does=does.said(language)), _place(book, spot))


def _place(book: Book, spot: Spot) -> Place:
    return book.origins.place(spot.kind, spot.name, *spot.path)


def _titles(book: Book, spot: Spot) -> list[str]:
    """Return the titles of all that *spot* stands in, the outermost first; there is at least one."""
    node: Node | None = book.origins.nodes[spot.kind, spot.name]
    found = [_title(node) or book.definition.title]
    for step in spot.path:
        node = _inside(node, step)
        if isinstance(node, MapNode):
            title = _title(node)
            if title or (isinstance(step, str) and step in _titled_by_id(spot)):
                found.append(title or readable(str(step)))
    return found


def _titled_by_id(spot: Spot) -> frozenset[str]:
    """Return the ids at *spot* of things that may have no title: what stands right inside a setting of several."""
    held = ("deadlines", "roles", "case_roles", "groups", "rules", "teams", "alerts", "share")
    path = [str(step) for step in spot.path]
    return frozenset(after for before, after in pairwise(path) if before in held)


def _title(node: Node | None) -> str:
    return (text_of(node, "title") or text_of(node, "label") or "") if isinstance(node, MapNode) else ""


def _inside(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MapNode) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry.value if entry is not None else None
    if isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _last_of(spot: Spot, words: Mapping[str, Sentence], otherwise: Sentence = _NAMED) -> Sentence:
    """Return the words of the innermost setting at *spot* that has any."""
    return next((words[step] for step in reversed(spot.path) if isinstance(step, str) and step in words), otherwise)
