"""Every configuration that a case can come to, nearest first, and the shortest way to each."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.checks.exploring.model import Model, Step, Taken
from engine.checks.exploring.sight import Configuration, States

Choose: TypeAlias = Callable[[int], int]
"""A number below the one it is given, as chance or a test has it."""
Progress: TypeAlias = Callable[[int], None]

MOST_STEPS = 100
"""Steps of one walk, before another is begun from the start."""
_TOLD_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that a step would break: which, by its number, from where, and by what step."""

    promise: int
    source: int
    taken: Taken


@dataclass(slots=True)
class Seen:
    """What was found. Configurations have numbers, in the order in which they were met.

    *whole* is false where there were more than were looked at. *walked* are those looked at beyond, by chance.
    """

    model: Model
    configurations: list[Configuration] = field(default_factory=list)
    numbers: dict[Configuration, int] = field(default_factory=dict)
    came_from: list[int] = field(default_factory=list)
    by: list[Step | None] = field(default_factory=list)
    sure: set[int] = field(default_factory=set)
    """Configurations to which a way leads on which nothing is a guess; *came_from* is then such a way."""
    sources: array[int] = field(default_factory=lambda: array("i"))
    targets: array[int] = field(default_factory=lambda: array("i"))
    broken: dict[int, Broken] = field(default_factory=dict)
    """The nearest step that surely breaks each promise."""
    maybe: dict[int, Broken] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Actions that can be taken somewhere."""
    looked: set[int] = field(default_factory=set)
    """Configurations of which every step was looked at."""
    whole: bool = True
    walked: int = 0

    @property
    def looked_at(self) -> int:
        return len(self.looked)

    def path(self, number: int) -> tuple[Step, ...]:
        """Return the steps from the start to a configuration."""
        found: list[Step] = []
        while (step := self.by[number]) is not None:
            found.append(step)
            number = self.came_from[number]
        return tuple(reversed(found))

    def stops(self, number: int) -> tuple[States, ...]:
        """Return where the case is after each step of that path."""
        found: list[States] = []
        while self.by[number] is not None:
            found.append(self.configurations[number][0])
            number = self.came_from[number]
        return tuple(reversed(found))

    def before(self, ends: Sequence[int]) -> set[int]:
        """Return the configurations from which one of *ends* can be reached, with them."""
        sources: dict[int, list[int]] = {}
        for source, target in zip(self.sources, self.targets, strict=True):
            sources.setdefault(target, []).append(source)
        found = set(ends)
        waiting = list(found)
        while waiting:
            for one in sources.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return found


def explore(model: Model, most: int, *, choose: Choose | None = None, progress: Progress | None = None) -> Seen:
    """Return what a case can come to, of at most *most* configurations.

    What is surely reached is looked at first, so that the way found to it is a sure one. Where there are more, *choose*
    walks on by chance among them, for as many again.
    """
    seen = Seen(model)
    sure: deque[int] = deque()
    guessed: deque[int] = deque()
    for start in model.starts():
        _met(seen, start, 0, None, sure=True, waiting=(sure, guessed))
    while (sure or guessed) and seen.looked_at < most:
        number = sure.popleft() if sure else guessed.popleft()
        is_sure = number in seen.sure
        for taken in model.steps(seen.configurations[number]):
            target = _noted(seen, number, taken, is_sure=is_sure)
            if target is not None:
                _met(seen, target, number, taken.step, sure=is_sure and taken.sure, waiting=(sure, guessed))
                _joined(seen, number, target)
        seen.looked.add(number)
        if progress is not None and not seen.looked_at % _TOLD_EVERY:
            progress(seen.looked_at)
    seen.whole = not (sure or guessed)
    if not seen.whole and choose is not None:
        _walk(seen, most, choose, progress)
    return seen


def _met(
    seen: Seen,
    one: Configuration,
    source: int,
    step: Step | None,
    *,
    sure: bool,
    waiting: tuple[deque[int], deque[int]],
) -> None:
    """Note a configuration that a step leads to; a sure way there takes the place of a guess."""
    number = seen.numbers.get(one)
    if number is None:
        number = seen.numbers[one] = len(seen.configurations)
        seen.configurations.append(one)
        seen.came_from.append(source)
        seen.by.append(step)
        waiting[0 if sure else 1].append(number)
        if sure:
            seen.sure.add(number)


def _noted(seen: Seen, source: int, taken: Taken, *, is_sure: bool) -> Configuration | None:
    """Note what a step says of the promises; return where it leads, or nothing where it would be refused."""
    if taken.step.kind == "action":
        seen.taken.add(taken.step.name)
    for promise in taken.broken:
        found = Broken(promise, source, taken)
        if is_sure and taken.sure:
            seen.broken.setdefault(promise, found)
        else:
            seen.maybe.setdefault(promise, found)
    for promise in taken.maybe:
        seen.maybe.setdefault(promise, Broken(promise, source, taken))
    return None if taken.broken else taken.to


def _joined(seen: Seen, source: int, target: Configuration) -> None:
    seen.sources.append(source)
    seen.targets.append(seen.numbers[target])


def _walk(seen: Seen, most: int, choose: Choose, progress: Progress | None) -> None:
    """Walk by chance from the start, again and again, to find what lies further off."""
    starts = [number for number, step in enumerate(seen.by) if step is None]
    while seen.walked < most:
        number, steps, is_sure = starts[choose(len(starts))], 0, True
        here, path = seen.configurations[number], number
        while steps < MOST_STEPS and seen.walked < most:
            ways = list(seen.model.steps(here))
            if not ways:
                break
            taken = ways[choose(len(ways))]
            is_sure = is_sure and taken.sure
            target = _noted(seen, path, taken, is_sure=is_sure)
            steps, seen.walked = steps + 1, seen.walked + 1
            if progress is not None and not seen.walked % _TOLD_EVERY:
                progress(seen.looked_at + seen.walked)
            if target is None:
                break
            if target not in seen.numbers:
                # Kept with the way that led here, so that what is found further on can be told.
                seen.numbers[target] = len(seen.configurations)
                seen.configurations.append(target)
                seen.came_from.append(path)
                seen.by.append(taken.step)
                if is_sure:
                    seen.sure.add(seen.numbers[target])
            here, path = target, seen.numbers[target]


def ended(seen: Seen) -> Iterator[int]:
    """Yield the configurations in which the case has ended."""
    for number, (states, _, _) in enumerate(seen.configurations):
        if seen.model.is_ended(states):
            yield number
