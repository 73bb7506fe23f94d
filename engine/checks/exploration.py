"""What no case may come to: broken promises, cases that are stuck, work that is lost. Found by looking at all of them.

Looking is bounded here, so that checking stays quick; `casepath explore` looks further. Only what is certain is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledWorkflow
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.checks.exploring.model import Model
from engine.checks.exploring.verdicts import Kind, Verdict, verdicts
from engine.checks.exploring.walk import explore
from engine.findings import Code, Finding

BROKEN = Code(
    "F560",
    "A promise that a case can break",
    "Let the last step on that way require what is missing, or lead elsewhere.",
)
NOT_ENDED = Code(
    "F561", "A case that cannot end, against a promise", "Give somebody a way on from there, whatever was answered."
)
NOT_COME_TO = Code(
    "F562", "A state that not every case can come to, against a promise", "Add a way there, or take the promise out."
)
STUCK = Code("F563", "A case in which nobody can do anything", "Give somebody a way on from there.")
ENDLESS = Code("F564", "A case that can never end from there on", "Add a way to an ending, whatever was answered.")
LOST = Code(
    "F565",
    "A required task that is left behind",
    'Let the last step require it: a check such as "count(tasks, open and required) == 0".',
    "warning",
)
NEVER_TAKEN = Code("F566", "An action that nobody can ever take", "Take it out, or change what it requires.", "warning")

CODES: dict[Kind, Code] = {
    "never": BROKEN,
    "can_end": NOT_ENDED,
    "can_reach": NOT_COME_TO,
    "stuck": STUCK,
    "never_ends": ENDLESS,
    "lost_task": LOST,
    "never_taken": NEVER_TAKEN,
}

FOUND_BY_EXPLORING = frozenset(CODES.values())

MOST_IN_A_CHECK = 600
"""Configurations that are looked at while a folder is checked."""


def no_case_goes_wrong(book: Book) -> Iterator[Finding]:
    """No way that a case can take breaks a promise, leaves it stuck, or leaves required work behind."""
    for name, flow in book.definition.workflows.items():
        below = book.beneath
        shared = below is not None and flow is below.definition.workflows.get(name)
        known = below.explored.get(name) if below is not None and shared else None
        if known is not None or book.explores:
            book.explored[name] = tuple(_explored(book, flow)) if known is None else known
            yield from book.explored[name]


def _explored(book: Book, flow: CompiledWorkflow) -> Iterator[Finding]:
    graph = book.graph(flow.definition)
    if graph.whole:
        # A role that no team holds is told as such, and not once more for each case that it leaves stuck.
        seen = explore(Model(book.definition, flow, graph), MOST_IN_A_CHECK)
        yield from (finding_of(book, flow, one) for one in verdicts(seen) if one.sure)


def model_of(book: Book, flow: CompiledWorkflow) -> Model:
    """Return *flow*, ready to be explored, with the people that its council has."""
    teams = book.configuration.manifest.teams.values()
    bound = frozenset(role for team in teams for role in team.roles) | frozenset(
        name for name, reach in book.definition.roles.reach.items() if reach == "task"
    )
    return Model(book.definition, flow, book.graph(flow.definition), bound if teams else None)


def finding_of(book: Book, flow: CompiledWorkflow, one: Verdict) -> Finding:
    """Return what was found as a finding, at the promise or state that it is about."""
    return book.finding(CODES[one.kind], one.message, spot_of(flow, one), key=one.promise is None)


def spot_of(flow: CompiledWorkflow, one: Verdict) -> Spot:
    """Return where in the definition it stands what was found."""
    workflow = flow.definition
    spot = Spot("workflow", workflow.workflow)
    if one.promise is not None:
        promise = workflow.always[one.promise]
        setting = "never" if promise.never is not None else "every_case_can_end"
        setting = "every_case_can_reach" if promise.every_case_can_reach is not None else setting
        return spot.at("always", one.promise, setting)
    if one.kind == "never_taken":
        for place in workflow.places.values():
            if one.name in place.state.actions:
                return spot.at(*place.at, "actions", one.name)
        return spot.at("anytime", one.name) if one.name in workflow.anytime else spot.at("states")
    return spot.at(*workflow.places[one.states[0]].at)
