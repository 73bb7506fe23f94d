"""How the documentation is built: Sphinx, MyST and furo, from these files alone and without a network."""

from __future__ import annotations

import pkgutil
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import engine
from engine.expressions.functions import FUNCTIONS
from engine.findings import Code

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


def all_codes() -> Iterator[Code]:
    """Yield every code that is declared in the engine, each once, in order."""
    found: dict[str, Code] = {}
    for layer in ("definitions", "expressions", "cases", "checks"):
        package = import_module(f"{engine.__name__}.{layer}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            values = vars(import_module(module.name)).values()
            found |= {one.id: one for one in values if isinstance(one, Code)}
    yield from (found[name] for name in sorted(found, key=lambda name: ("YNTSFPCDOW".index(name[0]), name)))


def write_lists(_app: Sphinx) -> None:
    """Write the lists of codes and of functions from the code, so that nobody keeps a second list."""
    lines = ["| code | | what is wrong | what to do |", "| --- | --- | --- | --- |"]
    lines += [f"| {one.id} | {one.severity} | {one.title} | {one.remedy} |" for one in all_codes()]
    write("codes.md", lines)
    lines = ["| function | meaning | example |", "| --- | --- | --- |"]
    write(
        "functions.md", lines + [f"| `{one.shown}` | {one.meaning} | `{one.example}` |" for one in FUNCTIONS.values()]
    )


def write(name: str, lines: list[str]) -> None:
    made = Path(__file__).parent / "_made"
    made.mkdir(exist_ok=True)
    (made / name).write_text("\n".join(lines) + "\n", "utf-8")


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", write_lists)
