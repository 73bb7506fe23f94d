"""A form with its answers, to read and to print: what was asked and what was said, in words and in the form's order.

It is made of what one person may see (a `FormView`), so it never shows more than a screen would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.problems import Problem
from engine.cases.values import Json, is_empty
from engine.cases.vendor_types import printed
from engine.cases.views import FieldView, FormView
from engine.definitions.fields import VendorField
from engine.definitions.words import fill_slots, slot_names
from engine.interop.outline import Fact, Part
from engine.interop.paper_words import TICKED
from engine.sentences.dates import long_moment, plain_day
from engine.sentences.say import say


def filled_form(view: FormView, form: CompiledForm, *, language: str, zone: tzinfo) -> Part:
    """Return *view* of *form* as a document.

    What is asked and not answered is said to be so; moments are in *zone*, and answers of a vendor's type as it prints
    them.
    """
    return _Filling(language, zone, dict(_of_vendors(form.fields))).whole(view)


def filled_pages(
    pages: Iterable[tuple[str, Sequence[FieldView]]], asked: Iterable[CompiledField], *, language: str, zone: tzinfo
) -> tuple[Part, ...]:
    """Return pages of answers, each a title and its questions, in words; *asked* are the questions as compiled."""
    filling = _Filling(language, zone, dict(_of_vendors(asked)))
    return tuple(filling.page(title, fields) for title, fields in pages)


def in_words(one: FieldView, asked: Iterable[CompiledField], *, language: str, zone: tzinfo) -> tuple[str, ...]:
    """Return one answer in words, of rows a line for each; nothing where it is not answered."""
    if is_empty(one.value):
        return ()
    (page,) = filled_pages([("", [one])], asked, language=language, zone=zone)
    return tuple(_lines(page))


def _lines(part: Part) -> Iterator[str]:
    for fact in part.facts:
        yield from (one for one in (fact.words, *fact.items) if one)
    for rows in part.parts:
        yield from rows.said
        for row in rows.parts:
            yield "; ".join(f"{fact.name}: {fact.words or ', '.join(fact.items)}" for fact in row.facts)
            yield from (line for inner in row.parts for line in _lines(Part("", parts=(inner,))))


def _of_vendors(fields: Iterable[CompiledField]) -> Iterator[tuple[tuple[str, str], VendorField]]:
    """Yield the questions of vendors' types, by id and type; those inside rows too."""
    for one in fields:
        if isinstance(one.definition, VendorField):
            yield (one.id, one.definition.type), one.definition
        yield from _of_vendors(one.row.fields if one.row is not None else ())


