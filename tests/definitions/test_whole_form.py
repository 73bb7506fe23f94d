"""A form that uses every setting of forms at once is read, checked without a finding, and said in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.cases.compiling import compile_configuration
from engine.checks import check
from engine.definitions.assemble import Assembled
from engine.definitions.forms import Form
from engine.definitions.read import read_folder
from engine.definitions.shapes import settings_of
from engine.definitions.source import MapNode
from engine.findings import render_all
from engine.interop.outline import as_markdown
from engine.interop.rule_book import rule_book

WHOLE = Path(__file__).parent / "whole"


@cache
def whole() -> Assembled:
    return read_folder(WHOLE)


def test_it_has_every_setting_that_a_form_can_have() -> None:
    node = whole().origins.node("form", "first_look")

    assert isinstance(node, MapNode)
    assert set(node.entries) == set(settings_of(Form))


def test_it_is_checked_without_a_finding() -> None:
    assert render_all(check(whole()).findings) == ""


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "- A draft is kept: 60 calendar days after the last change; then it is erased.",
                'until 25 years after the day that the record says at "Date of birth"',
                "### To: Youth service, School safeguarding lead",
                "  - People connected to the worry",
                "- Chronology: the answer stands in it, on its day.",
            ),
        ),
        (
            "cy",
            (
                "- Cedwir drafft: 60 diwrnod calendr ar ôl y newid diwethaf; yna caiff ei ddileu.",
                'tan 25 mlynedd ar ôl y diwrnod a nodir yn y cofnod wrth "Date of birth"',
                "### At: Youth service, School safeguarding lead",
                "## Beth a anfonir at bartneriaid",
                "- Cronoleg: mae'r ateb yn sefyll ynddi, ar ei ddiwrnod.",
            ),
        ),
    ],
)
def test_its_rules_are_said_in_both_languages(language: str, sentences: tuple[str, ...]) -> None:
    configuration = whole().configuration
    assert configuration is not None

    told = as_markdown(
        rule_book(compile_configuration(configuration, whole().origins, language).definition, "first_look")
    )

    assert [one for one in sentences if one not in told] == []
