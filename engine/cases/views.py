"""A form as one person may see it: plain data for any screen. What they may not view is not there at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.cases.answers import Copied, FormState
from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.problems import Problem
from engine.cases.values import Answers, Json
from engine.definitions.fields import GridField, NoAnswer, RowsField, Sensitivity, SubjectField
from engine.expressions.types import Choice, Parts
from engine.sentences.say import Sentence

NO_ANSWER_LABELS: Mapping[NoAnswer, Sentence] = {
    "not_known": Sentence("Not known"),
    "declined": Sentence("Declined to say"),
    "not_asked": Sentence("Not asked"),
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question, as shown now. *value* is what was typed, valid or not; *options* what may be chosen now."""

    id: str
    label: str
    type: str
    value: Json
    hint: str = ""
    help: str = ""
    purpose: str = ""
    unit: str = ""
    asked: bool = False
    required: bool = False
    confirm: bool = False
    no_answer: tuple[tuple[str, str], ...] = ()
    """Reasons that may be given instead of an answer, as `{"no_answer": code}`."""
    options: tuple[tuple[str, str], ...] = ()
    copied: Copied | None = None
    sensitivity: Sensitivity = "personal"
    problems: tuple[Problem, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    """For a grid: its lines, each answered from *options*."""
    of: str = ""
    """For a subject: which kind of person, place or organisation may be picked."""
    row: tuple[FieldView, ...] = ()
    """For repeating rows: the questions of one row."""
    row_title: str = ""
    """For repeating rows: the words above each row, with `{{ field }}` slots; without any, what one row is called."""


@dataclass(frozen=True, slots=True)
class PageView:
    id: str
    title: str
    purpose: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """A form on one case. *action* is what submitting it would do, if this person may; else it is read only.

    *draft_revision* is what `save` is told it saw (0: nothing saved yet). *given_back* is the reason on top of a draft
    that was given back.
    """

    form: str
    title: str
    action: str | None
    pages: tuple[PageView, ...]
    problems: tuple[Problem, ...]
    draft_revision: int = 0
    given_back: str | None = None

    def field(self, name: str) -> FieldView | None:
        """Return a question by its id, or nothing when it is not shown."""
        return next((one for page in self.pages for one in page.fields if one.id == name), None)


def form_view(
    form: CompiledForm,
    state: FormState,
    *,
    standing: frozenset[str],
    action: str | None,
    typed: Answers,
    copied: Mapping[str, Copied],
    echoes: Answers,
    draft_revision: int = 0,
    given_back: str | None = None,
) -> FormView:
    """Return *form* as worked out, with only the questions that this person may view or fill."""
    looking = _Looking(state, standing, action, form.language)
    pages = []
    for page_id, page in form.definition.pages.items():
        here = [
            one
            for one in form.fields
            if one.page == page_id and _has_something(one, state, action) and looking.may_view(one)
        ]
        if any(one.asks for one in here):
            views = tuple(_field(one, looking, typed, copied, echoes) for one in here)
            pages.append(PageView(page_id, page.title, page.purpose or form.definition.purpose or "", views))
    seen = {one.id for page in pages for one in page.fields}
    problems = tuple(one for one in state.problems if one.path.partition(".")[0] in seen or one.path not in form.by_id)
    return FormView(
        form.id, form.definition.title, action, tuple(pages), problems if action else (), draft_revision, given_back
    )


@dataclass(frozen=True, slots=True)
class _Looking:
    """Who looks at a form as it is worked out, in which language, and for which action they fill it, if they do."""

    state: FormState
    standing: frozenset[str]
    action: str | None
    language: str

    def may_view(self, one: CompiledField) -> bool:
        """Who may fill a question can view it, and anyone among its readers; of rows, one question inside is enough."""
        fills = self.action is not None and one.id in self.state.asked
        return fills or bool(one.view & self.standing) or any(map(self.may_read, one.row.fields if one.row else ()))

    def may_read(self, cell: CompiledField) -> bool:
        """Whether this person is among the readers of a question inside rows, or of one deeper inside."""
        return bool(cell.view & self.standing) or any(map(self.may_read, cell.row.fields if cell.row else ()))

    def cells(self, rows: CompiledField) -> tuple[CompiledField, ...]:
        """Return the questions of one row that this person may view or fill, in the order of asking."""
        fills = self.action is not None and rows.id in self.state.asked
        return tuple(one for one in rows.row.by_id.values() if self._sees(one, fills=fills)) if rows.row else ()

    def _sees(self, cell: CompiledField, *, fills: bool) -> bool:
        return (fills and (not cell.edit or bool(cell.edit & self.standing))) or self.may_read(cell)

    def rows(self, one: CompiledField, value: Json) -> Json:
        """Return the rows of *one* with only the answers that this person may view; anything else as it is."""
        if one.row is None or not isinstance(value, list):
            return value
        cells = self.cells(one)
        return [
            {"id": row.get("id"), **{cell.id: self.rows(cell, row[cell.id]) for cell in cells if cell.id in row}}
            for row in value
            if isinstance(row, dict)
        ]


def _has_something(one: CompiledField, state: FormState, action: str | None) -> bool:
    """Whether a question is worth showing: it is asked, it has an answer, or it tells this hand something."""
    if one.id not in state.shown:
        return False
    answered = one.id in state.asked or one.id in state.answers
    return answered or (not one.asks and (not one.asked_for or action in one.asked_for))


def _field(
    one: CompiledField, looking: _Looking, typed: Answers, copied: Mapping[str, Copied], echoes: Answers
) -> FieldView:
    definition, state = one.definition, looking.state
    asked = one.id in state.asked
    value = typed.get(one.id) if asked and one.id not in state.answers else state.answers.get(one.id)
    if one.echo is not None:
        value = echoes.get(one.echo.text)
    plain = _plain(one, looking, state.offered.get(one.id, ()))
    return replace(
        plain,
        value=looking.rows(one, value),
        purpose=definition.purpose or "",
        unit=definition.unit or "",
        asked=asked,
        required=one.id in state.required,
        confirm=definition.confirm,
        copied=copied.get(one.id),
        problems=tuple(problem for problem in state.problems if problem.path.partition(".")[0] == one.id),
    )


def _plain(one: CompiledField, looking: _Looking, offered: Iterable[str]) -> FieldView:
    """Return what is so of a question in any row and on any form; the conditions of a cell are each row's own."""
    definition = one.definition
    cells = looking.cells(one)
    return FieldView(
        id=one.id,
        label=definition.label,
        type=definition.type,
        value=None,
        hint=definition.hint or "",
        help=definition.help or "",
        required=definition.required,
        no_answer=tuple((code, NO_ANSWER_LABELS[code].said(looking.language)) for code in definition.no_answer),
        options=_options(one, offered) or _grid_options(one),
        sensitivity=one.sensitivity,
        lines=tuple(definition.lines.items()) if isinstance(definition, GridField) else (),
        of=definition.of if isinstance(definition, SubjectField) else "",
        row_title=(definition.row_title or definition.row) if isinstance(definition, RowsField) else "",
        row=tuple(_plain(cell, looking, cell.options.set.codes if cell.options else ()) for cell in cells),
    )


def _options(one: CompiledField, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, one.options.labels[code]) for code in codes) if one.options else ()


def _grid_options(one: CompiledField) -> tuple[tuple[str, str], ...]:
    for part in one.type.parts.values() if isinstance(one.type, Parts) else ():
        if isinstance(part, Choice):
            return tuple(zip(part.options.codes, part.options.labels, strict=True))
    return ()
