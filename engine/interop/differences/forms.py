"""What became of forms: which questions there are, on which page, in what order, and what is said of older answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.changes import Change as Declared
from engine.definitions.fields import AnyField
from engine.definitions.forms import Form
from engine.definitions.model import Model
from engine.interop.differences.change import Change
from engine.interop.differences.comparing import Comparing
from engine.interop.differences.edition import Edition
from engine.interop.differences.phrases_of_forms import QUESTION
from engine.interop.differences.questions import renames
from engine.interop.differences.things import Thing, is_reported, title_of
from engine.sentences.say import listing, say


def form(work: Comparing, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
    """Yield what changed in a form."""
    assert isinstance(old, Form)
    assert isinstance(new, Form)
    yield from work.settings(old, new, thing)
    yield from _Questions(work, old, new, thing).told()
    yield from _declared(work, old, new, thing)


class _Questions:
    """The questions of a form in both editions, each with its page. What a part brings is told with the part."""

    def __init__(self, work: Comparing, old: Form, new: Form, thing: Thing) -> None:
        self.work, self.old, self.new, self.thing = work, old, new, thing
        brought = _brought(work.old, old), _brought(work.new, new)
        self.before = {name: (page, one) for page, name, one in old.placed_fields()}
        self.after = {name: (page, one) for page, name, one in new.placed_fields()}
        self.shared = brought[0] & brought[1]
        self.only_brought = brought
        self.names = {
            before: after
            for before, after in renames(old, new).items()
            if before in self.before and after in self.after and before not in self.after
        }

    def told(self) -> Iterator[Change]:
        stays = {name: self.names.get(name, name) for name in self.before}
        stays = {before: after for before, after in stays.items() if after in self.after}
        for before, (page, one) in self.before.items():
            if before in stays:
                yield from self._one(before, stays[before])
            elif before not in self.only_brought[0]:
                at = self._thing(before, "", one, None)
                yield self.work.removed(at, title_of(self.old.pages[page], page), by_law=is_reported(one))
        kept = set(stays.values())
        for name, (page, one) in self.after.items():
            if name not in kept and name not in self.only_brought[1]:
                yield self.work.added(self._thing("", name, None, one), title_of(self.new.pages[page], page))
        yield from self._order(stays)

    def _one(self, before: str, after: str) -> Iterator[Change]:
        (old_page, old), (new_page, new) = self.before[before], self.after[after]
        at = self._thing(before, after, old, new)
        if before != after:
            yield self.work.new_id(at, before, after)
        if old_page != new_page:
            places = title_of(self.old.pages[old_page], old_page), title_of(self.new.pages[new_page], new_page)
            yield moved(self.work, at, *places)
        if before not in self.shared or before != after:
            yield from self.work.compared(old, new, at)

    def _order(self, stays: Mapping[str, str]) -> Iterator[Change]:
        kept: dict[str, list[str]] = {}
        for before, after in stays.items():
            page = self.after[after][0]
            if self.before[before][0] == page and before not in self.shared:
                kept.setdefault(page, []).append(after)
        for page, names in kept.items():
            on_page = {name: one for name, one in self.new.pages[page].fields.items() if name not in self.shared}
            yield from self.work.order(names, on_page, self.thing.at("pages", page, "fields"), QUESTION)

    def _thing(self, before: str, after: str, old: AnyField | None, new: AnyField | None) -> Thing:
        was = self.thing.was.at("pages", self.before[before][0], "fields", before) if before else self.thing.was
        now = self.thing.now.at("pages", self.after[after][0], "fields", after) if after else self.thing.now
        titles = title_of(old, before) if old else "", title_of(new, after) if new else ""
        return Thing(QUESTION, titles[0] or titles[1], titles[1] or titles[0], was, now, self.thing.about)


def moved(work: Comparing, thing: Thing, old: str, new: str) -> Change:
    """Return that *thing* stands in another page or state."""
    said = say(work.language, 'You moved {thing} from "{old}" to "{new}".', thing=work.phrase(thing), old=old, new=new)
    decision = say(work.language, "where {thing} stands", thing=work.phrase(thing))
    return work.change(thing, "moved", said, decision=decision, before=f'"{old}"', after=f'"{new}"')


def _brought(edition: Edition, form: Form) -> frozenset[str]:
    """Return the questions that shared parts bring to *form*."""
    parts = edition.configuration.parts
    return frozenset(
        name
        for page in form.pages.values()
        for part in page.use
        if part in parts
        for name in parts[part].fields
        if page.fields.get(name) == parts[part].fields[name]
    )


# --- what is said of earlier answers ---------------------------------------------------------------------------------


def _declared(work: Comparing, old: Form, new: Form, thing: Thing) -> Iterator[Change]:
    told = renames(old, new)
    had = {name for _, name, _ in old.placed_fields()}
    added = [one for one in new.changes if one not in old.changes and not (one.rename in told and one.rename in had)]
    removed = [one for one in old.changes if one not in new.changes]
    at = thing.at("changes")
    if added:
        what = listing(work.language, (_line(work, one) for one in added))
        told_as = 'You said what becomes of earlier answers to "{title}": {changes}.'
        yield work.change(at, "changed", say(work.language, told_as, title=thing.title, changes=what), after=what)
    if removed:
        what = listing(work.language, (_line(work, one) for one in removed))
        told_as = 'You no longer say what becomes of earlier answers to "{title}": {changes}.'
        yield work.change(at, "changed", say(work.language, told_as, title=thing.title, changes=what), before=what)


def _line(work: Comparing, one: Declared) -> str:
    match one.kind:
        case "drop":
            return say(work.language, '"{old}" is dropped', old=one.drop or "")
        case "new":
            return say(work.language, '"{new}" is new', new=one.new or "")
        case "option":
            words = '"{old}" of "{field}" is now "{new}"'
            return say(work.language, words, old=one.option or "", field=one.in_field or "", new=one.to or "")
    return say(work.language, '"{old}" is now "{new}"', old=one.rename or "", new=one.to or "")
