"""Pictures as files: safe inside a page, readable without seeing them, and a clear word when they cannot be drawn."""

from __future__ import annotations

import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.diagram import diagram
from engine.interop.diagram import as_dot
from engine.interop.picture import ANYTIME, Picture, picture_of
from engine.interop.render import NoGraphviz, NotDrawn, find_graphviz, to_png, to_svg
from tests.interop.pictures import WORKFLOWS, tree
from tests.support import LITTLE, little, little_with, national

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
DRAWING = {SVG + name for name in ("svg", "title", "desc", "g", "polygon", "polyline", "path", "ellipse", "text")}


def svg_of(picture: Picture) -> str:
    return to_svg(as_dot(picture), id=picture.id, title=picture.title, description=picture.description)


def words_of(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in tree(svg).iter(SVG + "text")]


# --- what is made ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_an_svg_is_an_image_with_a_name_and_a_description(workflow: str) -> None:
    picture = picture_of(national(), workflow)

    root = tree(svg_of(picture))

    title, desc = root[0], root[1]
    assert root.get("role") == "img"
    assert (title.tag, title.text, title.get("id")) == (SVG + "title", picture.title, root.get("aria-labelledby"))
    assert (desc.tag, desc.text, desc.get("id")) == (SVG + "desc", picture.description, root.get("aria-describedby"))
    assert len(list(root.iter(SVG + "title"))) == 1


@pytest.mark.parametrize("workflow", sorted(national().workflows))
def test_a_case_starts_at_the_top_of_its_picture(workflow: str) -> None:
    picture = picture_of(national(), workflow)
    words = list(tree(svg_of(picture)).iter(SVG + "text"))
    heights = {"".join(one.itertext()).strip(): float(one.get("y", "0")) for one in words}

    start = next(height for said, height in heights.items() if said.startswith("Start: "))
    assert [box.title for box in picture.boxes if box.id != ANYTIME and heights.get(box.title, 0) < start] == []


def test_two_pictures_may_stand_in_one_page() -> None:
    ids = [
        one.get("id")
        for workflow in WORKFLOWS
        for one in tree(svg_of(picture_of(national(), workflow))).iter()
        if one.get("id")
    ]

    assert len(ids) == len(set(ids)) == 2 * len(WORKFLOWS)


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</svg><script>x</script>",
        "--><a href='javascript:x'>",
        "]]>&lt;",
    ],
)
def test_a_hostile_title_becomes_words_and_never_a_part_of_the_picture(title: str) -> None:
    plain = picture_of(little(), "path")
    boxes = tuple(replace(box, title=title) for box in plain.boxes)

    svg = svg_of(replace(plain, title=title, summary=title, boxes=boxes))

    root = tree(svg)
    assert {one.tag for one in root.iter()} <= DRAWING
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on") or "href" in name]
    assert root[0].text == title
    assert "<script" not in svg


def test_letters_beyond_ascii_arrive_unchanged() -> None:
    picture = replace(picture_of(little(), "path"), title="Drws ffrynt, plentyn ŵŷ – “é”")

    assert "Drws ffrynt, plentyn ŵŷ – “é”" in words_of(svg_of(picture))


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_same_workflow_gives_the_same_picture(workflow: str) -> None:
    picture = picture_of(national(), workflow)

    assert svg_of(picture) == svg_of(picture)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_picture_in_the_docs_is_of_the_workflow_as_it_is_now(workflow: str) -> None:
    kept = (ROOT / f"docs/images/{workflow}.svg").read_text("utf-8")

    # The words and not the bytes: another Graphviz may draw a line a little differently.
    assert sorted(words_of(kept)) == sorted(words_of(svg_of(picture_of(national(), workflow))))


SIZES = {"child_front_door": (12.5, 13.5), "context_pathway": (33, 46)}
"""In inches: a screen of 1200 dots, and a sheet of A0. Any other workflow is as wide as a screen, and long."""


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_front_door_fits_a_screen_and_a_whole_pathway_a_wall(workflow: str) -> None:
    across, down = SIZES.get(workflow, (12.5, 21))
    png = to_png(as_dot(picture_of(national(), workflow)))
    width, height = struct.unpack(">II", png[16:24])

    assert png.startswith(b"\x89PNG")
    assert width / 144 <= across  # in inches: a screen of 1200 dots, and a sheet of A0
    assert height / 144 <= down


# --- when it cannot be made ------------------------------------------------------------------------------------------


