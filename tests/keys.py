"""Keys for tests: fictional ones, in memory or in the files that an operator has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.service.key_files import text_of
from engine.store.encryption import Cipher, Ring


def ring(*names: str, plain: bool = False, current: str = "") -> Ring:
    """Return keys of these names, each the same in every test; the last is the current one."""
    return Ring({name: name.encode().ljust(32, b".") for name in names}, current or names[-1], plain)


@dataclass
class Held:
    """A port for keys whose ring a test may change at any moment, for all councils."""

    now: Ring

    def ring(self, council: str) -> Ring:
        return self.now


def cipher() -> Cipher:
    """Return what an engine with keys has."""
    return Cipher("little", lambda: ring("k1"))


def kept_in(folder: Path, council: str, made: Ring) -> Path:
    """Write keys where `--keys` finds them; return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{council}.keys").write_text(text_of(made))
    return folder
