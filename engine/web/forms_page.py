"""The questions of a page with what their inputs hold, and what was changed when the page comes back.

Only what was changed on the page is sent on: so an answer that somebody else gave meanwhile stands, and a copied one
is confirmed only by whoever says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from engine.cases.problems import Problem
from engine.cases.values import Answers, Json
from engine.cases.views import FieldView, FormView, Live, PageView
from engine.definitions.words import fill_slots, slot_names
from engine.web.forms_texts import Texts, mark_of, parts_of, texts_of, value_of
from engine.web.wire import Sent


@dataclass(frozen=True, slots=True)
class Row:
    """One of repeating rows: its id, the words above it, and its questions."""

    id: str
    path: str
    title: str = dataclasses.field(repr=False)
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a page asks it. *texts* are what its inputs hold; *mark* tells later whether that was changed."""

    path: str
    field: FieldView
    texts: Texts = dataclasses.field(repr=False)
    mark: str
    problems: tuple[Problem, ...]
    rows: tuple[Row, ...] = ()
    asked: bool = True
    value: Json = dataclasses.field(default=None, repr=False)
    waits: bool = False
    """Whether it is not asked as things stand, and may be while the page is filled in."""

    def text(self, part: str = "") -> str:
        """Return what one of its inputs holds."""
        return next(iter(self.texts.get(part, ())), "")

    @property
    def first(self) -> str:
        """Return the id of its first input, where an error leads."""
        part = "" if self.field.type == "rows" else parts_of(self.field)[0]
        return f"q.{self.path}.{part}" if part else f"q.{self.path}"

    @property
    def to_confirm(self) -> bool:
        """Whether somebody has to look at a copied answer before it stands."""
        copy = self.field.copied
        asked = self.field.confirm or any(one.code == "confirm" for one in self.field.problems)
        return self.asked and asked and copy is not None and not copy.confirmed

    @property
    def described(self) -> str:
        """Return the ids of what is said under its label, for those who hear the page."""
        found = (("hint", self.field.hint), ("error", self.error))
        return " ".join(f"q.{self.path}-{name}" for name, text in found if text)

    @property
    def error(self) -> str:
        return " ".join(dict.fromkeys(one.text for one in self.problems if one.path == self.path))


def questions(page: PageView, zone: tzinfo, *, judged: bool, live: Live | None = None) -> tuple[Question, ...]:
    """Return the questions of a page; *judged* with what is wrong with the answers.

    With *live* there are also those that its own answers may bring up.
    """
    fields, waiting = (page.fields, frozenset[str]()) if live is None else (live.fields, live.waiting)
    asking = _Asking(zone, follows=live is not None)
    every = (asking.question(one, one.id, one.value, one.problems if judged else ()) for one in fields)
    return tuple(dataclasses.replace(one, waits=True) if one.path in waiting else one for one in every)


@dataclass(frozen=True, slots=True)
class _Asking:
    """How questions are asked: in which zone, and whether those are there that rows do not ask as things stand."""

    zone: tzinfo
    follows: bool

    def question(
        self,
        field: FieldView,
        path: str,
        value: Json,
        problems: tuple[Problem, ...],
        hidden_around: frozenset[str] | None = None,
    ) -> Question:
        """Return one question; *hidden_around* are those not asked in the rows that it stands in, if it does."""
        hidden = field.hidden if hidden_around is None else hidden_around
        asked = not field.worked_out and field.type != "note" and (hidden_around is not None or field.asked)
        here = tuple(one for one in problems if one.path == path)
        if field.type != "rows":
            texts = texts_of(field, value, self.zone)
            waits = path in hidden
            return Question(path, field, texts, mark_of(texts), here, asked=asked, value=value, waits=waits)
        rows = []
        for number, row in enumerate(rows_in(value), 1):
            inside = f"{path}.{row['id']}"
            cells = tuple(
                self.question(cell, f"{inside}.{cell.id}", row.get(cell.id), problems, hidden)
                for cell in field.row
                if self.follows or f"{inside}.{cell.id}" not in hidden
            )
            rows.append(Row(str(row["id"]), inside, _row_title(field, row, number), cells))
        mark = mark_of({"": tuple(one.id for one in rows)})
        return Question(path, field, {}, mark, here, tuple(rows), asked, waits=path in hidden)


def _row_title(field: FieldView, row: Mapping[str, Json], number: int) -> str:
    """Return the words above a row: what it says of itself, and of one that says nothing yet, which one it is."""
    slots = slot_names(field.row_title)
    labels = {cell.id: dict(cell.options) for cell in field.row}
    said = {name: labels.get(name, {}).get(str(row[name]), str(row[name])) for name in slots if row.get(name)}
    if not slots:
        return f"{field.row_title} {number}"
    if not said:
        return f"{field.label} {number}"
    return fill_slots(field.row_title, lambda name: said.get(name, "…"))


def rows_in(value: Json) -> Iterator[Mapping[str, Json]]:
    """Yield the rows of an answer, each of which has its id."""
    for row in value if isinstance(value, list) else ():
        if isinstance(row, Mapping) and row.get("id"):
            yield row


# --- what comes back -------------------------------------------------------------------------------------------------


