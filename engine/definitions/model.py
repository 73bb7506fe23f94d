"""What every definition model shares: frozen, strict, and frank about what this version does not run yet."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

FileKind: TypeAlias = Literal["configuration", "form", "list", "part", "record", "workflow", "scenarios"]
"""What a file of YAML can hold."""
Kind: TypeAlias = FileKind | Literal["letter", "translation"]
"""What stands in a file: its own kind, a letter, or the translation of something of one of these kinds."""


class Model(BaseModel):
    """A piece of a definition as the council wrote it, checked for shape. Names are checked later, all together."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, hide_input_in_errors=True)

    later: ClassVar[frozenset[str]] = frozenset()
    """Settings of the language that this version refuses, so that nothing is accepted and then ignored."""

    in_overlays: ClassVar[frozenset[str]] = frozenset()
    """Settings that a council's overlay has, and that are gone once it is merged."""
