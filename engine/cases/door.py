"""What may come in at all: bounded, and nothing that one database would store and another refuse.

Asked before any transaction opens (PROMISES.md 0.9). Whether an answer suits its question is asked later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.cases.values import Json
from engine.errors import Reason
from engine.sentences.say import say

MOST_ANSWERS = 1_000
MOST_TEXT = 200_000
MOST_ITEMS = 20_000
MOST_DEPTH = 8
_TOO_MUCH = "One of the answers is too long, or nested too deep. Nothing was kept."
_OTHER_KIND = "One of the answers is neither text, a whole number, a list nor answers by name. Nothing was kept."
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def at_the_door(answers: object, language: str = "en") -> list[Reason]:
    """Return why *answers* cannot come in; one short reason, since what is this wrong was not typed into a form."""
    if not isinstance(answers, Mapping) or len(answers) > MOST_ANSWERS:
        return _refused(language, "Send answers by question, at most a thousand of them.")
    waiting: list[tuple[list[object] | tuple[object, ...] | Mapping[object, object], int]] = []
    items = text = 0
    values: Iterable[object] = answers.values()
    depth = 1
    while True:
        for value in values:
            if isinstance(value, str):
                text += len(value)
                if not value.isprintable() and _UNSTORABLE.search(value):
                    return _refused(
                        language, "One of the answers holds characters that cannot be stored. Nothing was kept."
                    )
            elif isinstance(value, list | tuple | Mapping):
                waiting.append((value, depth + 1))
            elif value is not None and not isinstance(value, int):
                # Floats too: they are not what anyone typed, and databases disagree about the odd ones.
                return _refused(language, _OTHER_KIND)
            elif value is not None and abs(value) >= 10**15:
                return _refused(language, "One of the answers is a number too large to keep. Nothing was kept.")
        if not waiting:
            return _refused(language, _TOO_MUCH) if text > MOST_TEXT else []
        group, depth = waiting.pop()
        items += len(group)
        values = (*group.keys(), *group.values()) if isinstance(group, Mapping) else group
        if items > MOST_ITEMS or text > MOST_TEXT or depth > MOST_DEPTH:
            return _refused(language, _TOO_MUCH)


def _refused(language: str, template: str) -> list[Reason]:
    return [Reason("not_answers", say(language, template))]


def as_given(answers: Mapping[str, Json]) -> dict[str, Json]:
    """Return a plain copy of *answers*, which may not change behind our back afterwards."""
    return {name: _plain(value) for name, value in answers.items()}


def _plain(value: Json) -> Json:
    if value is None or isinstance(value, str | int):  # nearly all of them, before the slow question
        return value
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
