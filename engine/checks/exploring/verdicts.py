"""What exploring a workflow tells of it: promises that are broken, cases that are stuck, work that is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.cases.compiled import CompiledWorkflow
from engine.cases.tasks import task_id
from engine.checks.exploring.following import stays_open
from engine.checks.exploring.model import Step
from engine.checks.exploring.sight import States
from engine.checks.exploring.walk import Broken, Seen, ended
from engine.definitions.workflows import Always

Kind: TypeAlias = Literal["never", "can_end", "can_reach", "stuck", "never_ends", "lost_task", "never_taken"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was found, with the shortest way there. *promise* is the number of the `always` that it breaks.

    *sure* is false where something on the way is a guess. *name* is the state, task or action that it is about.
    """

    kind: Kind
    message: str
    path: tuple[Step, ...] = ()
    states: tuple[str, ...] = ()
    promise: int | None = None
    name: str = ""
    sure: bool = True
    stops: tuple[States, ...] = ()
    """Where the case is after each step of the way."""


def verdicts(seen: Seen) -> Iterator[Verdict]:
    """Yield everything that was found. Of what has no way there only what is certain, as all was looked at."""
    flow = seen.model.flow
    yield from _broken(seen)
    stuck = next(_stuck(seen), None)
    endless = next(_never_ending(seen), None) if stuck is None else None
    promised = {promise.every_case_can_end: index for index, promise in _promises(flow)}
    for number, kind in ((stuck, "stuck"), (endless, "never_ends")):
        if number is not None:
            yield _cannot_end(seen, number, kind == "stuck", promised.get(True))
    yield from _unreachable(seen)
    yield from _lost_tasks(seen)
    if seen.whole and not any(one.partial for one in seen.model.sight.answers.values()):
        yield from _never_taken(seen)


def _promises(flow: CompiledWorkflow) -> Iterator[tuple[int, Always]]:
    yield from enumerate(flow.definition.always)


def _broken(seen: Seen) -> Iterator[Verdict]:
    """Yield the promises that a step breaks, each with the nearest such step."""
    nevers = [(index, one) for index, one in _promises(seen.model.flow) if one.never is not None]
    for number, (index, promise) in enumerate(nevers):
        found = seen.broken.get(number) or seen.maybe.get(number)
        if found is not None:
            tree = seen.model.flow.always[number].expression.tree
            yield _as_verdict(seen, found, index, promise, _never_without(tree), number in seen.broken)


def _as_verdict(
    seen: Seen, found: Broken, index: int, promise: Always, never_without: str | None, is_sure: bool
) -> Verdict:
    path, states = (*seen.path(found.source), found.taken.step), found.taken.to[0]
    where = " + ".join(states) if never_without is None else never_without
    ending = "all the same" if never_without is None else "without one"
    message = f'You said: "{promise.say}" But: {way(path)} reaches "{where}" {ending}.'
    return Verdict("never", message, path, states, index, where, is_sure, (*seen.stops(found.source), states))


def _never_without(tree: list[object]) -> str | None:
    """Return the state of a promise that says: never there with something not done; nothing for any other."""
    match tree:
        case ["and", ["name", str() as there], ["not", ["name", str() as done]]]:
            if there.startswith("in_state(") and done.startswith("done("):
                return there.removeprefix("in_state(").removesuffix(")")
    return None


def way(path: tuple[Step, ...]) -> str:
    """Return the steps of a path as they are told; none: it is so from the start."""
    return " > ".join(str(one) for one in path) or "opening the case"


# --- cases that cannot go on -----------------------------------------------------------------------------------------


def _stuck(seen: Seen) -> Iterator[int]:
    """Yield where a case surely comes to and nothing can ever be done again, though it has not ended."""
    leaves = set(seen.sources)
    for number in sorted((seen.looked & seen.sure) - leaves):
        if not seen.model.is_ended(seen.configurations[number][0]):
            yield number


def _never_ending(seen: Seen) -> Iterator[int]:
    """Yield where a case surely comes to and goes on for ever; what was not looked at is taken to end."""
    ends = [*ended(seen), *(one for one in range(len(seen.configurations)) if one not in seen.looked)]
    reaching = seen.before(ends)
    yield from (one for one in sorted(seen.sure) if one not in reaching)


def _cannot_end(seen: Seen, number: int, is_stuck: bool, promise: int | None) -> Verdict:
    path, states = seen.path(number), seen.configurations[number][0]
    where = " + ".join(states)
    if promise is not None:
        end = "nobody can do anything there any more" if is_stuck else "no ending can be reached from there"
        say = seen.model.flow.definition.always[promise].say
        message = f'You said: "{say}" But: {way(path)} leads to "{where}", and {end}.'
        return Verdict("can_end", message, path, states, promise, where, stops=seen.stops(number))
    if is_stuck:
        message = f'A case in "{where}" is stuck: {way(path)} leads there, and nobody can do anything any more.'
        return Verdict("stuck", message, path, states, None, where, stops=seen.stops(number))
    message = f'A case in "{where}" can never end: {way(path)} leads there, and no ending can be reached.'
    return Verdict("never_ends", message, path, states, None, where, stops=seen.stops(number))


def _unreachable(seen: Seen) -> Iterator[Verdict]:
    """Yield the states that every case can reach, by promise, and cannot from somewhere."""
    flow = seen.model.flow
    for index, promise in _promises(flow):
        name = promise.every_case_can_reach
        if name is None:
            continue
        goal = flow.names.get(name, name)
        there = [number for number, one in enumerate(seen.configurations) if _is_in(goal, one[0])]
        open_ended = [one for one in range(len(seen.configurations)) if one not in seen.looked]
        reaching = seen.before([*there, *open_ended])
        far = next((one for one in sorted(seen.sure) if one not in reaching), None)
        if far is not None:
            path, states = seen.path(far), seen.configurations[far][0]
            message = f'You said: "{promise.say}" But: from {way(path)} no case can come to "{name}".'
            yield Verdict("can_reach", message, path, states, index, name, stops=seen.stops(far))


def _is_in(state: str, states: tuple[str, ...]) -> bool:
    return any(one == state or one.startswith(f"{state}/") for one in states)


# --- work ------------------------------------------------------------------------------------------------------------


def _lost_tasks(seen: Seen) -> Iterator[Verdict]:
    """Yield the tasks that somebody must do and that a case can leave behind when it ends."""
    places = [(name, place) for (kind, name), place in seen.model.sight.slots.items() if kind == "task"]
    told: set[str] = set()
    for number in sorted(seen.sure) if places else ():
        states, _, numbers = seen.configurations[number]
        if not seen.model.is_ended(states):
            continue
        for name, place in places:
            if name not in told and stays_open(numbers, place):
                told.add(name)
                title, path = seen.model.flow.work.tasks[task_id(name)].definition.title, seen.path(number)
                message = f'A case can end while "{title}" is open and required: {way(path)}.'
                yield Verdict("lost_task", message, path, states, None, name, stops=seen.stops(number))


def _never_taken(seen: Seen) -> Iterator[Verdict]:
    """Yield the actions that stand where a case comes, and that nobody can ever take."""
    reached = {state for states, _, _ in seen.configurations for state in states}
    told: set[str] = set()
    for state in sorted(reached):
        for name, action in seen.model.flow.states[state].actions.items():
            if name not in seen.taken | told and seen.model.is_staffed(action.by):
                told.add(name)
                message = f'Nobody can ever do "{action.definition.title}": whatever happens before, it is refused.'
                yield Verdict("never_taken", message, (), (), None, name)
