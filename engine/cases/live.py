"""What a page of a form needs to follow its own conditions while somebody types, before anything is sent.

A page is given conditions as trees, and only such answers as its reader may view. What hangs on anything else stays as
it is until the page is sent: the server works everything out again, and decides.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from engine.cases.access import may
from engine.cases.answers import Asking, FormState
from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.problems import offered
from engine.cases.values import Json
from engine.cases.views import Beside, FieldView, Live, Looking, field_view
from engine.expressions.browser import browser_tree
from engine.expressions.evaluate import Expression

Tree: TypeAlias = Mapping[str, object]
_TIME = frozenset(("today()", "now()", "zone()"))


@dataclass(frozen=True, slots=True)
class Step:
    """One question in the order of working out. Without *show* it is as it *stands*; without *here* it has *value*."""

    id: str
    stands: bool
    type: str = ""
    show: tuple[Tree, ...] | None = None
    required: Tree | None = None
    calc: Tree | None = None
    here: bool = False
    cells: tuple[Step, ...] = ()
    value: Json = dataclasses.field(default=None, repr=False)


def live(form: CompiledForm, page: str, state: FormState, asking: Asking, beside: Beside) -> Live | None:
    """Return what the page *page* needs to follow its conditions; nothing where none of them hangs on its answers."""
    following = _Following(form, page, state, asking, Looking(state, asking.standing, True, frozenset(), form.language))
    steps = tuple(following.steps())
    if not following.is_followed:
        return None
    fields = tuple(following.view(one, beside) for one in following.here.values())
    waiting = frozenset(following.here.keys() - state.shown)
    return Live(fields, waiting, {"context": following.time, "steps": [_plain(one) for one in steps]})


class _Following:
    """One page of one form, for one person."""

    def __init__(self, form: CompiledForm, page: str, state: FormState, asking: Asking, looking: Looking) -> None:
        self._form, self._state, self._asking, self._looking = form, state, asking, looking
        self.here = {one.id: one for one in form.fields if one.page == page and self._is_here(one)}
        self.is_followed = False
        # What is typed here moves; and so does what hangs on it, on whatever page it stands.
        self._moving = {one.id for one in self.here.values() if one.asks}
        told = (one for one in form.fields if one.id in self.here or may(asking.standing, "see", one.view))
        self._known = {*_TIME, *(one.id for one in told)}

    @property
    def time(self) -> Mapping[str, str]:
        """Return the time that conditions may read, as the evaluator of a page takes it."""
        found = {name: self._asking.context.get(name) for name in _TIME}
        return {
            name: one.isoformat() if isinstance(one, date) else str(one)
            for name, one in found.items()
            if one is not None
        }

    def _is_here(self, one: CompiledField) -> bool:
        if one.id in self._state.shown:
            return self._looking.may_view(one) and (one.id in self._state.asked or not one.asks)
        return self._may_come(one)

    def _may_come(self, one: CompiledField) -> bool:
        """Whether a question that is hidden would be this person's to answer, or to read, if it were shown."""
        asking = self._asking
        if one.asked_for and not one.asked_for & asking.actions:
            return False
        if not one.asks:
            return self._looking.may_view(one)
        earlier = not one.asked_for and not asking.reopened and one.id in self._state.answers
        return not earlier and one.read_only_if is None and may(asking.standing, "fill", one.edit)

    def view(self, one: CompiledField, beside: Beside) -> FieldView:
        """Return a question of the page as it is asked, or would be if it were shown."""
        shown = field_view(one, self._looking, beside)
        if one.id in self._state.shown:
            return shown
        codes = offered(one.options, dict(self._state.values), None) if one.options is not None else ()
        labels = one.options.labels if one.options is not None else {}
        return replace(
            shown,
            asked=one.asks,
            options=tuple((code, labels[code]) for code in codes) or shown.options,
            value=self._looking.rows(one, beside.typed.get(one.id)) if one.asks else shown.value,
        )

    # --- in the order of working out ---------------------------------------------------------------------------------

    def steps(self) -> Iterator[Step]:
        """Yield what has to be worked out, each after what it reads."""
        needed: dict[str, Step] = {}
        for one in self._form.order:
            moves = one.id in self._moving or any(self._moving & each.reads for each in _worked_by(one))
            if moves:
                self._moving.add(one.id)
            needed[one.id] = self._step(one) if moves else self._standing(one)
        read = {name for name in self._moving for each in self._all_of(name) for name in each.reads}
        yield from (one for name, one in needed.items() if name in self._moving | read and name in self._known)

    def _all_of(self, name: str) -> Iterator[Expression]:
        one = self._form.by_id[name]
        yield from (*_worked_by(one), *((one.required_if,) if one.required_if is not None else ()))
        for cell in _inside(one):
            yield from cell.show

    def _standing(self, one: CompiledField) -> Step:
        value = self._state.answers.get(one.id) if one.id in self._known else None
        return Step(one.id, one.id in self._state.shown, value=value)

    def _step(self, one: CompiledField) -> Step:
        show = self._told(one.show, self._known)
        calc = self._told((one.calc,) if one.calc is not None else (), self._known)
        here = one.id in self.here and one.asks
        if calc is None or (show is None and not here):
            self._known.discard(one.id)  # it may change without the page knowing
        required = self._told((one.required_if,) if one.required_if is not None else (), self._known)
        if one.id in self.here and (one.show or required or one.calc):
            self.is_followed |= any(each.reads & self._moving for each in self._all_of(one.id))
        return replace(
            Step(one.id, one.id in self._state.shown, one.definition.type) if here else self._standing(one),
            show=show,
            required=required[0] if required and here else None,
            calc=calc[0] if calc else None,
            here=here,
            cells=tuple(self._cells(one, self._known)) if here else (),
        )

    def _cells(self, rows: CompiledField, known: Iterable[str]) -> Iterator[Step]:
        """Yield the questions of one row; each may read those of its row, and of the row around."""
        seen = {one.id for one in self._looking.cells(rows)}
        inside = {*known, *seen}
        for cell in rows.row.fields if rows.row is not None else ():
            if cell.id in seen:
                self.is_followed |= bool(cell.show)
                yield Step(
                    cell.id,
                    stands=True,
                    type=cell.definition.type,
                    show=self._told(cell.show, inside),
                    here=True,
                    cells=tuple(self._cells(cell, inside)),
                )

    def _told(self, conditions: tuple[Expression, ...], known: Iterable[str]) -> tuple[Tree, ...] | None:
        """Return conditions as a page takes them; nothing where one reads what this person may not be told."""
        may_read = frozenset(known)
        if any(one.reads - may_read or not all(map(self._may_view, one.row_reads)) for one in conditions):
            return None
        return tuple(map(_tree, conditions))

    def _may_view(self, path: str) -> bool:
        """Whether every question of the rows at a dotted *path* is one that the page has."""
        one: CompiledField | None = None
        for name in path.split("."):
            if one is None:
                one = self._form.by_id.get(name)
            else:
                one = next((cell for cell in self._looking.cells(one) if cell.id == name), None)
            if one is None:
                return False
        return True


def _worked_by(one: CompiledField) -> tuple[Expression, ...]:
    return (*one.show, *((one.calc,) if one.calc is not None else ()))


def _inside(one: CompiledField) -> Iterator[CompiledField]:
    for cell in one.row.fields if one.row is not None else ():
        yield cell
        yield from _inside(cell)


@lru_cache(maxsize=10_000)
def _tree(expression: Expression) -> Tree:
    return browser_tree(expression)


def _plain(one: Step) -> dict[str, object]:
    """Return a step as plain JSON, without what it does not have."""
    made: dict[str, object] = {"id": one.id, "stands": one.stands}
    made.update({name: getattr(one, name) for name in ("type", "show", "required", "calc", "here", "value")})
    made["cells"] = [_plain(cell) for cell in one.cells]
    return {name: value for name, value in made.items() if value not in (None, "", (), [], False) or name == "show"}
