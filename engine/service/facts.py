"""Shared facts about a subject: what is known now, what was said before, what is proposed, and who may say what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.commands import SettleProposal
from engine.cases.compiled import CompiledField, Definition
from engine.cases.decide import Accepted, decide
from engine.cases.prefill import Known
from engine.cases.problems import failed_checks
from engine.cases.rows import read_rows
from engine.cases.snapshot import CaseFile, stored_value, time_env
from engine.cases.state import Case
from engine.cases.values import Answers, BadAnswer, Json, is_empty
from engine.errors import NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.register import Outcome, Register, raise_if_declined
from engine.store.proposals import Proposal, open_proposals, settle_proposal, write_proposals
from engine.store.records import read_facts, read_history, write_facts
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact as it stands: its value, since when and by whom, and what was said before, newest first."""

    id: str
    label: str
    type: str
    value: Json = field(repr=False)
    on: str
    by: str
    before: tuple[Known, ...]
    labels: tuple[tuple[str, str], ...] = ()
    """What each code that it can hold is called, those inside rows too."""


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What an answer proposes for a fact, beside what the record says now. *may_settle* is this person's right."""

    fact: str
    label: str
    now: Json = field(repr=False)
    proposed: Json = field(repr=False)
    form: str
    by: str
    at: datetime
    may_settle: bool
    labels: tuple[tuple[str, str], ...] = ()


def facts_about(register: Register, tx: Transaction, case: Case | str, by: Actor) -> tuple[FactView, ...]:
    """Return the facts of a case's subject that this person may view on it."""
    current, definition = register.seen(tx, case, by)
    said = read_history(tx, register.council, current.subject_kind, current.subject)
    return fact_views(definition, current.subject_kind, said, definition.roles.standing(by, current))


def record_facts(
    register: Register, tx: Transaction, kind: str, subject: str, facts: Answers, by: Actor, case: Case | str | None
) -> None:
    """Add to what is known about a subject. Raises Refused, and NotFound for a *case* about somebody else."""
    definition, standing = _editing(register, tx, kind, subject, by, case)
    kept = facts_to_keep(definition, kind, facts, standing)
    if any(definition.facts[kind, name].checks for name in kept):
        known = {name: one.value for name, one in read_facts(tx, register.council, kind, subject).items()}
        if broken := list(_broken_checks(definition, kind, kept, {**known, **kept}, register.now())):
            raise Refused(broken)
    write_facts(tx, register.council, kind, subject, kept, by.id, register.now())


def _editing(
    register: Register, tx: Transaction, kind: str, subject: str, by: Actor, case: Case | str | None
) -> tuple[Definition, frozenset[str]]:
    if case is None:
        definition = register.engine.definition
        return definition, definition.roles.beyond_cases(by)
    current, definition = register.seen(tx, case, by)
    if (current.subject_kind, current.subject) != (kind, subject):
        raise NotFound
    return definition, definition.roles.standing(by, current)


def proposals_on(register: Register, tx: Transaction, case: Case | str, by: Actor) -> tuple[ProposalView, ...]:
    """Return what answers on a case propose for its subject's record."""
    current, definition = register.seen(tx, case, by)
    known = read_facts(tx, register.council, current.subject_kind, current.subject)
    waiting = open_proposals(tx, register.council, current.id)
    standing = definition.roles.standing(by, current)
    return proposal_views(definition, current.subject_kind, waiting, known, standing)


def settle_fact(
    register: Register, tx: Transaction, case: Case | str, fact: str, by: Actor, seen: int, *, accept: bool
) -> Outcome:
    """Accept or decline the proposal for a fact. Raises NotFound when there is none."""
    current, definition, _ = register.held_as_seen(tx, case, by, seen)
    proposal = open_proposals(tx, register.council, current.id).get(fact)
    if proposal is None:
        raise NotFound
    command = SettleProposal(fact, proposal.value, accept, by)
    made = raise_if_declined(decide(definition, CaseFile(current), command, register.now()))
    outcome = register.save(tx, definition, made, command.by)
    settle_proposal(tx, made.step, proposal, accepted=accept)
    write_back(tx, made)
    return outcome


