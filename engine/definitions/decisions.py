"""Where an action leads: a decision list, read from the top, or a small table that stands in for one."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from engine.definitions.model import Model
from engine.definitions.words import Condition, Id, OneOrMany, Term, mistake
from engine.findings import Code

BAD_RULE = Code("Y130", "Not a decision rule", 'Write "- if: a condition" with "to: a state", or "- else: a state".')
BAD_TABLE = Code(
    "Y169",
    "A decision table whose rows do not fit",
    'Write one cell for each column and then the state: - [outside_home, ">= significant", strategy].',
)

STAY = "stay"
ANY = "any"

_CODE = re.compile(r"[a-z][a-z0-9_]*|-?[0-9]+(\.[0-9]+)?")
_COMPARED = re.compile(r"(==|!=|<=|>=|<|>) *([a-z][a-z0-9_]*|-?[0-9]+(\.[0-9]+)?)")


class DecisionRule(Model):
    """One line of a decision list. The last is `else`; a rule fires when all its checks are true."""

    id: Id | None = None
    when: OneOrMany[Condition] = Field(default=(), alias="if")
    to: Term | None = None
    otherwise: Term | None = Field(default=None, alias="else")
    in_overlays = frozenset({"before", "after", "why"})

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        is_rule = bool(self.when) and self.to is not None and self.otherwise is None
        is_else = self.otherwise is not None and not self.when and self.to is None
        if not (is_rule or is_else):
            raise mistake(BAD_RULE, "A decision rule needs a condition and where it leads, or only an else.")
        return self

    @property
    def target(self) -> str:
        return self.to or self.otherwise or STAY


def _goes(given: object) -> object:
    """Write the short forms out: a target alone is a list with only an `else`."""
    if isinstance(given, str):
        return ({"else": given},)
    return tuple(given) if isinstance(given, list) else given


Goes = Annotated[tuple[DecisionRule, ...], BeforeValidator(_goes), Field(min_length=1)]


def _as_tuple(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


Row: TypeAlias = Annotated[tuple[OneOrMany[Term], ...], BeforeValidator(_as_tuple)]
"""The cells of one row, and last its target. A cell is a code, a list of codes, a comparison or `any`."""


class DecisionTable(Model):
    """Rows of answers, each with where they lead. *columns* name what is read; *hit* says how many rows may fit.

    `unique`: only one ever fits, which is proved; `first`: the first that fits counts; `collect`: all that fit count,
    their last cells name tasks that are then opened, and the case stays where it is.
    """

    hit: Literal["unique", "first", "collect"]
    columns: OneOrMany[Term] = Field(min_length=1)
    rows: Annotated[tuple[Row, ...], BeforeValidator(_as_tuple), Field(min_length=1)]

    @model_validator(mode="after")
    def _rows_fit(self) -> Self:
        width = len(self.columns)
        for number, row in enumerate(self.rows, start=1):
            if len(row) != width + 1:
                leads = "the tasks that they open" if self.hit == "collect" else "the state that they lead to"
                message = f"Row {number} has {len(row)} cells; it needs {width}, and then {leads}."
                raise mistake(BAD_TABLE, message)
            if len(row[width]) != 1 and self.hit != "collect":
                raise mistake(BAD_TABLE, f"Row {number} leads to several states; it may lead to one.")
            for cell in row[:width]:
                if not (_is_comparison(cell) or all(_CODE.fullmatch(code) for code in cell)):
                    raise mistake(BAD_TABLE, f"Row {number} has a cell that is no code, no comparison and not any.")
        return self

    @property
    def rules(self) -> tuple[DecisionRule, ...]:
        """The rows as the rules of a list: what its cells say must all hold."""
        stays = self.hit == "collect"
        return tuple(_rule(row, self.columns, STAY if stays else row[-1][0]) for row in self.rows)

    def implied(self, row: int) -> tuple[int, ...]:
        """Return of each condition of a row how long the part is that its cell does not say."""
        cells = zip(self.columns, self.rows[row][:-1], strict=True)
        return tuple(
            len(column) + 1 + (0 if _is_comparison(cell) else len("== ")) for column, cell in cells if cell != (ANY,)
        )


def _rule(row: Row, columns: tuple[str, ...], target: str) -> DecisionRule:
    when = tuple(f"{column} {said}" for column, cell in zip(columns, row[:-1], strict=True) if (said := said_of(cell)))
    if when:
        return DecisionRule.model_validate({"if": list(when), "to": target})
    return DecisionRule.model_validate({"else": target})


def said_of(cell: tuple[str, ...]) -> str:
    """Return what a cell says of its column, as the end of a condition; nothing for `any`."""
    if cell == (ANY,):
        return ""
    if _is_comparison(cell):
        return cell[0]
    return f"== {cell[0]}" if len(cell) == 1 else f"in [{', '.join(cell)}]"


def _is_comparison(cell: tuple[str, ...]) -> bool:
    return len(cell) == 1 and _COMPARED.fullmatch(cell[0]) is not None
