"""A form as one person may see it: plain data for any screen. What they may not view is not there at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.cases.access import may
from engine.cases.answers import Copied, FormState
from engine.cases.burden import NOTHING_ASKED, Burden, burden
from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.last_time import LastTime
from engine.cases.problems import Env, Problem
from engine.cases.values import Answers, Json
from engine.definitions.fields import GridField, NoAnswer, RowsField, Sensitivity, SubjectField
from engine.expressions.tree import OUTER_ROW
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
    value: Json = dataclasses.field(repr=False)
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
    may_correct: bool = False
    """Whether this person may change the submitted answer by correcting it."""
    last: LastTime | None = None
    """What was said here the last time this form was filled in on the case, to be shown beside the present answer."""
    worked_out: bool = False
    """Whether nobody answers it: it is calculated, or shows what stands elsewhere."""
    hidden: frozenset[str] = frozenset()
    """For repeating rows: the questions that a row does not ask as things stand, by path, `visits.r1.where`."""
    row_title: str = ""
    """For repeating rows: the words above each row, with `{{ field }}` slots; without any, what one row is called."""


@dataclass(frozen=True, slots=True)
class PageView:
    id: str
    title: str
    purpose: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """What one page needs to follow its conditions while somebody types.

    *fields* are all the questions that it may ask; those in *waiting* are not asked as things stand. *steps* is plain
    JSON: what to work out, in which order, by the trees that `evaluator.mjs` reads, with the answers that they read.
    """

    fields: tuple[FieldView, ...]
    waiting: frozenset[str]
    steps: Mapping[str, object] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class FormView:
    """A form on one case. *action* is what submitting it would do, if this person may; else it is read only.

    *draft_revision* is what `save` is told it saw (0: nothing saved yet). *given_back* is the reason on top of a draft
    that was given back. *correcting* says that what was submitted is asked again, to be corrected. *may_correct* and
    *may_withdraw* are this person's rights to what was submitted last; *burden* is how much is asked of them now.
    *live* is there for one page of a form that is filled in, where it was asked for.
    """

    form: str
    title: str
    action: str | None
    pages: tuple[PageView, ...]
    problems: tuple[Problem, ...]
    draft_revision: int = 0
    given_back: str | None = dataclasses.field(default=None, repr=False)
    correcting: bool = False
    may_correct: bool = False
    may_withdraw: bool = False
    burden: Burden = NOTHING_ASKED
    live: Live | None = None

    def field(self, name: str) -> FieldView | None:
        """Return a question by its id, or nothing when it is not shown."""
        return next((one for page in self.pages for one in page.fields if one.id == name), None)


@dataclass(frozen=True, slots=True)
class MayDo:
    """What a person may do with a submission: the questions they may *correct*, and whether they may *withdraw* it.

    *own* are those that were theirs to answer, which they may read whoever else may.
    """

    correct: frozenset[str] = frozenset()
    withdraw: bool = False
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown with a form worked out: answers as *typed*, where *copied* ones came from, and *echoes*.

    *kept* are the answers that stood before, where the form is filled in further; *last* what was said last time.
    """

    typed: Answers = field(default_factory=dict, repr=False)
    copied: Mapping[str, Copied] = field(default_factory=dict)
    echoes: Answers = field(default_factory=dict, repr=False)
    kept: Answers = field(default_factory=dict, repr=False)
    last: Mapping[str, LastTime] = field(default_factory=dict)


def form_view(
    form: CompiledForm,
    state: FormState,
    beside: Beside,
    *,
    standing: frozenset[str],
    action: str | None,
    draft_revision: int = 0,
    given_back: str | None = None,
    correcting: bool = False,
    may: MayDo = MayDo(),
) -> FormView:
    """Return *form* as worked out, with only the questions that this person may view or fill."""
    looking = Looking(state, standing, action is not None or correcting, may.correct | may.own, form.language)
    pages = []
    for page_id, page in form.definition.pages.items():
        here = [
            one
            for one in form.fields
            if one.page == page_id and _has_something(one, state, action) and looking.may_view(one)
        ]
        if _is_worth_turning_to(form, page_id, here, state, action):
            views = tuple(replace(field_view(one, looking, beside), may_correct=one.id in may.correct) for one in here)
            pages.append(PageView(page_id, page.title, page.purpose or form.definition.purpose or "", views))
    seen = {one.id for page in pages for one in page.fields}
    problems = tuple(one for one in state.problems if one.path.partition(".")[0] in seen or one.path not in form.by_id)
    return FormView(
        form=form.id,
        title=form.definition.title,
        action=action,
        pages=tuple(pages),
        problems=problems if looking.fills else (),
        draft_revision=draft_revision,
        given_back=given_back,
        correcting=correcting,
        may_correct=bool(may.correct),
        may_withdraw=may.withdraw,
        burden=burden(state, beside.kept, beside.copied) if looking.fills else NOTHING_ASKED,
    )


