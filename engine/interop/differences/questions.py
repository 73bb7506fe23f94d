"""What became of one question: what kind of answer it takes, which answers there are, and what is asked in its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from engine.definitions.fields import ChoiceField, FieldBase, GridField, RowsField, VendorField
from engine.definitions.forms import Form
from engine.definitions.lists import OptionList
from engine.definitions.model import Model
from engine.interop.differences.change import Change
from engine.interop.differences.comparing import Comparing
from engine.interop.differences.phrases import Setting
from engine.interop.differences.phrases_of_forms import ANSWER, QUESTION
from engine.interop.differences.things import Thing, is_reported
from engine.interop.limits import kind_of
from engine.sentences.say import Sentence, say

_LIST = Setting('the list of answers to "{title}"', "lists")
_LINE = Sentence('the line "{title}"')
_KIND = Setting('what kind of answer "{title}" takes')


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


def renames(old: Form, new: Form) -> Mapping[str, str]:
    """Return the questions that have another id, old to new, as the newer form says; inside rows as `rows.field`."""
    told = {one.rename: one.to for one in old.changes}
    return {one.rename: one.to for one in new.changes if one.rename and one.to and told.get(one.rename) != one.to}


def option_list(work: Comparing, old: Model, new: Model, thing: Thing) -> Iterator[Change]:
    """Yield what changed in a list. The codes of one that says so, or that a return reads, are not a council's."""
    assert isinstance(old, OptionList)
    assert isinstance(new, OptionList)
    said_so = "overlay" in old.model_fields_set and old.overlay == "labels_only"
    law = said_so or any(is_reported(one) for one in old.options.values())
    yield from work.settings(old, new, thing, leave=("options",))
    yield from work.things(old.options, new.options, thing.at("options"), ANSWER, by_law=law)
