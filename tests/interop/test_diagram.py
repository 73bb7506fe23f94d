"""What a picture of a workflow shows, and that no title can spoil it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interop.diagram import (
    MOST_BOXES,
    PAIRS,
    Arrow,
    Box,
    Branch,
    Clock,
    Fork,
    Picture,
    Step,
    TooMuchToDraw,
    as_dot,
    as_mermaid,
    as_text,
    picture_of,
    rows_of,
)
from tests.support import definition_of, little, little_with, national

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = ("child_front_door", "context_front_door")
WRITERS = (as_dot, as_mermaid, as_text)
PASSED_ON = Step("Pass it on", "Officer")


def child() -> Picture:
    return picture_of(national(), "child_front_door")


def context() -> Picture:
    return picture_of(national(), "context_front_door")


def path() -> Picture:
    return picture_of(little(), "path")


def labels(dot: str) -> list[str]:
    """Return the labels of *dot*, found as Graphviz finds them: from < to the > that closes it."""
    found = []
    for start in (one.end() for one in re.finditer("label=<", dot)):
        depth, end = 1, start
        while depth:
            depth += {"<": 1, ">": -1}.get(dot[end], 0)
            end += 1
        found.append(dot[start : end - 1])
    return found


def read(label: str) -> str:
    """Return a label as it is read, with a space for each new line."""
    tree = ET.fromstring(f"<label>{label}</label>")  # noqa: S314 - made by us
    return " ".join(part for part in tree.itertext() if part.strip())


def read_all(picture: Picture) -> list[str]:
    return [read(one) for one in labels(as_dot(picture))]


def named(dot: str, words: str) -> str:
    """Return the name of the node whose label starts with *words*."""
    return next(
        line.split()[0] for line in dot.splitlines() if "label=<" in line and read(labels(line)[0]).startswith(words)
    )


def lines_at(dot: str, node: str) -> list[str]:
    return [line for line in dot.splitlines() if re.search(rf"\b{node}\b", line) and " -> " in line]


# --- what a social worker sees ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_each_state_action_role_and_time_limit_is_on_the_picture_and_in_the_table(workflow: str) -> None:
    flow = national().workflows[workflow]
    picture = picture_of(national(), workflow)

    drawn, listed = " | ".join(read_all(picture)), rows_of(picture)

    for state in flow.states.values():
        assert state.definition.title in drawn
        assert any(row.state.startswith(state.definition.title) for row in listed)
        for action in state.actions.values():
            roles = national().roles.titles
            who = ", ".join(title for role, title in roles.items() if role in action.by)
            step = re.escape(action.definition.title) + r"\W+" + re.escape(who)
            assert re.search(step, drawn)
            assert any(row.step == action.definition.title and row.who == who for row in listed)
        for clock in state.deadlines:
            assert f"{clock.title}: {clock.definition.within}, {clock.definition.kind}" in drawn


def test_a_time_limit_says_how_long_and_whether_the_law_sets_it() -> None:
    assert "Contact received Decision on the contact: 1 working day, statutory" in read_all(child())


def test_the_start_is_marked_and_says_who_opens_a_case() -> None:
    dot = as_dot(context())

    assert "Start: opened by MASH officer, Context lead" in read_all(context())
    assert f"  start -> {named(dot, 'Context referred')};" in dot.splitlines()


def test_endings_have_a_double_border_and_stand_in_one_row() -> None:
    picture, dot = child(), as_dot(child())
    endings = [named(dot, box.title.split()[0]) for box in picture.boxes if box.ending]

    assert dot.count("peripheries=2") == len(endings) == 9
    assert re.search(r"\{ rank=same; ((?:n\d+(?:; )?){9}); \}", dot)


def test_giving_back_and_opening_again_are_dashed_and_nothing_else_is() -> None:
    dot = as_dot(child())
    dashed = {node for line in dot.splitlines() if "style=dashed" in line for node in re.findall(r"\bl\d+\b", line)}

    assert dashed == {named(dot, "Return to the screening officer"), named(dot, "Reopen the contact")}


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
    shown = read_all(context())

    assert shown.count("Assess") == shown.count("To the panel") == shown.count("Otherwise") == 1
    assert as_dot(context()).count("shape=diamond") == 1


def test_branches_that_only_look_alike_are_drawn_apart() -> None:
    def deciding(state: str, meaning: str) -> Fork:
        return Fork(f"{state}:f", state, PASSED_ON, tuple(Branch(f"Way {one}", meaning, one) for one in "xyz"))

    boxes = tuple(Box(one, one, one in "xyz") for one in "abxyz")
    alike = replace(small(), boxes=boxes, arrows=(), forks=(deciding("a", "1"), deciding("b", "1")))
    apart = replace(small(), boxes=boxes, arrows=(), forks=(deciding("a", "1"), deciding("b", "2")))

    assert read_all(alike).count("Way x") == 1
    assert read_all(apart).count("Way x") == 2


def test_a_branch_says_its_rule_else_its_check_else_its_condition() -> None:
    rule = "          - id: act\n            if: referral.outcome == act\n"
    by_check = little_with(workflow=(rule, "          - if: serious\n"))
    by_words = little_with(workflow=(rule, "          - if: referral.outcome == act\n"))

    assert "Act" in read_all(path())
    assert "Serious" in read_all(picture_of(definition_of(by_check), "path"))
    assert '"Outcome" is "Act"' in read_all(picture_of(definition_of(by_words), "path"))


def test_what_leaves_the_case_where_it_is_stands_inside_its_box() -> None:
    shown = read_all(path())

    assert "Waiting • Name the worker (Manager)" in shown
    assert not any(one.startswith("Name the worker") for one in shown)


def test_a_decision_may_leave_the_case_where_it_is() -> None:
    files = little_with(workflow=("            to: working", "            to: stay"))
    picture = picture_of(definition_of(files), "path")

    assert [row.leads_to for row in rows_of(picture) if 'If "Outcome" is "Act"' in row.when] == ["stays"]
    assert "Act" in read_all(picture)


def test_what_can_be_done_at_any_time_is_drawn_once() -> None:
    shown = " | ".join(read_all(path()))

    assert shown.count("Record a visit") == 1
    assert "At any time • Record a visit (Officer, Allocated worker)" in shown


def test_who_may_not_act_twice_and_what_is_needed_is_said() -> None:
    shown = read_all(child())

    assert "Record the decision MASH manager not whoever did: Finish the screening" in shown
    assert "Go straight to a strategy discussion MASH manager only if: in danger with a reason" in shown


def test_an_action_of_nobody_says_so() -> None:
    files = little_with(workflow=("        by: worker\n        require", "        by: []\n        require"))

    assert "Finish nobody only if: serious" in read_all(picture_of(definition_of(files), "path"))


def test_the_table_gives_each_condition_in_the_words_of_the_form() -> None:
    said = {row.when for row in rows_of(child())}

    assert 'If "Decision" includes "Early help or family help".' in said
    assert "Otherwise." in said
    assert any('Only if "Is the child in danger now?" is "Yes".' in one for one in said)


def test_the_table_as_text_is_columns_that_fit_a_page() -> None:
    text = as_text(child())

    assert max(map(len, text.splitlines())) <= 132
    assert "\nScreening               Time limit " in text
    assert text.startswith("Front door, a child\nFrom the moment someone tells us")


def test_mermaid_dashes_the_same_arrows_and_doubles_the_same_boxes() -> None:
    mermaid = as_mermaid(child())

    assert mermaid.startswith("flowchart TB\n")
    assert mermaid.count(":::ending") == 9
    assert '-.->|"Return to the screening officer<br/>MASH manager<br/>with a reason"|' in mermaid


# --- readable, safe and the same every time --------------------------------------------------------------------------


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


def test_the_same_workflow_gives_the_same_bytes_in_every_process() -> None:
    script = (
        "from engine.interop.diagram import *; from tests.support import national\n"
        "one = picture_of(national(), 'context_front_door'); print(as_dot(one), as_mermaid(one), as_text(one))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(answers) == 1


HOSTILE = ('"]; evil [label="', "<script>alert(1)</script>", "a & b &lt; c", "</TD>>]; x", "\\N \\", "]-->|x|", "%% x")


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_shown_as_it_was_written(title: str) -> None:
    assert any(title in one for one in read_all(small(title)))
    assert title in as_text(small(title))


@given(st.text(min_size=1, max_size=200))
def test_no_title_adds_a_line_or_a_tag_to_a_picture(title: str) -> None:
    drawn, plain = small(title), small("Plain")

    tags = [re.findall(r"</?[A-Z]+", one) for one in labels(as_dot(drawn))]
    assert {tag for found in tags for tag in found} == {
        tag for one in labels(as_dot(plain)) for tag in re.findall(r"</?[A-Z]+", one)
    }
    assert len(as_dot(drawn).split("\n")) == len(as_dot(plain).split("\n"))
    assert all(read(one) is not None for one in labels(as_dot(drawn)))
    assert len(as_mermaid(drawn).split("\n")) == len(as_mermaid(plain).split("\n"))
    assert as_mermaid(drawn).count('"') == as_mermaid(plain).count('"')


def test_what_cannot_be_seen_is_left_out_of_every_form() -> None:
    picture = small("Wait\u202eing\x00\ud800\nhere")

    for writer in WRITERS:
        assert "Wait ing" in writer(picture)
        writer(picture).encode()


def test_long_words_are_broken_and_long_titles_cut() -> None:
    shown = read_all(small("Pneumonoultramicroscopicsilicovolcanoconiosis " * 20))

    assert all(len(word) <= 48 for one in shown for word in one.split())
    assert max(map(len, shown)) < 400


def test_a_workflow_too_large_to_read_is_refused_in_words_and_still_has_its_table() -> None:
    boxes = tuple(Box(f"s{number}", f"State {number}", False) for number in range(MOST_BOXES + 1))
    arrows = tuple(Arrow(one.id, two.id, PASSED_ON, False) for one, two in pairwise(boxes))
    picture = replace(small(), start="s0", boxes=boxes, arrows=arrows, forks=())

    for writer in (as_dot, as_mermaid):
        with pytest.raises(TooMuchToDraw, match=r"has 121 states and decisions .* at most 120 .*--format text"):
            writer(picture)
    assert "State 120" in as_text(picture)


def small(title: str = "Plain", arrows: tuple[Arrow, ...] = ()) -> Picture:
    """Return a picture in which *title* stands everywhere that a council's words can stand."""
    step = Step(title, title, (title,), (title,))
    boxes = (Box("a", title, False, (Clock(title, "1 week"),), (step,)), Box("b", title, True))
    fork = Fork("a:f", "a", step, (Branch(title, title, "b"), Branch("x", "x", None)))
    return Picture("small", title, title, title, "a", boxes, arrows or (Arrow("a", "b", step, False),), (fork,))


def luminance(colour: str) -> float:
    """Return the relative luminance of *colour*, 0 to 1. Source: WCAG 2.2, "relative luminance"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
