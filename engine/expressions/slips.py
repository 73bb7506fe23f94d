"""The natural wrong ways to write an expression, and beside each the right text.

`=`, `AND`, `is not answered`, `x contains y`: people write these, and mean one thing by them. Every slip of a text is
named at once, and all share one hint: the whole text as it should have been written, given only if it can be read.
"""

from __future__ import annotations

import keyword
from typing import Final

from engine.expressions.parsing import Source, parsed
from engine.expressions.problems import (
    ANSWERED,
    BARE_DATE,
    CHARACTER,
    CONTAINS,
    CURLY_QUOTES,
    DURATION,
    EQUALS,
    KEYWORD,
    LINES,
    LOGIC_WORDS,
    MAX_CHARACTERS,
    NOT_PART,
    NUMBER_FORM,
    SIGNS,
    TRUE_FALSE,
    Problem,
)
from engine.expressions.shape import loose_words, unbalanced
from engine.expressions.tokens import NUMBER, OPERATOR_WORDS, PLAIN_DIGITS, Repair, Token, tokens_of

_SIGNS: Final = {"<>": "!=", "=<": "<=", "=>": ">=", "≥": ">=", "≤": "<=", "≠": "!=", "===": "==", "!==": "!="}
_LOGIC: Final = {"&&": " and ", "||": " or ", "&": " and ", "|": " or ", "!": "not "}
_EMPTY_WORDS: Final = frozenset({"unanswered", "empty", "blank", "missing", "null", "None"})
_UNITS: Final = frozenset(
    {"day", "days", "working", "calendar", "week", "weeks", "month", "months", "year", "years", "hour", "hours"}
)
_UNUSED_SIGNS: Final = {"**": "powers", "//": "whole division", "%": "remainders", "^": "powers", "@": "this sign"}


def slips(text: str, tokens: list[Token]) -> tuple[Problem, ...]:
    """Return every slip of *text*, which differs from its *tokens* only in quotes that were curly."""
    repair = Repair(tokens)
    straight = "".join(token.text for token in tokens)
    if straight != text:
        position = next(place for place, letter in enumerate(text) if letter != straight[place])
        message = "Curly quotes come from a word processor; an expression has straight ones."
        repair.found.append((CURLY_QUOTES, message, position, position + 1))
    index = 0
    while index < len(repair.words):
        index = max(index + 1, _slip_at(repair, index))
    hint = _hint(repair) if repair.found else ""
    return tuple(Problem(code, message, hint or code.remedy, start, end) for code, message, start, end in repair.found)


def _hint(repair: Repair) -> str:
    """Return the mended text, if it can be read: a hint that leads into the next mistake is worse than none."""
    mended = repair.mended()
    again = tokens_of(mended)
    if len(mended) > MAX_CHARACTERS or _any_slip(again) or unbalanced(again) or loose_words(again):
        return ""
    return f"Write: {mended}" if isinstance(parsed(mended), Source) else ""


def _any_slip(tokens: list[Token]) -> bool:
    repair = Repair(tokens)
    index = 0
    while index < len(repair.words) and not repair.found:
        index = max(index + 1, _slip_at(repair, index))
    return bool(repair.found)


def _slip_at(repair: Repair, index: int) -> int:
    """Note the slip that begins at *index*, if one does, and return where to look on."""
    path = repair.path_before(index)
    if path is not None and (phrase := _answered_phrase(repair, index)):
        return _mend_answered(repair, path, index, phrase)
    match repair.kind(index):
        case "sign":
            return _sign_slip(repair, index)
        case "name":
            return _word_slip(repair, index)
        case "date":
            return _date_slip(repair, index)
        case "number":
            return _number_slip(repair, index)
    return index + 1


def _sign_slip(repair: Repair, index: int) -> int:
    sign = repair.word(index)
    if sign == "=":
        repair.said(EQUALS, 'Use "==" to compare.', index, index)
        repair.replace(index, index, "==")
    elif sign in _SIGNS:
        repair.said(SIGNS, f'"{sign}" is not a comparison here. Use "{_SIGNS[sign]}".', index, index)
        repair.replace(index, index, _SIGNS[sign])
    elif sign in _LOGIC:
        repair.said(LOGIC_WORDS, f'Use "{_LOGIC[sign].strip()}" instead of "{sign}".', index, index)
        repair.replace(index, index, _LOGIC[sign])
    elif sign == "#":
        repair.said(LINES, "An expression has no comments.", index, len(repair.words) - 1)
        return len(repair.words)
    elif sign in _UNUSED_SIGNS:
        message = f'"{sign}" ({_UNUSED_SIGNS[sign]}) is not part of the language.'
        repair.said(NOT_PART, message, index, index)
    return index + 1


