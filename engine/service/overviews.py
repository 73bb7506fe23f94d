"""What stands above a case on any screen, and in a line of any list: what it is called, where it is, who is on it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from engine.cases.access import Actor, may
from engine.cases.compiled import CompiledField, CompiledForm, CompiledWorkflow, Definition
from engine.cases.state import Case
from engine.cases.values import Json
from engine.definitions.words import fill_slots, slot_names
from engine.errors import NotFound
from engine.interop.picture import Picture, picture_of
from engine.service.register import Register
from engine.service.shadows import as_known
from engine.store.records import read_facts
from engine.store.together import NotYet, Together
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PaperView:
    """A form that was submitted on a case, and of which this person may view something. *given_back*: a draft again."""

    form: str
    title: str
    on: date
    by: str
    revision: int
    given_back: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place on a case: who holds it now, if anybody, and whether this person may give it."""

    role: str
    title: str
    holder: str | None
    may_give: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A case in a few words. *called* is what its subject is called, as far as this person may view that.

    *where* are the titles of where it is; *links* those along which its workflow links cases, by their ids.
    """

    case: Case
    called: str = dataclasses.field(repr=False)
    workflow_title: str
    where: str
    subject_title: str
    edition: str
    papers: tuple[PaperView, ...]
    places: tuple[PlaceView, ...]
    links: tuple[tuple[str, str], ...]
    may_restrict: bool


def overviews(register: Register, tx: Transaction, cases: Iterable[Case | str], by: Actor) -> dict[str, Overview]:
    """Return many cases in a few words; see `Cases.overviews`."""
    wanted = dict.fromkeys(one.id if isinstance(one, Case) else one for one in cases)
    together, found, waiting = Together(tx), dict[str, Overview](), list(wanted)
    while waiting:
        still = []
        for case in waiting:
            try:
                found[case] = overview(register, together, case, by)
            except NotYet:
                still.append(case)
            except NotFound:
                continue  # not there, not theirs: a list has no line for it
        together.fetch()
        waiting = still
    return {case: found[case] for case in wanted if case in found}


def overview(register: Register, tx: Transaction, case: Case | str, by: Actor) -> Overview:
    """Return one case in a few words. Raises NotFound."""
    current, definition = register.seen(tx, case, by)
    flow, standing = definition.workflows[current.workflow], definition.roles.standing(by, current)
    return Overview(
        case=as_known(tx, current, register.lets_in(definition, by)),
        called=_called(tx, definition, current, standing),
        workflow_title=flow.definition.title,
        where=flow.where(current.states),
        subject_title=definition.subjects[current.subject_kind].title,
        edition=definition.edition,
        papers=tuple(_papers(definition, current, standing, by)),
        places=tuple(_places(definition, flow, current, standing)),
        links=tuple((name, link.definition.title or name) for name, link in flow.links.items()),
        may_restrict=may(standing, "restrict", flow.restricted_by),
    )


def map_of(register: Register, tx: Transaction, case: Case | str, by: Actor) -> Picture:
    """Return the picture of a case's workflow, as the release has it that it is pinned to. Raises NotFound."""
    current, definition = register.seen(tx, case, by)
    return picture_of(definition, current.workflow)


def _called(tx: Transaction, definition: Definition, case: Case, standing: frozenset[str]) -> str:
    """Return what a case's subject is called; its reference where nothing is known that this person may view."""
    kind = case.subject_kind
    shown_as = definition.records[definition.subjects[kind].record].shown_as or ""
    facts = [definition.facts.get((kind, name)) for name in slot_names(shown_as)]
    if not facts or not all(one is not None and may(standing, "see", one.view) for one in facts):
        return case.reference
    known = read_facts(tx, case.council, kind, case.subject)

    def said(name: str) -> str:
        return _in_words(definition.facts[kind, name], known[name].value) if name in known else ""

    return " ".join(fill_slots(shown_as, said).split()) or case.reference


def _in_words(fact: CompiledField, value: Json) -> str:
    if isinstance(value, list | dict) or value is None:
        return ""
    return fact.options.labels.get(str(value), str(value)) if fact.options else str(value)


def _papers(definition: Definition, case: Case, standing: frozenset[str], by: Actor) -> Iterator[PaperView]:
    for name, one in case.submissions.items():
        form = definition.forms.get(name)
        if form is not None and (one.by in by.people or _may_view_any(form, standing)):
            yield PaperView(name, form.definition.title, one.on, one.by, one.revision, one.given_back is not None)


def _may_view_any(form: CompiledForm, standing: frozenset[str]) -> bool:
    waiting = list(form.fields)
    while waiting:
        one = waiting.pop()
        if may(standing, "see", one.view):
            return True
        waiting += one.row.fields if one.row is not None else ()
    return False


def _places(
    definition: Definition, flow: CompiledWorkflow, case: Case, standing: frozenset[str]
) -> Iterator[PlaceView]:
    """Yield the places that this workflow knows of, and any that is held all the same."""
    book, known = definition.roles, _named_in(flow)
    for role in book.taken_from:
        if role not in known and role not in case.holders:
            continue
        may_give = may(standing, "give", book.given_by.get(role, frozenset()))
        yield PlaceView(role, book.titles.get(role, role), case.holders.get(role), may_give)


def _named_in(flow: CompiledWorkflow) -> frozenset[str]:
    """Return the roles and places that see cases of a workflow, act on them, do their tasks or are given by them."""
    actions = [action for state in flow.states.values() for action in state.actions.values()]
    given = {action.definition.assigns or "" for action in actions}
    doing = [action.by for action in actions] + [task.by for task in flow.work.tasks.values()]
    return flow.view.union(given, *doing)
