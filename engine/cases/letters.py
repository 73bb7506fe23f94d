"""What a letter may say: the answers that it quotes, in words, and nothing that its readers may not read.

Whatever leaves here is plain data: words, numbers, lists and names. An answer is `{"said": words, "code": kept}`, no
answer `{"open": words}`; several stand in a list or under `each`, and what has names inside under `parts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from engine.cases.access import may
from engine.cases.answers import gives_no_answer
from engine.cases.compiled import CompiledField, CompiledLetter, Definition, Source
from engine.cases.state import Case
from engine.cases.values import Answers, Json, is_empty
from engine.cases.vendor_types import printed
from engine.cases.views import NO_ANSWER_LABELS
from engine.definitions.fields import AnyField, GridField, NumberField, VendorField
from engine.sentences.calendar import length_of_time
from engine.sentences.dates import long_moment, plain_day
from engine.sentences.languages import catalogue
from engine.sentences.say import say


@dataclass(frozen=True, slots=True)
class Said:
    """What stood on a case when a letter was drawn up: the case, its forms' answers and its subject's facts.

    *answers* are by form, under the questions of today; *erased* are forms whose answers are no longer kept.
    """

    case: Case
    at: datetime
    by: str
    answers: Mapping[str, Answers] = field(repr=False)
    facts: Answers = field(repr=False)
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An answered question of a form that a letter quotes, and that the letter does not say.

    *theirs* is whether its readers might have read it.
    """

    form: str
    label: str
    theirs: bool


def may_all_read(definition: Definition, letter: CompiledLetter, view: frozenset[str]) -> bool:
    """Whether each of those who read *letter* is among the readers *view*, by themselves or by a role they include."""
    powers = definition.roles.powers
    return all(may(powers.get(role, frozenset((role,))), "see", view) for role in letter.audience)


def questions_of(definition: Definition, source: Source) -> Iterator[CompiledField]:
    """Yield the questions whose answers *source* quotes: of rows every cell, or the one that is named."""
    one = _question(definition, source)
    if one is not None:
        yield from _cells(one, _inside(source))


def _question(definition: Definition, source: Source) -> CompiledField | None:
    """Return the question, or the rows, that *source* quotes from."""
    if source.kind == "form" and source.owner in definition.forms:
        return definition.forms[source.owner].by_id.get(source.name.partition(".")[0])
    if source.kind == "record":
        kinds = (kind for kind, subject in definition.subjects.items() if subject.record == source.owner)
        return next((definition.facts.get((kind, source.name)) for kind in kinds), None)
    return None


def _inside(source: Source) -> tuple[str, ...]:
    return tuple(source.name.split(".")[1:]) if source.kind == "form" else ()


def _cells(one: CompiledField, inside: tuple[str, ...]) -> Iterator[CompiledField]:
    if one.row is None:
        yield one
        return
    named = [one.row.by_id[inside[0]]] if inside and inside[0] in one.row.by_id else []
    for cell in named if inside else one.row.by_id.values():
        yield from _cells(cell, inside[1:])


def names_in(definition: Definition, letter: CompiledLetter) -> Json:
    """Return the names that the text of *letter* may read, and of rows the names in each row."""
    names: dict[str, Json] = {}
    for source in letter.quotes:
        one = _question(definition, source)
        _put(names, source.text.split(".")[: _depth(source)], _names(one, _inside(source)) if one is not None else None)
    return names


def _names(one: CompiledField, inside: tuple[str, ...]) -> Json:
    if one.row is not None:
        cells = {cell.id: cell for cell in one.row.by_id.values() if not inside or cell.id == inside[0]}
        return [{name: _names(cell, inside[1:]) for name, cell in cells.items()}]
    if isinstance(one.definition, GridField):
        return dict.fromkeys(one.definition.lines)
    return [None] if one.definition.type in _SEVERAL else None


_COUNTED = ("hours", "calendar_days", "weeks", "months", "years")
_SEVERAL = ("choices", "subjects", "files")


def _depth(source: Source) -> int:
    """Return how many steps of its path lead to what *source* quotes; a cell is inside the rows that do."""
    return 3 if source.kind == "deadline" else 2


def _put(names: dict[str, Json], path: list[str], found: Json) -> None:
    """Put *found* at *path*; where two cells of the same rows are named, both are in each row."""
    here = names
    for step in path[:-1]:
        inner = here.setdefault(step, {})
        assert isinstance(inner, dict)
        here = inner
    there = here.get(path[-1])
    if isinstance(there, list) and isinstance(found, list):
        found = [_joined(one, other) for one, other in zip(there, found, strict=True)]
    here[path[-1]] = found


