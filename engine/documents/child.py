"""The process in which letters are drawn: a council's text, which is hostile until proved otherwise, runs nowhere else.

It is started by `engine.documents.process` with a job on its standard input, and ends with the job. Before it reads
the job it takes away what it does not need: time, memory, the writing of files, the network, other programs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

CPU_SECONDS, PAPER_CPU_SECONDS = 4, 30
_MEGABYTES, _PAPER_MEGABYTES = 400, 2_000
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "ctypes.dlopen",
)
_DEEPEST = 1_000


def main() -> None:
    """Do the job on standard input. What is wrong with a letter is an answer; anything else ends the process."""
    kind = sys.argv[-1]
    paper = kind in ("pdf", "docx")
    _cap(PAPER_CPU_SECONDS if paper else CPU_SECONDS, _PAPER_MEGABYTES if paper else _MEGABYTES)
    sys.setrecursionlimit(_DEEPEST)
    work = _WORK[kind]()
    job = sys.stdin.buffer.read()
    _shut(reads=paper)
    for answer in work(job):
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


def _cap(seconds: int, megabytes: int) -> None:
    """Cap time, memory and what is written to files, where the system can (any but Windows)."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what was in memory here are answers
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


def _shut(*, reads: bool) -> None:
    """Let this process open no file any more (for paper: only read, fonts for instance), no network, no program."""

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event == "open":
            writes = isinstance(given[1], str) and any(sign in given[1] for sign in "wax+")
            if writes or not reads:
                raise PermissionError("a letter opens no files")
        elif event.startswith(_FORBIDDEN) and not (reads and event == "ctypes.dlopen"):
            raise PermissionError("a letter starts nothing and asks nobody")

    sys.addaudithook(hook)


# --- the jobs --------------------------------------------------------------------------------------------------------


def _blocks() -> Callable[[bytes], Iterator[bytes]]:
    from engine.documents.blocks import Document, as_json  # noqa: PLC0415 - each job loads what it needs, and no more
    from engine.documents.markdown import blocks  # noqa: PLC0415 - the same
    from engine.documents.template import Refused, drawn, load_all  # noqa: PLC0415 - the same

    load_all()

    def work(job: bytes) -> Iterator[bytes]:
        told: dict[str, Any] = json.loads(job)
        try:
            made = blocks(drawn(told["body"], told["shape"], told["says"]))
        except Refused as wrong:
            yield _refused(wrong)
            return
        yield b"D" + as_json(Document(told["title"], told["language"], tuple(made)))

    return work


def _bodies() -> Callable[[bytes], Iterator[bytes]]:
    from engine.documents.markdown import blocks, unwanted  # noqa: PLC0415 - each job loads what it needs
    from engine.documents.template import Refused, drawn, load_all, mistakes_of  # noqa: PLC0415 - the same

    load_all()

    def judged(body: str, shape: Any, says: list[Mapping[str, Any]]) -> Iterator[Refused]:
        found = [*mistakes_of(body, shape), *unwanted(body)]
        yield from found
        try:
            for one in says if not found else ():
                blocks(drawn(body, shape, one))
        except Refused as wrong:
            yield wrong

    def work(job: bytes) -> Iterator[bytes]:
        for one in json.loads(job):
            told = [[wrong.kind, wrong.line, wrong.name] for wrong in judged(one["body"], one["shape"], one["says"])]
            yield json.dumps(told).encode() + b"\n"

    return work


def _paper(kind: str) -> Callable[[], Callable[[bytes], Iterator[bytes]]]:
    def load() -> Callable[[bytes], Iterator[bytes]]:
        from engine.documents.blocks import of_json  # noqa: PLC0415 - each job loads what it needs
        from engine.documents.paper import ready  # noqa: PLC0415 - the same

        write = ready(kind)

        def work(job: bytes) -> Iterator[bytes]:
            yield b"D" + write(of_json(job))

        return work

    return load


def _refused(wrong: Any) -> bytes:
    return b"R" + json.dumps([wrong.kind, wrong.line, wrong.name]).encode()


_WORK: Mapping[str, Callable[[], Callable[[bytes], Iterator[bytes]]]] = {
    "blocks": _blocks,
    "bodies": _bodies,
    "pdf": _paper("pdf"),
    "docx": _paper("docx"),
}
