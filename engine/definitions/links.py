"""How workflows belong together: links between their cases, what opens another case, messages, and patterns to notice.

A link is typed both ways: `contexts` of a child's case has `children` of a place's case as its way *back*. What it lets
either end read (`shares`), and what is known about the pair itself (`fields`), is written at one of the two.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from engine.definitions.fields import FormField
from engine.definitions.model import Model
from engine.definitions.tasks import OpenedTask
from engine.definitions.words import Condition, Flag, Id, OneOrMany, Span, Term, Words

LINKED_ON = "linked_on"
"""What every link knows: the day on which it was made."""
ROW = "row."
"""How a name begins that means the row, or the linked case, that something is done for."""


class Shares(Model):
    """What a link lets each end read: *out* the other end of this one, *taken* (`in`) this one of the other."""

    out: OneOrMany[Term] = ()
    taken: OneOrMany[Term] = Field(default=(), alias="in")


class Link(Model):
    """A way from this workflow's cases to those of another (or of its own). Without *many* a case has one at most.

    *fields* are asked when a case is linked from this end, and read there only.
    """

    title: Words | None = None
    to: Id
    back: Id
    many: Flag = False
    shares: Shares = Shares()
    fields: dict[Id, FormField] = Field(default_factory=dict)
    in_overlays = frozenset({"why"})

    @property
    def is_written_here(self) -> bool:
        """Whether this is the end at which what is shared, and what is asked, is written."""
        return bool(self.shares.out or self.shares.taken or self.fields)


class Opens(Model):
    """Another case that an action opens. *subject* says where each fact of a new subject comes from.

    With *for_each* one is opened for each row (or subject, or option chosen), whose answers are `row.<field>`.
    """

    link: Id
    when: OneOrMany[Condition] = Field(default=(), alias="if")
    for_each: Term | None = None
    subject: dict[Id, Term] = Field(default_factory=dict)
    copied: OneOrMany[Term] = Field(default=(), alias="copy")
    in_overlays = frozenset({"why"})

    @property
    def facts(self) -> dict[str, str]:
        """Return where each fact of a new subject comes from; what is copied keeps its name."""
        return {**{name.rpartition(".")[2]: name for name in self.copied}, **self.subject}


def written_out(given: object) -> object:
    """Write the short form of `open` out: the name of a link alone."""
    given = given if isinstance(given, list | tuple) else [given]
    return tuple({"link": one} if isinstance(one, str) else one for one in given)


def link_title(name: str, link: Link) -> str:
    """Return what a link is called in sentences."""
    return link.title or name.replace("_", " ").capitalize()


AllOpened = Annotated[tuple[Opens, ...], BeforeValidator(written_out)]


class Heard(Model):
    """What a state does about a message that comes along the link *source*: it may open a task."""

    source: Id = Field(alias="from")
    task: OpenedTask | None = None
    in_overlays = frozenset({"why"})


class Notify(Model):
    """Whom an action tells that it was taken, and the *letter* that is drawn up as it is."""

    tell: OneOrMany[Id] = ()
    urgent: Flag = False
    letter: Id | None = None
    in_overlays = frozenset({"why"})


class Alert(Model):
    """A pattern over linked cases. It tells people, not again before *again_after* is over, and may open a task.

    It never moves a case.
    """

    when: Condition
    tell: OneOrMany[Id] = ()
    say: Words
    again_after: Span
    task: OpenedTask | None = None
    in_overlays = frozenset({"why"})


class Merge(Model):
    """Who may end a case because it turned out to be the same as another, and the ending in which it then is."""

    by: OneOrMany[Id] = ()
    to: Id
    in_overlays = frozenset({"why"})


class Split(Model):
    """Who may make two cases of one that turned out to be two."""

    by: OneOrMany[Id] = ()
    in_overlays = frozenset({"why"})
