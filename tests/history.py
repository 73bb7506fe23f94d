"""The history of a definition, made up: release after release something is renamed, recoded, retired, dropped or split.

What a release asks and what each thing was called before is known here by itself, apart from what the engine makes of
it, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.dice import Dice

MANIFEST = """\
casepath: 1
configuration: survey
title: Survey
version: {version}
calendar: england_and_wales
roles:
  worker: {{title: Worker, reach: council}}
subjects:
  child: {{title: Child, record: child, reference: "SV-{{{{ year }}}}-{{{{ number }}}}"}}
"""
RECORD = """\
record: child
title: Child
view: worker
edit: worker
fields:
  full_name: {type: text, label: Full name}
"""


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen. *was* are its codes of before, each with the version that changed it."""

    code: str
    label: str
    was: tuple[tuple[str, str], ...] = ()
    retired: str = ""


@dataclass(frozen=True)
class Question:
    """A question through all its names. Without options it is a text."""

    name: str
    label: str
    was: tuple[tuple[str, str], ...] = ()
    since: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Place:
    """A state through all its names."""

    name: str
    was: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Edition:
    """One release: what it asks, its states in the order in which a case goes through them, and what was dropped."""

    number: int
    questions: tuple[Question, ...]
    places: tuple[Place, ...]
    dropped: tuple[tuple[str, str], ...] = field(default=())
    names: tuple[tuple[str, str, str], ...] = field(default=())
    """Every rename there ever was: version, old, new."""

    @property
    def version(self) -> str:
        return f"1.{self.number}.0"

    def files(self) -> Mapping[str, bytes]:
        return {
            "casepath.yaml": MANIFEST.format(version=self.version).encode(),
            "form_schemas/records/child.yaml": RECORD.encode(),
            "form_schemas/survey_form.yaml": "\n".join(_form(self)).encode() + b"\n",
            "workflow_definitions/path.yaml": "\n".join(_workflow(self)).encode() + b"\n",
        }


def history(seed: int, releases: int = 20) -> list[Edition]:
    """Return so many releases of one definition, each with one or two changes of what the one before it says."""
    dice = Dice(seed)
    fresh = iter(f"{one}_{number}" for number in range(10_000) for one in ("birch", "elm", "oak"))
    options = tuple(Option(next(fresh), f"Answer {number}") for number in range(3))
    questions = tuple(Question(next(fresh), f"Question {number}", options=options) for number in range(3))
    texts = tuple(Question(next(fresh), f"Text {number}") for number in range(2))
    made = [Edition(1, (*questions, *texts), tuple(Place(next(fresh)) for _ in range(2)))]
    kinds = list(_EDITS)
    for number in range(2, releases + 1):
        edition = replace(made[-1], number=number)
        # Every kind comes in its turn, so that no history goes without one, and another by chance.
        for kind in (kinds[number % len(kinds)], dice.one(kinds)):
            edition = _EDITS[kind](edition, dice, fresh)
        made.append(edition)
    return made


# --- what a release changes -------------------------------------------------------------------------------------------


def _choices(edition: Edition) -> list[int]:
    return [place for place, one in enumerate(edition.questions) if one.options]


def _with(edition: Edition, place: int, question: Question) -> Edition:
    questions = list(edition.questions)
    questions[place] = question
    return replace(edition, questions=tuple(questions))


def _rename(edition: Edition, dice: Dice, fresh: Iterator[str]) -> Edition:
    place = dice.below(len(edition.questions))
    one, name = edition.questions[place], next(fresh)
    if one.since == edition.version or (one.was and one.was[-1][0] == edition.version):
        return edition  # what is new in a release has no other name before it
    renamed = replace(one, name=name, was=(*one.was, (edition.version, one.name)))
    return replace(_with(edition, place, renamed), names=(*edition.names, (edition.version, one.name, name)))


def _relabel(edition: Edition, dice: Dice, fresh: Iterator[str]) -> Edition:
    place = dice.below(len(edition.questions))
    return _with(edition, place, replace(edition.questions[place], label=f"Now {next(fresh)}"))


def _recode(edition: Edition, dice: Dice, fresh: Iterator[str]) -> Edition:
    place = dice.one(_choices(edition))
    one = edition.questions[place]
    at = dice.below(len(one.options))
    option = one.options[at]
    if one.since == edition.version or option.retired or (option.was and option.was[-1][0] == edition.version):
        return edition
    changed = list(one.options)
    changed[at] = replace(option, code=next(fresh), was=(*option.was, (edition.version, option.code)))
    return _with(edition, place, replace(one, options=tuple(changed)))


