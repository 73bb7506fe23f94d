"""Where a case can go: every state can be reached, each can be left, and no paper is read before it is written."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.chart import around
from engine.cases.compiled import Check, CompiledAction, CompiledWorkflow
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book
from engine.checks.graph import MOST_CONFIGURATIONS, Graph
from engine.checks.tries import names_read
from engine.definitions.workflows import Workflow
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
MERGED_ELSEWHERE = Code(
    "F552", "A merge that does not end the case for good", "Let it come to an ending that nothing reopens."
)
NOTHING_TO_SPLIT = Code(
    "F553", "A split of cases that have no links", "Add links, which go to the new case; or take split out."
)
NOT_REACHED = Code("F530", "A promise that a case cannot keep", "Add a way there, or take the promise out.")
TOO_MANY = Code(
    "F531", "More strands than anyone can follow", "Make it fewer strands, or cases of their own that are linked."
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
    """Every state can be reached from the start. Of states inside one that cannot, only that one is told."""
    for workflow in book.configuration.workflows.values():
        graph = book.graph(workflow)
        reached = graph.reached() if graph.whole else frozenset(workflow.places)
        if workflow.merge is not None:
            reached |= {workflow.target(workflow.merge.to, "") or workflow.merge.to}
        for path, place in workflow.places.items():
            if path not in reached and not any(
                one in workflow.places and one not in reached for one in around(path)[1:]
            ):
                message = f'No case can ever reach "{path}".'
                yield book.finding(UNREACHABLE, message, _state(workflow, place.path), key=True)


def states_are_left(book: Book) -> Iterator[Finding]:
    """Every state that is no end can be left: not an ending, not finished, none that waits only for its strands."""
    for workflow in book.configuration.workflows.values():
        graph = book.graph(workflow)
        for path in _dead(workflow, graph) if graph.whole else ():
            message = f'A case in "{path}" can never leave it, and it is not marked as an ending.'
            hint = 'Add an action that leads out, or mark it "finished: true".' if "/" in path else None
            yield book.finding(DEAD_END, message, _state(workflow, path), hint, key=True)


def _dead(workflow: Workflow, graph: Graph) -> list[str]:
    """Return the states in which something is missing for a case to go on, in the order in which they are written."""
    found = []
    for path, place in workflow.places.items():
        state, inner = place.state, [one for one in graph.ways if path in one]
        is_end = state.ending or state.finished
        if (inner and not is_end and not any(path not in way.target for one in inner for way in graph.ways[one])) or (
            state.parallel and state.when_done is None and not _is_left_when_finished(graph, path)
        ):
            found.append(path)
    return found


def _is_left_when_finished(graph: Graph, path: str) -> bool:
    """Return whether an action leads out of a state whose strands end without saying where to go then."""
    return bool(graph.leaving(path)) or not graph.within(path)


def cases_can_end(book: Book) -> Iterator[Finding]:
    """From every state a case can come to an ending."""
    for workflow in book.configuration.workflows.values():
        graph = book.graph(workflow)
        endings = [one for one in graph.ways if any(workflow.places[leaf].state.ending for leaf in one)]
        going_on = graph.states([*graph.ways]) - graph.states(graph.before(endings))
        if not graph.whole or _dead(workflow, graph):
            continue  # told at that state
        stuck = [path for path in workflow.places if path in going_on]
        if not endings:
            message = "This workflow has no ending, so no case can ever be closed."
            yield book.finding(NO_END, message, Spot("workflow", workflow.workflow, ("states",)), key=True)
        elif stuck:
            message = f'A case in "{stuck[0]}" can go on for ever; no ending can be reached from there.'
            yield book.finding(NO_END, message, _state(workflow, stuck[0]), key=True)


def promised_states_are_reached(book: Book) -> Iterator[Finding]:
    """Where every case can come to, by promise, there is a way from everywhere."""
    for workflow in book.configuration.workflows.values():
        graph = book.graph(workflow)
        for index, promise in enumerate(workflow.always if graph.whole else ()):
            name = promise.every_case_can_reach
            if name is None:
                continue
            goal = workflow.state_names[name]
            reaching = graph.before(graph.within(goal))
            far = next((one for one in graph.after([graph.start]) if one not in reaching), None)
            if far is not None:
                message = f'A case in "{" + ".join(far)}" can never come to "{name}".'
                spot = Spot("workflow", workflow.workflow, ("always", index, "every_case_can_reach"))
                yield book.finding(NOT_REACHED, message, spot)


def configurations_are_few(book: Book) -> Iterator[Finding]:
    """What a case can be in side by side can still be looked at as a whole."""
    for workflow in book.configuration.workflows.values():
        if not book.graph(workflow).whole:
            message = f"Side by side, the strands of this workflow can be in more than {MOST_CONFIGURATIONS:,} places."
            yield book.finding(TOO_MANY, message, Spot("workflow", workflow.workflow, ("states",)), key=True)


def endings_are_quiet(book: Book) -> Iterator[Finding]:
    """In an ending nothing is done and no clock runs."""
    for workflow in book.configuration.workflows.values():
        for name, place in workflow.places.items():
            state = place.state
            inside = (("states", state.states), ("parallel", state.parallel), ("tasks", state.tasks))
            for setting, written in (("actions", state.actions), ("deadlines", state.deadlines), *inside):
                if state.ending and written:
                    message = f'"{name}" is an ending, so its {setting} would never be used.'
                    yield book.finding(ENDING_ACTS, message, _state(workflow, name).at(setting), key=True)


def only_endings_reopen(book: Book) -> Iterator[Finding]:
    """Only a case that has ended can be reopened, and into a state that is open."""
    for workflow in book.configuration.workflows.values():
        for name, place in workflow.places.items():
            state = place.state
            if state.reopen is None:
                continue
            spot = _state(workflow, name).at("reopen")
            if not state.ending:
                yield book.finding(
                    REOPEN_HERE, f'"{name}" is not an ending, so nothing there can be reopened.', spot, key=True
                )
            elif workflow.places[workflow.target(state.reopen.to, name) or name].state.ending:
                message = f'Reopening "{name}" leads to "{state.reopen.to}", which is an ending as well.'
                yield book.finding(REOPEN_HERE, message, spot.at("to"), "Name a state in which something can be done.")


def merging_ends_for_good(book: Book) -> Iterator[Finding]:
    """A case that is merged comes to an ending out of which nothing leads: its links have gone to the other case."""
    for workflow in book.configuration.workflows.values():
        to = None if workflow.merge is None else workflow.target(workflow.merge.to, "")
        if to is None:
            continue
        state, spot = workflow.places[to].state, Spot("workflow", workflow.workflow, ("merge", "to"))
        if not state.ending:
            message = f'A case that is merged comes to "{to}", which is not an ending.'
            yield book.finding(MERGED_ELSEWHERE, message, spot)
        elif state.reopen is not None:
            message = f'A case that is merged comes to "{to}", which can be reopened.'
            yield book.finding(MERGED_ELSEWHERE, message, spot)


def what_is_split_has_links(book: Book) -> Iterator[Finding]:
    """A case that can be split has links, some of which go to the new one."""
    for workflow in book.configuration.workflows.values():
        if workflow.split is not None and not workflow.links:
            message = f'Cases of "{workflow.workflow}" have no links that could go to another.'
            yield book.finding(NOTHING_TO_SPLIT, message, Spot("workflow", workflow.workflow, ("split",)), key=True)


def forms_are_submitted_first(book: Book) -> Iterator[Finding]:
    """What an action continues or gives back can have been submitted before."""
    for workflow in book.configuration.workflows.values():
        graph = book.graph(workflow)
        for one in book.actions(workflow):
            states = [one.state] if one.state else [path for path, at in workflow.places.items() if not at.state.ending]
            for setting, form in (("continue", one.action.carries_on), ("gives_back", one.action.gives_back)):
                if form is not None and not any(_started(workflow, graph, state, form) for state in states):
                    message = f'"{one.action.title}" takes up "{form}", but nobody can have submitted it by then.'
                    yield book.finding(NOTHING_YET, message, one.spot.at(setting))


def _started(workflow: Workflow, graph: Graph, state: str, form: str) -> bool:
    """Return whether a case that is in *state* may have a submission of *form*, which only `form:` starts."""
    starting = {name for place in graph.reached() & workflow.places.keys() for name in _starts(workflow, place, form)}
    after = [
        way.target for ways in graph.ways.values() for way in ways if way.submits == form and way.action in starting
    ]
    return state in graph.states(graph.after(after))


def _starts(workflow: Workflow, state: str, form: str) -> list[str]:
    actions = [name for name, action in workflow.actions_in(state).items() if action.form == form]
    return [*actions, *(name for name, task in workflow.places[state].state.tasks.items() if task.form == form)]


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
        (book.graph(workflow), state)
        for workflow in book.configuration.workflows.values()
        for state in workflow.places
        if _starts(workflow, state, form)
    ]


def answers_come_first(book: Book) -> Iterator[Finding]:
    """A condition reads only forms that somebody has filled in on every path that leads there."""
    for flow in book.definition.workflows.values():
        graph = book.graph(flow.definition)
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
        yield from ((action.definition.at_condition(index, item), check) for item, check in enumerate(route.checks))


def forms_read(flow: CompiledWorkflow, check: Check) -> set[str]:
    """Return the forms that *check* cannot do without: what it only asks `answered` about may be missing."""
    return {name.partition(".")[0] for name in names_read(check.expression)} & set(flow.needs)


def _state(workflow: Workflow, path: str) -> Spot:
    return Spot("workflow", workflow.workflow, workflow.places[path].at)
