"""The table that everybody in a workshop sits at: the papers on it, who looks on, and what the newest texts come to."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Condition, Lock, RLock, Thread

from engine.definitions.layout import lay_out, says_the_same
from engine.definitions.letters import ENDING
from engine.definitions.read import folder_files
from engine.findings import Finding, has_errors
from engine.web.workshop.changes import Change
from engine.web.workshop.disk import Disk
from engine.web.workshop.listening import Listeners
from engine.web.workshop.paper import Paper, text_of
from engine.web.workshop.reading import Reader
from engine.web.workshop.snapshot import Snapshot

_LOG = logging.getLogger("engine.web.workshop")
_MOST_BYTES = 1_000_000
_MOST_FILES = 2_000


class Desk:
    """A folder in a workshop. Every method may be called from any thread."""

    def __init__(self, folder: Path, *, language: str = "en") -> None:
        self.folder = folder
        self.disk = Disk(folder)
        self.listeners = Listeners()
        self.one_door = Lock()
        """Whoever does something that takes its time does it alone; typing goes on meanwhile."""
        self._lock = RLock()
        self._moved = Condition(self._lock)
        self._reader = Reader(folder)
        self._ended = False
        self._papers: dict[str, Paper] = {}
        self._unread: dict[str, bytes] = {}
        self._wrong: tuple[Finding, ...] = ()
        self.revision = 1
        self._explored = 0
        self.snapshot = Snapshot(folder, 0, {}, (), None, None, None, 0, language)
        self._take_from_disk()
        self._take_up_again()
        self._look(explores=False)
        self._thread = Thread(target=self._keep_looking, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop reading, and let everybody go; what is not kept stays put aside."""
        with self._moved:
            self._ended = True
            self._moved.notify_all()
        self._thread.join()
        self._put_aside()
        self.listeners.end()

    @contextmanager
    def alone(self) -> Iterator[Mapping[str, Paper]]:
        """Yield the papers by their paths, and keep everybody else from changing one meanwhile."""
        with self._lock:
            yield self._papers

    def papers(self) -> Mapping[str, Paper]:
        """Return the papers on the table by their paths."""
        with self._lock:
            return dict(self._papers)

    def put(self, name: str, value: object) -> None:
        """Put a frozen value beside what is typed, for views to find under *name*; every browser asks again."""
        with self._lock:
            self.snapshot = replace(self.snapshot, beside={**self.snapshot.beside, name: value})
        self.listeners.tell("beside", {"name": name})

    # --- typing ------------------------------------------------------------------------------------------------------

    def type(self, path: str, version: int, changes: Sequence[Change], sender: str) -> None:
        """Take what somebody typed. Raises KeyError, Behind, Unfitting and TooLong; then nothing is changed."""
        with self._moved:
            self._papers[path].type(version, changes, sender)
            self._has_moved(path)

    def become(self, path: str, text: str) -> None:
        """Make *text* of a paper, a new one if need be; whatever in it stays is not touched in any browser."""
        with self._moved:
            if path not in self._papers and len(self._papers) < _MOST_FILES:
                self._papers[path] = Paper(path, "")
                self._papers[path].become(text)
                self._has_moved(path)
            elif self._papers[path].become(text):
                self._has_moved(path)

    def lay_out(self, path: str) -> bool:
        """Put a file in the house layout, as `casepath format` does. Says whether it could be read."""
        text = self.papers()[path].text
        made = lay_out(text, path)
        if path.endswith(ENDING) or made.text is None or not says_the_same(text, made.text):
            return False
        with self._lock:
            # Whoever typed meanwhile goes before.
            if self._papers[path].text == text:
                self.become(path, made.text)
        return True

    def _has_moved(self, *paths: str) -> None:
        self.revision += 1
        self._moved.notify_all()
        for path in paths:
            self.listeners.tell("typed", {"file": path, "version": self._papers[path].version})

    # --- the disk ----------------------------------------------------------------------------------------------------

    def look_at_disk(self) -> None:
        """Take up what something else wrote. Where there is text that is not kept, both are there to choose from."""
        with self._moved:
            if self._take_from_disk():
                self.revision += 1
                self._moved.notify_all()
        self.listeners.tell("moved", {})

    def _take_from_disk(self) -> bool:
        """Say whether anything is to be read again."""
        files, wrong = folder_files(self.folder)
        before = (self._wrong, dict(self._unread), {path: one.text for path, one in self._papers.items()})
        self._wrong, self._unread = tuple(wrong), {}
        for path, content in files.items():
            try:
                text = text_of(content)
            except UnicodeError:
                text = None
            if text is None or len(content) > _MOST_BYTES:
                self._unread[path] = content
            else:
                self._compare(path, content, text)
        for path in [one for one in self._papers if one not in files or one in self._unread]:
            self._is_gone(self._papers[path])
        return before != (self._wrong, self._unread, {path: one.text for path, one in self._papers.items()})

    def _compare(self, path: str, content: bytes, text: str) -> None:
        known = self._papers.get(path)
        if known is None:
            self._papers[path] = Paper(path, text, content)
        elif content == known.kept:
            known.theirs = None
        elif known.is_kept or known.text == text:
            known.kept, known.theirs = content, None
            if known.become(text):
                self.listeners.tell("typed", {"file": path, "version": known.version})
        else:
            known.theirs = content

    def _is_gone(self, paper: Paper) -> None:
        if paper.is_kept:
            del self._papers[paper.path]
        else:
            paper.kept = paper.theirs = None

    # --- what is typed and not kept ----------------------------------------------------------------------------------

    def _take_up_again(self) -> None:
        """Take up what was typed and not kept when the workshop last ended, however it did."""
        for path, text in self.disk.aside("unkept").items():
            if text is None or path in self._unread or len(text) > _MOST_BYTES:
                continue
            self._papers.setdefault(path, Paper(path, "")).become(text)

    def _put_aside(self) -> None:
        with self._lock:
            texts = {path: one.text for path, one in sorted(self._papers.items()) if not one.is_kept}
        try:
            self.disk.put_aside("unkept", texts)
        except Exception as error:  # noqa: BLE001 - typing goes on, whatever is wrong with the disk
            _LOG.error("What is typed could not be put aside: %s", type(error).__name__)

    # --- reading -----------------------------------------------------------------------------------------------------

    def _keep_looking(self) -> None:
        while True:
            with self._moved:
                self._moved.wait_for(lambda: self._ended or self._explored < self.revision)
                if self._ended:
                    return
            self._put_aside()
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the workshop
                _LOG.error("%s while reading", type(error).__name__)
                with self._lock:
                    self.snapshot = replace(self.snapshot, revision=self.revision)
                    self._explored = self.revision

    @property
    def is_at_rest(self) -> bool:
        """Whether everything that is typed was read, and every case that it can come to was looked at."""
        with self._lock:
            return self._explored == self.revision

    def _look(self, *, explores: bool = True) -> None:
        """Read the texts as they are now, and tell everybody what they come to: first what is known at once.

        Then, with *explores*, what only looking at every case finds, unless something else was typed meanwhile.
        """
        with self._lock:
            revision, unread = self.revision, dict(self._unread)
            texts = {path: one.text for path, one in sorted(self._papers.items())}
        files = {path: text.encode() for path, text in texts.items()} | unread
        for whole in (False, True) if explores else (False,):
            assembled, report = self._reader.read(files, explores=whole)
            with self._lock:
                if whole:
                    self._explored = revision
                seen = replace(
                    self.snapshot, revision=revision, texts=texts, findings=self._by_path_inside(report.findings)
                )
                if assembled.configuration is not None:
                    seen = replace(seen, assembled=assembled)
                if report.definition is not None and not has_errors(report.findings):
                    seen = replace(seen, good=report.definition, good_assembled=assembled, good_revision=revision)
                self.snapshot = seen
                is_old = self.revision > revision
            self.listeners.tell("read", {"revision": revision})
            if is_old:
                return

    def _by_path_inside(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return findings that name every file of the folder as the page does, those that were not read too."""
        before = f"{self.folder.as_posix().rstrip('/')}/"
        return tuple(
            replace(one, place=replace(one.place, file=one.place.file.removeprefix(before))) for one in findings
        )
