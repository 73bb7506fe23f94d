"""Trying changes to one configuration, one after another: what notices each, a scenario, a check or nothing.

What a change leaves as it is, is not compiled again, and of the scenarios only those are played that touch the form or
workflow that it stands in: first those that come nearest to it, and no more once one has failed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from engine.cases.compiled import Definition
from engine.cases.compiling import Compilation, compile_configuration
from engine.cases.compiling.shared import Beneath
from engine.checks import check
from engine.definitions.assemble import Assembled, assemble, reading_of
from engine.definitions.configuration import Configuration
from engine.definitions.extending import layers
from engine.definitions.scenarios import Run, ScenarioSet, read_scenarios
from engine.definitions.source import Node
from engine.findings import Finding, has_errors
from engine.store.migrate import upgrade
from engine.store.transaction import Database
from engine.testing.mutants import Mutant
from engine.testing.playing import play
from engine.testing.stage import Release, Stage
from engine.testing.touching import Touch, touched_in

Outcome: TypeAlias = Literal["scenario", "check", "equivalent", "too_slow", "survived"]
"""What noticed a change: a scenario, a check; the same configuration; it went on too long; or nothing."""

SECONDS = 60.0
"""Of work for one change, however busy the machine is; its scenarios are not begun after that.

What makes a case go on for ever is noticed so.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A change and what noticed it: *by* names the scenario, or the code of the finding."""

    mutant: Mutant
    outcome: Outcome
    by: str = ""


@dataclass(frozen=True, slots=True)
class Touching:
    """What one scenario touched when it was played as it is, and how long that took. *failed* is whether it does."""

    touches: frozenset[Touch]
    seconds: float
    failed: bool


@dataclass(slots=True)
class _Played:
    """A scenario, ready to be played, and the words in it."""

    of: ScenarioSet
    run: Run
    words: frozenset[str] = field(repr=False)


class Noticing:
    """The configuration as it is, against which changes are tried one after another."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        earlier: Mapping[str, Mapping[str, bytes]],
        touching: Sequence[Touching] | None = None,
    ) -> None:
        """*touching* is what another one found of the same scenarios, in their order; else they are played here."""
        self.files = files
        self.earlier = {name: one for name, its in earlier.items() if (one := _release(its)) is not None}
        own, below = layers(files)
        self.template = assemble(below, shown_under="extends/") if below else None
        self.readings = {path: reading_of(path, content, path) for path, content in own.items()}
        self.before = assemble(files, template=self.template, readings=self.readings)
        assert self.before.configuration is not None
        self.configuration: Configuration = self.before.configuration
        self.compiled = compile_configuration(self.configuration, self.before.origins)
        self.played = list(_scenarios(self.before))
        self.database = Database("sqlite://")
        with self.database.connection() as connection:
            upgrade(connection)
        self.touching = touching if touching is not None else [self._touching(one) for one in self.played]

    @property
    def failing(self) -> tuple[str, ...]:
        """Return the titles of the scenarios that fail as it is."""
        return tuple(one.run.title for one, its in zip(self.played, self.touching, strict=True) if its.failed)

    def close(self) -> None:
        self.database.close()

    def judged(self, mutant: Mutant, first: str = "") -> Judged:
        """Return what notices *mutant*. The scenario of the title *first* noticed it once, and is played before all."""
        files = {**self.files, mutant.file: mutant.made_in(self.files[mutant.file])}
        unchanged = {path: one for path, one in self.readings.items() if path != mutant.file}
        changed = assemble(files, template=self.template, readings=unchanged)
        if changed.configuration is None:
            return Judged(mutant, "check", _first_code(changed.findings))
        configuration = self._sharing(changed.configuration, mutant)
        if configuration is None:
            return Judged(mutant, "equivalent")
        compiled = self._compiled(configuration, changed)
        if has_errors(compiled.findings):
            return Judged(mutant, "check", _first_code(compiled.findings))
        begun = time.process_time()
        for one in self._in_order(mutant, first):
            if time.process_time() - begun > SECONDS:
                return Judged(mutant, "too_slow")
            if self._fails(one, compiled.definition, files):
                return Judged(mutant, "scenario", one.run.title)
        report = check(
            replace(changed, configuration=_without_texts(configuration), scenarios={}),
            before=self._known(),
        )
        if has_errors(report.findings):
            return Judged(mutant, "check", _first_code(report.findings))
        return Judged(mutant, "survived")

    def _sharing(self, changed: Configuration, mutant: Mutant) -> Configuration | None:
        """Return *changed* made of what there was, but for what the change stands in; nothing where that is the same.

        A change never comes further than the definition in which it is made.
        """
        of = "workflows" if mutant.owner in self.configuration.workflows else "forms"
        known, now = getattr(self.configuration, of), getattr(changed, of)
        if known[mutant.owner] == now[mutant.owner]:
            return None
        return self.configuration.model_copy(update={of: {**known, mutant.owner: now[mutant.owner]}})

    def _compiled(self, configuration: Configuration, changed: Assembled) -> Compilation:
        return compile_configuration(configuration, changed.origins, beneath=self._known())

    def _known(self) -> Beneath | None:
        """Return what is taken over as it is; of a workflow that is the same it is known what cases can come to."""
        if self.compiled.findings:
            return None
        definition = self.compiled.definition
        return Beneath(self.configuration, definition, dict.fromkeys(definition.workflows, ()))

    def _in_order(self, mutant: Mutant, first: str) -> list[_Played]:
        """Return the scenarios that touch what the change stands in: *first*, then those nearest to it, quick ones

        before slow ones.
        """
        kind: Literal["form", "workflow"] = "workflow" if mutant.owner in self.configuration.workflows else "form"
        states = _state_of(mutant, self.compiled.definition)
        those = [
            (one.run.title != first, -_nearness(mutant, one, its), its.seconds, index)
            for index, (one, its) in enumerate(zip(self.played, self.touching, strict=True))
            if (kind, mutant.owner) in its.touches and states <= _states(its)
        ]
        return [self.played[index] for *_, index in sorted(those)]

    def _touching(self, one: _Played) -> Touching:
        touches: set[Touch] = set()
        begun = time.process_time()
        failed = self._fails(one, touched_in(self.compiled.definition, touches), self.files)
        return Touching(frozenset(touches), round(time.process_time() - begun, 1), failed)

    def _fails(self, one: _Played, definition: Definition, files: Mapping[str, bytes]) -> bool:
        """Return whether a scenario fails under *definition*."""
        teams = self.configuration.manifest.teams
        with self.database.pool.connect() as connection, connection.begin() as everything:
            try:
                release = Release(definition, files, teams)
                stage = Stage(release, one.of.file.given, connection, earlier=self.earlier)
                return bool(play(stage, one.run, one.of.file.scenarios_of, one.of.node))
            except Exception:  # noqa: BLE001 - whatever a broken definition does to a play, the play is over: noticed
                return True
            finally:
                everything.rollback()


