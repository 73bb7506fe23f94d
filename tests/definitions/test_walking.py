"""What a path stands for, and whether it stands for anything: two ways of looking that always agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.read import read_folder
from engine.definitions.walking import found, is_there

NODES = read_folder(Path(__file__).resolve().parents[1] / "bad/base").origins.nodes
EVERYWHERE = sorted({".".join(path) for path, _ in found(NODES, "**") if path})
STEPS = st.sampled_from(["*", "**", "nowhere", "0", "visit", "fields", "pages", "goes"])


@settings(max_examples=60)
@given(st.sampled_from(EVERYWHERE), st.data())
def test_a_path_is_there_where_something_is_found(path: str, data: st.DataObject) -> None:
    steps = path.split(".")
    for _ in range(data.draw(st.integers(0, 3))):
        steps[data.draw(st.integers(0, len(steps) - 1))] = data.draw(STEPS)
    pattern = ".".join(steps)

    assert is_there(NODES, pattern) == (next(found(NODES, pattern), None) is not None)


@pytest.mark.parametrize(
    ("pattern", "there"),
    [
        ("contact.fields.harm", True),
        ("contact.pages.concern.fields.harm", False),
        ("contact.pages.concern.title", True),
        ("pathway.states.screening.actions.decide.goes.visit.to", True),
        ("roles.officer", True),
        ("**.nobody", False),
    ],
)
def test_a_question_is_named_without_its_page_and_a_rule_by_its_id(pattern: str, there: bool) -> None:
    assert is_there(NODES, pattern) is there