def _joined(one: Json, other: Json) -> Json:
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{name: _joined(one.get(name), inner) for name, inner in other.items()}}
    if isinstance(one, list) and isinstance(other, list):
        return [_joined(each, more) for each, more in zip(one, other, strict=True)]
    return one if other is None else other


def says(definition: Definition, letter: CompiledLetter, said: Said) -> dict[str, Json]:
    """Return what each name in the text of *letter* says: only what all of its readers may read."""
    found: dict[str, Json] = {}
    for source in letter.quotes:
        told = _Telling(definition, letter, said).of(source)
        _put(found, source.text.split(".")[: _depth(source)], told)
    return {name: _as_parts(one) for name, one in found.items()}


def _as_parts(told: Json) -> Json:
    """Return names inside names as parts; what is told of an answer already is."""
    if isinstance(told, list):
        return [_as_parts(one) for one in told]
    if not isinstance(told, dict) or told.keys() & {"said", "open", "each"}:
        return told
    return {"said": "", "parts": {name: _as_parts(one) for name, one in told.items()}}


def sample(definition: Definition, letter: CompiledLetter, *, answered: bool) -> dict[str, Json]:
    """Return what the names of a letter say where no case is at hand: each its label in brackets, or no answer at all.

    Of rows there are two, or none.
    """
    found: dict[str, Json] = {}
    for source in letter.quotes:
        one = _question(definition, source)
        told = _stand_in(one, _inside(source), answered) if one is not None else _in_brackets(source.text, answered)
        _put(found, source.text.split(".")[: _depth(source)], told)
    return {name: _as_parts(one) for name, one in found.items()}


def _stand_in(one: CompiledField, inside: tuple[str, ...], answered: bool) -> Json:
    if one.row is not None:
        cells = [cell for cell in one.row.by_id.values() if not inside or cell.id == inside[0]]
        row: dict[str, Json] = {cell.id: _stand_in(cell, inside[1:], answered) for cell in cells}
        return [row, row] if answered else []
    label = _in_brackets(one.definition.label, answered)
    if isinstance(one.definition, GridField) and isinstance(label, dict):
        lines: dict[str, Json] = {line: _in_brackets(said, answered) for line, said in one.definition.lines.items()}
        return {"said": label.get("said", ""), "parts": lines}
    if one.definition.type in _SEVERAL and answered and isinstance(label, dict):
        return {**label, "each": [label, label]}
    return label


def _in_brackets(label: str, answered: bool) -> Json:
    return {"said": f"[{label}]", "code": ""} if answered else {"open": f"[{label}]"}


