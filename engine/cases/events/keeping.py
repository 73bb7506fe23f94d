"""That answers were kept long enough, and were taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.definitions.keeping import Then

Kind: TypeAlias = Literal["draft", "submitted"]


@dataclass(frozen=True, slots=True)
class AnswersErased:
    """The answers to a *form* on this case, its draft's or those submitted, were erased or anonymised by an *erasure*.

    *submissions* are those that it was done to. *left* is the hash of what is left of each step (`3`) and revision
    (`id.2`) that was written anew for it: the record itself says that they are not what they were, and what they are.
    """

    form: str
    kind: Kind
    then: Then
    erasure: str
    submissions: tuple[str, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)


KeepingEvent: TypeAlias = AnswersErased
"""What happens because answers were kept long enough."""