def _retire(edition: Edition, dice: Dice, fresh: Iterator[str]) -> Edition:
    place = dice.one(_choices(edition))
    one = edition.questions[place]
    offered = [at for at, option in enumerate(one.options) if not option.retired]
    if len(offered) < 2:
        return edition
    changed = list(one.options)
    at = dice.one(offered)
    changed[at] = replace(changed[at], retired=edition.version)
    changed.append(Option(next(fresh), f"Answer {next(fresh)}"))
    return _with(edition, place, replace(one, options=tuple(changed)))


def _add(edition: Edition, _dice: Dice, fresh: Iterator[str]) -> Edition:
    options = (Option(next(fresh), "Yes"), Option(next(fresh), "No"))
    name = next(fresh)
    return replace(
        edition, questions=(*edition.questions, Question(name, f"About {name}", since=edition.version, options=options))
    )


def _drop(edition: Edition, dice: Dice, _fresh: Iterator[str]) -> Edition:
    old = [
        one
        for one in edition.questions[1:]
        if one.since != edition.version and not (one.was and one.was[-1][0] == edition.version)
    ]
    if len(old) < 3:
        return edition
    gone = dice.one(old)
    return replace(
        edition,
        questions=tuple(one for one in edition.questions if one is not gone),
        dropped=(*edition.dropped, (edition.version, gone.name)),
    )


def _rename_state(edition: Edition, dice: Dice, fresh: Iterator[str]) -> Edition:
    places = list(edition.places)
    at = dice.below(len(places))
    places[at] = Place(next(fresh), (*places[at].was, (edition.version, places[at].name)))
    return replace(edition, places=tuple(places))


def _split_state(edition: Edition, dice: Dice, fresh: Iterator[str]) -> Edition:
    places = list(edition.places)
    at = dice.below(len(places))
    first = Place(next(fresh), (*places[at].was, (edition.version, places[at].name)))
    places[at : at + 1] = [first, Place(next(fresh))]
    return replace(edition, places=tuple(places))


_EDITS = {
    "rename": _rename,
    "recode": _recode,
    "retire": _retire,
    "split": _split_state,
    "relabel": _relabel,
    "add": _add,
    "drop": _drop,
    "rename a state": _rename_state,
}


# --- how it is written ------------------------------------------------------------------------------------------------


def _form(edition: Edition) -> Iterator[str]:
    yield from ("form: survey_form", f"title: Survey {edition.number}", "subject: child", "view: worker", "pages:")
    yield from ("  one:", "    title: One", "    fields:")
    for one in edition.questions:
        yield from (f"      {one.name}:", f"        type: {'choice' if one.options else 'text'}")
        yield f"        label: {one.label}"
        if one.options:
            yield "        options:"
            yield from (f"          {option.code}: {_option(option, one.options)}" for option in one.options)
    changes = list(_changes(edition))
    if changes:
        yield from ("changes:", *(f"  - {{{one}}}" for one in changes))


def _option(option: Option, others: Sequence[Option]) -> str:
    if not option.retired:
        return option.label
    instead = next(one.code for one in others if not one.retired)
    return f"{{label: {option.label}, retired: {option.retired}, use: {instead}}}"


def _changes(edition: Edition) -> Iterator[str]:
    said = [(version, f"in: {version}, rename: {old}, to: {new}") for version, old, new in edition.names]
    said += [(version, f"in: {version}, drop: {old}") for version, old in edition.dropped]
    for one in edition.questions:
        if one.since and not one.was:  # a name stands in one change: once it is renamed, that says enough
            said.append((one.since, f"in: {one.since}, new: {one.name}, on_old: leave_empty"))
        for option in one.options:
            became = [*(code for _, code in option.was), option.code][1:]
            said += [
                (version, f"in: {version}, option: {code}, in_field: {one.name}, to: {to}")
                for (version, code), to in zip(option.was, became, strict=True)
            ]
    yield from (one for _, one in sorted(said, key=lambda pair: int(pair[0].split(".")[1])))


def _workflow(edition: Edition) -> Iterator[str]:
    yield from ("workflow: path", "title: Path", "subject: child", "opened_by: worker", "view: worker")
    yield from ("start: begun", "states:", "  begun:", "    title: Begun", "    actions:")
    first = edition.places[0].name
    yield f"      answer: {{title: Answer, by: worker, form: survey_form, goes: {first}}}"
    targets = [*(one.name for one in edition.places[1:]), "over"]
    for one, target in zip(edition.places, targets, strict=True):
        yield from (f"  {one.name}:", f"    title: State {one.name}", "    actions:")
        yield f"      leave_{one.name}: {{title: Leave {one.name}, by: worker, goes: {target}}}"
    yield from ("  over: {title: Over, ending: true}",)
    moves = [
        f"  - {{in: {version}, state: {old}, to: {one.name}}}" for one in edition.places for version, old in one.was
    ]
    if moves:
        yield from ("changes:", *moves)
