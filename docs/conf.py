"""How the documentation is built: Sphinx, MyST and furo, from these files alone and without a network."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.checks.codes import all_codes
from engine.expressions.functions import FUNCTIONS
from engine.findings import Code
from engine.interop.mistakes import example_of

_PROJECT = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text("utf-8"))["project"]

project = "Casepath"
author = "The Casepath contributors"
copyright = f"2026, {author}"
release = version = _PROJECT["version"]

extensions = ["myst_parser"]
exclude_patterns = ["_build", "_made"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"Casepath {release}"
html_show_sourcelink = False
html_show_sphinx = False


def write_lists(_app: Sphinx) -> None:
    """Write the lists of codes and of functions from the code, so that nobody keeps a second list."""
    codes = all_codes().values()
    lines = ["| code | | what is wrong | what to do |", "| --- | --- | --- | --- |"]
    lines += [f"| [{one.id}](#{one.id.lower()}) | {one.severity} | {one.title} | {one.remedy} |" for one in codes]
    write("codes.md", lines)
    for family in {one.id[0] for one in codes}:
        write(f"codes_{family.lower()}.md", [line for one in codes if one.id[0] == family for line in section(one)])
    lines = ["| function | meaning | example |", "| --- | --- | --- |"]
    write(
        "functions.md", lines + [f"| `{one.shown}` | {one.meaning} | `{one.example}` |" for one in FUNCTIONS.values()]
    )


def section(code: Code) -> list[str]:
    """Return what the docs say of one code: what to do, and an example with what is told of it."""
    kind = "An error." if code.severity == "error" else "A warning."
    lines = [f"({code.id.lower()})=", "", f"## {code.id}: {code.title}", "", f"{kind} {code.remedy}", ""]
    example = example_of(code)
    for file, text in example.written.items() if example is not None else ():
        lines += [f"In `{file}`:", "", "````text", text.rstrip("\n"), "````", ""]
    return [*lines, "````text", example.told, "````", ""] if example is not None else lines


def write(name: str, lines: list[str]) -> None:
    made = Path(__file__).parent / "_made"
    made.mkdir(exist_ok=True)
    (made / name).write_text("\n".join(lines) + "\n", "utf-8")


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", write_lists)
