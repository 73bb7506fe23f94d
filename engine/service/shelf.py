"""The definitions of many councils in one process: each made once, and what councils share held once.

A folder is looked at again each time: a file that changed is found, and what is built on it is made anew. Of one that
is as it was, only the bytes are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from engine.checks import Report, check, shared_with
from engine.definitions.assemble import Assembled
from engine.definitions.read import Known, read_folder
from engine.documents.bodies import with_texts
from engine.findings import has_errors


class Shelf:
    """Where engines of many councils find what was read, checked and compiled already: give each the same one.

    It keeps the last of each folder. Threads may share it; they wait for each other. One for *writing* also keeps
    each file and definition apart, so that of a folder that changes all the time only what changed is looked at.
    """

    def __init__(self, *, writing: bool = False) -> None:
        self._known = Known(looks_again=True, remembers=writing)
        self._reports: dict[int, _Checked] = {}
        self._good: dict[Path, _Checked] = {}
        self._writing = writing
        self._turn = Lock()

    def checked(
        self,
        folder: str | Path,
        *,
        typed: Mapping[str, bytes | None] | None = None,
        explores: bool = True,
        by_path_inside: bool = False,
    ) -> tuple[Assembled, Report]:
        """Return the configuration in *folder* as it is now, with what checking it found.

        *typed* are its files as they are being written (path inside it -> content, nothing for one taken out). One who
        waits for each letter does without what only exploring finds (*explores*), and asks for it once there is time.
        *by_path_inside* calls the folder's own files so.
        """
        with self._turn:
            assembled = read_folder(folder, known=self._known, typed=typed, by_path_inside=by_path_inside)
            report = self._report(assembled, explores, Path(folder).resolve() if self._writing else None)
            # What nobody would find again is let go: the folder says something else by now.
            kept = {id(one) for one in self._known.folders.values()}
            self._reports = {key: one for key, one in self._reports.items() if key in kept}
            return assembled, report

    def _report(self, assembled: Assembled, explores: bool, folder: Path | None = None) -> Report:
        known = self._reports.get(id(assembled))
        if known is None or (explores and not known.explored):
            before = known or (self._good.get(folder) if folder is not None else None)
            known = _Checked(assembled, self._checked(assembled, before, explores), explores)
            self._reports[id(assembled)] = known
        if folder is not None and not has_errors(known.report.as_found):
            self._good[folder] = known
        return known.report

    def _checked(self, assembled: Assembled, before: _Checked | None, explores: bool) -> Report:
        over = assembled.origins.over
        beneath = self._report(over.template, explores) if over is not None else None
        shared = shared_with(before.assembled, before.report) if before is not None else None
        report = check(assembled, beneath=beneath, before=shared, explores=explores)
        return with_texts(report, assembled)


@dataclass(frozen=True, slots=True)
class _Checked:
    assembled: Assembled
    report: Report
    explored: bool
