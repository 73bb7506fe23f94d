"""What became of forms and their questions: which page they stand on, what they may be answered with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from engine.definitions.changes import Change as Declared
from engine.definitions.fields import AnyField, ChoiceField, FieldBase, GridField, RowsField, VendorField
from engine.definitions.forms import Form
from engine.definitions.lists import OptionList
from engine.definitions.model import Model
from engine.interop.differences.change import Change
from engine.interop.differences.comparing import Comparing, Thing, is_reported, title_of
from engine.interop.differences.edition import Edition
from engine.interop.differences.phrases import Setting
from engine.interop.differences.phrases_of_forms import ANSWER, QUESTION
from engine.interop.limits import kind_of
from engine.sentences.say import Sentence, listing, say

_LIST = Setting('the list of answers to "{title}"', "lists")
_LINE = Sentence('the line "{title}"')
_KIND = Setting('what kind of answer "{title}" takes')


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
                yield self.work.removed(at, self.old.pages[page].title, by_law=is_reported(one))
        for name, (page, one) in self.after.items():
            if name not in stays.values() and name not in self.only_brought[1]:
                yield self.work.added(self._thing("", name, None, one), self.new.pages[page].title)
        yield from self._order(stays)

    def _one(self, before: str, after: str) -> Iterator[Change]:
        (old_page, old), (new_page, new) = self.before[before], self.after[after]
        at = self._thing(before, after, old, new)
        if before != after:
            yield self.work.new_id(at, before, after)
        if old_page != new_page:
            places = self.old.pages[old_page].title, self.new.pages[new_page].title
            yield moved(self.work, at, *places)
        if before not in self.shared or before != after:
            yield from self.work.compared(old, new, at)

    def _order(self, stays: Mapping[str, str]) -> Iterator[Change]:
        for page in self.new.pages:
            kept = [
                after
                for before, after in stays.items()
                if self.before[before][0] == page == self.after[after][0] and before not in self.shared
            ]
            on_page = {name: one for name, one in self.new.pages[page].fields.items() if name not in self.shared}
            yield from self.work.order(kept, on_page, self.thing.at("pages", page, "fields"), QUESTION)

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


def renames(old: Form, new: Form) -> Mapping[str, str]:
    """Return the questions that have another id, old to new, as the newer form says; inside rows as `rows.field`."""
    told = {one.rename: one.to for one in old.changes}
    return {one.rename: one.to for one in new.changes if one.rename and one.to and told.get(one.rename) != one.to}


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


# --- one question ----------------------------------------------------------------------------------------------------


def question(work: Comparing, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
    """Yield what changed in a question, a fact, or another thing of the same grammar."""
    assert isinstance(old, FieldBase)
    assert isinstance(new, FieldBase)
    if _type(old) != _type(new):
        yield from _kind(work, old, new, thing)
    one_kind = type(old) is type(new)
    left = (
        {"type", "fields"}
        if one_kind
        else {*type(old).model_fields, *type(new).model_fields} - {*FieldBase.model_fields}
    )
    yield from work.settings(old, new, thing, leave=sorted(left))
    if isinstance(old, VendorField) and isinstance(new, VendorField):
        yield from _vendors(work, old, new, thing)
    if isinstance(old, ChoiceField | GridField) and isinstance(new, ChoiceField | GridField):
        yield from _options(work, old, new, thing)
    if isinstance(old, GridField) and isinstance(new, GridField):
        yield from _lines(work, old, new, thing)
    if isinstance(old, RowsField) and isinstance(new, RowsField):
        names = _names_inside(work, thing)
        yield from work.things(old.fields, new.fields, thing.at("fields"), QUESTION, names=names)


def _type(one: FieldBase) -> str:
    return str(getattr(one, "type", ""))


def _kind(work: Comparing, old: FieldBase, new: FieldBase, thing: Thing) -> Iterator[Change]:
    before = kind_of(old, work.old.definition)  # type: ignore[arg-type]  # every field is of one of its kinds
    after = kind_of(new, work.new.definition)  # type: ignore[arg-type]  # the same
    what = _KIND.said(work.language, thing.title)
    both = before, after
    if before == after:
        both = f"{before} ({_type(old)})", f"{after} ({_type(new)})"
    told_as = "You changed {what}: it was “{old}”, and is now “{new}”."
    said = say(work.language, told_as, what=what, old=both[0], new=both[1])
    decision = _KIND.said(work.language, thing.old)
    yield work.change(
        thing.at("type"),
        "changed",
        said,
        decision=decision,
        before=both[0],
        after=both[1],
        by_law=is_reported(old),
    )


def _vendors(work: Comparing, old: VendorField, new: VendorField, thing: Thing) -> Iterator[Change]:
    before, after = (one.plugged.settings.model_dump(mode="json") for one in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            what = Setting('the setting "{title}"')
            at = Thing(thing.phrase, name, name, thing.was.at(name), thing.now.at(name), thing.about)
            yield from work.setting(before.get(name), after.get(name), at, what)


def _options(
    work: Comparing, old: ChoiceField | GridField, new: ChoiceField | GridField, thing: Thing
) -> Iterator[Change]:
    before, after, at = old.options, new.options, thing.at("options")
    if isinstance(before, dict) and isinstance(after, dict):
        yield from work.things(before, after, at, ANSWER, by_law=is_reported(old))
    elif before != after:
        yield from work.setting(_named(before), _named(after), at, _LIST)


def _named(options: object) -> object:
    """Return the name of a list of answers, or what the answers are."""
    return tuple(one.label for one in options.values()) if isinstance(options, dict) else options


def _lines(work: Comparing, old: GridField, new: GridField, thing: Thing) -> Iterator[Change]:
    at = thing.at("lines")
    for name in dict.fromkeys((*old.lines, *new.lines)):
        before, after = old.lines.get(name, ""), new.lines.get(name, "")
        line = Thing(_LINE, before or after, after or before, at.was.at(name), at.now.at(name), thing.about)
        if not before:
            yield work.added(line, thing.title)
        elif not after:
            yield work.removed(line, thing.old)
        else:
            yield from work.renamed(line, line)
    kept = [name for name in old.lines if name in new.lines]
    today = [name for name in new.lines if name in old.lines]
    if kept != today:
        said = say(work.language, "You changed the order of {what}.", what=f'"{thing.title}"')
        yield work.change(at, "moved", said)


def _names_inside(work: Comparing, thing: Thing) -> Mapping[str, str]:
    """Return the new ids of questions inside rows, as the newer form says."""
    old = work.old.configuration.forms.get(thing.was.name) if thing.was.kind == "form" else None
    new = work.new.configuration.forms.get(thing.now.name)
    if old is None or new is None:
        return {}
    rows = f"{_dotted(thing.now.path)}."
    return {
        before.rpartition(".")[2]: after.rpartition(".")[2]
        for before, after in renames(old, new).items()
        if after.startswith(rows) and "." not in after.removeprefix(rows)
    }


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(str(name) for step, name in pairwise(path) if step == "fields")


def option_list(work: Comparing, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
    """Yield what changed in a list. The codes of one that says so, or that a return reads, are not a council's."""
    assert isinstance(old, OptionList)
    assert isinstance(new, OptionList)
    said_so = "overlay" in old.model_fields_set and old.overlay == "labels_only"
    law = said_so or any(is_reported(one) for one in old.options.values())
    yield from work.settings(old, new, thing, leave=("options",))
    yield from work.things(old.options, new.options, thing.at("options"), ANSWER, by_law=law)


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
