"""The manifest (`casepath.yaml`) and the whole configuration that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from engine.definitions.accepting import Acceptance
from engine.definitions.extending import ExtendsText
from engine.definitions.fields import SystemFact
from engine.definitions.forms import Form
from engine.definitions.letters import Letter
from engine.definitions.lists import OptionList
from engine.definitions.locks import ApprovedException, Lock, LockPath
from engine.definitions.meetings import Meeting
from engine.definitions.model import Kind, Model
from engine.definitions.parts import Part
from engine.definitions.records import Record
from engine.definitions.sidecars import Sidecar
from engine.definitions.words import (
    NOT_A_LANGUAGE,
    Day,
    Flag,
    Id,
    Language,
    OneOrMany,
    SlottedTerm,
    Term,
    TimeOfDay,
    Words,
    mistake,
)
from engine.definitions.workflows import Workflow

Reach = Literal["task", "case", "team", "council"]


class Languages(Model):
    """The language that the files are written in, and those that they are translated into (`screening.cy.yaml`).

    *complete* makes a configuration bilingual: a text that is not translated, or no longer rightly, is then an error.
    *offered* are languages that a template has translations into, as far as they go, for councils that translate.
    """

    default: Literal["en"] = "en"
    also: OneOrMany[Language] = ()
    complete: Flag = False
    offered: OneOrMany[Language] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The languages into which there may be translations: those people read, and those that are only offered."""
        return tuple(dict.fromkeys((*self.also, *self.offered)))

    @model_validator(mode="after")
    def _others_are_others(self) -> Self:
        if any(self.default in named or len(set(named)) < len(named) for named in (self.also, self.offered)):
            raise mistake(NOT_A_LANGUAGE, "A language is named twice.", "Name each language once.")
        if self.complete and not self.also:
            message = "There is no other language that could be complete."
            raise mistake(NOT_A_LANGUAGE, message, "Add the language: also: cy.")
        return self


def _titled(given: object) -> object:
    return {"title": given} if isinstance(given, str) else given


class Role(Model):
    """A kind of person. *reach* says over which cases a holder has it; *includes* gives it another role's powers."""

    title: Words
    includes: OneOrMany[Id] = ()
    reach: Reach = "case"
    external: Flag = False
    in_overlays = frozenset({"new", "why"})


class CaseRole(Model):
    """A place on one case, held by a person from one day to another.

    Once a case is in a state of *needed_from* and nobody holds the place, giving it is a task for *given_by*.
    """

    title: Words
    taken_from: OneOrMany[Id] = Field(default=(), alias="from")
    given_by: OneOrMany[Id] = ()
    needed_from: OneOrMany[Term] = ()
    in_overlays = frozenset({"new", "why"})


class Team(Model):
    title: Words
    roles: OneOrMany[Id] = ()
    people: OneOrMany[Term] = ()


class Subject(Model):
    """What a case can be about. *reference* is how its cases are numbered, `CTX-{{ year }}-{{ number }}`."""

    title: Words
    record: Id
    reference: SlottedTerm


class Module(Model):
    """A part of the configuration that can be switched off, with all that says `module` and its id."""

    title: Words
    used: Flag = True
    in_overlays = frozenset({"new", "why"})


Calendar = Literal["england_and_wales", "scotland", "northern_ireland"]


class Manifest(Model):
    """`casepath.yaml`. One that *extends* a template says only what differs from it, besides its own id and version."""

    casepath: Literal["1"]
    configuration: Id
    title: Words
    version: Term
    languages: Languages = Languages()
    calendar: Calendar
    closures: OneOrMany[Day] = ()
    cut_off: TimeOfDay | None = None
    roles: dict[Id, Annotated[Role, BeforeValidator(_titled)]] = Field(min_length=1)
    case_roles: dict[Id, Annotated[CaseRole, BeforeValidator(_titled)]] = Field(default_factory=dict)
    groups: dict[Id, OneOrMany[Id]] = Field(default_factory=dict)
    teams: dict[Id, Annotated[Team, BeforeValidator(_titled)]] = Field(default_factory=dict)
    subjects: dict[Id, Subject] = Field(min_length=1)
    system: dict[Id, SystemFact] = Field(default_factory=dict)
    meetings: dict[Id, Meeting] = Field(default_factory=dict)
    modules: dict[Id, Annotated[Module, BeforeValidator(_titled)]] = Field(default_factory=dict)
    locked: dict[LockPath, Lock] = Field(default_factory=dict)
    extends: ExtendsText | None = None
    why: Term | None = None
    approved_exceptions: OneOrMany[ApprovedException] = ()
    accepted: OneOrMany[Acceptance] = ()


class Configuration(Model):
    """A whole folder of definitions, each checked for shape; one version for all of them."""

    manifest: Manifest
    parts: dict[str, Part]
    forms: dict[str, Form]
    lists: dict[str, OptionList]
    records: dict[str, Record]
    workflows: dict[str, Workflow]
    letters: dict[str, Letter] = Field(default_factory=dict)
    translations: Mapping[tuple[str, Kind, str], Sidecar] = Field(default_factory=dict)
    """By language, and by kind and id of what is translated; the id of casepath.yaml is empty."""
