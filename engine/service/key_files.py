"""The keys of councils as text: a file for each in a folder, or text that the host has from somewhere else.

key k1 3q2+7wAAAA…     32 bytes in Base64, under a name that values in the database are marked with
key k2 …
current k2             what is written from now on is encrypted under this one
plain read             what was written before there were keys is still read
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError
from engine.store.encryption import KEY_BYTES, KEY_ID, PLAIN, KeysLost, Ring

_HEAD = "# Whoever has these keys can read every answer; without them nobody can. Keep them apart from backups.\n"


class KeysNotChanged(EngineError):
    """The operator's turn: keys cannot be changed like this. They are as they were."""


class FileKeys:
    """Keys in a folder, each council's in a file of its own. A file that changed is read again, without a restart."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._read: dict[str, tuple[tuple[int, ...], Ring]] = {}

    def ring(self, council: str) -> Ring:
        """Return a council's keys. Raises KeysLost where there is no file, or something in it is no key."""
        path = self.path(council)
        try:
            found = path.stat()
            state = (found.st_mtime_ns, found.st_size, found.st_ino)
            known = self._read.get(council)
            if known is not None and known[0] == state:
                return known[1]
            made = ring_of(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError):
            raise KeysLost(f"The keys of this council cannot be read from {path}. Put the file back.") from None
        self._read[council] = (state, made)
        return made

    def change(self, council: str, change: Callable[[Ring | None], Ring]) -> Ring:
        """Write the keys that *change* makes of those there are, all at once; only their owner may read them."""
        path = self.path(council)
        with _alone(path):
            made = change(self.ring(council) if path.exists() else None)
            half = path.with_name(f"{path.name}.half")
            try:
                with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                    out.write(text_of(made))
                    out.flush()
                    os.fsync(out.fileno())
                half.replace(path)
            except OSError:
                raise KeysNotChanged(f"Nothing can be written to {path}.") from None
        return made

    def path(self, council: str) -> Path:
        """Return the file of a council's keys."""
        if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", council) is None:
            raise ValueError("A council whose keys are in files has a name of letters, digits, - and _.")
        return self._folder / f"{council}.keys"


class TextKeys:
    """Keys in texts by council, each as a file has it: from environment variables, or from a vault at start."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Read the keys of every council. Raises KeysLost."""
        self._rings = {council: ring_of(text, f"the text for {council}") for council, text in texts.items()}

    def ring(self, council: str) -> Ring:
        """Return a council's keys. Raises KeysLost where there are none."""
        if council not in self._rings:
            raise KeysLost(f'There are no keys for the council "{council}".')
        return self._rings[council]


def ring_of(text: str, where: str) -> Ring:
    """Return the keys that a text holds, line by line or parted by semicolons. Raises KeysLost, never quoting them."""
    keys: dict[str, bytes] = {}
    current, reads_plain = "", False
    for number, said in _said(text):
        match said.split():
            case []:
                pass
            case ["key", name, encoded] if KEY_ID.fullmatch(name) and name != PLAIN and name not in keys:
                keys[name] = _decoded(encoded, f"{where}, line {number}")
            case ["current", name] if not current:
                current = name
            case ["plain", "read"]:
                reads_plain = True
            case _:
                raise KeysLost(
                    f'{where}, line {number}: this is no key. Write "key k1 BASE64", each name once, '
                    '"current k1", and perhaps "plain read".'
                )
    if current not in keys:
        raise KeysLost(f'{where}: a line "current NAME" must name one of the keys.')
    return Ring(keys, current, reads_plain)


def _said(text: str) -> Iterator[tuple[int, str]]:
    """Yield what a text says without its remarks, each with the number of its line."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield from ((number, each) for each in line.partition("#")[0].split(";"))


def _decoded(encoded: str, where: str) -> bytes:
    try:
        key = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeysLost(f"{where}: a key is {KEY_BYTES} bytes in Base64. Make one: casepath keys new.")
    return key


def text_of(ring: Ring) -> str:
    """Return keys as a file has them."""
    lines = [f"key {name} {b64encode(key).decode()}\n" for name, key in ring.keys.items()]
    plain = ["plain read\n"] if ring.reads_plain else []
    return "".join([_HEAD, *lines, f"current {ring.current}\n", *plain])


# --- changing them ----------------------------------------------------------------------------------------------------


def with_new_key(ring: Ring | None, *, use: bool, reads_plain: bool = False) -> Ring:
    """Return keys with one more, which nobody had before. It is the current one if it is to be *used*, or the first."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra

    known = {} if ring is None else dict(ring.keys)
    last = max((int(name[1:]) for name in known if re.fullmatch(r"k\d+", name)), default=0)
    made = f"k{last + 1}"
    known[made] = AESGCM.generate_key(KEY_BYTES * 8)
    current = made if use or ring is None else ring.current
    return Ring(known, current, reads_plain or (ring is not None and ring.reads_plain))


def using(ring: Ring | None, name: str) -> Ring:
    """Return keys of which *name* is the current one. Raises KeysNotChanged where it is not there."""
    if ring is None or name not in ring.keys:
        raise KeysNotChanged(f'There is no key "{name}".')
    return Ring(ring.keys, name, ring.reads_plain)


def without_key(ring: Ring | None, name: str) -> Ring:
    """Return keys without one; for PLAIN, such that read nothing that is not encrypted. Raises KeysNotChanged."""
    if ring is None or (name not in ring.keys and not (name == PLAIN and ring.reads_plain)):
        raise KeysNotChanged(f'There is no key "{name}".')
    if name == ring.current:
        raise KeysNotChanged(f'The key "{name}" is the current one. Make another the current one first.')
    return Ring(
        {one: key for one, key in ring.keys.items() if one != name}, ring.current, ring.reads_plain and name != PLAIN
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others from changing the same file meanwhile, for as long as the process lives that does so."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise KeysNotChanged(f"Somebody else is changing these keys. If nobody is, delete {lock}.") from None
    except OSError:
        raise KeysNotChanged(f"Nothing can be written to {path.parent}.") from None
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
