"""What a template lets no council loosen: `locked` paths, what each may still do, and exceptions that were approved."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from engine.definitions.model import Model
from engine.definitions.words import Day, Term, mistake
from engine.findings import Code

NOT_A_PATH = Code("O926", "Not a path", "Write ids joined by dots, from the form or workflow down; * is any one.")

Lock = Literal[
    "may not change",
    "may not be removed",
    "may only get shorter",
    "may only get longer",
    "may only grow",
    "may only shrink",
]
"""What a council may not do to what is at a path, or all that it may."""

_STEP = re.compile(r"[a-z][a-z0-9_]*|\*\*?")


def _path(text: str) -> str:
    if len(text) > 400 or not all(_STEP.fullmatch(step) for step in text.split(".")):
        raise mistake(NOT_A_PATH, "This is not a path.")
    return text


LockPath = Annotated[str, AfterValidator(_path)]
"""Ids joined by dots, from a form, workflow, record or list down, or a setting of casepath.yaml. `*` is one step of
it, `**` any number."""


class ApprovedException(Model):
    """What was agreed for one council in spite of a lock."""

    path: LockPath
    who: Term
    when: Day
    why: Term


def is_starred(path: str) -> bool:
    """Return whether *path* stands for any number of places."""
    return "*" in path
