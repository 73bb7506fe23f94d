"""The only place that opens files: a configuration's folder, into memory, within bounds, following no links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from engine.definitions.assemble import Assembled, Origins, assemble
from engine.definitions.decided import DECISIONS
from engine.definitions.extending import MOST_DEEP, Extends, Head, head_of, layers
from engine.definitions.installed import installed_configurations
from engine.definitions.letters import ENDING
from engine.definitions.memory import Memory
from engine.definitions.own_id import MANIFEST
from engine.definitions.scenarios import plays_on_releases
from engine.findings import Code, Finding, Place

NOT_A_FOLDER = Code("Y102", "Not a folder", "Name the folder that holds casepath.yaml.")
WRONG_ENDING = Code("Y103", "A file that is not read", "Give definition files names that end in .yaml.")
TOO_MANY = Code("Y104", "Too many files", "Keep only definitions in this folder.")
LINKED = Code("Y105", "A link to another place", "Put the file itself here; a configuration reads only its own folder.")
UNREADABLE = Code("Y106", "A file that cannot be opened", "Check who may read the file.")

MOST_FILES = 2_000
_PARTS = ("form_schemas", "workflow_definitions")
_RELEASES = "releases"
"""Beside casepath.yaml: a folder for each earlier release that scenarios play on."""
_LETTERS = "workflow_definitions/letters"
_MOST_ABOVE = 20
"""Folders above one another in which a template is looked for."""
_READ_BYTES = 1_000_001
"""One byte more than the reader allows, so that a file that is too large is told as such and never held whole."""


def read_folder(
    folder: str | Path,
    *,
    known: Known | None = None,
    typed: Mapping[str, bytes | None] | None = None,
    by_path_inside: bool = False,
) -> Assembled:
    """Return the configuration in *folder*, or every mistake in reading it. Nothing in a file can make it raise.

    What it extends is looked for in the folders above, then among the installed packages, then among the releases that
    *known* yields, by its id and version.
    *known* keeps templates that were read, so that many councils share one. *typed* are files of the folder as they
    are being written (path inside it -> content, nothing for one that is taken out): they count instead of the disk's.
    *by_path_inside* calls the folder's own files by their paths inside it, for whoever has them before them.
    """
    if not Path(folder).is_dir():
        missing = Finding(NOT_A_FOLDER, "There is no such folder.", Place(str(folder), 1, 1, 1, 1), NOT_A_FOLDER.remedy)
        return Assembled(None, Origins(), {}, (missing,))
    known = Known() if known is None else known
    return _read_folder(Path(folder), known, (), typed=typed or {}, by_path_inside=by_path_inside)


def _read_folder(
    folder: Path,
    known: Known,
    above: tuple[str, ...],
    *,
    is_earlier: bool = False,
    typed: Mapping[str, bytes | None] = MappingProxyType({}),
    by_path_inside: bool = False,
) -> Assembled:
    there = folder.resolve()
    if there in known.folders and not known.looks_again:
        return known.folders[there]
    on_disk, findings = folder_files(folder)
    files = {path: content for path, content in {**on_disk, **typed}.items() if content is not None}
    head = known.head(files.get(MANIFEST, b""))
    found = _Found(None)
    if head.extends is not None and head.extends.id not in (*above, head.id) and len(above) <= MOST_DEEP:
        found = _template(folder, head.extends, known, (*above, head.id))
        if found.template is None and known.published is not None:
            found = _published(head.extends, known.published(head.extends.id), found)
    if known.is_as_it_was(there, files, findings, found.template):
        return known.folders[there]
    shown_under = "" if by_path_inside or str(folder) in (".", "") else f"{folder.as_posix().rstrip('/')}/"
    memory = known.memory(there)
    assembled = assemble(files, shown_under=shown_under, template=found.template, near=found.near, memory=memory)
    if findings:
        # A file that was passed over may define what the others need, so nothing is run without it.
        assembled = replace(assembled, configuration=None, findings=(*findings, *assembled.findings))
    if not is_earlier and any(plays_on_releases(root) for root in assembled.scenarios.values()):
        assembled = replace(assembled, earlier=_earlier(folder, known))
    known.folders[there] = assembled
    return assembled


def _earlier(folder: Path, known: Known) -> dict[str, Assembled]:
    """Return the earlier releases of a configuration by the names of their folders. They have none of their own."""
    found = configurations_in(folder / _RELEASES)
    return {one.name: _read_folder(one, known, (), is_earlier=True) for one in found}


@dataclass(slots=True)
class Known:
    """Folders that were read already. Nothing in them is changed by what is built on them.

    One that *looks_again* reads the files of a folder each time, and makes something of them only where they, or what
    they extend, are not as they were. One that *remembers* makes it only of the files that are not.
    """

    folders: dict[Path, Assembled] = field(default_factory=dict)
    looks_again: bool = False
    remembers: bool = False
    _memories: dict[Path, Memory] = field(default_factory=dict, repr=False)
    _heads: dict[bytes, Head] = field(default_factory=dict, repr=False)
    _installed: dict[str, tuple[Path, ...]] = field(default_factory=dict, repr=False)
    published: Callable[[str], Iterable[Mapping[str, bytes]]] | None = field(default=None, repr=False)
    """Yields the files of each published release of a template by its id, the newest first, where there is a database.

    They come after the folders and the installed packages.
    """

    def memory(self, folder: Path) -> Memory | None:
        """Return what is remembered of a folder."""
        return self._memories.setdefault(folder, Memory()) if self.remembers else None

    def head(self, manifest: bytes) -> Head:
        """Return the head of a casepath.yaml, read once."""
        if not self.looks_again:
            return head_of(manifest)
        if len(self._heads) > MOST_FILES:
            self._heads.clear()
        if manifest not in self._heads:
            self._heads[manifest] = head_of(manifest)
        return self._heads[manifest]

    def head_in(self, place: Path) -> Iterator[tuple[Path, Head]]:
        """Yield a folder with the head of its casepath.yaml, if it has one that is no link."""
        manifest = place / MANIFEST
        if not manifest.is_symlink() and manifest.is_file():
            yield place, self.head(_content(manifest))

    def installed(self, name: str) -> tuple[Path, ...]:
        """Return the folders of installed configurations called *name*, looked for once: packages stay as they are."""
        if name not in self._installed:
            self._installed[name] = tuple(installed_configurations(name))
        return self._installed[name]

    def is_as_it_was(
        self, folder: Path, files: Mapping[str, bytes], findings: Sequence[Finding], template: Assembled | None
    ) -> bool:
        """Return whether a folder, and what it extends, says what it said when it was last read."""
        before = self.folders.get(folder)
        if before is None or findings:
            return False
        over = before.origins.over
        return layers(before.files)[0] == files and (over.template if over is not None else None) is template


@dataclass(frozen=True, slots=True)
class _Found:
    template: Assembled | None
    near: tuple[Head, ...] = ()
    """The templates that were found instead."""


def _template(folder: Path, extends: Extends, known: Known, above: tuple[str, ...]) -> _Found:
    near: list[Head] = []
    for place, head in templates_around(folder, extends.id, known):
        if head.id == extends.id and extends.takes(head.version):
            return _Found(_read_folder(place, known, above))
        near.append(head)
    return _Found(None, tuple(near))


def templates_around(folder: Path, name: str, known: Known | None = None) -> Iterator[tuple[Path, Head]]:
    """Yield what a configuration in *folder* that extends *name* is offered: folders above, then installed packages.

    Each with the head of its casepath.yaml, whatever its id. *folder* need not be there yet.
    """
    known = known or Known()
    for place in _above(folder):
        yield from known.head_in(place)
    for place in known.installed(name):
        yield from known.head_in(place)


def _published(extends: Extends, releases: Iterable[Mapping[str, bytes]], found: _Found) -> _Found:
    """Return the newest of *releases* that will do, or what was *found* instead and was near it."""
    near = list(found.near)
    for files in releases:
        head = head_of(files.get(MANIFEST, b""))
        if extends.takes(head.version):
            return _Found(assemble(files, shown_under=f"{head.id} {head.version}/"))
        near.append(head)
    return _Found(None, tuple(near))


def _above(folder: Path) -> Iterator[Path]:
    """Yield the folders above *folder*, nearest first, each as the reader would write it."""
    here = folder
    for _ in range(_MOST_ABOVE):
        if here.resolve() == here.resolve().parent:
            return
        # A folder with a name has its parent's; of any other (".", "..") the one above is one more step up.
        here = here.parent if here.name not in ("", "..") else here / ".."
        yield here


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(_READ_BYTES)
    except OSError:
        return b""


def councils_in(folder: str | Path) -> list[Path]:
    """Return the folders under `councils/` that are configurations, by name."""
    return configurations_in(Path(folder) / "councils")


def configurations_in(folder: Path) -> list[Path]:
    """Return the folders inside *folder* that are configurations, by name."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if not one.is_symlink() and (one / MANIFEST).is_file())


