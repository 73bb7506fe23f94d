"""What every check reads: the configuration, where each part of it stands, and what could be compiled of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.cases.compiled import Definition
from engine.cases.compiling.shared import Beneath
from engine.cases.compiling.types import field_type
from engine.cases.compiling.workflows import asked_forms
from engine.cases.compiling.workshop import Compiler, Spot
from engine.checks.graph import Graph, graph_of
from engine.definitions.assemble import Origins
from engine.definitions.configuration import Configuration
from engine.definitions.deadlines import Deadline
from engine.definitions.fields import AnyField, RowsField, own_fields
from engine.definitions.forms import Form
from engine.definitions.model import Kind, Model
from engine.definitions.texts import Text, texts_of
from engine.definitions.workflows import Action, Workflow
from engine.expressions.types import Type
from engine.findings import Code, Finding

MANIFEST = Spot("configuration", "")


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A question or fact where it stands. *owner* is its form, record or rows, as conditions name it."""

    spot: Spot
    id: str
    owner: str
    field: AnyField
    page: str = ""
    rows: tuple[PlacedField, ...] = ()
    """The repeating questions that it stands in, outermost first."""

    @property
    def in_rows(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class PlacedAction:
    """An action where it stands; *state* is the path of its state, nothing for one that is offered at any time."""

    spot: Spot
    id: str
    action: Action
    state: str | None


@dataclass(frozen=True, slots=True)
class Book:
    """One configuration, open for checking. A check reads it and yields findings; it changes nothing.

    What it shares with its template, or with what it was before, *beneath*, was checked there. Unless it *explores*,
    cases that were not looked at there are not looked at.
    """

    configuration: Configuration
    origins: Origins
    definition: Definition
    beneath: Beneath | None = None
    explores: bool = True
    explored: dict[str, tuple[Finding, ...]] = field(init=False, default_factory=dict)
    """What looking at every case found, by workflow."""
    compiler: Compiler = field(init=False)
    _graphs: dict[str, Graph] = field(init=False, default_factory=dict)
    _asked: dict[str, list[str]] = field(init=False, default_factory=dict)
    _answers: dict[str, Mapping[str, AnyField]] = field(init=False, default_factory=dict)
    _texts: dict[tuple[Kind, str], Mapping[str, Text]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiler", Compiler(self.configuration, self.origins))

    def finding(self, code: Code, message: str, spot: Spot, hint: str | None = None, *, key: bool = False) -> Finding:
        """Return a finding at *spot*; with *key* at the name of the setting instead of what it says."""
        place = self.origins.place(spot.kind, spot.name, *spot.path, key=key)
        return Finding(code, message, place, code.remedy if hint is None else hint, accepted_path(spot))

    def version_at(self, spot: Spot) -> str:
        """Return the version of the configuration in whose file *spot* stands: the council's, or its template's."""
        present = self.configuration.manifest.version
        return self.origins.version_at(spot.kind, spot.name, *spot.path, present=present)

    def graph(self, workflow: Workflow) -> Graph:
        """Return the ways through *workflow*, drawn once."""
        name = workflow.workflow
        if name not in self._graphs:
            self._graphs[name] = graph_of(workflow)
        return self._graphs[name]

    def texts(self, kind: Kind, name: str, definition: Model) -> Mapping[str, Text]:
        """Return the texts of a definition that people read, by the path that a translation gives them; found once."""
        if (kind, name) not in self._texts:
            self._texts[kind, name] = {one.path: one for one in texts_of(definition, self.origins.nodes[kind, name])}
        return self._texts[kind, name]

    def type_of(self, placed: AnyField, owner: str) -> Type | None:
        """Return what a condition sees of a field; nothing for a note, or where its options are not there."""
        return field_type(self.compiler, placed, owner)

    def fields_of(self, form: Form) -> Iterator[PlacedField]:
        """Yield the questions of *form* in the order of asking, each repeating one followed by those of its rows."""
        for page_id, page in form.pages.items():
            spot = Spot("form", form.form, ("pages", page_id, "fields"))
            for name, one in page.fields.items():
                yield from _with_rows(PlacedField(spot.at(name), name, form.form, one, page_id))

    def facts(self) -> Iterator[PlacedField]:
        """Yield the facts of every record."""
        for record in self.configuration.records.values():
            for name, one in record.fields.items():
                spot = Spot("record", record.record, ("fields", name))
                yield from _with_rows(PlacedField(spot, name, record.record, one))

    def questions(self) -> Iterator[PlacedField]:
        """Yield every question of every form."""
        for form in self.configuration.forms.values():
            yield from self.fields_of(form)

    def link_questions(self) -> Iterator[PlacedField]:
        """Yield the questions that links ask."""
        for workflow in self.configuration.workflows.values():
            for link_id, link in workflow.links.items():
                for name, one in link.fields.items():
                    spot = Spot("workflow", workflow.workflow, ("links", link_id, "fields", name))
                    yield from _with_rows(PlacedField(spot, name, f"{workflow.workflow}.{link_id}", one))

    def actions(self, workflow: Workflow) -> Iterator[PlacedAction]:
        """Yield the actions of *workflow*, in the order in which they are written."""
        spot = Spot("workflow", workflow.workflow)
        for path, place in workflow.places.items():
            here = spot.at(*place.at)
            for name, action in place.actions.items():
                at = here.at("actions", name) if name in place.state.actions else here.at("proceed", "override")
                yield PlacedAction(at, name, action, path)
        for name, action in workflow.anytime.items():
            yield PlacedAction(spot.at("anytime", name), name, action, None)

    def asked(self, workflow: Workflow) -> list[str]:
        """Return the forms that the actions and tasks of *workflow* submit, each once, in order."""
        name = workflow.workflow
        if name not in self._asked:
            self._asked[name] = asked_forms(workflow)
        return self._asked[name]

    def workflows_asking(self, form: str) -> list[Workflow]:
        """Return the workflows with an action or a task that submits *form*."""
        return [flow for flow in self.configuration.workflows.values() if form in self.asked(flow)]

    def answers(self, form: Form) -> Mapping[str, AnyField]:
        """Return the fields of *form* by id, with the texts that `other` adds; the first of two with the same id."""
        if form.form not in self._answers:
            self._answers[form.form] = answers_of(form)
        return self._answers[form.form]


def answers_of(form: Form) -> dict[str, AnyField]:
    """Return the fields of *form* by id, with the texts that `other` adds; the first of two with the same id."""
    found: dict[str, AnyField] = {}
    for _, name, one in form.placed_fields():
        for own_name, own in own_fields({name: one}):
            found.setdefault(own_name, own)
    return found


def answers_inside(fields: Mapping[str, AnyField], rows: Sequence[str]) -> Mapping[str, AnyField]:
    """Return the fields inside *rows*, which stand in each other, outermost first; none where there are no such."""
    for name in rows:
        one = fields.get(name)
        fields = dict(own_fields(one.fields)) if isinstance(one, RowsField) else {}
    return fields


def accepted_path(spot: Spot) -> str:
    """Return the path of *spot* as `accepted` and `locked` write it: a field's page is no part of its path."""
    path = [str(step) for step in spot.path]
    if spot.kind == "form" and path[:1] == ["pages"] and path[2:3] == ["fields"]:
        path = path[2:]
    return ".".join(([spot.name] if spot.name else []) + path)


def _with_rows(placed: PlacedField) -> Iterator[PlacedField]:
    yield placed
    if isinstance(placed.field, RowsField):
        owner = f"{placed.owner}.{placed.id}"
        for name, cell in placed.field.fields.items():
            yield from _with_rows(
                PlacedField(placed.spot.at("fields", name), name, owner, cell, placed.page, rows=(*placed.rows, placed))
            )


def deadlines_of(workflow: Workflow) -> Iterator[tuple[str, Spot, Deadline]]:
    """Yield the deadlines of *workflow*: the path of the state that has it, its place, and the deadline."""
    for path, place in workflow.places.items():
        for name, deadline in place.state.deadlines.items():
            yield path, Spot("workflow", workflow.workflow, (*place.at, "deadlines", name)), deadline


def breach_targets(workflow: Workflow) -> Iterator[tuple[str, Spot, str]]:
    """Yield where a breach moves a case: the path of the state whose limit it is, the place, and the state named."""
    for path, spot, deadline in deadlines_of(workflow):
        for index, step in enumerate(deadline.breach):
            if step.to is not None:
                yield path, spot.at("breach", index, "to"), step.to
