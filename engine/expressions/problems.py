"""What can be wrong with an expression: its bounds, every code that it can be answered with, and one mistake as such.

Y1.. codes are about how it is written, N2.. about names, T3.. about types. Each code says what to do instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.findings import Code

MAX_CHARACTERS: Final = 1000
MAX_NODES: Final = 400
MAX_DEPTH: Final = 20
MAX_ROWS_INSIDE_ROWS: Final = 2

EMPTY = Code("Y150", "Nothing is written", "Write a condition or a calculation, or take the setting out.")
TOO_LONG = Code("Y151", "The expression is too long", "Split it: give a part a field or a check of its own.")
TOO_DEEP = Code("Y152", "Too many brackets inside brackets", "Split it: give a part a field or a check of its own.")
CHARACTER = Code("Y153", "A character that expressions do not have", "Type the expression again with plain letters.")
CURLY_QUOTES = Code("Y154", "Curly quotes", 'Use straight quotes: "text".')
EQUALS = Code("Y155", "Not the way to compare", 'Use "==" for "is" and "!=" for "is not".')
LOGIC_WORDS = Code("Y156", "Not the way to join conditions", 'Use "and", "or" and "not", in small letters.')
SIGNS = Code("Y157", "Not a comparison sign", 'Use "==", "!=", "<", "<=", ">" or ">=".')
ANSWERED = Code("Y158", "Not the way to ask whether something is answered", "Use answered(x) or not answered(x).")
CONTAINS = Code("Y159", "Not the way to ask whether an answer is among several", "Use: code in field.")
UNCLOSED = Code("Y160", "A quote or bracket without its partner", "Close what was opened.")
KEYWORD = Code("Y161", "A word of the grammar used as a name", "Give the question or option another id.")
NOT_PART = Code(
    "Y162", "Not part of the language", "Use comparisons, and, or, not, + - * / and the functions of the list."
)
LINES = Code("Y163", "More than one line, or a comment", "Write the expression on one line.")
NUMBER_FORM = Code("Y164", "A number in an unusual form", "Up to 15 digits, then a point and up to 6 more.")
UNREADABLE = Code("Y165", "Cannot be read", 'Look for a missing "and", "or", bracket or quote.')
BARE_DATE = Code("Y166", "A date or time without quotes", 'Put quotes round it: "2026-03-27".')
DURATION = Code("Y167", "A duration inside an expression", "Move a date with add_days or add_working_days.")
TRUE_FALSE = Code("Y168", "Not the way to write true or false", "Write true or false, in small letters.")

UNKNOWN_NAME = Code("N201", "Unknown name", "Check the spelling, or put quotes round a text.")
UNKNOWN_CODE = Code("N202", "Not an answer to that question", "Use one of the codes of its list.")
UNKNOWN_FUNCTION = Code("N203", "Unknown function", "Use a function of the closed list.")
CODE_OR_NAME = Code("N204", "Both an answer and a question", 'Put quotes round the answer: "panel".')
UNKNOWN_ACTION = Code("N205", "Unknown action", "Name an action of this workflow.")
UNKNOWN_STATE = Code("N206", "Unknown state", "Name a state by its id where that is unique, else by its path.")
UNKNOWN_FORM = Code("N207", "Unknown form", "Name a form that this workflow uses.")
OUTSIDE_ROW = Code("N208", "A question of the form, inside its rows", "Write form. before it: form.age.")
UNKNOWN_PART = Code("N209", "Unknown part", "Use one of the parts that this question has.")

CANNOT_COMPARE = Code("T301", "These two cannot be compared", "Compare a value with one of its own type.")
NO_ORDER = Code("T302", "Nothing here has an order", 'Use "in [...]", or mark the list "ordered: true".')
NOT_A_CONDITION = Code("T303", "Not a condition", "Compare it with something, or ask whether it is answered.")
OTHER_LIST = Code("T304", "Choices from two lists", "Two choices compare only when they share a list.")
HOW_MANY = Code("T305", "Too few or too many in the brackets", "Give the function what it takes.")
WRONG_KIND = Code("T306", "Not what the function takes", "Give the function what it takes.")
NOT_A_DAY = Code("T307", "Not a date or time", 'Write "2026-03-27", "09:30" or "2026-03-27T10:00:00+00:00".')
CANNOT_CALCULATE = Code("T308", "Only numbers can be calculated with", "Use the date functions for dates.")
NO_POINTS = Code("T309", "This list has no points", "Give the options of the list points.")
WRONG_RESULT = Code("T310", "Not what is needed here", "Write an expression of the type the setting needs.")
ROWS_ALONE = Code("T311", "Rows are not a value", "Use count, any, all, sum, min or max over them.")
ROWS_TOO_DEEP = Code("T312", "Rows inside rows inside rows", "Go at most two deep; calculate the rest in a field.")
NOT_LITERALS = Code("T313", "Only answers, numbers and texts stand in a list", "Write them out: [low, moderate].")
NOT_AMONG = Code("T314", '"in" needs several answers on its right', "Use: code in field, or field in [a, b].")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in an expression. *start* and *end* count characters of its text, from 0, end not included."""

    code: Code
    message: str
    hint: str
    start: int
    end: int
