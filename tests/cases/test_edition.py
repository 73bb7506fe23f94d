"""What a configuration is called: its own version, and those of the templates that it builds on."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.definitions.extending import together
from engine.interop.blank_form import blank_form
from engine.interop.rule_book import rule_book, rule_books
from tests.overlays import HEAD, MANIFEST, TEMPLATE, assembled
from tests.support import LITTLE, definition_of


def compiled(files: Mapping[str, bytes], template: Mapping[str, bytes], language: str = "en") -> Definition:
    made = assembled(files, template)
    assert made.configuration is not None
    return compile_configuration(made.configuration, made.origins, language).definition


NORTHSHIRE = {MANIFEST: HEAD.replace("title: Northshire", "title: Northshire County Council").encode()}


def test_a_configuration_that_stands_alone_is_called_by_its_title_and_version() -> None:
    definition = definition_of(LITTLE)

    assert (definition.edition, definition.whole_version) == ("Little council 1.0.0", "1.0.0")


def test_an_overlay_is_called_by_its_own_version_and_its_templates() -> None:
    definition = compiled(NORTHSHIRE, TEMPLATE)

    assert definition.edition == "Northshire 4 on little 1.0.0"
    assert definition.whole_version == "4 on little 1.0.0"
    assert compiled(NORTHSHIRE, TEMPLATE, "cy").edition == "Northshire 4 ar sail little 1.0.0"


def test_an_overlay_of_an_overlay_names_each_of_them() -> None:
    east = {
        MANIFEST: b"casepath: 1\nconfiguration: east_of_it\ntitle: East\nextends: northshire 4\nversion: 2\n",
    }

    assert compiled(east, together(NORTHSHIRE, TEMPLATE)).edition == "East Of It 2 on northshire 4 on little 1.0.0"


def test_a_form_on_paper_says_which_edition_it_is_of() -> None:
    definition = compiled(NORTHSHIRE, TEMPLATE)
    said = [
        blank_form(definition, "referral").edition,
        *rule_book(definition, "referral").said,
        *rule_books(definition).said,
    ]

    assert said[0] == "Northshire County Council, version 4 on little 1.0.0"
    assert 'The rules of this form, from "Northshire County Council", version 4 on little 1.0.0.' in said
    assert said[-1] == "Version 4 on little 1.0.0."
