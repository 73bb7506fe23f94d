"""A form to print and fill in by hand: what every question needs on paper, whichever way the paper is made.

It holds no answers and no names. What only a computer can do (working out, looking up, confirming a copy) is left out
or said in a few words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from engine.cases.compiled import CompiledField, CompiledForm, Definition, Options
from engine.cases.vendor_types import kind_said
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
    VendorField,
)
from engine.expressions.evaluate import Expression
from engine.interop.hands import Hand, asked_of, hands, role_titles
from engine.interop.limits import grid_options, reasons_said
from engine.interop.saying import Label, label_in, said
from engine.sentences.say import Counted, all_of, either, say

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
    language: str


def blank_form(definition: Definition, form: str) -> BlankForm:
    """Return *form* as it is on paper, in the order of asking. Raises KeyError when there is no form of that id."""
    made = definition.forms[form]
    return BlankForm(
        title=made.definition.title,
        summary=made.definition.summary or "",
        edition=say(
            definition.language,
            "{configuration}, version {version}",
            configuration=definition.title,
            version=definition.whole_version,
        ),
        sheets=tuple(_sheets(definition, made, hands(definition, form))),
        language=definition.language,
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
            when = _if(definition, "Fill in this page only if {condition}.", here[0].show[0], label) if shown else ""
            drawn = (_question(definition, one, label, known, names, on_page=shown) for one in here)
            questions = tuple(one for one in drawn if one is not None)
            if questions:
                yield Sheet(page.title, by, (when,) if when else (), questions)


def _by(definition: Definition, one: CompiledField, known: Sequence[Hand]) -> str:
    """Return the hand that fills a question: `MASH officer, for "Record the contact"`; by role where there are many."""
    language, asked = definition.language, asked_of(one, known)
    roles = role_titles(definition, frozenset(role for hand in asked for role in hand.by))
    titles = dict.fromkeys(f'"{hand.title}"' for hand in asked)
    if not titles:
        return ""
    roles = roles or say(language, "nobody")
    return say(language, "{roles}, for {actions}", roles=roles, actions=either(language, titles))


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
        made = replace(made, must=say(definition.language, "needed for {actions}", actions=", ".join(needed)))
    return made


def _drawn(
    definition: Definition, one: CompiledField, number: str, shows: Sequence[Expression], label: Label
) -> Question:
    field, language = one.definition, definition.language
    conditions = [said(show, label, language) for show in shows]
    notes = [say(language, "Only if {condition}.", condition=all_of(language, conditions))] if conditions else []
    if one.required_if is not None:
        notes.append(_if(definition, "Must be answered if {condition}.", one.required_if, label))
    made = Question(
        number=number,
        title=field.label,
        space=_space(one),
        hints=tuple(text for text in (field.hint, field.help) if text),
        notes=tuple(notes),
        must=say(language, "must be answered") if field.required else "",
        options=_options(one, label, language) or grid_options(one),
        instead=reasons_said(one, definition.language),
    )
    match field:
        case TextField(words=words, format=example):
            most = words.max if words and words.max else None
            told = [say(language, "At most {words}.", words=Counted(most, "words"))] if most else []
            told += [say(language, "Write it like this: {example}", example=example.example)] if example else []
            return replace(made, lines=_lines(field, most), hints=(*made.hints, *told))
        case NumberField(type="scale", min=low, max=high):
            return replace(made, unit=say(language, "From {low} to {high}", low=str(low), high=str(high)))
        case NumberField(type="decimal", unit=str(unit)):
            return replace(made, lines=1, hints=(*made.hints, say(language, "In {unit}.", unit=unit)))
        case NumberField(unit=unit):
            # Boxes for digits have the unit above them.
            return replace(made, unit=unit or "", lines=1)
        case VendorField() as vendors:
            return replace(made, lines=1, hints=(*made.hints, f"{kind_said(vendors, language)}."))
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


def _if(definition: Definition, template: str, condition: Expression, label: Label) -> str:
    return say(definition.language, template, condition=said(condition, label, definition.language))


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
        case (
            DateField() | PlaceField() | PartsField() | DeclarationField() | GridField() | RowsField() as one_of_a_kind
        ):
            return one_of_a_kind.type
        case FileField():
            return "file"
        case SubjectField():
            return "subject"
        case VendorField():
            return "line"
        case ChoiceField(type="choices"):
            return "several"
    return "one" if one.options is not None else "none"


def _options(one: CompiledField, label: Label, language: str) -> tuple[str, ...]:
    """Return the answers to tick: those no longer offered are left out, and conditions are said."""
    options = one.options
    if options is None:
        return ()
    offered = [code for code in options.set.codes if code not in options.retired]
    return tuple(_option(options, code, label, language) for code in offered)


def _option(options: Options, code: str, label: Label, language: str) -> str:
    words = options.labels[code]
    if code in options.offer_if:
        condition = said(options.offer_if[code], label, language)
        words = say(language, "{answer} (only if {condition})", answer=words, condition=condition)
    return say(language, "{answer} (tick nothing else)", answer=words) if code == options.none else words
