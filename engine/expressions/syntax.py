"""From text to a small tree of Python's expression grammar, or to problems a council can act on.

Bounds come first: length and characters before any parsing, then slips of the pen, brackets before Python's parser
sees them, and nodes and depth before anything walks the tree. The first kind of mistake that is found is answered.
"""

from __future__ import annotations

from engine.expressions.parsing import Source, parsed
from engine.expressions.problems import CHARACTER, EMPTY, LINES, MAX_CHARACTERS, TOO_LONG, Problem
from engine.expressions.shape import loose_words, unbalanced
from engine.expressions.slips import slips
from engine.expressions.tokens import straightened, tokens_of


def read(text: str) -> Source | tuple[Problem, ...]:
    """Return the tree of *text*, bounded and of allowed parts only, or every problem with how it is written."""
    rough = _out_of_bounds(text) or _odd_characters(text)
    if rough:
        return rough
    bare = text.rstrip()
    tokens = tokens_of(straightened(bare))
    problems = slips(bare, tokens) or unbalanced(tokens) or loose_words(tokens)
    return problems or parsed(bare)


def _out_of_bounds(text: str) -> tuple[Problem, ...]:
    if not text.strip():
        return (Problem(EMPTY, "Nothing is written here.", EMPTY.remedy, 0, len(text)),)
    if len(text) <= MAX_CHARACTERS:
        return ()
    message = f"An expression has at most {MAX_CHARACTERS:,} characters; this one has {len(text):,}."
    return (Problem(TOO_LONG, message, TOO_LONG.remedy, 0, len(text)),)


def _odd_characters(text: str) -> tuple[Problem, ...]:
    bare = text.rstrip()
    for position, letter in enumerate(bare):
        if letter in "\r\n":
            return (Problem(LINES, "An expression stands on one line.", LINES.remedy, position, position + 1),)
        if letter == "\\" or not letter.isprintable() or (letter.isspace() and letter != " "):
            message = "There is a character here that expressions do not have."
            return (Problem(CHARACTER, message, f"{_named(letter)} Take it out.", position, position + 1),)
    return ()


def _named(letter: str) -> str:
    return 'It is "\\".' if letter == "\\" else f"It cannot be seen (U+{ord(letter):04X})."
