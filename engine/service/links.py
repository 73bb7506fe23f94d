"""Linked cases as the service brings them in: what conditions read of them, what people may read, and what to pick.

A link grants no access to the case at its other end. Whoever may see a case reads what its links share, as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from engine.cases.access import Actor, may
from engine.cases.commands import Linking
from engine.cases.compiled import CompiledAction, CompiledField, CompiledLink, CompiledWorkflow, Definition
from engine.cases.decide.acting import who_may_not
from engine.cases.decide.links import can_be_linked
from engine.cases.decide.opening_others import kind_of, known_subjects
from engine.cases.decide.reasons import not_here
from engine.cases.door import as_given, is_name
from engine.cases.link_questions import TO
from engine.cases.links import Linked, LinkRows, handle, shared_answers, shared_label, told
from engine.cases.snapshot import CaseFile, Picked
from engine.cases.state import Case
from engine.cases.values import Answers, Json, is_empty
from engine.definitions.links import LINKED_ON
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import say
from engine.store.cases import read_case
from engine.store.links import FarCase, cases_of_workflow, hold_ends, open_cases_about, read_linked_cases, read_links
from engine.store.records import read_facts
from engine.store.transaction import Transaction

MOST_SEARCHED = 2_000
"""Cases that a search for one to link looks through, the most recently changed first."""
MOST_WORDS = 20
"""Words that such a search looks for."""
LetsIn: TypeAlias = Callable[[Case], bool]
"""Whether the person who asks may know that a case is there, as far as its restriction goes."""


@dataclass(frozen=True, slots=True)
class SharedFact:
    """Something that may be read of a linked case, or an answer to the link's own questions."""

    name: str
    label: str
    value: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkView:
    """A linked case as somebody at this end may read it: since when, what it shares, and the link's own answers.

    *id* names the link at this end (`Cases.split` takes it) and no case.
    """

    id: str
    link: str
    title: str
    linked_on: date
    shared: tuple[SharedFact, ...]
    fields: tuple[SharedFact, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that can be picked to be linked: its id, for `act`, and what the link shares of it, nothing else."""

    case: str
    shared: tuple[SharedFact, ...]


# --- what conditions read --------------------------------------------------------------------------------------------


def load_links(tx: Transaction, definition: Definition, case: Case, also: Iterable[str] = ()) -> LinkRows:
    """Return the cases linked with *case* along the links that its workflow's conditions read, and *also* along these.

    One statement; another for facts, where a condition reads a fact of a linked case.
    """
    flow = definition.workflows[case.workflow]
    wanted = {name: flow.links[name] for name in flow.links if f"links.{name}" in flow.reads or name in also}
    if not wanted:
        return {}
    found: dict[str, list[Linked]] = {name: [] for name in wanted}
    if not any(link.needs for link in wanted.values()):
        for row in read_links(tx, case.council, case.id):
            found.get(row.link, []).append(row)
        return found
    facts = any(_reads_facts(definition, link, link.needs) for link in wanted.values())
    for far in read_linked_cases(tx, case.council, case.id, facts=facts):
        if far.row.link in wanted:
            needs = wanted[far.row.link].needs
            shared = shared_answers(definition, needs, far.case, far.facts)
            found[far.row.link].append(replace(far.row, shared=shared))
    return found


def _reads_facts(definition: Definition, link: CompiledLink, names: Iterable[str]) -> bool:
    kind = kind_of(definition, link.definition.to)
    return any(name.startswith(f"{kind}.") for name in names)


@dataclass(frozen=True, slots=True)
class LinkedSays:
    """What a question can be copied from of one linked case; *reference* is the case's, where the link shares it."""

    says: Answers = field(repr=False)
    reference: str


def said_by_linked(
    tx: Transaction,
    definition: Definition,
    case: Case,
    standing: frozenset[str],
    saw: Callable[[Case], None],
    lets_in: LetsIn,
) -> dict[str, list[LinkedSays]]:
    """Return by link what *standing* may read of the cases linked with *case*, as they are now, the oldest link first.

    Two statements at most, and none for a workflow without links. *saw* notes each of these cases.
    """
    flow = definition.workflows[case.workflow]
    facts = any(_reads_facts(definition, link, link.reads) for link in flow.links.values())
    found: dict[str, list[LinkedSays]] = {}
    for far in read_linked_cases(tx, case.council, case.id, facts=facts) if flow.links else ():
        link = flow.links.get(far.row.link)
        if link is not None and lets_in(far.case):
            saw(far.case)
            shared = shared_answers(definition, link.reads, far.case, far.facts)
            own = {cell.id: far.row.fields[cell.id] for cell in _readable_cells(link, far.row, standing)}
            says = {LINKED_ON: far.row.on.isoformat(), **own, **shared}
            found.setdefault(link.id, []).append(LinkedSays(says, str(shared.get("case.reference", ""))))
    return found


# --- what an action links --------------------------------------------------------------------------------------------


def answers_of_link(link: object) -> object:
    """Return the answers to a link's own questions, of what a caller says of it; they have to pass the door."""
    if link is None:
        return {}
    return {name: value for name, value in link.items() if name != TO} if isinstance(link, Mapping) else link


def linking_of(link: Mapping[str, object] | None) -> Linking | None:
    """Return what a caller says of a link, `{"to": case, "role": "at_risk"}`, as a command has it."""
    if link is None:
        return None
    to = link.get(TO)
    to = to.id if isinstance(to, Case) else to
    fields = as_given(answers_of_link(link))  # type: ignore[arg-type]  # the door let only answers in
    # What cannot be the id of a case is not looked for; it is found to be none.
    return Linking(None if to is None else to if isinstance(to, str) and is_name(to) else "", fields)


def with_others(
    tx: Transaction,
    definition: Definition,
    file: CaseFile,
    action: CompiledAction,
    link: Linking | None,
    sent: Answers,
    lets_in: LetsIn,
) -> CaseFile:
    """Return *file* with what *action* needs of other cases: the one that was picked, and those open about subjects."""
    case = file.case
    flow = definition.workflows[case.workflow]
    named = action.definition.link
    if named is not None and link is not None and link.to:
        file = replace(file, picked=_picked(tx, definition, flow.links[named], case, link.to, lets_in))
    if action.opens:
        file = replace(file, about=_open_about(tx, definition, file, action, sent, lets_in))
    return replace(file, taken=hold_ends(tx, case.council, _with_room_for_one(definition, file, action)))


def _with_room_for_one(definition: Definition, file: CaseFile, action: CompiledAction) -> Iterator[tuple[str, str]]:
    """Yield the ends of what *action* may link that have room for one link: this case's own, and others'."""
    flow = definition.workflows[file.case.workflow]
    named = action.definition.link
    for link in (flow.links[one] for one in {*([named] if named else []), *(opens.link for opens in action.opens)}):
        if not link.definition.many:
            yield file.case.id, link.id
        back = definition.workflows[link.definition.to].links[link.definition.back]
        if not back.definition.many:
            to = link.definition.to
            yield from ((case, back.id) for (flow_of, _), case in file.about.items() if flow_of == to)
            if link.id == named and file.picked is not None:
                yield file.picked.case.id, back.id


def _open_about(
    tx: Transaction,
    definition: Definition,
    file: CaseFile,
    action: CompiledAction,
    sent: Answers,
    lets_in: LetsIn,
) -> dict[tuple[str, str], str]:
    """Return by workflow and subject the cases that are open about whom *action* would open others for."""
    case = file.case
    flow = definition.workflows[case.workflow]
    kinds = {one.link: kind_of(definition, flow.links[one.link].definition.to) for one in action.opens}
    answers = {**file.kept, **file.draft, **sent}
    subjects = known_subjects(definition, action, kinds, answers)
    subjects |= _named_before(definition, file, action, kinds)
    about: dict[tuple[str, str], str] = {}
    for one in {opens.link for opens in action.opens}:
        to = flow.links[one].definition.to
        for subject in sorted(subjects):
            there = open_cases_about(tx, case.council, to, kinds[one], subject)
            found = next(filter(lets_in, there), None)
            if found is not None:
                about[to, subject] = found.id
    return about


def _named_before(definition: Definition, file: CaseFile, action: CompiledAction, kinds: Mapping[str, str]) -> set[str]:
    """Return the known subjects in forms that were submitted before, of whose rows *action* opens cases."""
    found: set[str] = set()
    for opens in action.opens:
        submitted = file.case.submissions.get(opens.each[0]) if opens.each is not None else None
        if opens.each is None or submitted is None:
            continue
        alone = replace(action, opens=(opens,), definition=action.definition.model_copy(update={"form": opens.each[0]}))
        found |= known_subjects(definition, alone, kinds, submitted.answers)
    return found


def _picked(
    tx: Transaction, definition: Definition, link: CompiledLink, case: Case, to: str, lets_in: LetsIn
) -> Picked | None:
    other = read_case(tx, case.council, to)
    if other is None or other.workflow != link.definition.to or not lets_in(other):
        return None
    facts: Answers = {}
    if _reads_facts(definition, link, link.needs):
        known = read_facts(tx, case.council, other.subject_kind, other.subject)
        facts = {name: one.value for name, one in known.items()}
    return Picked(other, shared_answers(definition, link.needs, other, facts))


# --- what people read ------------------------------------------------------------------------------------------------


def links_of(
    tx: Transaction,
    definition: Definition,
    case: Case,
    by: Actor,
    saw: Callable[[Case, Actor], None],
    lets_in: LetsIn,
) -> tuple[LinkView, ...]:
    """Return the cases linked with *case*, each with what its link shares and nothing else; *saw* notes each."""
    flow = definition.workflows[case.workflow]
    facts = any(_reads_facts(definition, link, link.reads) for link in flow.links.values())
    standing = definition.roles.standing(by, case)
    linked = read_linked_cases(tx, case.council, case.id, facts=facts) if flow.links else []
    found = [far for far in linked if lets_in(far.case)]
    for far in found:
        saw(far.case, by)
    in_order = {name: place for place, name in enumerate(flow.links)}
    views = [
        _view(definition, case, flow.links[far.row.link], far, standing) for far in found if far.row.link in flow.links
    ]
    return tuple(sorted(views, key=lambda one: in_order[one.link]))


def _view(definition: Definition, case: Case, link: CompiledLink, far: FarCase, standing: frozenset[str]) -> LinkView:
    cells = _readable_cells(link, far.row, standing)
    fields = tuple(SharedFact(cell.id, cell.definition.label, far.row.fields[cell.id]) for cell in cells)
    name = handle(case.id, link.id, far.row.other)
    return LinkView(name, link.id, link.title, far.row.on, _shared(definition, link, far.case, far.facts), fields)


def _readable_cells(link: CompiledLink, row: Linked, standing: frozenset[str]) -> Iterator[CompiledField]:
    """Yield the link's own questions that were answered of *row* and that *standing* may read."""
    for cell in link.asks.row.fields if link.asks is not None and link.asks.row is not None else ():
        if not is_empty(row.fields.get(cell.id)) and (not cell.view or may(standing, "see", cell.view)):
            yield cell


def _shared(definition: Definition, link: CompiledLink, other: Case, facts: Answers) -> tuple[SharedFact, ...]:
    answers = shared_answers(definition, link.reads, other, facts)
    return tuple(
        SharedFact(name, shared_label(definition, link, name), told(definition, link, name, answers[name]))
        for name in link.reads
        if name in answers
    )


# --- picking ---------------------------------------------------------------------------------------------------------


def candidates(  # noqa: PLR0917 - what is searched, for whom, and what becomes of it
    tx: Transaction,
    definition: Definition,
    case: Case,
    link: str,
    text: str,
    by: Actor,
    limit: int,
    saw: Callable[[Case, Actor], None],
    lets_in: LetsIn,
) -> tuple[Candidate, ...]:
    """Return at most *limit* cases that this person may pick to link with *case*; see `Cases.linkable`.

    *saw* notes each of them, and not those that were only searched.
    """
    flow = definition.workflows[case.workflow]
    raise_unless_linking(definition, flow, case, link, by)
    compiled = flow.links[link]
    to = compiled.definition.to
    facts = _reads_facts(definition, compiled, compiled.reads)
    there = {one.other for one in read_links(tx, case.council, case.id) if one.link == link}
    words = list(dict.fromkeys(text.casefold().split()))[:MOST_WORDS]
    found: list[Candidate] = []
    for other, known in cases_of_workflow(tx, case.council, to, kind_of(definition, to), MOST_SEARCHED, facts=facts):
        if other.id in there or not lets_in(other) or not can_be_linked(definition, case, compiled, other):
            continue
        shared = _shared(definition, compiled, other, known)
        said = " ".join(_words(one.value) for one in shared).casefold()
        if all(word in said for word in words):
            found.append(Candidate(other.id, shared))
            saw(other, by)
        if len(found) == limit:
            break
    return tuple(found)


def _words(value: Json) -> str:
    if isinstance(value, Mapping):
        return " ".join(map(_words, value.values()))
    return " ".join(map(_words, value)) if isinstance(value, list | tuple) else str(value)


def linking_action(
    definition: Definition, flow: CompiledWorkflow, case: Case, link: str, by: Actor
) -> CompiledAction | None:
    """Return the action of the present state by which this person may link a case along *link*; nothing without one."""
    standing = definition.roles.standing(by, case)
    for action in flow.offered(case.states):
        if action.definition.link == link and who_may_not(definition, flow, case, action, by.people, standing) is None:
            return action
    return None


def raise_unless_linking(definition: Definition, flow: CompiledWorkflow, case: Case, link: str, by: Actor) -> None:
    """Raise NotFound for a link that is not there, Refused where this person may not link a case along it now."""
    if link not in flow.links:
        raise NotFound
    if linking_action(definition, flow, case, link, by) is not None:
        return
    standing = definition.roles.standing(by, case)
    here = [one for one in flow.offered(case.states) if one.definition.link == link]
    reasons = [who_may_not(definition, flow, case, one, by.people, standing) for one in here]
    wrong = [one for one in reasons if one is not None]
    raise Refused(wrong or (_not_here(definition, flow, case, link),))


def _not_here(definition: Definition, flow: CompiledWorkflow, case: Case, link: str) -> Reason:
    for state in flow.states.values():
        for action in state.actions.values():
            if action.definition.link == link:
                return not_here(definition, flow, action.id, case.states)
    text = say(definition.language, 'No action links a case as "{link}".', link=flow.links[link].title)
    return Reason("not_here", text, link)
