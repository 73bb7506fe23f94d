"""Laws of upgrades, whatever a council differs in and whatever its template changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.extending import together
from engine.definitions.grown import said
from engine.findings import has_errors, render_all
from engine.interop.upgrades.outcome import Outcome
from engine.interop.upgrades.spots import look
from engine.interop.upgrades.upgrade import upgrade
from tests.interop.upgrades.council import FIRST, OLD, PATHS, judged, newer, template, told, written
from tests.interop.upgrades.test_upgrade import AWAY, GREEN, PARK, SCREENING
from tests.overlays import HEAD, MANIFEST

Tree = dict[str, Any]  # Any: what YAML holds

CHANGES = (
    GREEN,
    AWAY,
    SCREENING,
    (("form", "Which park?", "Name of the park"),),
    (("form", "Which park?", "Which green?"),),
    (("form", "        hint: As on the map.\n", ""),),
    (("form", PARK, ""),),
    (("form", "      note: {type: long_text, label: Note}\n", ""),),
    (("form", "label: Note}", "label: What else, hint: In short}"),),
    (("form", "      score:", "      bus: {type: text, label: Bus}\n      score:"),),
    (("form", "      score:", "      bus: {type: integer, label: Buses}\n      score:"),),
    (("form", "  decision:\n    title", "  result:\n    title"),),
    (("form", "view: [officer, worker]", "view: [officer, worker, guest]"),),
    (("form", "view: [officer, worker]", "view: officer"),),
    (("levels", "low: {label: Low, ", "low: {label: Lowest, "),),
    (("levels", "overlay: extend", "overlay: labels_only"),),
    (("workflow", "within: 3 working days", "within: 1 working days"),),
    (("workflow", "- else: closed", "- else: new"),),
    (("workflow", "    title: Working\n", "    title: At work\n"),),
    (("manifest", "    title: Manager", "    title: Senior manager"),),
    (("manifest", "locked:\n", "locked:\n  referral.fields.note: may not be removed\n"),),
)
DIFFERENCES: tuple[tuple[str, Tree], ...] = (
    ("form", {"title": "Our referral"}),
    ("form", {"fields": {"park_name": {"label": "Name of the park", "why": "Asked for."}}}),
    ("form", {"fields": {"park_name": {"hint": "On our map."}}}),
    ("form", {"fields": {"note": {"label": "What else"}}}),
    ("form", {"fields": {"note": {"hint": "In short"}}}),
    ("form", {"fields": {"bus": {"type": "text", "label": "Bus", "page": "about", "after": "park_name"}}}),
    ("form", {"fields": {"tram": {"type": "text", "label": "Tram", "page": "decision", "before": "outcome"}}}),
    ("form", {"fields": {"held_on": {"after": "people"}}}),
    ("form", {"fields": {"harm": {"options": {"outside": "Outside the home"}}}}),
    ("form", {"fields": {"harm": {"options": {"both": {"label": "Both", "new": "true", "after": "outside"}}}}}),
    ("form", {"view": {"add": ["guest"]}}),
    ("form", {"remove": ["fields.missing"]}),
    ("levels", {"options": {"low": {"label": "Lowest"}}}),
    ("levels", {"options": {"worst": {"label": "Worst", "points": "4", "new": "true"}}}),
    ("workflow", {"states": {"waiting": {"title": "Look", "why": "Our word."}}}),
    ("workflow", {"states": {"new": {"deadlines": {"refer": {"within": "2 working days"}}}}}),
    ("workflow", {"remove": ["states.waiting.actions.give_back"]}),
    (
        "workflow",
        {"states": {"waiting": {"actions": {"decide": {"goes": [{"id": "act", "if": "referral.level == high"}]}}}}},
    ),
    ("manifest", {"roles": {"manager": "Senior manager", "nurse": {"title": "Nurse", "new": "true"}}}),
)


def _merged(one: Tree, other: Tree) -> Tree:
    both = {
        name: _merged(one[name], other[name]) if isinstance(one[name], dict) else other[name]
        for name in one.keys() & other.keys()
    }
    return {**one, **other, **both}


@st.composite
def councils(draw: st.DrawFn) -> dict[str, str]:
    """Return the files of a council with any of the differences, its files laid out in any way."""
    chosen = draw(st.lists(st.sampled_from(DIFFERENCES), max_size=8, unique_by=str))
    trees: dict[str, Tree] = {}
    for file, tree in chosen:
        trees[file] = _merged(trees.get(file, {}), tree)
    own = {MANIFEST: HEAD}
    for file, tree in trees.items():
        first = FIRST.get(file, HEAD)
        flow = draw(st.sampled_from([None, False]))
        indent = draw(st.sampled_from([2, 4]))
        own[PATHS.get(file, MANIFEST)] = first + _text(tree, flow=flow, indent=indent)
    return own


def council_of(own: Mapping[str, str]) -> Assembled:
    made = assemble(together({path: text.encode() for path, text in own.items()}, OLD))
    assert not has_errors(check(made).findings), render_all(check(made).findings)
    return made


def _text(tree: Tree, *, flow: bool | None, indent: int) -> str:
    text = "".join(
        yaml.safe_dump(
            {name: one},
            default_flow_style=False if isinstance(one, str) else flow,
            indent=indent,
            sort_keys=False,
            width=1000,
        )
        for name, one in tree.items()
    )
    return text.replace("'true'", "true").replace("'4'", "4")


@cache
def stands(changes: tuple[tuple[str, str, str], ...]) -> bool:
    """Whether the template can have all of these changes at once."""
    texts = {file: OLD[PATHS.get(file, MANIFEST)].decode() for file, _, _ in changes}
    for file, old, new in changes:
        if texts[file].count(old) != 1:
            return False
        texts[file] = texts[file].replace(old, new)
    return not has_errors(check(assemble(newer(*changes))).findings)


@st.composite
def templates(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the version of the next template, and changes that can stand together."""
    changes: list[tuple[str, str, str]] = []
    for one in draw(st.lists(st.sampled_from(CHANGES), max_size=5, unique_by=str)):
        changes += one if stands((*changes, *one)) else ()
    return draw(st.sampled_from(["1.1.0", "1.2.0", "2.0.0"])), changes


