"""What many councils on one template hold once: only what says the same for each of them, and never anything else."""

from __future__ import annotations

import pytest

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.cases.compiling.shared import Beneath
from engine.definitions.assemble import Assembled, assemble
from engine.findings import render_all
from engine.interop.blank_form import blank_form
from engine.interop.json_schema import form_schema
from engine.interop.paper_text import as_text as on_paper
from engine.interop.picture import picture_of
from engine.interop.rule_book import rule_books
from engine.interop.table import as_text
from tests import cookbook
from tests.overlays import HEAD, MANIFEST, TEMPLATE


def beneath(template: Assembled) -> Beneath:
    assert template.configuration is not None
    compilation = compile_configuration(template.configuration, template.origins)
    assert compilation.findings == ()
    return Beneath(template.configuration, compilation.definition)


def compiled(made: Assembled, below: Beneath | None) -> Definition:
    assert made.configuration is not None, render_all(made.findings)
    compilation = compile_configuration(made.configuration, made.origins, beneath=below)
    assert compilation.findings == ()
    return compilation.definition


def shown(definition: Definition) -> list[object]:
    """Return all that can be read of a definition: rules, papers, schemas and tables of its workflows."""
    made: list[object] = [rule_books(definition), definition.release]
    for name in definition.forms:
        made += [on_paper(blank_form(definition, name)), form_schema(definition, definition.forms[name])]
    return made + [as_text(picture_of(definition, name)) for name in definition.workflows]


def little(own: dict[str, bytes]) -> tuple[Beneath, Assembled]:
    template = assemble(TEMPLATE, shown_under="extends/")
    return beneath(template), assemble({MANIFEST: HEAD.encode(), **own}, shown_under="own/", template=template)


@pytest.mark.parametrize("edit", [*cookbook.edits()])
def test_a_council_reads_the_same_whether_or_not_it_shares(edit: str) -> None:
    made = cookbook.council(cookbook.files(edit))

    assert shown(compiled(made, beneath(cookbook.national()))) == shown(compiled(made, None))


def test_what_nothing_touched_is_the_very_object_of_the_template() -> None:
    below = beneath(cookbook.national())

    made = compiled(cookbook.council(cookbook.files("rename")), below)

    assert made.forms["contact_referral"] is below.definition.forms["contact_referral"]
    assert made.workflows["panel_meeting"] is below.definition.workflows["panel_meeting"]
    assert made.workflows["child_front_door"] is not below.definition.workflows["child_front_door"]


def test_a_form_whose_options_a_council_changed_is_its_own_and_so_is_the_workflow_that_asks_it() -> None:
    below, made = little({"form_schemas/lists/levels.yaml": b"list: levels\noptions: {low: Lowest}\n"})

    definition = compiled(made, below)

    assert definition.forms["referral"] is not below.definition.forms["referral"]
    assert definition.workflows["path"] is not below.definition.workflows["path"]
    assert shown(definition) == shown(compiled(made, None))


def test_a_workflow_is_compiled_again_where_a_form_that_it_asks_was_changed() -> None:
    below = beneath(cookbook.national())

    made = compiled(cookbook.council(cookbook.files("sign_off")), below)

    assert made.workflows["child_front_door"] is not below.definition.workflows["child_front_door"]
    assert made.workflows["panel_meeting"] is below.definition.workflows["panel_meeting"]


def test_where_a_group_has_other_roles_nothing_is_shared_that_names_it() -> None:
    head = cookbook.HEAD + "groups:\n  front_door: {add: context_lead}\n"

    definition = compiled(cookbook.council({MANIFEST: head.encode()}), beneath(cookbook.national()))

    assert "context_lead" in definition.forms["contact_referral"].by_id["received_at"].view
    assert "context_lead" in definition.workflows["child_front_door"].view


def test_a_record_that_a_council_changed_changes_what_conditions_of_a_workflow_may_name() -> None:
    below, made = little(
        {"form_schemas/records/child.yaml": b"record: child\nfields: {full_name: {label: Whole name}}\n"}
    )

    definition = compiled(made, below)

    assert definition.forms["referral"] is below.definition.forms["referral"]
    assert definition.workflows["path"] is not below.definition.workflows["path"]


def test_nothing_is_shared_between_languages() -> None:
    below, made = little({})
    assert made.configuration is not None

    welsh = compile_configuration(made.configuration, made.origins, "cy", beneath=below).definition

    assert welsh.forms["referral"] is not below.definition.forms["referral"]
