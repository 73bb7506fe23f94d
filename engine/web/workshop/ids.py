"""Everything that a folder calls by an id, with what it is and its title: what completion offers and hovering says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.assemble import FOLDERS
from engine.definitions.configuration import Configuration
from engine.definitions.fields import AnyField, ChoiceField, RowsField
from engine.definitions.forms import Form
from engine.definitions.workflows import State
from engine.web.workshop.snapshot import Snapshot

_ROLES = ("role", "place", "group")
_CONDITION = ("question", "answer", "check")
_USED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("by", "view", "edit", "opened_by", "given_by", "tell", "correct", "audited_by"), _ROLES),
    **dict.fromkeys(("to", "goes", "until_state", "state"), ("state",)),
    **dict.fromkeys(("form", "continue", "withdraw"), ("form",)),
    **dict.fromkeys(("for", "required_for", "gives_back", "restarts"), ("action", "deadline")),
    **dict.fromkeys(
        ("if", "show_if", "required_if", "read_only_if", "calc", "require", "only_if", "when", "that"), _CONDITION
    ),
    **dict.fromkeys(("from", "dated", "shows", "fields", "confirm"), ("question",)),
    "options": ("list",),
    "use": ("part",),
}
"""What stands under a setting, where it is an id."""


@dataclass(frozen=True, slots=True)
class Id:
    """Something with an id. *what* says what it is, and *form* whose question it is, where it is one."""

    id: str
    what: str
    title: str
    form: str = ""


def ids_for(seen: Snapshot, setting: str, path: str) -> Iterator[Id]:
    """Yield what may stand under *setting* in the file *path*; everything, where no setting is named.

    A form's conditions name its own questions, a workflow's those of any form: `referral.harm_types`.
    """
    configuration = seen.assembled.configuration if seen.assembled is not None else None
    if configuration is None:
        return
    if not setting:
        yield from _all(configuration)
        return
    wanted = _USED.get(setting, ())
    in_workflow = FOLDERS.get(path.rpartition("/")[0]) == "workflow"
    own = _own_forms(seen, path) if not in_workflow else frozenset()
    for one in _all(configuration):
        if one.what not in wanted:
            continue
        if one.what == "question" and in_workflow:
            yield Id(f"{one.form}.{one.id}", one.what, one.title, one.form)
        elif one.what != "question" or one.form in own:
            yield one


def _own_forms(seen: Snapshot, path: str) -> frozenset[str]:
    assert seen.assembled is not None
    nodes = seen.assembled.origins.nodes.items()
    return frozenset(name for (kind, name), node in nodes if kind == "form" and node.place.file == path)


def _all(configuration: Configuration) -> Iterator[Id]:
    manifest = configuration.manifest
    for name, role in manifest.roles.items():
        yield Id(name, "role", role.title)
    for name, place in manifest.case_roles.items():
        yield Id(name, "place", place.title)
    for name in manifest.groups:
        yield Id(name, "group", "")
    for name, one in configuration.lists.items():
        yield Id(name, "list", one.title)
        yield from (Id(code, "answer", option.label) for code, option in one.options.items())
    for name in configuration.parts:
        yield Id(name, "part", "")
    for form in configuration.forms.values():
        yield Id(form.form, "form", form.title)
        yield from _questions(form)
    for name, flow in configuration.workflows.items():
        yield Id(name, "workflow", flow.title)
        yield from (Id(each, "check", check.say) for each, check in flow.checks.items())
        yield from _states(flow.states)


def _questions(form: Form) -> Iterator[Id]:
    for _, name, field in form.placed_fields():
        yield from _question(form.form, name, field)


def _question(form: str, name: str, field: AnyField) -> Iterator[Id]:
    yield Id(name, "question", field.label or "", form)
    if isinstance(field, ChoiceField) and isinstance(field.options, dict):
        yield from (Id(code, "answer", option.label) for code, option in field.options.items())
    if isinstance(field, RowsField):
        for each, inner in field.fields.items():
            yield Id(each, "question", inner.label or "", form)


def _states(states: Mapping[str, State]) -> Iterator[Id]:
    for name, state in states.items():
        yield Id(name, "state", state.title)
        yield from (Id(each, "action", action.title) for each, action in state.actions.items())
        yield from (Id(each, "deadline", limit.title or "") for each, limit in state.deadlines.items())
        yield from _states(state.states)
        for strand in state.parallel.values():
            yield from _states(strand.states)