def changed(sent: Sent, fields: Iterable[FieldView], under: str = "") -> dict[str, Json]:
    """Return the answers that were changed on the page that was *sent*, by question; of rows every row, by its id."""
    found: dict[str, Json] = {}
    for field in fields:
        path = f"{under}{field.id}"
        mark = sent.get(f"o.{path}")
        if not mark:
            continue  # it was not on that page
        if field.type == "rows":
            rows = _rows(sent, field, path, mark)
            if rows is not None:
                found[field.id] = rows
            continue
        texts = texts_sent(sent, field, path)
        if mark_of(texts) != mark or sent.get(f"c.{path}"):
            found[field.id] = value_of(field, texts)
    return found


def marks_of(sent: Sent, fields: Iterable[FieldView], under: str = "") -> Iterator[tuple[str, str]]:
    """Yield the mark of each question of the page that was *sent*, by its path, once what was sent is kept."""
    for field in fields:
        path = f"{under}{field.id}"
        if not sent.get(f"o.{path}"):
            continue
        if field.type == "rows":
            ids = tuple(dict.fromkeys(sent.all(f"r.{path}")))
            yield path, mark_of({"": ids})
            for one in ids:
                yield from marks_of(sent, field.row, f"{path}.{one}.")
        else:
            yield path, mark_of(texts_sent(sent, field, path))


def held_marks(fields: Iterable[FieldView], zone: tzinfo) -> Iterator[tuple[str, str]]:
    """Yield the mark of each question by its path, as its answer is kept now."""
    asking = _Asking(zone, follows=True)
    for field in fields:
        yield from _marks_in(asking.question(field, field.id, field.value, ()))


def _marks_in(one: Question) -> Iterator[tuple[str, str]]:
    yield one.path, one.mark
    for row in one.rows:
        for cell in row.questions:
            yield from _marks_in(cell)


def texts_sent(sent: Sent, field: FieldView, path: str) -> Texts:
    names = {part: f"q.{path}.{part}" if part else f"q.{path}" for part in (*parts_of(field), "no_answer")}
    return {part: sent.all(name) for part, name in names.items() if sent.all(name)}


def _rows(sent: Sent, field: FieldView, path: str, mark: str) -> list[Json] | None:
    """Return every row that was sent, or nothing where no row was changed, added or taken out."""
    word, _, about = sent.get("go").partition(":")
    ids = list(dict.fromkeys(sent.all(f"r.{path}")))
    if word == "remove":
        ids = [one for one in ids if f"{path}.{one}" != about]
    if word == "add" and about.rpartition(".")[0] == path and about.rpartition(".")[2] not in ids:
        ids.append(about.rpartition(".")[2])
    rows = [{"id": one, **changed(sent, field.row, f"{path}.{one}.")} for one in ids]
    if mark_of({"": tuple(ids)}) == mark and all(len(row) == 1 for row in rows):
        return None
    return list(rows)


def with_rows_of_others(sent: Sent, view: FormView, answers: dict[str, Json]) -> None:
    """Put the rows that somebody added since the page was made among those that it sends: they are not taken out."""
    for name, value in answers.items():
        field = view.field(name)
        if field is None or field.type != "rows" or not isinstance(value, list):
            continue
        known = {*sent.all(f"w.{name}"), *(str(row["id"]) for row in rows_in(value))}
        value += [{"id": row["id"]} for row in rows_in(field.value) if row["id"] not in known]


def let_stand(answers: dict[str, Json], path: str) -> None:
    """Take out of *answers* what is said at *path*, so that what somebody else said there stands."""
    name, _, rest = path.partition(".")
    if not rest:
        answers.pop(name, None)
        return
    rows = answers.get(name)
    if not isinstance(rows, list):
        return
    row_id, _, inside = rest.partition(".")
    row = next((one for one in rows if isinstance(one, dict) and one.get("id") == row_id), None)
    if row is None:
        rows.append({"id": row_id})
    elif inside:
        let_stand(row, inside)
    else:
        rows.remove(row)


def typed(sent: Sent, view: FormView) -> list[tuple[str, Answers | Json, FieldView | None]]:
    """Return what was changed on a page, with each question's words, to be shown to whoever typed it."""
    fields = [one for page in view.pages for one in page.fields]
    found = changed(sent, fields)
    known: list[tuple[str, Answers | Json, FieldView | None]]
    known = [(one.label, found[one.id], one) for one in fields if one.id in found]
    return [*known, *(("", text, None) for text in _gone_from(sent, fields))]


def is_out_of_place(sent: Sent, fields: Iterable[FieldView], view: FormView) -> bool:
    """Whether anything was changed on the page that was *sent* that is no answer to any of *fields*."""
    asked = {one.id for one in fields}
    known = [one for page in view.pages for one in page.fields if one.id not in asked]
    return bool(changed(sent, known)) or any(True for _ in _gone_from(sent, [*known, *fields]))


def _gone_from(sent: Sent, fields: Iterable[FieldView]) -> Iterator[str]:
    """Yield what was changed in questions that the form does not show any more, as texts."""
    known = {one.id for one in fields}
    for name, mark in sent.fields:
        path = name.removeprefix("o.")
        if path == name or path.partition(".")[0] in known or sent.all(f"r.{path}"):
            continue
        inside = f"q.{path}."
        parts = {part.removeprefix(inside) for part, _ in sent.fields if part.startswith(inside)}
        names = {"": f"q.{path}", **{part: f"{inside}{part}" for part in sorted(parts)}}
        texts = {part: sent.all(one) for part, one in names.items() if sent.all(one)}
        if mark_of(texts) != mark:
            yield " ".join(text for some in texts.values() for text in some if text)
