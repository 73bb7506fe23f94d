"""Notices when something else writes in the folder of a workshop: another editor, a command, somebody else's copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch

_PARTS = ("form_schemas", "workflow_definitions")
_AGAIN_SECONDS = 1.0


@contextmanager
def watched(folder: Path, changed: Callable[[], None]) -> Iterator[None]:
    """Call *changed* soon after a definition file in *folder* was written, until this is left.

    The folder itself is watched without what is in it: a template's holds more than definitions.
    """
    ended = Event()
    threads = [Thread(target=_one, args=(folder, False, ended, changed), daemon=True)]
    threads += [Thread(target=_one, args=(folder / part, True, ended, changed), daemon=True) for part in _PARTS]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        ended.set()
        for one in threads:
            one.join(5)


def _one(place: Path, deep: bool, ended: Event, changed: Callable[[], None]) -> None:
    while not ended.is_set():
        if not place.is_dir() or place.is_symlink():
            ended.wait(_AGAIN_SECONDS)
            continue
        try:
            for _ in watch(
                place, watch_filter=None, debounce=200, step=50, stop_event=ended, recursive=deep, rust_timeout=500
            ):
                changed()
                if not place.is_dir():
                    break
        except (OSError, RuntimeError):  # the folder went away, or too many are watched on this machine
            ended.wait(_AGAIN_SECONDS)
            changed()
