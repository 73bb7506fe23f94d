"""A code explained: what is wrong, what to do, and an example with what is said of it.

The examples are those by which Casepath tests itself: small changes to a small configuration, and single files, each
with its whole report beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

from engine.findings import Code
from engine.shipped import shipped_mistakes

_MOST_LINES = 24
"""A longer example teaches nobody anything."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One example: what is *written*, by file, and what is *told* of it."""

    written: Mapping[str, str]
    told: str
    codes: frozenset[str]

    @property
    def size(self) -> int:
        return sum(text.count("\n") for text in (*self.written.values(), self.told))


def _mistake(written: Mapping[str, str], report: Path) -> Mistake:
    told = report.read_text("utf-8").strip()
    return Mistake(written, told, frozenset(re.findall(r"^\S.*:\d+:\d+  ([A-Z]\d{3})  ", told, re.MULTILINE)))


def example_of(code: Code) -> Mistake | None:
    """Return the shortest example of *code*, with nothing in its report but that code if there is such a one."""
    found = [one for one in _mistakes() if code.id in one.codes]
    shown = [one for one in found if one.size <= _MOST_LINES] or found
    return min(shown, key=lambda one: (len(one.codes), one.size), default=None)


def explained(code: Code) -> str:
    """Return what the command line says of *code*."""
    kind = "An error: it stops the configuration from being used." if code.severity == "error" else _MAY_STAY
    lines = [f"{code.id}  {code.title}", "", kind, f"What to do: {code.remedy}"]
    example = example_of(code)
    if example is not None:
        for file, text in example.written.items():
            lines += ["", f"For example, in {file}:", "", *(f"    {line}".rstrip() for line in text.splitlines())]
        lines += ["", "is told as:", "", *(f"    {line}".rstrip() for line in example.told.splitlines())]
    return "\n".join(lines)


_MAY_STAY = "A warning: the configuration can be used. One that stays is accepted with a reason, in casepath.yaml."


@cache
def _mistakes() -> tuple[Mistake, ...]:
    try:
        folder = shipped_mistakes()
    except FileNotFoundError:
        return ()
    return (*_changes(folder / "definitions"), *_files(folder / "yaml"))


def _changes(folder: Path) -> Iterator[Mistake]:
    for change in sorted(folder.glob("*/change.txt")):
        written: dict[str, str] = {}
        for block in change.read_text("utf-8").strip("\n").split("\n\n"):
            file, *lines = block.split("\n")
            # What the change takes out is not part of the mistake; a change that only takes out shows what is left.
            kept = dedent("".join(f"{line[1:]}\n" for line in lines if line[:1] != "-"))
            written[file] = written.get(file, "") + kept
        shown = {file: text for file, text in written.items() if text}
        yield _mistake(shown, change.with_name("expected.txt"))


def _files(folder: Path) -> Iterator[Mistake]:
    for expected in sorted(folder.glob("*.expected.txt")):
        file = expected.with_name(f"{expected.name.removesuffix('.expected.txt')}.yaml")
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # a file that is no text shows nobody anything
        yield _mistake({file.name: text}, expected)
