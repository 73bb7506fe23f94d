"""The template's own scenarios pass, and come past every place, step and decision that it has."""

from __future__ import annotations

import pytest

from engine.shipped import shipped_configuration
from engine.testing.coverage import Coverage
from engine.testing.scenarios import load, run_scenarios

WHOLE = ("states", "actions", "rules", "limits met", "reminders", "breaches")


@pytest.fixture(scope="module")
def played() -> Coverage:
    """What all scenarios of the template come past, played once."""
    folder = load(shipped_configuration())
    coverage = Coverage.of(folder.assembled)
    assert [one.title for one in run_scenarios(folder, coverage=coverage) if not one.passed] == []
    return coverage


@pytest.mark.parametrize("kind", WHOLE)
def test_scenarios_come_past_all_of(kind: str, played: Coverage) -> None:
    assert any(one.kind == kind for one in played.goals)
    assert [f"{one.place.file}:{one.place.line} {one.says}" for one in played.missed if one.kind == kind] == []
