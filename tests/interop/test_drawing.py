"""What is said twice is drawn once, no more is drawn than can be read, and every colour stands out."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.interop.diagram import as_dot, as_mermaid
from engine.interop.drawing import MOST_BOXES, PAIRS, TooMuchToDraw
from engine.interop.picture import Arrow, Box, Branch, Fork, Step
from engine.interop.table import as_text
from tests.interop.pictures import PASSED_ON, child, lines_at, named, path, read_all, small


def test_the_same_step_from_several_states_is_drawn_once() -> None:
    shown = read_all(child())

    assert sum(one.startswith("Reopen the contact") for one in shown) == 1
    assert sum(one.startswith("Close as information only") for one in shown) == 1
    assert len(lines_at(as_dot(child()), named(as_dot(child()), "Reopen the contact"))) == 7


def test_steps_between_the_same_two_states_share_an_arrow() -> None:
    one, two = Step("Accept", "Officer"), Step("Accept at once", "Manager")
    picture = small(arrows=(Arrow("a", "b", one, False), Arrow("a", "b", two, False)))

    assert "Accept Officer Accept at once Manager" in read_all(picture)


def test_branches_that_two_decisions_share_are_drawn_once() -> None:
    branches = tuple(Branch(f"Way {one}", one, one) for one in "xyz")
    boxes = tuple(Box(one, one, one in "xyz") for one in "abxyz")
    forks = tuple(Fork(f"{state}:f", state, PASSED_ON, branches) for state in "ab")
    twice = replace(small(), boxes=boxes, arrows=(), forks=forks)

    shown = read_all(twice)
    assert shown.count("Way x") == shown.count("Way y") == shown.count("Way z") == 1
    assert as_dot(twice).count("shape=diamond") == 1


def test_what_two_decisions_share_is_drawn_below_them() -> None:
    branches = tuple(Branch(f"Way {one}", one, one) for one in "xyz")
    arrows = (Arrow("a", "b", PASSED_ON, False),)
    forks = tuple(Fork(f"{state}:f", state, PASSED_ON, branches) for state in "ab")
    boxes = tuple(Box(one, one, False) for one in "abxyz")

    dot = as_dot(replace(small(), boxes=boxes, arrows=arrows, forks=forks))

    assert dot.count("shape=diamond") == 1
    # A line that leads up is written from its upper end, with its head at its beginning.
    assert "dir=back" not in dot


def test_branches_that_only_look_alike_are_drawn_apart() -> None:
    def deciding(state: str, meaning: str) -> Fork:
        return Fork(f"{state}:f", state, PASSED_ON, tuple(Branch(f"Way {one}", meaning, one) for one in "xyz"))

    boxes = tuple(Box(one, one, one in "xyz") for one in "abxyz")
    alike = replace(small(), boxes=boxes, arrows=(), forks=(deciding("a", "1"), deciding("b", "1")))
    apart = replace(small(), boxes=boxes, arrows=(), forks=(deciding("a", "1"), deciding("b", "2")))

    assert read_all(alike).count("Way x") == 1
    assert read_all(apart).count("Way x") == 2


def test_a_workflow_too_large_to_read_is_refused_in_words_and_still_has_its_table() -> None:
    boxes = tuple(Box(f"s{number}", f"State {number}", False) for number in range(MOST_BOXES + 1))
    arrows = tuple(Arrow(one.id, two.id, PASSED_ON, False) for one, two in pairwise(boxes))
    picture = replace(small(), start="s0", boxes=boxes, arrows=arrows, forks=())

    for writer in (as_dot, as_mermaid):
        with pytest.raises(TooMuchToDraw, match=r"has 121 states and decisions .* at most 120 .*--format text"):
            writer(picture)
    assert "State 120" in as_text(picture)


@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_every_colour_stands_out_from_what_is_behind_it(front: str, back: str) -> None:
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_the_pictures_use_no_colour_that_was_not_judged() -> None:
    judged = {colour for pair in PAIRS for colour in pair}

    for writer in (as_dot, as_mermaid):
        used = set(re.findall(r"#[0-9a-f]{6}", writer(child()) + writer(path())))
        assert used
        assert used <= judged


def luminance(colour: str) -> float:
    """Return the relative luminance of *colour*, 0 to 1. Source: WCAG 2.2, "relative luminance"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