def are_told(outcome: Outcome) -> bool:
    return outcome.kind in ("fits", "same")


@settings(max_examples=20)
@given(councils())
def test_upgraded_to_the_template_that_it_has_nothing_is_proposed(own: Mapping[str, str]) -> None:
    mine = council_of(own)
    over = mine.origins.over
    assert over is not None
    found = upgrade(mine, over.template)

    assert not found.files
    assert told(found) == []


@settings(max_examples=20)
@given(templates())
def test_a_council_without_differences_is_never_in_conflict(new: tuple[str, list[tuple[str, str, str]]]) -> None:
    found = judged(council_of({MANIFEST: HEAD}), newer(*new[1], version=new[0]))

    assert {one.kind for one in found.outcomes} <= {"version"}
    assert found.files.keys() <= {MANIFEST}


@settings(max_examples=25)
@given(councils(), templates())
def test_what_follows_keeps_what_the_council_says_and_asks_for_nothing_more(
    own: Mapping[str, str], new: tuple[str, list[tuple[str, str, str]]]
) -> None:
    mine, files = council_of(own), newer(*new[1], version=new[0])
    found = judged(mine, files)
    after = assemble(written(mine, found), template=template(files))

    assert not any(map(found.left, found.outcomes))
    errors = [one for one in check(after).findings if one.is_error]
    assert not errors or found.in_group("decide")
    if not errors:
        again = judged(after, files)
        assert not again.files
        assert not again.in_group("follows")
        assert not again.in_group("take_out")
    for one in filter(are_told, found.outcomes):
        if one.sentence.startswith(("You changed", "The template says the same")):
            root, steps = _definition(after, one), one.path[1:] if one.file != MANIFEST else one.path
            assert said_at(root, steps) is not None
            before = next(
                said_at(_definition(mine, one), way) for way in _ways(steps) if said_at(_definition(mine, one), way)
            )
            assert said_at(root, steps) == before


def _definition(of: Assembled, one: Outcome) -> object:
    names = ("", one.path[0])
    return next(node for (_, name), node in of.written.items() if name == names[one.file != MANIFEST])


def said_at(root: Any, steps: tuple[str, ...]) -> object:
    node = look(root, steps)
    return None if node is None else said(node)


def _ways(steps: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return *steps* with the names of now, and of before."""
    before = {"green": "park_name", "away": "outside", "screening": "waiting"}
    return [tuple(before.get(step, step) for step in steps), steps]
