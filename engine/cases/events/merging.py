"""What happened when two cases turned out to be one, or one to be two: ends that moved, and what each end learned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CaseMerged:
    """This case, called *own*, turned out to be the same as *into*, called *reference*, and goes on there."""

    into: str
    reference: str
    own: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseTakenIn:
    """Another case turned out to be the same as this one, and ended with that."""

    other: str
    reference: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseSplit:
    """Part of this case turned out to be something else, and became the case *into*."""

    into: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseSplitOff:
    """This case was split off *other*, whose reference is *reference*. It is an event of its first step."""

    other: str
    reference: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkMoved:
    """The link with *other*, seen from there along *back*, went from this case *to* another.

    Not *kept*: the two are linked already, or are the same, so that one link is left or none.
    """

    link: str
    other: str
    back: str
    to: str
    kept: bool


@dataclass(frozen=True, slots=True)
class LinkTaken:
    """A link with *other* came here from a case that was merged."""

    link: str
    other: str


@dataclass(frozen=True, slots=True)
class LinkFollowed:
    """The case *was*, linked along *link*, became *now*: *merged* into it, or else split. Not *kept*: see LinkMoved."""

    link: str
    was: str
    now: str
    merged: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class SubjectMerged:
    """Two records of the host, *was* and *now*, turned out to be of one subject; this case is about *now* from here."""

    was: str
    now: str


MergeEvent: TypeAlias = (
    CaseMerged | CaseTakenIn | CaseSplit | CaseSplitOff | LinkMoved | LinkTaken | LinkFollowed | SubjectMerged
)
