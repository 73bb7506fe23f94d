"""Questions of every type, and conditions over a few of them, for what is made out of a form."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.values import Json
from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.types import DATE, NUMBER, TEXT, Choice, OptionSet, Rows, Scope
from engine.interop.saying import Label
from tests.support import LITTLE

_FORM = """\
form: everything
title: Everything
subject: child
view: officer
pages:
  one:
    title: One
    fields:
      line: {type: text, label: Line, required: true}
      lines:
        type: long_text
        label: Lines
        words: {min: 2, max: 100}
        characters: {min: 5}
      number: {type: integer, label: Number, min: 1, max: 9}
      cost: {type: decimal, label: Cost, min: 0}
      worry: {type: scale, label: Worry, min: 0, max: 10}
      day: {type: date, label: Day}
      hour: {type: time, label: Hour}
      moment: {type: datetime, label: Moment}
      born:
        type: partial_date
        label: Born
        no_answer: [not_known, declined]
      length: {type: duration, label: Length of stay}
      home: {type: address, label: Home}
      spot: {type: place, label: Spot}
      agreed: {type: yes_no, label: Agreed}
      told: {type: yes_no_unknown, label: Told}
      colour:
        type: choice
        label: Colour
        options: {red: Red, blue: Blue}
        other: Another colour
        no_answer: not_asked
      tools:
        type: choices
        label: Tools
        options: {pen: Pen, saw: Saw}
        none: None of these
      signs:
        type: grid
        label: Signs
        lines: {eats: Eats, sleeps: Sleeps}
        options: {well: Well, badly: Badly}
      child: {type: subject, of: child, label: Child}
      children: {type: subjects, of: child, label: Children}
      letter: {type: file, label: Letter, accept: pdf}
      photos: {type: files, label: Photos, accept: [jpg, png], max: 2, max_mb: 5}
      declared: {type: declaration, label: All of this is so}
      people:
        type: rows
        label: People
        row: Person
        fields:
          person: {type: text, label: Person, required: true}
          age: {type: integer, label: Age, no_answer: not_known}
          visits:
            type: rows
            label: Visits
            row: Visit
            fields:
              seen_on: {type: date, label: Seen on, required: true}
              mood:
                type: grid
                label: Mood
                lines: {morning: Morning, evening: Evening}
                options: {good: Good, bad: Bad}
"""
EVERY_TYPE: Mapping[str, bytes] = {**LITTLE, "form_schemas/everything.yaml": _FORM.encode()}
"""The little council, with a form that has every type of question."""


def _file(name: str, kind: str) -> Json:
    return {"id": name, "name": f"{name}.{kind}", "type": kind, "bytes": 12, "sha256": "0" * 64}


_ANSWERS: dict[str, list[Json]] = {
    "line": ["Sam Example  "],
    "lines": ["one\ntwo three"],
    "number": ["7", 7],
    "cost": [3, "12.50"],
    "worry": ["0", 10],
    "day": ["2026-03-27"],
    "hour": ["09:30"],
    "moment": ["2026-03-27T10:00", "2026-07-01T10:00:00.5+01:00"],
    "born": ["2024", "2024-05-27", {"year": 2024, "about": "yes"}, {"no_answer": "declined"}],
    "length": ["3 weeks", {"amount": "18", "unit": "months"}],
    "home": ["1 Example Road, Exampleton", {"postcode": "ZZ99 9ZZ"}],
    "spot": ["the park", {"latitude": "51.5", "longitude": "-0.1", "route": "to school"}],
    "agreed": ["yes"],
    "told": ["not_known"],
    "colour": ["red", "other", {"no_answer": "not_asked"}],
    "tools": ["pen", ["saw", "pen"], ["none"]],
    "signs": [{"eats": "well"}, {"eats": "well", "sleeps": "badly"}],
    "child": ["P-1"],
    "children": ["P-1", ["P-2", "P-1", "P-2"]],
    "letter": [_file("f-1", "pdf")],
    "photos": [[_file("f-2", "jpg"), _file("f-3", "png")]],
    "declared": [{"by": "u-1", "at": "2026-03-12T12:00:00+00:00"}],
    "people": [
        [{"person": "Sam Example", "visits": [{"seen_on": "2026-03-01", "mood": {"morning": "good"}}]}],
        [{"person": "Sam Example", "age": "7"}],
        [{"id": "x", "person": "Kit", "age": {"no_answer": "not_known"}}],
    ],
}
"""Answers to every type of question, in the spellings that its reader takes."""

_LEVEL = Choice(OptionSet("level", ("low", "middle", "high"), ("Low", "Middle", "High"), True))
_ROLE = Choice(OptionSet("role", ("parent", "friend"), ("Parent", "Friend")))
_LABELS = {
    "name": "Name",
    "level": "Level",
    "seen_on": "Seen on",
    "visits": "Visits",
    "people": "People",
    "people.role": "Role",
    "people.age": "Age",
}
_SCOPE = Scope(
    {"name": TEXT, "level": _LEVEL, "seen_on": DATE, "visits": NUMBER, "people": Rows({"role": _ROLE, "age": NUMBER})},
    _LABELS,
)


def expression(text: str) -> tuple[Expression, Label]:
    """Return a condition over a few questions, and the labels of those."""
    made = compile_expression(text, _SCOPE)
    assert isinstance(made, Expression), made
    return made, lambda name: _LABELS.get(name, "")


def every_answer() -> list[tuple[str, Json]]:
    """Return answers to every type of question, by its id, in the spellings that its reader takes."""
    return [(name, one) for name, several in _ANSWERS.items() for one in several]
