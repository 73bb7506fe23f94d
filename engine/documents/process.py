"""Starting the capped process in which letters are drawn, and what is said where it is stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Literal, TypeAlias

from engine.errors import EngineError
from engine.sentences.say import Sentence

Job: TypeAlias = Literal["blocks", "bodies", "pdf", "docx"]
SECONDS = 30.0
"""Of the clock on the wall, for a text; a process that waits for nothing uses less of its processor."""
PAPER_SECONDS = 120.0
MOST_BYTES = 20_000_000
"""Of what comes back."""

_START = "import sys; sys.path[:] = sys.argv[1:-1]; from engine.documents.child import main; main()"
_NEEDED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
"""What the process is told of the surroundings: no address, no password."""
_TOLD = {
    "too_large": Sentence("This letter would be too long. Use fewer rows or less text."),
    "stopped": Sentence("This letter took too long to draw, and was stopped. Have its text made simpler."),
    "no_pango": Sentence("A PDF needs Pango, which is not installed here. docs/howto/letters.md says how."),
    "no_extra": Sentence("Letters need more than is installed here. Run: pip install 'casepath[docs]'"),
}
_ENDED = {b"ModuleNotFoundError": "no_extra", b"cannot load library": "no_pango", b"MemoryError": "too_large"}
_FOR_TOO_LONG = (-9, -24)
"""How a process ends that has used up its time: by SIGKILL or SIGXCPU."""
_OTHERWISE = Sentence("This letter cannot be drawn from its text. Run `casepath check` on the definitions.")


class NotDrawn(EngineError):
    """The operator's turn: a letter could not be drawn. *kind* says why, *line* where in its text, if that is known."""

    def __init__(self, kind: str, line: int = 0, name: str = "", *, language: str = "en") -> None:
        super().__init__(_TOLD.get(kind, _OTHERWISE).said(language))
        self.kind, self.line, self.name = kind, line, name


class Stopped(Exception):
    """The process did not end well: *kind* says why, and *made* is what it had answered by then."""

    def __init__(self, made: bytes, kind: str = "stopped") -> None:
        super().__init__(kind)
        self.made, self.kind = made, kind


def answer(job: Job, told: bytes, language: str = "en") -> bytes:
    """Return what the capped process makes of *told*. Raises NotDrawn."""
    try:
        made = run(job, told)
    except Stopped as stopped:
        raise NotDrawn(stopped.kind, language=language) from None
    if made[:1] == b"R":
        kind, line, name = json.loads(made[1:])
        raise NotDrawn(kind, line, name, language=language)
    if made[:1] != b"D" or len(made) > MOST_BYTES:
        raise NotDrawn("too_large" if len(made) > MOST_BYTES else "stopped", language=language)
    return made[1:]


def run(job: Job, told: bytes) -> bytes:
    """Return all that the process answers to one job; raise Stopped where it does not end by itself, and well."""
    command = [sys.executable, "-I", "-c", _START, *_places(), job]
    seconds = PAPER_SECONDS if job in ("pdf", "docx") else SECONDS
    surroundings = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own words only, and no shell
            command, input=told, capture_output=True, timeout=seconds, check=False, env=surroundings
        )
    except subprocess.TimeoutExpired as late:
        raise Stopped(late.stdout or b"") from None
    except OSError:
        raise Stopped(b"", "cannot_be_drawn") from None
    if done.returncode != 0:
        otherwise = "stopped" if done.returncode in _FOR_TOO_LONG else "cannot_be_drawn"
        raise Stopped(done.stdout, next((kind for sign, kind in _ENDED.items() if sign in done.stderr), otherwise))
    return done.stdout


def _places() -> Sequence[str]:
    """Return where modules are looked for here, so that the process finds the same ones and none in its own folder."""
    return [os.path.abspath(place) for place in sys.path if place]
