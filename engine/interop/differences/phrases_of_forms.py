"""The phrases of forms, questions, lists and records."""

from __future__ import annotations

from engine.definitions.changes import Change
from engine.definitions.fields import (
    Check,
    ChoiceField,
    DateField,
    DeclarationField,
    FieldBase,
    FileField,
    Format,
    GridField,
    Limits,
    NoteField,
    NumberField,
    PartsField,
    PlaceField,
    RowsField,
    SubjectField,
    TextField,
    VendorField,
    YesNoField,
)
from engine.definitions.forms import Correction, Form, Page, Rule, Share, Withdrawal
from engine.definitions.keeping import Keeping
from engine.definitions.lists import Option, OptionList
from engine.definitions.parts import Part
from engine.definitions.records import Record
from engine.interop.differences.phrases import INSIDE, IS_KNOWN, TITLE, Phrase, Phrases, Setting, Switch, Things
from engine.sentences.say import Sentence

PAGE = Sentence('the page "{title}"')
QUESTION = Sentence('the question "{title}"')
FACT = Sentence('the fact "{title}"')
ANSWER = Sentence('the answer "{title}"')
_OPTIONS = Things(ANSWER)
ASKED_WHEN = Setting(
    'when "{title}" is asked', "condition", Sentence('You made "{title}" always asked: it was asked when {old}.')
)

_QUESTION: dict[str, Phrase] = {
    "label": TITLE,
    "hint": Setting('the hint of "{title}"', "words"),
    "help": Setting('the help text of "{title}"', "words"),
    "required": Switch(
        Sentence('whether "{title}" is required'),
        Sentence('You made "{title}" required.'),
        Sentence('You made "{title}" optional.'),
    ),
    "required_if": Setting('when "{title}" must be answered', "condition"),
    "required_for": Setting('the steps for which "{title}" must be answered', "steps"),
    "show_if": ASKED_WHEN,
    "read_only_if": Setting('when "{title}" cannot be changed', "condition"),
    "default": Setting('what "{title}" starts as', "default"),
    "calc": Setting('how "{title}" is worked out', "condition"),
    "check": Setting('what must be so of "{title}"'),
    "checks": Setting('what must be so of "{title}"'),
    "from": Setting('where "{title}" is copied from', "paths"),
    "write_back": Setting('what is written back from "{title}"', "code"),
    "shows": Setting('what "{title}" shows', "paths"),
    "confirm": Switch(
        Sentence('whether people confirm "{title}" where it is copied'),
        Sentence('You asked people to confirm "{title}" where it is copied.'),
        Sentence('You no longer ask people to confirm "{title}" where it is copied.'),
    ),
    "confirm_after": Setting('the age at which "{title}" must be confirmed'),
    "no_answer": Setting('the reasons that may be given instead of "{title}"', "code"),
    "reuse": Setting('whether "{title}" may be used again', "code"),
    "sensitivity": Setting('how carefully "{title}" is kept', "code"),
    "view": Setting('those who may read "{title}"', "roles"),
    "edit": Setting('those who may fill in "{title}"', "roles"),
    "for": Setting('the steps at which "{title}" is asked', "steps"),
    "about": Setting('whom "{title}" is about', "code"),
    "purpose": Setting('the purpose of "{title}"', "words"),
    "reports_to": Setting('what national returns call "{title}"'),
    "unit": Setting('the unit of "{title}"', "words"),
    "chronology": Switch(
        Sentence('whether "{title}" is in the chronology'),
        Sentence('You put "{title}" into the chronology.'),
        Sentence('You took "{title}" out of the chronology.'),
    ),
    "module": Setting('the module that "{title}" belongs to', "modules"),
}
_KIND: dict[str, Phrase] = {"type": IS_KNOWN}
_FEWEST = Setting('the fewest rows of "{title}"')
_MOST = Setting('the most rows of "{title}"')

