"""A second reading of workflows, from the language reference alone: slow, plain, sharing nothing with the engine.

Where a case is, is a tree: `{"enquiry": {"child": {"seen": {}}, "place": {"mapped": {}}}}`. A move walks down the tree
as far as it goes along with the path of its target and puts something new there; all beside that stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, TypeAlias

Tree: TypeAlias = "dict[str, Tree]"
MOST_BY_ITSELF = 100


class GoesRoundError(Exception):
    """The case would go on by itself for ever: strands that end where they begin lead back to themselves."""


class NaiveFlow:
    """One case of *written*, a workflow as it stands in its file. Ids of states are unique in it."""

    def __init__(self, written: dict[str, Any]) -> None:
        self.written = written
        self.round, self.times, self.doers = 1, dict[str, int](), dict[str, set[str]]()
        self.entered: set[str] = set()
        self.left: dict[str, Tree] = {}
        self.ended = ""
        self.tree: Tree = {}
        self.go([[written["start"]]])

    # --- what can be done --------------------------------------------------------------------------------------------

    def take(self, action: str, actor: str, roles: set[str]) -> bool:
        """Take *action*; return whether that is allowed and all that it requires is so."""
        offers = self.offers(self.tree, self.written["states"], "")
        ended = any(self.state(path.split("/")).get("ending") for path in leaves(self.tree))
        found = offers.get(action) or (
            [("", self.written["anytime"][action])] if self.at_any_time(action, ended) else []
        )
        if not found or not all(self.allowed(one, actor, roles) for _, one in found):
            return False
        targets = [(source, self.chosen(one["goes"])) for source, one in found]
        before = deepcopy(self.__dict__)
        if ended:
            self.round, self.times, self.doers, self.entered, self.left = self.round + 1, {}, {}, set(), {}
        else:
            self.times[action] = self.times.get(action, 0) + 1
            self.doers.setdefault(action, set()).add(actor)
        try:
            self.go([self.path(target, source) for source, target in targets if target != "stay"])
        except GoesRoundError:
            self.__dict__ = before  # what is refused has changed nothing
            return False
        return True

    def at_any_time(self, action: str, ended: bool) -> bool:
        return not ended and action in self.written["anytime"]

    def offers(self, tree: Tree, states: dict[str, Any], around: str) -> dict[str, list[tuple[str, Any]]]:
        """Return what is offered in *tree*: an inner state's action stands before one of the same id further out."""
        found: dict[str, list[tuple[str, Any]]] = {}
        for name, inner in tree.items():
            path, state = f"{around}{name}", states[name]
            for strand, one in inner.items() if "parallel" in state else [("", inner)]:
                under = state["parallel"][strand]["states"] if strand else state.get("states", {})
                for action, more in self.offers(one, under, f"{path}/{strand}/" if strand else f"{path}/").items():
                    found.setdefault(action, []).extend(more)
            own = {"reopen": {"goes": state["reopen"]["to"], **state["reopen"]}} if "reopen" in state else {}
            for action, one in {**state.get("actions", {}), **own}.items():
                found.setdefault(action, [(path, one)])
        return found

    def allowed(self, action: dict[str, Any], actor: str, roles: set[str]) -> bool:
        apart = re.fullmatch(r"done\((\w+)\)", action.get("not_by", ""))
        if action["by"] not in roles or (apart and actor in self.doers.get(apart[1], ())):
            return False
        return self.holds(action["require"]) if "require" in action else True

    def chosen(self, goes: Any) -> str:
        rules = [{"else": goes}] if isinstance(goes, str) else goes
        return next(one.get("to") or one["else"] for one in rules if "else" in one or self.holds(one["if"]))

    def holds(self, condition: str) -> bool:
        negated, function, name, least = re.fullmatch(r"(not )?(\w+)\((\w+)\)(?: >= (\d+))?", condition).groups()  # type: ignore[union-attr]  # these are the conditions that are drawn
        is_so = {
            "done": name in self.times,
            "times": self.times.get(name, 0) >= int(least or 0),
            "entered": name in {path.split("/")[-1] for path in self.entered},
            "in_state": name in ids(self.tree),
        }[function]
        return is_so != bool(negated)

    # --- where it leads ----------------------------------------------------------------------------------------------

    def path(self, name: str, source: str) -> list[str]:
        """Return the path that *name* means: a neighbour of *source* or one further out; with a / from the top."""
        around = [] if "/" in name or not source else source.split("/")[:-1]
        while around and not self.state([*around, name]):
            around.pop()
        return [*around, *name.split("/")]

    def state(self, path: list[str]) -> dict[str, Any]:
        """Return the state at *path*, or nothing: where a strand or nothing at all is."""
        here: dict[str, Any] = self.written
        for number, name in enumerate(path):
            strand = here.get("parallel", {}).get(name)
            here = strand or here.get("states", {}).get(name, {})
            if strand and number == len(path) - 1:
                return {}
        return here

    def go(self, paths: list[list[str]]) -> None:
        """Move to each of *paths*, and then on for as long as all strands of a state have ended."""
        for path in paths:
            self.moved(self.tree, self.written["states"], "", path)
        for _ in range(MOST_BY_ITSELF):
            over = next(self.over(self.tree, self.written["states"], ""), None)
            if over is None:
                return
            # What has ended is not gone on with when the case comes back to it, nor what it stood in.
            self.ended = f"{over[1]}/"
            self.moved(self.tree, self.written["states"], "", self.path(*over))
            self.ended = ""
            self.left = {one: tree for one, tree in self.left.items() if not f"{over[1]}/".startswith(f"{one}/")}
        raise GoesRoundError

    def moved(self, tree: Tree, states: dict[str, Any], around: str, path: list[str]) -> None:
        name, rest = path[0], path[1:]
        if rest and name in tree:
            inner, state, deeper = tree[name], states[name], f"{around}{name}/"
            if "parallel" in state:
                strand, rest = rest[0], rest[1:]
                inner, state, deeper = inner[strand], state["parallel"][strand], f"{deeper}{strand}/"
            self.moved(inner, state["states"], deeper, rest)
            return
        for gone in list(tree):
            self.remember(gone, tree.pop(gone), states, around)
        tree[name] = self.fresh(states[name], f"{around}{name}", rest)

    def remember(self, name: str, inner: Tree, states: dict[str, Any], around: str) -> None:
        path, state = f"{around}{name}", states[name]
        if "resume" in state:
            self.left[path] = inner
        for strand, one in inner.items() if "parallel" in state else [("", inner)]:
            under = state["parallel"][strand]["states"] if strand else state.get("states", {})
            for each, deeper in one.items():
                self.remember(each, deeper, under, f"{path}/{strand}/" if strand else f"{path}/")

    def fresh(self, state: dict[str, Any], path: str, rest: list[str]) -> Tree:
        """Return what is inside a state that is entered: on the way to *rest*, where it was left, or at its starts."""
        self.entered.add(path)
        if not rest and path in self.left and not self.ended.startswith(f"{path}/"):
            again = copied(self.left[path])
            self.entered |= {one for one in inner_paths(again, path) if self.state(one.split("/"))}
            return again
        if "parallel" in state:
            return {
                strand: self.start(one, f"{path}/{strand}", rest[1:] if rest and rest[0] == strand else [])
                for strand, one in state["parallel"].items()
            }
        return self.start(state, path, rest) if "states" in state else {}

    def start(self, holder: dict[str, Any], path: str, rest: list[str]) -> Tree:
        name = rest[0] if rest else holder["start"]
        return {name: self.fresh(holder["states"][name], f"{path}/{name}", rest[1:])}

    def over(self, tree: Tree, states: dict[str, Any], around: str) -> Iterator[tuple[str, str]]:
        """Yield where states lead whose strands have all ended, the innermost first, each with its path."""
        for name, inner in tree.items():
            path, strands = f"{around}{name}", states[name].get("parallel", {})
            for strand, one in strands.items():
                yield from self.over(inner[strand], one["states"], f"{path}/{strand}/")
            if not strands and inner:
                yield from self.over(inner, states[name]["states"], f"{path}/")
            if strands and all(
                one["states"][next(iter(inner[strand]))].get("finished") for strand, one in strands.items()
            ):
                yield states[name]["when_done"], path

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(sorted(leaves(self.tree)))


def leaves(tree: Tree, around: str = "") -> Iterator[str]:
    for name, inner in tree.items():
        yield from leaves(inner, f"{around}{name}/") if inner else [f"{around}{name}"]


def ids(tree: Tree) -> set[str]:
    return {*tree, *(one for inner in tree.values() for one in ids(inner))}


def inner_paths(tree: Tree, around: str) -> Iterator[str]:
    for name, inner in tree.items():
        yield f"{around}/{name}"
        yield from inner_paths(inner, f"{around}/{name}")


def copied(tree: Tree) -> Tree:
    return {name: copied(inner) for name, inner in tree.items()}
