"""What became of workflows: their states wherever they stand, and what is done in each and by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
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
        self.renamed = self._renamed()
        self.stays = self._stays()
        work.places[new.workflow] = self.stays

    def _stays(self) -> dict[str, str]:
        """Return the states that are in both, by their path of before."""
        stays = {path: now for path in self.old.places if (now := self._path_now(path)) in self.new.places}
        kept = set(stays.values())
        gone = {_key(path): path for path in self.old.places if path not in stays}
        come = {_key(path): path for path in self.new.places if path not in kept}
        return stays | {gone[was]: come[now] for was, now in _moved(set(gone), set(come)).items()}

    def _renamed(self) -> dict[str, str]:
        """Return the states that have another id, by their path of before."""
        return {
            self.old.state_names.get(one.old, one.old): now
            for one in self.told
            if one.kind == "state" and (now := self.new.state_names.get(one.to, one.to)) in self.new.places
        }

    def _path_now(self, path: str) -> str:
        around = path
        while around and around not in self.renamed:
            around = around.rpartition("/")[0]
        return self.renamed[around] + path.removeprefix(around) if around else path

    # --- states -------------------------------------------------------------------------------------------------------

    def states(self) -> Iterator[Change]:
        """Yield what became of the states."""
        kept = set(self.stays.values())
        gone = {path for path in self.old.places if path not in self.stays}
        come = {path: place for path, place in self.new.places.items() if path not in kept}
        for path, place in self.old.places.items():
            if path in self.stays:
                yield from self._state(place, self.new.places[self.stays[path]])
            elif not _is_inside(path, gone):
                yield self.work.removed(self._state_thing(place, place), self._around(self.old, place))
        for path, place in come.items():
            if not _is_inside(path, come):
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
        titles = title_of(old.state, old.path), title_of(new.state, new.path)
        return Thing(STATE, *titles, self.thing.was.at(*old.at), self.thing.now.at(*new.at), self.thing.about)

    def _around(self, flow: Workflow, place: Place) -> str:
        around = place.parent
        while around and around not in flow.places:
            around = around.rpartition("/")[0]
        return title_of(flow.places[around].state if around else flow, around)

    def _order(self) -> Iterator[Change]:
        pairs = ((self.old.places[was], self.new.places[now]) for was, now in self.stays.items())
        kept = _by_first(_key(now.path) for old, now in pairs if self._parent_now(old) == now.parent)
        for parent, names in _by_first(_key(path) for path in self.new.places).items():
            places = {name: self.new.places[f"{parent}/{name}" if parent else name] for name in names}
            at = self.thing.at(*places[names[0]].at[:-1])
            states = {name: place.state for name, place in places.items()}
            yield from self.work.order(kept.get(parent, []), states, at, STATE)

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
        known, states = set(pairs.values()), set(self.stays.values())
        for key, one in after.items():
            if key not in known and (not one.state or one.state in states):
                yield self.work.added(self._thing(one, one, phrase), self._holder(self.new, one))
        kept = _by_first(key for key, now in pairs.items() if key == now)
        for state, names in _by_first(after).items():
            spot = after[state, names[0]].spot
            here = Spot(spot.kind, spot.name, spot.path[:-1])
            thing = Thing(phrase, "", "", here, here, self.thing.about)
            yield from self.work.order(
                kept.get(state, []), {name: after[state, name].one for name in names}, thing, phrase
            )

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
        return title_of(flow.places[step.state].state if step.state else flow, step.state)

    def _now(self, state: str) -> str:
        return self.stays.get(state, state)

    def _name_now(self, word: str, name: str) -> str:
        return next((one.to for one in self.told if one.kind == word and one.old == name), name)

    # --- what is said of earlier cases --------------------------------------------------------------------------------

    def declared(self) -> Iterator[Change]:
        """Yield what `changes` says of cases of before, where that was not told as a new id."""
        at = self.thing.at("changes")
        known = {*self.old.state_names, *(one.name for held in _STEPS for one in _held(self.old, held))}
        added = [one for one in self.told if one.old not in known or one.old == one.to or one.clock != "carry"]
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
        return listing(self.work.language, map(self._line, lines))

    def _line(self, one: PlaceChange) -> str:
        language = self.work.language
        match one.clock:
            case "recount":
                return say(language, '"{limit}" is counted anew where it runs', limit=self._limit(one.to))
            case "restart":
                return say(language, '"{limit}" starts again where it runs', limit=self._limit(one.to))
        return say(language, '"{old}" is now "{new}"', old=one.old, new=one.to)

    def _limit(self, name: str) -> str:
        return self.work.new.limit(self.new.workflow, name)


def _held(flow: Workflow, held: str) -> Iterator[_Step]:
    at = Spot("workflow", flow.workflow)
    for path, place in flow.places.items():
        for name, one in getattr(place.state, held).items():
            yield _Step(path, name, one, at.at(*place.at, held, name))
    for name, one in flow.anytime.items() if held == "actions" else ():
        yield _Step("", name, one, at.at("anytime", name))


def _key(path: str) -> tuple[str, str]:
    around, _, name = path.rpartition("/")
    return around, name


def _by_first(keys: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what stands second in *keys* by what stands first, in their order."""
    found: dict[str, list[str]] = {}
    for first, second in keys:
        found.setdefault(first, []).append(second)
    return found


def _moved(gone: set[tuple[str, str]], come: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what went from one place to another: its name is gone from one place only, and new in one only."""
    there, times = {key[1]: key for key in come}, Counter(key[1] for key in come)
    before = Counter(key[1] for key in gone)
    return {key: there[key[1]] for key in sorted(gone) if before[key[1]] == 1 and times[key[1]] == 1}


def _is_inside(path: str, others: Collection[str]) -> bool:
    around = path.rpartition("/")[0]
    while around and around not in others:
        around = around.rpartition("/")[0]
    return bool(around)
