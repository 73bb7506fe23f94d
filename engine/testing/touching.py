"""What a scenario touches: the forms, workflows, states and tasks that the engine looks at while it is played.

A change to a form or workflow that a scenario never touches cannot make it fail, so it need not be played for that.
"""

from __future__ import annotations

from collections.abc import ItemsView, Mapping, ValuesView
from dataclasses import fields, replace
from typing import Literal, TypeAlias, TypeVar, overload

from engine.cases.compiled import CompiledForm, CompiledWorkflow, Definition

T = TypeVar("T")
D = TypeVar("D")

Kind: TypeAlias = Literal["form", "workflow", "state", "task"]
Touch: TypeAlias = tuple[Kind, str]
"""What was looked at, by its id; a state by its path."""


def touched_in(definition: Definition, touches: set[Touch]) -> Definition:
    """Return *definition*, which is the same but that whatever is looked at in it is added to *touches*."""
    flows = {name: _flow(one, touches) for name, one in definition.workflows.items()}
    forms = {name: _form(one, touches) for name, one in definition.forms.items()}
    return replace(definition, forms=forms, workflows=_Touched(flows, "workflow", touches))


def _flow(flow: CompiledWorkflow, touches: set[Touch]) -> CompiledWorkflow:
    tasks = _Touched(flow.work.tasks, "task", touches)
    return replace(flow, states=_Touched(flow.states, "state", touches), work=replace(flow.work, tasks=tasks))


def _form(form: CompiledForm, touches: set[Touch]) -> CompiledForm:
    made = _TouchedForm(**{one.name: getattr(form, one.name) for one in fields(form)})
    object.__setattr__(made, "_touches", touches)
    return made


class _TouchedForm(CompiledForm):
    """A form that notes when it is looked at. Conditions of workflows only look up what type a question is of."""

    __slots__ = ("_touches",)
    _touches: set[Touch]

    def __getattribute__(self, name: str) -> object:
        if name not in ("id", "by_id"):
            touches: set[Touch] = object.__getattribute__(self, "_touches")
            touches.add(("form", object.__getattribute__(self, "id")))
        return object.__getattribute__(self, name)


class _Touched(dict[str, T]):
    """Things by their ids, that note which of them were taken out. Going through all of them takes all of them."""

    def __init__(self, things: Mapping[str, T], kind: Kind, touches: set[Touch]) -> None:
        super().__init__(things)
        self._kind, self._touches = kind, touches

    def __getitem__(self, name: str) -> T:
        self._touches.add((self._kind, name))
        return super().__getitem__(name)

    @overload
    def get(self, name: str, otherwise: None = None, /) -> T | None: ...
    @overload
    def get(self, name: str, otherwise: T, /) -> T: ...
    @overload
    def get(self, name: str, otherwise: D, /) -> T | D: ...

    def get(self, name: str, otherwise: object = None, /) -> object:
        self._touches.add((self._kind, name))
        return super().get(name, otherwise)

    def values(self) -> ValuesView[T]:  # type: ignore[override]  # a view of the same, as any mapping has
        self._all()
        return super().values()

    def items(self) -> ItemsView[str, T]:  # type: ignore[override]  # a view of the same, as any mapping has
        self._all()
        return super().items()

    def _all(self) -> None:
        self._touches.update((self._kind, name) for name in self)
