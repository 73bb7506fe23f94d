"""What a council's compilation takes over from its template's: forms and workflows that nothing touched.

So a hundred councils on one template compile it once, and hold it once. Whatever a form or workflow is compiled from
has to be the very same, or say the same; in doubt it is compiled again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.cases.compiled import CompiledForm, CompiledWorkflow, Definition
from engine.cases.compiling.types import written_options
from engine.cases.compiling.workflows import asked_forms
from engine.definitions.configuration import Configuration
from engine.definitions.fields import AnyField, ChoiceField, GridField, RowsField
from engine.definitions.forms import Form
from engine.findings import Finding


@dataclass(frozen=True, slots=True)
class Beneath:
    """A template without errors: what was compiled, what came of it, and what exploring each of its workflows found."""

    configuration: Configuration
    definition: Definition
    explored: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def forms_shared(configuration: Configuration, language: str, beneath: Beneath | None) -> dict[str, CompiledForm]:
    """Return the compiled forms of the template that hold for *configuration* as they are."""
    if beneath is None or not _speaks_alike(configuration, language, beneath):
        return {}
    known = beneath.configuration
    return {
        name: beneath.definition.forms[name]
        for name, form in configuration.forms.items()
        if form is known.forms.get(name)
        and name in beneath.definition.forms
        and _offers_alike(form, configuration, known)
    }


def workflows_shared(
    configuration: Configuration, forms: Mapping[str, CompiledForm], beneath: Beneath | None
) -> dict[str, CompiledWorkflow]:
    """Return the compiled workflows of the template that hold too. *forms* are those that were taken over."""
    if beneath is None or not forms or not _are_about_the_same(configuration, beneath.configuration):
        return {}
    known = beneath.configuration
    same = {
        name
        for name, flow in configuration.workflows.items()
        if flow is known.workflows.get(name) and all(form in forms for form in asked_forms(flow))
    }
    # What a link shares and asks may be written at its other end, and so may what is read of the case there.
    return {
        name: beneath.definition.workflows[name]
        for name in configuration.workflows
        if name in same
        and name in beneath.definition.workflows
        and all(link.to in same for link in configuration.workflows[name].links.values())
    }


def _speaks_alike(configuration: Configuration, language: str, beneath: Beneath) -> bool:
    """Whether roles mean the same people, the same things can be copied from, and all is said in one language."""
    own, known = configuration.manifest, beneath.configuration.manifest
    return (
        language == beneath.definition.language
        and (own.roles, own.groups, own.case_roles) == (known.roles, known.groups, known.case_roles)
        and configuration.records.keys() == beneath.configuration.records.keys()
        and configuration.forms.keys() == beneath.configuration.forms.keys()
    )


def _offers_alike(form: Form, configuration: Configuration, known: Configuration) -> bool:
    """Whether the options that *form* takes from elsewhere are the same."""
    for ref in {ref for _, _, one in form.placed_fields() for ref in _options_of(one)}:
        one, other = written_options(configuration, ref), written_options(known, ref)
        if one != other:
            return False
    return True


def _options_of(field: AnyField) -> Iterator[str]:
    if isinstance(field, ChoiceField | GridField) and isinstance(field.options, str):
        yield field.options
    elif isinstance(field, RowsField):
        for one in field.fields.values():
            yield from _options_of(one)


def _are_about_the_same(configuration: Configuration, known: Configuration) -> bool:
    """Whether subjects, their records and all that is named in casepath.yaml are what they are in the template."""
    own, other = configuration.manifest, known.manifest
    return (own.subjects, own.meetings, own.system) == (other.subjects, other.meetings, other.system) and all(
        record is known.records.get(name) for name, record in configuration.records.items()
    )
