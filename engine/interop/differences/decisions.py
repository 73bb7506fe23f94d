"""What became of the rules by which an action leads somewhere, said as a person would read them aloud."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.definitions.decisions import STAY, DecisionTable
from engine.definitions.workflows import Action
from engine.interop.differences.change import Change
from engine.interop.differences.comparing import Comparing
from engine.interop.differences.things import Thing
from engine.interop.differences.values import Values
from engine.interop.words import readable
from engine.sentences.say import all_of, listing, say


@dataclass(frozen=True, slots=True)
class _Line:
    """One rule. *when* is its condition as written, *said* in words, empty for `else`.

    *leads* is where it leads, by the paths of today, and *target* the same by its title.
    """

    place: int
    id: str
    when: tuple[str, ...]
    said: str
    leads: tuple[str, ...]
    target: str


def decisions(work: Comparing, old: Action, new: Action, thing: Thing) -> Iterator[Change]:
    """Yield what changed in where *thing*, an action, leads."""
    if (old.goes, old.decide) == (new.goes, new.decide):
        return
    before = _lines(work.old_values, old, thing.was.name, work.places.get(thing.was.name, {}))
    after = _lines(work.new_values, new, thing.now.name, {})
    told = list(_Deciding(work, old, new, thing).told(before, after))
    if not told and ((old.decide is None) != (new.decide is None) or [*map(_same, before)] != [*map(_same, after)]):
        said = say(work.language, 'You wrote down otherwise how "{title}" leads where it leads.', title=thing.title)
        told.append(work.change(thing.at("decide" if new.decide else "goes"), "changed", said))
    yield from told


def _same(line: _Line) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return what makes a rule the same: a state under another id is still the same state."""
    return line.id, line.when, line.leads


def _lines(values: Values, action: Action, workflow: str, now: Mapping[str, str]) -> list[_Line]:
    """Return the rules of *action*; *now* is where the states that they lead to stand today."""
    language, edition = values.edition.language, values.edition
    made = []
    for place, rule in enumerate(action.rules):
        conditions = (values.conditions.said("workflow", workflow, one) for one in rule.when)
        said = all_of(language, conditions) if rule.when else ""
        path = edition.state_path(workflow, rule.target) or rule.target
        leads: tuple[str, ...] = (now.get(path, path),)
        target = f'"{edition.state(workflow, rule.target)}"'
        if rule.target == STAY:
            target = say(language, "the state it is in")
        if action.decide is not None and action.decide.hit == "collect":
            leads = opened = action.decide.rows[place][-1]
            target = listing(language, (f'"{edition.step(workflow, one)}"' for one in opened))
        made.append(_Line(place, rule.id or "", rule.when, said, leads, target))
    return made