def left_out(
    definition: Definition, letter: CompiledLetter, said: Said, standing: frozenset[str]
) -> tuple[LeftOut, ...]:
    """Return the answered questions of the forms that *letter* quotes which it does not say, for somebody's *standing*.

    They are named only to whoever may read their answers.
    """
    quoted = {id(one) for source in letter.quotes for one in questions_of(definition, source)}
    found = []
    for name in dict.fromkeys(source.owner for source in letter.quotes if source.kind == "form"):
        form, answers = definition.forms[name], said.answers.get(name, {})
        for one in form.fields:
            for cell in _cells(one, ()) if not is_empty(answers.get(one.id)) else ():
                if id(cell) not in quoted and may(standing, "see", cell.view):
                    theirs = may_all_read(definition, letter, cell.view)
                    found.append(LeftOut(form.definition.title, cell.definition.label, theirs))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Telling:
    """What one letter tells, in the language of its definition."""

    definition: Definition
    letter: CompiledLetter
    said: Said

    def of(self, source: Source) -> Json:
        match source.kind:
            case "form":
                one = _question(self.definition, source)
                given = self.said.answers.get(source.owner, {})
                erased = source.owner in self.said.erased
                return self._question(one, given.get(one.id), _inside(source), erased) if one else self._open()
            case "record":
                one = _question(self.definition, source)
                return self._question(one, self.said.facts.get(source.name), (), False) if one else self._open()
            case "deadline":
                clock = self.said.case.clocks.get(source.owner)
                return self._day(clock.day) if clock is not None and clock.day is not None else self._open()
            case "letter" if source.name == "date":
                return self._day(self.definition.counting.local_day(self.said.at))
            case "letter":
                return self._words(self.said.by)
        return self._of_case(source.name)

    def _of_case(self, name: str) -> Json:
        case = self.said.case
        if name == "opened_on":
            return self._day(case.opened_on)
        if name == "subject":
            return self._words(case.subject)
        held = case.holders.get(name, "") if name in self.definition.roles.taken_from else case.reference
        return self._words(held) if held else self._open()

    def _question(self, one: CompiledField, given: Json, inside: tuple[str, ...], erased: bool) -> Json:
        if one.row is not None:
            rows = given if isinstance(given, list) else []
            return [self._row(one, row, inside) for row in rows if isinstance(row, dict)]
        if not may_all_read(self.definition, self.letter, one.view):
            return self._open()  # the checks let no such letter be published; here it says nothing all the same
        if erased and is_empty(given):
            return {"open": say(self._language, "No longer kept")}
        return self._answer(one, given)

    def _row(self, one: CompiledField, row: Mapping[str, Json], inside: tuple[str, ...]) -> Json:
        assert one.row is not None
        cells = [cell for cell in one.row.by_id.values() if not inside or cell.id == inside[0]]
        return {cell.id: self._question(cell, row.get(cell.id), inside[1:], False) for cell in cells}

    @property
    def _language(self) -> str:
        return self.definition.language

    def _open(self) -> Json:
        return {"open": say(self._language, "Not answered yet")}

    def _words(self, words: str, code: Json = None) -> Json:
        return {"said": words, "code": words if code is None else code}

    def _day(self, day: date) -> Json:
        return self._words(plain_day(self._language, day), day.isoformat())

    def _answer(self, one: CompiledField, given: Json) -> Json:
        if is_empty(given):
            return self._open()
        if gives_no_answer(given) and isinstance(given, dict):
            label = NO_ANSWER_LABELS.get(given["no_answer"])
            return {"open": label.said(self._language)} if label is not None else self._open()
        field = one.definition
        if isinstance(field, VendorField):
            return self._words(printed(field, given, self._language))
        if isinstance(given, list):
            each = [self._one(one, field, item) for item in given]
            return {"said": ", ".join(_said(item) for item in each), "each": each}
        if isinstance(field, GridField) and isinstance(given, dict):
            return self._grid(one, field, given)
        return self._one(one, field, given)

    def _grid(self, one: CompiledField, field: GridField, given: Mapping[str, Json]) -> Json:
        lines = {line: self._one(one, field, given[line]) if line in given else self._open() for line in field.lines}
        words = (f"{field.lines[line]}: {_said(lines[line])}" for line in field.lines if line in given)
        return {"said": ", ".join(words), "parts": lines}

    def _one(self, one: CompiledField, field: AnyField, given: Json) -> Json:
        if isinstance(given, dict):
            return self._words(", ".join(self._parts(field.type, given)))
        text = str(given)
        if one.options is not None:
            return self._words(one.options.labels.get(text, text), text)
        if isinstance(field, NumberField) and isinstance(given, int):
            return self._words(f"{given} {field.unit}" if field.unit else text, given)
        try:
            if field.type == "date":
                return self._day(date.fromisoformat(text))
            if field.type == "datetime":
                moment = datetime.fromisoformat(text).astimezone(self.definition.zone)
                return self._words(long_moment(self._language, moment), text)
        except ValueError:
            return self._words(text)
        return self._words(text)

    def _parts(self, kind: str, given: Mapping[str, Json]) -> Iterable[str]:
        match kind:
            case "partial_date":
                yield self._as_known(given)
            case "duration":
                yield self._length(given.get("amount"), str(given.get("unit", "")))
            case "file" | "files":
                yield str(given.get("name", ""))
            case "declaration":
                yield str(given.get("by", ""))
            case _:
                lines = given.get("lines")
                yield from (str(one) for one in (lines if isinstance(lines, list) else []))
                yield from (str(one) for name, one in given.items() if name != "lines" and isinstance(one, str | int))

    def _length(self, amount: Json, unit: str) -> str:
        counted = {"days": "calendar_days"}.get(unit, unit)
        if isinstance(amount, int) and counted in _COUNTED:
            return length_of_time(amount, counted).said(self._language)
        return say(self._language, "{count} minutes", count=str(amount))

    def _as_known(self, given: Mapping[str, Json]) -> str:
        """Return as much of a date as is known: `May 2024`, with `about` where it is said so."""
        year, month, day = (given.get(name) for name in ("year", "month", "day"))
        said = str(year)
        if isinstance(year, int) and isinstance(month, int) and 1 <= month <= 12:
            said = f"{catalogue(self._language).months[month - 1]} {year}"
            if isinstance(day, int):
                said = f"{day} {said}"
        return say(self._language, "about {date}", date=said) if given.get("about") else said


def _said(told: Json) -> str:
    return str(told.get("said", "")) if isinstance(told, dict) else ""
