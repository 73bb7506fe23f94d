"""From links, openings and alerts as written to those that run: what each end reads of the other, and of what type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.cases.compiled import CompiledAlert, CompiledField, CompiledLink, CompiledTask
from engine.cases.compiling.forms import compile_rows
from engine.cases.compiling.tasks import all_tasks
from engine.cases.compiling.types import field_type, option_set
from engine.cases.compiling.workshop import Compiler, Spot
from engine.definitions.configuration import Configuration
from engine.definitions.fields import AnyField, ChoiceField, RowsField, SubjectField, own_fields
from engine.definitions.links import LINKED_ON, Link, Opens, link_title
from engine.definitions.workflows import Workflow
from engine.expressions.evaluate import Expression
from engine.expressions.types import DATE, TEXT, Choice, Rows, Scope, Type

OF_A_CASE: Mapping[str, Type] = {"case.reference": TEXT, "case.state": TEXT, "case.opened_on": DATE}
"""What can be said of any case."""


def far_end(configuration: Configuration, link: Link) -> Link | None:
    """Return the other end of *link*, or nothing when it is not there; the checks say so."""
    to = configuration.workflows.get(link.to)
    return to.links.get(link.back) if to is not None else None


def readable(configuration: Configuration, link: Link) -> tuple[str, ...]:
    """Return what the cases at *link*'s end may read of those at the other, whichever end says so."""
    far = far_end(configuration, link)
    return tuple(dict.fromkeys((*link.shares.taken, *(far.shares.out if far is not None else ()))))


def shared_field(configuration: Configuration, flow: Workflow, name: str) -> tuple[AnyField, str] | None:
    """Return the question or fact of *flow*'s cases that *name* means, with its owner; nothing when there is none."""
    owner, _, field = name.partition(".")
    asked = {one.submits for place in flow.places.values() for one in place.actions.values()}
    asked |= {one.submits for one in flow.anytime.values()} | {one.task.form for one in all_tasks(flow)}
    if owner in asked and owner in configuration.forms:
        found = {one: each for _, one, each in configuration.forms[owner].placed_fields()}
        return (found[field], owner) if field in found else None
    subject = configuration.manifest.subjects.get(flow.subject)
    record = configuration.records.get(subject.record) if subject is not None else None
    if owner == flow.subject and record is not None and field in record.fields:
        return record.fields[field], record.record
    return None


def shared_type(compiler: Compiler, flow: Workflow, name: str) -> Type | None:
    """Return what a condition sees of *name*, said of a case of *flow*."""
    if name in OF_A_CASE:
        return OF_A_CASE[name]
    found = shared_field(compiler.configuration, flow, name)
    return None if found is None else field_type(compiler, found[0], f"{found[1]}.{name.partition('.')[2]}")


def link_names(compiler: Compiler, workflow: Workflow) -> tuple[dict[str, Type], dict[str, str]]:
    """Return `links.<id>` of each link of *workflow* with what conditions see of it, and the labels of all that."""
    names: dict[str, Type] = {}
    labels: dict[str, str] = {}
    for name, link in workflow.links.items():
        to = compiler.configuration.workflows.get(link.to)
        fields: dict[str, Type] = {LINKED_ON: DATE}
        for shared in readable(compiler.configuration, link):
            kind = shared_type(compiler, to, shared) if to is not None else None
            if kind is not None and not isinstance(kind, Rows):
                fields[shared] = kind
        for own, field in own_fields(link.fields, compiler.language):
            labels[f"links.{name}.{own}"] = field.label
            kind = field_type(compiler, field, f"{workflow.workflow}.{name}.{own}")
            if kind is not None:
                fields[own] = kind
        names[f"links.{name}"], labels[f"links.{name}"] = Rows(fields), link_title(name, link)
    return names, labels


def compile_links(
    compiler: Compiler, workflow: Workflow, expressions: Iterable[Expression], tasks: Iterable[CompiledTask]
) -> dict[str, CompiledLink]:
    """Return the links of *workflow* ready to run; its conditions, *expressions*, and *tasks* say what is needed."""
    read = {name for one in expressions for name in one.row_reads}
    read |= {f"links.{one.along.link}.{name}" for one in tasks if one.along is not None for name in one.along.reads}
    made: dict[str, CompiledLink] = {}
    for name, link in workflow.links.items():
        reads = readable(compiler.configuration, link)
        needs = frozenset(one for one in reads if f"links.{name}.{one}" in read)
        made[name] = CompiledLink(name, link, link_title(name, link), reads, needs, _asks(compiler, workflow, name))
    return made


def _asks(compiler: Compiler, workflow: Workflow, name: str) -> CompiledField | None:
    link = workflow.links[name]
    if not link.fields:
        return None
    title = link_title(name, link)
    rows = RowsField(type="rows", label=title, row=title, fields=link.fields)
    return compile_rows(compiler, name, rows, Spot("workflow", workflow.workflow, ("links", name)), workflow.workflow)


def compile_alerts(compiler: Compiler, workflow: Workflow, scope: Scope, spot: Spot) -> tuple[CompiledAlert, ...]:
    """Return the alerts of *workflow* whose condition can be read."""
    made = []
    for name, alert in workflow.alerts.items():
        when = compiler.expression(alert.when, scope, spot.at("alerts", name, "when"))
        if when is not None:
            tell = tuple(sorted(compiler.members(alert.tell)))
            made.append(CompiledAlert(name, alert, when, tell))
    return tuple(made)


def answers_shared_by(configuration: Configuration, workflow: Workflow) -> Iterator[str]:
    """Yield the answers of *workflow*'s cases that others may read along a link, as `form.field`."""
    for flow in configuration.workflows.values():
        for link in flow.links.values():
            if link.to == workflow.workflow:
                yield from readable(configuration, link)


def each_field(configuration: Configuration, opens: Opens, submits: str | None) -> tuple[str, str, AnyField] | None:
    """Return the form, the question and the field that *opens* goes through; nothing when there is no such field."""
    owner, _, name = (opens.for_each or "").partition(".")
    form = configuration.forms.get((submits or "") if owner == "this" else owner)
    if form is None:
        return None
    field = next((one for _, each, one in form.placed_fields() if each == name), None)
    return None if field is None else (form.form, name, field)


def row_scope(compiler: Compiler, scope: Scope, opens: Opens, submits: str | None) -> Scope:
    """Return *scope* with what `row.<field>` means in *opens*: the row's answers, or the option chosen."""
    found = each_field(compiler.configuration, opens, submits)
    if found is None:
        return scope
    form, name, field = found
    names, labels = dict(scope.names), dict(scope.labels)
    if isinstance(field, RowsField):
        for cell, one in own_fields(field.fields, compiler.language):
            labels[f"row.{cell}"] = one.label
            kind = field_type(compiler, one, f"{form}.{name}.{cell}")
            if kind is not None:
                names[f"row.{cell}"] = kind
    elif isinstance(field, ChoiceField):
        options = option_set(compiler, field, f"{form}.{name}")
        if options is not None:
            names["row.code"], labels["row.code"] = Choice(options[0]), field.label
    return Scope(names, labels, scope.actions, scope.states, scope.forms)


def goes_through(field: AnyField) -> bool:
    """Whether a case can be opened for each thing that *field* holds."""
    return isinstance(field, RowsField | SubjectField) or (isinstance(field, ChoiceField) and field.type == "choices")
