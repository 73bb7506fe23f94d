"""What may come in at all: bounded, and nothing that one database would store and another refuse.

Asked before any transaction opens. Whether an answer suits its question is asked later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from engine.cases.values import Json
from engine.errors import Reason
from engine.sentences.say import Counted, say

_Group: TypeAlias = "list[object] | tuple[object, ...] | Mapping[object, object]"

MOST_ANSWERS = 1_000
MOST_TEXT = 200_000
MOST_ITEMS = 20_000
MOST_DEPTH = 8
MOST_WORDS = 10_000
"""Characters of a reason."""
LONGEST_NAME = 64
_TOO_MUCH = "One of the answers is too long, or nested too deep. Nothing was kept."
_OTHER_KIND = "One of the answers is neither text, a whole number, a list nor answers by name. Nothing was kept."
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def at_the_door(answers: object, language: str = "en") -> list[Reason]:
    """Return why *answers* cannot come in; one short reason, since what is this wrong was not typed into a form."""
    if not isinstance(answers, Mapping) or len(answers) > MOST_ANSWERS:
        return _refused("not_answers", say(language, "Send answers by question, at most a thousand of them."))
    wrong = _wrong_answers(answers, language)
    return _refused("not_answers", wrong) if wrong else []


def _wrong_answers(answers: Mapping[object, object], language: str) -> str:
    """Return what is wrong with one of *answers*, or nothing. Sizes are asked first: nothing endless is read."""
    waiting: list[tuple[_Group, int]] = [(answers, 1)]
    items = text = 0
    while waiting:
        group, depth = waiting.pop()
        items += len(group)
        if items > MOST_ITEMS or depth > MOST_DEPTH:
            return say(language, _TOO_MUCH)
        values: Iterable[object] = group
        if isinstance(group, Mapping):
            values = group.values()
            if not all(map(is_name, group)):
                return say(language, "One of the answers is not given by the name of a question. Nothing was kept.")
        for value in values:
            if isinstance(value, str):
                text += len(value)
                if text > MOST_TEXT:
                    return say(language, _TOO_MUCH)
                if not value.isprintable() and _UNSTORABLE.search(value):
                    return say(language, "One of the answers holds characters that cannot be stored. Nothing was kept.")
            elif isinstance(value, list | tuple | Mapping):
                waiting.append((value, depth + 1))
            elif value is not None and not isinstance(value, int):
                # Floats too: they are not what anyone typed, and databases disagree about the odd ones.
                return say(language, _OTHER_KIND)
            elif value is not None and abs(value) >= 10**15:
                return say(language, "One of the answers is a number too large to keep. Nothing was kept.")
    return ""


def is_name(name: object) -> bool:
    """Whether *name* can be the name of a question, a case or a person: 1 to 64 characters that can be seen."""
    return isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable()


def words_at_the_door(reasons: Iterable[object], people: Iterable[object], language: str = "en") -> list[Reason]:
    """Return why what comes beside answers cannot come in: *reasons* that are given, *people* that are named."""
    for words in reasons:
        if not isinstance(words, str) or len(words) > MOST_WORDS or _UNSTORABLE.search(words):
            most = Counted(MOST_WORDS, "characters")
            return _refused("not_words", say(language, "Give each reason in words, at most {most}.", most=most))
    if not all(map(is_name, people)):
        longest = Counted(LONGEST_NAME, "characters")
        return _refused(
            "not_a_name", say(language, "Name people and teams by ids of at most {longest}.", longest=longest)
        )
    return []


def _refused(code: str, because: str) -> list[Reason]:
    return [Reason(code, because)]


def as_given(answers: Mapping[str, Json]) -> dict[str, Json]:
    """Return a plain copy of *answers*, which may not change behind our back afterwards."""
    return {name: _plain(value) for name, value in answers.items()}


def _plain(value: Json) -> Json:
    if value is None or isinstance(value, str | int):  # nearly all of them, before the slow question
        return value
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
