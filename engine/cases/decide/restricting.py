"""Restricting a case to a few people, lifting that, and opening it in an emergency all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from engine.cases.access import may
from engine.cases.commands import BreakGlass, RestrictCase
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, accepted, declined
from engine.cases.events import CaseRestricted, GlassBroken, PeopleTold, RestrictionLifted
from engine.cases.making import remade
from engine.cases.restriction import Restriction
from engine.cases.state import Case
from engine.errors import Reason
from engine.sentences.say import Part, Sentence

RESTRICT, BREAK_GLASS = "restrict", "break_glass"
MOST_NAMED = 50
"""People and roles that a case is restricted to. Whoever is to be kept out is not found among more."""


def restrict_case(definition: Definition, case: Case, command: RestrictCase, now: datetime) -> Accepted | Declined:
    """Let nobody in but those who are named, or lift that, or say every reason why not."""
    flow = definition.workflows[case.workflow]
    standing = definition.roles.standing(command.by, case)
    if not may(standing, "see", flow.view):
        return UNSEEN
    if flow.definition.restricted is None:
        said = Sentence('Cases of "{workflow}" are not restricted: these definitions name nobody who may.')
        return declined(_reason(definition, flow, "not_allowed", said))
    if not may(standing, "restrict", flow.restricted_by):
        said = Sentence('Restricting cases of "{workflow}", and lifting that, is for: {roles}.')
        return declined(_reason(definition, flow, "not_allowed", said, roles=flow.restricted_by))
    find = _not_lifted if command.lifts else _not_restricted
    reasons = list(find(definition, flow, case, command))
    if not (command.reason or "").strip():
        what = Sentence("Say why this case is open again.") if command.lifts else Sentence("Say why it is restricted.")
        reasons.append(_reason(definition, flow, "reason", what))
    if reasons:
        return declined(*reasons)
    done = RestrictionLifted(command.reason or "") if command.lifts else _restricted(definition, command)
    return accepted(case, command.by, now, (done,), None)


def break_glass(definition: Definition, case: Case, command: BreakGlass, now: datetime) -> Accepted | Declined:
    """Let whoever asks in for a while, and tell those who are told of it.

    To anybody who may not, the case is not there: this too must not tell that it is restricted.
    """
    flow, book = definition.workflows[case.workflow], definition.roles
    setting = flow.definition.restricted
    seen = may(book.standing(command.by, case), "see", flow.view)
    if case.restriction is None or (seen and not case.restriction.is_broken_by(command.by.id)):
        said = Sentence("You see this case without breaking the glass.")
        return declined(_reason(definition, flow, "no_change", said, BREAK_GLASS)) if seen else UNSEEN
    behind = book.behind(command.by, case)
    if setting is None or setting.break_glass is None or not may(behind, "see", flow.view):
        return UNSEEN
    if not may(behind, "break_glass", flow.glass_broken_by):
        return UNSEEN
    if not (command.reason or "").strip():
        return declined(_reason(definition, flow, "reason", WHY_BROKEN, BREAK_GLASS))
    broken = GlassBroken(now + timedelta(hours=setting.break_glass.lasts.amount), command.reason or "")
    told = PeopleTold(tuple(sorted(flow.glass_tells)), BREAK_GLASS, command.by.id, urgent=True)
    return accepted(case, command.by, now, (broken, told), None)


WHY_BROKEN = Sentence("Say why the glass has to be broken.")


def _restricted(definition: Definition, command: RestrictCase) -> CaseRestricted:
    people, roles = dict.fromkeys(command.people), definition.roles.members(command.roles)
    return CaseRestricted(tuple(people), tuple(sorted(roles)), command.reason or "")


def _not_restricted(
    definition: Definition, flow: CompiledWorkflow, case: Case, command: RestrictCase
) -> Iterator[Reason]:
    """Yield why a case cannot be restricted to those who are named."""
    book, named = definition.roles, _restricted(definition, command)
    if any(one not in book.titles for one in named.roles):
        yield _reason(definition, flow, "unknown_role", Sentence("There is no such role, nor place on a case."))
        return
    if not named.people and not named.roles:
        yield _reason(definition, flow, "who", Sentence("Say who is let in: people, roles, or places on the case."))
        return
    if len(named.people) + len(named.roles) > MOST_NAMED:
        said = Sentence("Let in {most} people and roles at most.")
        yield _reason(definition, flow, "too_many", said, most=MOST_NAMED)
    to = Restriction(named.people, named.roles)
    after = remade(case, {"restriction": to})
    if not may(book.standing(command.by, after), "see", flow.view):
        said = Sentence("You would shut yourself out. Name yourself, or a role of yours, among those who are let in.")
        yield _reason(definition, flow, "shut_out", said)
    elif to == case.restriction:
        yield _reason(definition, flow, "no_change", Sentence("The case is restricted to them already."))


def _not_lifted(definition: Definition, flow: CompiledWorkflow, case: Case, command: RestrictCase) -> Iterator[Reason]:
    if case.restriction is None:
        yield _reason(definition, flow, "no_change", Sentence("The case is not restricted."))


def _reason(
    definition: Definition,
    flow: CompiledWorkflow,
    code: str,
    said: Sentence,
    path: str = RESTRICT,
    *,
    roles: frozenset[str] = frozenset(),
    **parts: Part,
) -> Reason:
    named = definition.roles.named(sorted(roles), definition.language)
    return Reason(code, said.said(definition.language, workflow=flow.definition.title, roles=named, **parts), path)