def _state_of(mutant: Mutant, definition: Definition) -> set[str]:
    """Return the state in which a change stands. A case that never came there, nor was led past, has nothing of it.

    A deadline is left out: it may begin before its state is come to.
    """
    flow = definition.workflows.get(mutant.owner)
    if flow is None or mutant.about[0] in flow.deadlines:
        return set()
    names = {name for path in flow.states for name in path.split("/")}
    return {name for name in mutant.about if name in names}


def _states(its: Touching) -> set[str]:
    return {name for kind, path in its.touches if kind == "state" for name in path.split("/")}


def _without_texts(configuration: Configuration) -> Configuration:
    """Return *configuration* without its translations: no change is one of a text."""
    return configuration.model_copy(update={"translations": {}})


def _nearness(mutant: Mutant, one: _Played, its: Touching) -> int:
    """Return how much a scenario names or touches of where a change is; what stands nearer counts more."""
    seen = {name.rpartition("/")[2] for _, name in its.touches}
    weights = {name: 4 ** (len(mutant.about) - place) for place, name in reversed(list(enumerate(mutant.about)))}
    return sum(weight * ((name in one.words) * 2 + (name in seen)) for name, weight in weights.items())


def _scenarios(assembled: Assembled) -> Iterator[_Played]:
    for root in assembled.scenarios.values():
        scenarios = read_scenarios(root)
        if isinstance(scenarios, ScenarioSet):
            for run in scenarios.runs:
                lines = (line for node in run.nodes for line in node.source.lines[node.line - 1 : _last(node)])
                words = frozenset(word.strip(" :{}[],-\"'") for line in lines for word in line.split())
                yield _Played(scenarios, run, words)


def _last(node: Node) -> int:
    """Return the last line of what a step says."""
    return node.source.within(node.end)[0] + 1


def _release(files: Mapping[str, bytes]) -> Release | None:
    """Return an earlier release, ready for cases to begin on."""
    assembled = assemble(files)
    if assembled.configuration is None:
        return None
    compiled = compile_configuration(assembled.configuration, assembled.origins)
    return Release(compiled.definition, files, assembled.configuration.manifest.teams)


def _first_code(findings: Sequence[Finding]) -> str:
    return next((one.code.id for one in findings if one.is_error), "")
