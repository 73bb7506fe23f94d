"""Filling a form in at a prompt, question by question, as the engine asks them of this person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.values import Answers, Json, is_empty
from engine.cases.views import FieldView, FormView
from engine.errors import CaseChanged, DraftConflict, Refused
from engine.testing.answering import shown
from engine.testing.small_answers import Hand, smallest

Ask: TypeAlias = Callable[[str], "str | None"]
"""Shows some words and returns the line that was typed; nothing when no more comes."""
Tell: TypeAlias = Callable[[str], None]
Save: TypeAlias = Callable[[Answers, int], FormView]
"""Keeps answers in the draft, given the revision that was seen."""

BACK, EXAMPLE, REST, CLEAR = "<", ".", "..", "-"
KEYS = (
    'Enter leaves a question as it is. "." answers with an example, ".." all that is left, "-" clears, "<" goes back.'
)

_OBJECTS = ("address", "place", "file", "files", "subject", "subjects", "declaration", "duration", "partial_date")


@dataclass(slots=True)
class Filled:
    """What was typed, by question, and whether the person went back instead of going on."""

    typed: dict[str, Json] = field(default_factory=dict, repr=False)
    went_back: bool = False


class Filling:
    """One form being filled in."""

    def __init__(self, form: CompiledForm, view: FormView, hand: Hand, save: Save, ask: Ask, tell: Tell) -> None:
        self.form, self.view, self.hand = form, view, hand
        self.save, self.ask, self.tell = save, ask, tell
        self.filled = Filled()
        self.all_examples = False

    def run(self) -> Filled:
        """Ask every question that is asked now, those that turn up on the way as well, each once."""
        asked: set[str] = set()
        page = ""
        self.tell(f"{self.view.title}. {KEYS}")
        while (found := self._next(asked)) is not None:
            title, one = found
            if title != page:
                page = title
                self.tell(f"\n  {title}")
            asked.add(one.id)
            if not self._question(one):
                self.filled.went_back = True
                return self.filled
        return self.filled

    def again(self, view: FormView, names: Iterator[str]) -> None:
        """Ask some questions again, of which something is wrong."""
        self.view, self.all_examples = view, False
        for name in names:
            one = view.field(name)
            if one is not None and one.asked and not self._question(one):
                self.filled.went_back = True
                return

    def _next(self, asked: set[str]) -> tuple[str, FieldView] | None:
        for page in self.view.pages:
            for one in page.fields:
                if one.asked and one.id not in asked and one.type != "note":
                    return page.title, one
        return None

    def _question(self, one: FieldView) -> bool:
        """Ask one question until what is typed can be kept; return whether to go on."""
        if self.all_examples:
            self._with_example(one)
            return True
        self._show(one)
        while True:
            line = self.ask("    > ")
            if line is None or line.strip() == BACK:
                return False
            typed = line.strip()
            if typed == REST:
                self.all_examples = True
                self._with_example(one)
                return True
            if typed == "" and not one.confirm:
                return True
            answer = self._meant(one, typed)
            if isinstance(answer, _Unclear):
                self.tell(f"    {answer.why}")
            elif self._kept(one, answer):
                return True

    def _with_example(self, one: FieldView) -> None:
        """Answer what must be answered with an example, and confirm what is there; what is wrong is told later."""
        if not is_empty(one.value) and not one.confirm:
            return
        if not (one.required or one.confirm):
            return
        answer = one.value if not is_empty(one.value) else _example(self.form.by_id[one.id], one, self.hand)
        if self._kept(one, answer):
            self.tell(f"  {one.label}: {in_words(one, answer)}")

    def _show(self, one: FieldView) -> None:
        marks = "  (must be answered)" if one.required else ""
        self.tell(f"\n  {one.label}{marks}")
        if one.hint:
            self.tell(f"    {one.hint}")
        if not is_empty(one.value):
            self.tell(f"    Now: {in_words(one, one.value)}" + ("  (Enter confirms it)" if one.confirm else ""))
        for number, (code, label) in enumerate(one.options, 1):
            self.tell(f"    {number:>2}  {label}" + (f"  [{code}]" if code != label else ""))
        if one.lines:
            self.tell(f"    One answer a line, with commas: {', '.join(label for _, label in one.lines)}")
        elif one.type == "choices":
            self.tell("    Several may be given, with commas.")
        elif one.row or one.type in _OBJECTS:
            self.tell('    "." answers with an example.')

    def _kept(self, one: FieldView, answer: Json) -> bool:
        """Keep an answer in the draft; say what is wrong with it, and return whether it may stand."""
        try:
            self.view = self.save({one.id: answer}, self.view.draft_revision)
        except Refused as refused:
            self.tell(f"    {refused.reasons[0].text}")
            return False
        except (DraftConflict, CaseChanged) as changed:
            self.tell(f"    {changed}")
            return True
        self.filled.typed[one.id] = answer
        after = self.view.field(one.id)
        problems = [problem.text for problem in after.problems if problem.code != "required"] if after else []
        for text in problems:
            self.tell(f"    {text}")
        return not problems

    # --- what was meant --------------------------------------------------------------------------------------------

    def _meant(self, one: FieldView, typed: str) -> Json | _Unclear:
        if typed == "":
            return one.value  # confirmed as it stands
        if typed == CLEAR:
            return None
        field_of_form = self.form.by_id[one.id]
        if typed == EXAMPLE:
            return _example(field_of_form, one, self.hand)
        if one.lines:
            return _grid(one, typed)
        if one.options:
            return _chosen(one, typed)
        if one.row or one.type in _OBJECTS:
            return _Unclear('This is not typed here. "." answers with an example, Enter leaves it.')
        return typed


@dataclass(frozen=True, slots=True)
class _Unclear:
    why: str


def _example(field_of_form: CompiledField, one: FieldView, hand: Hand) -> Json:
    """Return the smallest answer; of choices the first that is offered now."""
    codes = [code for code, _ in one.options]
    if codes and not one.lines:
        return [codes[0]] if one.type == "choices" else codes[0]
    return smallest(field_of_form, hand)


def in_words(one: FieldView, answer: Json) -> str:
    """Return an answer as people read it: the labels of what was chosen."""
    if is_empty(answer):
        return shown(answer)
    labels = dict(one.options)
    said = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels.get(part, part) if isinstance(part, str) else shown(part) for part in said)


def _chosen(one: FieldView, typed: str) -> Json | _Unclear:
    """Return the codes that are meant by their number, code or label."""
    found = [_code(one.options, part) for part in typed.split(",") if part.strip()]
    codes = [code for code in found if code is not None]
    if len(codes) < len(found) or not codes:
        return _Unclear(f"Type a number from 1 to {len(one.options)}.")
    if one.type == "choices":
        return list(codes)
    return codes[0] if len(codes) == 1 else _Unclear("Only one can be chosen here.")


def _grid(one: FieldView, typed: str) -> Json | _Unclear:
    found = [_code(one.options, part) for part in typed.split(",")]
    if len(found) != len(one.lines) or None in found:
        return _Unclear(f"Type {len(one.lines)} numbers from 1 to {len(one.options)}, with commas.")
    return {line: code for (line, _), code in zip(one.lines, found, strict=True)}


def _code(options: tuple[tuple[str, str], ...], typed: str) -> str | None:
    said = typed.strip().casefold()
    by_number: Mapping[str, str] = {str(number): code for number, (code, _) in enumerate(options, 1)}
    by_name = {name.casefold(): code for code, label in options for name in (code, label)}
    # A code that is a figure is a code before it is a place in the list.
    return by_name.get(said) or by_number.get(said)