def folder_files(folder: str | Path) -> tuple[Mapping[str, bytes], list[Finding]]:
    """Return the definition files of *folder* (path inside it -> content), and what was wrong with any of them."""
    root = Path(folder)
    files, findings = _read(_candidates(root), (".yaml", ENDING))
    return {path.relative_to(root).as_posix(): content for path, content in files.items()}, findings


def named_files(path: str | Path) -> tuple[Mapping[Path, bytes], list[Finding]]:
    """Return the definition files that somebody names: a configuration's folder, a folder inside it, or one file.

    Any other folder holds none: YAML that belongs to another program is not read unless its file is named.
    """
    named = Path(path)
    if any((named / one).exists() for one in (MANIFEST, *_PARTS)):
        return _read(one for one in _candidates(named) if one.suffix != ENDING)
    if not named.is_dir() or named.is_symlink():
        return _read([named])
    return _read(_yaml_files(named) if set(_PARTS) & set(named.resolve().parts) else ())


def _read(paths: Iterable[Path], endings: Sequence[str] = (".yaml",)) -> tuple[dict[Path, bytes], list[Finding]]:
    files: dict[Path, bytes] = {}
    findings: list[Finding] = []
    for path in paths:
        place = Place(path.as_posix(), 1, 1, 1, 1)
        if len(files) >= MOST_FILES:
            findings.append(
                Finding(TOO_MANY, f"There are more than {MOST_FILES:,} files here.", place, TOO_MANY.remedy)
            )
            break
        if path.is_symlink():
            findings.append(Finding(LINKED, "This file is a link to another place.", place, LINKED.remedy))
        elif path.suffix not in endings:
            findings.append(Finding(WRONG_ENDING, "Only files that end in .yaml are read.", place, WRONG_ENDING.remedy))
        else:
            try:
                with path.open("rb") as opened:
                    files[path] = opened.read(_READ_BYTES)
            except OSError:
                findings.append(Finding(UNREADABLE, "This file cannot be opened.", place, UNREADABLE.remedy))
    return files, findings


def _candidates(root: Path) -> Iterator[Path]:
    """Yield the manifest with its translations, and every definition file, in a fixed order."""
    if (root / MANIFEST).exists():
        yield root / MANIFEST
    if (root / DECISIONS).exists() or (root / DECISIONS).is_symlink():
        yield root / DECISIONS
    yield from sorted(path for path in root.glob("casepath.*.*") if path.suffix in (".yaml", ".yml"))
    for part in _PARTS:
        if (root / part).is_symlink():
            yield root / part
        else:
            yield from _yaml_files(root / part)
    yield from _letters(root / _LETTERS)


def _letters(folder: Path) -> Iterator[Path]:
    if not any(one.is_symlink() for one in (folder, folder.parent)):
        yield from sorted(one for one in folder.glob(f"*{ENDING}") if one.is_symlink() or one.is_file())


def _yaml_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml") and (path.is_symlink() or path.is_file()):
            yield path
