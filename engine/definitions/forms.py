"""Forms as a council writes them: pages of fields, and rules across them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from engine.definitions.changes import Change
from engine.definitions.fields import AnyField, FormField, Sensitivity
from engine.definitions.keeping import Keeping
from engine.definitions.model import Model
from engine.definitions.words import Condition, Id, OneOrMany, Term, Words


class Page(Model):
    """One page of a form. What it says of `view`, `edit`, `for` and `sensitivity` holds for fields that say nothing."""

    title: Words
    show_if: Condition | None = None
    asked_for: OneOrMany[Id] = Field(default=(), alias="for")
    view: OneOrMany[Id] = ()
    edit: OneOrMany[Id] = ()
    sensitivity: Sensitivity | None = None
    purpose: Words | None = None
    use: OneOrMany[Id] = ()
    fields: dict[Id, FormField] = Field(min_length=1)
    module: Id | None = None
    in_overlays = frozenset({"why"})


class Rule(Model):
    """A rule across fields: when *when* is true, *require* must be; *say* is shown at the fields *at*."""

    when: Condition | None = None
    require: Condition
    say: Words
    at: OneOrMany[Id] = ()
    level: Literal["error", "warning"] = "error"


class Correction(Model):
    """Who may change answers after they were submitted; each change is a revision of its own, with its reason."""

    by: OneOrMany[Id] = Field(min_length=1)
    reason: Literal["required", "optional"] = "required"


class Withdrawal(Model):
    """Who may take a submission out, because it should never have been made: the wrong child."""

    by: OneOrMany[Id] = Field(min_length=1)
    reason: Literal["required", "optional"] = "required"


Basis = Literal["public_task", "legal_obligation", "vital_interests", "consent", "contract"]
"""The legal bases on which answers are asked for and passed on."""


class Share(Model):
    """The answers that partners are sent, and no others: a field's id, or `rows.field` for one of its cells only."""

    to: OneOrMany[Id] = Field(min_length=1)
    fields: OneOrMany[Term] = Field(min_length=1)
    basis: Basis


class Form(Model):
    """A form. Field ids are unique in it and never depend on their page."""

    form: Id
    title: Words
    summary: Words | None = None
    subject: Id
    purpose: Words | None = None
    basis: Basis | None = None
    sensitivity: Sensitivity = "personal"
    view: OneOrMany[Id] = ()
    pages: dict[Id, Page] = Field(min_length=1)
    rules: dict[Id, Rule] = Field(default_factory=dict)
    correct: Correction | None = None
    withdraw: Withdrawal | None = None
    share: dict[Id, Share] = Field(default_factory=dict)
    keep: Keeping | None = None
    changes: OneOrMany[Change] = ()
    module: Id | None = None
    in_overlays = frozenset({"fields", "why"})

    def placed_fields(self) -> Iterator[tuple[str, str, AnyField]]:
        """Yield (page id, field id, field) in the order in which they are asked."""
        for page_id, page in self.pages.items():
            for field_id, field in page.fields.items():
                yield page_id, field_id, field
