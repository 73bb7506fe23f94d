"""How good the scenarios of a folder are: whether any of them notices when a definition says something else.

Each change is made in memory. One that comes to the same configuration is no change. The scenarios that touch what was
changed are played until the first fails; where none does, the checks and exploring may still tell of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeAlias

from engine.cases.access import role_book
from engine.cases.compiling.workflows import asked_forms
from engine.definitions.assemble import assemble
from engine.testing.chance import Chance
from engine.testing.mutants import Mutant, mutants_of
from engine.testing.noticing import Judged, Noticing, Outcome, Touching
from engine.testing.remembering import Remembered

__all__ = ["Judged", "Outcome", "Score", "drawn", "mutants_in", "score"]


@dataclass(frozen=True, slots=True)
class Score:
    """What became of all changes, in the order of the files. *left_out* were not tried.

    Nothing was tried while some scenarios are *failing* as it is.
    """

    judged: tuple[Judged, ...]
    left_out: int = 0
    failing: tuple[str, ...] = ()

    def of(self, *outcomes: Outcome) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.outcome in outcomes)

    @property
    def counted(self) -> int:
        return len(self.judged) - len(self.of("equivalent"))

    @property
    def noticed(self) -> int:
        return len(self.of("scenario", "check", "too_slow"))

    @property
    def percent(self) -> float:
        """Return how many of the changes that count were noticed; of none, all."""
        return 100 * self.noticed / self.counted if self.counted else 100.0


Told: TypeAlias = Callable[[int, int], None]
"""Is given how many changes were tried, and of how many."""


def score(
    files: Mapping[str, bytes],
    *,
    earlier: Mapping[str, Mapping[str, bytes]] | None = None,
    only: Sequence[str] = (),
    most: int = 0,
    seed: int = 0,
    seconds: float = 0,
    jobs: int = 1,
    remembered: Remembered | None = None,
    told: Told | None = None,
) -> Score:
    """Return what the scenarios among *files* notice: those of a configuration without errors.

    *earlier* are the files of the releases by which cases in them begin. Of the changes whose kind or place holds one
    of *only*, at most *most* are tried (0: all), in an order drawn by *seed*, and none is begun after so many *seconds*
    (0: however long it takes); *jobs* processes try them side by side. What is *remembered* is not tried again.
    """
    every = mutants_in(files)
    mutants = [one for one in every if _is_among(one, only)]
    chosen = drawn(mutants, most, seed) if most else mutants
    known = remembered.known(chosen) if remembered is not None else {}
    open_ = [one for one in chosen if one not in known]
    if not open_:
        return Score(tuple(known[one] for one in chosen), len(every) - len(chosen))
    trying = Noticing(files, earlier or {})
    if trying.failing:
        trying.close()
        return Score((), len(every), trying.failing)
    order = _shuffled(open_, seed) if seconds else open_
    # One clock for all processes of a machine, which no change of its time of day moves.
    until = time.monotonic() + seconds if seconds else None
    for one in _tried(trying, order, files, earlier or {}, remembered, until, jobs):
        known[one.mutant] = one
        if remembered is not None:
            remembered.keep(one)
        if told is not None:
            told(len(known), len(chosen))
    trying.close()
    found = tuple(known[one] for one in chosen if one in known)
    return Score(found, len(every) - len(found))


def _tried(
    trying: Noticing,
    order: Iterable[Mutant],
    files: Mapping[str, bytes],
    earlier: Mapping[str, Mapping[str, bytes]],
    remembered: Remembered | None,
    until: float | None,
    jobs: int,
) -> Iterator[Judged]:
    """Yield what notices each change, as long as there is time."""
    work = [(one, remembered.noticed_by(one) if remembered is not None else "", until) for one in order]
    if jobs == 1:
        each = (_within(trying, *one) for one in work)
        yield from (one for one in each if one is not None)
        return
    # A fresh process each: a copy of this one would share what it has open.
    begin = (files, earlier, trying.touching)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, begin) as pool:
        yield from (one for one in pool.map(_judged_there, work, chunksize=4) if one is not None)


def _is_among(mutant: Mutant, only: Sequence[str]) -> bool:
    return not only or any(one in text for one in only for text in (mutant.operator, mutant.file, mutant.owner))


def mutants_in(files: Mapping[str, bytes]) -> list[Mutant]:
    """Return every change that can be made to a configuration."""
    assembled = assemble(files)
    if assembled.configuration is None:
        return []
    roles, seen_by = role_book(assembled.configuration.manifest), dict[str, frozenset[str]]()
    for name, workflow in assembled.configuration.workflows.items():
        for owner in (name, *asked_forms(workflow)):
            seen_by[owner] = seen_by.get(owner, frozenset()) | roles.members(workflow.view)
    return mutants_of(files, roles, seen_by)


def drawn(mutants: list[Mutant], most: int, seed: int) -> list[Mutant]:
    """Return *most* of the changes by chance, in their order; the same ones for the same *seed*."""
    left, chance = list(range(len(mutants))), Chance(seed)
    while len(left) > most:
        left.pop(chance.below(len(left)))
    return [mutants[index] for index in left]


def _shuffled(mutants: list[Mutant], seed: int) -> list[Mutant]:
    """Return the changes in an order by chance, so that those within a time stand for all."""
    left, chance = list(mutants), Chance(seed)
    return [left.pop(chance.below(len(left))) for _ in mutants]


# --- in each process -------------------------------------------------------------------------------------------------

_here: list[Noticing] = []
"""The one thing that a process of the pool keeps between changes: the definitions, read, and its database."""


def _begin(
    files: Mapping[str, bytes], earlier: Mapping[str, Mapping[str, bytes]], touching: Sequence[Touching]
) -> None:
    _here.append(Noticing(files, earlier, touching))


def _judged_there(work: tuple[Mutant, str, float | None]) -> Judged | None:
    return _within(_here[0], *work)


def _within(trying: Noticing, mutant: Mutant, first: str, until: float | None) -> Judged | None:
    """Return what notices a change; nothing once it is later than *until*."""
    return trying.judged(mutant, first) if until is None or time.monotonic() < until else None