def fact_view(one: CompiledField, value: Json, *, standing: frozenset[str], language: str) -> FieldView:
    """Return a fact of a record as a question with its answer, of rows only what *standing* may view."""
    nothing = FormState({}, {}, *(frozenset[str](),) * 4, {}, (), ())
    looking = Looking(nothing, standing, fills=False, corrects=frozenset(), language=language)
    plain = _plain(one, looking, one.options.labels if one.options else ())
    return replace(plain, value=looking.rows(one, value))


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at a form as it is worked out: whether they fill it, what they may correct, and their language."""

    state: FormState
    standing: frozenset[str]
    fills: bool
    corrects: frozenset[str]
    language: str

    def may_view(self, one: CompiledField) -> bool:
        """Who may fill a question can view it, and anyone among its readers; of rows, one question inside is enough."""
        return (
            self._fills(one)
            or may(self.standing, "see", one.view)
            or any(map(self.may_read, one.row.fields if one.row else ()))
        )

    def may_read(self, cell: CompiledField) -> bool:
        """Whether this person is among the readers of a question inside rows, or of one deeper inside."""
        return may(self.standing, "see", cell.view) or any(map(self.may_read, cell.row.fields if cell.row else ()))

    def cells(self, rows: CompiledField) -> tuple[CompiledField, ...]:
        """Return the questions of one row that this person may view or fill, in the order of asking."""
        fills = self._fills(rows)
        return tuple(one for one in rows.row.by_id.values() if self._sees(one, fills=fills)) if rows.row else ()

    def _fills(self, one: CompiledField) -> bool:
        return (self.fills and one.id in self.state.asked) or one.id in self.corrects

    def _sees(self, cell: CompiledField, *, fills: bool) -> bool:
        return (fills and may(self.standing, "fill", cell.edit)) or self.may_read(cell)

    def last(self, one: CompiledField, said: LastTime | None) -> LastTime | None:
        """Return what was said last time, of rows only the answers that this person may view."""
        return None if said is None else replace(said, value=self.rows(one, said.value))

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


def _is_worth_turning_to(
    form: CompiledForm, page: str, here: list[CompiledField], state: FormState, action: str | None
) -> bool:
    """Whether a page has a question or a worked out answer for this hand, or is there to be read by itself.

    A note between questions of other hands is not worth a page; a page of notes alone is one.
    """
    own = [one for one in here if not one.asked_for or action in one.asked_for]
    if any(one.asks for one in here) or any(one.id in state.answers for one in own):
        return True
    return bool(own) and not any(one.asks for one in form.fields if one.page == page)


def _has_something(one: CompiledField, state: FormState, action: str | None) -> bool:
    """Whether a question is worth showing: it is asked, it has an answer, or it tells this hand something."""
    if one.id not in state.shown:
        return False
    answered = one.id in state.asked or one.id in state.answers
    return answered or (not one.asks and (not one.asked_for or action in one.asked_for))


def field_view(one: CompiledField, looking: Looking, beside: Beside) -> FieldView:
    """Return one question as it is now to whoever looks."""
    definition, state = one.definition, looking.state
    asked = one.id in state.asked
    value = beside.typed.get(one.id) if asked and one.id not in state.answers else state.answers.get(one.id)
    if one.echo is not None:
        value = beside.echoes.get(one.echo.text)
    plain = _plain(one, looking, state.offered.get(one.id, ()))
    return replace(
        plain,
        value=looking.rows(one, value),
        purpose=definition.purpose or "",
        unit=definition.unit or "",
        asked=asked,
        required=one.id in state.required,
        confirm=definition.confirm,
        copied=beside.copied.get(one.id),
        last=looking.last(one, beside.last.get(one.id)),
        problems=tuple(problem for problem in state.problems if problem.path.partition(".")[0] == one.id),
        hidden=_hidden(one, state) if asked and one.row is not None else frozenset(),
    )


def _hidden(rows: CompiledField, state: FormState) -> frozenset[str]:
    values, kept = state.values.get(rows.id), state.answers.get(rows.id)
    return frozenset(_hidden_in(rows, values, kept, rows.id, dict(state.values), {}))


def _hidden_in(rows: CompiledField, values: object, kept: Json, path: str, env: Env, around: Env) -> Iterator[str]:
    """Yield the paths of what the rows at *path* do not ask; *around* is the row that they stand in, if they do."""
    if rows.row is None or not isinstance(values, tuple) or not isinstance(kept, list):
        return
    for row, answers in zip(values, kept, strict=True):
        here = {**row, OUTER_ROW: around}
        for cell in rows.row.by_id.values():
            where = f"{path}.{answers['id']}.{cell.id}"
            if not all(show.evaluate(env, here) is True for show in cell.show):
                yield where
            else:
                yield from _hidden_in(cell, row.get(cell.id), answers.get(cell.id), where, env, here)


def _plain(one: CompiledField, looking: Looking, offered: Iterable[str]) -> FieldView:
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
        worked_out=one.calc is not None or one.echo is not None,
        row=tuple(_plain(cell, looking, cell.options.set.codes if cell.options else ()) for cell in cells),
    )


def _options(one: CompiledField, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, one.options.labels[code]) for code in codes) if one.options else ()


def _grid_options(one: CompiledField) -> tuple[tuple[str, str], ...]:
    for part in one.type.parts.values() if isinstance(one.type, Parts) else ():
        if isinstance(part, Choice):
            return tuple(zip(part.options.codes, part.options.labels, strict=True))
    return ()