@dataclass(frozen=True, slots=True)
class _Deciding:
    work: Comparing
    old: Action
    new: Action
    thing: Thing

    def told(self, before: Sequence[_Line], after: Sequence[_Line]) -> Iterator[Change]:
        pairs = _pairs(before, after)
        kept = {old.place for old, _ in pairs}, {new.place for _, new in pairs}
        gone = [one for one in before if one.place not in kept[0]]
        come = [one for one in after if one.place not in kept[1]]
        for old, new in pairs:
            yield from self._changed(old, new, alone=len(before) == len(after) == 1)
        yield from (self._removed(one) for one in gone)
        yield from (self._added(one) for one in come)
        order = [new.place for _, new in pairs]
        if order != sorted(order):
            said = say(self.work.language, 'You changed the order of the rules of "{title}".', title=self.thing.title)
            yield self.work.change(self.thing.at("goes"), "moved", said)
        yield from self._way(self.old.decide, self.new.decide)

    def _way(self, old: DecisionTable | None, new: DecisionTable | None) -> Iterator[Change]:
        if old is not None and new is not None and old.hit != new.hit:
            said = say(
                self.work.language, 'You changed which rows of the table of "{title}" count.', title=self.thing.title
            )
            yield self.work.change(self.thing.at("decide", "hit"), "changed", said, before=old.hit, after=new.hit)

    def _changed(self, old: _Line, new: _Line, *, alone: bool) -> Iterator[Change]:
        same_condition = old.when == new.when
        if same_condition and old.leads == new.leads:
            return
        title = self.thing.title
        if same_condition and alone and not new.when:
            told_as = 'You changed where "{title}" leads: it was {old}, and is now {new}.'
            said = say(self.work.language, told_as, title=title, old=old.target, new=new.target)
        elif same_condition and not new.when:
            told_as = 'You changed where "{title}" otherwise leads: it was {old}, and is now {new}.'
            said = say(self.work.language, told_as, title=title, old=old.target, new=new.target)
        elif same_condition:
            told_as = 'You changed where "{title}" leads when {condition}: it was {old}, and is now {new}.'
            said = say(self.work.language, told_as, title=title, condition=new.said, old=old.target, new=new.target)
        elif old.leads == new.leads:
            told_as = 'You changed when "{title}" leads to {target}: it was {old}, and is now {new}.'
            words = self._condition(old), self._condition(new)
            said = say(self.work.language, told_as, title=title, target=new.target, old=words[0], new=words[1])
        else:
            told_as = 'You changed the rule "{rule}" of "{title}": it was {old}, and is now {new}.'
            words = self._line(old), self._line(new)
            said = say(self.work.language, told_as, rule=readable(new.id), title=title, old=words[0], new=words[1])
        yield self._at(old, new, "changed", said)

    def _condition(self, line: _Line) -> str:
        return line.said or say(self.work.language, "otherwise")

    def _line(self, line: _Line) -> str:
        if not line.when:
            return say(self.work.language, "otherwise to {target}", target=line.target)
        return say(self.work.language, "when {condition}, to {target}", condition=line.said, target=line.target)

    def _added(self, line: _Line) -> Change:
        said = say(
            self.work.language, 'You added a rule to "{title}": {rule}.', title=self.thing.title, rule=self._line(line)
        )
        return self._at(None, line, "added", said)

    def _removed(self, line: _Line) -> Change:
        told_as = 'You removed a rule from "{title}": {rule}.'
        said = say(self.work.language, told_as, title=self.thing.title, rule=self._line(line))
        return self._at(line, None, "removed", said)

    def _at(self, old: _Line | None, new: _Line | None, kind: str, said: str) -> Change:
        was = self.thing.was.at(*self.old.at_rule(old.place)) if old is not None else self.thing.was
        now = self.thing.now.at(*self.new.at_rule(new.place)) if new is not None else self.thing.now
        at = replace(self.thing, was=was, now=now)
        decision = say(self.work.language, 'where "{title}" leads', title=self.thing.old)
        before, after = (self._line(one) if one is not None else "" for one in (old, new))
        assert kind in ("added", "removed", "changed")
        made = self.work.change(
            at,
            "added" if kind == "added" else "removed" if kind == "removed" else "changed",
            said,
            decision=decision,
            before=before,
            after=after or say(self.work.language, "removed"),
        )
        line = new or old
        return replace(made, path=f"{made.path.rpartition('.')[0]}.{line.id}") if line is not None and line.id else made


def _pairs(before: Sequence[_Line], after: Sequence[_Line]) -> list[tuple[_Line, _Line]]:
    """Return the rules that are the same rule in both: by their id, their condition, or where they lead, in turn."""
    pairs: list[tuple[_Line, _Line]] = []
    old, new = list(before), list(after)
    for key in (_by_id, _by_condition, _by_target):
        there: dict[object, deque[_Line]] = {}
        for one in new:
            if key(one) is not None:
                there.setdefault(key(one), deque()).append(one)
        found = [(one, there[key(one)].popleft()) for one in old if there.get(key(one))]
        pairs += found
        gone, taken = {one.place for one, _ in found}, {one.place for _, one in found}
        old, new = [one for one in old if one.place not in gone], [one for one in new if one.place not in taken]
    return sorted(pairs, key=lambda pair: pair[0].place)


def _by_id(line: _Line) -> object:
    return line.id or None


def _by_condition(line: _Line) -> object:
    return line.when


def _by_target(line: _Line) -> object:
    return line.leads if line.when else None
