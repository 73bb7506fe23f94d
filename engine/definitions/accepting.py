"""Warnings that a configuration lives with: each at one place, with the reason, who decided it and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator

from engine.definitions.model import Kind, Model
from engine.definitions.nodes import ListNode, MapNode, Node, TextNode, text_of
from engine.definitions.words import Day, Term, mistake
from engine.findings import Code

NOT_ONE_PLACE = Code(
    "N343",
    "An acceptance that does not name one place",
    "Write ids joined by dots, from the form or workflow down, without stars; casepath check FOLDER --to-accept "
    "writes the entries.",
)

_STEP = re.compile(r"[a-z0-9][a-z0-9_]*")


def _one_place(text: str) -> str:
    if len(text) > 400 or not all(_STEP.fullmatch(step) for step in text.split(".")):
        raise mistake(NOT_ONE_PLACE, "This does not name one place.")
    return text


class Acceptance(Model):
    """One warning that stays: its code, and the path of what it speaks of."""

    code: Term
    path: Annotated[str, AfterValidator(_one_place)]
    why: Term
    who: Term
    when: Day


def as_accepted(nodes: Mapping[tuple[Kind, str], Node], path: str) -> str | None:
    """Return *path* in the one way in which it is compared, or nothing where there is no such place.

    A question is named without its page, a rule of a list by its place in it whether it has an id or not, and the
    only one of a list by the list.
    """
    first, *rest = path.split(".")
    for (kind, name), node in nodes.items():
        if kind != "translation" and (kind == "configuration" or name == first):
            steps, root = ([first, *rest], []) if kind == "configuration" else (rest, [first])
            walked = _walked(node, steps)
            if walked is not None:
                return ".".join(_without_last_numbers([*root, *walked]))
    return None


def _walked(node: Node, steps: Sequence[str]) -> list[str] | None:
    done: list[str] = []
    if isinstance(node, MapNode) and "pages" in node.entries:
        question = _question(node, steps)
        if question is not None:
            node, done, steps = question
    for step in steps:
        inside = _inside(node, step)
        if inside is None:
            return None
        node, said = inside
        done.append(said)
    return done


def _question(form: MapNode, steps: Sequence[str]) -> tuple[Node, list[str], Sequence[str]] | None:
    """Return the question that *steps* begin with, its path, and the steps that are left."""
    if steps[:1] == ["pages"] and steps[2:3] == ["fields"]:
        steps = steps[2:]
    pages = form.entries["pages"].value
    for page in pages.entries.values() if isinstance(pages, MapNode) and steps[:1] == ["fields"] else ():
        fields = page.value.entries.get("fields") if isinstance(page.value, MapNode) else None
        if fields is not None and isinstance(fields.value, MapNode) and steps[1:2] and steps[1] in fields.value.entries:
            return fields.value.entries[steps[1]].value, ["fields", steps[1]], steps[2:]
    return None


def _inside(node: Node, step: str) -> tuple[Node, str] | None:
    if isinstance(node, MapNode) and step in node.entries:
        return node.entries[step].value, step
    if isinstance(node, ListNode):
        ids = [text_of(one, "id") if isinstance(one, MapNode) else None for one in node.items]
        number = ids.index(step) if step in ids else int(step) if step.isdigit() and len(step) < 6 else len(ids)
        return (node.items[number], f"{number}") if number < len(ids) else None
    # One item may stand alone where a list is expected.
    return (node, step) if step == "0" and isinstance(node, MapNode | TextNode) else None


def _without_last_numbers(steps: list[str]) -> list[str]:
    while len(steps) > 1 and steps[-1].isdigit():
        steps = steps[:-1]
    return steps
