"""What typed texts come to: read, put together, compiled and checked as `casepath check` does, from memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.checks import Report
from engine.definitions.assemble import Assembled
from engine.definitions.read import folder_files
from engine.service.shelf import Shelf


@dataclass
class Reader:
    """Reads a folder again and again, with other texts than stand on the disk, and looks at what changed alone."""

    folder: Path
    _shelf: Shelf = field(default_factory=lambda: Shelf(writing=True), repr=False)

    def read(self, files: Mapping[str, bytes], *, explores: bool) -> tuple[Assembled, Report]:
        """Return what *files* come to (path in the folder -> content), and what is wrong with it.

        Looking at everything that a case can come to (*explores*) takes most of the time.
        """
        gone = dict.fromkeys(folder_files(self.folder)[0])
        typed = {**gone, **files}
        return self._shelf.checked(self.folder, typed=typed, explores=explores, by_path_inside=True)
