"""DOT to SVG or PNG, by Graphviz as a process of its own with a time limit. Nothing here reads or writes a file."""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from html import escape
from typing import Literal

from engine.errors import EngineError
from engine.interop.words import printable

TIME_LIMIT_SECONDS = 20.0

_PROGRAMS = ("graphviz-pure", "dot")


_FONTS = "Arial, Arimo, Liberation Sans, Helvetica, Nimbus Sans, sans-serif"
_ROOM = 0.88


class NoGraphviz(EngineError):
    """The operator's turn: there is no Graphviz to draw with."""

    def __init__(self) -> None:
        super().__init__(
            "Pictures are drawn by Graphviz, which is not installed. Run: pip install 'casepath[diagrams]' "
            "(or install Graphviz, so that dot is on the PATH). The formats text, dot and mermaid need nothing."
        )


class NotDrawn(EngineError):
    """The operator's turn: Graphviz is there and gave no picture."""


def find_graphviz(places: Sequence[str | None] | None = None) -> str:
    """Return the program to draw with: the wheel's beside this Python, else the wheel's or `dot` on the PATH.

    *places* are search paths tried in order, None for the PATH. Raises NoGraphviz when none has either program.
    """
    for place in (sysconfig.get_path("scripts"), None) if places is None else places:
        for name in _PROGRAMS:
            found = shutil.which(name, path=place)
            if found is not None:
                return found
    raise NoGraphviz


def to_svg(
    dot: str,
    *,
    id: str,
    title: str,
    description: str,
    links: bool = False,
    program: str | None = None,
    seconds: float = TIME_LIMIT_SECONDS,
) -> str:
    """Return *dot* as SVG that can stand inside a page: an image with a name and a description, no scripts, no links.

    *id* is made of letters, digits and underscores and is unlike that of other pictures on the page. With *links* those
    of *dot* stay, and it is no image but a group of them, since what is inside an image nobody reaches by keys. Raises
    NoGraphviz and NotDrawn.
    """
    drawn = _run(dot, "svg", program, seconds).decode("utf-8", errors="replace")
    match = re.search(r"<svg\b([^>]*)>(.*)</svg>", drawn, re.DOTALL)
    if match is None:
        raise NotDrawn("Graphviz answered with something that is not a picture. Install it again.")
    # Comments tell its version, titles pop up under the pointer, and ids are those of any other picture on the page. In
    # all text < is escaped, so that only its own tags can match.
    inside = re.sub(r"<!--.*?-->\n?|<title>[^<]*</title>\n?|(?<=<g) id=\"[^\"]*\"", "", match[2], flags=re.DOTALL)
    said = f'<title id="{id}_title">{escape(printable(title))}</title>\n'
    said += f'<desc id="{id}_desc">{escape(printable(description))}</desc>'
    role = "group" if links else "img"
    known_as = f'role="{role}" aria-labelledby="{id}_title" aria-describedby="{id}_desc"'
    return f"<svg {known_as}{_one_line(match[1])}>\n{said}\n{_in_any_font(inside).strip()}\n</svg>\n"


def _in_any_font(drawn: str) -> str:
    """Return a drawing whose words stay inside their boxes where Arial, by which it was measured, is not installed.

    First come fonts of the same widths. The last resort of many Linux machines is a sixth wider, so words are drawn a
    little smaller than they were measured.
    """
    drawn = re.sub(r'font-family="Arial[^"]*"', f'font-family="{_FONTS}"', drawn)
    return re.sub(r'font-size="([0-9.]+)"', lambda size: f'font-size="{float(size[1]) * _ROOM:.2f}"', drawn)


def to_png(dot: str, *, program: str | None = None, seconds: float = TIME_LIMIT_SECONDS) -> bytes:
    """Return *dot* as PNG, sharp enough for a printed page. Raises NoGraphviz and NotDrawn."""
    drawn = _run(dot, "png", program, seconds)
    if not drawn.startswith(b"\x89PNG"):
        raise NotDrawn("Graphviz answered with something that is not a picture. Install it again.")
    return drawn


def _run(dot: str, how: Literal["svg", "png"], program: str | None, seconds: float) -> bytes:
    command = [program or find_graphviz(), f"-T{how}", *(["-Gdpi=144"] if how == "png" else [])]
    try:
        answer = subprocess.run(  # noqa: S603 - our own words only, and no shell
            command, input=dot.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotDrawn(
            f"Drawing took more than {seconds:g} seconds and was stopped. Read the workflow as a table (--format text)."
        ) from None
    except OSError:
        raise NotDrawn("Graphviz is there and cannot be started. Install it again.") from None
    if answer.returncode != 0 or not answer.stdout:
        raise NotDrawn(
            "Graphviz could not draw this workflow. Read it as a table (--format text), and tell us about it."
        )
    return answer.stdout


def _one_line(attributes: str) -> str:
    return " " + " ".join(attributes.split())
