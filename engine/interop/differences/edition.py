"""One of the two configurations that are compared: what it says, where it says it, and what things are called in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from engine.cases.compiled import Definition
from engine.cases.compiling.workshop import Spot
from engine.definitions.configuration import Configuration
from engine.definitions.fields import AnyField, RowsField
from engine.definitions.nodes import Node, TextNode
from engine.definitions.origins import Assembled, Origins
from engine.definitions.walking import found
from engine.definitions.words import Unit, read_duration
from engine.definitions.workflows import Action, Workflow
from engine.findings import Place
from engine.interop.words import one_line, readable


@dataclass(frozen=True, slots=True)
class Edition:
    """A configuration with its places, compiled in the language of the report.

    *scenarios* are the files of scenarios, by path.
    """

    configuration: Configuration
    origins: Origins
    definition: Definition
    scenarios: Mapping[str, Node] = field(default_factory=dict)

    @property
    def template(self) -> Assembled | None:
        """What it extends, if it does."""
        return self.origins.over.template if self.origins.over is not None else None

    @property
    def language(self) -> str:
        return self.definition.language

    def place(self, spot: Spot) -> Place | None:
        """Return where *spot* is written: the name of the setting, or the nearest thing round it."""
        if (spot.kind, spot.name) not in self.origins.nodes:
            return None
        return self.origins.place(spot.kind, spot.name, *spot.path, key=True)

    def allows(self, path: str, unit: Unit) -> int | None:
        """Return how many of *unit* the template of this edition gives at *path*; nothing where it gives none."""
        nodes = self.template.origins.nodes if self.template is not None else {}
        node = next((one for _, one in found(nodes, path)), None)
        try:
            said = read_duration(node.value) if isinstance(node, TextNode) else None
        except PydanticCustomError:
            return None
        return said.amount if said is not None and said.unit == unit else None

    # --- what things are called ---------------------------------------------------------------------------------------

    def role(self, name: str) -> str:
        manifest = self.configuration.manifest
        known = manifest.roles.get(name) or manifest.case_roles.get(name)
        return known.title if known is not None else readable(name)

    def form(self, name: str) -> str:
        known = self.configuration.forms.get(name) or self.configuration.workflows.get(name)
        return known.title if known is not None else readable(name)

    def question(self, form: str, path: str) -> str:
        """Return the label of a question of *form* (or of a record): `rows.cell` for one inside rows."""
        first, _, inner = path.partition(".")
        one = self._fields(form).get(first)
        while inner and isinstance(one, RowsField):
            first, _, inner = inner.partition(".")
            one = one.fields.get(first)
        return one.label if one is not None and not inner else readable(path.rpartition(".")[2])

    def _fields(self, owner: str) -> Mapping[str, AnyField]:
        form = self.configuration.forms.get(owner)
        if form is not None:
            return {name: one for _, name, one in form.placed_fields()}
        record = self.configuration.records.get(owner)
        return record.fields if record is not None else {}

    def step(self, workflow: str, name: str) -> str:
        """Return the title of an action or a task, of *workflow* if it has it; of any other where it is a form's."""
        flows = self.configuration.workflows
        for flow in [one for one in (flows.get(workflow),) if one is not None] or flows.values():
            for action, one in actions_of(flow):
                if action == name:
                    return one.title
            compiled = self.definition.workflows.get(flow.workflow)
            if compiled is not None and name in compiled.work.tasks:
                return one_line(compiled.work.tasks[name].definition.title)
        return readable(name)

    def state(self, workflow: str, name: str) -> str:
        path = self.state_path(workflow, name)
        flow = self.configuration.workflows.get(workflow)
        return flow.places[path].state.title if flow is not None and path else readable(name.rpartition("/")[2])

    def state_path(self, workflow: str, name: str) -> str | None:
        """Return the path of the state that *name* means; nothing where it means none."""
        flow = self.configuration.workflows.get(workflow)
        return None if flow is None else flow.state_names.get(name) or next(_ending_in(flow, name), None)

    def limit(self, workflow: str, name: str) -> str:
        flow = self.definition.workflows.get(workflow)
        return flow.deadlines[name].title if flow is not None and name in flow.deadlines else readable(name)

    def link(self, workflow: str, name: str) -> str:
        flow = self.definition.workflows.get(workflow)
        return flow.links[name].title if flow is not None and name in flow.links else readable(name)


def actions_of(flow: Workflow) -> Iterator[tuple[str, Action]]:
    """Yield every action of *flow* with its id."""
    for place in flow.places.values():
        yield from place.actions.items()
    yield from flow.anytime.items()


def _ending_in(flow: Workflow, name: str) -> Iterator[str]:
    return (path for path in flow.places if path.endswith(f"/{name}"))
