"""A form to print and fill in by hand: what every question needs on paper, whichever way the paper is made.

It holds no answers and no names. What only a computer can do (working out, looking up, confirming a copy) is left out
or said in a few words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from engine.cases.compiled import CompiledField, CompiledForm, Definition
from engine.definitions.fields import (
    ChoiceField,
    DateField,
    DeclarationField,
    FileField,
    GridField,
    NumberField,
    PartsField,
    PlaceField,
    RowsField,
    SubjectField,
    TextField,
)
from engine.expressions.evaluate import Expression
from engine.interop.hands import Hand, asked_of, hands, role_titles
from engine.interop.limits import grid_options, reasons_said
from engine.interop.saying import Label, label_in, said

Space = Literal[
    "line",
    "lines",
    "number",
    "date",
    "time",
    "datetime",
    "partial_date",
    "duration",
    "one",
    "several",
    "grid",
    "place",
    "address",
    "subject",
    "file",
    "declaration",
    "rows",
    "none",
]
"""What a question is answered in: lines, boxes for digits, tick boxes for one or several, parts of a place, rows."""

_WORDS_A_LINE = 12
_FEWEST_LINES, _MOST_LINES = 4, 12
_COPIES = 2
_HEAVY = 20
_TALL = {"place": 3, "address": 4, "grid": 6}
"""How often the questions of a row are printed; more go on another sheet."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question on paper. *notes* say when it is answered; *inner* are the questions of one row of it,
    *grid* its lines, *instead* the reasons that may be ticked instead of an answer."""

    number: str
    title: str
    space: Space
    hints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    must: str = ""
    options: tuple[str, ...] = ()
    unit: str = ""
    grid: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    lines: int = 0
    row: str = ""
    inner: tuple[Question, ...] = ()
    copies: int = 0
    most: int = 0

    @property
    def weight(self) -> int:
        """About how many lines it takes on paper."""
        return 2 + len(self.notes) + len(self.hints) + self.lines + len(self.options) // 3 + _TALL.get(self.space, 0)

    @property
    def is_heavy(self) -> bool:
        """Whether one row of it takes half a page or more, so that it is printed once."""
        return sum(one.weight for one in self.inner) > _HEAVY


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the form, for one hand or several. *notes* say when it is filled in."""

    title: str
    filled_by: str
    notes: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A whole form on paper."""

    title: str
    summary: str
    edition: str
    sheets: tuple[Sheet, ...]


def blank_form(definition: Definition, form: str) -> BlankForm:
    """Return *form* as it is on paper, in the order of asking. Raises KeyError when there is no form of that id."""
    made = definition.forms[form]
    return BlankForm(
        title=made.definition.title,
        summary=made.definition.summary or "",
        edition=f"{definition.title}, version {definition.version}",
        sheets=tuple(_sheets(definition, made, hands(definition, form))),
    )


def _sheets(definition: Definition, form: CompiledForm, known: Sequence[Hand]) -> Iterator[Sheet]:
    """Yield each page; where its questions are for different hands, one sheet for each run of them."""
    label = label_in(form)
    names = {one.id: str(number) for number, one in enumerate((x for x in form.fields if _is_asked(x)), start=1)}
    for page_id, page in form.definition.pages.items():
        on_page = [one for one in form.fields if one.page == page_id]
        shown = page.show_if is not None
        for by, run in groupby(on_page, key=lambda one: _by(definition, one, known)):
            here = list(run)
            when = f"Fill in this page only if {said(here[0].show[0], label)}." if shown else ""
            drawn = (_question(definition, one, label, known, names, on_page=shown) for one in here)
            questions = tuple(one for one in drawn if one is not None)
            if questions:
                yield Sheet(page.title, by, (when,) if when else (), questions)


def _by(definition: Definition, one: CompiledField, known: Sequence[Hand]) -> str:
    """Return the hand that fills a question: `MASH officer, for "Record the contact"`; by role where there are many."""
    asked = asked_of(one, known)
    roles = role_titles(definition, frozenset(role for hand in asked for role in hand.by))
    titles = list(dict.fromkeys(f'"{hand.title}"' for hand in asked))
    if not titles:
        return ""
    return f"{roles or 'nobody'}, for {' or '.join((', '.join(titles[:-1]), titles[-1])) if titles[1:] else titles[0]}"


def _is_asked(one: CompiledField) -> bool:
    return one.asks or (one.row is not None and one.calc is None and one.echo is None)


def _question(
    definition: Definition,
    one: CompiledField,
    label: Label,
    known: Sequence[Hand],
    names: dict[str, str],
    *,
    on_page: bool,
) -> Question | None:
    """Return a question, or nothing for what is only shown on a screen or worked out."""
    if not _is_asked(one):
        return None
    made = _drawn(definition, one, names[one.id], one.show[1:] if on_page else one.show, label)
    titles = {hand.action: hand.title for hand in known}
    needed = [f'"{titles.get(action, action)}"' for action in one.definition.required_for]
    if needed and not made.must:
        made = replace(made, must=f"needed for {', '.join(needed)}")
    return made


def _drawn(
    definition: Definition, one: CompiledField, number: str, shows: Sequence[Expression], label: Label
) -> Question:
    field = one.definition
    conditions = [said(show, label) for show in shows]
    notes = [f"Only if {' and '.join(conditions)}."] if conditions else []
    if one.required_if is not None:
        notes.append(f"Must be answered if {said(one.required_if, label)}.")
    made = Question(
        number=number,
        title=field.label,
        space=_space(one),
        hints=tuple(text for text in (field.hint, field.help) if text),
        notes=tuple(notes),
        must="must be answered" if field.required else "",
        options=_options(one, label) or grid_options(one),
        instead=reasons_said(one, definition.language),
    )
    match field:
        case TextField(words=words, format=example):
            most = words.max if words and words.max else None
            told = (*((f"At most {most} words.",) if most else ()), *((_like(example.example),) if example else ()))
            return replace(made, lines=_lines(field, most), hints=(*made.hints, *told))
        case NumberField(type="scale", min=low, max=high):
            return replace(made, unit=f"From {low} to {high}")
        case NumberField(unit=unit):
            return replace(made, unit=unit or "", lines=1, hints=(*made.hints, *((f"In {unit}.",) if unit else ())))
        case GridField(lines=lines):
            return replace(made, grid=tuple(lines.values()))
        case SubjectField():
            known = definition.subjects.get(field.of)
            return replace(made, unit=known.title if known else "")
        case RowsField() if one.row is not None:
            cells = [one.row.by_id[name] for name in one.row.by_id if _is_asked(one.row.by_id[name])]
            inner = tuple(_drawn(definition, cell, "", cell.show, label) for cell in cells)
            made = replace(made, row=field.row, inner=inner, most=field.max or 0)
            return replace(made, copies=1 if made.is_heavy or field.max == 1 else _COPIES)
    return made


def _like(example: str) -> str:
    return f"Write it like this: {example}"


def _lines(field: TextField, words: int | None) -> int:
    if field.type == "text":
        return 1
    wanted = (words or 120) // (3 * _WORDS_A_LINE)
    return max(_FEWEST_LINES, min(_MOST_LINES, wanted))


def _space(one: CompiledField) -> Space:
    match one.definition:
        case TextField() as text:
            return "line" if text.type == "text" else "lines"
        case NumberField() as number:
            return "line" if number.type == "decimal" else "number"
        case DateField() as day:
            return day.type
        case PlaceField():
            return "place"
        case PartsField() as parts:
            return parts.type
        case FileField():
            return "file"
        case DeclarationField():
            return "declaration"
        case GridField():
            return "grid"
        case SubjectField():
            return "subject"
        case RowsField():
            return "rows"
        case ChoiceField(type="choices"):
            return "several"
    return "one" if one.options is not None else "none"


def _options(one: CompiledField, label: Label) -> tuple[str, ...]:
    """Return the answers to tick: those no longer offered are left out, and conditions are said."""
    options = one.options
    if options is None:
        return ()
    offered = [code for code in options.set.codes if code not in options.retired]
    when = {code: f" (only if {said(test, label)})" for code, test in options.offer_if.items()}
    alone = {options.none: " (tick nothing else)"} if options.none else {}
    return tuple(f"{options.labels[code]}{when.get(code, '')}{alone.get(code, '')}" for code in offered)
