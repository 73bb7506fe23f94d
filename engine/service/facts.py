"""Shared facts about a subject: what may be said, and what is known now with all that was said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.cases.compiled import CompiledField, Definition
from engine.cases.prefill import Known
from engine.cases.rows import read_rows
from engine.cases.values import Answers, BadAnswer, Json, is_empty
from engine.errors import Reason, Refused
from engine.store.proposals import Proposal


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact as it stands: its value, since when and by whom, and what was said before, newest first."""

    id: str
    label: str
    type: str
    value: Json
    on: str
    by: str
    before: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What an answer proposes for a fact, beside what the record says now. *may_settle* is this person's right."""

    fact: str
    label: str
    now: Json
    proposed: Json
    form: str
    by: str
    at: datetime
    may_settle: bool


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
        if fact is not None and (fact.view | fact.edit) & standing:
            now = known[name].value if name in known else None
            title = definition.forms[one.form].definition.title if one.form in definition.forms else one.form
            label, may_settle = fact.definition.label, bool(fact.edit & standing)
            views.append(ProposalView(name, label, now, one.value, title, one.by, one.at, may_settle))
    return tuple(views)


def fact_views(
    definition: Definition, kind: str, said: Mapping[str, Sequence[Known]], standing: frozenset[str]
) -> tuple[FactView, ...]:
    """Return the facts of a subject that *standing* may view, in the record's order. *said* is oldest first."""
    views = []
    for (owner, name), one in definition.facts.items():
        if owner == kind and name in said and one.view & standing:
            *before, now = said[name]
            label, what = one.definition.label, one.definition.type
            views.append(FactView(name, label, what, now.value, now.on, now.by, tuple(reversed(before))))
    return tuple(views)


def facts_to_keep(definition: Definition, kind: str, facts: Answers, standing: frozenset[str]) -> dict[str, Json]:
    """Return *facts* as they are kept; raise Refused with every reason why one cannot be."""
    reasons: list[Reason] = []
    kept: dict[str, Json] = {}
    for name, value in facts.items():
        one = definition.facts.get((kind, name))
        if one is None:
            reasons.append(Reason("unknown_field", "There is no such fact in this record."))
        elif not (one.edit & standing):
            reasons.append(Reason("not_allowed", f'"{one.definition.label}" is for other people to change.', name))
        else:
            try:
                kept[name] = _kept(one, value)
            except BadAnswer as bad:
                reasons.append(Reason(bad.code, f'"{one.definition.label}": {bad.text}', name))
    if reasons:
        raise Refused(reasons)
    return kept


def _kept(one: CompiledField, value: Json) -> Json:
    """Return a value as it is kept: nothing for one that is no longer known."""
    if is_empty(value):
        return None
    if one.row is not None:
        rows = read_rows(one, value, None, {})
        if rows.problems:
            raise BadAnswer(rows.problems[0].code, rows.problems[0].text)
        return rows.kept
    return one.read(value)[0] if one.read is not None else None
