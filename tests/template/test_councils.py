"""Four councils on one template: each small, each its own, each checked and played."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.checks import check
from engine.definitions.assemble import assemble
from engine.definitions.configuration import Configuration
from engine.definitions.nodes import ListNode, MapNode, Node, plain
from engine.definitions.read import folder_files
from engine.definitions.source import read
from engine.definitions.translations import in_language
from engine.findings import render_all
from engine.testing.scenarios import Loaded, load, run_scenarios

ROOT = Path(__file__).resolve().parent.parent.parent
COUNCILS = ("ashbourne_park", "westmarch", "glanwern", "port_ellery")

# the front door's name, the levels for a child, when the panel meets, what a plan for risk outside the home is called
PROFILES = {
    "ashbourne_park": ("First Access, a child", 4, "1 month", "Exploitation plan"),
    "westmarch": ("Contact Centre and MASH, a child", 4, "2 weeks", "Safer Me Plus plan"),
    "glanwern": ("Information, Advice and Assistance, a child", 4, "1 month", "Plan for risk outside the home"),
    "port_ellery": ("Family Contact Point, a child", 3, "1 week", "ROTH plan, risk outside the home"),
}
OWN_FORMS = {
    "ashbourne_park": {"peer_map", "stop_search_note"},
    "westmarch": {"person_of_concern_note"},
    "glanwern": {"advocate_offer"},
    "port_ellery": set[str](),
}


@cache
def folder(council: str) -> Loaded:
    return load(ROOT / "councils" / council)


def configuration(council: str) -> Configuration:
    found = folder(council).assembled.configuration
    assert found is not None
    return found


@pytest.mark.parametrize("council", COUNCILS)
def test_a_council_checks_without_a_finding(council: str) -> None:
    assert folder(council).findings == (), render_all(folder(council).findings)


@pytest.mark.parametrize("council", COUNCILS)
def test_what_is_different_there_is_played_and_comes_out_as_written(council: str) -> None:
    played = list(run_scenarios(folder(council)))

    assert [f"{one.workflow} {one.title}" for one in played if one.failures] == []
    assert len(played) >= 5


@pytest.mark.parametrize("council", COUNCILS)
def test_no_floor_is_loosened_even_with_leave(council: str) -> None:
    assert configuration(council).manifest.approved_exceptions == ()


@pytest.mark.parametrize("council", COUNCILS)
def test_each_council_is_seen_to_be_itself(council: str) -> None:
    own = configuration(council)

    seen = (
        own.workflows["child_front_door"].title,
        len(own.lists["threshold_child"].options),
        str(own.manifest.meetings["efr_panel"].every),
        own.lists["plan_type"].options["roth"].label,
    )

    assert seen == PROFILES[council]
    over = folder(council).assembled.origins.over
    assert over is not None
    assert over.template.configuration is not None
    assert set(own.forms) - set(over.template.configuration.forms) == OWN_FORMS[council]


@pytest.mark.parametrize("council", COUNCILS)
def test_a_council_says_a_twentieth_of_what_its_template_says_at_most(council: str) -> None:
    template = _texts_in(ROOT, "form_schemas") + _texts_in(ROOT, "workflow_definitions")
    own = ROOT / "councils" / council

    assert (_texts_in(own, "form_schemas") + _texts_in(own, "workflow_definitions")) * 20 <= template


@pytest.mark.parametrize("council", COUNCILS)
def test_a_council_gives_its_reasons(council: str) -> None:
    own = ROOT / "councils" / council

    assert sum(one.read_text("utf-8").count("why:") for one in _written(own)) >= 5


def test_the_welsh_council_is_in_welsh_throughout_and_excuses_nothing() -> None:
    manifest = configuration("glanwern").manifest

    assert manifest.languages.complete
    assert manifest.accepted == ()


def test_the_welsh_council_translates_what_it_says_itself_and_nothing_again() -> None:
    again = [
        f"{path.name} {name}"
        for path in (ROOT / "councils/glanwern").rglob("*.cy.yaml")
        if (shared := ROOT / path.relative_to(ROOT / "councils/glanwern")).exists()
        for name, text in _translated(path).items()
        if _translated(shared).get(name) == text
    ]

    assert again == []


@pytest.mark.parametrize(
    ("english", "finding"),
    [
        ("label: How did it arrive?", "label: Which way did it come?"),
        ("label: How did it arrive?", "label: How did it arrive?\n        help: Ask the caller."),
    ],
)
def test_a_text_of_the_template_without_its_welsh_stops_the_welsh_council(english: str, finding: str) -> None:
    path = "form_schemas/contact_referral.yaml"
    files = folder_files(ROOT)[0]
    assert english in files[path].decode()
    template = assemble({**files, path: files[path].decode().replace(english, finding).encode()})
    own = folder_files(ROOT / "councils/glanwern")[0]

    told = check(assemble(own, template=template)).findings

    assert {one.code.id for one in told} & {"W011", "W013"}


def test_the_welsh_council_greets_in_welsh_and_keeps_its_codes() -> None:
    welsh = in_language(configuration("glanwern"), "cy")

    assert welsh.workflows["child_front_door"].title == "Gwybodaeth, Cyngor a Chymorth, plentyn"
    assert welsh.manifest.roles["social_worker"].title == "Gweithiwr cymdeithasol"
    assert welsh.lists["threshold_child"].options["protection"].label == "Plentyn sy'n wynebu risg"
    assert list(welsh.lists["threshold_child"].options) == ["universal", "additional", "targeted", "protection"]


@pytest.mark.parametrize("where", ["form_schemas", "workflow_definitions", "councils/glanwern"])
def test_all_welsh_waits_for_a_translator_to_confirm_it(where: str) -> None:
    sidecars = [one for ending in ("yaml", "md") for one in (ROOT / where).rglob(f"*.cy.{ending}")]

    assert sidecars
    unmarked = [one.name for one in sidecars if "# To be confirmed by a translator." not in _first_lines(one)]
    assert unmarked == []


def _translated(path: Path) -> dict[str, object]:
    """Return what a file of translations says, by path."""
    root = read(path.read_text("utf-8"), path.name).root
    assert isinstance(root, MapNode)
    texts = root.entries["texts"].value
    assert isinstance(texts, MapNode)
    return {name: plain(entry.value) for name, entry in texts.entries.items()}


def _first_lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()[:2]


def _written(folder: Path) -> list[Path]:
    """Return the files of a configuration that a council writes, without scenarios and translations."""
    parts = ("form_schemas", "workflow_definitions")
    found = [folder / "casepath.yaml", *(one for part in parts for one in (folder / part).rglob("*.yaml"))]
    return [one for one in found if "scenarios" not in one.parts and ".cy" not in one.suffixes]


def _texts_in(folder: Path, part: str) -> int:
    """Return how many settings are written down in a part of a configuration."""
    files = [one for one in _written(folder) if part in one.relative_to(folder).parts]
    return sum(_settings(root) for one in files if (root := read(one.read_text("utf-8"), one.name).root) is not None)


def _settings(node: Node) -> int:
    if isinstance(node, MapNode):
        return sum(_settings(one.value) for one in node.entries.values())
    return sum(_settings(one) for one in node.items) if isinstance(node, ListNode) else 1
