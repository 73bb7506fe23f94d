"""States inside states: an ending stands at the top, and the strands of a state keep out of each other's way."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.chart import around, chart_of
from engine.cases.compiling.workshop import Spot
from engine.checks.book import Book, PlacedAction
from engine.checks.graph import offers_in
from engine.definitions.decisions import STAY
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding

ENDING_INSIDE = Code(
    "F532", "An ending inside a state", "Put the ending at the top; an action may lead there from inside."
)
NO_STRAND = Code("F533", "Finished, but no strand", 'Mark it "ending: true", or put it into a strand of "parallel".')
FINISHED_HOLDS = Code(
    "F544", "A finished state that holds states", "End the strand in a state after it, or take the states inside out."
)
CROSSES = Code("F534", "An action that moves another strand", "Let it lead within its own strand, or out of them all.")
NOT_THE_SAME = Code(
    "F535", "One action for two strands that is not the same in both", "Give them ids of their own, or write the same."
)
OVER_AT_ONCE = Code(
    "F536", "Strands that are finished before they begin", "Start each strand in a state with work in it."
)

GOES_ROUND = Code("F538", "Automatic steps that go round for ever", "Let when_done lead out of the state that is over.")


def endings_are_outermost(book: Book) -> Iterator[Finding]:
    """A case that has ended is in one state, so no ending stands inside another state."""
    for workflow in book.configuration.workflows.values():
        for path, place in workflow.places.items():
            if place.state.ending and place.parent:
                message = f'"{path}" is an ending inside "{around(path)[-1]}", and the case would still be there.'
                yield book.finding(ENDING_INSIDE, message, _state(workflow, path), key=True)


def finished_states_end_a_strand(book: Book) -> Iterator[Finding]:
    """`finished` ends the strand that the state stands in."""
    for workflow in book.configuration.workflows.values():
        for path, place in workflow.places.items():
            if place.state.finished and (not place.parent or place.parent in workflow.places):
                message = f'"{path}" is marked as finished, but it is not the state of a strand.'
                yield book.finding(NO_STRAND, message, _state(workflow, path).at("finished"), key=True)


def finished_states_hold_no_work(book: Book) -> Iterator[Finding]:
    """Where a strand has ended nothing goes on inside."""
    for workflow in book.configuration.workflows.values():
        for path, place in workflow.places.items():
            if place.state.finished and (place.state.states or place.state.parallel):
                message = f'"{path}" ends its strand on being entered, so nobody would wait for the states inside it.'
                yield book.finding(FINISHED_HOLDS, message, _state(workflow, path).at("finished"), key=True)


def strands_move_only_themselves(book: Book) -> Iterator[Finding]:
    """An action of a strand leads to a state of that strand, or out of all of them."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            for index, rule in enumerate(one.action.rules):
                target = None if rule.target == STAY else workflow.target(rule.target, one.state or "")
                strand = None if target is None else _crossed(workflow, one.state or "", target)
                if strand is not None:
                    spot = one.spot.at(*one.action.at_target(index))
                    message = f'"{one.action.title}" stands beside the strand "{strand}" and would move it.'
                    yield book.finding(CROSSES, message, spot)


def _crossed(workflow: Workflow, source: str, target: str) -> str | None:
    """Return the strand beside that of *source* in which *target* lies, if it does."""
    for strand in around(source):
        state = strand.rpartition("/")[0]
        if strand in workflow.places or not target.startswith(f"{state}/") or target.startswith(f"{strand}/"):
            continue
        return target.removeprefix(f"{state}/").partition("/")[0]
    return None


def actions_of_several_strands_agree(book: Book) -> Iterator[Finding]:
    """An action that several strands offer at once asks for the same in each, and moves each in itself."""
    for workflow in book.configuration.workflows.values():
        placed = {(one.state or "", one.id): one for one in book.actions(workflow)}
        told: set[tuple[str, str]] = set()
        for here in book.graph(workflow).ways:
            for name, actions in offers_in(workflow, here).items():
                first, *others = actions
                for other in others:
                    key = (other, name)
                    if key not in told and not _agree(workflow, placed[first, name], placed[key]):
                        told.add(key)
                        message = (
                            f'"{name}" is offered in "{first}" and "{other}" at once, and is not the same in both.'
                        )
                        yield book.finding(NOT_THE_SAME, message, placed[key].spot, key=True)


def _agree(workflow: Workflow, one: PlacedAction, other: PlacedAction) -> bool:
    same = one.action.model_copy(update={"goes": other.action.goes, "decide": other.action.decide}) == other.action
    return same and all(_keeps_to_itself(workflow, each) for each in (one, other))


def _keeps_to_itself(workflow: Workflow, one: PlacedAction) -> bool:
    """Return whether an action stays in its strand; what leads out of it would leave nothing for the other to move."""
    source = one.state or ""
    strand = next((each for each in around(source) if each not in workflow.places), "")
    targets = [workflow.target(rule.target, source) for rule in one.action.rules if rule.target != STAY]
    return bool(strand) and all(target is not None and target.startswith(f"{strand}/") for target in targets)


def strands_have_work(book: Book) -> Iterator[Finding]:
    """Not all strands of a state are over when it is entered: the case would be gone before anyone saw it there."""
    for workflow in book.configuration.workflows.values():
        chart = chart_of(workflow)
        for path, place in workflow.places.items():
            assert chart is not None, "names are checked before"
            starts = [workflow.places[chart.targets[f"{path}/{strand}", "start"]] for strand in place.state.parallel]
            if starts and all(start.state.finished for start in starts):
                message = f'All strands of "{path}" start where they are finished, so a case goes straight through.'
                yield book.finding(OVER_AT_ONCE, message, _state(workflow, path), key=True)


def joins_come_to_an_end(book: Book) -> Iterator[Finding]:
    """What a case does by itself once strands have ended leads to where somebody can do something."""
    for workflow in book.configuration.workflows.values():
        ways, told = book.graph(workflow).ways, set[str]()
        chart = chart_of(workflow)
        for start in ways:
            here, passed = start, [start]
            while chart is not None and chart.done(here) is not None and ways[here]:
                here = ways[here][0].target
                if here in passed:
                    over = chart.done(here) or ""
                    if over not in told:
                        told.add(over)
                        way = " > ".join(" + ".join(one) for one in [*passed[passed.index(here) :], here])
                        message = f"A case goes on by itself and never comes to rest: {way}."
                        yield book.finding(GOES_ROUND, message, _state(workflow, over).at("when_done"), key=True)
                    break
                passed.append(here)


def _state(workflow: Workflow, path: str) -> Spot:
    return Spot("workflow", workflow.workflow, workflow.places[path].at)
