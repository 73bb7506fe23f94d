"""Writing what a command makes, whole or not at all; a command that cannot ends with what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from engine.interop.whole_files import ChangedMeanwhile, beside, replace, replace_all

__all__ = ["ChangedMeanwhile", "replace", "replace_all", "write_whole"]


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write *files*: none takes its place before all of them are on the disk. Ends the command where one cannot be."""
    waiting: dict[Path, Path] = {}
    here = None
    try:
        for here, content in files.items():
            waiting[here] = beside(here, content)
        for here, new in waiting.items():
            new.replace(here)
    except OSError:
        for new in waiting.values():
            with suppress(OSError):
                new.unlink(missing_ok=True)
        raise click.ClickException(f"{here} cannot be written. Is its folder there, and may you write to it?") from None
