"""Writing files so that each of them is always whole: the old one or the new one, whatever happens."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write *files*: none takes its place before all of them are on the disk. Ends the command where one cannot be."""
    beside: dict[Path, Path] = {}
    here = None
    try:
        for here, content in files.items():
            new = here.with_name(f".{here.name}.new")
            _keep(new, content)
            beside[here] = new
        for here, new in beside.items():
            new.replace(here)
    except OSError:
        for new in beside.values():
            with suppress(OSError):
                new.unlink(missing_ok=True)
        raise click.ClickException(f"{here} cannot be written. Is its folder there, and may you write to it?") from None


def _keep(path: Path, content: bytes) -> None:
    with path.open("wb") as opened:
        opened.write(content)
        opened.flush()
        # Only what has reached the disk may take the place of what was there.
        os.fsync(opened.fileno())
