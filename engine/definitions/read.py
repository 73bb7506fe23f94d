"""The only place that opens files: a configuration's folder, into memory, within bounds, following no links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from engine.definitions.assemble import MANIFEST, Assembled, Origins, assemble
from engine.findings import Code, Finding, Place

NOT_A_FOLDER = Code("Y102", "Not a folder", "Name the folder that holds casepath.yaml.")
WRONG_ENDING = Code("Y103", "A file that is not read", "Give definition files names that end in .yaml.")
TOO_MANY = Code("Y104", "Too many files", "Keep only definitions in this folder.")
LINKED = Code("Y105", "A link to another place", "Put the file itself here; a configuration reads only its own folder.")
UNREADABLE = Code("Y106", "A file that cannot be opened", "Check who may read the file.")

MOST_FILES = 2_000
_PARTS = ("form_schemas", "workflow_definitions")
_READ_BYTES = 1_000_001
"""One byte more than the reader allows, so that a file that is too large is told as such and never held whole."""


def read_folder(folder: str | Path) -> Assembled:
    """Return the configuration in *folder*, or every mistake in reading it. Nothing in a file can make it raise."""
    if not Path(folder).is_dir():
        missing = Finding(NOT_A_FOLDER, "There is no such folder.", Place(str(folder), 1, 1, 1, 1), NOT_A_FOLDER.remedy)
        return Assembled(None, Origins(), {}, (missing,))
    files, findings = folder_files(folder)
    shown_under = "" if str(folder) in (".", "") else f"{Path(folder).as_posix().rstrip('/')}/"
    assembled = assemble(files, shown_under=shown_under)
    if not findings:
        return assembled
    # A file that was passed over may define what the others need, so nothing is run without it.
    return replace(assembled, configuration=None, findings=(*findings, *assembled.findings))


def folder_files(folder: str | Path) -> tuple[Mapping[str, bytes], list[Finding]]:
    """Return the definition files of *folder* (path inside it -> content), and what was wrong with any of them."""
    root = Path(folder)
    files, findings = _read(_candidates(root))
    return {path.relative_to(root).as_posix(): content for path, content in files.items()}, findings


def named_files(path: str | Path) -> tuple[Mapping[Path, bytes], list[Finding]]:
    """Return the definition files that somebody names: a configuration's folder, a folder inside it, or one file.

    Any other folder holds none: YAML that belongs to another program is not read unless its file is named.
    """
    named = Path(path)
    if any((named / one).exists() for one in (MANIFEST, *_PARTS)):
        return _read(_candidates(named))
    if not named.is_dir() or named.is_symlink():
        return _read([named])
    return _read(_yaml_files(named) if set(_PARTS) & set(named.resolve().parts) else ())


def _read(paths: Iterable[Path]) -> tuple[dict[Path, bytes], list[Finding]]:
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
        elif path.suffix != ".yaml":
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
    yield from sorted(path for path in root.glob("casepath.*.*") if path.suffix in (".yaml", ".yml"))
    for part in _PARTS:
        if (root / part).is_symlink():
            yield root / part
        else:
            yield from _yaml_files(root / part)


def _yaml_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml") and (path.is_symlink() or path.is_file()):
            yield path
