"""The definitions of many councils in one process: each made once, and what councils share held once.

A folder is looked at again each time: a file that changed is found, and what is built on it is made anew. Of one that
is as it was, only the bytes are read.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from engine.cases.compiling.shared import Beneath
from engine.checks import Report, check
from engine.definitions.assemble import Assembled
from engine.definitions.read import Known, read_folder
from engine.documents.bodies import with_texts
from engine.findings import has_errors


class Shelf:
    """Where engines of many councils find what was read, checked and compiled already: give each the same one.

    It keeps the last of each folder. Threads may share it; they wait for each other.
    """

    def __init__(self) -> None:
        self._known = Known(looks_again=True)
        self._reports: dict[int, tuple[Assembled, Report]] = {}
        self._turn = Lock()

    def checked(self, folder: str | Path) -> tuple[Assembled, Report]:
        """Return the configuration in *folder* as it is now, with what checking it found."""
        with self._turn:
            assembled = read_folder(folder, known=self._known)
            report = self._report(assembled)
            # What nobody would find again is let go: the folder says something else by now.
            kept = {id(one) for one in self._known.folders.values()}
            self._reports = {key: one for key, one in self._reports.items() if key in kept}
            return assembled, report

    def _report(self, assembled: Assembled) -> Report:
        known = self._reports.get(id(assembled))
        if known is None:
            known = self._reports[id(assembled)] = assembled, self._checked(assembled)
        return known[1]

    def _checked(self, assembled: Assembled) -> Report:
        return with_texts(check(assembled, beneath=self._beneath(assembled)), assembled)

    def _beneath(self, assembled: Assembled) -> Beneath | None:
        over = assembled.origins.over
        if over is None or over.template.configuration is None:
            return None
        report = self._report(over.template)
        if report.definition is None or has_errors(report.findings):
            return None
        return Beneath(over.template.configuration, report.definition)
