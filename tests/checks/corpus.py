"""The corpus of mistakes: a small configuration without any, and for each mistake the few lines that bring it in.

Each folder in `tests/bad/definitions` has a `change.txt` and the whole report that follows, `expected.txt`. A change
names a file, and then its lines as they are (a space before them), as they were (`-`) and as they become (`+`).
Files under `overlay/` are a council's, and the small configuration is then its template.
`python -m tests.checks.corpus` writes the reports anew; read them before you keep them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.checks import Report, check
from engine.definitions.assemble import assemble
from engine.definitions.extending import together
from engine.definitions.read import folder_files
from engine.documents.bodies import with_texts
from engine.findings import render_all

BAD = Path(__file__).resolve().parent.parent / "bad"
BASE, CORPUS = BAD / "base", BAD / "definitions"


def examples() -> list[Path]:
    return sorted(path.parent for path in CORPUS.glob("*/change.txt"))


def base() -> dict[str, bytes]:
    files, findings = folder_files(BASE)
    assert not findings
    return dict(files)


def changed(example: Path) -> Mapping[str, bytes]:
    """Return the files of the small configuration with the change of *example* made."""
    return with_changes((example / "change.txt").read_text("utf-8"))


def with_changes(change: str) -> Mapping[str, bytes]:
    """Return the files of the small configuration with *change* made."""
    files = base()
    for file, before, after in blocks(change):
        text = files.get(file, b"").decode()
        if before is None:
            files.pop(file, None)
            if after:
                files[file] = after.encode()
            continue
        assert text.count(before) == 1, f"these lines stand {text.count(before)} times in {file}:\n{before}"
        files[file] = text.replace(before, after).encode()
    own = {path.removeprefix("overlay/"): content for path, content in files.items() if path.startswith("overlay/")}
    template = {path: content for path, content in files.items() if not path.startswith("overlay/")}
    return together(own, template) if own else template


def blocks(change: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield each change: the file, the lines before (none: the whole file) and the lines after."""
    for block in change.strip("\n").split("\n\n"):
        file, *lines = block.split("\n")
        assert all(line[:1] in (" ", "-", "+") for line in lines), f"{file}: start each line with a space, - or +"
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        yield file, before or None, after


def told(change: str) -> list[tuple[str, str]]:
    """Return code and path of each finding that *change* brings into the small configuration."""
    return [(one.code.id, one.path) for one in check(assemble(with_changes(change))).findings]


def report(example: Path) -> Report:
    assembled = assemble(changed(example))
    return with_texts(check(assembled), assembled)


def rendered(example: Path) -> str:
    return render_all(report(example).findings) + "\n"


if __name__ == "__main__":
    for one in examples():
        (one / "expected.txt").write_text(rendered(one), "utf-8")
