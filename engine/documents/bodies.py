"""The check of what letters say: their texts are read, and drawn once with made up answers, in the capped process.

It is beside the checks and not among them: those know no other process, and `casepath check` of a folder without
letters starts none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.cases.compiled import Definition
from engine.cases.letters import names_in, sample
from engine.checks import Report
from engine.checks.letters import BAD_TEXT, UNKNOWN_NAME
from engine.definitions.nodes import Node, at
from engine.definitions.origins import Assembled
from engine.documents.process import NotDrawn, Stopped, run
from engine.findings import Finding, has_errors, in_order, suggestion

_MOST_STOPPED = 5
"""Letters that may each stop the process before no more are tried."""
_ALLOWED = "A letter may have {{ a name }}, {% if %} and {% for %} over rows."
_WRONG = {
    "not_read": ("The text cannot be read from here.", 'Look for a missing }}, %} or "endif" and "endfor".'),
    "not_allowed": ("A letter cannot do this.", _ALLOWED),
    "no_filter": ('A letter has no "{name}".', "After a | there may be: capitalize, join, length, lower, trim, upper."),
    "no_test": ('A letter has no "is {name}".', 'After "is" there may be: answered, not answered.'),
    "not_several": (
        '"{name}" is not several, so there is nothing to go through.',
        "Use {% for %} with rows or choices.",
    ),
    "too_deep": ("The text is nested too deep here.", "Make it simpler."),
    "too_large": (
        "This letter could become longer than a letter may be.",
        "Go through rows once, not inside each other.",
    ),
    "odd_letter": ("There is a letter here that no text has.", "Type it again."),
    "cannot_be_drawn": ("This text cannot be drawn.", _ALLOWED),
    "stopped": ("Drawing this letter took too long, and was stopped.", "Go through rows once, not inside each other."),
    "picture": ("A letter holds no pictures.", "Take it out; your system puts the letterhead round it."),
    "link": ("A letter holds no links.", "Write the address out: it is read on paper too."),
    "html": ("A letter holds no HTML.", "Write Markdown: # for a heading, - for a list, ** for bold."),
    "code": ("A letter holds no code.", "Begin the line without spaces, and take the ` out."),
}


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of a letter, in one language, and where it stands."""

    letter: str
    body: str
    node: Node
    job: str


def with_texts(report: Report, assembled: Assembled) -> Report:
    """Return *report* with what is wrong with the texts of letters, where all else allows them to be looked at."""
    configuration, definition = assembled.configuration, report.definition
    if configuration is None or definition is None or not definition.letters or has_errors(report.findings):
        return report
    texts = list(_texts(assembled, definition))
    answers = _answered(tuple(one.job for one in texts))
    found = [one for text, wrong in zip(texts, answers, strict=True) for one in _findings(definition, text, wrong)]
    return replace(report, findings=tuple(in_order([*report.findings, *found]))) if found else report


def _texts(assembled: Assembled, definition: Definition) -> Iterator[_Text]:
    assert assembled.configuration is not None
    for name, letter in definition.letters.items():
        names = names_in(definition, letter)
        samples = [sample(definition, letter, answered=answered) for answered in (True, False)]

        def job(body: str, names: object = names, samples: object = samples) -> str:
            return json.dumps({"body": body, "shape": names, "says": samples})

        body = letter.definition.body
        yield _Text(name, body, assembled.origins.node("letter", name, "body"), job(body))
        for (language, kind, of), sidecar in assembled.configuration.translations.items():
            said = sidecar.said.get("body") if (kind, of) == ("letter", name) else None
            if said is not None:
                node = assembled.origins.nodes["translation", f"{language} letter {name}"]
                yield _Text(name, said.text, at(node, ("texts", "body", "text")), job(said.text))


@lru_cache(maxsize=32)
def _answered(jobs: Sequence[str]) -> tuple[tuple[tuple[str, int, str], ...], ...]:
    """Return what is wrong with each text. Of one that stops the process that is said, and the others are tried again.

    It depends on nothing but the texts, and a folder is checked more often than its letters change.
    """
    found: list[tuple[tuple[str, int, str], ...]] = []
    stopped = 0
    while len(found) < len(jobs):
        if stopped == _MOST_STOPPED:
            found += [(("stopped", 0, ""),)] * (len(jobs) - len(found))
            break
        try:
            made = run("bodies", f"[{','.join(jobs[len(found) :])}]".encode())
        except Stopped as early:
            if early.kind == "no_extra":
                raise NotDrawn(early.kind) from None
            stopped += 1
            found += _read(early.made)
            found.append(((early.kind, 0, ""),))
        else:
            found += _read(made)
    return tuple(found)


def _read(made: bytes) -> Iterator[tuple[tuple[str, int, str], ...]]:
    whole = made[: made.rfind(b"\n") + 1]
    for line in whole.splitlines():
        yield tuple((kind, number, name) for kind, number, name in json.loads(line))


def _findings(definition: Definition, text: _Text, wrong: Sequence[tuple[str, int, str]]) -> Iterator[Finding]:
    for kind, line, name in wrong:
        number = text.node.line + max(line, 1) - 1
        written = text.node.source.line(number)
        column = written.find(name) + 1 if name and name in written else _begins(written)
        place = text.node.source.place(number, column, number, column + len(name) if name in written and name else None)
        path = f"{text.letter}.body"
        if kind == "unknown_name":
            uses = definition.letters[text.letter].definition.uses
            message = f'The text names "{name}", and the letter does not use it.'
            yield Finding(UNKNOWN_NAME, message, place, suggestion(name, uses, what="names it uses"), path)
        else:
            message, hint = _WRONG.get(kind, _WRONG["cannot_be_drawn"])
            yield Finding(BAD_TEXT, message.format(name=name), place, hint, path)


def _begins(line: str) -> int:
    """Return the column of the first { of a line, or of its first letter."""
    return (line.find("{") if "{" in line else len(line) - len(line.lstrip())) + 1
