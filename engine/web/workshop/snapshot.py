"""What everybody in a workshop looks at: the folder as it reads at one moment, and what is shown of it. All values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from engine.cases.compiled import Definition
from engine.definitions.origins import Assembled
from engine.findings import Finding


@dataclass(frozen=True)
class Snapshot:
    """The folder as it reads at one moment, with what is typed and not yet kept, and what that means."""

    folder: Path
    revision: int
    """Goes up by one with each edit."""
    texts: Mapping[str, str] = field(repr=False)
    """Every definition file of the folder: its path in the folder -> its text now."""
    findings: tuple[Finding, ...]
    assembled: Assembled | None = field(repr=False)
    """The newest that could be put together ..."""
    good: Definition | None = field(repr=False)
    """... and the newest that compiled without errors: views show this one."""
    good_assembled: Assembled | None = field(repr=False)
    """What *good* was compiled from."""
    good_revision: int
    """That of *good*: the present one when what is shown is what is typed."""
    language: str
    drafts: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    """Named drafts: the name of each -> the texts in which it differs from the files, by their paths."""
    beside: Mapping[str, object] = field(default_factory=dict, repr=False)
    """What doors have put beside it with `Desk.put`: frozen values, such as a case that is being played."""

    @property
    def is_good(self) -> bool:
        """Whether what is typed has no errors, so that views show it."""
        return self.good is not None and self.good_revision == self.revision


@dataclass(frozen=True)
class Fragment:
    """A part of the page: its file under templates/workshop/, and plain data for it, never a model."""

    file: str
    about: Mapping[str, object] = field(default_factory=dict, repr=False)


class View(Protocol):
    """Makes a part of the page out of what there is and what was asked: it changes nothing and remembers nothing."""

    def __call__(self, seen: Snapshot, asked: Mapping[str, str]) -> Fragment: ...
