"""Where an action leads: its decision list or table, read on one picture of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.cases.compiled import CompiledAction, CompiledWorkflow, Definition, Route
from engine.cases.decide.reasons import not_answered
from engine.cases.snapshot import Env
from engine.errors import Reason
from engine.expressions.types import UNKNOWN
from engine.sentences.say import say


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where the decision list leads, or why it stops; inside strands one list for each that the action moves."""

    routes: Mapping[str, Route]
    """By the state whose action it is."""
    reasons: tuple[Reason, ...] = ()

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that a table opens."""
        return tuple(dict.fromkeys(task for route in self.routes.values() for task in route.tasks))


def chosen(
    definition: Definition,
    flow: CompiledWorkflow,
    offers: Iterable[CompiledAction],
    states: tuple[str, ...],
    env: Env,
) -> Chosen:
    """Return where *offers*, one action as each strand has it, lead from the configuration *states*."""
    routes, reasons = dict[str, Route](), list[Reason]()
    for offer in offers:
        table = offer.definition.decide
        collects = table is not None and table.hit == "collect"
        found = _collected(definition, offer, env) if collects else _first(definition, offer, env)
        if isinstance(found, Route):
            routes[flow.source_in(offer, states)] = found
        else:
            reasons += found
    return Chosen(routes, tuple(reasons))


def _first(definition: Definition, offer: CompiledAction, env: Env) -> Route | list[Reason]:
    """Return the first rule whose checks all hold. Unknown stops the list: `else` never means unanswered."""
    for route in offer.routes:
        missing = _missing(definition, offer, route, env)
        if missing is not None:
            return missing or route
    text = say(definition.language, 'No rule of "{action}" fits these answers.', action=offer.definition.title)
    return [Reason("no_rule", text, offer.id)]


def _collected(definition: Definition, offer: CompiledAction, env: Env) -> Route | list[Reason]:
    """Return one route with the tasks of every row that fits. A row that might fit stops the table."""
    tasks: list[str] = []
    for route in offer.routes:
        missing = _missing(definition, offer, route, env)
        if missing:
            return missing
        tasks += route.tasks if missing is not None else ()
    return Route("collected", (), None, tuple(dict.fromkeys(tasks)))


def _missing(definition: Definition, offer: CompiledAction, route: Route, env: Env) -> list[Reason] | None:
    """Return what is not answered yet of what a rule reads, empty where it fires; nothing where it is passed over."""
    values = [(check, check.expression.evaluate(env)) for check in route.checks]
    if any(value is False for _, value in values):
        return None
    unknown = [check for check, value in values if value is UNKNOWN]
    return [one for check in unknown for one in not_answered(definition, check, env, offer.definition.submits)]
