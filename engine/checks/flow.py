"""Where a case can go: every state can be reached, each can be left, and no paper is read before it is written."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import Check, CompiledAction, CompiledWorkflow
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.checks.graph import Graph, graph_of
from engine.checks.tries import names_read
from engine.definitions.workflows import STAY, Workflow
from engine.findings import Code, Finding

UNREACHABLE = Code("F501", "A state that no case can reach", "Send a case there, or take the state out.")
DEAD_END = Code("F502", "A state that no case can leave", 'Add an action that leads out, or mark it "ending: true".')
NO_END = Code("F503", "A case that can never end", "Add a way to a state that is an ending.")
ENDING_ACTS = Code(
    "F504", "An ending where something is done", "Take the actions out, or the ending; reopen leads out of an ending."
)
REOPEN_HERE = Code(
    "F505", "A state that is open and can be reopened", "Take reopen out, or mark the state as an ending."
)
NOTHING_YET = Code(
    "F506", "A form taken up before anyone submitted it", "Use form, which starts it; or take it up later."
)
COPIED_EARLY = Code(
    "F512", "A copy of what is only asked later", "Copy from a form that is asked before, or ask it here."
)
READ_EARLY = Code(
    "F507",
    "A condition on what nobody may have answered",
    "Ask for the form on that path too, or ask answered() first.",
    "warning",
)


def states_are_reached(book: Book) -> Iterator[Finding]:
    """Every state can be reached from the start."""
    for workflow in book.configuration.workflows.values():
        reached = graph_of(workflow).reached()
        for name in workflow.states:
            if name not in reached:
                spot = _state(workflow, name)
                yield book.finding(UNREACHABLE, f'No case can ever reach "{name}".', spot, key=True)


def states_are_left(book: Book) -> Iterator[Finding]:
    """Every state that is not an ending can be left."""
    for workflow in book.configuration.workflows.values():
        graph = graph_of(workflow)
        for name, state in workflow.states.items():
            if not state.ending and all(way.target == name for way in graph.ways[name]):
                message = f'A case in "{name}" can never leave it, and it is not marked as an ending.'
                yield book.finding(DEAD_END, message, _state(workflow, name), key=True)


def cases_can_end(book: Book) -> Iterator[Finding]:
    """From every state a case can come to an ending."""
    for workflow in book.configuration.workflows.values():
        graph = graph_of(workflow)
        endings = {name for name, state in workflow.states.items() if state.ending}
        stuck = [name for name in workflow.states if not endings & graph.reached(name) and _can_be_left(graph, name)]
        if any(_is_dead(workflow, graph, name) for name in workflow.states):
            continue  # told at that state
        if stuck and not endings:
            message = "This workflow has no ending, so no case can ever be closed."
            yield book.finding(NO_END, message, Spot("workflow", workflow.workflow, ("states",)), key=True)
        elif stuck:
            message = f'A case in "{stuck[0]}" can go on for ever; no ending can be reached from there.'
            yield book.finding(NO_END, message, _state(workflow, stuck[0]), key=True)


def _can_be_left(graph: Graph, state: str) -> bool:
    return any(way.target != state for way in graph.ways[state])


def _is_dead(workflow: Workflow, graph: Graph, state: str) -> bool:
    return not workflow.states[state].ending and not _can_be_left(graph, state)


def endings_are_quiet(book: Book) -> Iterator[Finding]:
    """In an ending nothing is done and no clock runs."""
    for workflow in book.configuration.workflows.values():
        for name, state in workflow.states.items():
            for setting, written in (("actions", state.actions), ("deadlines", state.deadlines)):
                if state.ending and written:
                    message = f'"{name}" is an ending, so its {setting} would never be used.'
                    yield book.finding(ENDING_ACTS, message, _state(workflow, name).at(setting), key=True)


def only_endings_reopen(book: Book) -> Iterator[Finding]:
    """Only a case that has ended can be reopened, and into a state that is open."""
    for workflow in book.configuration.workflows.values():
        for name, state in workflow.states.items():
            if state.reopen is None:
                continue
            spot = _state(workflow, name).at("reopen")
            if not state.ending:
                yield book.finding(
                    REOPEN_HERE, f'"{name}" is not an ending, so nothing there can be reopened.', spot, key=True
                )
            elif workflow.states[state.reopen.to].ending:
                message = f'Reopening "{name}" leads to "{state.reopen.to}", which is an ending as well.'
                yield book.finding(REOPEN_HERE, message, spot.at("to"), "Name a state in which something can be done.")


def forms_are_submitted_first(book: Book) -> Iterator[Finding]:
    """What an action continues or gives back can have been submitted before."""
    for workflow in book.configuration.workflows.values():
        graph = graph_of(workflow)
        for one in book.actions(workflow):
            states = [one.state] if one.state else [name for name, state in workflow.states.items() if not state.ending]
            for setting, form in (("continue", one.action.carries_on), ("gives_back", one.action.gives_back)):
                if form is not None and not any(_started(workflow, graph, state, form) for state in states):
                    message = f'"{one.action.title}" takes up "{form}", but nobody can have submitted it by then.'
                    yield book.finding(NOTHING_YET, message, one.spot.at(setting))


def _started(workflow: Workflow, graph: Graph, state: str, form: str) -> bool:
    """Return whether a case that is in *state* may have a submission of *form*, which only `form:` starts."""
    starting = [
        (name, rule.target)
        for name in graph.reached()
        for action in workflow.actions_in(name).values()
        if action.form == form
        for rule in action.goes
    ]
    return any(state in graph.reached(name if target == STAY else target) for name, target in starting)


def copies_come_later(book: Book) -> Iterator[Finding]:
    """What a question copies from another form can have been asked before this one is started."""
    forms = book.configuration.forms
    for form in forms.values():
        states = _starting_states(book, form.form)
        before = {name for graph, state in states for name in graph.forms_before(state)}
        for one in book.fields_of(form) if states else ():
            for index, text in enumerate(one.field.source):
                other = text.partition(".")[0]
                if other in forms.keys() - before:
                    message = f'"{one.id}" copies from "{other}", which nobody can have filled in by then.'
                    yield book.finding(COPIED_EARLY, message, one.spot.at("from", index))


def _starting_states(book: Book, form: str) -> list[tuple[Graph, str]]:
    """Return where *form* can be started, by `form:`."""
    return [
        (graph_of(workflow), state)
        for workflow in book.configuration.workflows.values()
        for state in workflow.states
        if any(action.form == form for action in workflow.actions_in(state).values())
    ]


def answers_come_first(book: Book) -> Iterator[Finding]:
    """A condition reads only forms that somebody has filled in on every path that leads there."""
    for flow in book.definition.workflows.values():
        graph = graph_of(flow.definition)
        told: set[tuple[str, str]] = set()
        for one in book.actions(flow.definition):
            state = one.state
            if state is None or one.id not in flow.states[state].actions:
                continue
            for setting, check in _checks(flow.states[state].actions[one.id]):
                for form in forms_read(flow, check) - {one.action.submits or ""}:
                    path = graph.path_without(form, state)
                    if path and (check.name or check.expression.text, state) not in told:
                        told.add((check.name or check.expression.text, state))
                        name = f'"{check.name}"' if check.name else "This condition"
                        way = f"on the path {' > '.join(path)}" if len(path) > 1 else f'at the start, in "{state}",'
                        message = f'{name} reads "{form}", but {way} nobody has filled it in.'
                        yield book.finding(READ_EARLY, message, one.spot.at(*setting))


def _checks(action: CompiledAction) -> Iterator[tuple[tuple[str | int, ...], Check]]:
    """Yield the conditions of *action*, each with the setting that it stands in."""
    yield from ((("require", index), check) for index, check in enumerate(action.require))
    for index, route in enumerate(action.routes):
        yield from ((("goes", index, "if", item), check) for item, check in enumerate(route.checks))


def forms_read(flow: CompiledWorkflow, check: Check) -> set[str]:
    """Return the forms that *check* cannot do without: what it only asks `answered` about may be missing."""
    return {name.partition(".")[0] for name in names_read(check.expression)} & set(flow.needs)


def _state(workflow: Workflow, name: str) -> Spot:
    return Spot("workflow", workflow.workflow, ("states", name))