PHRASES: Phrases = {
    Form: {
        "form": IS_KNOWN,
        "title": TITLE,
        "summary": Setting('the summary of "{title}"', "words"),
        "subject": Setting('what "{title}" is about', "subjects"),
        "purpose": Setting('the purpose of "{title}"', "words"),
        "basis": Setting('the legal basis of "{title}"', "code"),
        "sensitivity": Setting('how carefully "{title}" is kept', "code"),
        "view": Setting('those who may read "{title}"', "roles"),
        "pages": Things(PAGE),
        "rules": Things(Sentence('the rule "{title}"')),
        "correct": INSIDE,
        "withdraw": INSIDE,
        "share": Things(Sentence('the view for partners "{title}"')),
        "keep": INSIDE,
        "changes": IS_KNOWN,
        "module": Setting('the module that "{title}" belongs to', "modules"),
    },
    Page: {
        "title": TITLE,
        "show_if": ASKED_WHEN,
        "for": Setting('the steps at which "{title}" is asked', "steps"),
        "view": Setting('those who may read "{title}"', "roles"),
        "edit": Setting('those who may fill in "{title}"', "roles"),
        "sensitivity": Setting('how carefully "{title}" is kept', "code"),
        "purpose": Setting('the purpose of "{title}"', "words"),
        "use": Setting('the shared questions on "{title}"', "parts"),
        "fields": IS_KNOWN,
        "module": Setting('the module that "{title}" belongs to', "modules"),
    },
    Rule: {
        "when": Setting('when the rule "{title}" applies', "condition"),
        "require": Setting('what the rule "{title}" requires', "condition"),
        "say": Setting('the words of the rule "{title}"', "words"),
        "at": Setting('the questions at which the rule "{title}" is told', "questions"),
        "level": Setting('whether the rule "{title}" stops the form', "code"),
    },
    Change: dict.fromkeys(("in", "rename", "new", "drop", "option", "in_field", "to", "on_old"), IS_KNOWN),
    Correction: {
        "by": Setting('those who may correct "{title}"', "roles"),
        "reason": Setting('whether correcting "{title}" needs a reason', "code"),
    },
    Withdrawal: {
        "by": Setting('those who may withdraw "{title}"', "roles"),
        "reason": Setting('whether withdrawing "{title}" needs a reason', "code"),
    },
    Share: {
        "to": Setting('those to whom "{title}" is sent', "roles"),
        "fields": Setting('the answers that "{title}" sends', "questions"),
        "basis": Setting('the legal basis of sending "{title}"', "code"),
    },
    Keeping: {
        "draft": Setting('the time for which drafts of "{title}" are kept'),
        "submitted": Setting('the time for which answers to "{title}" are kept'),
        "then": Setting('what becomes of answers to "{title}" then', "code"),
    },
    Part: {"part": IS_KNOWN, "fields": Things(QUESTION)},
    OptionList: {
        "list": IS_KNOWN,
        "title": TITLE,
        "ordered": Switch(
            Sentence('whether the order of "{title}" counts'),
            Sentence('You made the order of "{title}" count.'),
            Sentence('You made the order of "{title}" count no more.'),
        ),
        "overlay": Setting('how much of "{title}" a council may change', "code"),
        "options": _OPTIONS,
    },
    Option: {
        "label": TITLE,
        "hint": Setting('the hint of "{title}"', "words"),
        "points": Setting('the points of "{title}"'),
        "offer_if": Setting('when "{title}" is offered', "condition"),
        "since": Setting('the version since which there is "{title}"'),
        "retired": Setting('the version since which "{title}" is not offered any more'),
        "use": Setting('what to choose instead of "{title}"'),
        "reports_to": Setting('what national returns call "{title}"'),
        "module": Setting('the module that "{title}" belongs to', "modules"),
    },
    Record: {
        "record": IS_KNOWN,
        "title": TITLE,
        "shown_as": Setting('how one of "{title}" is named', "words"),
        "view": Setting('those who may read "{title}"', "roles"),
        "edit": Setting('those who may change "{title}"', "roles"),
        "sensitivity": Setting('how carefully "{title}" is kept', "code"),
        "fields": Things(FACT),
    },
    Check: {
        "that": Setting('what the check "{title}" asks', "condition"),
        "say": Setting('the words of the check "{title}"', "words"),
    },
    Limits: {"min": Setting('the least of "{title}"'), "max": Setting('the most of "{title}"')},
    Format: {
        "pattern": Setting('the pattern of "{title}"'),
        "example": Setting('the example of "{title}"'),
    },
    FieldBase: {**_QUESTION},
    TextField: {
        **_KIND,
        "words": Setting('how many words "{title}" takes'),
        "characters": Setting('how many characters "{title}" takes'),
        "format": INSIDE,
    },
    NumberField: {
        **_KIND,
        "min": Setting('the smallest answer to "{title}"'),
        "max": Setting('the largest answer to "{title}"'),
    },
    DateField: _KIND,
    YesNoField: _KIND,
    ChoiceField: {
        **_KIND,
        "options": IS_KNOWN,
        "none": Setting('the answer to "{title}" that stands alone', "words"),
        "other": Setting('the answer to "{title}" that asks for words', "words"),
    },
    SubjectField: {**_KIND, "of": Setting('what "{title}" names', "subjects")},
    PlaceField: _KIND,
    FileField: {
        **_KIND,
        "accept": Setting('the kinds of file that "{title}" takes'),
        "max": Setting('the most files for "{title}"'),
        "max_mb": Setting('the most megabytes of a file for "{title}"'),
    },
    DeclarationField: _KIND,
    PartsField: _KIND,
    GridField: {**_KIND, "lines": IS_KNOWN, "options": IS_KNOWN},
    NoteField: _KIND,
    RowsField: {
        **_KIND,
        "row": Setting('what one row of "{title}" is called', "words"),
        "row_title": Setting('the heading of each row of "{title}"', "words"),
        "min": _FEWEST,
        "max": _MOST,
        "key": Setting('the question by which rows of "{title}" are known again', "questions"),
        "fields": Things(QUESTION),
    },
    VendorField: _KIND,
}
