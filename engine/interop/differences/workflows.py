"""What became of workflows: their states wherever they stand, and what is done in each and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.cases.compiling.workshop import Spot
from engine.definitions.changes import PlaceChange
from engine.definitions.deadlines import Deadline
from engine.definitions.model import Model
from engine.definitions.workflows import Place, Workflow
from engine.interop.differences.change import Change
from engine.interop.differences.comparing import Comparing
from engine.interop.differences.forms import moved
from engine.interop.differences.phrases_of_work import ACTION, LIMIT, STATE, TASK
from engine.interop.differences.things import Thing, title_of
from engine.sentences.say import Sentence, listing, say

_STEPS: Mapping[str, tuple[str, Sentence]] = {
    "actions": ("action", ACTION),
    "tasks": ("task", TASK),
    "deadlines": ("deadline", LIMIT),
}
"""What a state holds by ids of its own: the word for it in `changes`, and what it is called."""


def workflow(work: Comparing, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
    """Yield what changed in a workflow."""
    assert isinstance(old, Workflow)
    assert isinstance(new, Workflow)
    yield from work.settings(old, new, thing)
    flow = _Flow(work, old, new, thing)
    yield from flow.states()
    for held, (word, phrase) in _STEPS.items():
        yield from flow.steps(held, word, phrase)
    yield from flow.declared()


@dataclass(frozen=True, slots=True)
class _Step:
    """An action, a task or a time limit where it stands; *state* is the path of its state, empty at any time."""

    state: str
    name: str
    one: Model
    spot: Spot


class _Flow:
    """One workflow in both editions."""

    def __init__(self, work: Comparing, old: Workflow, new: Workflow, thing: Thing) -> None:
        self.work, self.old, self.new, self.thing = work, old, new, thing
        self.told = [one for one in new.changes if one not in old.changes]
        self.used: list[PlaceChange] = []
        self.stays = self._stays()
        work.places[new.workflow] = self.stays

    def _stays(self) -> dict[str, str]:
        """Return the states that are in both, by their path of before."""
        stays = {path: now for path in self.old.places if (now := self._path_now(path)) in self.new.places}
        gone = [path for path in self.old.places if path not in stays]
        come = [path for path in self.new.places if path not in stays.values()]
        for path in gone:
            name = path.rpartition("/")[2]
            there = [one for one in come if one.rpartition("/")[2] == name]
            if len(there) == 1 and sum(one.rpartition("/")[2] == name for one in gone) == 1:
                stays[path] = there[0]
        return stays

    def _path_now(self, path: str) -> str:
        for one in self.told:
            if one.kind != "state":
                continue
            was = self.old.state_names.get(one.old, one.old)
            now = self.new.state_names.get(one.to, one.to)
            if (path == was or path.startswith(f"{was}/")) and now in self.new.places:
                return now + path.removeprefix(was)
        return path

    # --- states -------------------------------------------------------------------------------------------------------

    def states(self) -> Iterator[Change]:
        """Yield what became of the states."""
        gone = [path for path in self.old.places if path not in self.stays]
        come = [path for path in self.new.places if path not in self.stays.values()]
        for path, place in self.old.places.items():
            if path in self.stays:
                yield from self._state(place, self.new.places[self.stays[path]])
            elif not _is_inside(path, gone):
                yield self.work.removed(self._state_thing(place, place), self._around(self.old, place))
        for path in come:
            if not _is_inside(path, come):
                place = self.new.places[path]
                yield self.work.added(self._state_thing(place, place), self._around(self.new, place))
        yield from self._order()

    def _state(self, old: Place, new: Place) -> Iterator[Change]:
        at = self._state_thing(old, new)
        names = old.path.rpartition("/")[2], new.path.rpartition("/")[2]
        if names[0] != names[1]:
            yield self.work.new_id(at, *names)
        parents = self._path_now(old.parent) if old.parent else "", new.parent
        if parents[0] != parents[1] and self.stays.get(old.parent, old.parent) != new.parent:
            yield moved(self.work, at, self._around(self.old, old), self._around(self.new, new))
        yield from self.work.compared(old.state, new.state, at)

    def _state_thing(self, old: Place, new: Place) -> Thing:
        titles = old.state.title, new.state.title
        return Thing(STATE, *titles, self.thing.was.at(*old.at), self.thing.now.at(*new.at), self.thing.about)

    def _around(self, flow: Workflow, place: Place) -> str:
        around = place.parent
        while around and around not in flow.places:
            around = around.rpartition("/")[0]
        return flow.places[around].state.title if around else flow.title

    def _order(self) -> Iterator[Change]:
        for parent in dict.fromkeys(place.parent for place in self.new.places.values()):
            here = {path: one for path, one in self.new.places.items() if one.parent == parent}
            kept = [
                now
                for was, now in self.stays.items()
                if now in here and self._parent_now(self.old.places[was]) == parent
            ]
            names = {path.rpartition("/")[2]: one.state for path, one in here.items()}
            if here:
                at = self.thing.at(*next(iter(here.values())).at[:-1])
                yield from self.work.order([one.rpartition("/")[2] for one in kept], names, at, STATE)

    def _parent_now(self, place: Place) -> str:
        return self.stays.get(place.parent) or self._path_now(place.parent)

    # --- what is done in them -----------------------------------------------------------------------------------------

    def steps(self, held: str, word: str, phrase: Sentence) -> Iterator[Change]:
        """Yield what became of the actions, the tasks or the time limits."""
        before = {(self._now(one.state), self._name_now(word, one.name)): one for one in _held(self.old, held)}
        after = {(one.state, one.name): one for one in _held(self.new, held)}
        pairs = {key: key for key in before if key in after}
        pairs |= _moved({*before} - {*pairs}, {*after} - {*pairs})
        for key, one in before.items():
            if key in pairs:
                yield from self._step(one, after[pairs[key]], word, phrase)
            elif not one.state or one.state in self.stays:
                yield self.work.removed(self._thing(one, one, phrase), self._holder(self.old, one))
        for key, one in after.items():
            if key not in pairs.values() and (not one.state or one.state in self.stays.values()):
                yield self.work.added(self._thing(one, one, phrase), self._holder(self.new, one))
        for state in dict.fromkeys(one.state for one in after.values()):
            here = {name: one.one for (at, name), one in after.items() if at == state}
            kept = [name for at, name in pairs.values() if at == state and (state, name) in pairs]
            spot = next(one.spot for (at, _), one in after.items() if at == state)
            thing = Thing(phrase, "", "", spot, Spot(spot.kind, spot.name, spot.path[:-1]), self.thing.about)
            yield from self.work.order(kept, here, thing, phrase)

    def _step(self, old: _Step, new: _Step, word: str, phrase: Sentence) -> Iterator[Change]:
        at = self._thing(old, new, phrase)
        if old.name != new.name:
            yield self.work.new_id(at, old.name, new.name)
        if self._now(old.state) != new.state:
            yield moved(self.work, at, self._holder(self.old, old), self._holder(self.new, new))
        yield from self.work.compared(old.one, new.one, at)

    def _thing(self, old: _Step, new: _Step, phrase: Sentence) -> Thing:
        law = any(isinstance(one, Deadline) and one.kind == "statutory" for one in (old.one, new.one))
        titles = title_of(old.one, old.name), title_of(new.one, new.name)
        return Thing(phrase, *titles, old.spot, new.spot, self.thing.about, law)

    def _holder(self, flow: Workflow, step: _Step) -> str:
        return flow.places[step.state].state.title if step.state else flow.title

    def _now(self, state: str) -> str:
        return self.stays.get(state, state)

    def _name_now(self, word: str, name: str) -> str:
        return next((one.to for one in self.told if one.kind == word and one.old == name), name)

    # --- what is said of earlier cases --------------------------------------------------------------------------------

    def declared(self) -> Iterator[Change]:
        """Yield what `changes` says of cases of before, where that was not told as a new id."""
        at = self.thing.at("changes")
        known = {*self.old.state_names, *(one.name for held in _STEPS for one in _held(self.old, held))}
        added = [one for one in self.told if one.old not in known]
        removed = [one for one in self.old.changes if one not in self.new.changes]
        if added:
            told_as = 'You said what becomes of earlier cases of "{title}": {changes}.'
            said = say(self.work.language, told_as, title=self.thing.title, changes=self._lines(added))
            yield self.work.change(at, "changed", said, after=self._lines(added))
        if removed:
            told_as = 'You no longer say what becomes of earlier cases of "{title}": {changes}.'
            said = say(self.work.language, told_as, title=self.thing.title, changes=self._lines(removed))
            yield self.work.change(at, "changed", said, before=self._lines(removed))

    def _lines(self, lines: list[PlaceChange]) -> str:
        return listing(
            self.work.language,
            (say(self.work.language, '"{old}" is now "{new}"', old=one.old, new=one.to) for one in lines),
        )


def _held(flow: Workflow, held: str) -> Iterator[_Step]:
    at = Spot("workflow", flow.workflow)
    for path, place in flow.places.items():
        for name, one in getattr(place.state, held).items():
            yield _Step(path, name, one, at.at(*place.at, held, name))
    for name, one in flow.anytime.items() if held == "actions" else ():
        yield _Step("", name, one, at.at("anytime", name))


def _moved(gone: set[tuple[str, str]], come: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return those that went from one state to another: gone from one place only, and new in one only."""
    found = {}
    for key in sorted(gone):
        there = [one for one in come if one[1] == key[1]]
        if len(there) == 1 and sum(one[1] == key[1] for one in gone) == 1:
            found[key] = there[0]
    return found


def _is_inside(path: str, others: list[str]) -> bool:
    return any(path.startswith(f"{one}/") for one in others)
