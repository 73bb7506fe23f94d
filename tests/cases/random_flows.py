"""Random workflows, as deep and as wide as councils write them: states in states, strands side by side, and joins.

All are valid: an action moves its own strand or leads out of all of them, the strands of a state begin with work, and
what two strands offer at once is the same in both. Ids are unique, so that a path and an id say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.compiling import compile_configuration
from engine.definitions.assemble import Origins, assemble
from engine.definitions.configuration import Configuration
from engine.definitions.workflows import Workflow
from tests.dice import Dice
from tests.support import LITTLE

ACTORS = {"olive": {"officer"}, "mo": {"manager", "officer"}, "mary": {"manager", "officer"}, "gus": {"guest"}}
"""Whom the random actions are taken by, with the roles that they have: a manager may do all that an officer may."""

_LARGE = 12
"""With so many names a workflow gets no more states that hold states: it is drawn in an instant."""


@dataclass
class Draw:
    """One workflow being drawn. *plain* leaves out what a second statechart library does in another way."""

    dice: Dice
    plain: bool
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Every state by its path."""
    strands: list[str] = field(default_factory=list)
    count: int = 0

    def chance(self, percent: int) -> bool:
        return self.dice.below(100) < percent

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def workflow(self) -> dict[str, Any]:
        top = self.several("", 2 + self.dice.below(3), 0)
        for ending in ("closed", "given_up"):
            top[ending] = self.states[ending] = {"title": ending, "ending": "true"}
        anytime: dict[str, Any] = {}
        self.states["closed"]["reopen"] = {"by": "manager", "reason": "optional", "to": self.dice.one(list(top)[:-2])}
        for state in self.states.values():
            if not state.get("ending") and not state.get("finished"):
                state["actions"] = {self.name("a"): {} for _ in range(1 + self.dice.below(2))}
        if self.chance(50):
            anytime[self.name("a")] = {}
        names = self.actions(anytime)
        for source, name, action in [*self.offered(), *(("", name, one) for name, one in anytime.items())]:
            action.update(self.action(source, name, names))
        for path in [one for one in self.states if "parallel" in self.states[one]]:
            self.joined(path)
        for strand in [one for one in self.strands if self.chance(25)]:
            self.shared(strand.rpartition("/")[0])
        start = next(iter(top))
        made = {"workflow": "path", "title": "Path", "subject": "child", "opened_by": "officer"}
        return {**made, "view": ["officer", "guest"], "start": start, "states": top, "anytime": anytime}

    # --- states ------------------------------------------------------------------------------------------------------

    def several(self, parent: str, number: int, depth: int) -> dict[str, Any]:
        made = {}
        for _ in range(number):
            name = self.name("s")
            path = f"{parent}/{name}" if parent else name
            made[name] = self.states[path] = {"title": name.upper()}
            kind = self.dice.below(10) if depth < 2 and self.count < _LARGE else 9
            if kind < 3:
                inside = self.several(path, 2 + self.dice.below(2), depth + 1)
                self.states[path] |= {"states": inside, "start": self.dice.one(list(inside)), **self.resume()}
            elif kind < 6:
                self.states[path] |= {"parallel": self.side_by_side(path, depth + 1), **self.resume()}
        return made

    def resume(self) -> dict[str, str]:
        return {"resume": "last"} if not self.plain and self.chance(50) else {}

    def side_by_side(self, path: str, depth: int) -> dict[str, Any]:
        made = {}
        for _ in range(2 + self.dice.below(2)):
            strand = self.name("t")
            self.strands.append(f"{path}/{strand}")
            inside = self.several(f"{path}/{strand}", 1 + self.dice.below(2), depth)
            done = self.name("s")
            inside[done] = self.states[f"{path}/{strand}/{done}"] = {"title": done.upper(), "finished": "true"}
            made[strand] = {"start": next(iter(inside)), "states": inside}
        return made

    def joined(self, path: str) -> None:
        """Say where a state goes once its strands have ended: beside it, or further out."""
        targets = [one for one in self.reached(path) if one == path or not inside(one, path)]
        self.states[path]["when_done"] = self.named(path, self.dice.one(targets))

    # --- actions -----------------------------------------------------------------------------------------------------

    def offered(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, state in self.states.items():
            yield from ((path, name, one) for name, one in state.get("actions", {}).items())

    def actions(self, anytime: dict[str, Any]) -> list[str]:
        return [*(name for _, name, _ in self.offered()), *anytime]

    def reached(self, source: str) -> list[str]:
        """Return the states to which an action of *source* may lead: never into a strand beside its own."""
        return [one for one in self.states if not self.crosses(source, one) and not self.differs(source, one)]

    def crosses(self, source: str, target: str) -> bool:
        own = [one for one in self.strands if inside(source, one)]
        return any(
            inside(target, beside) and beside not in own and beside.rpartition("/")[0] == one.rpartition("/")[0]
            for one in own
            for beside in self.strands
        )

    def differs(self, source: str, target: str) -> bool:
        """Return whether other strands stay as they are here, where SCXML leaves and enters them: from outside, in."""
        sources = [source] if source else [target.partition("/")[0]]
        return self.plain and any(
            inside(target, strand) and inside(strand, one) for one in sources for strand in self.strands
        )

    def action(self, source: str, name: str, names: list[str]) -> dict[str, Any]:
        targets = ["stay", *self.reached(source)]
        rules = [
            {"if": self.condition(names), "to": self.named(source, self.dice.one(targets))}
            for _ in range(self.dice.below(3))
        ]
        rules.append({"else": self.named(source, self.dice.one(targets))})
        made: dict[str, Any] = {"title": name.upper(), "by": self.dice.one(["officer", "officer", "manager"])}
        if self.chance(15):
            made["not_by"] = f"done({self.dice.one(names)})"
        if self.chance(15):
            made["require"] = self.condition(names)
        return {**made, "goes": rules}

    def named(self, source: str, target: str) -> str:
        """Return how an action of *source* names its target: by its path, or by its id where it stands further out."""
        around, _, name = target.rpartition("/")
        return name if self.chance(50) and (not around or source.startswith(f"{around}/")) else target

    def condition(self, names: list[str]) -> str:
        action, state = self.dice.one(names), self.dice.one([*self.states]).rpartition("/")[2]
        said = [
            f"done({action})",
            f"not done({action})",
            f"times({action}) >= {1 + self.dice.below(3)}",
            f"entered({state})",
            f"in_state({state})",
        ]
        return self.dice.one(said)

    def shared(self, path: str) -> None:
        """Let the first two strands of a state offer one action, which moves both, each within itself."""
        made = {"title": "Both", "by": "officer", "reason": "optional"}
        name = self.name("b")
        for strand in [one for one in self.strands if one.rpartition("/")[0] == path][:2]:
            own = [one for one in self.states if inside(one, strand)]
            at_start = next(one for one in own if one.rpartition("/")[0] == strand)
            targets = [one for one in own if not self.differs(at_start, one)]
            self.states[at_start]["actions"][name] = {**made, "goes": self.dice.one(targets)}


def inside(path: str, outer: str) -> bool:
    """Return whether *path* is *outer* or lies in it."""
    return path == outer or path.startswith(f"{outer}/")


def configuration() -> Configuration:
    made = assemble(LITTLE).configuration
    assert made is not None
    return made


CONFIGURATION = configuration()


def drawn(seed: int, *, plain: bool = False) -> tuple[dict[str, Any], Definition, CompiledWorkflow]:
    """Return a random workflow as it is written, and ready to run."""
    written = Draw(Dice(seed), plain).workflow()
    whole = CONFIGURATION.model_copy(update={"workflows": {"path": Workflow.model_validate(written)}})
    made = compile_configuration(whole, Origins())
    assert not made.findings, made.findings
    return written, made.definition, made.definition.workflows["path"]