def test_without_graphviz_the_message_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoGraphviz, match=r"pip install 'casepath\[diagrams\]'.*text, dot and mermaid need nothing"):
        find_graphviz([str(tmp_path)])


def test_the_wheel_comes_first_and_dot_will_do(tmp_path: Path) -> None:
    dot = program(tmp_path, "exit 0", name="dot")
    assert find_graphviz([str(tmp_path)]) == dot

    wheel = program(tmp_path, "exit 0", name="graphviz-pure")
    assert find_graphviz([str(tmp_path)]) == wheel


def test_drawing_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    slow = program(tmp_path, "exec sleep 30")
    began = time.monotonic()

    with pytest.raises(NotDrawn, match=r"more than 0\.2 seconds and was stopped"):
        to_png("digraph {}", program=slow, seconds=0.2)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("script", ["exit 3", "exit 0", "cat >/dev/null; echo not a picture"])
def test_a_graphviz_that_fails_is_told_in_our_words(tmp_path: Path, script: str) -> None:
    broken = program(tmp_path, f"echo 'syntax error near line 7' >&2; {script}")

    for make in (lambda: to_png("digraph {}", program=broken), lambda: svg_by(broken)):
        with pytest.raises(NotDrawn) as caught:
            make()
        assert "syntax" not in str(caught.value)
        assert "Graphviz" in str(caught.value)


def test_a_graphviz_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotDrawn, match="cannot be started"):
        to_png("digraph {}", program=str(tmp_path / "missing"))


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_the_table_when_nothing_else_is_said(council: Path) -> None:
    answer = draw(str(council))

    assert answer.exit_code == 0
    assert answer.stdout.startswith("Path\n")
    assert "Name the worker" in answer.stdout


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.svg", b"<svg role="), ("a.png", b"\x89PNG"), ("a.dot", b"digraph"), ("a.mmd", b"flow"), ("a.txt", b"Path\n")],
)
def test_the_ending_of_the_file_says_what_to_make(council: Path, tmp_path: Path, name: str, start: bytes) -> None:
    out = tmp_path / name

    answer = draw(str(council), "path", "--out", str(out))

    assert answer.output == f"Wrote {out}.\n"
    assert out.read_bytes().startswith(start)


def test_a_format_that_is_asked_for_wins_over_the_ending(council: Path, tmp_path: Path) -> None:
    draw(str(council), "--format", "dot", "--out", str(tmp_path / "a.txt"))

    assert (tmp_path / "a.txt").read_text("utf-8").startswith("digraph")


def test_a_folder_with_several_workflows_asks_which() -> None:
    answer = draw(str(ROOT))

    assert answer.exit_code == 2
    assert "Which workflow? Name one: child_" in answer.stderr


def test_a_slip_in_the_name_is_told_with_the_nearest(council: Path) -> None:
    answer = draw(str(council), "paht")

    assert answer.exit_code == 2
    assert 'There is no workflow "paht". Did you mean "path"?' in answer.stderr


def test_an_ending_that_says_nothing_is_refused(council: Path) -> None:
    answer = draw(str(council), "--out", "picture.jpeg")

    assert answer.exit_code == 2
    assert "The ending of the file does not say what to make." in answer.stderr


def test_a_file_that_cannot_be_written_is_told(council: Path, tmp_path: Path) -> None:
    answer = draw(str(council), "--out", str(tmp_path / "missing" / "a.txt"))

    assert answer.exit_code == 1
    assert "cannot be written. Is its folder there" in answer.stderr


def test_mistakes_in_the_definitions_are_told_at_their_place(tmp_path: Path) -> None:
    folder = written(tmp_path, little_with(workflow=("referral.outcome == act", "referral.outcom == act")))

    answer = draw(str(folder))

    assert answer.exit_code == 1
    assert "so nothing was made of them" in answer.stderr
    assert "path.yaml:" in answer.stderr


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """Return a folder with the little council's configuration."""
    return written(tmp_path, LITTLE)


def written(tmp_path: Path, files: object) -> Path:
    assert isinstance(files, dict)
    for name, content in files.items():
        file = tmp_path / "little" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path / "little"


def draw(*words: str) -> Result:
    return CliRunner().invoke(diagram, list(words))


def svg_by(maker: str) -> str:
    return to_svg("digraph {}", id="a", title="A", description="A", program=maker)


def program(folder: Path, script: str, *, name: str = "graphviz") -> str:
    """Return a program that stands where Graphviz would, and does what *script* says."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o755)
    return str(file)