def write_back(tx: Transaction, made: Accepted) -> None:
    """Write the facts that a step changes, and what it proposes: one statement for each kind."""
    if not made.facts:
        return
    form = made.submission.form if made.submission else ""
    write_proposals(tx, made.step, form, [one for one in made.facts if one.proposed])
    now = {one.fact: one.value for one in made.facts if not one.proposed}
    if now:
        write_facts(tx, made.case.council, made.case.subject_kind, made.case.subject, now, made.step.by, made.step.at)


def proposal_views(
    definition: Definition,
    kind: str,
    waiting: Mapping[str, Proposal],
    known: Mapping[str, Known],
    standing: frozenset[str],
) -> tuple[ProposalView, ...]:
    """Return the proposals for facts that *standing* may view."""
    views = []
    for name, one in waiting.items():
        fact = definition.facts.get((kind, name))
        if fact is not None and may(standing, "see", fact.view | fact.edit):
            now = known[name].value if name in known else None
            title = definition.forms[one.form].definition.title if one.form in definition.forms else one.form
            title = title or say(definition.language, "A record that was merged with this one")
            label, may_settle = fact.definition.label, may(standing, "change", fact.edit)
            views.append(ProposalView(name, label, now, one.value, title, one.by, one.at, may_settle, labels_of(fact)))
    return tuple(views)


def fact_views(
    definition: Definition, kind: str, said: Mapping[str, Sequence[Known]], standing: frozenset[str]
) -> tuple[FactView, ...]:
    """Return the facts of a subject that *standing* may view, in the record's order. *said* is oldest first."""
    views = []
    for (owner, name), one in definition.facts.items():
        if owner == kind and name in said and may(standing, "see", one.view):
            *before, now = said[name]
            label, what = one.definition.label, one.definition.type
            views.append(
                FactView(name, label, what, now.value, now.on, now.by, tuple(reversed(before)), labels_of(one))
            )
    return tuple(views)


def labels_of(one: CompiledField) -> tuple[tuple[str, str], ...]:
    """Return what each code of an answer is called, and of the questions inside its rows."""
    own = tuple(one.options.labels.items()) if one.options else ()
    return own + tuple(pair for cell in (one.row.fields if one.row else ()) for pair in labels_of(cell))


def facts_to_keep(definition: Definition, kind: str, facts: Answers, standing: frozenset[str]) -> dict[str, Json]:
    """Return *facts* as they are kept; raise Refused with every reason why one cannot be."""
    language, reasons = definition.language, list[Reason]()
    kept: dict[str, Json] = {}
    for name, value in facts.items():
        one = definition.facts.get((kind, name))
        if one is None:
            reasons.append(Reason("unknown_field", say(language, "There is no such fact in this record.")))
        elif not may(standing, "change", one.edit):
            text = say(language, '"{fact}" is for other people to change.', fact=one.definition.label)
            reasons.append(Reason("not_allowed", text, name))
        else:
            try:
                kept[name] = _kept(one, value, language)
            except BadAnswer as bad:
                text = say(language, '"{field}": {problem}', field=one.definition.label, problem=bad)
                reasons.append(Reason(bad.code, text, name))
    if reasons:
        raise Refused(reasons)
    return kept


def _broken_checks(
    definition: Definition, kind: str, said: Iterable[str], known: Answers, now: datetime
) -> Iterator[Reason]:
    """Yield a reason for each check of a fact just *said* that certainly does not hold beside all that is *known*."""
    env = time_env(definition, now)
    env |= {
        name: stored_value(one, known.get(name)) for (owner, name), one in definition.facts.items() if owner == kind
    }
    for name in said:
        one = definition.facts[kind, name]
        for problem in failed_checks(one.checks, name, one.definition.label, env, None, definition.language):
            yield Reason(problem.code, problem.text, name)


def _kept(one: CompiledField, value: Json, language: str) -> Json:
    """Return a value as it is kept: nothing for one that is no longer known."""
    if is_empty(value):
        return None
    if one.row is not None:
        rows = read_rows(one, value, None, {}, language)
        if problems := [*rows.problems, *rows.failed_checks()]:
            raise BadAnswer(problems[0].code, "{problem}", problem=problems[0].text)
        return rows.kept
    return one.read(value)[0] if one.read is not None else None
