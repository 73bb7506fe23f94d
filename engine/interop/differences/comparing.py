"""How two things of one kind are compared, setting by setting, whatever they are. What is special is told elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from engine.checks.book import accepted_path
from engine.definitions.model import Model
from engine.definitions.texts import spoken_settings
from engine.definitions.words import Duration
from engine.interop.differences.change import Change, ChangeKind
from engine.interop.differences.conditions import Conditions
from engine.interop.differences.edition import Edition
from engine.interop.differences.locks import STATUTORY_SETTINGS, Locks, locks_of
from engine.interop.differences.phrases import Alone, Inside, Known, Setting, Switch, Things
from engine.interop.differences.reasons import Reasons
from engine.interop.differences.setting_told import SettingTold
from engine.interop.differences.things import Thing, is_reported, phrase_of, title_of
from engine.interop.differences.values import Values
from engine.sentences.say import Sentence, say

NOT_ONLY_WORDS = frozenset({"none", "other", "purpose"})
"""Texts of which it matters that they are there at all: an answer more, and why a question is asked."""
_LABELS = ("label", "title")
_OTHER = Setting('the setting "{title}"')


Special: TypeAlias = "Callable[[Comparing, Model, Model, Thing], Iterator[Change]]"
"""How things of a kind are compared whose settings do not tell all."""


class Comparing:
    """Two editions being compared."""

    def __init__(self, old: Edition, new: Edition, special: Mapping[type[Model], Special]) -> None:
        self.old, self.new, self.special = old, new, special
        self.language = new.language
        self.old_values = Values(old, Conditions(old.definition))
        self.new_values = Values(new, Conditions(new.definition))
        self.locks: Locks = locks_of(old)
        self.is_template = _is_template(old, new)
        self.reasons = Reasons(new)
        self.told = SettingTold(self.language, self.old_values, self.new_values, self._allowed)
        self.places: dict[str, Mapping[str, str]] = {}
        """By workflow, where each state of the older one stands in the newer one."""

    def _allowed(self, at: Thing, before: Duration) -> int | None:
        path = accepted_path(at.was)
        if not at.by_law and not self.locks.hold(path):
            return None
        return before.amount if self.is_template else self.new.allows(path, before.unit)

    def _say(self, template: str, **parts: str) -> str:
        return say(self.language, template, **parts)

    # --- a change -----------------------------------------------------------------------------------------------------

    def change(
        self,
        thing: Thing,
        kind: ChangeKind,
        sentence: str,
        *,
        decision: str = "",
        before: str = "",
        after: str = "",
        is_words: bool = False,
        by_law: bool = False,
    ) -> Change:
        """Return a change of *thing*, which says in *sentence* what became of it."""
        # A text that ends a sentence of its own ends ours as well.
        sentence = sentence[:-1] if sentence.endswith((".”.", "?”.", "!”.", "…”.")) else sentence
        was, now = (None if kind == "added" else thing.was), (None if kind == "removed" else thing.now)
        law = by_law or thing.by_law
        before_path, path = accepted_path(was) if was is not None else "", accepted_path(now or thing.was)
        group = self.locks.group(before_path, is_words=is_words, by_law=law, is_gone=kind == "removed")
        return Change(
            path=path,
            kind=kind,
            group=group,
            about=thing.about,
            sentence=sentence,
            decision=decision or thing.phrase.said(self.language, title=thing.old or thing.title),
            before=before,
            after=after,
            old=self.old.place(was) if was is not None else None,
            new=self.new.place(now) if now is not None else None,
            why=self.reasons.of(path),
            was=was,
            spot=now,
        )

    # --- one thing ----------------------------------------------------------------------------------------------------

    def compared(self, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
        """Yield all that changed in *thing*, in the way in which things of its kind are compared."""
        if old is new:
            return  # a council shares with its template whatever it does not touch
        special = next((self.special[base] for base in type(new).__mro__ if base in self.special), None)
        yield from special(self, old, new, thing) if special is not None else self.settings(old, new, thing)

    def settings(self, old: Model, new: Model, thing: Thing, *, leave: Sequence[str] = ()) -> Iterator[Change]:
        """Yield what changed in the settings of *thing*, but for those to *leave*."""
        names = [*type(new).model_fields, *(one for one in type(old).model_fields if one not in type(new).model_fields)]
        for name in names:
            if name in leave:
                continue
            yield from self._setting(old, new, name, thing)

    def _setting(self, old: Model | None, new: Model | None, name: str, thing: Thing) -> Iterator[Change]:
        before, after = _value(old, name), _value(new, name)
        if before is after:
            return
        owner = new if new is not None and name in type(new).model_fields else old
        assert owner is not None
        model = type(owner)
        key = model.model_fields[name].alias or name
        at, phrase = thing.at(key), phrase_of(model, key)
        if _is_same(before, after) and not isinstance(phrase, Inside | Things | Alone):
            return
        match phrase:
            case Inside():
                yield from self._inside(before, after, at)
            case Switch() as switch:
                decision = switch.what.said(self.language, title=thing.old)
                said = (switch.on if after else switch.off).said(self.language, title=thing.title)
                told = {True: self._say("yes"), False: self._say("no")}
                yield self.change(
                    at, "changed", said, decision=decision, before=told[bool(before)], after=told[bool(after)]
                )
            case Things(one):
                yield from self.things(_things_in(before), _things_in(after), at, one)
            case Alone(one):
                yield from self._alone(before, after, at, one)
            case Setting() as setting:
                yield from self.setting(before, after, at, setting, model, key)
            case Known() if key in _LABELS:
                yield from self.renamed(thing, at)
            case Known():
                pass
            case None:
                shown = replace(at, title=key, old=key)
                yield from self.setting(before, after, shown, _OTHER, model, key)

    def _inside(self, before: object, after: object, at: Thing) -> Iterator[Change]:
        old, new = (one if isinstance(one, Model) else None for one in (before, after))
        owner = new if new is not None else old
        if owner is None:
            return
        model = type(owner)
        told = False
        for name, info in model.model_fields.items():
            said = _value(new if old is None else old, name) if None in (old, new) else None
            if None in (old, new) and said == info.get_default(call_default_factory=True) and not info.is_required():
                continue  # what nobody wrote is as it always was
            for one in self._setting(old, new, name, at):
                told = True
                yield one
        if not told and old != new:
            yield self.change(at, "changed", self._say("You changed {thing}.", thing=self.phrase(at)))

    def _alone(self, before: object, after: object, at: Thing, one: Sentence) -> Iterator[Change]:
        old, new = (each if isinstance(each, Model) else None for each in (before, after))
        titles = [title_of(each, "") if each is not None else "" for each in (old, new)]
        inner = replace(at, phrase=one, old=titles[0] or titles[1], title=titles[1] or titles[0])
        if old is None and new is not None:
            yield self.added(inner, at.title)
        elif new is None and old is not None:
            yield self.removed(inner, at.title)
        elif old is not None and new is not None:
            yield from self.settings(old, new, inner)

    def phrase(self, thing: Thing) -> str:
        """Return what *thing* is and what it is called now: `the question "Reason"`."""
        return thing.phrase.said(self.language, title=thing.title)

    def renamed(self, thing: Thing, at: Thing) -> Iterator[Change]:
        """Yield that a thing is called otherwise, where it is."""
        if thing.old == thing.title:
            said = self._say("You changed {thing}.", thing=self.phrase(thing))
            yield self.change(at, "changed", said, is_words=True)
            return
        said = self._say('You renamed "{old}" to "{new}".', old=thing.old, new=thing.title)
        name = thing.phrase.said(self.language, title=thing.old)
        decision = self._say("what {thing} is called", thing=name)
        quoted = (f"“{thing.old}”", f"“{thing.title}”")
        yield self.change(at, "renamed", said, decision=decision, before=quoted[0], after=quoted[1], is_words=True)

    def added(self, thing: Thing, to: str = "", *, by_law: bool = False) -> Change:
        """Return that *thing* is new, in the thing called *to*."""
        name = self.phrase(thing)
        said = (
            self._say('You added {thing} to "{place}".', thing=name, place=to)
            if to
            else self._say("You added {thing}.", thing=name)
        )
        return self.change(thing, "added", said, decision=name, after=self._say("added"), by_law=by_law)

    def removed(self, thing: Thing, out_of: str = "", *, by_law: bool = False) -> Change:
        """Return that *thing* is there no more; *out_of* is what the thing that held it is called."""
        name = thing.phrase.said(self.language, title=thing.old)
        said = (
            self._say('You removed {thing} from "{place}".', thing=name, place=out_of)
            if out_of
            else self._say("You removed {thing}.", thing=name)
        )
        return self.change(thing, "removed", said, decision=name, after=self._say("removed"), by_law=by_law)

    # --- one setting --------------------------------------------------------------------------------------------------

    def setting(
        self,
        before: object,
        after: object,
        at: Thing,
        setting: Setting,
        model: type[Model] | None = None,
        key: str = "",
    ) -> Iterator[Change]:
        """Yield what became of one setting: set, changed, taken out, or of a list what came and went."""
        what = setting.said(self.language, at.title)
        of_old = setting.said(self.language, at.old)
        if setting.template == '"{title}"':
            of_old = at.phrase.said(self.language, title=at.old)  # a name alone does not say what was decided
        old = "" if _is_empty(before) else self.old_values.said(at.was, setting, before)
        new = "" if _is_empty(after) else self.new_values.said(at.now, setting, after)
        only_words = key not in NOT_ONLY_WORDS or bool(old and new)
        words = model is not None and key in spoken_settings(model) and only_words
        said = self.told.said(before, after, at, setting, what, old, new)
        law = key in STATUTORY_SETTINGS
        yield self.change(
            at,
            "changed",
            said,
            decision=of_old,
            before=old,
            after=new or self._say("removed"),
            is_words=words,
            by_law=law,
        )

    # --- several things by their ids ----------------------------------------------------------------------------------

    def things(
        self,
        old: Mapping[str, Model],
        new: Mapping[str, Model],
        at: Thing,
        phrase: Sentence,
        *,
        names: Mapping[str, str] | None = None,
        ordered: bool = True,
        by_law: bool = False,
    ) -> Iterator[Change]:
        """Yield what became of things that are kept by their ids in the setting *at*.

        *names* are those that have a new id.
        """
        names = {before: after for before, after in (names or {}).items() if before in old and after in new}
        taken = set(names.values())
        now = {before: names.get(before, before) for before in old if before not in new or before in names}
        now |= {one: one for one in old if one in new and one not in names and one not in taken}
        for before, after in now.items():
            thing = self.thing(old[before], new.get(after), before, after, at, phrase)
            if after not in new:
                law = by_law or is_reported(old[before])
                yield self.removed(thing, at.old if at.about else "", by_law=law)
                continue
            if before != after:
                yield self.new_id(thing, before, after)
            yield from self.compared(old[before], new[after], thing)
        known = set(now.values())
        for name in new:
            if name not in known:
                thing = self.thing(None, new[name], name, name, at, phrase)
                yield self.added(thing, at.title if at.about else "", by_law=by_law)
        if ordered:
            kept = [after for after in now.values() if after in new]
            yield from self.order(kept, new, at, phrase)

    def new_id(self, thing: Thing, before: str, after: str) -> Change:
        """Return that a thing has another id, and that `changes` says so."""
        said = self._say(
            'You gave {thing} the id "{new}"; it was "{old}".', thing=self.phrase(thing), new=after, old=before
        )
        return self.change(thing, "renamed", said, before=f'"{before}"', after=f'"{after}"')

    def thing(
        self, old: Model | None, new: Model | None, before: str, after: str, at: Thing, phrase: Sentence
    ) -> Thing:
        """Return a thing of the setting *at*, by its ids of before and of today."""
        was = title_of(old, before) if old is not None else ""
        now = title_of(new, after) if new is not None else was
        about = at.about or phrase.said(self.language, title=now)
        return Thing(phrase, was, now, at.was.at(before), at.now.at(after), about, at.by_law)

    def order(self, kept: Sequence[str], new: Mapping[str, Model], at: Thing, phrase: Sentence) -> Iterator[Change]:
        """Yield the fewest moves that put *kept*, ids of today in their old order, into their new one."""
        known = set(kept)
        today = [name for name in new if name in known]
        still = _in_order(kept, today)
        for place, name in enumerate(today):
            if name in still:
                continue
            thing = self.thing(new[name], new[name], name, name, at, phrase)
            before = today[place - 1] if place else ""
            yield self.moved_after(thing, title_of(new[before], before) if before else "")

    def moved_after(self, thing: Thing, other: str) -> Change:
        """Return that *thing* stands elsewhere in its row: after the one called *other*, or first."""
        if other:
            said = self._say('You moved {thing} after "{other}".', thing=self.phrase(thing), other=other)
            after = self._say('after "{other}"', other=other)
        else:
            said, after = self._say("You moved {thing} to the top.", thing=self.phrase(thing)), self._say("at the top")
        return self.change(
            thing, "moved", said, decision=self._say("where {thing} stands", thing=self.phrase(thing)), after=after
        )


def _is_template(old: Edition, new: Edition) -> bool:
    """Return whether *new* builds on *old*, or is taken to: it is another configuration, and *old* stands alone."""
    before, after = old.configuration.manifest, new.configuration.manifest
    if after.extends is not None:
        return after.extends.id == before.configuration
    return before.extends is None and before.configuration != after.configuration


def _in_order(before: Sequence[str], today: Sequence[str]) -> frozenset[str]:
    """Return the most names that stand in one order in both, in time that hardly grows faster than they are many."""
    place = {name: number for number, name in enumerate(before)}
    ends: list[int] = []  # the earliest place at which so many names in order can end, and the name that does
    last: list[str] = []
    comes_after: dict[str, str] = {}
    for name in today:
        many = bisect_left(ends, place[name])
        ends[many : many + 1], last[many : many + 1] = [place[name]], [name]
        if many:
            comes_after[name] = last[many - 1]
    found: list[str] = []
    name = last[-1] if last else ""
    while name:
        found.append(name)
        name = comes_after.get(name, "")
    return frozenset(found)


def _value(one: Model | None, name: str) -> object:
    return getattr(one, name, None) if one is not None else None


def _is_same(before: object, after: object) -> bool:
    """Return whether two settings say the same; the order of what is kept by id is part of it."""
    if isinstance(before, dict) and isinstance(after, dict):
        return list(before.items()) == list(after.items())
    return before == after


def _things_in(value: object) -> Mapping[str, Model]:
    return value if isinstance(value, dict) else {}


def _is_empty(value: object) -> bool:
    return value is None or value in ((), {}, [])
