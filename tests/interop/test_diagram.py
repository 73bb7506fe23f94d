"""What DOT and Mermaid show, that no title can spoil either, and that both are the same every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interop.diagram import as_dot, as_mermaid
from engine.interop.table import as_text
from tests.interop.pictures import child, context, labels, named, read, read_all, small

ROOT = Path(__file__).resolve().parents[2]
WRITERS = (as_dot, as_mermaid, as_text)
HOSTILE = ('"]; evil [label="', "<script>alert(1)</script>", "a & b &lt; c", "</TD>>]; x", "\\N \\", "]-->|x|", "%% x")


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


def test_mermaid_dashes_the_same_arrows_and_doubles_the_same_boxes() -> None:
    mermaid = as_mermaid(child())

    assert mermaid.startswith("flowchart TB\n")
    assert mermaid.count(":::ending") == 9
    assert '-.->|"Return to the screening officer<br/>MASH manager<br/>with a reason"|' in mermaid


def test_the_same_workflow_gives_the_same_bytes_in_every_process() -> None:
    script = (
        "from engine.interop.diagram import *; from engine.interop.picture import *\n"
        "from engine.interop.table import *; from tests.support import national\n"
        "one = picture_of(national(), 'context_pathway'); print(as_dot(one), as_mermaid(one), as_text(one))"
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
    assert max(map(len, shown)) < 600