@dataclass(frozen=True, slots=True)
class _Filling:
    language: str
    zone: tzinfo
    vendors: Mapping[tuple[str, str], VendorField]

    def whole(self, view: FormView) -> Part:
        pages = tuple(self.page(page.title, page.fields) for page in view.pages)
        beside = {problem for page in view.pages for one in page.fields for problem in one.problems}
        others = tuple(self._elsewhere(problem) for problem in view.problems if problem not in beside)
        return Part(view.title, said=others, parts=pages, language=self.language)

    def _elsewhere(self, problem: Problem) -> str:
        """Return a problem that stands beside no question, after the name that was written for one."""
        if not problem.path.isidentifier():
            return problem.text
        return say(self.language, '"{field}": {problem}', field=problem.path, problem=problem.text)

    def page(self, title: str, fields: Sequence[FieldView]) -> Part:
        rows = (self._rows(one, one.value) for one in fields if one.type == "rows")
        facts = tuple(self._fact(one, one.value) for one in fields if one.type != "rows")
        return Part(title, facts=facts, parts=tuple(rows))

    def _fact(self, one: FieldView, value: Json) -> Fact:
        problems = tuple(problem.text for problem in one.problems if problem.code != "required")
        if one.type == "note":
            return Fact(one.label)
        if is_empty(value):
            return Fact(one.label, self._open(one), problems)
        if isinstance(value, dict) and set(value) == {"no_answer"}:
            return Fact(one.label, dict(one.no_answer).get(str(value["no_answer"]), ""), problems)
        words = tuple(self._words(one, value))
        return Fact(one.label, words[0], problems) if len(words) == 1 else Fact(one.label, "", (*words, *problems))

    def _open(self, one: FieldView) -> str:
        if any(problem.code == "required" for problem in one.problems):
            return say(self.language, "Not answered, and must be")
        return say(self.language, "Not answered")

    def _rows(self, one: FieldView, value: Json) -> Part:
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        # What is missing in a row stands there as not answered.
        wrong = dict.fromkeys(problem.text for problem in one.problems if problem.code != "required")
        if not rows:
            return Part(one.label, said=(self._open(one), *wrong))
        return Part(
            one.label,
            said=tuple(wrong),
            parts=tuple(self._row(one, number, row) for number, row in enumerate(rows, start=1)),
        )

    def _row(self, one: FieldView, number: int, row: Mapping[str, Json]) -> Part:
        words = {cell.id: ", ".join(self._words(cell, row.get(cell.id))) for cell in one.row if cell.type != "rows"}
        is_named = any(words.get(name) for name in slot_names(one.row_title))
        title = fill_slots(one.row_title, lambda name: words.get(name, "")).strip() if is_named else ""
        # A row asks only what its own answers call for, so what is not there is not said to be missing.
        there = [cell for cell in one.row if not is_empty(row.get(cell.id))]
        facts = tuple(self._fact(cell, row[cell.id]) for cell in there if cell.type != "rows")
        inner = tuple(self._rows(cell, row[cell.id]) for cell in there if cell.type == "rows")
        missing = {problem.path for problem in one.problems if problem.code == "required"}
        open_ = [cell for cell in one.row if f"{one.id}.{row.get('id')}.{cell.id}" in missing]
        facts += tuple(Fact(cell.label, say(self.language, "Not answered, and must be")) for cell in open_)
        numbered = f"{number}" if slot_names(one.row_title) else f"{one.row_title} {number}"
        return Part(title or numbered, facts=facts, parts=inner)

    def _words(self, one: FieldView, value: Json) -> Iterator[str]:
        """Yield an answer in words, each of several by itself."""
        if is_empty(value):
            return
        labels, vendors = dict(one.options), self.vendors.get((one.id, one.type))
        if vendors is not None:
            yield printed(vendors, value, self.language)
        elif isinstance(value, list):
            for each in value:
                yield from self._words(one, each)
        elif isinstance(value, dict):
            yield from self._parts(one, value, labels)
        elif one.type == "date":
            yield self._day(str(value))
        elif one.type == "datetime":
            yield self._moment(str(value))
        elif one.unit and one.type in ("integer", "decimal"):
            yield f"{value} {one.unit}"
        else:
            yield labels.get(str(value), str(value))

    def _parts(self, one: FieldView, value: Mapping[str, Json], labels: Mapping[str, str]) -> Iterator[str]:
        match one.type:
            case "grid":
                yield from (
                    f"{label}: {labels.get(str(value[line]), '')}" for line, label in one.lines if line in value
                )
            case "partial_date":
                there = [value[name] for name in ("year", "month", "day") if name in value]
                known = "-".join(f"{one:02}" if isinstance(one, int) else str(one) for one in there)
                yield f"{known} ({TICKED['partial_date'][0].said(self.language)})" if value.get("about") else known
            case "duration":
                unit = next((one for one in TICKED["duration"] if one.template == value.get("unit")), None)
                yield f"{value.get('amount')} {unit.said(self.language) if unit else value.get('unit')}"
            case "file" | "files":
                yield str(value.get("name", ""))
            case "declaration":
                yield f"{value.get('by', '')}, {self._moment(str(value.get('at', '')))}"
            case _:
                lines = value.get("lines")
                written = [*(lines if isinstance(lines, list) else []), *(v for k, v in value.items() if k != "lines")]
                yield ", ".join(str(each) for each in written)

    def _day(self, text: str) -> str:
        """Return a date in words; as it was typed where it is none, beside the problem that says so."""
        try:
            return plain_day(self.language, date.fromisoformat(text))
        except ValueError:
            return text

    def _moment(self, text: str) -> str:
        """Return a moment in words; as it was typed where it is none."""
        try:
            return long_moment(self.language, datetime.fromisoformat(text).astimezone(self.zone))
        except (ValueError, OverflowError):
            return text
