"""Random forms, as a council would write them, and random answers to them: half of them what nobody should send.

A form's questions stand in one order and wait for each other in another, so conditions speak of questions before and
after them, and never in a circle. Everything is drawn by dice that fall the same way in every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from engine.cases.values import Json
from engine.definitions.fields import AnyField, RowsField, own_fields
from engine.definitions.forms import Form
from tests.cases.naive import Filling
from tests.cases.naive_answers import codes_of
from tests.dice import Dice

TODAY: Final = date(2026, 3, 12)
DATES: Final = ("2026-01-31", "2026-03-12", "2026-03-13")
TYPES: Final = (
    *("yes_no", "yes_no", "yes_no", "yes_no_unknown", "choice", "choice", "choices", "choices", "levels", "levels"),
    *("integer", "integer", "scale", "date", "text", "note", "rows", "rows"),
)
CELL_TYPES: Final = (*(one for one in TYPES if one not in ("note", "rows")), "integer", "integer")


@dataclass
class Draw:
    """One form being drawn: what each question is, in the order in which they wait for each other."""

    dice: Dice
    kinds: dict[str, str] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)

    def chance(self, percent: int) -> bool:
        return self.dice.below(100) < percent

    def form(self) -> dict[str, Any]:
        names = [f"q{number}" for number in range(1, 4 + self.dice.below(6))]
        written = {name: self.question(name) for name in names}
        self.checks(written)
        pages: dict[str, Any] = {}
        for name in self.shuffled(names):
            page = f"p{self.dice.below(3)}"
            pages.setdefault(page, {"title": page, "fields": {}})["fields"][name] = written[name]
        for page, settings in pages.items():
            before = self.before(names, settings["fields"])
            if before and self.chance(40):
                settings["show_if"] = self.condition(before)
            settings.update(self.hands(15) if page != "p0" else {})
        rules = {
            f"rule{number}": {
                **({"when": self.condition(self.kinds)} if self.chance(60) else {}),
                "require": self.condition(self.kinds),
                "say": "Say so.",
                **({"at": [self.dice.one(names)]} if self.chance(50) else {}),
                "level": self.dice.one(["error", "warning"]),
            }
            for number in range(self.dice.below(3))
        }
        return {"form": "form_x", "title": "Form", "subject": "child", "pages": pages, "rules": rules}

    def shuffled(self, names: list[str]) -> list[str]:
        left, found = list(names), []
        while left:
            found.append(left.pop(self.dice.below(len(left))))
        return found

    def before(self, names: list[str], on_page: Mapping[str, Any]) -> dict[str, str]:
        """Return the questions that none of a page's waits for: those drawn before the first of them."""
        first = min(names.index(name) for name in on_page)
        return {name: self.kinds[name] for name in names[:first] if name in self.kinds}

    def hands(self, percent: int) -> dict[str, Any]:
        """Return perhaps which action asks this, or who may fill it."""
        said: dict[str, Any] = {}
        if self.chance(percent):
            said["for"] = [self.dice.one(["ask", "decide"])]
        if self.chance(percent):
            said["edit"] = [self.dice.one(["officer", "manager"])]
        return said

    def question(self, name: str) -> dict[str, Any]:
        kind = self.dice.one(TYPES)
        earlier = dict(self.kinds)
        said = self.typed(kind, earlier)
        if kind == "rows":
            said |= self.rows(name, earlier)
        elif kind in ("integer", "yes_no") and earlier and self.chance(30):
            said["calc"] = self.number(earlier) if kind == "integer" else self.condition(earlier)
        elif kind != "note":
            said |= self.asked(earlier) | self.hands(12)
            if self.chance(15):
                said["no_answer"] = ["declined", "not_asked"]
        if earlier and self.chance(45):
            said["show_if"] = self.condition(earlier)
        if kind != "note":
            self.kinds[name] = "choices" if kind == "choices" else kind
        return said

    def asked(self, earlier: Mapping[str, str]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        match self.dice.below(8):
            case 0 | 1 | 2:
                said["required"] = "true"
            case 3 if earlier:
                said["required_if"] = self.condition(earlier)
            case 4:
                said["required_for"] = [self.dice.one(["ask", "decide"])]
        if earlier and self.chance(15):
            said["read_only_if"] = self.condition(earlier)
        return said

    def checks(self, written: Mapping[str, dict[str, Any]]) -> None:
        """Give some questions a check; it decides nothing, so it may speak of any question, also of later ones."""
        for name in self.kinds:
            if self.chance(20):
                written[name]["check"] = {"that": self.condition(self.kinds), "say": "Look again."}
            for cell in self.cells.get(name, ()):
                self.cell_check(name, written[name]["fields"][cell])
                for inner in self.cells.get(cell, ()):
                    self.cell_check(cell, written[name]["fields"][cell]["fields"][inner])

    def cell_check(self, rows: str, cell: dict[str, Any]) -> None:
        if self.chance(25):
            known = {**{f"form.{one}": what for one, what in self.kinds.items()}, **self.cells[rows]}
            simple = {one: what for one, what in known.items() if what != "rows"}
            cell["check"] = {"that": self.condition(simple), "say": "Look again."}

    def typed(self, kind: str, earlier: Mapping[str, str]) -> dict[str, Any]:
        match kind:
            case "choice" | "choices":
                codes = ("k1", "k2", "k3") if kind == "choice" else ("m1", "m2", "m3")
                extra = {"none": "None of these"} if kind == "choices" and self.chance(30) else {}
                extra |= {"other": "Another"} if self.chance(15) else {}
                return {"type": kind, "label": kind, "options": {one: self.option(earlier) for one in codes}, **extra}
            case "levels":
                return {"type": "choice", "label": kind, "options": "levels"}
            case "integer":
                return {"type": kind, "label": kind, **({"min": "0", "max": "9"} if self.chance(30) else {})}
            case "scale":
                return {"type": kind, "label": kind, "min": "0", "max": "5"}
        return {"type": kind, "label": kind}

    def option(self, earlier: Mapping[str, str]) -> dict[str, Any]:
        said: dict[str, Any] = {"label": "An answer"}
        if earlier and self.chance(25):
            said["offer_if"] = self.condition(earlier)
        elif self.chance(6):
            said["retired"] = "1.0.0"
        return said

    def rows(self, name: str, around: Mapping[str, str], *, inside: bool = False) -> dict[str, Any]:
        """Return what rows say; *around* is what their cells may read besides each other."""
        own: dict[str, str] = {}
        fields: dict[str, Any] = {}
        form = {} if inside else {f"form.{one}": what for one, what in around.items()}
        outer = {one: what for one, what in {**form, **around}.items() if what != "rows"}
        for number in range(1, 2 + self.dice.below(3)):
            cell, known = f"{name}_c{number}", {**outer, **own}
            kind = "rows" if not inside and self.chance(20) else self.dice.one(CELL_TYPES)
            fields[cell] = self.typed(kind, known) | self.asked(known)
            if kind == "integer" and own and self.chance(60):
                fields[cell] = {**self.typed(kind, known), "calc": self.number(known)}
            elif kind == "rows":
                fields[cell] |= self.rows(cell, known, inside=True)
            elif self.chance(10):
                fields[cell]["edit"] = [self.dice.one(["officer", "manager"])]
            elif kind == "yes_no" and self.chance(30):
                fields[cell]["default"] = "no"
            if known and self.chance(40):
                fields[cell]["show_if"] = self.condition(known)
            own[cell] = kind
        self.cells[name] = own
        simple = [cell for cell, kind in own.items() if kind in ("text", "choice", "yes_no")]
        key = {"key": simple[0]} if simple and self.chance(50) else {}
        limits = {"min": str(self.dice.below(3)), "max": "3"} if self.chance(60) else {}
        return {
            "row": "One",
            "fields": fields,
            **limits,
            **key,
            **self.asked(outer),
            **({} if inside else self.hands(12)),
        }

    # --- conditions -----------------------------------------------------------------------------------------------

    def condition(self, known: Mapping[str, str], depth: int = 2) -> str:
        match self.dice.below(6) if depth else 0:
            case 3:
                return f"not ({self.condition(known, depth - 1)})"
            case 4 | 5:
                sign = self.dice.one([" and ", " or "])
                return f"({self.condition(known, depth - 1)}{sign}{self.condition(known, depth - 1)})"
        return self.atom(known) if known else "1 > 0"

    def atom(self, known: Mapping[str, str]) -> str:
        name = self.dice.one(list(known))
        match known[name]:
            case "yes_no":
                return f"{name} {self.dice.one(['==', '!='])} {self.dice.one(['yes', 'no'])}"
            case "yes_no_unknown":
                return f"{name} == {self.dice.one(['yes', 'not_known'])}"
            case "choice":
                return self.dice.one([f"{name} == k1", f"{name} in [k1, k2]", f"{name} != k3"])
            case "choices":
                return self.dice.one([f"m1 in {name}", f"m2 in {name}", f"count({name}) >= 2"])
            case "levels":
                return self.dice.one([f"{name} >= middle", f"{name} == low", f"points({name}) > 1"])
            case "integer" | "scale":
                return self.dice.one([f"{name} > 2", f"{name} + 1 < 5", f"{name} == 3"])
            case "date":
                return self.dice.one([f"{name} <= today()", f'{name} > "2026-02-01"'])
            case "rows" if self.cells.get(name):
                inner = self.cells[name]
                each = self.condition(inner, 1)
                return self.dice.one([f"count({name}) > 1", f"any({name}, {each})", f"all({name}, {each})"])
        return f"answered({name})"

    def number(self, known: Mapping[str, str]) -> str:
        numbers = ["2", "3"]
        for name, kind in known.items():
            if kind in ("integer", "scale"):
                numbers += [name, f"default({name}, 1)"]
            elif kind == "levels":
                numbers.append(f"points({name})")
            elif kind == "rows" and self.cells.get(name):
                inner = self.cells[name]
                numbers.append(f"count({name}, {self.condition(inner, 1)})")
                numbers += [f"sum({name}, {one})" for one, what in inner.items() if what in ("integer", "scale")]
        return f"{self.dice.one(numbers)} {self.dice.one(['+', '-'])} {self.dice.one(numbers)}"


# --- answers ------------------------------------------------------------------------------------------------------

VALID: Final[Mapping[str, tuple[Json, ...]]] = {
    "integer": (0, 1, 2, 3, 5, "4"),
    "scale": (0, 3, 5),
    "date": DATES,
    "text": ("Sam Example", "x "),
    "note": ("typed into a note",),
}
WRONG: Final[tuple[Json, ...]] = (
    True,
    -7,
    10**6,
    "nonsense\nof two lines",
    ["k1", "k1"],
    {"no_answer": "dunno"},
    [[1]],
)
EMPTY: Final[tuple[Json, ...]] = (None, "", [])


@dataclass
class Answering:
    """Somebody who answers a form at random."""

    dice: Dice
    form: Form
    lists: Mapping[str, Any]

    def filling(self) -> Filling:
        fields = [pair for page in self.form.pages.values() for pair in own_fields(dict(page.fields))]
        kept = self.answers(fields, 70, wrong=0) if self.dice.below(3) == 0 else {}
        sent = self.answers(fields, 45, wrong=8)
        if self.dice.below(12) == 0:
            sent["no_such_question"] = 1
        return Filling(
            action=self.dice.one(["ask", "decide"]),
            standing=self.dice.one([frozenset({"officer"}), frozenset({"manager"}), frozenset({"officer", "manager"})]),
            today=TODAY,
            kept=kept,
            draft=self.answers(fields, 40, wrong=8) if self.dice.below(2) == 0 else {},
            sent=sent,
            reopened=self.dice.below(3) == 0,
        )

    def answers(self, fields: list[tuple[str, AnyField]], percent: int, *, wrong: int) -> dict[str, Json]:
        return {name: self.answer(one, wrong) for name, one in fields if self.dice.below(100) < percent}

    def answer(self, one: AnyField, wrong: int) -> Json:
        chance = self.dice.below(100)
        if chance < wrong:
            return self.dice.one(WRONG)
        if chance < 12:
            return self.dice.one(EMPTY)
        if one.no_answer and chance < 40:
            return {"no_answer": self.dice.one(["declined", "not_asked", "not_known" if wrong else "declined"])}
        if isinstance(one, RowsField):
            return [self.row(one, number, wrong) for number in range(self.dice.below(4))]
        codes = codes_of(one, self.lists)
        if one.type == "choices":
            return list(dict.fromkeys(self.dice.one(codes) for _ in range(1 + self.dice.below(2))))
        return self.dice.one(codes or VALID[one.type])

    def row(self, one: RowsField, number: int, wrong: int) -> Json:
        if self.dice.below(100) < wrong:
            return "a row"
        cells = self.answers(list(own_fields(dict(one.fields))), 60, wrong=wrong)
        return {**cells, **({"id": f"r{number + 1}"} if self.dice.below(3) else {})}
