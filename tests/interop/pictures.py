"""Pictures that the tests draw, and how they read what was drawn."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from engine.interop.diagram import as_dot
from engine.interop.picture import Arrow, Box, Branch, Clock, Fork, Picture, Step, picture_of
from tests.support import little, national

WORKFLOWS = (
    *("child_front_door", "child_assessment", "child_strategy", "child_plan", "missing_episode", "child_transfer"),
    "context_pathway",
)
PASSED_ON = Step("Pass it on", "Officer")


def child() -> Picture:
    return picture_of(national(), "child_front_door")


def context() -> Picture:
    return picture_of(national(), "context_pathway")


def path() -> Picture:
    return picture_of(little(), "path")


def small(title: str = "Plain", arrows: tuple[Arrow, ...] = ()) -> Picture:
    """Return a picture in which *title* stands everywhere that a council's words can stand."""
    step = Step(title, title, (title,), (title,))
    boxes = (Box("a", title, False, (Clock(title, "1 week"),), (step,)), Box("b", title, True))
    fork = Fork("a:f", "a", step, (Branch(title, title, "b"), Branch("x", "x", None)))
    return Picture("small", title, title, title, "a", boxes, arrows or (Arrow("a", "b", step, False),), (fork,))


def tree(markup: str) -> ET.Element:
    """Return SVG or a label as a tree. Without a document type there are no entities that could swell or reach out."""
    assert "<!DOCTYPE" not in markup
    return ET.fromstring(markup)  # noqa: S314 - see above


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
    return " ".join(part for part in tree(f"<label>{label}</label>").itertext() if part.strip())


def read_all(picture: Picture) -> list[str]:
    return [read(one) for one in labels(as_dot(picture))]


def named(dot: str, words: str) -> str:
    """Return the name of the node whose label starts with *words*."""
    return next(
        line.split()[0] for line in dot.splitlines() if "label=<" in line and read(labels(line)[0]).startswith(words)
    )


def lines_at(dot: str, node: str) -> list[str]:
    return [line for line in dot.splitlines() if re.search(rf"\b{node}\b", line) and " -> " in line]
