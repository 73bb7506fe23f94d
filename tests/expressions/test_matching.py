"""Answers compare by their meaning, and unanswered ones as unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from engine.expressions.types import UNKNOWN
from tests.expressions.questions import LONDON, ready, worth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age == 12", True),
        ("age != 12", False),
        ("age < 12.5", True),
        ("12 <= age", True),
        ("age > cost", False),
        ("10 < age < 18", True),
        ("10 < age < 11 < 20", False),
        ("10 < age == 12 != 13", True),
        ("cost == 12.50", True),
        ("age in [1, 12, -3]", True),
        ("age not in [1, 12]", False),
        ("-age == -12", True),
        ("harm_source == home", True),
        ("home == harm_source", True),
        ('harm_source == "home"', True),
        ("harm_source in [both, home]", True),
        ("harm_source not in [both, home]", False),
        ("one_of(harm_source, both, unclear)", False),
        ("risk_level >= moderate", True),
        ("risk_level < moderate", False),
        ("moderate < risk_level", True),
        ("low < risk_level <= significant", True),
        ("risk_level > earlier_risk", True),
        ("risk_level == earlier_risk", False),
        ("school in contexts", True),
        ("peer_group not in contexts", True),
        ("main_context in contexts", False),
        ("main_context not in contexts", True),
        ('summary == "Seen at school"', True),
        ('summary in ["Seen", "Not seen"]', False),
        ('date_of_birth < "2026-01-01"', True),
        ('"2010-02-03" == date_of_birth', True),
        ('seen_on in ["2026-03-27"]', True),
        ('at >= "09:30"', True),
        ('held_at < "2026-06-01T11:00:00+00:00"', True),
        ("child == other_child", False),
        ("flag == true", True),
        ("flag != other_flag", True),
        ("born.year == 2010", True),
        ("grid.sleep > low", True),
        ("true", True),
    ],
)
def test_answers_compare_by_their_meaning(text: str, expected: bool) -> None:
    env = {
        "age": 12,
        "cost": Decimal("12.50"),
        "harm_source": "home",
        "main_context": "peer_group",
        "risk_level": "significant",
        "earlier_risk": "low",
        "contexts": ("school", "park"),
        "summary": "Seen at school",
        "date_of_birth": date(2010, 2, 3),
        "seen_on": date(2026, 3, 27),
        "at": time(9, 30),
        "held_at": datetime(2026, 6, 1, 10, tzinfo=UTC),
        "child": "P-1",
        "other_child": "P-2",
        "flag": True,
        "other_flag": False,
        "born": {"year": 2010},
        "grid": {"sleep": "moderate"},
    }

    assert ready(text).evaluate(env) is expected


@pytest.mark.parametrize(
    "text",
    [
        "age == 1",
        "age != 1",
        "1 < age < 3",
        "age in [1]",
        "age not in [1]",
        "age < visits",
        "risk_level >= moderate",
        "risk_level != low",
        "risk_level < earlier_risk",
        "low < risk_level < immediate",
        "school in contexts",
        "main_context in contexts",
        "born.month == 3",
        "grid.food == low",
        "flag",
        "child == other_child",
        "age + 1",
        "-age",
        "age * 2",
        "2 / age",
    ],
)
def test_unanswered_makes_a_comparison_or_calculation_unknown(text: str) -> None:
    assert ready(text).evaluate({"born": {"year": 2010}, "grid": {"sleep": "low"}}) is UNKNOWN


def test_a_chain_is_false_as_soon_as_one_known_link_is() -> None:
    assert worth("5 < 3 < age") is False
    assert worth("age < 5 < 3") is False


def test_a_code_that_has_left_its_ordered_list_has_no_place_and_compares_as_unknown() -> None:
    assert worth("risk_level >= moderate", risk_level="extreme") is UNKNOWN


def test_a_moment_written_without_an_offset_is_the_councils_local_time() -> None:
    expression = ready('held_at == "2026-06-01T11:00"')
    env = {"held_at": datetime(2026, 6, 1, 10, tzinfo=UTC)}

    assert "zone()" in expression.reads
    assert expression.evaluate({**env, "zone()": LONDON}) is True
    assert expression.evaluate(env) is UNKNOWN
