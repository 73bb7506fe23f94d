"""What is wrong in a definition, where it is, and what to do about it.

A finding is a value: the reader, the models, the compiler and the checks all return findings, and only the outermost
layer prints them. Nothing here knows YAML, pydantic or the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

Severity = Literal["error", "warning"]

SHOWN_AT_MOST = 20
"""Findings printed in one report before "and 43 more"."""

_EXCERPT_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake. Declared beside the function that finds it, and nowhere else.

    *id* is a family letter and three digits. *title* names the mistake in a few words;
    *remedy* says in general what to do, and becomes the page of the code in the docs.
    """

    id: str
    title: str
    remedy: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one file. Lines and columns count from 1; the end column is the one after the last character."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str = field(default="", compare=False, repr=False)
    """The first line of the stretch as it stands in the file, without its line end."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place. *message* says what is wrong, *hint* what to do; neither repeats a person's answer."""

    code: Code
    message: str
    place: Place
    hint: str = ""
    path: str = ""
    """The dotted path of the thing that is wrong, as `accepted` and `locked` would name it; empty if not yet known."""

    @property
    def severity(self) -> Severity:
        return self.code.severity

    @property
    def is_error(self) -> bool:
        return self.code.severity == "error"


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.is_error for finding in findings)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return *findings* by place, each said once."""
    seen: dict[tuple[str, Place, str], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.code.id, finding.place, finding.message), finding)
    return sorted(seen.values(), key=lambda one: (one.place, one.code.id, one.message))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to *word*, or nothing when none is near enough to be a slip of the pen."""
    candidates = sorted(set(known))
    if len(word) > 64:
        return None
    scored = [(SequenceMatcher(None, word.lower(), one.lower()).ratio(), one) for one in candidates[:2000]]
    close = [(score, one) for score, one in scored if score >= 0.72]
    # On a tie the alphabet decides, so that a report is the same on every machine.
    return max(close, key=lambda pair: (pair[0], pair[1]))[1] if close else None


def listed(words: Iterable[str], *, at_most: int = 8) -> str:
    """Return words for a sentence: `a, b, c and 4 more`."""
    all_words = list(words)
    shown = all_words[:at_most]
    rest = len(all_words) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def suggestion(word: str, known: Iterable[str], *, what: str) -> str:
    """Return the hint for an unknown *word*: the nearest known one, or the list of *what* there is."""
    words = list(known)
    near = did_you_mean(word, words)
    if near is not None:
        return f'Did you mean "{near}"?'
    if not words:
        return f"There are no {what} here."
    return f"The {what} here: {listed(sorted(words))}."


def render(finding: Finding) -> str:
    """Return one finding as text: place, code and sentence, then the line with a caret, then the hint."""
    lines = [f"{finding.place}  {finding.code.id}  {finding.message}"]
    if finding.place.excerpt.strip():
        lines += _excerpt_with_caret(finding.place)
    if finding.hint:
        lines.append(f"  {finding.hint}")
    return "\n".join(lines)


def errors_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return *findings* as they are told: the errors by place, then the warnings, so that none of these hides one."""
    return sorted(in_order(findings), key=lambda one: not one.is_error)


def render_all(findings: Sequence[Finding], *, at_most: int = SHOWN_AT_MOST) -> str:
    """Return a whole report, errors first, with a line that counts what was left out."""
    told = errors_first(findings)
    blocks = [render(one) for one in told[:at_most]]
    if len(told) > at_most:
        blocks.append(f"and {len(told) - at_most} more")
    return "\n\n".join(blocks)


def left_out(findings: Sequence[Finding]) -> str:
    """Return how many findings a report leaves out: `2 more errors and 31 warnings`."""
    errors = sum(one.is_error for one in findings)
    warnings = len(findings) - errors
    both = (counted(errors, "more error"), counted(warnings, "warning" if errors else "more warning"))
    return " and ".join(said for said, number in zip(both, (errors, warnings), strict=True) if number)


def counted(number: int, noun: str) -> str:
    """Return `no errors`, `1 error`, `2 errors`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _excerpt_with_caret(place: Place) -> list[str]:
    text, start = place.excerpt.replace("\t", " "), place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(text)
    # A long line is cut round the caret, so that a report stays readable whatever the file holds.
    cut = 0
    if len(text) > _EXCERPT_WIDTH:
        cut = max(0, min(start - 30, len(text) - _EXCERPT_WIDTH))
        text = text[cut : cut + _EXCERPT_WIDTH]
    start, end = start - cut, min(end - cut, len(text))
    printable = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    number = f"{place.line:>5} | "
    return [number + printable.rstrip(), " " * 5 + " | " + " " * start + "^" * max(1, end - start)]
