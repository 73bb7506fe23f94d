"""Records: the shared facts about a subject, asked once and recalled everywhere."""

from __future__ import annotations

from pydantic import Field

from engine.definitions.fields import FormField, Sensitivity
from engine.definitions.model import Model
from engine.definitions.words import Id, OneOrMany, Slotted, Words


class Record(Model):
    """The facts that a council keeps about a kind of subject. *shown_as* is how one of them is named on a screen."""

    record: Id
    title: Words
    shown_as: Slotted | None = None
    view: OneOrMany[Id] = ()
    edit: OneOrMany[Id] = ()
    sensitivity: Sensitivity = "personal"
    fields: dict[Id, FormField] = Field(min_length=1)