def _word_slip(repair: Repair, index: int) -> int:
    word, path = repair.word(index), repair.path_before(index)
    if not word.isascii():
        repair.said(CHARACTER, "Names are made of plain letters, a to z.", index, index)
    elif repair.kind(index + 1) == "text" and repair.words[index + 1].start == repair.words[index].end:
        repair.said(NOT_PART, f'A text has nothing before its first quote; here it has "{word}".', index, index)
    elif word == "is":
        return _mend_is(repair, index)
    elif word == "equals":
        repair.said(EQUALS, 'Use "==" to compare.', index, index)
        repair.replace(index, index, "==")
    elif word in ("contains", "includes") and path is not None and repair.word(index + 1) != "(":
        return _mend_contains(repair, path, index)
    elif word.lower() in OPERATOR_WORDS and word.lower() != word:
        repair.said(LOGIC_WORDS, f'Write "{word.lower()}" in small letters.', index, index)
        repair.replace(index, index, word.lower())
    elif word in ("True", "False", "TRUE", "FALSE"):
        repair.said(TRUE_FALSE, f'Write "{word.lower()}" in small letters.', index, index)
        repair.replace(index, index, word.lower())
    elif word in ("None", "null", "NULL"):
        repair.said(ANSWERED, f'There is no "{word}": a question is answered or it is not.', index, index)
    elif keyword.iskeyword(word) and word not in OPERATOR_WORDS:
        _refuse_keyword(repair, index)
    return index + 1


def _answered_phrase(repair: Repair, index: int) -> tuple[int, bool] | None:
    """Return the last word of a phrase such as `is not answered` or `== null`, and whether it says *answered*."""
    at, says = index, True
    if repair.word(at) in ("==", "!=") and repair.word(at + 1) in ("None", "null", "NULL"):
        return at + 1, repair.word(at) == "!="
    if repair.word(at) == "is":
        at += 1
    if repair.word(at) == "not":
        at, says = at + 1, False
    word = repair.word(at)
    if word == "answered" and repair.word(at + 1) != "(":
        return at, says
    return (at, not says) if word in _EMPTY_WORDS and at > index else None


def _mend_answered(repair: Repair, path: int, index: int, phrase: tuple[int, bool]) -> int:
    last, says_answered = phrase
    asked = f"answered({repair.path(path, index)})"
    right = asked if says_answered else f"not {asked}"
    repair.said(ANSWERED, "Ask whether a question is answered with answered(…).", path, last)
    repair.replace(path, last, right)
    return last + 1


def _mend_is(repair: Repair, index: int) -> int:
    if repair.word(index + 1) == "in":
        last, right = index + 1, "in"
    elif repair.word(index + 1) == "not":
        last, right = (index + 2, "not in") if repair.word(index + 2) == "in" else (index + 1, "!=")
    else:
        last, right = index, "=="
    repair.said(EQUALS, f'Use "{right}" to compare.', index, last)
    repair.replace(index, last, right)
    return last + 1


def _mend_contains(repair: Repair, path: int, index: int) -> int:
    word, field = repair.word(index), repair.path(path, index)
    what = repair.word(index + 1)
    if repair.kind(index + 1) == "text":
        repair.said(CONTAINS, f'"{word}" does not stand between two things.', index, index)
        repair.replace(path, index + 1, f"contains({field}, {what})")
    elif repair.kind(index + 1) == "name":
        repair.said(CONTAINS, f'Use "in", the other way round, instead of "{word}".', index, index)
        repair.replace(path, index + 1, f"{what} in {field}")
    else:
        repair.said(CONTAINS, f'"{word}" does not stand between two things.', index, index)
    return index + 2


def _refuse_keyword(repair: Repair, index: int) -> None:
    word = repair.word(index)
    if word in ("if", "else"):
        message = f'There is no "{word}" in an expression. A decision belongs in show_if, rules or goes.'
        repair.said(NOT_PART, message, index, index)
    else:
        message = f'"{word}" is a word of the grammar, so nothing can be called that.'
        repair.said(KEYWORD, message, index, index)


def _date_slip(repair: Repair, index: int) -> int:
    word = repair.word(index)
    what = "a date" if "-" in word else "a time"
    repair.said(BARE_DATE, f"Put quotes round {what}.", index, index)
    repair.replace(index, index, f'"0{word}"' if word[1] == ":" else f'"{word}"')
    return index + 1


def _number_slip(repair: Repair, index: int) -> int:
    if repair.word(index + 1) in _UNITS:
        last = index + 2 if repair.word(index + 2) in _UNITS else index + 1
        repair.said(DURATION, "A duration is a setting, not part of an expression.", index, last)
        return last + 1
    if not NUMBER.fullmatch(repair.word(index)):
        repair.said(NUMBER_FORM, PLAIN_DIGITS, index, index)
    return index + 1
