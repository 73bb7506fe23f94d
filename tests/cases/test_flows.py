"""Random people do random things on random workflows: three readings of the language agree on where the case is.

The engine decides with its own chart and `transitions`; `naive_flow` reads the language reference and nothing else;
python-statemachine runs the workflow as SCXML would. The last has no say in three matters: who may act and what is
required, since it knows no people; `resume: last`, which it enters by way of a pseudo-state; and an action of an outer
state that leads into one of its strands, where SCXML leaves and enters all strands and we leave what need not be left.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import reject, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from statemachine import StateChart
from statemachine.io import create_machine_class_from_definition

from engine import Actor
from engine.cases.commands import OpenCase, TakeAction
from engine.cases.decide import Accepted, decide
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from tests.cases.naive_flow import GoesRoundError, NaiveFlow
from tests.cases.random_flows import ACTORS, drawn
from tests.support import NOON, OFFICER


class AsScxml:
    """The same workflow in python-statemachine. Conditions are asked of *asked*, which keeps the history."""

    def __init__(self, written: dict[str, Any], asked: NaiveFlow) -> None:
        self.asked, self.anytime = asked, written["anytime"]
        states = {name: self.state(name, one, name == written["start"]) for name, one in written["states"].items()}
        options = {"validate_disconnected_states": False, "validate_trap_states": False}
        made = create_machine_class_from_definition("Flow", states, catch_errors_as_events=False, **options)  # type: ignore[arg-type]  # drawn at random
        self.chart: StateChart[Any] = made()

    def state(self, path: str, written: dict[str, Any], first: bool) -> dict[str, Any]:
        made: dict[str, Any] = {"initial": first, "final": "finished" in written, "on": {}}
        actions = dict(written.get("actions", {}))
        if "/" not in path and "ending" not in written:
            actions = {**self.anytime, **actions}
        if "reopen" in written:
            actions["reopen"] = {"goes": written["reopen"]["to"]}
        for name, action in actions.items():
            source = path if name in written.get("actions", {}) or name == "reopen" else ""
            rules = [{"else": action["goes"]}] if isinstance(action["goes"], str) else action["goes"]
            made["on"][name] = [self.arrow(one, source) for one in rules]
        if "states" in written:
            made["states"] = self.inside(path, written)
        if "parallel" in written:
            made["parallel"] = True
            made["states"] = {
                strand: {"initial": False, "states": self.inside(f"{path}/{strand}", one)}
                for strand, one in written["parallel"].items()
            }
            target = self.asked.path(written["when_done"], path)[-1]
            made["on"][f"done.state.{path.rpartition('/')[2]}"] = [{"target": target}]
        return made

    def inside(self, path: str, holder: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self.state(f"{path}/{name}", one, name == holder["start"]) for name, one in holder["states"].items()
        }

    def arrow(self, rule: dict[str, Any], source: str) -> dict[str, Any]:
        target = rule.get("to") or rule["else"]
        named = None if target == "stay" else self.asked.path(target, source)[-1]
        condition = rule.get("if")
        return {"target": named, **({"cond": lambda: self.asked.holds(condition)} if condition else {})}

    @property
    def states(self) -> set[str]:
        """Return the ids of the innermost states that it is in."""
        return {one.id for one in self.chart.configuration if not one.states}


class Flows(RuleBasedStateMachine):
    """One case of one random workflow."""

    @initialize(seed=some.integers(0, 2**32 - 1), plain=some.booleans())
    def opened(self, seed: int, plain: bool) -> None:
        written, self.definition, self.flow = drawn(seed, plain=plain)
        try:
            self.naive = NaiveFlow(written)
        except GoesRoundError:
            reject()  # no case of it could be opened, which checking the definition tells
        self.scxml = AsScxml(written, self.naive) if plain else None
        self.actions = [*self.flow.titles, "nothing"]
        made = decide(self.definition, None, OpenCase("path", "child", "P-1", OFFICER, "case-1", "CH-1"), NOON)
        assert isinstance(made, Accepted)
        self.case: Case = made.case

    @rule(which=some.integers(0, 1000), actor=some.sampled_from(list(ACTORS)))
    def anything(self, which: int, actor: str) -> None:
        self.act(self.actions[which % len(self.actions)], actor)

    @rule(
        picks=some.lists(some.tuples(some.integers(0, 1000), some.sampled_from(list(ACTORS))), min_size=4, max_size=12)
    )
    def what_is_offered(self, picks: list[tuple[int, str]]) -> None:
        """At random most actions are of other states: this goes further."""
        for which, actor in picks:
            offered = [one.id for one in self.flow.offered(self.case.states)]
            if offered:
                self.act(offered[which % len(offered)], actor)

    def act(self, action: str, actor: str) -> None:
        command = TakeAction(action, Actor(actor, roles=ACTORS[actor] - {"officer"} or ACTORS[actor]), "")
        made = decide(self.definition, CaseFile(self.case), command, NOON + timedelta(minutes=self.case.version))
        if self.scxml is not None and isinstance(made, Accepted):
            self.scxml.chart.send(action)
        accepted = self.naive.take(action, actor, ACTORS[actor])
        assert isinstance(made, Accepted) == accepted, (action, actor, made)
        if isinstance(made, Accepted):
            self.case = made.case
        self.agree()

    def agree(self) -> None:
        assert self.case.states == self.naive.states
        assert self.case.entered.keys() == self.naive.entered
        assert self.case.round == self.naive.round
        assert {name: done.times for name, done in self.case.done.items()} == self.naive.times
        if self.scxml is not None:
            assert self.scxml.states == {path.rpartition("/")[2] for path in self.case.states}


TestFlows = Flows.TestCase
# The same cases each time: a library that serves as oracle may go round for ever where ours refuses the step.
TestFlows.settings = settings(max_examples=100, stateful_step_count=6, derandomize=True)
