"""The table that everybody in a workshop sits at: the papers on it, who looks on, and what the newest texts come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Condition, Lock, RLock, Thread

from engine.definitions.read import folder_files
from engine.findings import Finding, has_errors
from engine.web.workshop.changes import Change
from engine.web.workshop.listening import Listeners
from engine.web.workshop.paper import Paper, text_of
from engine.web.workshop.reading import Reader
from engine.web.workshop.snapshot import Snapshot


class Desk:
    """A folder in a workshop. Every method may be called from any thread."""

    def __init__(self, folder: Path, *, language: str = "en") -> None:
        self.folder = folder
        self.listeners = Listeners()
        self.one_door = Lock()
        """Whoever does something that takes its time does it alone; typing goes on meanwhile."""
        self._lock = RLock()
        self._moved = Condition(self._lock)
        self._reader = Reader(folder)
        self._ended = False
        self._papers: dict[str, Paper] = {}
        self._wrong: tuple[Finding, ...] = ()
        self.revision = 1
        self._take_all_from_disk()
        self.snapshot = Snapshot(folder, 0, {}, (), None, None, None, 0, language)
        self._look()
        self._thread = Thread(target=self._keep_looking, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop reading; nobody is told anything any more."""
        with self._moved:
            self._ended = True
            self._moved.notify_all()
        self._thread.join()
        self.listeners.end()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from changing anything meanwhile."""
        with self._lock:
            yield

    def put(self, name: str, value: object) -> None:
        """Put a frozen value beside what is typed, for views to find under *name*; every browser asks again."""
        with self._lock:
            self.snapshot = replace(self.snapshot, beside={**self.snapshot.beside, name: value})
        self.listeners.tell("beside", {"name": name})

    def type(self, path: str, version: int, changes: Sequence[Change], sender: str) -> None:
        """Take what somebody typed. Raises KeyError, Behind, Unfitting and TooLong; then nothing is changed."""
        with self._moved:
            self._papers[path].type(version, changes, sender)
            self._has_moved()
        self.listeners.tell("typed", {"file": path, "version": self._papers[path].version})

    def _has_moved(self) -> None:
        self.revision += 1
        self._moved.notify_all()

    def papers(self) -> Mapping[str, Paper]:
        """Return the files on the table by their paths."""
        with self._lock:
            return dict(self._papers)

    # --- reading -----------------------------------------------------------------------------------------------------

    def _take_all_from_disk(self) -> None:
        files, wrong = folder_files(self.folder)
        self._wrong = tuple(wrong)
        for path, content in files.items():
            try:
                self._papers[path] = Paper(path, text_of(content), content)
            except UnicodeError:
                continue

    def _keep_looking(self) -> None:
        while True:
            with self._moved:
                self._moved.wait_for(lambda: self._ended or self.snapshot.revision < self.revision)
                if self._ended:
                    return
            self._look()

    def _look(self) -> None:
        """Read the texts as they are now, and tell everybody what they come to."""
        with self._lock:
            revision, wrong = self.revision, self._wrong
            texts = {path: one.text for path, one in sorted(self._papers.items())}
        assembled, report = self._reader.read(texts, wrong)
        with self._lock:
            before = self.snapshot
            seen = replace(before, revision=revision, texts=texts, findings=report.findings)
            if assembled.configuration is not None:
                seen = replace(seen, assembled=assembled)
            if report.definition is not None and not has_errors(report.findings):
                seen = replace(seen, good=report.definition, good_assembled=assembled, good_revision=revision)
            self.snapshot = seen
        self.listeners.tell("read", {"revision": revision})
